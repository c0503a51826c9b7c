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
        // Each begins apart from the others, or one would be computed for all.
        typename S::Int sums[kSums];
#pragma GCC unroll 10
        for (int k = 0; k < kSums; ++k)
            sums[k] = S::allBytes(static_cast<char>(k));
        const typename S::Int weights = S::allBytes(1);
        for (int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 10
            for (auto& sum : sums)
                sum = S::addProducts(sum, weights, sum);  // of itself, or it would be computed once for all
        }
        keep(sums);
        return rounds * kSums * static_cast<int64_t>(sizeof(weights));
    }

    static int64_t floats(int64_t rounds) {
        typename S::Float sums[kSums];
#pragma GCC unroll 10
        for (int k = 0; k < kSums; ++k)
            sums[k] = S::all(static_cast<float>(k));
        const typename S::Float factor = S::all(0.5F);
        for (int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 10
            for (auto& sum : sums)
                sum = S::multiplyAdd(sum, factor, factor);
        }
        keep(sums);
        return rounds * kSums * S::kLanes;
    }

private:
    // A result that nobody reads would not be computed.
    template <class Sums>
    static void keep(const Sums& sums) {
        asm volatile("" : : "r"(&sums) : "memory");
    }
};

}  // namespace
}  // namespace kernels::cpu
