// Image features of a convolutional network: EfficientNet-Lite0 without its head, run by OpenCV.
//
// Shapes   the input is square, a multiple of 32 pixels; block outputs are b4 [40, S/8, S/8], b7 [80, S/16,
// S/16],
//          b10 [112, S/16, S/16], b14 [192, S/32, S/32].
// Thread   features() from any thread; every thread that calls it has a network of its own (25 MB).
// Source   Tan and Le, EfficientNet (2019), the Lite variant; weights of the catalogue, Apache-2.0.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/vision/image.h"

namespace engine {

enum BackboneLayer { kB4, kB7, kB10, kB14, kBackboneLayers };

struct FeatureMap {
    int channels = 0, rows = 0, columns = 0;
    std::vector<float> values;  // [channels, rows, columns]
};
using Features = std::array<FeatureMap, kBackboneLayers>;

class Backbone {
public:
    // From the ONNX file that prepareBackbone() made.
    static Result<std::shared_ptr<const Backbone>> load(const std::filesystem::path& onnx);
    virtual ~Backbone() = default;

    // Of the whole picture squeezed into size × size (a multiple of 32); 16-bit pictures are brought to 8
    // bits.
    virtual Result<Features> features(const Image& image, int size) const = 0;
    // Identifies the weights.
    virtual const std::string& hash() const = 0;
};

// Turns the fetched weights (a PyTorch file) into an ONNX file beside them, once: reads tensors only and
// executes nothing, folds the batch norms, checks the cached file by its hash.
Result<std::filesystem::path> prepareBackbone(const std::filesystem::path& weights);

}  // namespace engine
