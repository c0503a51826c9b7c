// What a family of models calls its tensors in a Hugging Face folder, what GGUF calls them, and how the bytes
// of the one become those of the other: tables, read in both directions.
//
// Names    {layer} and {expert} stand for numbers. A rule whose GGUF name has {expert} makes a tensor for
// each. Source   transformers' modelling files; names and layouts of GGUF as llama.cpp's converter writes
// them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/formats/hf_config.h"

namespace engine {

// From the folder's tensor to GGUF's. H query heads, G key/value heads, E experts, D width, F width of an
// expert.
enum class Make : uint8_t {
    kKeep,
    kPairQueries,  // rows of each of H heads: [2, K/2] to [K/2, 2], so that rotated pairs are neighbours
    kPairKeys,     // the same for G heads
    kAddOne,       // the norm multiplies by 1 + weight
    kFirstHalf,    // [E, 2F, D] to the first [F, D] of one expert
    kSecondHalf,
    kTranspose,  // [E, F, D] to [E, D, F]
    kEven,       // [E, 2F] to [E, F]: every second element
    kOdd,
    kEvenColumns,  // [E, D, 2F] to [E, F, D]: every second column becomes a row
    kOddColumns,
    kMxfp4,      // 4-bit blocks [E, R, C/32, 16] and scales [E, R, C/32] to MXFP4 [E, R, C]
    kMxfp4Even,  // every second row of them
    kMxfp4Odd,
    kLatentKeys,   // [H (N + V), C] to [H, C, N]: keys out of the latent, transposed for each head
    kLatentValues  // [H (N + V), C] to [H, V, C]
};

enum class Need : uint8_t {
    kAlways,
    kOptional,
    kElse,  // stands in for the rule before it when that finds nothing
    kHead   // absent or left out when tied to the embedding
};

// In which layers a rule holds: those without experts, those with, or all.
enum class Layers : uint8_t { kAll, kDense, kRouted };

struct TensorRule {
    std::string_view folder;
    std::string_view gguf;
    Make make = Make::kKeep;
    Need need = Need::kAlways;
    Layers layers = Layers::kAll;
};

// Which layers attend to a window only, where config.json has one and does not list them.
enum class Window : uint8_t {
    kNone,         // the family knows no window, whatever its configuration says
    kAllLayers,    // where sliding_window is set
    kUpper,        // from max_window_layers on, where use_sliding_window is set
    kEverySecond,  // the first, third, …
    kAllButSixth   // all but every sixth (or sliding_window_pattern-th)
};

struct HfFamily {
    std::string_view modelType;     // config.json: model_type
    std::string_view className;     // and the one of architectures
    std::string_view architecture;  // GGUF: general.architecture
    std::string_view experts;       // config.json: how the number of experts is called; empty: there are none
    std::span<const HfDefault> defaults;
    std::array<std::span<const TensorRule>, 7> rules;
    Window window = Window::kNone;
    double partialRotary = 1.0;  // share of a head that is rotated, where config.json does not say
    int gating = 0;  // expert_gating_func where config.json does not say: 1 softmax, 2 sigmoid, 0 unsaid
    bool fixedBias = false;  // biases of q, k and v are there or not whatever config.json says
    bool latent = false;     // keys and values come out of a latent (MLA)
};

// Null for a model_type that no table speaks for.
const HfFamily* findHfFamily(std::string_view modelType);
std::span<const HfFamily> hfFamilies();

// A rule's name with its numbers filled in.
std::string numberedName(std::string_view pattern, int64_t layer, int64_t expert);

}  // namespace engine
