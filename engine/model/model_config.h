// The measures of a model, read from its file's metadata and held against each other.
//
// Shapes   L layers, D model width, H query heads, G key/value heads, K width of a head, F width of the
// feed-forward
//          block, E experts, A experts active per token, V
//          vocabulary.
// Errors   readModelConfig() names the key that is missing or cannot be; an architecture that no family here
// speaks
//          for is kUnsupported.
// Source   GGUF specification, key names of llama.cpp's converter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"
#include "engine/memory/kv_pages.h"
#include "kernels/backend.h"

namespace engine {

enum class RopeScaling : uint8_t { kNone, kLinear, kNtk, kYarn, kFactors };

struct RopeConfig {
    kernels::RopeStyle style = kernels::RopeStyle::kHalves;
    int64_t rotated = 0;  // elements of a head that are rotated; even, at most K
    double base = 10000.0;
    RopeScaling scaling = RopeScaling::kNone;
    double factor = 1.0;          // how many times longer than trained
    int64_t originalContext = 0;  // tokens the model was trained for before scaling
    double magnitude = 1.0;       // multiplies cos and sin
    double extrapolation = 1.0;   // YaRN: share of the ramp between interpolated and original angles
    double betaFast = 32.0;
    double betaSlow = 1.0;
    bool roundedRamp = true;  // YaRN: the ramp's borders are whole pairs
};

// DeepSeek's latent attention: what the cache holds is C + R wide, whatever the number of heads.
struct LatentShape {
    int64_t kvRank = 0;      // C; 0: the model has grouped heads instead
    int64_t queryRank = 0;   // 0: queries are not compressed
    int64_t nopeWidth = 0;   // of a head's query and key, not rotated
    int64_t ropeWidth = 0;   // R, rotated and shared by all heads
    int64_t valueWidth = 0;  // of a head
};

enum class QueryKeyNorm : uint8_t { kHead, kRow };  // over each head, or over all heads of a row at once

struct ModelConfig {
    std::string architecture;
    int64_t layers = 0;         // L
    int64_t width = 0;          // D
    int64_t heads = 0;          // H
    int64_t kvHeads = 0;        // G
    int64_t headWidth = 0;      // K
    int64_t valueWidth = 0;     // of a head's value
    int64_t feedForward = 0;    // F of dense layers; 0 where there are none
    int64_t vocabulary = 0;     // V
    int64_t contextLength = 0;  // as trained
    float rmsEpsilon = 1e-5F;
    kernels::Gating gating = kernels::Gating::kSilu;
    QueryKeyNorm queryKeyNorm = QueryKeyNorm::kHead;
    LatentShape latent;

    kernels::RouterSpec router;      // E is 0 for a dense model
    std::vector<bool> expertLayers;  // [L] which layers have experts; empty for a dense model
    int64_t expertForward = 0;       // F of one expert
    int64_t sharedForward = 0;       // F of all shared experts together; 0: none

    float embeddingScale = 1.0F;
    float residualScale = 1.0F;   // of what each block adds to the stream
    float attentionScale = 1.0F;  // of the scores
    float logitScale = 1.0F;
    float clampQkv = 0.0F;  // q, k and v within ± this; 0: as they are

    RopeConfig rope;
    RopeConfig localRope;        // of layers with a window
    int64_t window = 0;          // positions that a layer with a window sees; 0: no layer has one
    std::vector<bool> windowed;  // [L] which layers have one

    int64_t queryWidth() const { return heads * headWidth; }  // H K
    int64_t keyWidth() const { return kvHeads * headWidth; }  // G K
    bool hasExperts(int64_t layer) const {
        return router.experts > 0 && expertLayers[static_cast<size_t>(layer)];
    }
    bool hasWindow(int64_t layer) const { return window > 0 && windowed[static_cast<size_t>(layer)]; }
    KvShape cacheShape(kernels::DType type) const;
};

Result<ModelConfig> readModelConfig(const ModelFile& file);

}  // namespace engine
