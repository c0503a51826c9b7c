// Reads GGUF, versions 2 and 3. The header is walked once; each number in it is compared with the bytes that
// there are before it is used, so that a lying file costs no more memory than a few times its own header.
#include "engine/formats/gguf_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>

#include "engine/base/file_map.h"
#include "engine/formats/gguf_types.h"
#include "engine/formats/model_fault.h"

namespace engine {

namespace {

static_assert(std::endian::native == std::endian::little, "tensors are used as they lie in the file");

constexpr uint32_t kMagic = 0x46554747;  // "GGUF"
constexpr uint64_t kMaxTextBytes = 16ULL << 20;
constexpr uint64_t kMinAlignment = 8;  // also what the kernels need to read floats in place
constexpr uint64_t kMaxAlignment = 1ULL << 20;
constexpr uint64_t kMaxTensors = 1ULL << 20;
constexpr uint64_t kMaxValues = 1ULL << 20;
constexpr uint64_t kMaxListEntries = 1ULL
                                     << 24;  // in all lists together: a vocabulary and its merges take 2^19
constexpr uint64_t kSmallestValue = 13;      // key length, type and one byte
constexpr uint64_t kSmallestTensor = 8 + 4 + 8 + 4 + 8;
constexpr uint32_t kMaxDimensions = 4;
constexpr size_t kMaxParts = 1000;

uint64_t sizeOf(uint32_t type) {
    switch (type) {
        case GgufValue::kU8:
        case GgufValue::kI8:
        case GgufValue::kBool:
            return 1;
        case GgufValue::kU16:
        case GgufValue::kI16:
            return 2;
        case GgufValue::kU32:
        case GgufValue::kI32:
        case GgufValue::kF32:
            return 4;
        case GgufValue::kU64:
        case GgufValue::kI64:
        case GgufValue::kF64:
            return 8;
        default:
            return 0;
    }
}

// Names of the published types that this version cannot compute with, so that the sentence can say which.
std::string nameOfType(uint32_t number) {
    static constexpr std::pair<uint32_t, const char*> kNames[] = {
        {9, "Q8_1"},   {15, "Q8_K"},  {16, "IQ2_XXS"}, {17, "IQ2_XS"}, {18, "IQ3_XXS"}, {19, "IQ1_S"},
        {21, "IQ3_S"}, {22, "IQ2_S"}, {24, "I8"},      {25, "I16"},    {26, "I32"},     {27, "I64"},
        {28, "F64"},   {29, "IQ1_M"}, {34, "TQ1_0"},   {35, "TQ2_0"},  {40, "NVFP4"}};
    for (const auto& [known, name] : kNames) {
        if (known == number) return name;
    }
    return fmt::format("number {}", number);
}

class Cursor {
public:
    explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

    uint64_t left() const { return bytes_.size() - at_; }
    uint64_t position() const { return at_; }

    template <class T>
    T number() {
        if (left() < sizeof(T)) throw Broken{"", "it ends inside its header"};
        T value;
        std::memcpy(&value, bytes_.data() + at_, sizeof(T));
        at_ += sizeof(T);
        return value;
    }

    std::string_view text() {
        const auto size = number<uint64_t>();
        if (size > left()) throw Broken{"", "a text in its header is longer than the file"};
        if (size > kMaxTextBytes) throw Broken{"", "a text in its header is longer than 16 MiB"};
        const std::string_view value(reinterpret_cast<const char*>(bytes_.data() + at_), size);
        at_ += size;
        return value;
    }

private:
    std::span<const std::byte> bytes_;
    uint64_t at_ = 0;
};

uint64_t product(uint64_t a, uint64_t b, std::string_view tensor) {
    uint64_t out = 0;
    if (__builtin_mul_overflow(a, b, &out))
        throw Broken{"", "the size of the tensor " + inQuotes(tensor) + " overflows"};
    return out;
}

MetadataValue readScalar(Cursor& in, uint32_t type) {
    switch (type) {
        case GgufValue::kU8:
            return static_cast<uint64_t>(in.number<uint8_t>());
        case GgufValue::kI8:
            return static_cast<int64_t>(in.number<int8_t>());
        case GgufValue::kU16:
            return static_cast<uint64_t>(in.number<uint16_t>());
        case GgufValue::kI16:
            return static_cast<int64_t>(in.number<int16_t>());
        case GgufValue::kU32:
            return static_cast<uint64_t>(in.number<uint32_t>());
        case GgufValue::kI32:
            return static_cast<int64_t>(in.number<int32_t>());
        case GgufValue::kU64:
            return in.number<uint64_t>();
        case GgufValue::kI64:
            return in.number<int64_t>();
        case GgufValue::kF32:
            return static_cast<double>(in.number<float>());
        case GgufValue::kF64:
            return in.number<double>();
        case GgufValue::kBool:
            return in.number<uint8_t>() != 0;
        case GgufValue::kText:
            return in.text();
        default:
            throw Broken{"", fmt::format("a value in its header has the unknown type {}", type)};
    }
}

struct Facts {
    std::map<std::string, MetadataValue, std::less<>> metadata;
    std::vector<TensorView> tensors;
    std::set<std::string_view> names;
    uint64_t listEntries = 0;
};

MetadataArray readList(Cursor& in, Facts& facts) {
    const auto type = in.number<uint32_t>();
    const auto count = in.number<uint64_t>();
    // A text takes at least the eight bytes of its length.
    const uint64_t size = type == GgufValue::kText ? sizeof(uint64_t) : sizeOf(type);
    if (type == GgufValue::kList)
        throw Beyond{"", "a list of lists in its header", "Use a file made by current tools."};
    if (size == 0) throw Broken{"", fmt::format("a list in its header has the unknown type {}", type)};
    if (count > in.left() / size) throw Broken{"", "a list in its header is longer than the file"};
    facts.listEntries += count;
    if (facts.listEntries > kMaxListEntries)
        throw Broken{"", "the lists in its header have more than 16 million entries"};

    MetadataArray out;
    if (type == GgufValue::kText) {
        out.strings.reserve(count);
        for (uint64_t i = 0; i < count; ++i)
            out.strings.push_back(in.text());
        return out;
    }
    if (type == GgufValue::kF32 || type == GgufValue::kF64) {
        out.numbers.reserve(count);
        for (uint64_t i = 0; i < count; ++i)
            out.numbers.push_back(type == GgufValue::kF32 ? in.number<float>() : in.number<double>());
        return out;
    }
    out.integers.reserve(count);
    for (uint64_t i = 0; i < count; ++i) {
        const MetadataValue value = readScalar(in, type);
        if (const auto* integer = std::get_if<int64_t>(&value))
            out.integers.push_back(*integer);
        else if (const auto* natural = std::get_if<uint64_t>(&value))
            out.integers.push_back(static_cast<int64_t>(*natural));
        else
            out.integers.push_back(std::get<bool>(value) ? 1 : 0);
    }
    return out;
}

// Reads the values and answers the alignment of the tensors. Only the first part's values are the model's.
uint64_t readValues(Cursor& in, uint64_t count, bool firstPart, Facts& facts) {
    uint64_t alignment = 32;
    std::set<std::string_view> keys;
    for (uint64_t i = 0; i < count; ++i) {
        const std::string_view key = in.text();
        if (key.empty()) throw Broken{"", "a value in its header has no name"};
        if (!keys.insert(key).second) throw Broken{"", "the value " + inQuotes(key) + " stands in it twice"};
        const auto type = in.number<uint32_t>();
        MetadataValue value =
            type == GgufValue::kList ? MetadataValue(readList(in, facts)) : readScalar(in, type);
        if (key == "general.alignment") {
            const auto* number = std::get_if<uint64_t>(&value);
            if (number == nullptr || !std::has_single_bit(*number) || *number < kMinAlignment ||
                *number > kMaxAlignment) {
                throw Broken{"", "its alignment is not a power of two between 8 and 1048576"};
            }
            alignment = *number;
        }
        if (firstPart) facts.metadata.emplace(std::string(key), std::move(value));
    }
    return alignment;
}

struct Entry {
    TensorView view;
    uint64_t offset = 0;
    uint64_t size = 0;
};

Entry readTensor(Cursor& in, uint64_t alignment, Facts& facts) {
    Entry entry;
    TensorView& view = entry.view;
    view.name = in.text();
    if (view.name.empty()) throw Broken{"", "a tensor has no name"};
    if (!facts.names.insert(view.name).second)
        throw Broken{"", "the tensor " + inQuotes(view.name) + " stands in it twice"};
    const auto dimensions = in.number<uint32_t>();
    if (dimensions == 0 || dimensions > kMaxDimensions)
        throw Broken{"", fmt::format("the tensor {} has {} dimensions", inQuotes(view.name), dimensions)};
    uint64_t elements = 1;
    for (uint32_t d = 0; d < dimensions; ++d) {
        const auto size = in.number<uint64_t>();
        if (size == 0 || size > static_cast<uint64_t>(INT64_MAX))
            throw Broken{"", fmt::format("the tensor {} has a dimension of {}", inQuotes(view.name),
                                         static_cast<int64_t>(size))};
        elements = product(elements, size, view.name);
        view.shape.insert(view.shape.begin(), static_cast<int64_t>(size));
    }
    const auto number = in.number<uint32_t>();
    const auto type = typeOfGguf(number);
    if (!type) {
        throw Beyond{
            "", fmt::format("the weight type {} (in the tensor {})", nameOfType(number), inQuotes(view.name)),
            "Use a file in another quantization, for example Q4_K_M or Q8_0."};
    }
    view.type = *type;
    const kernels::DTypeInfo& block = kernels::describe(*type);
    if (view.shape.back() % block.blockElements != 0)
        throw Broken{
            "", fmt::format("a row of the tensor {} is not a whole number of blocks", inQuotes(view.name))};
    entry.size = product(elements / static_cast<uint64_t>(block.blockElements),
                         static_cast<uint64_t>(block.blockBytes), view.name);
    entry.offset = in.number<uint64_t>();
    if (entry.offset % alignment != 0)
        throw Broken{"", "the tensor " + inQuotes(view.name) + " is not aligned"};
    return entry;
}

void readPart(std::span<const std::byte> bytes, bool firstPart, Facts& facts) {
    Cursor in(bytes);
    in.number<uint32_t>();  // the magic number, seen before
    const auto version = in.number<uint32_t>();
    if (version == 1 || version == 0)
        throw Beyond{"", fmt::format("GGUF version {}", version), "Use a file of GGUF version 2 or 3."};
    if (version != 2 && version != 3) {
        // A big-endian file shows its version in the upper bytes.
        const bool swapped = (version & 0xFFFF) == 0;
        throw Beyond{"", swapped ? "big-endian numbers" : fmt::format("GGUF version {}", version),
                     swapped ? "Use a little-endian file." : "Use a file of GGUF version 2 or 3."};
    }
    const auto tensorCount = in.number<uint64_t>();
    const auto valueCount = in.number<uint64_t>();
    if (tensorCount > in.left() / kSmallestTensor || tensorCount > kMaxTensors)
        throw Broken{"", "it names more tensors than fit in it"};
    if (valueCount > in.left() / kSmallestValue || valueCount > kMaxValues)
        throw Broken{"", "it names more values than fit in it"};
    const uint64_t alignment = readValues(in, valueCount, firstPart, facts);

    std::vector<Entry> entries;
    for (uint64_t i = 0; i < tensorCount; ++i)
        entries.push_back(readTensor(in, alignment, facts));
    const uint64_t start = (in.position() + alignment - 1) / alignment * alignment;
    for (Entry& entry : entries) {
        const uint64_t room = start > bytes.size() ? 0 : bytes.size() - start;
        if (entry.offset > room || entry.size > room - entry.offset)
            throw Broken{
                "", "the tensor " + inQuotes(entry.view.name) + " lies beyond its end: it was cut short"};
        entry.view.data = bytes.subspan(start + entry.offset, entry.size);
        facts.tensors.push_back(std::move(entry.view));
    }
}

class GgufFile final : public ModelFile {
public:
    GgufFile(std::filesystem::path path, std::vector<FileMap> maps, Facts facts)
        : path_(std::move(path)), maps_(std::move(maps)), metadata_(std::move(facts.metadata)),
          tensors_(std::move(facts.tensors)) {
        for (size_t i = 0; i < tensors_.size(); ++i)
            byName_.emplace(tensors_[i].name, i);
        for (const FileMap& map : maps_)
            bytes_ += map.bytes().size();
    }

    const std::filesystem::path& path() const override { return path_; }
    uint64_t bytes() const override { return bytes_; }
    const std::map<std::string, MetadataValue, std::less<>>& metadata() const override { return metadata_; }
    const std::vector<TensorView>& tensors() const override { return tensors_; }
    const TensorView* find(std::string_view name) const override {
        const auto found = byName_.find(name);
        return found == byName_.end() ? nullptr : &tensors_[found->second];
    }

private:
    std::filesystem::path path_;
    std::vector<FileMap> maps_;
    std::map<std::string, MetadataValue, std::less<>> metadata_;
    std::vector<TensorView> tensors_;
    std::map<std::string_view, size_t, std::less<>> byName_;
    uint64_t bytes_ = 0;
};

Result<FileMap> openPart(const std::filesystem::path& path) {
    auto map = FileMap::open(path);
    if (!map) return map.error();
    uint32_t magic = 0;
    if (map->bytes().size() >= sizeof(magic)) std::memcpy(&magic, map->bytes().data(), sizeof(magic));
    if (magic != kMagic) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” is not a GGUF model file.",
                     .remedy = "Choose a file whose name ends in .gguf.",
                     .args = {path.filename().string()}};
    }
    return map;
}

// "name-00002-of-00003.gguf": its own number, the number of parts, and how the names of the others are made.
struct PartName {
    std::string head;  // "name-"
    std::string tail;  // "-of-00003.gguf"
    size_t number = 1;
    size_t count = 1;

    std::string of(size_t part) const { return head + fmt::format("{:05}", part) + tail; }
};

std::optional<PartName> partName(const std::string& name) {
    constexpr size_t kDigits = 5;
    constexpr std::string_view kOf = "-of-";
    const size_t of = name.rfind(kOf);
    if (of == std::string::npos || of < kDigits + 1 || name.size() < of + kOf.size() + kDigits)
        return std::nullopt;
    const auto read = [&](size_t at) -> std::optional<size_t> {
        size_t value = 0;
        for (const char c : name.substr(at, kDigits)) {
            if (c < '0' || c > '9') return std::nullopt;
            value = value * 10 + static_cast<size_t>(c - '0');
        }
        return value;
    };
    const auto number = read(of - kDigits);
    const auto count = read(of + kOf.size());
    if (!number || !count || *count < 2 || *count > kMaxParts || *number < 1 || *number > *count)
        return std::nullopt;
    return PartName{name.substr(0, of - kDigits), name.substr(of), *number, *count};
}

}  // namespace

Result<std::shared_ptr<const ModelFile>> openGguf(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const auto parts = partName(name);
    if (parts && parts->number != 1) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” is one part of a model in {1} files.",
                     .remedy = "Choose “{2}”: it opens all parts.",
                     .args = {name, std::to_string(parts->count), parts->of(1)}};
    }
    std::vector<FileMap> maps;
    for (size_t part = 1; part <= (parts ? parts->count : 1); ++part) {
        auto map = openPart(parts ? path.parent_path() / parts->of(part) : path);
        if (!map) return map.error();
        maps.push_back(std::move(*map));
    }
    try {
        Facts facts;
        for (size_t part = 0; part < maps.size(); ++part)
            readPart(maps[part].bytes(), part == 0, facts);
        auto file = std::make_shared<const GgufFile>(path, std::move(maps), std::move(facts));
        const auto stated = file->integer("split.tensors.count");
        if (parts && stated && static_cast<uint64_t>(*stated) != file->tensors().size())
            throw Broken{"",
                         fmt::format("its parts hold {} tensors, not {}", file->tensors().size(), *stated)};
        const int64_t split = file->integer("split.count").value_or(1);
        if (split > 1 && !parts) {
            return Error{.kind = ErrorKind::kBadInput,
                         .what = "“{0}” is one part of a model in {1} files, and has been renamed.",
                         .remedy = "Give all parts their names back, such as “name-00001-of-00002.gguf”.",
                         .args = {name, std::to_string(split)}};
        }
        return std::shared_ptr<const ModelFile>(std::move(file));
    } catch (const Broken& broken) {
        return sentenceOf(Broken{name, broken.fact});
    } catch (const Beyond& beyond) {
        return sentenceOf(Beyond{name, beyond.fact, beyond.remedy});
    }
}

}  // namespace engine
