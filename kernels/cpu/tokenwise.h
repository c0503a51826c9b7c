// The token-wise operations, for any vector path: packing, norms, additions, gating and RoPE.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/backend.h"
#include "kernels/cpu/activations.h"
#include "kernels/cpu/paths.h"
#include "kernels/cpu/quantize.h"
#include "kernels/cpu/simd_avx2.h"

namespace kernels::cpu {
namespace {

// e^x to about two units in the last place; 0 below -87.
template <class S>
typename S::Float exponential(typename S::Float x) {
    using Float = typename S::Float;
    const Float clamped = S::smaller(S::larger(x, S::all(-87.0F)), S::all(88.0F));
    const Float n = S::roundToWhole(S::multiply(clamped, S::all(1.44269504F)));
    Float r = S::multiplyAdd(n, S::all(-0.693359375F),
                             clamped);  // ln 2 in two parts: the first is exact in few bits
    r = S::multiplyAdd(n, S::all(2.12194440e-4F), r);
    Float p = S::all(1.9875691500e-4F);
    for (const float coefficient :
         {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 0.5F}) {
        p = S::multiplyAdd(p, r, S::all(coefficient));
    }
    p = S::add(S::multiplyAdd(p, S::multiply(r, r), r), S::all(1.0F));
    return S::zeroWhereBelow(S::scaleByPower(p, n), x, -87.0F);
}

template <class S>
float sumOfSquares(const float* x, int64_t width) {
    typename S::Float a = S::zero();
    typename S::Float b = S::zero();
    int64_t d = 0;
    for (; d + 2 * S::kLanes <= width; d += 2 * S::kLanes) {
        const auto first = S::load(x + d);
        const auto second = S::load(x + d + S::kLanes);
        a = S::multiplyAdd(first, first, a);
        b = S::multiplyAdd(second, second, b);
    }
    for (; d < width; d += S::kLanes) {
        const auto rest = S::loadFirst(x + d, width - d);
        a = S::multiplyAdd(rest, rest, a);
    }
    return S::sum(S::add(a, b));
}

// Calls step(offset, lanes left) for each vector of a row; the last may be partial.
template <class S, class Step>
[[gnu::always_inline]] inline void eachVector(int64_t width, Step step) {
    for (int64_t d = 0; d < width; d += S::kLanes)
        step(d, width - d);
}

// Rows that one chunk should hold so that handing it out is worth it.
inline int64_t rowGrain(int64_t width) {
    return std::max<int64_t>(1, 8192 / std::max<int64_t>(1, width));
}

template <class S>
struct Tokenwise {
    static void rmsNorm(const float* x, int64_t rows, int64_t width, const float* weight, float epsilon,
                        float* out, Parallel& parallel) {
        parallel.forEach(rows, rowGrain(width), [&](int64_t begin, int64_t end, int) {
            for (int64_t r = begin; r < end; ++r) {
                const float* in = x + r * width;
                float* to = out + r * width;
                const float mean = sumOfSquares<S>(in, width) / static_cast<float>(width);
                const auto factor = S::all(1.0F / std::sqrt(mean + epsilon));
                eachVector<S>(width, [&](int64_t d, int64_t left) {
                    const auto scaled = S::multiply(S::loadFirst(in + d, left), factor);
                    S::storeFirst(to + d, left, S::multiply(scaled, S::loadFirst(weight + d, left)));
                });
            }
        });
    }

    static void addRows(float* x, const float* y, int64_t rows, int64_t width, Parallel& parallel) {
        parallel.forEach(rows, rowGrain(width), [&](int64_t begin, int64_t end, int) {
            eachVector<S>((end - begin) * width, [&](int64_t d, int64_t left) {
                float* to = x + begin * width + d;
                S::storeFirst(to, left,
                              S::add(S::loadFirst(to, left), S::loadFirst(y + begin * width + d, left)));
            });
        });
    }

    static void addBias(float* x, int64_t stride, int64_t rows, int64_t width, const float* bias,
                        Parallel& parallel) {
        parallel.forEach(rows, rowGrain(width), [&](int64_t begin, int64_t end, int) {
            for (int64_t r = begin; r < end; ++r) {
                eachVector<S>(width, [&](int64_t d, int64_t left) {
                    float* to = x + r * stride + d;
                    S::storeFirst(to, left, S::add(S::loadFirst(to, left), S::loadFirst(bias + d, left)));
                });
            }
        });
    }

    static void scale(float* x, int64_t count, float factor, Parallel& parallel) {
        eachPart(x, count, parallel, [&](float* to, int64_t left) {
            S::storeFirst(to, left, S::multiply(S::loadFirst(to, left), S::all(factor)));
        });
    }

    static void clamp(float* x, int64_t count, float limit, Parallel& parallel) {
        eachPart(x, count, parallel, [&](float* to, int64_t left) {
            S::storeFirst(to, left, within(S::loadFirst(to, left), limit));
        });
    }

    static void gateMultiply(Gating gating, float* gate, const float* up, int64_t count, Parallel& parallel) {
        switch (gating) {
            case Gating::kSilu:
                return eachPart(gate, count, parallel, [&](float* to, int64_t left) {
                    const auto value = S::loadFirst(to, left);
                    const auto more = S::loadFirst(up + (to - gate), left);
                    S::storeFirst(to, left, S::multiply(S::multiply(value, sigmoid(value)), more));
                });
            case Gating::kGelu:
                // (1 + tanh u) / 2 is the sigmoid of 2 u.
                return eachPart(gate, count, parallel, [&](float* to, int64_t left) {
                    const auto value = S::loadFirst(to, left);
                    const auto more = S::loadFirst(up + (to - gate), left);
                    const auto cubic =
                        S::multiplyAdd(S::multiply(value, value), S::all(0.044715F), S::all(1.0F));
                    const auto twice = S::multiply(S::multiply(value, cubic), S::all(1.59576912F));
                    S::storeFirst(to, left, S::multiply(S::multiply(value, sigmoid(twice)), more));
                });
            case Gating::kClampedSilu: {
                constexpr auto kLimit = static_cast<float>(kClampedLimit);
                return eachPart(gate, count, parallel, [&](float* to, int64_t left) {
                    const auto value = S::smaller(S::loadFirst(to, left), S::all(kLimit));
                    const auto more =
                        S::add(within(S::loadFirst(up + (to - gate), left), kLimit), S::all(1.0F));
                    const auto slope = S::multiply(value, S::all(static_cast<float>(kClampedSlope)));
                    S::storeFirst(to, left, S::multiply(S::multiply(value, sigmoid(slope)), more));
                });
            }
        }
    }

    static void rope(float* x, int64_t stride, int64_t tokens, int64_t heads, int64_t headWidth,
                     int64_t rotated, const float* cosSin, RopeStyle style, Parallel& parallel) {
        parallel.forEach(tokens, rowGrain(heads * headWidth), [&](int64_t begin, int64_t end, int) {
            for (int64_t t = begin; t < end; ++t) {
                for (int64_t h = 0; h < heads; ++h) {
                    float* head = x + t * stride + h * headWidth;
                    rotate(head, rotated / 2, cosSin + t * rotated, style);
                }
            }
        });
    }

    // For each 32: one scale, so that the largest becomes 127. For each 256: one step, so that the largest
    // becomes kHighestPlane.
    static void packActivations(ActivationForms forms, const float* rows, int64_t stride, int64_t tokens,
                                int64_t width, void* packed, Parallel& parallel) {
        parallel.forEach(tokens, rowGrain(4 * width), [&](int64_t begin, int64_t end, int) {
            for (int64_t t = begin; t < end; ++t) {
                const PackedRow to = packedRow(forms, width, packed, t);
                const float* row = rows + t * stride;
                for (int64_t group = 0; to.scales != nullptr && group < groupsOf(width); group += kRun) {
                    const int64_t left = width - group * kGroup;
                    if (left >= kRun * kGroup)
                        packRun<true>(row + group * kGroup, left, to, group);
                    else
                        packRun<false>(row + group * kGroup, left, to, group);
                }
                if (to.high != nullptr) packPlanes(row, width, to);
            }
        });
    }
    // Halves, which the KV cache is of; what is only stored once takes its time.
    static void storeRow(DType type, const float* in, int64_t columns, void* out) {
        if (type != DType::kF16) return cpu::storeRow(type, in, columns, out);
        auto* halves = static_cast<uint16_t*>(out);
        for (int64_t d = 0; d < columns; d += 8) {
            const __m128i eight =
                _mm256_cvtps_ph(Avx2::loadFirst(in + d, columns - d), _MM_FROUND_TO_NEAREST_INT);
            if (columns - d >= 8)
                _mm_storeu_si128(reinterpret_cast<__m128i*>(halves + d), eight);
            else
                std::memcpy(halves + d, &eight, static_cast<size_t>(columns - d) * sizeof(uint16_t));
        }
    }
    static size_t activationBytes(ActivationForms forms, int64_t tokens, int64_t width) {
        return static_cast<size_t>(tokens) * packedRowBytes(forms, width);
    }

private:
    using Float = typename S::Float;

    static Float sigmoid(Float x) {
        const auto one = S::all(1.0F);
        return S::divide(one, S::add(one, exponential<S>(S::subtract(S::zero(), x))));
    }
    static Float within(Float x, float limit) {
        return S::smaller(S::larger(x, S::all(-limit)), S::all(limit));
    }

    // Calls step(place, values left) for each vector of x.
    template <class Step>
    static void eachPart(float* x, int64_t count, Parallel& parallel, Step step) {
        parallel.forEach(count, 4096, [&](int64_t begin, int64_t end, int) {
            eachVector<S>(end - begin, [&](int64_t d, int64_t left) { step(x + begin + d, left); });
        });
    }

    // A loop that the compiler turns into vectors by itself; the angles are shared by all heads and small.
    static void rotate(float* head, int64_t pairs, const float* angles, RopeStyle style) {
        const int64_t step = style == RopeStyle::kInterleaved ? 2 : 1;
        float* second = style == RopeStyle::kInterleaved ? head + 1 : head + pairs;
        for (int64_t i = 0; i < pairs; ++i) {
            const float cosine = angles[2 * i];
            const float sine = angles[2 * i + 1];
            const float a = head[i * step];
            const float b = second[i * step];
            head[i * step] = a * cosine - b * sine;
            second[i * step] = a * sine + b * cosine;
        }
    }

    // Eight groups from `group` on, of which so many elements are `left`; kFull when it is all.
    template <bool kFull>
    static void packRun(const float* from, int64_t left, const PackedRow& to, int64_t group) {
        alignas(32) float highest[kRun] = {};
        alignas(32) float inverses[kRun];
        alignas(32) int32_t sums[kRun] = {};
        alignas(32) int32_t tails[kRun] = {};
        const int64_t count = kFull ? kRun : groupsOf(left);
        for (int64_t g = 0; g < count; ++g) {
            __m256 values[4];
            load<kFull>(from + g * kGroup, left - g * kGroup, values);
            const __m256 sign = _mm256_set1_ps(-0.0F);
            for (__m256& value : values)
                value = _mm256_andnot_ps(sign, value);
            highest[g] = Avx2::largest(
                _mm256_max_ps(_mm256_max_ps(values[0], values[1]), _mm256_max_ps(values[2], values[3])));
        }
        const __m256 highs = _mm256_load_ps(highest);
        const __m256 scales = _mm256_div_ps(highs, _mm256_set1_ps(127.0F));
        const __m256 positive = _mm256_cmp_ps(highs, _mm256_setzero_ps(), _CMP_GT_OQ);
        _mm256_store_ps(inverses, _mm256_and_ps(_mm256_div_ps(_mm256_set1_ps(127.0F), highs), positive));
        _mm256_storeu_ps(to.scales + group, scales);
        if (to.wide != nullptr) {
            for (int64_t g = 0; g < count; ++g) {
                __m256 values[4];
                load<kFull>(from + g * kGroup, left - g * kGroup, values);
                packWords(values, inverses[g], to.wide + (group + g) * kGroup);
            }
        }
        if (to.narrow == nullptr) return;
        for (int64_t g = 0; g < count; ++g) {
            __m256 values[4];
            load<kFull>(from + g * kGroup, left - g * kGroup, values);
            const __m128i both = packBytes(values, inverses[g], to.narrow + (group + g) * kGroup,
                                           to.middles + 2 * (group + g));
            tails[g] = _mm_extract_epi32(both, 1);
            sums[g] = _mm_cvtsi128_si32(both) + tails[g];
        }
        const auto inSteps = [&](const int32_t* of) {
            const __m256i numbers = _mm256_load_si256(reinterpret_cast<const __m256i*>(of));
            return _mm256_mul_ps(scales, _mm256_cvtepi32_ps(numbers));
        };
        _mm256_storeu_ps(to.sums + group, inSteps(sums));
        _mm256_storeu_ps(to.tails + group, inSteps(tails));
    }

    template <bool kFull>
    [[gnu::always_inline]] static void load(const float* from, int64_t left, __m256 (&values)[4]) {
        for (int i = 0; i < 4; ++i)
            values[i] = kFull ? _mm256_loadu_ps(from + i * 8) : Avx2::loadFirst(from + i * 8, left - i * 8);
    }

    // The packing instructions work within halves of a vector; the permutations put the order right again.
    [[gnu::always_inline]] static void packWords(const __m256 (&values)[4], float inverse, int16_t* to) {
        const __m256 factor = _mm256_set1_ps(inverse);
        const __m256 more = _mm256_set1_ps(1.0F / kWideStep);
        for (int i = 0; i < 2; ++i) {
            const __m256i first =
                _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_mul_ps(values[2 * i], factor), more));
            const __m256i second =
                _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_mul_ps(values[2 * i + 1], factor), more));
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(to) + i,
                                _mm256_permute4x64_epi64(_mm256_packs_epi32(first, second), 0xD8));
        }
    }

    // Gives the sums of the first and of the last 16.
    [[gnu::always_inline]] static __m128i packBytes(const __m256 (&values)[4], float inverse, int8_t* to,
                                                    int32_t* middles) {
        __m256i numbers[4];
        for (int i = 0; i < 4; ++i)
            numbers[i] = _mm256_cvtps_epi32(_mm256_mul_ps(values[i], _mm256_set1_ps(inverse)));
        const __m256i words[2] = {_mm256_packs_epi32(numbers[0], numbers[1]),
                                  _mm256_packs_epi32(numbers[2], numbers[3])};
        storeBytes(to, words);
        // Of each 16, the sums of the first and of the last two in every four.
        const __m256i ones = _mm256_set1_epi16(1);
        const __m128i first = sumOfHalves(_mm256_madd_epi16(words[0], ones));
        const __m128i last = sumOfHalves(_mm256_madd_epi16(words[1], ones));
        const __m128i pairs = _mm_add_epi32(_mm_unpacklo_epi64(first, last), _mm_unpackhi_epi64(first, last));
        _mm_storel_epi64(reinterpret_cast<__m128i*>(middles),
                         _mm_packs_epi32(_mm_slli_epi32(pairs, 5), pairs));
        return _mm_hadd_epi32(pairs, pairs);
    }

    static void packPlanes(const float* row, int64_t width, const PackedRow& to) {
        const __m256 sign = _mm256_set1_ps(-0.0F);
        for (int64_t begin = 0; begin < width; begin += kPiece) {
            const int64_t end = std::min(width, begin + kPiece);
            __m256 largest = _mm256_setzero_ps();
            for (int64_t d = begin; d < end; d += 8)
                largest = _mm256_max_ps(largest, _mm256_andnot_ps(sign, Avx2::loadFirst(row + d, end - d)));
            const float highest = Avx2::largest(largest);
            to.pieceSteps[begin / kPiece] = highest / kHighestPlane;
            const __m256 inverse = _mm256_set1_ps(highest > 0.0F ? kHighestPlane / highest : 0.0F);
            for (int64_t d = begin; d < begin + planeBytes(end - begin); d += 32) {
                __m256i numbers[4];
                for (int64_t i = 0; i < 4; ++i) {
                    numbers[i] = _mm256_cvtps_epi32(
                        _mm256_mul_ps(Avx2::loadFirst(row + d + 8 * i, end - d - 8 * i), inverse));
                }
                const __m256i words[2] = {_mm256_packs_epi32(numbers[0], numbers[1]),
                                          _mm256_packs_epi32(numbers[2], numbers[3])};
                __m256i high[2];
                __m256i low[2];
                for (int i = 0; i < 2; ++i) {
                    high[i] = _mm256_srai_epi16(_mm256_add_epi16(words[i], _mm256_set1_epi16(128)), 8);
                    low[i] = _mm256_srai_epi16(_mm256_slli_epi16(words[i], 8), 8);
                }
                storeBytes(to.high + d, high);
                storeBytes(to.low + d, low);
            }
        }
    }

    // Words of 32 elements, as packing left them, in their order.
    static void storeBytes(int8_t* to, const __m256i (&words)[2]) {
        const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(words[0], words[1]),
                                                          _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), bytes);
    }

    static __m128i sumOfHalves(__m256i v) {
        return _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    }
};

}  // namespace
}  // namespace kernels::cpu
