// The dense feed-forward block: gate and up, what joins them, and down. Serves dense layers and shared
// experts.
//
// Shapes   input [T, D], inside [T, F], output [T, D].
// Memory   places its working memory for the largest step in the caller's area.
// Thread   one engine thread.
// Source   SwiGLU (arXiv 2002.05202).
#pragma once

#include "engine/model/projector.h"
#include "engine/model/weights.h"

namespace engine {

class FeedForward {
public:
    FeedForward(Projector& projector, kernels::Gating gating, int64_t maxRows, int64_t width, int64_t inner)
        : projector_(projector), gating_(gating), maxRows_(maxRows), width_(width), inner_(inner) {
        projector.reserve(maxRows, std::max(width, inner));
    }

    void place(WorkArea& area) {
        gate_ = area.takeFloats(maxRows_ * inner_);
        up_ = area.takeFloats(maxRows_ * inner_);
    }

    bool run(const FeedForwardWeights& w, const float* normed, int64_t rows, float* out,
             kernels::FunctionRef<bool()> proceed) const {
        const auto input = projector_.pack(normed, rows, width_, {w.gate, w.up});
        projector_.eachRange(
            1, [&](int64_t) { return w.gate; },
            [&](int64_t, int64_t first, int64_t count) {
                projector_.projectGated(gating_, {w.gate, {}, gate_}, {w.up, {}, up_}, input, first, count);
            });
        if (!proceed()) return false;
        projector_.project(w.down, projector_.pack(gate_, rows, w.gate.rows, {w.down}), {}, out);
        return proceed();
    }

private:
    Projector& projector_;
    kernels::Gating gating_;
    int64_t maxRows_;
    int64_t width_;
    int64_t inner_;  // of the widest block served
    float* gate_ = nullptr;
    float* up_ = nullptr;
};

}  // namespace engine
