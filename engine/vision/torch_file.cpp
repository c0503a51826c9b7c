#include "engine/vision/torch_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>

#include "engine/formats/model_fault.h"
#include "engine/vision/torch_pickle.h"

namespace engine {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are used as they lie in the file");

// Two whole pickles: the number that marks the format, and version 1001 of it.
constexpr std::string_view kMagic(
    "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.", 21);

uint64_t bytesOf(std::string_view storageType) {
    static constexpr std::pair<std::string_view, uint64_t> kTypes[] = {
        {"FloatStorage", 4},    {"LongStorage", 8}, {"DoubleStorage", 8}, {"HalfStorage", 2},
        {"BFloat16Storage", 2}, {"IntStorage", 4},  {"ShortStorage", 2},  {"CharStorage", 1},
        {"ByteStorage", 1},     {"BoolStorage", 1}};
    for (const auto& [name, bytes] : kTypes) {
        if (name == storageType) return bytes;
    }
    return 0;
}

using Values = std::vector<TorchPickle::Value>;

const Values& itemsOf(const TorchPickle::Value& value, TorchPickle::Kind kind, const TorchPickle& pickle,
                      const char* otherwise) {
    const auto* items = std::get_if<TorchPickle::Items*>(&value);
    if (items == nullptr || (*items)->kind != kind) pickle.broken(otherwise);
    return (*items)->values;
}

}  // namespace

std::vector<float> TorchTensor::floats() const {
    if (!isFloat) return {};
    int64_t count = 1;
    for (const int64_t size : shape)
        count *= size;
    std::vector<float> values(static_cast<size_t>(count));
    std::vector<int64_t> index(shape.size(), 0);
    int64_t from = 0;
    for (float& value : values) {
        std::memcpy(&value, data.data() + from * static_cast<int64_t>(sizeof(float)), sizeof(float));
        // The last index first, as one counts.
        for (size_t i = shape.size(); i-- > 0;) {
            from += strides[i];
            if (++index[i] < shape[i]) break;
            from -= shape[i] * strides[i];
            index[i] = 0;
        }
    }
    return values;
}

std::vector<TorchTensor> readTorchTensors(std::span<const std::byte> bytes, const std::string& file) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.starts_with("PK"))
        throw Beyond{file, "the newer zip format of PyTorch", "Get the weights of the catalogue."};
    if (!text.starts_with(kMagic)) throw Broken{file, "it does not begin like a PyTorch file"};

    TorchPickle system(bytes, kMagic.size(), file);
    const TorchPickle::Value facts = system.run();
    const Values& sizes =
        itemsOf(facts, TorchPickle::Kind::kDictionary, system, "it lacks the facts on its numbers");
    for (size_t i = 0; i + 1 < sizes.size(); i += 2) {
        const auto* name = std::get_if<std::string_view>(&sizes[i]);
        const auto* is = std::get_if<bool>(&sizes[i + 1]);
        if (name != nullptr && *name == "little_endian" && (is == nullptr || !*is))
            throw Beyond{file, "numbers with the most significant byte first",
                         "Get the weights of the catalogue."};
    }
    TorchPickle state(bytes, system.at(), file);
    const TorchPickle::Value dictionary = state.run();
    const Values& named =
        itemsOf(dictionary, TorchPickle::Kind::kDictionary, state, "it holds no dictionary of tensors");
    TorchPickle order(bytes, state.at(), file);
    const TorchPickle::Value list = order.run();
    const Values& keys =
        itemsOf(list, TorchPickle::Kind::kList, order, "it does not say how its storages follow");

    struct Place {
        TorchPickle::Storage said;
        std::span<const std::byte> data;
    };
    std::map<std::string_view, Place> places;
    for (size_t i = 0; i + 1 < named.size(); i += 2) {
        const auto* name = std::get_if<std::string_view>(&named[i]);
        const auto* tensor = std::get_if<const TorchPickle::Tensor*>(&named[i + 1]);
        if (name == nullptr || tensor == nullptr) state.broken("it holds more than tensors with names");
        const TorchPickle::Storage& storage = *(*tensor)->storage;
        const Place& place = places.emplace(storage.key, Place{storage, {}}).first->second;
        if (place.said.count != storage.count || place.said.type != storage.type)
            state.broken("it describes one storage in two ways");
    }
    size_t at = order.at();
    for (const TorchPickle::Value& value : keys) {
        const auto* key = std::get_if<std::string_view>(&value);
        const auto found = key == nullptr ? places.end() : places.find(*key);
        if (found == places.end() || found->second.data.data() != nullptr)
            order.broken("a storage in it belongs to no tensor");
        const TorchPickle::Storage& said = found->second.said;
        const uint64_t size = bytesOf(said.type);
        uint64_t count = 0;
        if (size == 0)
            order.broken("it holds " + inQuotes(said.type) + ", a type that PyTorch does not have");
        if (bytes.size() - at < sizeof(count)) order.broken("it was cut short");
        std::memcpy(&count, bytes.data() + at, sizeof(count));
        at += sizeof(count);
        if (count != said.count) order.broken("a storage in it has another length than was said");
        if (count > (bytes.size() - at) / size) order.broken("it was cut short");
        found->second.data = bytes.subspan(at, count * size);
        at += count * size;
    }
    if (at != bytes.size()) order.broken("it is longer than its tensors");

    std::vector<TorchTensor> tensors;
    for (size_t i = 0; i + 1 < named.size(); i += 2) {
        const TorchPickle::Tensor& described = *std::get<const TorchPickle::Tensor*>(named[i + 1]);
        TorchTensor tensor{.name = std::string(std::get<std::string_view>(named[i])),
                           .shape = described.shape};
        const Place& place = places.at(described.storage->key);
        if (place.data.data() == nullptr)
            throw Broken{file, "the tensor " + inQuotes(tensor.name) + " has no numbers"};
        const uint64_t size = bytesOf(place.said.type);
        tensor.isFloat = place.said.type == "FloatStorage";
        tensor.strides = described.strides;
        tensor.data = place.data.subspan(described.offset * size);
        tensors.push_back(std::move(tensor));
    }
    std::sort(tensors.begin(), tensors.end(),
              [](const TorchTensor& a, const TorchTensor& b) { return a.name < b.name; });
    for (size_t i = 1; i < tensors.size(); ++i) {
        if (tensors[i].name == tensors[i - 1].name)
            throw Broken{file, "the tensor " + inQuotes(tensors[i].name) + " stands in it twice"};
    }
    return tensors;
}

Result<TorchFile> TorchFile::open(const std::filesystem::path& path) {
    auto map = FileMap::open(path);
    if (!map) return map.error();
    TorchFile opened;
    try {
        opened.tensors_ = readTorchTensors(map->bytes(), path.filename().string());
    } catch (const Broken& broken) {
        return sentenceOf(broken);
    } catch (const Beyond& beyond) {
        return sentenceOf(beyond);
    }
    opened.map_ = std::move(*map);
    return opened;
}

const TorchTensor* TorchFile::find(std::string_view name) const {
    const auto found = std::lower_bound(
        tensors_.begin(), tensors_.end(), name,
        [](const TorchTensor& tensor, std::string_view wanted) { return tensor.name < wanted; });
    return found == tensors_.end() || found->name != name ? nullptr : &*found;
}

}  // namespace engine
