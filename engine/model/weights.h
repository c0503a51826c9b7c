// The tensors of a model by their role, as they lie in the mapped file. Every shape is held against the
// config before anything is allocated, and a tensor that no role asks for is refused rather than left out.
//
// Memory   keeps the file mapped; matrices are views into it, or into copies where a container stores them in
//          another form; norms and biases are small and copied as float32. After repack() matrices that are
//          multiplied lie in memory of their own, as large as they were in the file.
// Thread   immutable after bind() and repack().
// Errors   a sentence that names the tensor: missing, of another shape, not known to this family.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"
#include "engine/memory/buffer.h"
#include "engine/model/model_config.h"
#include "kernels/backend.h"

namespace engine {

// Matrices of one shape, one for each expert or head, wherever each lies.
struct MatrixList {
    kernels::Weights shape;         // of one; its data is null
    std::vector<const void*> data;  // [E] or [H]

    kernels::Weights operator[](int64_t index) const {
        return {shape.type, shape.rows, shape.columns, data[static_cast<size_t>(index)], shape.layout};
    }
    // Of a list that lies in rows.
    std::span<const std::byte> bytes(int64_t index) const {
        return {static_cast<const std::byte*>(data[static_cast<size_t>(index)]),
                kernels::rowBytes(shape.type, shape.columns) * static_cast<size_t>(shape.rows)};
    }
};

struct FeedForwardWeights {
    kernels::Weights gate;  // [F, D]
    kernels::Weights up;    // [F, D]
    kernels::Weights down;  // [D, F]
};

// What a layer has not got is empty, or its data null.
struct LayerWeights {
    std::span<const float> attentionNorm;  // [D]
    kernels::Weights query;                // [H K, D]; of a compressed query [H K, rank]
    kernels::Weights key;                  // [G K, D]; of latent attention [C, D]
    kernels::Weights value;                // [G Kv, D]
    kernels::Weights output;               // [D, H Kv]
    std::span<const float> queryBias;      // [H K]
    std::span<const float> keyBias;        // [G K]
    std::span<const float> valueBias;      // [G Kv]
    std::span<const float> outputBias;     // [D]
    std::span<const float> queryNorm;      // [K] or [H K]; of a compressed query [rank]
    std::span<const float> keyNorm;        // [K] or [G K]; of latent attention [C]
    std::span<const float> sinks;          // [H]
    // Latent attention
    kernels::Weights queryDown;   // [rank, D]
    kernels::Weights rotatedKey;  // [R, D]
    MatrixList headKeys;          // H of [C, nope]
    MatrixList headValues;        // H of [Kv, C]

    std::span<const float> attentionEndNorm;    // [D] of what the block adds
    std::span<const float> feedForwardNorm;     // [D]
    std::span<const float> feedForwardEndNorm;  // [D]
    FeedForwardWeights dense;                   // of a dense layer

    kernels::Weights router;            // [E, D]
    std::span<const float> routerBias;  // [E] added to the scores
    std::span<const float> choiceBias;  // [E] added for the choice only
    MatrixList expertGate;              // E of [F, D]
    MatrixList expertUp;                // E of [F, D]
    MatrixList expertDown;              // E of [D, F]
    // [E] the first expert whose matrices are these very bytes; empty where all have their own.
    std::vector<int32_t> sameExpert;
    size_t expertsAhead = 0;                // asked of the disk before they are computed; 0: all in memory
    std::span<const float> expertGateBias;  // [E, F]
    std::span<const float> expertUpBias;    // [E, F]
    std::span<const float> expertDownBias;  // [E, D]
    FeedForwardWeights shared;
    kernels::Weights sharedGate;  // [1, D] whose sigmoid says how much the shared expert counts
};

class ModelWeights {
public:
    static Result<ModelWeights> bind(std::shared_ptr<const ModelFile> file, const ModelConfig& config,
                                     const kernels::Backend& backend);

    kernels::Weights embedding;         // [V, D]
    kernels::Weights head;              // [V, D]; the embedding itself when tied
    std::span<const float> outputNorm;  // [D]
    // What each pair's frequency is divided by, [rotated / 2], and the same for contexts longer than trained;
    // empty where the file has none.
    std::span<const float> ropeDivisors;
    std::span<const float> longRopeDivisors;
    std::vector<LayerWeights> layers;
    bool tied = false;

    const ModelFile& file() const { return *file_; }

    // Rewrites matrices that are multiplied as the backend likes them best, but for experts that stay on the
    // disk, and gives the file's pages back as it goes. Where it fails or is stopped, nothing has changed.
    Status repack(const kernels::Backend& backend, kernels::Parallel& parallel, std::stop_token stop);

    // Routed experts that lie on the disk are asked for once they are chosen, so many bytes at most before
    // they are computed.
    void readExpertsAhead(uint64_t bytes);

private:
    std::shared_ptr<const ModelFile> file_;
    std::vector<std::vector<float>> vectors_;   // the copies that spans point into
    std::vector<std::vector<std::byte>> made_;  // matrices that do not lie in the file as they are read
    Buffer repacked_;
};

// For models larger than memory, before they are bound: nothing of the routed experts is read until it is
// asked for, all else begins to be read now.
void leaveExpertsOnDisk(const ModelFile& file, std::stop_token stop);

// blk.N.ffn_up_exps.weight, or blk.N.ffn_up.E.weight of files that keep experts apart.
bool belongsToExperts(std::string_view tensor);

// What a file's tensors come to, for a plan or a description of it.
struct WeightSizes {
    int64_t parameters = 0;
    int64_t activeParameters = 0;  // that one token is multiplied with
    uint64_t bytes = 0;
    uint64_t bytesPerToken = 0;  // read from memory to decode one token
};
WeightSizes measureWeights(const ModelFile& file, int64_t experts, int64_t expertsUsed);

}  // namespace engine
