#include "kernels/cpu/dequantize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/cpu/blocks.h"

namespace kernels::cpu {
namespace {

void decode(const BlockQ8_0& block, float* out) {
    const float d = halfToFloat(block.d);
    for (int j = 0; j < 32; ++j)
        out[j] = static_cast<float>(block.qs[j]) * d;
}

void decode(const BlockQ4_0& block, float* out) {
    const float d = halfToFloat(block.d);
    for (int j = 0; j < 16; ++j) {
        out[j] = static_cast<float>((block.qs[j] & 15) - 8) * d;
        out[j + 16] = static_cast<float>((block.qs[j] >> 4) - 8) * d;
    }
}

void decode(const BlockQ4_1& block, float* out) {
    const float d = halfToFloat(block.d);
    const float m = halfToFloat(block.m);
    for (int j = 0; j < 16; ++j) {
        out[j] = static_cast<float>(block.qs[j] & 15) * d + m;
        out[j + 16] = static_cast<float>(block.qs[j] >> 4) * d + m;
    }
}

// The five-bit values of Q5_0 and Q5_1, 0 … 31.
template <class Block>
void fiveBits(const Block& block, int values[32]) {
    uint32_t high = 0;
    std::memcpy(&high, block.qh, 4);
    for (int j = 0; j < 16; ++j) {
        values[j] = static_cast<int>((block.qs[j] & 15U) | ((high >> j & 1U) << 4));
        values[j + 16] = static_cast<int>((block.qs[j] >> 4) | ((high >> (j + 16) & 1U) << 4));
    }
}

void decode(const BlockQ5_0& block, float* out) {
    const float d = halfToFloat(block.d);
    int values[32];
    fiveBits(block, values);
    for (int j = 0; j < 32; ++j)
        out[j] = static_cast<float>(values[j] - 16) * d;
}

void decode(const BlockQ5_1& block, float* out) {
    const float d = halfToFloat(block.d);
    const float m = halfToFloat(block.m);
    int values[32];
    fiveBits(block, values);
    for (int j = 0; j < 32; ++j)
        out[j] = static_cast<float>(values[j]) * d + m;
}

template <class Block>
void decodeGroups(const Block& block, float* out) {
    const float d = halfToFloat(block.d);
    const float dmin = halfToFloat(block.dmin);
    uint8_t scales[16];
    unpackScales(block.scales, scales);
    for (int group = 0; group < 8; ++group) {
        const float scale = d * static_cast<float>(scales[group]);
        const float minimum = dmin * static_cast<float>(scales[8 + group]);
        const uint8_t* qs = block.qs + (group / 2) * 32;
        for (int j = 0; j < 32; ++j) {
            int value = group % 2 == 0 ? qs[j] & 15 : qs[j] >> 4;
            if constexpr (requires { block.qh; }) value |= (block.qh[j] >> group & 1) << 4;
            out[group * 32 + j] = scale * static_cast<float>(value) - minimum;
        }
    }
}

void decode(const BlockQ4_K& block, float* out) {
    decodeGroups(block, out);
}
void decode(const BlockQ5_K& block, float* out) {
    decodeGroups(block, out);
}

void decode(const BlockQ6_K& block, float* out) {
    const float d = halfToFloat(block.d);
    for (int group = 0; group < 8; ++group) {  // of 32; four groups share 64 bytes of ql and 32 of qh
        const uint8_t* ql = block.ql + (group / 4) * 64 + (group % 2) * 32;
        const uint8_t* qh = block.qh + (group / 4) * 32;
        const int lowShift = group % 4 < 2 ? 0 : 4;
        const int highShift = 2 * (group % 4);
        for (int j = 0; j < 32; ++j) {
            const int value = ((ql[j] >> lowShift) & 15) | ((qh[j] >> highShift & 3) << 4);
            const float scale = d * static_cast<float>(block.scales[group * 2 + j / 16]);
            out[group * 32 + j] = scale * static_cast<float>(value - 32);
        }
    }
}

template <class Block>
void decodeAll(const void* blocks, int64_t elements, float* out) {
    const auto* typed = static_cast<const Block*>(blocks);
    for (int64_t at = 0; at < elements; at += Block::kElements)
        decode(*typed++, out + at);
}

}  // namespace

void dequantize(DType type, const void* blocks, int64_t elements, float* out) {
    const auto* words = static_cast<const uint16_t*>(blocks);
    switch (type) {
        case DType::kF32:
            std::memcpy(out, blocks, static_cast<size_t>(elements) * sizeof(float));
            break;
        case DType::kF16:
            for (int64_t i = 0; i < elements; ++i)
                out[i] = halfToFloat(words[i]);
            break;
        case DType::kBF16:
            for (int64_t i = 0; i < elements; ++i)
                out[i] = bfloatToFloat(words[i]);
            break;
        case DType::kQ8_0:
            decodeAll<BlockQ8_0>(blocks, elements, out);
            break;
        case DType::kQ4_0:
            decodeAll<BlockQ4_0>(blocks, elements, out);
            break;
        case DType::kQ4_1:
            decodeAll<BlockQ4_1>(blocks, elements, out);
            break;
        case DType::kQ5_0:
            decodeAll<BlockQ5_0>(blocks, elements, out);
            break;
        case DType::kQ5_1:
            decodeAll<BlockQ5_1>(blocks, elements, out);
            break;
        case DType::kQ4_K:
            decodeAll<BlockQ4_K>(blocks, elements, out);
            break;
        case DType::kQ5_K:
            decodeAll<BlockQ5_K>(blocks, elements, out);
            break;
        case DType::kQ6_K:
            decodeAll<BlockQ6_K>(blocks, elements, out);
            break;
    }
}

void fetchRow(const Weights& w, int64_t row, float* out) {
    const size_t bytes = rowBytes(w.type, w.columns);
    dequantize(w.type, static_cast<const char*>(w.data) + static_cast<size_t>(row) * bytes, w.columns, out);
}

void storeRow(DType type, const float* in, int64_t columns, void* out) {
    auto* words = static_cast<uint16_t*>(out);
    switch (type) {
        case DType::kF32:
            std::memcpy(out, in, static_cast<size_t>(columns) * sizeof(float));
            break;
        case DType::kF16:
            for (int64_t i = 0; i < columns; ++i)
                words[i] = floatToHalf(in[i]);
            break;
        case DType::kBF16:
            for (int64_t i = 0; i < columns; ++i)
                words[i] = floatToBfloat(in[i]);
            break;
        case DType::kQ8_0: {
            auto* block = static_cast<BlockQ8_0*>(out);
            for (int64_t at = 0; at < columns; at += 32, ++block) {
                float largest = 0.0F;
                for (int j = 0; j < 32; ++j)
                    largest = std::max(largest, std::fabs(in[at + j]));
                const float d = largest / 127.0F;
                const float inverse = d > 0.0F ? 1.0F / d : 0.0F;
                block->d = floatToHalf(d);
                for (int j = 0; j < 32; ++j) {
                    block->qs[j] = static_cast<int8_t>(std::lround(in[at + j] * inverse));
                }
            }
            break;
        }
        default:
            break;
    }
}

}  // namespace kernels::cpu
