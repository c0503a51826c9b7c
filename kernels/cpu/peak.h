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
    static constexpr int kSums = 12;  // more than the pipeline is deep

    static int64_t bytes(int64_t rounds) {
        typename S::Int sums[kSums] = {};
        typename S::Int weights = S::ones();
        for (int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
            for (auto& sum : sums) {
                sum = S::addProducts(sum, weights, weights);
                asm volatile("" : "+v"(sum));
            }
        }
        return rounds * kSums * static_cast<int64_t>(sizeof(weights));
    }

    static int64_t floats(int64_t rounds) {
        typename S::Float sums[kSums] = {};
        const typename S::Float factor = S::all(0.5F);
        for (int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
            for (auto& sum : sums) {
                sum = S::multiplyAdd(sum, factor, factor);
                asm volatile("" : "+v"(sum));
            }
        }
        return rounds * kSums * S::kLanes;
    }
};

}  // namespace
}  // namespace kernels::cpu
