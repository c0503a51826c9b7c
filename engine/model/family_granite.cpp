// Granite, dense and with experts: a llama whose embedding, residual additions, attention scores and logits
// carry factors of their own (embedding_scale, residual_scale, attention.scale, logit_scale). The router
// takes the top A scores, then softmax over them. Both are permuted by the converter as llama is.
#include "engine/model/family.h"

namespace engine {

const Family kGraniteFamily = {
    .architecture = "granite",
    .ropeStyle = kernels::RopeStyle::kInterleaved,
};

const Family kGraniteMoeFamily = {
    .architecture = "granitemoe",
    .ropeStyle = kernels::RopeStyle::kInterleaved,
    .experts = Presence::kAlways,
    .router = {.score = kernels::RouterScore::kSoftmaxOfChosen},
};

}  // namespace engine
