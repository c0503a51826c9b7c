// Passes rows through weight matrices: activations are packed once, in one place, and shared by the products
// that read them.
//
// Shapes   rows are [T, D]; a product gives [T, rows of the matrix].
// Memory   one area for the packed rows of the widest product of the largest step; the next pack() ends the
//          last one's life.
// Thread   one engine thread.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <span>

#include "engine/model/work_area.h"
#include "kernels/backend.h"

namespace engine {

class Projector {
public:
    Projector(const kernels::Backend& backend, kernels::Parallel* parallel)
        : backend_(backend), parallel_(parallel) {}

    const kernels::Backend& backend() const { return backend_; }
    kernels::Parallel& parallel() const { return *parallel_; }

    // The widest rows that anybody packs, before place().
    void reserve(int64_t rows, int64_t width) {
        bytes_ = std::max(bytes_, backend_.activationBytes(rows, width));
    }
    void place(WorkArea& area) { packed_ = area.take(bytes_); }

    // [count, width] of rows that lie `stride` apart, for products with all these matrices.
    kernels::Activations pack(const float* rows, int64_t count, int64_t width, int64_t stride,
                              std::initializer_list<kernels::DType> types) const {
        kernels::Activations packed = {rows, nullptr, count, width, stride};
        const bool whole = std::all_of(types.begin(), types.end(), [this](kernels::DType type) {
            return backend_.activationFormat(type) == kernels::ActivationFormat::kFloat;
        });
        if (whole) return packed;
        backend_.packActivations(rows, stride, count, width, packed_, *parallel_);
        packed.packed = packed_;
        return packed;
    }
    kernels::Activations pack(const float* rows, int64_t count, int64_t width,
                              std::initializer_list<kernels::DType> types) const {
        return pack(rows, count, width, width, types);
    }

    void project(const kernels::Weights& w, const kernels::Activations& x, std::span<const float> bias,
                 float* out) const {
        backend_.matmul(w, x, out, w.rows, *parallel_);
        if (!bias.empty()) backend_.addBias(out, w.rows, x.tokens, w.rows, bias.data(), *parallel_);
    }

private:
    const kernels::Backend& backend_;
    kernels::Parallel* parallel_;
    size_t bytes_ = 0;
    std::byte* packed_ = nullptr;
};

}  // namespace engine
