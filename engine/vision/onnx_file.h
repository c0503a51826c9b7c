// Writes a convolutional network as an ONNX file: the few operations and fields that our backbones need.
//
// Shapes   one input [1, 3, height, width] of any size; a convolution's weights are [out, in / groups, k, k].
// Memory   holds the file as it grows; weights are copied into it.
// Source   onnx.proto of ONNX 1.5 (IR version 5, operator set 10); protocol buffers' wire format.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace engine {

struct OnnxConvolution {
    int64_t outputs = 0, inputs = 0;  // channels; of each group for inputs
    int64_t kernel = 1, stride = 1, groups = 1;
    int64_t padBefore = 0, padAfter = 0;  // rows above and below, columns left and right
    std::span<const float> weights, bias;
};

class OnnxFile {
public:
    explicit OnnxFile(const std::string& input) { describeInput(input); }

    // Each names the value it makes, which later operations refer to.
    void convolution(const std::string& from, const std::string& to, const OnnxConvolution& shape);
    void clip(const std::string& from, const std::string& to, float lowest, float highest);
    void add(const std::string& a, const std::string& b, const std::string& to);
    void output(const std::string& name);

    std::string bytes(const std::string& name) const;

private:
    void describeInput(const std::string& name);
    void initializer(const std::string& name, std::span<const int64_t> shape, std::span<const float> values);

    std::string nodes_, initializers_, inputs_, outputs_;
};

}  // namespace engine
