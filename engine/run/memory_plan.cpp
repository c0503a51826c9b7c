#include "engine/run/memory_plan.h"

#include <algorithm>
#include <cctype>

#include "engine/base/disk_space.h"

namespace engine {
namespace {

constexpr int64_t kDefaultContext = 32768;
constexpr int64_t kStepRows = 512;
constexpr int64_t kScoredRows = 32;
constexpr uint64_t kProgramBytes = uint64_t{64} << 20;  // the program itself, tokenizer, stacks

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
    const int64_t wanted =
        options.contextLength > 0 ? options.contextLength : std::min(config.contextLength, kDefaultContext);
    MemoryPlan plan;
    plan.weightBytes = facts.weightBytes;
    plan.availableBytes = facts.availableBytes;
    plan.device = describeDevice(backend, facts.threads);
    plan.workingBytes =
        kProgramBytes + Transformer::workingBytes(config, backend, stepLimits(config, options, wanted),
                                                  kvDType(options.kvType), facts.threads);
    plan.model = facts.model;
    plan.model.working = plan.workingBytes;
    plan.model.pageTokens = KvPages::kPageTokens;
    plan.model.sparePages = plannedPages(options, 0);
    plan.machine[Device::kRam] = {facts.availableBytes, facts.bandwidth.memory};
    plan.machine[Device::kDisk] = {facts.expertBytesOnDisk, facts.bandwidth.disk};

    plan.placement = planPlacement(plan.model, plan.machine, wanted);
    if (options.contextLength == 0 && plan.placement.longestContext > 0)
        plan.placement = planPlacement(plan.model, plan.machine, plan.placement.longestContext);
    plan.contextLength = plan.placement.contextLength;
    plan.kvBytes = plan.placement[Device::kGpu].kv + plan.placement[Device::kRam].kv;
    plan.fits = plan.placement.fits;
    return plan;
}

Error refusal(const MemoryPlan& plan) {
    const int64_t shorter = plan.placement.longestContext;
    return {.kind = ErrorKind::kDoesNotFit,
            .what = "This model needs {0} of memory for a context of {2} tokens, and {1} are free.",
            .remedy = shorter > 0
                          ? "A context of {3} tokens would fit."
                          : "Close other programs or choose a smaller model; this one fits with no context.",
            .args = {readableBytes(plan.placement[Device::kRam].total()), readableBytes(plan.availableBytes),
                     std::to_string(plan.contextLength), std::to_string(shorter)}};
}

}  // namespace engine
