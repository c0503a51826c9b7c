// The AVX-512 and the AMX path computed with AVX2: each 512-bit intrinsic that the path uses, as two halves.
// Correct, not quick; calls are kept as calls, since the unrolled kernels would take the compiler minutes
// otherwise.
#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "tests/support/cpu_paths.h"

namespace emulated {

struct Floats {
    __m256 half[2];
};
struct Ints {
    __m256i half[2];
};

#define EMULATED [[gnu::noinline]] static

EMULATED Floats zero() {
    return {{_mm256_setzero_ps(), _mm256_setzero_ps()}};
}
EMULATED Ints zeroInts() {
    return {{_mm256_setzero_si256(), _mm256_setzero_si256()}};
}
EMULATED Floats all(float value) {
    return {{_mm256_set1_ps(value), _mm256_set1_ps(value)}};
}
EMULATED Ints allInts(int value) {
    return {{_mm256_set1_epi32(value), _mm256_set1_epi32(value)}};
}
EMULATED Floats load(const float* from) {
    return {{_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)}};
}
EMULATED Ints loadInts(const void* from) {
    const auto* halves = static_cast<const __m256i*>(from);
    return {{_mm256_loadu_si256(halves), _mm256_loadu_si256(halves + 1)}};
}
EMULATED void store(float* to, const Floats& v) {
    _mm256_storeu_ps(to, v.half[0]);
    _mm256_storeu_ps(to + 8, v.half[1]);
}

#define EMULATED_BINARY(name, intrinsic)                                             \
    EMULATED Floats name(const Floats& a, const Floats& b) {                         \
        return {{intrinsic(a.half[0], b.half[0]), intrinsic(a.half[1], b.half[1])}}; \
    }
EMULATED_BINARY(add, _mm256_add_ps)
EMULATED_BINARY(subtract, _mm256_sub_ps)
EMULATED_BINARY(multiply, _mm256_mul_ps)
EMULATED_BINARY(divide, _mm256_div_ps)
EMULATED_BINARY(larger, _mm256_max_ps)
EMULATED_BINARY(smaller, _mm256_min_ps)

EMULATED Floats multiplyAdd(const Floats& a, const Floats& b, const Floats& c) {
    return {
        {_mm256_fmadd_ps(a.half[0], b.half[0], c.half[0]), _mm256_fmadd_ps(a.half[1], b.half[1], c.half[1])}};
}
EMULATED Floats toFloat(const Ints& v) {
    return {{_mm256_cvtepi32_ps(v.half[0]), _mm256_cvtepi32_ps(v.half[1])}};
}
EMULATED Floats asFloats(const Ints& v) {
    return {{_mm256_castsi256_ps(v.half[0]), _mm256_castsi256_ps(v.half[1])}};
}
EMULATED Floats widened(__m256 low) {
    return {{low, _mm256_setzero_ps()}};
}
EMULATED Ints widened(__m256i low) {
    return {{low, _mm256_setzero_si256()}};
}
EMULATED Floats joined(const Floats& low, __m256 high) {
    return {{low.half[0], high}};
}
EMULATED Ints joined(const Ints& low, __m256i high) {
    return {{low.half[0], high}};
}
EMULATED Ints shiftLeft(const Ints& v, int bits) {
    return {{_mm256_slli_epi32(v.half[0], bits), _mm256_slli_epi32(v.half[1], bits)}};
}
EMULATED Floats widenHalves(__m256i halves) {
    return {{_mm256_cvtph_ps(_mm256_castsi256_si128(halves)),
             _mm256_cvtph_ps(_mm256_extracti128_si256(halves, 1))}};
}
EMULATED Ints widenWords(__m256i words) {
    return {{_mm256_cvtepu16_epi32(_mm256_castsi256_si128(words)),
             _mm256_cvtepu16_epi32(_mm256_extracti128_si256(words, 1))}};
}
EMULATED Ints widenBytes(__m128i bytes) {
    return {{_mm256_cvtepi8_epi32(bytes), _mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8))}};
}

// Everything that has to do with single lanes goes through memory.
struct Lanes {
    float lane[16];
};
static Lanes lanesOf(const Floats& v) {
    Lanes lanes;
    store(lanes.lane, v);
    return lanes;
}
EMULATED Floats select(__mmask16 mask, const Floats& without, const Floats& with) {
    Lanes lanes = lanesOf(without);
    const Lanes other = lanesOf(with);
    for (int i = 0; i < 16; ++i) {
        if ((mask >> i & 1) != 0) lanes.lane[i] = other.lane[i];
    }
    return load(lanes.lane);
}
EMULATED Floats keep(__mmask16 mask, const Floats& v) {
    return select(mask, zero(), v);
}
EMULATED Floats loadMasked(__mmask16 mask, const float* from) {
    Lanes lanes = {};
    for (int i = 0; i < 16; ++i) {
        if ((mask >> i & 1) != 0) lanes.lane[i] = from[i];
    }
    return load(lanes.lane);
}
EMULATED void storeMasked(float* to, __mmask16 mask, const Floats& v) {
    const Lanes lanes = lanesOf(v);
    for (int i = 0; i < 16; ++i) {
        if ((mask >> i & 1) != 0) to[i] = lanes.lane[i];
    }
}
EMULATED __mmask16 atLeast(const Floats& a, const Floats& b) {
    const int low = _mm256_movemask_ps(_mm256_cmp_ps(a.half[0], b.half[0], _CMP_GE_OQ));
    const int high = _mm256_movemask_ps(_mm256_cmp_ps(a.half[1], b.half[1], _CMP_GE_OQ));
    return static_cast<__mmask16>(low | high << 8);
}
EMULATED float sum(const Floats& v) {
    const Lanes lanes = lanesOf(v);
    float total = 0.0F;
    for (const float lane : lanes.lane)
        total += lane;
    return total;
}
EMULATED float largest(const Floats& v) {
    const Lanes lanes = lanesOf(v);
    float most = lanes.lane[0];
    for (const float lane : lanes.lane)
        most = lane > most ? lane : most;
    return most;
}
EMULATED Floats roundToWhole(const Floats& v) {
    constexpr int kNearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    return {{_mm256_round_ps(v.half[0], kNearest), _mm256_round_ps(v.half[1], kNearest)}};
}
EMULATED Floats scaleByPower(const Floats& v, const Floats& n) {
    Floats result;
    for (int i = 0; i < 2; ++i) {
        const __m256i bits =
            _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n.half[i]), _mm256_set1_epi32(127)), 23);
        result.half[i] = _mm256_mul_ps(v.half[i], _mm256_castsi256_ps(bits));
    }
    return result;
}

// Four unsigned times signed products are added in 32 bits: odd and even bytes apart, so that nothing
// saturates.
EMULATED __m256i addBytes(__m256i sums, __m256i u, __m256i s) {
    const __m256i low = _mm256_set1_epi16(0xFF);
    const __m256i even =
        _mm256_madd_epi16(_mm256_and_si256(u, low), _mm256_srai_epi16(_mm256_slli_epi16(s, 8), 8));
    const __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(u, 8), _mm256_srai_epi16(s, 8));
    return _mm256_add_epi32(sums, _mm256_add_epi32(even, odd));
}
EMULATED Ints addBytes(const Ints& sums, const Ints& u, const Ints& s) {
    return {{addBytes(sums.half[0], u.half[0], s.half[0]), addBytes(sums.half[1], u.half[1], s.half[1])}};
}
EMULATED Ints addWords(const Ints& sums, const Ints& a, const Ints& b) {
    return {{_mm256_add_epi32(sums.half[0], _mm256_madd_epi16(a.half[0], b.half[0])),
             _mm256_add_epi32(sums.half[1], _mm256_madd_epi16(a.half[1], b.half[1]))}};
}

EMULATED Ints addInts(const Ints& a, const Ints& b) {
    return {{_mm256_add_epi32(a.half[0], b.half[0]), _mm256_add_epi32(a.half[1], b.half[1])}};
}
EMULATED Ints multiplyInts(const Ints& a, const Ints& b) {
    return {{_mm256_mullo_epi32(a.half[0], b.half[0]), _mm256_mullo_epi32(a.half[1], b.half[1])}};
}

// The matrix registers of a thread. Products go to int32 sums of four bytes each, as the instruction says.
struct Registers {
    uint16_t bytes[8];
    uint8_t rows[8];
    alignas(64) int8_t data[8][16][64];
};
static thread_local Registers registers;

static void loadConfig(const void* from) {
    const auto* config = static_cast<const uint8_t*>(from);
    std::memcpy(registers.bytes, config + 16, sizeof(registers.bytes));
    std::memcpy(registers.rows, config + 48, sizeof(registers.rows));
}
static void zeroRegister(int which) {
    std::memset(registers.data[which], 0, sizeof(registers.data[which]));
}
static void loadRegister(int which, const void* from, int64_t stride) {
    for (int row = 0; row < registers.rows[which]; ++row) {
        std::memcpy(registers.data[which][row], static_cast<const char*>(from) + row * stride,
                    registers.bytes[which]);
    }
}
static void storeRegister(int which, void* to, int64_t stride) {
    for (int row = 0; row < registers.rows[which]; ++row) {
        std::memcpy(static_cast<char*>(to) + row * stride, registers.data[which][row],
                    registers.bytes[which]);
    }
}
static void addSignedBytes(int sums, int left, int right) {
    for (int row = 0; row < registers.rows[left]; ++row) {
        int32_t all[16];
        std::memcpy(all, registers.data[sums][row], sizeof(all));
        for (int k = 0; k < registers.bytes[left]; ++k) {
            for (int column = 0; column < 16; ++column)
                all[column] +=
                    registers.data[left][row][k] * registers.data[right][k / 4][4 * column + k % 4];
        }
        std::memcpy(registers.data[sums][row], all, sizeof(all));
    }
}

}  // namespace emulated

#define __m512 emulated::Floats
#define __m512i emulated::Ints
#define _mm512_setzero_ps emulated::zero
#define _mm512_setzero_si512 emulated::zeroInts
#define _mm512_set1_ps emulated::all
#define _mm512_set1_epi32 emulated::allInts
#define _mm512_loadu_ps emulated::load
#define _mm512_load_si512 emulated::loadInts
#define _mm512_storeu_ps emulated::store
#define _mm512_add_ps emulated::add
#define _mm512_sub_ps emulated::subtract
#define _mm512_mul_ps emulated::multiply
#define _mm512_div_ps emulated::divide
#define _mm512_max_ps emulated::larger
#define _mm512_min_ps emulated::smaller
#define _mm512_fmadd_ps emulated::multiplyAdd
#define _mm512_cvtepi32_ps emulated::toFloat
#define _mm512_castsi512_ps emulated::asFloats
#define _mm512_cvtph_ps emulated::widenHalves
#define _mm512_cvtepu16_epi32 emulated::widenWords
#define _mm512_cvtepi8_epi32 emulated::widenBytes
#define _mm512_maskz_loadu_ps emulated::loadMasked
#define _mm512_mask_storeu_ps emulated::storeMasked
#define _mm512_mask_blend_ps emulated::select
#define _mm512_maskz_mov_ps emulated::keep
#define _mm512_reduce_add_ps emulated::sum
#define _mm512_reduce_max_ps emulated::largest
#define _mm512_scalef_ps emulated::scaleByPower
#define _mm512_dpbusd_epi32 emulated::addBytes
#define _mm512_dpwssd_epi32 emulated::addWords
#define _mm512_castps256_ps512 emulated::widened
#define _mm512_castsi256_si512 emulated::widened
#define _mm512_add_epi32 emulated::addInts
#define _mm512_mullo_epi32 emulated::multiplyInts
// These may be macros already.
#undef _mm256_dpbusd_epi32
#undef _mm512_slli_epi32
#undef _mm512_cmp_ps_mask
#undef _mm512_inserti64x4
#undef _mm512_insertf32x8
#undef _mm512_roundscale_ps
#define _mm256_dpbusd_epi32 emulated::addBytes
#define _mm512_slli_epi32 emulated::shiftLeft
#define _mm512_inserti64x4(low, high, half) emulated::joined(low, high)
#define _mm512_insertf32x8(low, high, half) emulated::joined(low, high)
#define _mm512_cmp_ps_mask(a, b, comparison) emulated::atLeast(a, b)
#define _mm512_roundscale_ps(v, mode) emulated::roundToWhole(v)

#undef _tile_loadd
#undef _tile_stored
#undef _tile_zero
#undef _tile_dpbssd
#define _tile_loadconfig emulated::loadConfig
#define _tile_release() static_cast<void>(0)
#define _tile_zero emulated::zeroRegister
#define _tile_loadd emulated::loadRegister
#define _tile_stored emulated::storeRegister
#define _tile_dpbssd emulated::addSignedBytes

// The same sources as the real path, under names of their own.
#define avx512Backend emulatedAvx512Backend
#define multiplyAvx512 emulatedMultiplyAvx512
#define formsAvx512 emulatedFormsAvx512
#define amxBackend emulatedAmxBackend
#define multiplyAmx emulatedMultiplyAmx
#define formsAmx emulatedFormsAmx
#include "kernels/cpu/backend_amx.cpp"
#include "kernels/cpu/backend_avx512.cpp"
#include "kernels/cpu/products_amx.cpp"
#include "kernels/cpu/products_avx512.cpp"

const kernels::Backend* support::emulatedAvx512() {
    return kernels::cpuBackend(kernels::CpuPath::kAvx2) != nullptr ? &kernels::cpu::emulatedAvx512Backend()
                                                                   : nullptr;
}

const kernels::Backend* support::emulatedAmx() {
    return kernels::cpuBackend(kernels::CpuPath::kAvx2) != nullptr ? &kernels::cpu::emulatedAmxBackend()
                                                                   : nullptr;
}
