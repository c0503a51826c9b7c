#include "engine/run/memory_plan.h"

#include <algorithm>
#include <cctype>

#include "engine/base/disk_space.h"

namespace engine {
namespace {

constexpr int64_t kDefaultContext = 32768;
constexpr int64_t kLeastContext = 512;  // below this a model is of no use to anybody
constexpr int64_t kStepRows = 512;
constexpr int64_t kScoredRows = 32;
constexpr uint64_t kProgramBytes = uint64_t{64} << 20;  // the program itself, tokenizer, stacks

MemoryPlan planFor(const ModelConfig& config, const kernels::Backend& backend, const EngineOptions& options,
                   const PlanFacts& facts, int64_t contextLength) {
    MemoryPlan plan;
    const KvShape shape = config.cacheShape(kvDType(options.kvType));
    plan.weightBytes = facts.weightBytes;
    plan.contextLength = contextLength;
    plan.kvBytes = shape.pageBytes() * static_cast<uint64_t>(plannedPages(options, contextLength));
    plan.workingBytes =
        kProgramBytes + Transformer::workingBytes(config, backend, stepLimits(config, options, contextLength),
                                                  shape.type, facts.threads);
    plan.availableBytes = facts.availableBytes;
    plan.fits = plan.weightBytes + plan.kvBytes + plan.workingBytes <= plan.availableBytes;
    plan.device = describeDevice(backend, facts.threads);
    return plan;
}

// The longest context up to `most` that fits; 0 when not even the least does.
int64_t longestThatFits(const ModelConfig& config, const kernels::Backend& backend,
                        const EngineOptions& options, const PlanFacts& facts, int64_t most) {
    int64_t fits = 0;
    int64_t low = std::min(kLeastContext, most) / KvPages::kPageTokens;
    int64_t high = most / KvPages::kPageTokens;
    while (low <= high) {
        const int64_t middle = (low + high) / 2;
        const int64_t length = std::max<int64_t>(middle * KvPages::kPageTokens, 1);
        if (planFor(config, backend, options, facts, length).fits) {
            fits = length;
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return fits;
}

}  // namespace

kernels::DType kvDType(KvType type) {
    switch (type) {
        case KvType::kQ8:
            return kernels::DType::kQ8_0;
        case KvType::kF32:
            return kernels::DType::kF32;
        case KvType::kF16:
            break;
    }
    return kernels::DType::kF16;
}

std::string describeDevice(const kernels::Backend& backend, int threads) {
    std::string path = backend.name;
    if (const size_t space = path.find(' '); space != std::string::npos) path.erase(0, space + 1);
    if (path.rfind("avx", 0) == 0)
        std::transform(path.begin(), path.end(), path.begin(),
                       [](unsigned char c) { return std::toupper(c); });
    return "CPU (" + path + ", " + std::to_string(threads) + (threads == 1 ? " thread)" : " threads)");
}

StepLimits stepLimits(const ModelConfig& config, const EngineOptions& options, int64_t contextLength) {
    return {.rows = std::max<int64_t>(kStepRows, options.maxSequences),
            .scoredRows = std::max<int64_t>(kScoredRows, options.maxSequences),
            .positions = std::min(contextLength, config.contextLength)};
}

int64_t plannedPages(const EngineOptions& options, int64_t contextLength) {
    return KvPages::pagesFor(contextLength) + options.maxSequences;
}

MemoryPlan planMemory(const ModelConfig& config, const kernels::Backend& backend,
                      const EngineOptions& options, const PlanFacts& facts) {
    if (options.contextLength > 0) return planFor(config, backend, options, facts, options.contextLength);
    const int64_t wanted = std::min(config.contextLength, kDefaultContext);
    MemoryPlan plan = planFor(config, backend, options, facts, wanted);
    if (plan.fits) return plan;
    const int64_t shorter = longestThatFits(config, backend, options, facts, wanted);
    return shorter > 0 ? planFor(config, backend, options, facts, shorter) : plan;
}

Error refusal(const MemoryPlan& plan, const ModelConfig& config, const kernels::Backend& backend,
              const EngineOptions& options, const PlanFacts& facts) {
    const int64_t shorter = longestThatFits(config, backend, options, facts, plan.contextLength);
    return {.kind = ErrorKind::kDoesNotFit,
            .what = "This model needs {0} of memory for a context of {2} tokens, and {1} are free.",
            .remedy = shorter > 0
                          ? "A context of {3} tokens would fit."
                          : "Close other programs or choose a smaller model; this one fits with no context.",
            .args = {readableBytes(plan.weightBytes + plan.kvBytes + plan.workingBytes),
                     readableBytes(plan.availableBytes), std::to_string(plan.contextLength),
                     std::to_string(shorter)}};
}

}  // namespace engine
