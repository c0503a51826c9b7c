#include "kernels/cpu/dequantize.h"

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

// Two bits of Q2_K and Q3_K, 0 … 3: four groups of 32 share 32 bytes.
template <class Block>
int twoBits(const Block& block, int group, int j) {
    return block.qs[(group / 4) * 32 + j] >> 2 * (group % 4) & 3;
}

void decode(const BlockQ2_K& block, float* out) {
    const float d = halfToFloat(block.d);
    const float dmin = halfToFloat(block.dmin);
    for (int i = 0; i < 256; ++i) {
        const uint8_t scales = block.scales[i / 16];
        const float scale = d * static_cast<float>(scales & 15);
        const float minimum = dmin * static_cast<float>(scales >> 4);
        out[i] = scale * static_cast<float>(twoBits(block, i / 32, i % 32)) - minimum;
    }
}

void decode(const BlockQ3_K& block, float* out) {
    const float d = halfToFloat(block.d);
    int8_t scales[16];
    unpackScales(block.scales, scales);
    for (int i = 0; i < 256; ++i) {
        const int high = block.high[i % 32] >> (i / 32) & 1;
        const int value = (twoBits(block, i / 32, i % 32) | high << 2) - 4;
        out[i] = d * static_cast<float>(scales[i / 16]) * static_cast<float>(value);
    }
}

// Sixteen bytes of indices: elements 0 … 15 are the low halves, 16 … 31 the high ones.
void lookUp(const int8_t (&table)[16], const uint8_t* indices, float scale, float* out) {
    for (int j = 0; j < 16; ++j) {
        out[j] = scale * static_cast<float>(table[indices[j] & 15]);
        out[j + 16] = scale * static_cast<float>(table[indices[j] >> 4]);
    }
}

void decode(const BlockIQ4_NL& block, float* out) {
    lookUp(kIQ4Values, block.qs, halfToFloat(block.d), out);
}
void decode(const BlockIQ4_XS& block, float* out) {
    const float d = halfToFloat(block.d);
    for (int group = 0; group < 8; ++group) {
        const float scale = d * static_cast<float>(scaleOf(block, group));
        lookUp(kIQ4Values, block.qs + group * 16, scale, out + group * 32);
    }
}
void decode(const BlockMXFP4& block, float* out) {
    lookUp(kMXFP4Values, block.qs, halfOfPower(block.exponent), out);
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
        case DType::kQ2_K:
            decodeAll<BlockQ2_K>(blocks, elements, out);
            break;
        case DType::kQ3_K:
            decodeAll<BlockQ3_K>(blocks, elements, out);
            break;
        case DType::kIQ4_NL:
            decodeAll<BlockIQ4_NL>(blocks, elements, out);
            break;
        case DType::kIQ4_XS:
            decodeAll<BlockIQ4_XS>(blocks, elements, out);
            break;
        case DType::kMXFP4:
            decodeAll<BlockMXFP4>(blocks, elements, out);
            break;
    }
}

void fetchRow(const Weights& w, int64_t row, float* out) {
    const size_t bytes = rowBytes(w.type, w.columns);
    dequantize(w.type, static_cast<const char*>(w.data) + static_cast<size_t>(row) * bytes, w.columns, out);
}

}  // namespace kernels::cpu
