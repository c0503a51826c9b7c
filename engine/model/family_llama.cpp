// Llama 1 to 3, Mistral, SmolLM and others that are stored as "llama"; with experts, Mixtral.
//
// The converter permutes the rows of attn_q and attn_k so that the two halves of a rotated pair lie side by
// side. Mixtral's softmax over the two chosen scores equals softmax over all, renormalised over the chosen.
// Llama 3.1 stores the factors of its stretched frequencies as the tensor rope_freqs; Mistral's first version
// sees a sliding window in all layers.
#include "engine/model/family.h"

namespace engine {

const Family kLlamaFamily = {
    .architecture = "llama",
    .ropeStyle = kernels::RopeStyle::kInterleaved,
    .experts = Presence::kOptional,
    .router = {.renormalise = true},
};

}  // namespace engine
