// The tensors of a model by their role, as they lie in the mapped file. Every shape is held against the
// config before anything is allocated, and a tensor that no role asks for is refused rather than left out.
//
// Memory   keeps the file mapped; matrices are views into it; norms and biases are small and copied as
// float32. Thread   immutable after bind(). Errors   a sentence that names the tensor: missing, of another
// shape, not known to this family.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"
#include "engine/model/model_config.h"
#include "kernels/types.h"

namespace engine {

// One matrix for each of E experts, back to back.
struct ExpertMatrices {
    int64_t experts = 0;
    kernels::Weights all;  // [E rows, columns]

    kernels::Weights operator[](int64_t expert) const;
};

struct LayerWeights {
    std::span<const float> attentionNorm;    // [D]
    kernels::Weights query;                  // [H K, D]
    kernels::Weights key;                    // [G K, D]
    kernels::Weights value;                  // [G K, D]
    kernels::Weights output;                 // [D, H K]
    std::span<const float> queryBias;        // [H K]; this and the next two are empty without biases
    std::span<const float> keyBias;          // [G K]
    std::span<const float> valueBias;        // [G K]
    std::span<const float> outputBias;       // [D]; empty where the file has none
    std::span<const float> queryNorm;        // [K]; this and the next are empty without QK-norm
    std::span<const float> keyNorm;          // [K]
    std::span<const float> feedForwardNorm;  // [D]
    kernels::Weights gate;                   // [F, D] of a dense layer
    kernels::Weights up;                     // [F, D]
    kernels::Weights down;                   // [D, F]
    kernels::Weights router;                 // [E, D] of a layer with experts
    ExpertMatrices expertGate;               // [E, F, D]
    ExpertMatrices expertUp;                 // [E, F, D]
    ExpertMatrices expertDown;               // [E, D, F]
};

class ModelWeights {
public:
    static Result<ModelWeights> bind(std::shared_ptr<const ModelFile> file, const ModelConfig& config,
                                     const kernels::Backend& backend);

    kernels::Weights embedding;           // [V, D]
    kernels::Weights head;                // [V, D]; the embedding itself when tied
    std::span<const float> outputNorm;    // [D]
    std::span<const float> ropeDivisors;  // [rotated / 2]; empty where the file has none
    std::vector<LayerWeights> layers;
    bool tied = false;

    const ModelFile& file() const { return *file_; }

private:
    std::shared_ptr<const ModelFile> file_;
    std::unique_ptr<std::vector<std::vector<float>>> vectors_;  // the copies that spans point into
};

// What a file's tensors come to, for a plan or a description of it.
struct WeightSizes {
    int64_t parameters = 0;
    int64_t activeParameters = 0;  // that one token is multiplied with
    uint64_t bytes = 0;
    uint64_t bytesPerToken = 0;  // read from memory to decode one token
};
WeightSizes measureWeights(const ModelFile& file, int64_t experts, int64_t expertsUsed);

}  // namespace engine
