// What the vector kernels need from AVX-512 (F, BW, DQ, VL, VNNI). Include only from files compiled for it;
// everything here is local to the including file.
//
// Shapes   a weight tile holds 16 rows; here that is one vector.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

namespace kernels::cpu {
namespace {

struct Avx512 {
    using Float = __m512;
    using Int = __m512i;
    static constexpr int kLanes = 16;
    static constexpr bool kBytesSaturate = false;  // four products of bytes are added in an int32
    static constexpr bool kPlanes = false;         // of activations, for matrices
    static constexpr int kTileVectors = 1;
    static constexpr int kTilesTogether = 2;  // so that what is broadcast of a token serves 32 rows
    template <int kTiles>
    static constexpr int kTokensAtOnce = kTiles == 1 ? 8 : 6;  // as many sums as there are registers

    static Float zero() { return _mm512_setzero_ps(); }
    static Float all(float value) { return _mm512_set1_ps(value); }
    static Float load(const float* from) { return _mm512_loadu_ps(from); }
    static void store(float* to, Float value) { _mm512_storeu_ps(to, value); }
    static Float add(Float a, Float b) { return _mm512_add_ps(a, b); }
    static Float subtract(Float a, Float b) { return _mm512_sub_ps(a, b); }
    static Float multiply(Float a, Float b) { return _mm512_mul_ps(a, b); }
    static Float divide(Float a, Float b) { return _mm512_div_ps(a, b); }
    static Float multiplyAdd(Float a, Float b, Float c) { return _mm512_fmadd_ps(a, b, c); }
    static Float larger(Float a, Float b) { return _mm512_max_ps(a, b); }
    static Float smaller(Float a, Float b) { return _mm512_min_ps(a, b); }
    static Int loadInts(const int32_t* from) { return _mm512_load_si512(from); }
    static Float toFloat(Int value) { return _mm512_cvtepi32_ps(value); }

    static Float loadHalf(const uint16_t* from) {
        return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
    }
    static Float loadBfloat(const uint16_t* from) {
        const __m256i words = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
        return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(words), 16));
    }
    static Float loadInt8(const int8_t* from) {
        return toFloat(_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
    }

    // The first `count` lanes; a count beyond the vector means all of it, none or less means nothing.
    static __mmask16 mask(int64_t count) {
        if (count >= kLanes) return 0xFFFF;
        return static_cast<__mmask16>(count <= 0 ? 0U : (1U << count) - 1U);
    }
    static Float loadFirst(const float* from, int64_t count) {
        return _mm512_maskz_loadu_ps(mask(count), from);
    }
    static void storeFirst(float* to, int64_t count, Float value) {
        _mm512_mask_storeu_ps(to, mask(count), value);
    }
    static Float keepFirst(Float value, int64_t count, float other) {
        return _mm512_mask_blend_ps(mask(count), all(other), value);
    }
    static Float zeroWhereBelow(Float value, Float x, float limit) {
        return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, all(limit), _CMP_GE_OQ), value);
    }

    static float sum(Float value) { return _mm512_reduce_add_ps(value); }
    static float largest(Float value) { return _mm512_reduce_max_ps(value); }

    // The sum of each of eight vectors.
    static void sumEach(const Float (&of)[8], float* out) {
        for (int i = 0; i < 8; ++i)
            out[i] = sum(of[i]);
    }

    // 2^n * value for whole n in float.
    static Float scaleByPower(Float value, Float n) { return _mm512_scalef_ps(value, n); }
    static Float roundToWhole(Float value) {
        return _mm512_roundscale_ps(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    }

    // Sums of unsigned times signed bytes over a row's 32 elements, four products to a lane.
    static __m256i dotBytes(__m256i weights, __m256i activations) {
        return _mm256_dpbusd_epi32(_mm256_setzero_si256(), weights, activations);
    }

    // 64 products of bytes, four to a sum.
    static Int allBytes(char value) { return _mm512_set1_epi32(0x01010101 * value); }
    static Int addProducts(Int sum, Int weights, Int activations) {
        return _mm512_dpbusd_epi32(sum, weights, activations);
    }

    static __m256i factorsOf(__m256i numbers) { return numbers; }
    // Of weights of six bits 32 is taken off.
    static __m256i dotScaled(__m256i weights, __m256i activations, __m256i factors) {
        const __m256i middle = dotBytes(_mm256_set1_epi8(32), activations);
        return _mm256_mullo_epi32(_mm256_sub_epi32(dotBytes(weights, activations), middle), factors);
    }

    // Rows 0 … 7 and 8 … 15 side by side.
    static Int join(__m256i low, __m256i high) {
        return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
    }
    static void join(const __m256 (&halves)[2], Float (&whole)[kTileVectors]) {
        whole[0] = _mm512_insertf32x8(_mm512_castps256_ps512(halves[0]), halves[1], 1);
    }

    // What gives the k-th columns of all 16 rows of tile i: of what gives them in halves, and of tiles.
    template <class Halves>
    [[gnu::always_inline]] static auto joined(Halves halves) {
        return [=](int k, int) __attribute__((always_inline)) {
            __m256i low;
            __m256i high;
            halves(k, low, high);
            return join(low, high);
        };
    }
    template <class Value>
    [[gnu::always_inline]] static auto loaded(const Value* const* tiles) {
        return [=](int k, int i) __attribute__((always_inline)) {
            return _mm512_load_si512(reinterpret_cast<const char*>(tiles[i]) + k * 64);
        };
    }

    // One group of 32 columns of 16 rows against kTokens activations: quad(k, low, high) gives bytes of
    // columns 4 k … 4 k + 3 of rows 0 … 7 and 8 … 15. The sums are 32 bits wide from the start.
    template <int kChain, int kTokens, class Quad>
    [[gnu::always_inline]] static void groupOfQuads(Quad quad, const int8_t* const* activations,
                                                    Int (&sums)[kTokens][kTileVectors]) {
        addGroup<kTokens>(joined(quad), activations, sums);
    }

    // The same for weights of six bits, of which 32 is taken off, and whose columns 0 … 15 and 16 … 31 have
    // factors, factor(half, v) of eight rows.
    template <int kTokens, class Quad, class Factor>
    [[gnu::always_inline]] static void groupOfScaledQuads(Quad quad, Factor factor,
                                                          const int8_t* const* activations,
                                                          const int32_t* const* middles,
                                                          Int (&sums)[kTokens][kTileVectors]) {
        addScaledGroup<kTokens>(
            joined(quad),
            [&](int half, int)
                __attribute__((always_inline)) { return join(factor(half, 0), factor(half, 1)); },
            activations, middles, sums);
    }

    // The same for int16: pair(k, low, high) gives columns 2 k and 2 k + 1.
    template <int kTokens, class Pair>
    [[gnu::always_inline]] static void groupOfPairs(Pair pair, const int16_t* const* activations,
                                                    Int (&sums)[kTokens][kTileVectors]) {
        addPairs<kTokens>(joined(pair), activations, sums);
    }

    // One group of 32 of tiles of bytes, one below the other, against kTokens activations.
    template <int kChain, int kTokens, int kTiles>
    [[gnu::always_inline]] static void groupOfBytes(const uint8_t* const (&tiles)[kTiles],
                                                    const int8_t* const* activations,
                                                    Int (&sums)[kTokens][kTiles]) {
        addGroup<kTokens>(loaded(tiles), activations, sums);
    }

    // The same with factors, [2][16] of them for each tile.
    template <int kTokens, int kTiles>
    [[gnu::always_inline]] static void groupOfScaledBytes(const uint8_t* const (&tiles)[kTiles],
                                                          const int32_t* const (&factors)[kTiles],
                                                          const int8_t* const* activations,
                                                          const int32_t* const* middles,
                                                          Int (&sums)[kTokens][kTiles]) {
        addScaledGroup<kTokens>(
            loaded(tiles),
            [&](int half, int i)
                __attribute__((always_inline)) { return _mm512_load_si512(factors[i] + 16 * half); },
            activations, middles, sums);
    }

    // The same for tiles of int16.
    template <int kTokens, int kTiles>
    [[gnu::always_inline]] static void groupOfWords(const int16_t* const (&tiles)[kTiles],
                                                    const int16_t* const* activations,
                                                    Int (&sums)[kTokens][kTiles]) {
        addPairs<kTokens>(loaded(tiles), activations, sums);
    }

private:
    template <int kTokens, int kTiles, class Quad>
    [[gnu::always_inline]] static void addGroup(Quad quad, const int8_t* const* activations,
                                                Int (&sums)[kTokens][kTiles]) {
        for (auto& token : sums) {
            for (Int& sum : token)
                sum = _mm512_setzero_si512();
        }
#pragma GCC unroll 8
        for (int k = 0; k < 8; ++k) {
            Int weights[kTiles];
            for (int i = 0; i < kTiles; ++i)
                weights[i] = quad(k, i);
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                const Int four = broadcastFour(activations[t] + k * 4);
                for (int i = 0; i < kTiles; ++i)
                    sums[t][i] = _mm512_dpbusd_epi32(sums[t][i], weights[i], four);
            }
        }
    }

    template <int kTokens, int kTiles, class Quad, class Factor>
    [[gnu::always_inline]] static void addScaledGroup(Quad quad, Factor factor,
                                                      const int8_t* const* activations,
                                                      const int32_t* const* middles,
                                                      Int (&sums)[kTokens][kTiles]) {
#pragma GCC unroll 2
        for (int half = 0; half < 2; ++half) {
            Int parts[kTokens][kTiles];
            for (int t = 0; t < kTokens; ++t) {
                for (Int& part : parts[t])
                    part = _mm512_set1_epi32(-sumOfWords(middles[t][half]));
            }
#pragma GCC unroll 4
            for (int k = 4 * half; k < 4 * half + 4; ++k) {
                Int weights[kTiles];
                for (int i = 0; i < kTiles; ++i)
                    weights[i] = quad(k, i);
#pragma GCC unroll 8
                for (int t = 0; t < kTokens; ++t) {
                    const Int four = broadcastFour(activations[t] + k * 4);
                    for (int i = 0; i < kTiles; ++i)
                        parts[t][i] = _mm512_dpbusd_epi32(parts[t][i], weights[i], four);
                }
            }
            for (int i = 0; i < kTiles; ++i) {
                const Int factors = factor(half, i);
                for (int t = 0; t < kTokens; ++t) {
                    const Int scaled = _mm512_mullo_epi32(parts[t][i], factors);
                    sums[t][i] = half == 0 ? scaled : _mm512_add_epi32(sums[t][i], scaled);
                }
            }
        }
    }

    template <int kTokens, int kTiles, class Pair>
    [[gnu::always_inline]] static void addPairs(Pair pair, const int16_t* const* activations,
                                                Int (&sums)[kTokens][kTiles]) {
        for (auto& token : sums) {
            for (Int& sum : token)
                sum = _mm512_setzero_si512();
        }
#pragma GCC unroll 16
        for (int k = 0; k < 16; ++k) {
            Int weights[kTiles];
            for (int i = 0; i < kTiles; ++i)
                weights[i] = pair(k, i);
#pragma GCC unroll 8
            for (int t = 0; t < kTokens; ++t) {
                const Int two = broadcastFour(activations[t] + k * 2);
                for (int i = 0; i < kTiles; ++i)
                    sums[t][i] = _mm512_dpwssd_epi32(sums[t][i], weights[i], two);
            }
        }
    }

    static int32_t sumOfWords(int32_t two) {
        return static_cast<int16_t>(two & 0xFFFF) + (two >> 16);
    }

    static __m512i broadcastFour(const void* from) {
        int32_t four = 0;
        std::memcpy(&four, from, sizeof(four));
        return _mm512_set1_epi32(four);
    }
};

}  // namespace
}  // namespace kernels::cpu
