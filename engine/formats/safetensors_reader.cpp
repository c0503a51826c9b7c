#include "engine/formats/safetensors_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <optional>
#include <set>

#include "engine/formats/json_text.h"
#include "engine/formats/model_fault.h"

namespace engine {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are used as they lie in the file");

constexpr uint64_t kMaxHeaderBytes = 100'000'000;
constexpr size_t kMaxTensors = size_t{1} << 20;
constexpr size_t kMaxDimensions = 8;
constexpr size_t kMaxShards = 4096;

struct TypeFact {
    std::string_view name;
    SafetensorsType type;
    uint64_t bytes;
};

// Zero bytes: a type of which only the place is known.
TypeFact factOf(std::string_view name) {
    static constexpr TypeFact kFacts[] = {
        {"F32", SafetensorsType::kF32, 4},       {"F16", SafetensorsType::kF16, 2},
        {"BF16", SafetensorsType::kBF16, 2},     {"F8_E4M3", SafetensorsType::kF8E4M3, 1},
        {"U8", SafetensorsType::kU8, 1},         {"F8_E5M2", SafetensorsType::kOther, 1},
        {"F8_E8M0", SafetensorsType::kOther, 1}, {"BOOL", SafetensorsType::kOther, 1},
        {"I8", SafetensorsType::kOther, 1},      {"I16", SafetensorsType::kOther, 2},
        {"U16", SafetensorsType::kOther, 2},     {"I32", SafetensorsType::kOther, 4},
        {"U32", SafetensorsType::kOther, 4},     {"I64", SafetensorsType::kOther, 8},
        {"U64", SafetensorsType::kOther, 8},     {"F64", SafetensorsType::kOther, 8}};
    for (const TypeFact& fact : kFacts) {
        if (fact.name == name) return fact;
    }
    return {name, SafetensorsType::kOther, 0};
}

struct Entry {
    SafetensorsTensor tensor;
    uint64_t begin = 0;
    uint64_t end = 0;
};

// {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …, "__metadata__": {"key": "text"}}
class HeaderReader final : public JsonEvents {
public:
    using JsonEvents::JsonEvents;
    std::vector<Entry> entries;

    bool start_object(std::size_t) override {
        if (++depth_ > 2 || list_ != nullptr) unexpected();
        if (depth_ == 2) {
            dtype_.clear();
            shape_.reset();
            offsets_.reset();
        }
        return true;
    }
    bool key(string_t& key) override {
        if (depth_ == 2) {
            field_ = key;
            return true;
        }
        if (!names_.insert(key).second) broken("the tensor " + inQuotes(key) + " stands in it twice");
        if (names_.size() > kMaxTensors) broken("it names more than a million tensors");
        name_ = key;
        return true;
    }
    bool string(string_t& text) override {
        if (depth_ != 2 || list_ != nullptr) unexpected();
        if (name_ == kMetadata) return true;
        if (field_ != "dtype") unexpected();
        dtype_ = text;
        return true;
    }
    bool start_array(std::size_t) override {
        if (depth_ != 2 || list_ != nullptr || name_ == kMetadata) unexpected();
        if (field_ != "shape" && field_ != "data_offsets") unexpected();
        list_ = &(field_ == "shape" ? shape_ : offsets_).emplace();
        return true;
    }
    bool number_unsigned(number_unsigned_t number) override {
        if (list_ == nullptr) unexpected();
        if (list_->size() == kMaxDimensions)
            broken("the tensor " + inQuotes(name_) + " has too many dimensions");
        list_->push_back(number);
        return true;
    }
    bool number_integer(number_integer_t) override {
        broken("the tensor " + inQuotes(name_) + " has a negative number");
    }
    bool end_array() override {
        list_ = nullptr;
        return true;
    }
    bool end_object() override {
        if (depth_-- == 2 && name_ != kMetadata) finishEntry();
        return true;
    }

private:
    static constexpr std::string_view kMetadata = "__metadata__";

    void finishEntry() {
        if (dtype_.empty() || !shape_ || !offsets_ || offsets_->size() != 2)
            broken("the tensor " + inQuotes(name_) + " lacks its type, shape or place");
        Entry entry;
        entry.begin = (*offsets_)[0];
        entry.end = (*offsets_)[1];
        const TypeFact fact = factOf(dtype_);
        uint64_t size = fact.bytes;
        for (const uint64_t dimension : *shape_) {
            if (dimension > static_cast<uint64_t>(INT64_MAX) ||
                __builtin_mul_overflow(size, dimension, &size))
                broken("the size of the tensor " + inQuotes(name_) + " overflows");
            entry.tensor.shape.push_back(static_cast<int64_t>(dimension));
        }
        if (entry.end < entry.begin || (fact.bytes > 0 && entry.end - entry.begin != size))
            broken("the place of the tensor " + inQuotes(name_) + " does not suit its shape");
        entry.tensor.name = name_;
        entry.tensor.type = fact.type;
        entry.tensor.typeName = dtype_.substr(0, 16);
        entries.push_back(std::move(entry));
    }

    int depth_ = 0;
    std::set<std::string, std::less<>> names_;
    std::string name_;
    std::string field_;
    std::string dtype_;
    std::optional<std::vector<uint64_t>> shape_;
    std::optional<std::vector<uint64_t>> offsets_;
    std::vector<uint64_t>* list_ = nullptr;
};

// {"metadata": {…}, "weight_map": {"name": "model-00001-of-00002.safetensors"}}
class IndexReader final : public JsonEvents {
public:
    using JsonEvents::JsonEvents;
    std::map<std::string, std::string> shardOf;
    bool found = false;

    bool start_object(std::size_t) override {
        if (++depth_ == 2 && field_ == "weight_map") found = inMap_ = true;
        return checkDepth();
    }
    bool end_object() override {
        if (depth_-- == 2) inMap_ = false;
        return true;
    }
    bool key(string_t& key) override {
        if (inMap_ && depth_ == 2)
            name_ = key;
        else if (depth_ == 1)
            field_ = key;
        return true;
    }
    bool string(string_t& shard) override {
        if (!inMap_) return true;
        if (!shardOf.emplace(name_, shard).second)
            broken("the tensor " + inQuotes(name_) + " stands in it twice");
        if (shardOf.size() > kMaxTensors) broken("it names more than a million tensors");
        return true;
    }
    bool start_array(std::size_t) override {
        ++depth_;
        return checkDepth();
    }
    bool end_array() override {
        --depth_;
        return true;
    }
    bool null() override { return scalar(); }
    bool boolean(bool) override { return scalar(); }
    bool number_integer(number_integer_t) override { return scalar(); }
    bool number_unsigned(number_unsigned_t) override { return scalar(); }
    bool number_float(number_float_t, const string_t&) override { return scalar(); }

private:
    bool checkDepth() const {
        constexpr int kDeepest = 16;
        if (depth_ > kDeepest || (inMap_ && depth_ > 2)) unexpected();
        return true;
    }
    bool scalar() const {
        if (inMap_) unexpected();
        return true;
    }

    int depth_ = 0;
    bool inMap_ = false;
    std::string field_;
    std::string name_;
};

// Shards lie beside their index: a name is a plain file name.
void checkShardName(const std::string& shard, const std::string& index) {
    constexpr std::string_view kEnding = ".safetensors";
    const bool plain = shard.size() > kEnding.size() && shard.ends_with(kEnding) && shard.front() != '.' &&
                       std::all_of(shard.begin(), shard.end(), [](char c) {
                           return c > ' ' && c < 0x7F && c != '/' && c != '\\' && c != ':';
                       });
    if (!plain)
        throw Broken{index, "it names the shard " + inQuotes(shard) + ", which is not a file beside it"};
}

FileMap openShard(const std::filesystem::path& path, const std::string& index) {
    auto map = FileMap::open(path);
    if (map) return std::move(*map);
    const std::string name = path.filename().string();
    if (map.error().kind == ErrorKind::kNotFound)
        throw Broken{index, "its shard " + inQuotes(name) + " is not there"};
    throw Broken{name, "it is empty or cannot be read"};
}

}  // namespace

int64_t SafetensorsTensor::elements() const {
    int64_t product = 1;
    for (const int64_t size : shape)
        product *= size;
    return product;
}

std::vector<SafetensorsTensor> readSafetensors(std::span<const std::byte> bytes, const std::string& file) {
    uint64_t length = 0;
    if (bytes.size() < sizeof(length)) throw Broken{file, "it is shorter than its header"};
    std::memcpy(&length, bytes.data(), sizeof(length));
    if (length > kMaxHeaderBytes)
        throw Broken{file, "it is no safetensors file, or its header is over 100 MB long"};
    if (length > bytes.size() - sizeof(length)) throw Broken{file, "it ends inside its header"};
    const auto data = bytes.subspan(sizeof(length) + length);

    HeaderReader header(file);
    header.read({reinterpret_cast<const char*>(bytes.data()) + sizeof(length), length});
    std::vector<Entry>& entries = header.entries;
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::vector<SafetensorsTensor> tensors;
    tensors.reserve(entries.size());
    uint64_t at = 0;
    for (Entry& entry : entries) {
        const std::string name = inQuotes(entry.tensor.name);
        if (entry.begin < at) throw Broken{file, "the tensor " + name + " overlaps another"};
        if (entry.begin > at) throw Broken{file, "there is a hole before the tensor " + name};
        if (entry.end > data.size())
            throw Broken{file, "the tensor " + name + " lies beyond its end: it was cut short"};
        entry.tensor.file = file;
        entry.tensor.data = data.subspan(entry.begin, entry.end - entry.begin);
        at = entry.end;
        tensors.push_back(std::move(entry.tensor));
    }
    if (at != data.size()) throw Broken{file, "it is longer than its tensors"};
    return tensors;
}

Result<SafetensorsFolder> SafetensorsFolder::open(const std::filesystem::path& folder) {
    static const std::string kWhole = "model.safetensors";
    static const std::string kIndex = "model.safetensors.index.json";
    SafetensorsFolder opened;
    try {
        std::map<std::string, std::string> shardOf;
        std::set<std::string> shards;
        std::error_code failed;
        if (std::filesystem::exists(folder / kIndex, failed)) {
            auto index = FileMap::open(folder / kIndex);
            if (!index) return index.error();
            const auto bytes = index->bytes();
            if (bytes.size() > kMaxHeaderBytes) throw Broken{kIndex, "it is over 100 MB long"};
            IndexReader reader(kIndex);
            reader.read({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
            if (!reader.found) throw Broken{kIndex, "it does not say which tensor is in which shard"};
            shardOf = std::move(reader.shardOf);
            for (const auto& [tensor, shard] : shardOf) {
                if (shards.insert(shard).second) checkShardName(shard, kIndex);
            }
            if (shards.size() > kMaxShards) throw Broken{kIndex, "it names more than 4096 shards"};
        } else if (std::filesystem::exists(folder / kWhole, failed)) {
            shards.insert(kWhole);
        } else {
            return Error{.kind = ErrorKind::kNotFound,
                         .what = "The folder “{0}” holds neither {1} nor {2}.",
                         .remedy = "Choose a folder with a model in safetensors files, or a GGUF file.",
                         .args = {folder.string(), kWhole, kIndex}};
        }
        std::set<std::string> seen;
        for (const std::string& shard : shards) {
            FileMap map = openShard(folder / shard, kIndex);
            for (SafetensorsTensor& tensor : readSafetensors(map.bytes(), shard)) {
                if (!seen.insert(tensor.name).second)
                    throw Broken{shard,
                                 "the tensor " + inQuotes(tensor.name) + " stands in another shard too"};
                const auto said = shardOf.find(tensor.name);
                if (said != shardOf.end() && said->second == shard) shardOf.erase(said);
                opened.tensors_.push_back(std::move(tensor));
            }
            opened.shards_.push_back(std::move(map));
        }
        if (!shardOf.empty()) {
            const auto& [tensor, shard] = *shardOf.begin();
            throw Broken{kIndex, "its shard " + inQuotes(shard) + " lacks the tensor " + inQuotes(tensor)};
        }
    } catch (const Broken& broken) {
        return sentenceOf(broken);
    }
    std::sort(opened.tensors_.begin(), opened.tensors_.end(),
              [](const SafetensorsTensor& a, const SafetensorsTensor& b) { return a.name < b.name; });
    return opened;
}

const SafetensorsTensor* SafetensorsFolder::find(std::string_view name) const {
    const auto found = std::lower_bound(
        tensors_.begin(), tensors_.end(), name,
        [](const SafetensorsTensor& tensor, std::string_view wanted) { return tensor.name < wanted; });
    return found == tensors_.end() || found->name != name ? nullptr : &*found;
}

uint64_t SafetensorsFolder::bytes() const {
    uint64_t sum = 0;
    for (const FileMap& shard : shards_)
        sum += shard.bytes().size();
    return sum;
}

}  // namespace engine
