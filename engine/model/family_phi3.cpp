// Phi-3 and Phi-3.5 mini: q, k and v in one matrix (attn_qkv), gate and up in one (ffn_up [2 F, D]); long
// versions stretch each frequency by a factor of its own (rope_factors_short, rope_factors_long).
#include "engine/model/family.h"

namespace engine {

const Family kPhi3Family = {.architecture = "phi3"};

}  // namespace engine
