// The measures a random-weight model is made from: those of published models by name, or numbers from a JSON
// file.
//
// Keys     a JSON object of the names in the comments below; only architecture, layers, width, heads,
//          vocabulary and a feed-forward width are needed. A published config.json, known by its model_type,
//          is read by its own names; what it says beyond these measures is passed over.
// Errors   findShape() names the key that is missing, unknown or cannot be, and the architectures there are;
//          nothing is allocated on the file's word.
// Source   the config.json files published with the models.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace engine {

struct ModelShape {
    std::string architecture;  // architecture: llama, qwen2, qwen3, qwen3moe, olmoe, deepseek2 or gpt-oss
    int64_t layers = 0;        // layers                L
    int64_t width = 0;         // width                 D
    int64_t heads = 0;         // heads                 H
    int64_t kvHeads = 0;       // kv_heads              G; as many as heads where not stated
    int64_t headWidth = 0;     // head_width            K; width / heads where not stated
    int64_t feedForward = 0;   // feed_forward          F of dense layers, and of experts unless the next says
    int64_t expertForward = 0;    // expert_feed_forward   F of one expert
    int64_t vocabulary = 0;       // vocabulary            V
    int64_t context = 4096;       // context               tokens
    int64_t experts = 0;          // experts               E; 0 for a dense model
    int64_t expertsUsed = 0;      // experts_used          A
    int64_t sharedExperts = 0;    // shared_experts        that every token goes through
    int64_t denseLayers = 0;      // dense_layers          the first ones, without experts
    int64_t window = 0;           // window                positions that every second layer of gpt-oss sees
    int64_t kvRank = 0;           // kv_rank               of DeepSeek's latent attention, like the next four
    int64_t queryRank = 0;        // query_rank            0: queries are not compressed
    int64_t nopeWidth = 0;        // nope_width            of a head, not rotated
    int64_t ropeWidth = 0;        // rope_width            of a head, rotated
    int64_t valueWidth = 0;       // value_width           of a head
    int64_t originalContext = 0;  // original_context      tokens before YaRN stretched them; 0: it did not
    double stretch = 1.0;         // stretch               by how much it did
    double ropeBase = 10000.0;    // rope_base
    double rmsEpsilon = 1e-5;     // rms_epsilon
    double sharpening = 0.0;      // sharpening            DeepSeek's mscale_all_dim
    bool tied = false;            // tied                  the embedding is the head as well

    int64_t queryWidth() const { return heads * (kvRank > 0 ? nopeWidth + ropeWidth : headWidth); }
    int64_t attendedWidth() const { return heads * (kvRank > 0 ? valueWidth : headWidth); }
    int64_t keyWidth() const { return kvHeads * headWidth; }
    bool hasExperts(int64_t layer) const { return experts > 0 && layer >= denseLayers; }
};

std::vector<std::string_view> publishedShapes();
// The keys of a JSON file.
std::vector<std::string_view> shapeKeys();

// A published name, or the path of a JSON file.
Result<ModelShape> findShape(const std::string& nameOrFile);

// Fills in what follows from other measures and holds them against each other.
Result<ModelShape> completeShape(ModelShape shape);

}  // namespace engine
