// Qwen2 and Qwen2.5: biases on q, k and v, rotated pairs half a head apart, often tied embeddings.
#include "engine/model/family.h"

namespace engine {

const Family kQwen2Family = {.architecture = "qwen2", .required = kQueryKeyValueBias};

}  // namespace engine
