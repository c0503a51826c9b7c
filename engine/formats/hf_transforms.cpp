#include "engine/formats/hf_transforms.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>

#include "engine/base/check.h"
#include "engine/formats/model_fault.h"

namespace engine {
namespace {

constexpr int64_t kMxfp4Elements = 32;
constexpr int64_t kMxfp4Half = 16;  // bytes of one block's values
constexpr int64_t kMxfp4Block = 1 + kMxfp4Half;

[[noreturn]] void unsuited(const std::string& tensor) {
    throw Broken{"config.json", "its numbers do not suit the shape of the tensor " + inQuotes(tensor)};
}

int64_t product(const std::vector<int64_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

template <class Element, bool kScatter>
void walk(const Rearrangement& how, const std::byte* in, std::byte* out) {
    const auto& [na, nb, nc, nd] = how.counts;
    const auto& [sa, sb, sc, sd] = how.strides;
    int64_t at = 0;
    for (int64_t a = 0; a < na; ++a) {
        for (int64_t b = 0; b < nb; ++b) {
            for (int64_t c = 0; c < nc; ++c) {
                const int64_t there = how.first + a * sa + b * sb + c * sc;
                for (int64_t d = 0; d < nd; ++d, ++at) {
                    const auto from = static_cast<size_t>(kScatter ? at : there + d * sd) * sizeof(Element);
                    const auto to = static_cast<size_t>(kScatter ? there + d * sd : at) * sizeof(Element);
                    std::memcpy(out + to, in + from, sizeof(Element));
                }
            }
        }
    }
}

kernels::DType typeOf(const SafetensorsTensor& tensor) {
    switch (tensor.type) {
        case SafetensorsType::kF32:
            return kernels::DType::kF32;
        case SafetensorsType::kF16:
            return kernels::DType::kF16;
        case SafetensorsType::kBF16:
            return kernels::DType::kBF16;
        case SafetensorsType::kF8E4M3:
            return kernels::DType::kF32;
        case SafetensorsType::kU8:
        case SafetensorsType::kOther:
            break;
    }
    throw Beyond{tensor.file, "the weight type " + inQuotes(tensor.typeName) + " (in the tensor " +
                                  inQuotes(tensor.name) + ")"};
}

float valueOf(kernels::DType type, const std::byte* at) {
    if (type == kernels::DType::kF32) {
        float value;
        std::memcpy(&value, at, sizeof(value));
        return value;
    }
    uint16_t bits;
    std::memcpy(&bits, at, sizeof(bits));
    if (type == kernels::DType::kBF16) return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
    const int exponent = (bits >> 10) & 31;
    const int mantissa = bits & 1023;
    const float magnitude = exponent == 31  ? (mantissa != 0 ? NAN : INFINITY)
                            : exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24)
                                            : std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

// [rows, columns] of eight-bit floats, each times the factor of its tile.
std::vector<std::byte> multipliedOut(const TensorPlan& plan) {
    static const auto kValues = [] {
        std::array<float, 256> values;
        for (int bits = 0; bits < 256; ++bits)
            values[static_cast<size_t>(bits)] = valueOfE4m3(static_cast<uint8_t>(bits));
        return values;
    }();
    const int64_t rows = plan.source->shape[0];
    const int64_t columns = plan.source->shape[1];
    const int64_t across = plan.scales->shape[1];
    const kernels::DType scaleType = typeOf(*plan.scales);
    const size_t scaleSize = static_cast<size_t>(kernels::describe(scaleType).blockBytes);
    std::vector<std::byte> out(static_cast<size_t>(rows * columns) * sizeof(float));
    const std::byte* in = plan.source->data.data();
    std::byte* to = out.data();
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t begin = 0; begin < columns; begin += plan.tiles.columns) {
            const int64_t tile = r / plan.tiles.rows * across + begin / plan.tiles.columns;
            const float factor =
                valueOf(scaleType, plan.scales->data.data() + static_cast<size_t>(tile) * scaleSize);
            const int64_t end = std::min(columns, begin + plan.tiles.columns);
            for (int64_t c = begin; c < end; ++c, ++in, to += sizeof(float)) {
                const float value = kValues[static_cast<uint8_t>(*in)] * factor;
                std::memcpy(to, &value, sizeof(value));
            }
        }
    }
    return out;
}

// The folder packs two neighbours into a byte; GGUF a value of the block's first half with one of its second.
void repackBlock(const std::byte* in, std::byte* out) {
    const auto code = [&](int64_t i) { return (in[i / 2] >> (i % 2 * 4)) & std::byte{15}; };
    for (int64_t j = 0; j < kMxfp4Half; ++j)
        out[j] = code(j) | (code(j + kMxfp4Half) << 4);
}

std::vector<std::byte> repacked(const TensorPlan& plan) {
    const auto& [experts, rows, blocks, one] = plan.how.counts;
    std::vector<std::byte> out(static_cast<size_t>(experts * rows * blocks * kMxfp4Block));
    std::byte* to = out.data();
    for (int64_t e = 0; e < experts; ++e) {
        for (int64_t r = 0; r < rows; ++r) {
            for (int64_t b = 0; b < blocks; ++b, to += kMxfp4Block) {
                const auto block = static_cast<size_t>(plan.how.first + e * plan.how.strides[0] +
                                                       r * plan.how.strides[1] + b);
                *to = plan.scales->data[block];
                repackBlock(plan.source->data.data() + block * kMxfp4Half, to + 1);
            }
        }
    }
    return out;
}

bool isMxfp4(Make make) {
    return make == Make::kMxfp4 || make == Make::kMxfp4Even || make == Make::kMxfp4Odd;
}

// Counts and strides are in blocks.
TensorPlan planMxfp4(Make make, const SafetensorsTensor& source, const SafetensorsTensor* scales) {
    const std::vector<int64_t>& shape = source.shape;
    if (scales == nullptr)
        throw Broken{source.file, "the scales of the tensor " + inQuotes(source.name) + " are missing"};
    const bool suits = source.type == SafetensorsType::kU8 && scales->type == SafetensorsType::kU8 &&
                       shape.size() == 4 && shape[3] == kMxfp4Half && product(shape) > 0 &&
                       scales->shape == std::vector<int64_t>(shape.begin(), shape.end() - 1) &&
                       (make == Make::kMxfp4 || shape[1] % 2 == 0);
    if (!suits)
        throw Broken{source.file,
                     "the blocks and scales of the tensor " + inQuotes(source.name) + " do not match"};
    const int64_t step = make == Make::kMxfp4 ? 1 : 2;
    TensorPlan plan{.make = make, .type = kernels::DType::kMXFP4, .source = &source, .scales = scales};
    plan.how.counts = {shape[0], shape[1] / step, shape[2], 1};
    plan.how.strides = {shape[1] * shape[2], step * shape[2], 1, 1};
    plan.how.first = make == Make::kMxfp4Odd ? shape[2] : 0;
    plan.how.shape = {shape[0], shape[1] / step, shape[2] * kMxfp4Elements};
    return plan;
}

void checkFp8(const TensorPlan& plan) {
    const std::vector<int64_t>& shape = plan.source->shape;
    const std::string name = inQuotes(plan.source->name);
    if (plan.scales == nullptr)
        throw Broken{plan.source->file, "the factors of the eight-bit tensor " + name + " are missing"};
    const auto tiles = [](int64_t size, int64_t tile) { return (size + tile - 1) / tile; };
    typeOf(*plan.scales);
    if (shape.size() != 2 || plan.scales->type == SafetensorsType::kF8E4M3 ||
        plan.scales->shape !=
            std::vector<int64_t>{tiles(shape[0], plan.tiles.rows), tiles(shape[1], plan.tiles.columns)}) {
        throw Broken{plan.source->file,
                     "the factors of the eight-bit tensor " + name + " do not suit its shape"};
    }
}

}  // namespace

bool Rearrangement::contiguous() const {
    int64_t stride = 1;
    for (size_t i = counts.size(); i-- > 0;) {
        if (counts[i] == 1) continue;
        if (strides[i] != stride) return false;
        stride *= counts[i];
    }
    return true;
}

Rearrangement rearrange(Make make, const std::vector<int64_t>& shape, const HfMetadata& model, int64_t expert,
                        const std::string& tensor) {
    const int64_t elements = product(shape);
    if (elements < 1) unsuited(tensor);
    const auto need = [&](bool holds) {
        if (!holds) unsuited(tensor);
    };
    Rearrangement how{.shape = shape};
    const auto at = [&](size_t i) { return shape[i]; };
    switch (make) {
        case Make::kKeep:
        case Make::kAddOne:
            how.counts[3] = elements;
            break;
        case Make::kPairQueries:
        case Make::kPairKeys: {
            const int64_t heads = make == Make::kPairQueries ? model.heads : model.kvHeads;
            need(at(0) % (2 * heads) == 0);
            const int64_t row = elements / at(0);
            const int64_t half = at(0) / heads / 2;
            how.counts = {heads, half, 2, row};
            how.strides = {2 * half * row, row, half * row, 1};
            break;
        }
        case Make::kFirstHalf:
        case Make::kSecondHalf:
            need(shape.size() == 3 && at(0) == model.experts && at(1) % 2 == 0 && expert < model.experts);
            how.shape = {at(1) / 2, at(2)};
            how.counts[3] = at(1) / 2 * at(2);
            how.first = (2 * expert + (make == Make::kSecondHalf ? 1 : 0)) * how.counts[3];
            break;
        case Make::kTranspose:
            need(shape.size() == 3);
            how.shape = {at(0), at(2), at(1)};
            how.counts = {at(0), at(2), at(1), 1};
            how.strides = {at(1) * at(2), 1, at(2), 1};
            break;
        case Make::kEven:
        case Make::kOdd:
            need(shape.size() == 2 && at(1) % 2 == 0);
            how.shape = {at(0), at(1) / 2};
            how.counts = {1, at(0), at(1) / 2, 1};
            how.strides = {0, at(1), 2, 1};
            how.first = make == Make::kOdd ? 1 : 0;
            break;
        case Make::kEvenColumns:
        case Make::kOddColumns:
            need(shape.size() == 3 && at(2) % 2 == 0);
            how.shape = {at(0), at(2) / 2, at(1)};
            how.counts = {at(0), at(2) / 2, at(1), 1};
            how.strides = {at(1) * at(2), 2, at(2), 1};
            how.first = make == Make::kOddColumns ? 1 : 0;
            break;
        case Make::kLatentKeys:
        case Make::kLatentValues: {
            const int64_t keys = model.unrotatedKeyWidth;
            const int64_t values = model.valueWidth;
            need(shape.size() == 2 && at(0) == model.heads * (keys + values));
            const int64_t head = (keys + values) * at(1);
            if (make == Make::kLatentKeys) {
                how.shape = {model.heads, at(1), keys};
                how.counts = {model.heads, at(1), keys, 1};
                how.strides = {head, 1, at(1), 1};
            } else {
                how.shape = {model.heads, values, at(1)};
                how.counts = {model.heads, values, 1, at(1)};
                how.strides = {head, at(1), 0, 1};
                how.first = keys * at(1);
            }
            break;
        }
        case Make::kMxfp4:
        case Make::kMxfp4Even:
        case Make::kMxfp4Odd:
            CONCLAVE_CHECK(false);
    }
    return how;
}

std::vector<int64_t> folderShape(Make make, const std::vector<int64_t>& gguf, const HfMetadata& model) {
    switch (make) {
        case Make::kFirstHalf:
        case Make::kSecondHalf:
            if (gguf.size() == 2) return {model.experts, 2 * gguf[0], gguf[1]};
            break;
        case Make::kTranspose:
            if (gguf.size() == 3) return {gguf[0], gguf[2], gguf[1]};
            break;
        case Make::kEven:
        case Make::kOdd:
            if (gguf.size() == 2) return {gguf[0], 2 * gguf[1]};
            break;
        case Make::kEvenColumns:
        case Make::kOddColumns:
            if (gguf.size() == 3) return {gguf[0], gguf[2], 2 * gguf[1]};
            break;
        case Make::kLatentKeys:
            if (gguf.size() == 3)
                return {model.heads * (model.unrotatedKeyWidth + model.valueWidth), gguf[1]};
            break;
        case Make::kLatentValues:
            if (gguf.size() == 3)
                return {model.heads * (model.unrotatedKeyWidth + model.valueWidth), gguf[2]};
            break;
        default:
            break;
    }
    return gguf;
}

void gather(const Rearrangement& how, size_t size, const std::byte* in, std::byte* out) {
    size == 2 ? walk<uint16_t, false>(how, in, out) : walk<uint32_t, false>(how, in, out);
}

void scatter(const Rearrangement& how, size_t size, const std::byte* in, std::byte* out) {
    size == 2 ? walk<uint16_t, true>(how, in, out) : walk<uint32_t, true>(how, in, out);
}

TensorPlan planTensor(Make make, const SafetensorsTensor& source, const SafetensorsTensor* scales,
                      Fp8Tiles tiles, const HfMetadata& model, int64_t expert) {
    if (isMxfp4(make)) return planMxfp4(make, source, scales);
    TensorPlan plan{
        .make = make, .type = typeOf(source), .source = &source, .scales = scales, .tiles = tiles};
    if (source.shape.empty()) unsuited(source.name);
    plan.how = rearrange(make, source.shape, model, expert, source.name);
    const size_t size = static_cast<size_t>(kernels::describe(plan.type).blockBytes);
    if (source.type == SafetensorsType::kF8E4M3) {
        if (make == Make::kAddOne) unsuited(source.name);
        checkFp8(plan);
    } else if (make == Make::kAddOne) {
        plan.type = kernels::DType::kF32;
    } else if (plan.how.contiguous()) {
        const auto bytes = source.data.subspan(static_cast<size_t>(plan.how.first) * size,
                                               static_cast<size_t>(product(plan.how.shape)) * size);
        // Kernels read elements in place; the format does not promise that they are aligned.
        if (reinterpret_cast<uintptr_t>(bytes.data()) % size == 0) plan.borrowed = bytes;
    }
    return plan;
}

std::vector<std::byte> makeBytes(const TensorPlan& plan) {
    if (isMxfp4(plan.make)) return repacked(plan);
    const auto elements = static_cast<size_t>(product(plan.how.shape));
    if (plan.make == Make::kAddOne) {
        const kernels::DType type = typeOf(*plan.source);
        const size_t size = static_cast<size_t>(kernels::describe(type).blockBytes);
        std::vector<std::byte> out(elements * sizeof(float));
        for (size_t i = 0; i < elements; ++i) {
            const float value = valueOf(type, plan.source->data.data() + i * size) + 1.0F;
            std::memcpy(out.data() + i * sizeof(float), &value, sizeof(value));
        }
        return out;
    }
    std::vector<std::byte> floats;
    const std::byte* in = plan.source->data.data();
    if (plan.source->type == SafetensorsType::kF8E4M3) {
        floats = multipliedOut(plan);
        if (plan.make == Make::kKeep) return floats;
        in = floats.data();
    }
    const size_t size = static_cast<size_t>(kernels::describe(plan.type).blockBytes);
    std::vector<std::byte> out(elements * size);
    gather(plan.how, size, in, out.data());
    return out;
}

float valueOfE4m3(uint8_t bits) {
    const int exponent = (bits >> 3) & 15;
    const int mantissa = bits & 7;
    float magnitude = exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -9)
                                    : std::ldexp(static_cast<float>(mantissa + 8), exponent - 10);
    if (exponent == 15 && mantissa == 7) magnitude = NAN;
    return (bits & 0x80) != 0 ? -magnitude : magnitude;
}

}  // namespace engine
