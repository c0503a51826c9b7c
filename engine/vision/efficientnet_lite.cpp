#include "engine/vision/efficientnet_lite.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "engine/formats/model_fault.h"
#include "engine/vision/onnx_file.h"

namespace engine {
namespace {

constexpr double kNormEpsilon = 1e-3;

struct Stage {
    int blocks;
    int64_t stride;  // of the first block
};
constexpr Stage kStages[] = {{1, 1}, {2, 2}, {2, 2}, {3, 2}, {3, 1}, {4, 2}};  // the seventh is behind b14
constexpr int kOutputBlocks[] = {4, 7, 10, 14};

class Converter {
public:
    Converter(const TorchFile& weights, const std::string& file)
        : weights_(weights), file_(file), onnx_("x") {}

    std::string convert() {
        Value value = convolution({"x", 3}, "stem", "_conv_stem", "_bn0", 2, false);
        value = clip(value);
        int number = 0;
        for (const Stage& stage : kStages) {
            for (int i = 0; i < stage.blocks; ++i, ++number)
                value = block(value, number, i == 0 ? stage.stride : 1);
        }
        return onnx_.bytes("EfficientNet-Lite0");
    }

private:
    struct Value {
        std::string name;
        int64_t channels = 0;
    };

    // Widened, seen channel by channel, narrowed; what came in is added where it has the same shape.
    Value block(const Value& in, int number, int64_t stride) {
        const std::string name = "b" + std::to_string(number);
        const std::string layer = "_blocks." + std::to_string(number) + ".";
        Value value = in;
        if (weights_.find(layer + "_expand_conv.weight") != nullptr) {
            value = convolution(value, name + ".expand", layer + "_expand_conv", layer + "_bn0", 1, false);
            value = clip(value);
        }
        value = convolution(value, name + ".depth", layer + "_depthwise_conv", layer + "_bn1", stride, true);
        value = clip(value);
        const auto* project = weights_.find(layer + "_project_conv.weight");
        const bool added = stride == 1 && project != nullptr && !project->shape.empty() &&
                           project->shape.front() == in.channels;
        value = convolution(value, added ? name + ".project" : name, layer + "_project_conv", layer + "_bn2",
                            1, false);
        if (added) {
            onnx_.add(value.name, in.name, name);
            value.name = name;
        }
        if (std::ranges::find(kOutputBlocks, number) != std::end(kOutputBlocks)) onnx_.output(name);
        return value;
    }

    Value clip(const Value& in) {
        onnx_.clip(in.name, in.name + ".relu6", 0, 6);
        return {in.name + ".relu6", in.channels};
    }

    // The norm y = (x - mean) / sqrt(variance + e) * weight + bias goes into the weights and the bias.
    Value convolution(const Value& in, const std::string& name, const std::string& layer,
                      const std::string& norm, int64_t stride, bool depthwise) {
        const TorchTensor* tensor = weights_.find(layer + ".weight");
        if (tensor == nullptr || !tensor->isFloat)
            throw Broken{file_, "it lacks the tensor " + inQuotes(layer + ".weight")};
        const auto& shape = tensor->shape;
        const bool suits = shape.size() == 4 && shape[0] > 0 && shape[2] == shape[3] &&
                           (shape[2] == 1 || shape[2] == 3 || shape[2] == 5) &&
                           (depthwise ? shape[0] == in.channels && shape[1] == 1 : shape[1] == in.channels);
        if (!suits)
            throw Broken{file_, "the shape of the tensor " + inQuotes(layer + ".weight") + " does not suit"};
        std::vector<float> weights = tensor->floats();
        std::vector<float> bias = floats(norm + ".bias", shape[0]);
        const std::vector<float> scale = floats(norm + ".weight", shape[0]);
        const std::vector<float> mean = floats(norm + ".running_mean", shape[0]);
        const std::vector<float> variance = floats(norm + ".running_var", shape[0]);
        const size_t each = weights.size() / bias.size();
        for (size_t i = 0; i < bias.size(); ++i) {
            const double factor = scale[i] / std::sqrt(variance[i] + kNormEpsilon);
            bias[i] = static_cast<float>(bias[i] - mean[i] * factor);
            for (size_t j = i * each; j < (i + 1) * each; ++j)
                weights[j] = static_cast<float>(weights[j] * factor);
        }
        const auto isNumber = [](float value) { return std::isfinite(value); };
        if (!std::ranges::all_of(weights, isNumber) || !std::ranges::all_of(bias, isNumber))
            throw Broken{file_, "the layer " + inQuotes(layer) + " holds values that are no numbers"};
        // Padded as TensorFlow does for even sizes: with stride 2 one less before than behind.
        const int64_t padding = std::max<int64_t>(shape[2] - stride, 0);
        const int64_t before = padding / 2;
        onnx_.convolution(in.name, name,
                          {.outputs = shape[0],
                           .inputs = shape[1],
                           .kernel = shape[2],
                           .stride = stride,
                           .groups = depthwise ? in.channels : 1,
                           .padBefore = before,
                           .padAfter = padding - before,
                           .weights = weights,
                           .bias = bias});
        return {name, shape[0]};
    }

    std::vector<float> floats(const std::string& name, int64_t count) const {
        const TorchTensor* tensor = weights_.find(name);
        if (tensor == nullptr || !tensor->isFloat)
            throw Broken{file_, "it lacks the tensor " + inQuotes(name)};
        if (tensor->shape != std::vector<int64_t>{count})
            throw Broken{file_, "the shape of the tensor " + inQuotes(name) + " does not suit"};
        return tensor->floats();
    }

    const TorchFile& weights_;
    std::string file_;
    OnnxFile onnx_;
};

}  // namespace

Result<std::string> efficientNetLiteToOnnx(const TorchFile& weights, const std::string& name) {
    try {
        return Converter(weights, name).convert();
    } catch (const Broken& broken) {
        return sentenceOf(broken);
    }
}

}  // namespace engine
