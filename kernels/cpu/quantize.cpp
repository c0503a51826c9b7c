#include "kernels/cpu/quantize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/cpu/blocks.h"

namespace kernels::cpu {
namespace {

// Ranges that are tried: the outermost value is `kStep` levels further in or out each time.
constexpr int kTries = 7;
constexpr float kStep = 0.4F;

// Four floats that the compiler keeps in a vector register of any processor.
using Four = float __attribute__((vector_size(16)));

// Whole numbers of a size that a sum with 1.5 * 2^23 rounds: quicker than a call.
template <class T>
CONCLAVE_INLINE T roundToWhole(T value) {
    constexpr float kLarge = 12582912.0F;
    return (value + kLarge) - kLarge;
}

// The nearest level from lowest to highest; the comparisons also give a NaN a level.
template <class T>
CONCLAVE_INLINE T levelOf(T value, T lowest, T highest) {
    const T raised = value > lowest ? value : lowest;
    return roundToWhole(raised < highest ? raised : highest);
}

inline float inverseOf(float value) {
    return value != 0.0F ? 1.0F / value : 0.0F;
}

// Sums over a group of its values x and their levels q.
struct Sums {
    float x, q, xq, qq;
};

inline float sum(Four v) {
    return (v[0] + v[1]) + (v[2] + v[3]);
}

template <int kCount>
Sums sumLevels(const float* x, float shift, float inverse, float lowest, float highest) {
    Four sums[4] = {};
    for (int i = 0; i < kCount; i += 4) {
        Four values;
        std::memcpy(&values, x + i, sizeof(values));
        const Four levels = levelOf((values - shift) * inverse, Four{} + lowest, Four{} + highest);
        sums[0] += values;
        sums[1] += levels;
        sums[2] += values * levels;
        sums[3] += levels * levels;
    }
    return {sum(sums[0]), sum(sums[1]), sum(sums[2]), sum(sums[3])};
}

struct Range {
    float lowest, highest;

    float outermost() const { return -lowest > highest ? lowest : highest; }
};

// A NaN is passed over.
template <int kCount>
Range rangeOf(const float* x) {
    Four lowest = Four{} + INFINITY;
    Four highest = Four{} - INFINITY;
    for (int i = 0; i < kCount; i += 4) {
        Four values;
        std::memcpy(&values, x + i, sizeof(values));
        lowest = values < lowest ? values : lowest;
        highest = values > highest ? values : highest;
    }
    return {std::min(std::min(lowest[0], lowest[1]), std::min(lowest[2], lowest[3])),
            std::max(std::max(highest[0], highest[1]), std::max(highest[2], highest[3]))};
}

// The scale with the least error of x ~ scale * q, q from -half to half - 1. It has the sign that gives the
// outermost value the level -half.
template <int kCount>
float fitScale(const float* x, int half) {
    const float outermost = rangeOf<kCount>(x).outermost();
    if (outermost == 0.0F) return 0.0F;
    const auto levels = static_cast<float>(half);
    float best = 0.0F;
    float bestGain = 0.0F;
    for (int i = 0; i < kTries; ++i) {
        const float reach = levels + kStep * static_cast<float>(i - kTries / 2);
        const Sums sums = sumLevels<kCount>(x, 0.0F, -reach / outermost, -levels, levels - 1.0F);
        const float gain = sums.xq * sums.xq * inverseOf(sums.qq);  // of the squared size, what is explained
        if (gain > bestGain) {
            bestGain = gain;
            best = sums.xq / sums.qq;
        }
    }
    return best;
}

struct Line {
    float scale = 0.0F;
    float minimum = 0.0F;
};

// The line with the least error of x ~ scale * q + minimum, q from 0 to highest. The K formats subtract an
// unsigned minimum, so that theirs is not above 0.
template <int kCount>
Line fitLine(const float* x, int highest, bool atMostZero) {
    const Range extent = rangeOf<kCount>(x);
    const float bottom = atMostZero ? std::min(extent.lowest, 0.0F) : extent.lowest;
    const float range = extent.highest - bottom;
    Line best{0.0F, bottom};
    if (!(range > 0.0F)) return best;
    constexpr auto kElements = static_cast<float>(kCount);
    const auto levels = static_cast<float>(highest);
    float bestError = INFINITY;
    for (int i = 0; i < kTries; ++i) {
        const float reach = levels + kStep * static_cast<float>(i - kTries / 2);
        const Sums sums = sumLevels<kCount>(x, bottom, reach / range, 0.0F, levels);
        const float determinant = kElements * sums.qq - sums.q * sums.q;
        Line line{sums.xq / sums.qq, 0.0F};
        if (determinant > 0.0F) {
            const float minimum = (sums.qq * sums.x - sums.q * sums.xq) / determinant;
            if (!atMostZero || minimum <= 0.0F)
                line = {(kElements * sums.xq - sums.x * sums.q) / determinant, minimum};
        }
        // Squared error less the squared size of x, which all tries share.
        const float error = line.scale * (line.scale * sums.qq + 2.0F * (line.minimum * sums.q - sums.xq)) +
                            line.minimum * (kElements * line.minimum - 2.0F * sums.x);
        if (error < bestError) {
            bestError = error;
            best = line;
        }
    }
    return best;
}

int levelAt(float value, float inverse, int lowest, int highest) {
    return static_cast<int>(
        levelOf(value * inverse, static_cast<float>(lowest), static_cast<float>(highest)));
}

void encode(const float* x, BlockQ8_0& block) {
    float largest = 0.0F;
    for (int j = 0; j < 32; ++j)
        largest = std::max(largest, std::fabs(x[j]));
    const float d = largest / 127.0F;
    const float inverse = d > 0.0F ? 1.0F / d : 0.0F;
    block.d = floatToHalf(d);
    for (int j = 0; j < 32; ++j)
        block.qs[j] = static_cast<int8_t>(std::lround(x[j] * inverse));
}

// Levels of four or five bits, as Q4_0 to Q5_1 lay them.
template <class Block>
void placeLevels(const int (&levels)[32], Block& block) {
    for (int j = 0; j < 16; ++j)
        block.qs[j] = static_cast<uint8_t>((levels[j] & 15) | (levels[j + 16] & 15) << 4);
    if constexpr (requires { block.qh; }) {
        uint32_t high = 0;
        for (int j = 0; j < 32; ++j)
            high |= static_cast<uint32_t>(levels[j] >> 4) << j;
        std::memcpy(block.qh, &high, sizeof(high));
    }
}

// Q4_0 to Q5_1.
template <class Block>
void encode(const float* x, Block& block) requires(Block::kElements == 32 && requires { block.d; }) {
    constexpr bool kFiveBits = requires {
        block.qh;
    };
    constexpr int kLevels = kFiveBits ? 32 : 16;
    float shift = 0.0F;
    int centre = 0;
    if constexpr (requires { block.m; }) {
        const Line line = fitLine<32>(x, kLevels - 1, false);
        block.d = floatToHalf(line.scale);
        block.m = floatToHalf(line.minimum);
        shift = halfToFloat(block.m);
    } else {
        block.d = floatToHalf(fitScale<32>(x, kLevels / 2));
        centre = kLevels / 2;
    }
    const float inverse = inverseOf(halfToFloat(block.d));
    int levels[32];
    for (int j = 0; j < 32; ++j)
        levels[j] = levelAt(x[j] - shift, inverse, -centre, kLevels - 1 - centre) + centre;
    placeLevels(levels, block);
}

// What unpackScales reads.
void packScales(const int (&scales)[8], const int (&minima)[8], uint8_t packed[12]) {
    for (int i = 0; i < 4; ++i) {
        packed[i] = static_cast<uint8_t>(scales[i] | (scales[i + 4] >> 4) << 6);
        packed[4 + i] = static_cast<uint8_t>(minima[i] | (minima[i + 4] >> 4) << 6);
        packed[8 + i] = static_cast<uint8_t>((scales[i + 4] & 15) | (minima[i + 4] & 15) << 4);
    }
}

// Q4_K and Q5_K: the lines of the eight groups are kept in steps of a 63rd of the largest.
template <class Block>
void encode(const float* x, Block& block) requires(requires { block.dmin; }) {
    constexpr bool kFiveBits = requires {
        block.qh;
    };
    constexpr int kHighest = kFiveBits ? 31 : 15;
    Line lines[8];
    Line largest;
    for (int group = 0; group < 8; ++group) {
        lines[group] = fitLine<32>(x + group * 32, kHighest, true);
        largest.scale = std::max(largest.scale, lines[group].scale);
        largest.minimum = std::max(largest.minimum, -lines[group].minimum);
    }
    block.d = floatToHalf(largest.scale / 63.0F);
    block.dmin = floatToHalf(largest.minimum / 63.0F);
    const float d = halfToFloat(block.d);
    const float dmin = halfToFloat(block.dmin);
    int scales[8];
    int minima[8];
    std::memset(block.qs, 0, sizeof(block.qs));
    if constexpr (kFiveBits) std::memset(block.qh, 0, sizeof(block.qh));
    for (int group = 0; group < 8; ++group) {
        scales[group] = levelAt(lines[group].scale, inverseOf(d), 0, 63);
        minima[group] = levelAt(-lines[group].minimum, inverseOf(dmin), 0, 63);
        const float inverse = inverseOf(d * static_cast<float>(scales[group]));
        const float minimum = dmin * static_cast<float>(minima[group]);
        uint8_t* qs = block.qs + (group / 2) * 32;
        for (int j = 0; j < 32; ++j) {
            const int level = levelAt(x[group * 32 + j] + minimum, inverse, 0, kHighest);
            qs[j] = static_cast<uint8_t>(qs[j] | (level & 15) << 4 * (group % 2));
            if constexpr (kFiveBits) block.qh[j] = static_cast<uint8_t>(block.qh[j] | (level >> 4) << group);
        }
    }
    packScales(scales, minima, block.scales);
}

void encode(const float* x, BlockQ6_K& block) {
    float fitted[16];
    float outermost = 0.0F;
    for (int i = 0; i < 16; ++i) {
        fitted[i] = fitScale<16>(x + i * 16, 32);
        if (std::fabs(fitted[i]) > std::fabs(outermost)) outermost = fitted[i];
    }
    block.d = floatToHalf(outermost / -128.0F);
    const float d = halfToFloat(block.d);
    std::memset(block.ql, 0, sizeof(block.ql));
    std::memset(block.qh, 0, sizeof(block.qh));
    for (int i = 0; i < 256; ++i) {
        if (i % 16 == 0)
            block.scales[i / 16] = static_cast<int8_t>(levelAt(fitted[i / 16], inverseOf(d), -128, 127));
        const float inverse = inverseOf(d * static_cast<float>(block.scales[i / 16]));
        const int level = levelAt(x[i], inverse, -32, 31) + 32;
        const int group = i / 32;
        uint8_t& low = block.ql[(group / 4) * 64 + (group % 2) * 32 + i % 32];
        uint8_t& high = block.qh[(group / 4) * 32 + i % 32];
        low = static_cast<uint8_t>(low | (level & 15) << (group % 4 < 2 ? 0 : 4));
        high = static_cast<uint8_t>(high | (level >> 4) << 2 * (group % 4));
    }
}

// The nearest of the eight magnitudes 0, 1, 2, 3, 4, 6, 8, 12: how many of their midpoints lie below.
int nearestMagnitude(float magnitude) {
    constexpr float kMidpoints[7] = {0.5F, 1.5F, 2.5F, 3.5F, 5.0F, 7.0F, 10.0F};
    int index = 0;
    for (const float midpoint : kMidpoints)
        index += magnitude > midpoint ? 1 : 0;
    return index;
}

// Either the largest value lies between 4 and 8 times the scale, where what is above 6 is cut, or the scale
// is twice that.
void encode(const float* x, BlockMXFP4& block) {
    float largest = 0.0F;
    for (int j = 0; j < 32; ++j)
        largest = std::max(largest, std::fabs(x[j]));
    const int first = largest > 0.0F ? std::clamp(std::ilogb(largest), -125, 128) - 2 + 127 : 0;
    float bestError = INFINITY;
    for (int exponent = first; exponent <= first + 1; ++exponent) {
        const float scale = halfOfPower(static_cast<uint8_t>(exponent));
        uint8_t codes[32];
        float error = 0.0F;
        for (int j = 0; j < 32; ++j) {
            const int index = nearestMagnitude(std::fabs(x[j]) / scale);
            codes[j] = static_cast<uint8_t>(x[j] < 0.0F && index > 0 ? index + 8 : index);
            const float difference = x[j] - scale * static_cast<float>(kMXFP4Values[codes[j]]);
            error += difference * difference;
        }
        if (exponent > first && !(error < bestError)) continue;
        bestError = error;
        block.exponent = static_cast<uint8_t>(exponent);
        for (int j = 0; j < 16; ++j)
            block.qs[j] = static_cast<uint8_t>(codes[j] | codes[j + 16] << 4);
    }
}

template <class Block>
void encodeAll(const float* in, int64_t columns, void* out) {
    auto* block = static_cast<Block*>(out);
    for (int64_t at = 0; at < columns; at += Block::kElements)
        encode(in + at, *block++);
}

}  // namespace

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
        case DType::kQ8_0:
            encodeAll<BlockQ8_0>(in, columns, out);
            break;
        case DType::kQ4_0:
            encodeAll<BlockQ4_0>(in, columns, out);
            break;
        case DType::kQ4_1:
            encodeAll<BlockQ4_1>(in, columns, out);
            break;
        case DType::kQ5_0:
            encodeAll<BlockQ5_0>(in, columns, out);
            break;
        case DType::kQ5_1:
            encodeAll<BlockQ5_1>(in, columns, out);
            break;
        case DType::kQ4_K:
            encodeAll<BlockQ4_K>(in, columns, out);
            break;
        case DType::kQ5_K:
            encodeAll<BlockQ5_K>(in, columns, out);
            break;
        case DType::kQ6_K:
            encodeAll<BlockQ6_K>(in, columns, out);
            break;
        case DType::kMXFP4:
            encodeAll<BlockMXFP4>(in, columns, out);
            break;
        case DType::kQ2_K:
        case DType::kQ3_K:
        case DType::kIQ4_NL:
        case DType::kIQ4_XS:
            break;
    }
}

}  // namespace kernels::cpu
