// EfficientNet-Lite0 as a network of image features: the published weights with every batch norm folded into
// its convolution, without the head, as ONNX.
//
// Shapes   input "x" [1, 3, height, width], red first, (value - 127) / 128, sides multiples of 32; outputs
//          "b4" [40, /8], "b7" [80, /16], "b10" [112, /16], "b14" [192, /32]: those of blocks 4, 7, 10
//          and 14. The numbers of channels are those of the weights.
// Errors   kBadInput with one sentence: a tensor is missing, does not suit the one before or holds no
// numbers. Source   Tan and Le, EfficientNet (2019); the Lite variant has no squeeze-and-excitation, and
// ReLU6.
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/vision/torch_file.h"

namespace engine {

// `name` is what a sentence calls the file.
Result<std::string> efficientNetLiteToOnnx(const TorchFile& weights, const std::string& name);

}  // namespace engine
