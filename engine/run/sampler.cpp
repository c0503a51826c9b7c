#include "engine/run/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace engine {
namespace {

using Candidate = Sampler::Candidate;

constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr size_t kLanes = 16;  // logits looked at together

uint64_t mix(uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

// Higher logits first; of equal ones the lower token, so that a choice never depends on the order of work.
bool likelier(const Candidate& a, const Candidate& b) {
    return a.logit != b.logit ? a.logit > b.logit : a.token < b.token;
}

Token likeliest(std::span<const float> logits) {
    // Four chains of maxima keep the loop free of one long dependency.
    float highest[kLanes];
    std::fill(highest, highest + kLanes, kNever);
    size_t i = 0;
    for (; i + kLanes <= logits.size(); i += kLanes) {
        for (size_t lane = 0; lane < kLanes; ++lane)
            highest[lane] = logits[i + lane] > highest[lane] ? logits[i + lane] : highest[lane];
    }
    float best = *std::max_element(highest, highest + kLanes);
    for (; i < logits.size(); ++i)
        best = std::max(best, logits[i]);
    if (best == kNever) return kNoToken;
    return static_cast<Token>(std::find(logits.begin(), logits.end(), best) - logits.begin());
}

// Of kLanes logits.
float highestOf(const float* logits) {
    float highest[4] = {kNever, kNever, kNever, kNever};
    for (size_t i = 0; i < kLanes; i += 4) {
        for (size_t lane = 0; lane < 4; ++lane)
            highest[lane] = logits[i + lane] > highest[lane] ? logits[i + lane] : highest[lane];
    }
    return std::max(std::max(highest[0], highest[1]), std::max(highest[2], highest[3]));
}

// The k likeliest in order; all of them, unordered, when k is 0.
void gather(std::span<const float> logits, size_t k, Sampler::Scratch& kept) {
    kept.clear();
    const bool all = k == 0 || k >= logits.size();
    const auto isFull = [&] { return !all && kept.size() == k; };
    for (size_t begin = 0; begin < logits.size(); begin += kLanes) {
        const size_t end = std::min(begin + kLanes, logits.size());
        // Once k are kept, most of the others are below all of these; a later equal one gives way.
        if (isFull() && end == begin + kLanes && highestOf(&logits[begin]) <= kept.front().logit) continue;
        for (size_t i = begin; i < end; ++i) {
            const Candidate next = {logits[i], static_cast<Token>(i)};
            if (next.logit == kNever) continue;
            if (!isFull()) {
                kept.push_back(next);
                if (isFull()) std::make_heap(kept.begin(), kept.end(), likelier);
            } else if (likelier(next, kept.front())) {
                std::pop_heap(kept.begin(), kept.end(), likelier);
                kept.back() = next;
                std::push_heap(kept.begin(), kept.end(), likelier);
            }
        }
    }
    if (!all) std::sort(kept.begin(), kept.end(), likelier);
}

// Moves the likeliest candidates to the front, in order, until their shares reach `mass`; answers how many.
size_t takeMass(Sampler::Scratch& kept, bool sorted, double mass, float highest) {
    double total = 0.0;
    for (const Candidate& candidate : kept)
        total += std::exp(static_cast<double>(candidate.logit - highest));
    size_t count = 0;
    double sum = 0.0;
    // A heap whose top is the likeliest yields them one by one: few are needed of many.
    const auto less = [](const Candidate& a, const Candidate& b) { return likelier(b, a); };
    if (!sorted) std::make_heap(kept.begin(), kept.end(), less);
    Sampler::Scratch::iterator end = kept.end();
    while (count < kept.size() && (count == 0 || sum < mass * total)) {
        if (sorted) {
            sum += std::exp(static_cast<double>(kept[count].logit - highest));
        } else {
            sum += std::exp(static_cast<double>(kept.front().logit - highest));
            std::pop_heap(kept.begin(), end, less);
            --end;
        }
        ++count;
    }
    if (!sorted) std::reverse(end, kept.end()), std::rotate(kept.begin(), end, kept.end());
    return count;
}

}  // namespace

double randomAt(uint64_t seed, uint64_t counter) {
    const uint64_t bits = mix(mix(seed + 0x9e3779b97f4a7c15ULL) + 0x9e3779b97f4a7c15ULL * (counter + 1));
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

void Sampler::penalise(std::span<float> logits, std::span<const Token> before) const {
    if (options_.repeatPenalty == 1.0F || options_.repeatPenalty <= 0.0F) return;
    const auto recent = before.last(std::min(before.size(), kRepeatWindow));
    for (size_t i = 0; i < recent.size(); ++i) {
        const auto token = static_cast<size_t>(recent[i]);
        if (token >= logits.size()) continue;
        if (std::find(recent.begin(), recent.begin() + static_cast<std::ptrdiff_t>(i), recent[i]) !=
            recent.begin() + static_cast<std::ptrdiff_t>(i)) {
            continue;  // each once, however often it came
        }
        float& logit = logits[token];
        logit = logit > 0.0F ? logit / options_.repeatPenalty : logit * options_.repeatPenalty;
    }
}

Token Sampler::choose(std::span<float> logits, std::span<const Token> before, uint64_t counter,
                      Scratch& scratch) const {
    penalise(logits, before);
    if (options_.temperature <= 0.0F || options_.topK == 1) return likeliest(logits);

    const bool sorted = options_.topK > 0 && static_cast<size_t>(options_.topK) < logits.size();
    gather(logits, options_.topK > 0 ? static_cast<size_t>(options_.topK) : 0, scratch);
    if (scratch.empty()) return kNoToken;
    const float highest = std::min_element(scratch.begin(), scratch.end(), likelier)->logit;
    if (options_.topP < 1.0F) {
        const double mass = std::max(0.0, static_cast<double>(options_.topP));
        scratch.resize(takeMass(scratch, sorted, mass, highest));
    }
    if (options_.minP > 0.0F) {
        const float lowest = highest + std::log(std::min(options_.minP, 1.0F));
        std::erase_if(scratch, [lowest](const Candidate& candidate) { return candidate.logit < lowest; });
    }
    const double scale = 1.0 / static_cast<double>(options_.temperature);
    double total = 0.0;
    for (const Candidate& candidate : scratch)
        total += std::exp(static_cast<double>(candidate.logit - highest) * scale);
    double left = randomAt(options_.seed, counter) * total;
    for (const Candidate& candidate : scratch) {
        left -= std::exp(static_cast<double>(candidate.logit - highest) * scale);
        if (left < 0.0) return candidate.token;
    }
    return scratch.back().token;  // rounding left a crumb
}

}  // namespace engine
