// config.json in the words of GGUF: the metadata that llama.cpp's converter would write for it, and the
// tables of factors that it keeps as tensors.
//
// Keys     beyond the converter's: <arch>.rope.scaling.yarn_truncate, and
// <arch>.attention.sliding_window_pattern for
//          every model of which only some layers have a window. rope.scaling.yarn_attn_factor multiplies the
//          temperature that YaRN's factor implies (transformers' attention_factor stands for both); for
//          deepseek2, which implies none, it stands alone.
// Errors   throws Broken and Beyond: a number is missing or cannot be, a way of scaling is not known.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/formats/hf_config.h"
#include "engine/formats/hf_families.h"
#include "engine/formats/model_file.h"

namespace engine {

// Owns the texts that its values point to; not to be copied.
struct HfMetadata {
    struct Table {
        std::string name;  // "rope_freqs.weight"
        std::vector<float> values;
    };
    std::map<std::string, MetadataValue, std::less<>> values;
    std::deque<std::string> texts;
    std::vector<Table> tables;

    // What the transforms of tensors ask for.
    int64_t layers = 0;
    int64_t heads = 0;              // H
    int64_t kvHeads = 0;            // G
    int64_t experts = 0;            // E; 0 for a dense model
    int64_t firstExpertLayer = 0;   // layers before it are dense
    int64_t unrotatedKeyWidth = 0;  // N of a latent head
    int64_t valueWidth = 0;         // V of a latent head

    bool routed(int64_t layer) const { return experts > 0 && layer >= firstExpertLayer; }
};

// `tensors` is how many the folder holds: more layers than that are refused before anything is made for them.
HfMetadata describeHfModel(const HfConfig& config, const HfFamily& family, const std::string& name,
                           size_t tensors);

// The factors by which llama 3 stretches the waves of `rotated` / 2 pairs.
struct Llama3Stretch {
    double factor = 8.0;
    double lowFrequency = 1.0;
    double highFrequency = 4.0;
    double originalContext = 8192.0;
};
std::vector<float> llama3Factors(const Llama3Stretch& stretch, double base, int64_t rotated);

// A value of config.json and the key it has in GGUF, below the architecture's name.
struct HfKey {
    enum class Kind : uint8_t { kSize, kNumber, kFlag };
    std::string_view config;
    std::string_view gguf;
    Kind kind = Kind::kSize;
};
std::span<const HfKey> hfKeys();

}  // namespace engine
