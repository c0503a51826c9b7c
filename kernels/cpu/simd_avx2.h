// What the vector kernels need from AVX2, FMA and F16C. Include only from files compiled for AVX2 or more;
// everything here is local to the including file, so that no copy of it can end up in a path for lesser
// processors.
//
// Shapes   a weight tile holds 16 rows; here that is two vectors of eight.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace kernels::cpu {
namespace {

struct Avx2 {
    using Float = __m256;
    using Int = __m256i;
    static constexpr int kLanes = 8;
    static constexpr bool kBytesSaturate = true;  // two products of full bytes are added in an int16
    static constexpr bool kPlanes = false;        // of activations, for matrices
    static constexpr int kTileVectors = 2;
    static constexpr int kTilesTogether = 1;
    template <int kTiles>
    static constexpr int kTokensAtOnce = 4;  // that meet tiles: as many sums as there are registers

    static Float zero() { return _mm256_setzero_ps(); }
    static Float all(float value) { return _mm256_set1_ps(value); }
    static Float load(const float* from) { return _mm256_loadu_ps(from); }
    static void store(float* to, Float value) { _mm256_storeu_ps(to, value); }
    static Float add(Float a, Float b) { return _mm256_add_ps(a, b); }
    static Float subtract(Float a, Float b) { return _mm256_sub_ps(a, b); }
    static Float multiply(Float a, Float b) { return _mm256_mul_ps(a, b); }
    static Float divide(Float a, Float b) { return _mm256_div_ps(a, b); }
    static Float multiplyAdd(Float a, Float b, Float c) { return _mm256_fmadd_ps(a, b, c); }
    static Float larger(Float a, Float b) { return _mm256_max_ps(a, b); }
    static Float smaller(Float a, Float b) { return _mm256_min_ps(a, b); }
    static Float toFloat(Int value) { return _mm256_cvtepi32_ps(value); }

    static Float loadHalf(const uint16_t* from) {
        return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
    static Float loadBfloat(const uint16_t* from) {
        const __m128i words = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(words), 16));
    }
    static Float loadInt8(const int8_t* from) {
        return toFloat(_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from))));
    }

    // The first `count` lanes; a count beyond the vector means all of it, none or less means nothing.
    static Int mask(int64_t count) {
        const int lanes = count > kLanes ? kLanes : static_cast<int>(count);
        return _mm256_cmpgt_epi32(_mm256_set1_epi32(lanes), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    }
    static Float loadFirst(const float* from, int64_t count) {
        return count >= kLanes ? load(from) : _mm256_maskload_ps(from, mask(count));
    }
    // A masked store takes some processors twenty times as long as a whole one.
    static void storeFirst(float* to, int64_t count, Float value) {
        if (count >= kLanes)
            store(to, value);
        else
            _mm256_maskstore_ps(to, mask(count), value);
    }
    static Float keepFirst(Float value, int64_t count, float other) {
        return _mm256_blendv_ps(all(other), value, _mm256_castsi256_ps(mask(count)));
    }

    static Float zeroWhereBelow(Float value, Float x, float limit) {
        return _mm256_and_ps(value, _mm256_cmp_ps(x, all(limit), _CMP_GE_OQ));
    }

    static float sum(Float value) {
        __m128 half = _mm_add_ps(_mm256_castps256_ps128(value), _mm256_extractf128_ps(value, 1));
        half = _mm_add_ps(half, _mm_movehl_ps(half, half));
        return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
    }
    static float largest(Float value) {
        __m128 half = _mm_max_ps(_mm256_castps256_ps128(value), _mm256_extractf128_ps(value, 1));
        half = _mm_max_ps(half, _mm_movehl_ps(half, half));
        return _mm_cvtss_f32(_mm_max_ss(half, _mm_movehdup_ps(half)));
    }

    // The sum of each of eight vectors.
    static void sumEach(const Float (&of)[8], float* out) {
        const Float low = _mm256_hadd_ps(_mm256_hadd_ps(of[0], of[1]), _mm256_hadd_ps(of[2], of[3]));
        const Float high = _mm256_hadd_ps(_mm256_hadd_ps(of[4], of[5]), _mm256_hadd_ps(of[6], of[7]));
        store(out, _mm256_add_ps(_mm256_permute2f128_ps(low, high, 0x20),
                                 _mm256_permute2f128_ps(low, high, 0x31)));
    }

    // 2^n * value for whole n in float.
    static Float scaleByPower(Float value, Float n) {
        const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
        return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(value), exponent));
    }
    static Float roundToWhole(Float value) {
        return _mm256_round_ps(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    }

    // Sums of unsigned times signed bytes over a row's 32 elements, four products to a lane.
    static __m256i dotBytes(__m256i weights, __m256i activations) {
        return _mm256_madd_epi16(_mm256_maddubs_epi16(weights, activations), _mm256_set1_epi16(1));
    }

    // 32 products of bytes, two to a word: the least that such a sum takes.
    static Int allBytes(char value) { return _mm256_set1_epi8(value); }
    static Int addProducts(Int sum, Int weights, Int activations) {
        return _mm256_add_epi16(sum, _mm256_maddubs_epi16(weights, activations));
    }

    // Whole numbers below 2^15 as dotScaled() wants them.
    static __m256i factorsOf(__m256i numbers) {
        return _mm256_or_si256(_mm256_and_si256(numbers, _mm256_set1_epi32(0xFFFF)),
                               _mm256_slli_epi32(numbers, 16));
    }
    // The same for weights of six bits, of which 32 is taken off, times a factor in each lane.
    static __m256i dotScaled(__m256i weights, __m256i activations, __m256i factors) {
        return _mm256_madd_epi16(_mm256_sub_epi16(_mm256_maddubs_epi16(weights, activations),
                                                  _mm256_maddubs_epi16(_mm256_set1_epi8(32), activations)),
                                 factors);
    }

    // The same as dotBytes() for signed bytes, one or the other of which is not -128.
    static __m256i dotSigned(__m256i weights, __m256i activations) {
        return dotBytes(_mm256_abs_epi8(weights), _mm256_sign_epi8(activations, weights));
    }

    static void join(const __m256 (&halves)[2], Float (&whole)[kTileVectors]) {
        whole[0] = halves[0];
        whole[1] = halves[1];
    }

    // One group of 32 columns of 16 rows against kTokens activations: quad(k, low, high) gives bytes of
    // columns 4 k … 4 k + 3 of rows 0 … 7 and 8 … 15. kChain products of this weight range fit an int16.
    template <int kChain, int kTokens, class Quad>
    [[gnu::always_inline]] static void groupOfQuads(Quad quad, const int8_t* const* activations,
                                                    Int (&sums)[kTokens][2]) {
        const __m256i ones = _mm256_set1_epi16(1);
#pragma GCC unroll 8
        for (int first = 0; first < 8; first += kChain) {
            __m256i pairs[kTokens][2];
#pragma GCC unroll 8
            for (int k = 0; k < kChain; ++k) {
                __m256i low;
                __m256i high;
                quad(first + k, low, high);
#pragma GCC unroll 8
                for (int t = 0; t < kTokens; ++t) {
                    const __m256i four = broadcastFour(activations[t] + (first + k) * 4);
                    const __m256i a = _mm256_maddubs_epi16(low, four);
                    const __m256i b = _mm256_maddubs_epi16(high, four);
                    pairs[t][0] = k == 0 ? a : _mm256_add_epi16(pairs[t][0], a);
                    pairs[t][1] = k == 0 ? b : _mm256_add_epi16(pairs[t][1], b);
                    addNow(pairs[t][0]);
                    addNow(pairs[t][1]);
                }
            }
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                for (int v = 0; v < 2; ++v) {
                    const __m256i four = _mm256_madd_epi16(pairs[t][v], ones);
                    sums[t][v] = first == 0 ? four : _mm256_add_epi32(sums[t][v], four);
                }
            }
        }
    }

    // The same for a tile of bytes.
    template <int kChain, int kTokens>
    [[gnu::always_inline]] static void groupOfBytes(const uint8_t* const (&tiles)[1],
                                                    const int8_t* const* activations,
                                                    Int (&sums)[kTokens][kTileVectors]) {
        groupOfQuads<kChain, kTokens>(
            [tile = tiles[0]](int k, __m256i& low, __m256i& high) __attribute__((always_inline)) {
                const auto* weights = reinterpret_cast<const __m256i*>(tile + k * 64);
                low = _mm256_load_si256(weights);
                high = _mm256_load_si256(weights + 1);
            },
            activations, sums);
    }

    // The same for weights of six bits, of which 32 is taken off, and whose columns 0 … 15 and 16 … 31 have
    // factors, factor(half, v) of eight rows.
    template <int kTokens, class Quad, class Factor>
    [[gnu::always_inline]] static void groupOfScaledQuads(Quad quad, Factor factor,
                                                          const int8_t* const* activations,
                                                          const int32_t* const* middles,
                                                          Int (&sums)[kTokens][2]) {
#pragma GCC unroll 2
        for (int half = 0; half < 2; ++half) {
            __m256i pairs[kTokens][2];
#pragma GCC unroll 4
            for (int k = 4 * half; k < 4 * half + 4; ++k) {
                __m256i low;
                __m256i high;
                quad(k, low, high);
#pragma GCC unroll 8
                for (int t = 0; t < kTokens; ++t) {
                    const __m256i four = broadcastFour(activations[t] + k * 4);
                    const __m256i a = _mm256_maddubs_epi16(low, four);
                    const __m256i b = _mm256_maddubs_epi16(high, four);
                    if (k % 4 == 0) {
                        const __m256i middle = broadcastFour(middles[t] + half);
                        pairs[t][0] = _mm256_sub_epi16(a, middle);
                        pairs[t][1] = _mm256_sub_epi16(b, middle);
                    } else {
                        pairs[t][0] = _mm256_add_epi16(pairs[t][0], a);
                        pairs[t][1] = _mm256_add_epi16(pairs[t][1], b);
                    }
                    addNow(pairs[t][0]);
                    addNow(pairs[t][1]);
                }
            }
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                for (int v = 0; v < 2; ++v) {
                    const __m256i four = _mm256_madd_epi16(pairs[t][v], factor(half, v));
                    sums[t][v] = half == 0 ? four : _mm256_add_epi32(sums[t][v], four);
                }
            }
        }
    }

    // The same for a tile of bytes and one of factors.
    template <int kTokens>
    [[gnu::always_inline]] static void groupOfScaledBytes(const uint8_t* const (&tiles)[1],
                                                          const int32_t* const (&factors)[1],
                                                          const int8_t* const* activations,
                                                          const int32_t* const* middles,
                                                          Int (&sums)[kTokens][kTileVectors]) {
        groupOfScaledQuads<kTokens>(
            [tile = tiles[0]](int k, __m256i& low, __m256i& high) __attribute__((always_inline)) {
                const auto* weights = reinterpret_cast<const __m256i*>(tile + k * 64);
                low = _mm256_load_si256(weights);
                high = _mm256_load_si256(weights + 1);
            },
            [factors = factors[0]](int half, int v) __attribute__((always_inline)) {
                return _mm256_load_si256(reinterpret_cast<const __m256i*>(factors) + half * 2 + v);
            },
            activations, middles, sums);
    }

    // The same for a tile of signed bytes.
    template <int kTokens>
    [[gnu::always_inline]] static void groupOfSigned(const uint8_t* const (&tiles)[1],
                                                     const int8_t* const* activations,
                                                     Int (&sums)[kTokens][kTileVectors]) {
#pragma GCC unroll 8
        for (int k = 0; k < 8; ++k) {
            const auto* weights = reinterpret_cast<const __m256i*>(tiles[0] + k * 64);
            const __m256i low = _mm256_load_si256(weights);
            const __m256i high = _mm256_load_si256(weights + 1);
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                const __m256i four = broadcastFour(activations[t] + k * 4);
                const __m256i a = dotSigned(low, four);
                const __m256i b = dotSigned(high, four);
                sums[t][0] = k == 0 ? a : _mm256_add_epi32(sums[t][0], a);
                sums[t][1] = k == 0 ? b : _mm256_add_epi32(sums[t][1], b);
                addNow(sums[t][0]);
                addNow(sums[t][1]);
            }
        }
    }

    // The same for int16: pair(k, low, high) gives columns 2 k and 2 k + 1.
    template <int kTokens, class Pair>
    [[gnu::always_inline]] static void groupOfPairs(Pair pair, const int16_t* const* activations,
                                                    Int (&sums)[kTokens][2]) {
#pragma GCC unroll 16
        for (int k = 0; k < 16; ++k) {
            __m256i low;
            __m256i high;
            pair(k, low, high);
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                const __m256i two = broadcastFour(activations[t] + k * 2);
                const __m256i a = _mm256_madd_epi16(low, two);
                const __m256i b = _mm256_madd_epi16(high, two);
                sums[t][0] = k == 0 ? a : _mm256_add_epi32(sums[t][0], a);
                sums[t][1] = k == 0 ? b : _mm256_add_epi32(sums[t][1], b);
                addNow(sums[t][0]);
                addNow(sums[t][1]);
            }
        }
    }

    // The same for a tile of int16.
    template <int kTokens>
    [[gnu::always_inline]] static void groupOfWords(const int16_t* const (&tiles)[1],
                                                    const int16_t* const* activations,
                                                    Int (&sums)[kTokens][kTileVectors]) {
        groupOfPairs<kTokens>(
            [tile = tiles[0]](int k, __m256i& low, __m256i& high) __attribute__((always_inline)) {
                const auto* weights = reinterpret_cast<const __m256i*>(tile + k * 32);
                low = _mm256_load_si256(weights);
                high = _mm256_load_si256(weights + 1);
            },
            activations, sums);
    }

private:
    // Holds an addition where it stands. Left alone, GCC does all products of an unrolled loop first and
    // their sums at the end, with every product on the stack.
    static void addNow(__m256i& sum) {
        asm volatile("" : "+x"(sum));
    }

    static __m256i broadcastFour(const void* from) {
        return _mm256_castps_si256(_mm256_broadcast_ss(static_cast<const float*>(from)));
    }
};

// Turns eight vectors of eight 32-bit elements into their columns.
[[gnu::always_inline]] inline void transpose(__m256i (&rows)[8]) {
    __m256i pairs[8];
    __m256i fours[8];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
        pairs[2 * i] = _mm256_unpacklo_epi32(rows[2 * i], rows[2 * i + 1]);
        pairs[2 * i + 1] = _mm256_unpackhi_epi32(rows[2 * i], rows[2 * i + 1]);
    }
#pragma GCC unroll 2
    for (int i = 0; i < 2; ++i) {
        fours[4 * i] = _mm256_unpacklo_epi64(pairs[4 * i], pairs[4 * i + 2]);
        fours[4 * i + 1] = _mm256_unpackhi_epi64(pairs[4 * i], pairs[4 * i + 2]);
        fours[4 * i + 2] = _mm256_unpacklo_epi64(pairs[4 * i + 1], pairs[4 * i + 3]);
        fours[4 * i + 3] = _mm256_unpackhi_epi64(pairs[4 * i + 1], pairs[4 * i + 3]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
        rows[i] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x20);
        rows[i + 4] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x31);
    }
}

}  // namespace
}  // namespace kernels::cpu
