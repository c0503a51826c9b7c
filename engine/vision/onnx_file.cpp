#include "engine/vision/onnx_file.h"

#include <array>
#include <bit>
#include <cstring>

namespace engine {
namespace {

static_assert(std::endian::native == std::endian::little, "weights are written as they lie in memory");

// The field numbers of onnx.proto.
enum Model : uint32_t { kIrVersion = 1, kProducer = 2, kGraph = 7, kOperatorSet = 8 };
enum Graph : uint32_t { kNode = 1, kGraphName = 2, kInitializer = 5, kGraphInput = 11, kGraphOutput = 12 };
enum Node : uint32_t { kNodeInput = 1, kNodeOutput = 2, kNodeName = 3, kOperation = 4, kAttribute = 5 };
enum Attribute : uint32_t {
    kAttributeName = 1,
    kFloat = 2,
    kInteger = 3,
    kIntegers = 8,
    kAttributeType = 20
};
enum AttributeType : uint32_t { kIsFloat = 1, kIsInteger = 2, kIsIntegers = 7 };
enum Tensor : uint32_t { kDimensions = 1, kDataType = 2, kTensorName = 8, kRawData = 9 };
constexpr uint32_t kFloat32 = 1;

void varint(std::string& out, uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

void integer(std::string& out, uint32_t number, int64_t value) {
    varint(out, number << 3);
    varint(out, static_cast<uint64_t>(value));
}

// Texts, raw data and messages inside messages.
void field(std::string& out, uint32_t number, std::string_view value) {
    varint(out, number << 3 | 2);
    varint(out, value.size());
    out += value;
}

std::string attribute(const std::string& name, std::span<const int64_t> values) {
    std::string out;
    field(out, kAttributeName, name);
    for (const int64_t value : values)
        integer(out, kIntegers, value);
    integer(out, kAttributeType, kIsIntegers);
    return out;
}

std::string attribute(const std::string& name, int64_t value) {
    std::string out;
    field(out, kAttributeName, name);
    integer(out, kInteger, value);
    integer(out, kAttributeType, kIsInteger);
    return out;
}

std::string attribute(const std::string& name, float value) {
    std::string out;
    field(out, kAttributeName, name);
    varint(out, kFloat << 3 | 5);
    const auto raw = std::bit_cast<std::array<char, sizeof(value)>>(value);
    out.append(raw.data(), raw.size());
    integer(out, kAttributeType, kIsFloat);
    return out;
}

std::string node(const std::string& operation, std::span<const std::string> inputs, const std::string& output,
                 std::span<const std::string> attributes) {
    std::string out;
    for (const std::string& input : inputs)
        field(out, kNodeInput, input);
    field(out, kNodeOutput, output);
    field(out, kNodeName, output);
    field(out, kOperation, operation);
    for (const std::string& attribute : attributes)
        field(out, kAttribute, attribute);
    return out;
}

// ValueInfoProto of a float tensor [1, channels, height, width]; 0 channels: unknown.
std::string imageValue(const std::string& name, int64_t channels) {
    const auto known = [](int64_t size) {
        std::string dimension;
        integer(dimension, 1, size);
        return dimension;
    };
    const auto named = [](const char* size) {
        std::string dimension;
        field(dimension, 2, size);
        return dimension;
    };
    std::string shape;
    field(shape, 1, known(1));
    field(shape, 1, channels > 0 ? known(channels) : named("channels"));
    field(shape, 1, named("height"));
    field(shape, 1, named("width"));
    std::string tensor;
    integer(tensor, 1, kFloat32);
    field(tensor, 2, shape);
    std::string type;
    field(type, 1, tensor);
    std::string out;
    field(out, 1, name);
    field(out, 2, type);
    return out;
}

}  // namespace

void OnnxFile::describeInput(const std::string& name) {
    field(inputs_, kGraphInput, imageValue(name, 3));
}

void OnnxFile::output(const std::string& name) {
    field(outputs_, kGraphOutput, imageValue(name, 0));
}

void OnnxFile::initializer(const std::string& name, std::span<const int64_t> shape,
                           std::span<const float> values) {
    std::string tensor;
    for (const int64_t size : shape)
        integer(tensor, kDimensions, size);
    integer(tensor, kDataType, kFloat32);
    field(tensor, kTensorName, name);
    field(tensor, kRawData, {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
    field(initializers_, kInitializer, tensor);
}

void OnnxFile::convolution(const std::string& from, const std::string& to, const OnnxConvolution& shape) {
    initializer(to + ".weight", std::array{shape.outputs, shape.inputs, shape.kernel, shape.kernel},
                shape.weights);
    initializer(to + ".bias", std::array{shape.outputs}, shape.bias);
    const std::array inputs{from, to + ".weight", to + ".bias"};
    const std::array attributes{
        attribute("kernel_shape", std::array{shape.kernel, shape.kernel}),
        attribute("strides", std::array{shape.stride, shape.stride}),
        attribute("pads", std::array{shape.padBefore, shape.padBefore, shape.padAfter, shape.padAfter}),
        attribute("dilations", std::array<int64_t, 2>{1, 1}), attribute("group", shape.groups)};
    field(nodes_, kNode, node("Conv", inputs, to, attributes));
}

void OnnxFile::clip(const std::string& from, const std::string& to, float lowest, float highest) {
    const std::array inputs{from};
    const std::array attributes{attribute("min", lowest), attribute("max", highest)};
    field(nodes_, kNode, node("Clip", inputs, to, attributes));
}

void OnnxFile::add(const std::string& a, const std::string& b, const std::string& to) {
    const std::array inputs{a, b};
    field(nodes_, kNode, node("Add", inputs, to, {}));
}

std::string OnnxFile::bytes(const std::string& name) const {
    std::string graphName;
    field(graphName, kGraphName, name);
    std::string operatorSet;
    integer(operatorSet, 2, 10);
    std::string out;
    integer(out, kIrVersion, 5);
    field(out, kProducer, "Conclave");
    field(out, kGraph, nodes_ + graphName + initializers_ + inputs_ + outputs_);
    field(out, kOperatorSet, operatorSet);
    return out;
}

}  // namespace engine
