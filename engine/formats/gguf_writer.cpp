#include "engine/formats/gguf_writer.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "engine/base/check.h"
#include "engine/base/disk_space.h"
#include "engine/formats/gguf_types.h"

namespace engine {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

constexpr uint64_t kAlignment = 32;

uint64_t aligned(uint64_t size) {
    return (size + kAlignment - 1) / kAlignment * kAlignment;
}

class Head {
public:
    std::string bytes;

    template <class T>
    void number(T value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    void text(std::string_view value) {
        number<uint64_t>(value.size());
        bytes += value;
    }
    void type(GgufValue::Type value) { number<uint32_t>(value); }

    void value(const MetadataValue& value) {
        if (const auto* flag = std::get_if<bool>(&value)) {
            type(GgufValue::kBool);
            number<uint8_t>(*flag ? 1 : 0);
        } else if (const auto* real = std::get_if<double>(&value)) {
            type(GgufValue::kF32);
            number(static_cast<float>(*real));
        } else if (const auto* name = std::get_if<std::string_view>(&value)) {
            type(GgufValue::kText);
            text(*name);
        } else if (const auto* natural = std::get_if<uint64_t>(&value)) {
            whole(*natural);
        } else if (const auto* integer = std::get_if<int64_t>(&value)) {
            *integer >= 0 ? whole(static_cast<uint64_t>(*integer)) : negative(*integer);
        } else {
            list(std::get<MetadataArray>(value));
        }
    }

private:
    void whole(uint64_t value) {
        const bool small = value <= std::numeric_limits<uint32_t>::max();
        type(small ? GgufValue::kU32 : GgufValue::kU64);
        small ? number(static_cast<uint32_t>(value)) : number(value);
    }
    void negative(int64_t value) {
        const bool small = value >= std::numeric_limits<int32_t>::min();
        type(small ? GgufValue::kI32 : GgufValue::kI64);
        small ? number(static_cast<int32_t>(value)) : number(value);
    }
    void list(const MetadataArray& list) {
        type(GgufValue::kList);
        if (!list.strings.empty()) {
            type(GgufValue::kText);
            number<uint64_t>(list.strings.size());
            for (const std::string_view each : list.strings)
                text(each);
        } else if (!list.numbers.empty()) {
            type(GgufValue::kF32);
            number<uint64_t>(list.numbers.size());
            for (const double each : list.numbers)
                number(static_cast<float>(each));
        } else {
            const bool small = std::all_of(list.integers.begin(), list.integers.end(), [](int64_t each) {
                return each == static_cast<int64_t>(static_cast<int32_t>(each));
            });
            type(small ? GgufValue::kI32 : GgufValue::kI64);
            number<uint64_t>(list.integers.size());
            for (const int64_t each : list.integers)
                small ? number(static_cast<int32_t>(each)) : number(each);
        }
    }
};

// What a file says of itself as a container, not of its model.
bool ofContainer(std::string_view key) {
    return key == "general.alignment" || key.starts_with("split.");
}

}  // namespace

uint64_t GgufTensor::bytes() const {
    return TensorView{.name = {}, .type = type, .shape = shape, .data = {}}.bytes();
}

GgufWriter::GgufWriter(AtomicFile file, std::vector<GgufTensor> tensors)
    : file_(std::move(file)), tensors_(std::move(tensors)) {
    goTo(0);
}

// The tensor from there on that has bytes of its own.
void GgufWriter::goTo(size_t tensor) {
    while (tensor < tensors_.size() && !tensors_[tensor].sameBytesAs.empty())
        ++tensor;
    current_ = tensor;
    if (current_ < tensors_.size()) left_ = tensors_[current_].bytes();
}

Result<GgufWriter> GgufWriter::create(const std::filesystem::path& path, const Metadata& metadata,
                                      std::vector<GgufTensor> tensors) {
    constexpr std::string_view kMagic = "GGUF";
    constexpr uint32_t kVersion = 3;
    Head head;
    head.bytes = kMagic;
    head.number(kVersion);
    head.number<uint64_t>(tensors.size());
    uint64_t values = 0;
    for (const auto& [key, value] : metadata)
        values += ofContainer(key) ? 0 : 1;
    head.number(values);
    for (const auto& [key, value] : metadata) {
        if (ofContainer(key)) continue;
        head.text(key);
        head.value(value);
    }
    uint64_t offset = 0;
    std::map<std::string_view, uint64_t> offsets;
    for (const GgufTensor& tensor : tensors) {
        head.text(tensor.name);
        head.number(static_cast<uint32_t>(tensor.shape.size()));
        for (auto size = tensor.shape.rbegin(); size != tensor.shape.rend(); ++size)
            head.number(static_cast<uint64_t>(*size));
        head.number(ggufNumberOf(tensor.type));
        if (tensor.sameBytesAs.empty()) {
            head.number(offset);
            offsets.emplace(tensor.name, offset);
            offset += aligned(tensor.bytes());
        } else {
            const auto earlier = offsets.find(tensor.sameBytesAs);
            CONCLAVE_CHECK(earlier != offsets.end());
            head.number(earlier->second);
        }
    }
    head.bytes.resize(aligned(head.bytes.size()));
    if (auto room = checkDiskSpace(path, head.bytes.size() + offset); !room) return room.error();
    auto file = AtomicFile::create(path);
    if (!file) return file.error();
    if (auto wrote = file->write(std::as_bytes(std::span(head.bytes))); !wrote) return wrote.error();
    return GgufWriter(std::move(*file), std::move(tensors));
}

Status GgufWriter::write(std::span<const std::byte> bytes) {
    CONCLAVE_CHECK(current_ < tensors_.size() && bytes.size() <= left_);
    if (auto wrote = file_.write(bytes); !wrote) return wrote;
    left_ -= bytes.size();
    if (left_ > 0) return {};
    goTo(current_ + 1);
    return pad();
}

Status GgufWriter::pad() {
    static constexpr std::byte kBlank[kAlignment] = {};
    return file_.write(std::span(kBlank).first(aligned(file_.written()) - file_.written()));
}

Result<uint64_t> GgufWriter::finish() {
    CONCLAVE_CHECK(current_ == tensors_.size());
    const uint64_t size = file_.written();
    if (auto done = file_.commit(); !done) return done.error();
    return size;
}

}  // namespace engine
