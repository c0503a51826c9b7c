// gpt-oss: biases everywhere, a sink in every softmax (attn_sinks [H]), every other layer sees 128 positions,
// a clamped SwiGLU, experts in MXFP4. The router takes the top A scores, then softmax over them.
#include "engine/model/family.h"

namespace engine {

static constexpr std::string_view kBiasesAndSinks[] = {"attn_q.bias", "attn_k.bias", "attn_v.bias",
                                                       "attn_sinks.weight", "ffn_gate_inp.bias"};

const Family kGptOssFamily = {
    .architecture = "gpt-oss",
    .experts = Presence::kAlways,
    .gating = kernels::Gating::kClampedSilu,
    .feedForwardNorm = "post_attention_norm",
    .required = kBiasesAndSinks,
    .router = {.score = kernels::RouterScore::kSoftmaxOfChosen},
    .windowPattern = 2,
    .roundedYarn = false,
};

}  // namespace engine
