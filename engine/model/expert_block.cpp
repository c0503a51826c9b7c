#include "engine/model/expert_block.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/file_pages.h"

namespace engine {
namespace {

constexpr int32_t kNobody = -1;  // a choice that another expert has taken over

// Of one expert's rows; empty where there is none.
std::span<const float> biasOf(std::span<const float> all, int64_t expert, int64_t rows) {
    return all.empty() ? all : all.subspan(static_cast<size_t>(expert * rows), static_cast<size_t>(rows));
}

}  // namespace

ExpertBlock::ExpertBlock(const ModelConfig& config, Projector& projector, int64_t maxRows)
    : config_(config), projector_(projector), backend_(projector.backend()), maxRows_(maxRows),
      shared_(projector, config.gating, maxRows, config.width, config.sharedForward) {
    projector.reserve(maxRows, std::max(config.width, config.expertForward));
    const auto places = static_cast<size_t>(maxRows * config.router.active);
    chosen_.resize(places);
    shares_.resize(places);
    places_.resize(places);
    placeShares_.resize(places);
    firstOf_.resize(static_cast<size_t>(config.router.experts) + 1);
    used_.reserve(static_cast<size_t>(config.router.experts));
    everyRow_.resize(static_cast<size_t>(maxRows));
    std::iota(everyRow_.begin(), everyRow_.end(), 0);
}

void ExpertBlock::place(WorkArea& area) {
    scores_ = area.takeFloats(maxRows_ * config_.router.experts);
    gathered_ = area.takeFloats(maxRows_ * config_.width);
    gate_ = area.takeFloats(maxRows_ * config_.expertForward);
    up_ = area.takeFloats(maxRows_ * config_.expertForward);
    down_ = area.takeFloats(maxRows_ * config_.width);
    packedInput_ = area.take(backend_.activationBytes(kernels::kAllForms, maxRows_, config_.width));
    shared_.place(area);
}

bool ExpertBlock::run(const LayerWeights& layer, int64_t index, const float* normed, const Batch& batch,
                      float* out, kernels::FunctionRef<bool()> proceed) {
    const int64_t tokens = batch.rows;
    const kernels::Activations input = route(layer, normed, tokens);
    for (const Batch::Recorded& some : batch.recorded)
        some.statistics->add(index, chosen_.data() + some.firstRow * config_.router.active, some.rows);
    if (!layer.sameExpert.empty()) joinSameExperts(layer, tokens);
    sortByExpert(tokens);
    std::fill(out, out + tokens * config_.width, 0.0F);
    size_t asked = 0;
    for (size_t first = 0; first < used_.size();) {
        const size_t last = layer.expertsAhead > 0 ? first + 1 : fitting(first);
        // The disk works while the first ones are computed. Pages that found no room, or lost it again,
        // are asked for once more: one by one they would come a hundred times slower.
        for (; asked < std::min(used_.size(), first + layer.expertsAhead); ++asked)
            readExpertAhead(layer, used_[asked]);
        if (layer.expertsAhead > 0) readExpertAhead(layer, used_[first]);
        if (!runExperts(layer, std::span(used_).subspan(first, last - first), input, out, proceed))
            return false;
        first = last;
    }
    return layer.shared.down.data == nullptr || runShared(layer, normed, tokens, out, proceed);
}

// Behind the experts from `first` on that there is room for together.
size_t ExpertBlock::fitting(size_t first) const {
    size_t last = first + 1;
    while (last < used_.size() && placesEnd(used_[last]) - placesBegin(used_[first]) <= maxRows_)
        ++last;
    return last;
}

// An expert's product is over in some microseconds, and waiting for the other threads after each would cost
// as much again: the experts' gates and ups are one loop, their downs another.
bool ExpertBlock::runExperts(const LayerWeights& layer, std::span<const int32_t> experts,
                             const kernels::Activations& input, float* out,
                             kernels::FunctionRef<bool()> proceed) {
    const int64_t width = config_.width;
    const int64_t inner = config_.expertForward;
    const int64_t begin = placesBegin(experts.front());
    const int64_t rows = placesEnd(experts.back()) - begin;
    const auto count = static_cast<int64_t>(experts.size());

    // Experts that serve every token of the step read the step's own rows: the rule in decode.
    const bool ofAll = rows == count * input.tokens;
    const kernels::Activations gathered =
        ofAll ? input
              : projector_.gather(
                    input, places_.data() + begin, rows, gathered_,
                    projector_.formsOf({layer.expertGate.shape, layer.expertUp.shape}, 1, input.tokens));
    const auto rowsOf = [&](const kernels::Activations& all, int32_t expert) {
        const int64_t first = placesBegin(expert) - begin;
        kernels::Activations some = all;
        some.tokens = placesEnd(expert) - placesBegin(expert);
        some.rows += first * all.stride;
        if (all.packed != nullptr)
            some.packed = static_cast<const std::byte*>(all.packed) +
                          backend_.activationBytes(all.forms, first, all.width);
        return some;
    };
    const auto projection = [&](const MatrixList& all, std::span<const float> bias, int32_t expert,
                                float* to) {
        const kernels::Weights w = all[expert];
        return Projection{w, biasOf(bias, expert, w.rows), to + (placesBegin(expert) - begin) * w.rows};
    };
    projector_.eachRange(
        count, [&](int64_t i) { return layer.expertGate[experts[static_cast<size_t>(i)]]; },
        [&](int64_t i, int64_t first, int64_t some) {
            const int32_t expert = experts[static_cast<size_t>(i)];
            projector_.projectGated(config_.gating,
                                    projection(layer.expertGate, layer.expertGateBias, expert, gate_),
                                    projection(layer.expertUp, layer.expertUpBias, expert, up_),
                                    ofAll ? input : rowsOf(gathered, expert), first, some);
        });
    if (!proceed()) return false;
    const kernels::Activations gated = projector_.pack(
        gate_, rows, inner, inner, projector_.formsOf({layer.expertDown.shape}, 1, input.tokens));
    projector_.eachRange(
        count, [&](int64_t i) { return layer.expertDown[experts[static_cast<size_t>(i)]]; },
        [&](int64_t i, int64_t first, int64_t some) {
            const int32_t expert = experts[static_cast<size_t>(i)];
            projector_.projectRows(projection(layer.expertDown, layer.expertDownBias, expert, down_),
                                   rowsOf(gated, expert), first, some);
        });
    backend_.addSharedRows(out, places_.data() + begin, placeShares_.data() + begin, down_, rows, width,
                           projector_.parallel());
    return proceed();
}

// Gives the input, which stays packed in packedInput_ for the router and for experts.
kernels::Activations ExpertBlock::route(const LayerWeights& layer, const float* normed, int64_t tokens) {
    const kernels::ActivationForms forms =
        projector_.formsOf({layer.router}, tokens, tokens) |
        projector_.formsOf({layer.expertGate.shape, layer.expertUp.shape}, 1, tokens);
    backend_.packActivations(forms, normed, config_.width, tokens, config_.width, packedInput_,
                             projector_.parallel());
    const kernels::Activations input = {normed, packedInput_, tokens, config_.width, config_.width, forms};
    projector_.project(layer.router, input, layer.routerBias, scores_);
    backend_.routeExperts(config_.router, scores_,
                          layer.choiceBias.empty() ? nullptr : layer.choiceBias.data(), tokens,
                          chosen_.data(), shares_.data());
    return input;
}

// Experts that are the same bytes are computed once: the first takes the others' shares.
void ExpertBlock::joinSameExperts(const LayerWeights& layer, int64_t tokens) {
    const int64_t active = config_.router.active;
    for (int64_t t = 0; t < tokens; ++t) {
        int32_t* chosen = chosen_.data() + t * active;
        float* shares = shares_.data() + t * active;
        for (int64_t k = 0; k < active; ++k) {
            chosen[k] = layer.sameExpert[static_cast<size_t>(chosen[k])];
            const int32_t* first = std::find(chosen, chosen + k, chosen[k]);
            if (first == chosen + k) continue;
            shares[first - chosen] += shares[k];
            chosen[k] = kNobody;
        }
    }
}

void ExpertBlock::sortByExpert(int64_t tokens) {
    const int64_t active = config_.router.active;
    std::fill(firstOf_.begin(), firstOf_.end(), 0);
    const auto count = static_cast<size_t>(tokens * active);
    for (size_t i = 0; i < count; ++i)
        if (chosen_[i] != kNobody) ++firstOf_[static_cast<size_t>(chosen_[i]) + 1];
    for (size_t e = 1; e < firstOf_.size(); ++e)
        firstOf_[e] += firstOf_[e - 1];
    for (size_t i = 0; i < count; ++i) {
        if (chosen_[i] == kNobody) continue;
        const auto place = static_cast<size_t>(firstOf_[static_cast<size_t>(chosen_[i])]++);
        places_[place] = static_cast<int32_t>(static_cast<int64_t>(i) / active);
        placeShares_[place] = shares_[i];
    }
    // Filling moved every beginning to its end: move them back by one expert.
    std::copy_backward(firstOf_.begin(), firstOf_.end() - 1, firstOf_.end());
    firstOf_.front() = 0;
    used_.clear();
    for (size_t e = 0; e + 1 < firstOf_.size(); ++e)
        if (firstOf_[e] != firstOf_[e + 1]) used_.push_back(static_cast<int32_t>(e));
}

void ExpertBlock::readExpertAhead(const LayerWeights& layer, int64_t expert) {
    readAhead(layer.expertGate.bytes(expert));
    readAhead(layer.expertUp.bytes(expert));
    readAhead(layer.expertDown.bytes(expert));
}

bool ExpertBlock::runShared(const LayerWeights& layer, const float* normed, int64_t tokens, float* out,
                            kernels::FunctionRef<bool()> proceed) {
    if (!shared_.run(layer.shared, normed, tokens, down_, proceed)) return false;
    if (layer.sharedGate.data == nullptr) {
        backend_.addRows(out, down_, tokens, config_.width, projector_.parallel());
        return true;
    }
    // One score a token says how much the shared expert counts.
    projector_.project(layer.sharedGate, projector_.pack(normed, tokens, config_.width, {layer.sharedGate}),
                       {}, scores_);
    for (int64_t t = 0; t < tokens; ++t)
        scores_[t] = 1.0F / (1.0F + std::exp(-scores_[t]));
    backend_.addSharedRows(out, everyRow_.data(), scores_, down_, tokens, config_.width,
                           projector_.parallel());
    return true;
}

}  // namespace engine
