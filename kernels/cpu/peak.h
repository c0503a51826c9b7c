// The most multiply-adds that one thread can do, on registers alone: what the speed of products is judged by.
//
// Memory   none.
// Source   Williams, Waterman & Patterson 2009 (roofline).
#pragma once

#include <cstdint>

namespace kernels::cpu {
namespace {

template <class S>
struct Peak {
    static constexpr int kSums = 10;  // more than the pipeline is deep

    static int64_t bytes(int64_t rounds) {
        if constexpr (S::kPlanes) return S::multiplyNothing(rounds);
        using Int = typename S::Int;
        const Int weights = S::allBytes(1);
        repeat<Int>(
            rounds, [](int k) { return S::allBytes(static_cast<char>(k)); },
            // Of itself, or it would be computed once for all.
            [=](Int sum) __attribute__((always_inline)) { return S::addProducts(sum, weights, sum); });
        return rounds * kSums * static_cast<int64_t>(sizeof(Int));
    }

    static int64_t floats(int64_t rounds) {
        using Float = typename S::Float;
        const Float factor = S::all(0.5F);
        repeat<Float>(
            rounds, [](int k) { return S::all(static_cast<float>(k)); },
            [=](Float sum) __attribute__((always_inline)) { return S::multiplyAdd(sum, factor, factor); });
        return rounds * kSums * S::kLanes;
    }

private:
    template <class Value, class First, class Next>
    [[gnu::always_inline]] static void repeat(int64_t rounds, First first, Next next) {
        // Each begins apart from the others, or one would be computed for all.
        Value sums[kSums];
#pragma GCC unroll 10
        for (int k = 0; k < kSums; ++k)
            sums[k] = first(k);
        for (int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 10
            for (Value& sum : sums)
                sum = next(sum);
        }
        // A result that nobody reads would not be computed.
        asm volatile("" : : "r"(&sums) : "memory");
    }
};

}  // namespace
}  // namespace kernels::cpu
