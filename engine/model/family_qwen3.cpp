// Qwen3 dense: no biases; each head of q and k is normalised before it is rotated; attention.key_length
// states the head's width, which need not be D / H.
#include "engine/model/family.h"

namespace engine {

const Family kQwen3Family = {.architecture = "qwen3", .required = kQueryKeyNorm};

}  // namespace engine
