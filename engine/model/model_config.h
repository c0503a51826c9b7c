// The measures of a model, read from its file's metadata and held against each other.
//
// Shapes   L layers, D model width, H query heads, G key/value heads, K width of a head, F width of the
// feed-forward
//          block (inside one expert where there are experts), E experts, A experts active per token, V
//          vocabulary.
// Errors   readModelConfig() names the key that is missing or cannot be; an architecture that no family here
// speaks
//          for is kUnsupported.
// Source   GGUF specification, key names of llama.cpp's converter.
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"
#include "kernels/backend.h"

namespace engine {

enum class RopeScaling : uint8_t { kNone, kLinear, kNtk, kYarn };

struct RopeConfig {
    kernels::RopeStyle style = kernels::RopeStyle::kHalves;
    int64_t rotated = 0;  // elements of a head that are rotated; even, at most K
    double base = 10000.0;
    RopeScaling scaling = RopeScaling::kNone;
    double factor = 1.0;           // how many times longer than trained
    int64_t originalContext = 0;   // tokens the model was trained for before scaling
    double attentionFactor = 1.0;  // YaRN: multiplies the temperature that the factor implies
    double extrapolation = 1.0;    // YaRN: share of the ramp between interpolated and original angles
    double betaFast = 32.0;
    double betaSlow = 1.0;
};

struct ModelConfig {
    std::string architecture;
    int64_t layers = 0;              // L
    int64_t width = 0;               // D
    int64_t heads = 0;               // H
    int64_t kvHeads = 0;             // G
    int64_t headWidth = 0;           // K
    int64_t feedForward = 0;         // F
    int64_t vocabulary = 0;          // V
    int64_t contextLength = 0;       // as trained
    int64_t experts = 0;             // E; 0 for a dense model
    int64_t expertsUsed = 0;         // A
    bool renormaliseExperts = true;  // the chosen experts' shares are scaled to sum 1
    float expertScale = 1.0F;
    float rmsEpsilon = 1e-5F;
    bool queryKeyNorm = false;   // RMSNorm over each head of q and k before the rotation
    bool attentionBias = false;  // q, k and v have biases
    RopeConfig rope;

    int64_t queryWidth() const { return heads * headWidth; }  // H K
    int64_t keyWidth() const { return kvHeads * headWidth; }  // G K
};

Result<ModelConfig> readModelConfig(const ModelFile& file);

}  // namespace engine
