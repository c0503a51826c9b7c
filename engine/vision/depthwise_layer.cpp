#include "engine/vision/depthwise_layer.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <mutex>
#include <opencv2/core/utility.hpp>
#include <opencv2/dnn/all_layers.hpp>
#include <opencv2/dnn/dnn.hpp>
#include <vector>

namespace engine {
namespace {

constexpr int kKernel = 5;
constexpr int kLanes = 8;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

struct Clip {
    float lowest = -std::numeric_limits<float>::infinity();
    float highest = std::numeric_limits<float>::infinity();
};

// One channel with its pads, as `stride` planes: plane p holds the columns p, p + stride, p + 2 stride … so
// that neighbours of the output read neighbours. Rows are `pitch` long, with room for whole lanes.
struct Plane {
    const float* values;
    int rows, pitch;
};

// The row of outputs that begins at the padded row `top`.
__attribute__((always_inline)) inline void convolveRow(const Plane& plane, int top, int stride, int columns,
                                                       const float* weights, float bias, const Clip& clip,
                                                       float* out) {
    for (int x = 0; x < columns; x += kLanes) {
        Lanes sum = Lanes{} + bias;
        for (int y = 0; y < kKernel; ++y) {
            for (int k = 0; k < kKernel; ++k) {
                const float* from =
                    plane.values + ((k % stride) * plane.rows + top + y) * plane.pitch + x + k / stride;
                Lanes values;
                std::memcpy(&values, from, sizeof(values));
                sum += weights[y * kKernel + k] * values;
            }
        }
        sum = sum < clip.lowest ? Lanes{} + clip.lowest : sum;
        sum = sum > clip.highest ? Lanes{} + clip.highest : sum;
        std::memcpy(out + x, &sum, sizeof(float) * static_cast<size_t>(std::min(kLanes, columns - x)));
    }
}

__attribute__((always_inline)) inline void convolve(const Plane& plane, int stride, int rows, int columns,
                                                    const float* weights, float bias, const Clip& clip,
                                                    float* out) {
    for (int y = 0; y < rows; ++y, out += columns) {
        // Two loops, each with a stride that the compiler knows.
        if (stride == 1)
            convolveRow(plane, y, 1, columns, weights, bias, clip, out);
        else
            convolveRow(plane, 2 * y, 2, columns, weights, bias, clip, out);
    }
}

using Convolve = void (*)(const Plane&, int, int, int, const float*, float, const Clip&, float*);

void convolveAnywhere(const Plane& plane, int stride, int rows, int columns, const float* weights, float bias,
                      const Clip& clip, float* out) {
    convolve(plane, stride, rows, columns, weights, bias, clip, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void convolveAvx2(const Plane& plane, int stride, int rows, int columns,
                                                      const float* weights, float bias, const Clip& clip,
                                                      float* out) {
    convolve(plane, stride, rows, columns, weights, bias, clip, out);
}
#endif

Convolve fastest() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return convolveAvx2;
#endif
    return convolveAnywhere;
}

class DepthwiseLayer final : public cv::dnn::Layer {
public:
    DepthwiseLayer(const cv::dnn::LayerParams& parameters, int stride, const std::vector<int>& pads)
        : cv::dnn::Layer(parameters), stride_(stride), top_(pads[0]), left_(pads[1]), bottom_(pads[2]),
          right_(pads[3]) {}

    // As OpenCV's own, for all that it cannot do itself.
    static cv::Ptr<cv::dnn::Layer> create(cv::dnn::LayerParams& parameters) {
        const auto all = [&](const char* name, int value) {
            if (!parameters.has(name)) return false;
            const auto& values = parameters.get(name);
            for (int i = 0; i < values.size(); ++i) {
                if (values.get<int>(i) != value) return false;
            }
            return true;
        };
        const int outputs = parameters.get<int>("num_output", 0);
        const bool depthwise =
            outputs > 1 && parameters.get<int>("group", 1) == outputs && parameters.blobs.size() == 2 &&
            parameters.blobs[0].total() == static_cast<size_t>(outputs) * kKernel * kKernel;
        const bool known = depthwise && all("kernel_size", kKernel) && all("dilation", 1) &&
                           (all("stride", 1) || all("stride", 2));
        if (!known) return cv::dnn::ConvolutionLayer::create(parameters);
        // Uneven pads are a layer of their own before this one, which then has none.
        std::vector<int> pads(4, 0);
        if (parameters.has("pad")) {
            const auto& said = parameters.get("pad");
            for (int i = 0; i < 4; ++i)
                pads[static_cast<size_t>(i)] = said.get<int>(said.size() == 4 ? i : i % 2 % said.size());
        }
        return cv::makePtr<DepthwiseLayer>(parameters, all("stride", 2) ? 2 : 1, pads);
    }

    bool getMemoryShapes(const std::vector<cv::dnn::MatShape>& inputs, int,
                         std::vector<cv::dnn::MatShape>& outputs,
                         std::vector<cv::dnn::MatShape>&) const override {
        cv::dnn::MatShape shape = inputs.at(0);
        shape.at(2) = (shape[2] + top_ + bottom_ - kKernel) / stride_ + 1;
        shape.at(3) = (shape[3] + left_ + right_ - kKernel) / stride_ + 1;
        outputs.assign(1, shape);
        return false;
    }

    bool setActivation(const cv::Ptr<cv::dnn::ActivationLayer>& layer) override {
        clip_ = {};  // what was fused before is taken apart by a null layer
        const auto clip = layer.dynamicCast<cv::dnn::ReLU6Layer>();
        if (!clip) return false;
        clip_ = {clip->minValue, clip->maxValue};
        return true;
    }

    void forward(cv::InputArrayOfArrays inputArray, cv::OutputArrayOfArrays outputArray,
                 cv::OutputArrayOfArrays) override {
        std::vector<cv::Mat> inputs;
        std::vector<cv::Mat> outputs;
        inputArray.getMatVector(inputs);
        outputArray.getMatVector(outputs);
        const cv::Mat& in = inputs.at(0);
        cv::Mat& out = outputs.at(0);
        const int channels = in.size[1];
        CV_Assert(in.dims == 4 && in.type() == CV_32F && in.isContinuous() && out.isContinuous());
        CV_Assert(blobs[1].total() == static_cast<size_t>(channels));
        cv::parallel_for_({0, in.size[0] * channels}, [&](const cv::Range& range) {
            std::vector<float> padded;
            for (int i = range.start; i < range.end; ++i)
                channel(in.ptr<float>() + i * in.size[2] * in.size[3], in.size[2], in.size[3], i % channels,
                        out.ptr<float>() + i * out.size[2] * out.size[3], out.size[2], out.size[3], padded);
        });
    }

private:
    void channel(const float* in, int rows, int columns, int number, float* out, int outRows, int outColumns,
                 std::vector<float>& padded) const {
        static const Convolve kConvolve = fastest();
        const int wide = (outColumns + kLanes - 1) / kLanes * kLanes + kKernel;
        const Plane plane{nullptr, std::max(rows + top_ + bottom_, (outRows - 1) * stride_ + kKernel), wide};
        padded.assign(static_cast<size_t>(stride_) * plane.rows * plane.pitch, 0.0F);
        for (int y = 0; y < rows; ++y) {
            float* row = padded.data() + (y + top_) * plane.pitch;
            if (stride_ == 1) {
                std::copy_n(in + y * columns, columns, row + left_);
                continue;
            }
            for (int p = 0; p < 2; ++p, row += plane.rows * plane.pitch) {
                for (int x = (p + left_) % 2; x < columns; x += 2)
                    row[(x + left_) / 2] = in[y * columns + x];
            }
        }
        kConvolve({padded.data(), plane.rows, plane.pitch}, stride_, outRows, outColumns,
                  blobs[0].ptr<float>() + number * kKernel * kKernel, blobs[1].ptr<float>()[number], clip_,
                  out);
    }

    int stride_, top_, left_, bottom_, right_;
    Clip clip_;
};

}  // namespace

void useOwnDepthwiseLayer() {
    static std::once_flag once;
    std::call_once(once, [] { cv::dnn::LayerFactory::registerLayer("Convolution", DepthwiseLayer::create); });
}

}  // namespace engine
