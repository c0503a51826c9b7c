// What loading a model would take, worked out from its measures and the machine's: pure arithmetic.
//
// Errors   planMemory() itself never fails; refusal() turns a plan that does not fit into a sentence with the
//          needed and the free amount and with what would fit.
#pragma once

#include "engine/model/model_config.h"
#include "engine/model/transformer.h"
#include "engine/run/engine.h"

namespace engine {

struct PlanFacts {
    uint64_t weightBytes = 0;
    uint64_t expertBytesOnDisk = 0;  // that can be read from where they lie
    uint64_t availableBytes = 0;
    int threads = 1;
    Bandwidth bandwidth;
    ModelMeasures model;  // without what this plan adds: working memory and pages
};

kernels::DType kvDType(KvType type);
std::string describeDevice(const kernels::Backend& backend, int threads);

// The limits of a step when `contextLength` tokens are planned for.
StepLimits stepLimits(const ModelConfig& config, const EngineOptions& options, int64_t contextLength);
// Pages of the pool: whole pages for the context and, for each sequence that may be active, one that it
// shares with none.
int64_t plannedPages(const EngineOptions& options, int64_t contextLength);

MemoryPlan planMemory(const ModelConfig& config, const kernels::Backend& backend,
                      const EngineOptions& options, const PlanFacts& facts);
Error refusal(const MemoryPlan& plan);

}  // namespace engine
