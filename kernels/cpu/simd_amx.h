// What the products need from AMX (TILE, INT8) beside AVX-512. Include only from files compiled for both.
//
// Shapes   a number of 16 bits is two signed bytes, 256 high + low, in planes of their own: a row of
//          activations is D high bytes and D low ones, and a register takes 16 rows by 64 columns.
// Threads  registers belong to a thread; Registers prepares them and gives them back.
// Source   Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, chapter 18.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "kernels/cpu/simd_avx512.h"

namespace kernels::cpu {
namespace {

struct Amx : Avx512 {
    static constexpr bool kPlanes = true;
    static constexpr int64_t kColumns = 64;  // of a register

    // 2 and 3 take activations of `tokens` tokens (16 at most), 4 and 5 weights, the others sums.
    class Registers {
    public:
        explicit Registers(int64_t tokens) {
            Shape shape;
            for (int i = 0; i < 8; ++i) {
                shape.bytes[i] = kColumns;
                shape.rows[i] = static_cast<uint8_t>(i == 4 || i == 5 ? 16 : tokens);
            }
            // g++ 12 takes _tile_loadconfig to read eight bytes, and would leave out what is written to
            // others.
            asm volatile("" : : "m"(shape));
            _tile_loadconfig(&shape);
        }
        ~Registers() { _tile_release(); }
        Registers(const Registers&) = delete;
        Registers& operator=(const Registers&) = delete;

    private:
        struct alignas(64) Shape {
            uint8_t palette = 1;
            uint8_t firstRow = 0;
            uint8_t reserved[14] = {};
            uint16_t bytes[16] = {};
            uint8_t rows[16] = {};
        };
    };

    // 16 rows of weights [steps][16 quads of columns][16 rows][4].
    struct Planes {
        const int8_t* high;
        const int8_t* low;
    };
    // [tokens][16 rows] sums of products of high bytes, and of a high with a low one. Those of low bytes
    // would not be seen.
    struct alignas(64) Sums {
        int32_t high[16][16];
        int32_t mixed[16][16];
    };

    // The sums of kStrips times 16 rows and tokens whose planes are xBytes apart.
    template <int kStrips>
    static void multiplyPlanes(const Planes (&w)[2], Planes x, int64_t xBytes, int64_t steps,
                               Sums (&sums)[2]) {
        // g++ 12 does not know that _tile_loadd reads memory: what was written before has to be there now.
        asm volatile("" : : : "memory");
        _tile_zero(0);
        _tile_zero(1);
        if constexpr (kStrips == 2) {
            _tile_zero(6);
            _tile_zero(7);
        }
        for (int64_t k = 0; k < steps; ++k) {
            _tile_loadd(2, x.high + k * kColumns, xBytes);
            _tile_loadd(4, w[0].high + k * 1024, 64);
            _tile_dpbssd(0, 2, 4);
            _tile_loadd(5, w[0].low + k * 1024, 64);
            _tile_dpbssd(1, 2, 5);
            _tile_loadd(3, x.low + k * kColumns, xBytes);
            _tile_dpbssd(1, 3, 4);
            if constexpr (kStrips == 2) {
                _tile_loadd(4, w[1].high + k * 1024, 64);
                _tile_dpbssd(6, 2, 4);
                _tile_dpbssd(7, 3, 4);
                _tile_loadd(5, w[1].low + k * 1024, 64);
                _tile_dpbssd(7, 2, 5);
            }
        }
        _tile_stored(0, sums[0].high, 64);
        _tile_stored(1, sums[0].mixed, 64);
        if constexpr (kStrips == 2) {
            _tile_stored(6, sums[1].high, 64);
            _tile_stored(7, sums[1].mixed, 64);
        }
    }

    // As many products as multiplyPlanes makes of numbers of 16 bits, each three of bytes, on nothing.
    static int64_t multiplyNothing(int64_t rounds) {
        const Registers registers(16);
        _tile_zero(2);
        _tile_zero(3);
        _tile_zero(4);
        _tile_zero(5);
        for (int64_t i = 0; i < rounds; ++i) {
            _tile_dpbssd(0, 2, 4);
            _tile_dpbssd(1, 2, 5);
            _tile_dpbssd(6, 3, 4);
        }
        return rounds * 16 * 16 * kColumns;
    }
};

}  // namespace
}  // namespace kernels::cpu
