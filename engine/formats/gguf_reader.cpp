// GGUF v2/v3.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <set>

#include "engine/base/file_map.h"
#include "engine/formats/model_file.h"

namespace engine {

namespace {

constexpr uint32_t kMagic = 0x46554747;  // "GGUF", little-endian
constexpr uint64_t kMaxString = 16ULL << 20;
constexpr uint64_t kMaxAlignment = 1ULL << 20;
constexpr uint64_t kMaxEntries = 1ULL << 20;

enum ValueType : uint32_t {
    kU8,
    kI8,
    kU16,
    kI16,
    kU32,
    kI32,
    kF32,
    kBool,
    kString,
    kArray,
    kU64,
    kI64,
    kF64
};

uint64_t sizeOf(uint32_t type) {
    switch (type) {
        case kU8:
        case kI8:
        case kBool:
            return 1;
        case kU16:
        case kI16:
            return 2;
        case kU32:
        case kI32:
        case kF32:
            return 4;
        case kU64:
        case kI64:
        case kF64:
            return 8;
        default:
            return 0;
    }
}

std::optional<kernels::DType> typeOf(uint32_t number) {
    using kernels::DType;
    switch (number) {
        case 0:
            return DType::kF32;
        case 1:
            return DType::kF16;
        case 2:
            return DType::kQ4_0;
        case 3:
            return DType::kQ4_1;
        case 6:
            return DType::kQ5_0;
        case 7:
            return DType::kQ5_1;
        case 8:
            return DType::kQ8_0;
        case 12:
            return DType::kQ4_K;
        case 13:
            return DType::kQ5_K;
        case 14:
            return DType::kQ6_K;
        case 30:
            return DType::kBF16;
        default:
            return std::nullopt;
    }
}

struct Broken {
    std::string fact;
};
struct Unsupported {
    std::string fact;
};

class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}
    uint64_t left() const { return bytes_.size() - at_; }
    uint64_t at() const { return at_; }
    template <class T>
    T get() {
        if (left() < sizeof(T)) throw Broken{"it ends inside the header"};
        T v;
        std::memcpy(&v, bytes_.data() + at_, sizeof(T));
        at_ += sizeof(T);
        return v;
    }
    std::string_view string() {
        const auto n = get<uint64_t>();
        if (n > left()) throw Broken{"a text is longer than the file"};
        if (n > kMaxString) throw Broken{"a text is longer than 16 MiB"};
        std::string_view v(reinterpret_cast<const char*>(bytes_.data() + at_), n);
        at_ += n;
        return v;
    }

private:
    std::span<const std::byte> bytes_;
    uint64_t at_ = 0;
};

uint64_t checkedProduct(uint64_t a, uint64_t b) {
    uint64_t out = 0;
    if (__builtin_mul_overflow(a, b, &out)) throw Broken{"a size overflows"};
    return out;
}

MetadataValue readScalar(Reader& in, uint32_t type) {
    switch (type) {
        case kU8:
            return static_cast<uint64_t>(in.get<uint8_t>());
        case kI8:
            return static_cast<int64_t>(in.get<int8_t>());
        case kU16:
            return static_cast<uint64_t>(in.get<uint16_t>());
        case kI16:
            return static_cast<int64_t>(in.get<int16_t>());
        case kU32:
            return static_cast<uint64_t>(in.get<uint32_t>());
        case kI32:
            return static_cast<int64_t>(in.get<int32_t>());
        case kU64:
            return in.get<uint64_t>();
        case kI64:
            return in.get<int64_t>();
        case kF32:
            return static_cast<double>(in.get<float>());
        case kF64:
            return in.get<double>();
        case kBool:
            return in.get<uint8_t>() != 0;
        case kString:
            return in.string();
        default:
            throw Unsupported{fmt::format("a metadata value of type {}", type)};
    }
}

MetadataArray readArray(Reader& in) {
    const auto type = in.get<uint32_t>();
    const auto count = in.get<uint64_t>();
    MetadataArray out;
    if (type == kString) {
        // Each text has at least its length before it.
        if (count > in.left() / sizeof(uint64_t)) throw Broken{"a list is longer than the file"};
        out.strings.reserve(count);
        for (uint64_t i = 0; i < count; ++i)
            out.strings.push_back(in.string());
        return out;
    }
    const uint64_t size = sizeOf(type);
    if (size == 0) throw Unsupported{fmt::format("a list of values of type {}", type)};
    if (count > in.left() / size) throw Broken{"a list is longer than the file"};
    const bool real = type == kF32 || type == kF64;
    if (real)
        out.numbers.reserve(count);
    else
        out.integers.reserve(count);
    for (uint64_t i = 0; i < count; ++i) {
        const MetadataValue value = readScalar(in, type);
        if (const auto* number = std::get_if<double>(&value))
            out.numbers.push_back(*number);
        else if (const auto* integer = std::get_if<int64_t>(&value))
            out.integers.push_back(*integer);
        else if (const auto* natural = std::get_if<uint64_t>(&value))
            out.integers.push_back(static_cast<int64_t>(*natural));
        else if (const auto* flag = std::get_if<bool>(&value))
            out.integers.push_back(*flag ? 1 : 0);
    }
    return out;
}

class GgufFile final : public ModelFile {
public:
    GgufFile(std::filesystem::path path, std::vector<FileMap> maps)
        : path_(std::move(path)), maps_(std::move(maps)) {
        for (size_t part = 0; part < maps_.size(); ++part)
            read(maps_[part].bytes(), part == 0);
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
    void read(std::span<const std::byte> bytes, bool first) {
        Reader in(bytes);
        in.get<uint32_t>();  // the magic number, seen before
        const auto version = in.get<uint32_t>();
        if (version != 2 && version != 3) throw Unsupported{fmt::format("GGUF version {}", version)};
        const auto tensorCount = in.get<uint64_t>();
        const auto valueCount = in.get<uint64_t>();
        // A tensor entry takes at least 24 bytes, a value at least 13.
        if (tensorCount > in.left() / 24 || tensorCount > kMaxEntries)
            throw Broken{"it names more tensors than fit in it"};
        if (valueCount > in.left() / 13 || valueCount > kMaxEntries)
            throw Broken{"it names more values than fit in it"};
        uint64_t alignment = 32;
        for (uint64_t i = 0; i < valueCount; ++i) {
            const std::string key(in.string());
            if (key.empty()) throw Broken{"a value has no name"};
            const auto type = in.get<uint32_t>();
            MetadataValue value = type == kArray ? MetadataValue(readArray(in)) : readScalar(in, type);
            if (key == "general.alignment") {
                const auto* number = std::get_if<uint64_t>(&value);
                if (number == nullptr || !std::has_single_bit(*number) || *number > kMaxAlignment) {
                    throw Broken{"its alignment is not a power of two"};
                }
                alignment = *number;
            }
            if (!first) continue;
            if (!metadata_.emplace(key, std::move(value)).second)
                throw Broken{fmt::format("the value {} stands in it twice", key)};
        }
        struct Entry {
            TensorView view;
            uint64_t offset = 0, size = 0;
        };
        std::vector<Entry> entries;
        for (uint64_t i = 0; i < tensorCount; ++i) {
            Entry entry;
            entry.view.name = in.string();
            if (entry.view.name.empty() || !names_.insert(entry.view.name).second) {
                throw Broken{
                    fmt::format("the tensor “{}” stands in it twice or has no name", entry.view.name)};
            }
            const auto dimensions = in.get<uint32_t>();
            if (dimensions == 0 || dimensions > 4)
                throw Broken{fmt::format("the tensor {} has {} dimensions", entry.view.name, dimensions)};
            uint64_t elements = 1;
            for (uint32_t d = 0; d < dimensions; ++d) {
                const auto size = in.get<uint64_t>();
                if (size == 0 || size > (1ULL << 40))
                    throw Broken{fmt::format("the tensor {} has a dimension of {}", entry.view.name, size)};
                elements = checkedProduct(elements, size);
                entry.view.shape.insert(entry.view.shape.begin(), static_cast<int64_t>(size));
            }
            const auto number = in.get<uint32_t>();
            const auto type = typeOf(number);
            if (!type) throw Unsupported{fmt::format("tensor type {} ({})", number, entry.view.name)};
            entry.view.type = *type;
            const auto& facts = kernels::describe(*type);
            if (entry.view.shape.back() % facts.blockElements != 0) {
                throw Broken{fmt::format("a row of {} is no whole number of blocks", entry.view.name)};
            }
            entry.size = checkedProduct(elements / static_cast<uint64_t>(facts.blockElements),
                                        static_cast<uint64_t>(facts.blockBytes));
            entry.offset = in.get<uint64_t>();
            if (entry.offset % alignment != 0)
                throw Broken{fmt::format("the tensor {} is not aligned", entry.view.name)};
            entries.push_back(std::move(entry));
        }
        const uint64_t start = (in.at() + alignment - 1) / alignment * alignment;
        for (Entry& entry : entries) {
            if (start > bytes.size() || entry.offset > bytes.size() - start ||
                entry.size > bytes.size() - start - entry.offset) {
                throw Broken{
                    fmt::format("the tensor {} lies beyond its end: it was cut short", entry.view.name)};
            }
            entry.view.data = bytes.subspan(start + entry.offset, entry.size);
            tensors_.push_back(std::move(entry.view));
        }
    }

    std::filesystem::path path_;
    std::vector<FileMap> maps_;
    std::map<std::string, MetadataValue, std::less<>> metadata_;
    std::vector<TensorView> tensors_;
    std::map<std::string_view, size_t, std::less<>> byName_;
    std::set<std::string_view> names_;
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

// "name-00001-of-00003.gguf" stands for all its parts.
std::vector<std::filesystem::path> partsOf(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const size_t of = name.rfind("-of-");
    constexpr size_t kDigits = 5;
    if (of == std::string::npos || of < kDigits + 1 || name.size() < of + 4 + kDigits) return {path};
    const std::string digits = name.substr(of + 4, kDigits);
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return {path};
    const int count = std::stoi(digits);
    if (name.substr(of - kDigits, kDigits) != "00001" || count < 2) return {path};
    std::vector<std::filesystem::path> parts;
    for (int part = 1; part <= count; ++part) {
        parts.push_back(path.parent_path() /
                        (name.substr(0, of - kDigits) + fmt::format("{:05}", part) + name.substr(of)));
    }
    return parts;
}

}  // namespace

Result<std::shared_ptr<const ModelFile>> ModelFile::open(const std::filesystem::path& path) {
    std::vector<FileMap> maps;
    for (const auto& part : partsOf(path)) {
        auto map = openPart(part);
        if (!map) return map.error();
        maps.push_back(std::move(*map));
    }
    const std::string name = path.filename().string();
    try {
        return std::shared_ptr<const ModelFile>(std::make_shared<GgufFile>(path, std::move(maps)));
    } catch (const Broken& broken) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The model file “{0}” is damaged: {1}.",
                     .remedy = "Get it again.",
                     .args = {name, broken.fact}};
    } catch (const Unsupported& beyond) {
        return Error{.kind = ErrorKind::kUnsupported,
                     .what = "The model file “{0}” uses {1}, which this version does not know.",
                     .remedy = "Use a file in another quantization.",
                     .args = {name, beyond.fact}};
    }
}

int64_t TensorView::elements() const {
    int64_t product = 1;
    for (const int64_t size : shape)
        product *= size;
    return product;
}

namespace {

const MetadataValue* lookUp(const ModelFile& file, std::string_view key) {
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? nullptr : &found->second;
}

}  // namespace

std::optional<std::string_view> ModelFile::text(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    const auto* held = value == nullptr ? nullptr : std::get_if<std::string_view>(value);
    return held == nullptr ? std::nullopt : std::optional(*held);
}

std::optional<int64_t> ModelFile::integer(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    if (value == nullptr) return std::nullopt;
    if (const auto* held = std::get_if<int64_t>(value)) return *held;
    if (const auto* held = std::get_if<uint64_t>(value);
        held != nullptr && *held <= static_cast<uint64_t>(INT64_MAX)) {
        return static_cast<int64_t>(*held);
    }
    return std::nullopt;
}

std::optional<double> ModelFile::number(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    if (value == nullptr) return std::nullopt;
    if (const auto* held = std::get_if<double>(value)) return *held;
    if (const auto held = integer(key)) return static_cast<double>(*held);
    return std::nullopt;
}

std::optional<bool> ModelFile::flag(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    const auto* held = value == nullptr ? nullptr : std::get_if<bool>(value);
    return held == nullptr ? std::nullopt : std::optional(*held);
}

const MetadataArray* ModelFile::array(std::string_view key) const {
    const auto* value = lookUp(*this, key);
    return value == nullptr ? nullptr : std::get_if<MetadataArray>(value);
}

}  // namespace engine
