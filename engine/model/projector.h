// Passes rows through weight matrices: activations are packed once, in one place, and shared by the products
// that read them, which are one loop over the threads: in decode a product is over in some ten microseconds,
// and waiting for all threads after each would cost as much again.
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

struct Projection {
    kernels::Weights weights;
    std::span<const float> bias;  // of all rows, or empty
    float* out;                   // [T, rows of the matrix]
};

class Projector {
public:
    Projector(const kernels::Backend& backend, kernels::Parallel* parallel)
        : backend_(backend), parallel_(parallel) {}

    const kernels::Backend& backend() const { return backend_; }
    kernels::Parallel& parallel() const { return *parallel_; }

    // The widest rows that anybody packs, before place().
    void reserve(int64_t rows, int64_t width) {
        bytes_ = std::max(bytes_, backend_.activationBytes(kernels::kAllForms, rows, width));
    }
    void place(WorkArea& area) { packed_ = area.take(bytes_); }

    // What products with all these matrices read of `most` rows, `fewest` of them at a time or more.
    kernels::ActivationForms formsOf(std::initializer_list<kernels::Weights> matrices, int64_t fewest,
                                     int64_t most) const {
        kernels::ActivationForms forms = 0;
        for (const kernels::Weights& w : matrices) {
            for (const int64_t tokens : {fewest, most})
                forms |= backend_.activationForms(w.type, w.layout, tokens);
        }
        return forms;
    }

    // [count, width] of rows that lie `stride` apart, in these forms.
    kernels::Activations pack(const float* rows, int64_t count, int64_t width, int64_t stride,
                              kernels::ActivationForms forms) const {
        const size_t bytes = backend_.activationBytes(forms, count, width);
        if (bytes > 0) backend_.packActivations(forms, rows, stride, count, width, packed_, *parallel_);
        return {rows, bytes > 0 ? packed_ : nullptr, count, width, stride, forms};
    }
    // The same for products of all of them with all these matrices.
    kernels::Activations pack(const float* rows, int64_t count, int64_t width, int64_t stride,
                              std::initializer_list<kernels::Weights> matrices) const {
        return pack(rows, count, width, stride, formsOf(matrices, count, count));
    }
    kernels::Activations pack(const float* rows, int64_t count, int64_t width,
                              std::initializer_list<kernels::Weights> matrices) const {
        return pack(rows, count, width, width, matrices);
    }

    // Rows `places` of x, whose rows follow one another, in what there is of these forms; `rows` has room for
    // [count, width].
    kernels::Activations gather(const kernels::Activations& x, const int32_t* places, int64_t count,
                                float* rows, kernels::ActivationForms forms) const {
        if ((forms & kernels::kFloatForm) != 0)
            backend_.gatherRows(x.rows, places, count, x.width, rows, *parallel_);
        kernels::Activations some = {rows, nullptr, count, x.width, x.width, x.forms};
        if (x.packed == nullptr || (forms & ~kernels::kFloatForm) == 0) return some;
        const size_t floats = backend_.activationBytes(x.forms, 1, x.width) / sizeof(float);
        backend_.gatherRows(static_cast<const float*>(x.packed), places, count, static_cast<int64_t>(floats),
                            reinterpret_cast<float*>(packed_), *parallel_);
        some.packed = packed_;
        return some;
    }

    void project(const kernels::Weights& w, const kernels::Activations& x, std::span<const float> bias,
                 float* out) const {
        projectAll({{w, bias, out}}, x);
    }

    // Products that read the same rows.
    void projectAll(std::initializer_list<Projection> products, const kernels::Activations& x) const {
        const Projection* all = products.begin();
        eachRange(
            static_cast<int64_t>(products.size()), [&](int64_t i) { return all[i].weights; },
            [&](int64_t i, int64_t first, int64_t count) { projectRows(all[i], x, first, count); });
    }

    // The same rows of gate and up, joined in the gate's.
    void projectGated(kernels::Gating gating, const Projection& gate, const Projection& up,
                      const kernels::Activations& x, int64_t first, int64_t count) const {
        projectRows(gate, x, first, count);
        projectRows(up, x, first, count);
        kernels::Alone alone;
        for (int64_t t = 0; t < x.tokens; ++t) {
            const int64_t at = t * gate.weights.rows + first;
            backend_.gateMultiply(gating, gate.out + at, up.out + at, count, alone);
        }
    }

    // Rows [first, first + count) of a product on the calling thread; first is the beginning of a tile.
    void projectRows(const Projection& to, const kernels::Activations& x, int64_t first,
                     int64_t count) const {
        kernels::Alone alone;
        const int64_t stride = to.weights.rows;
        backend_.matmul(to.weights.slice(first, count), x, to.out + first, stride, alone);
        if (!to.bias.empty())
            backend_.addBias(to.out + first, stride, x.tokens, count, to.bias.data() + first, alone);
    }

    // Spreads the rows of `count` matrices over the threads as one loop: body(matrix, first row, rows) with
    // whole strips of one matrix.
    template <class MatrixAt, class Body>
    void eachRange(int64_t count, MatrixAt matrixAt, Body body) const {
        const auto stripsOf = [&](int64_t i) {
            return (matrixAt(i).rows + kernels::kRowsTogether - 1) / kernels::kRowsTogether;
        };
        int64_t strips = 0;
        for (int64_t i = 0; i < count; ++i)
            strips += stripsOf(i);
        if (strips == 0) return;
        const size_t stripBytes =
            kernels::kRowsTogether * kernels::rowBytes(matrixAt(0).type, matrixAt(0).columns);
        const auto grain = static_cast<int64_t>(kLeastBytes / stripBytes);
        parallel_->forEach(strips, std::max<int64_t>(1, grain), [&](int64_t begin, int64_t end, int) {
            int64_t before = 0;  // strips of the matrices so far
            for (int64_t i = 0; i < count && before < end; ++i) {
                const int64_t first = std::max(begin - before, int64_t{0}) * kernels::kRowsTogether;
                const int64_t last = std::min(matrixAt(i).rows, (end - before) * kernels::kRowsTogether);
                if (first < last) body(i, first, last - first);
                before += stripsOf(i);
            }
        });
    }

private:
    static constexpr size_t kLeastBytes = 8192;  // of weights that are worth handing out

    const kernels::Backend& backend_;
    kernels::Parallel* parallel_;
    size_t bytes_ = 0;
    std::byte* packed_ = nullptr;
};

}  // namespace engine
