// The 5 × 5 layer computes what the definition says, for sides that fill no vector, both strides, uneven pads
// and a clip; everything else is left to OpenCV.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/dnn/all_layers.hpp>
#include <opencv2/dnn/dnn.hpp>

#include "engine/vision/depthwise_layer.h"
#include "engine/vision/onnx_file.h"

using namespace engine;

namespace {

constexpr int kChannels = 3;  // as the input of OnnxFile

struct Layer {
    int stride = 1, before = 2, after = 2;
    bool clipped = false;
};

float wantedAt(const cv::Mat& input, const std::vector<float>& weights, const std::vector<float>& bias,
               const Layer& layer, int channel, int row, int column) {
    double sum = bias[static_cast<size_t>(channel)];
    for (int y = 0; y < 5; ++y) {
        for (int x = 0; x < 5; ++x) {
            const int fromY = row * layer.stride + y - layer.before;
            const int fromX = column * layer.stride + x - layer.before;
            if (fromY < 0 || fromX < 0 || fromY >= input.size[2] || fromX >= input.size[3]) continue;
            sum += weights[static_cast<size_t>(channel * 25 + y * 5 + x)] *
                   input.ptr<float>(0, channel)[fromY * input.size[3] + fromX];
        }
    }
    return static_cast<float>(layer.clipped ? std::clamp(sum, 0.0, 6.0) : sum);
}

}  // namespace

class DepthwiseLayerTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        useOwnDepthwiseLayer();
        useOwnDepthwiseLayer();
    }

    void asDefined_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        for (const auto& [rows, columns] : {std::pair(1, 1), {2, 3}, {4, 8}, {10, 10}, {7, 17}, {20, 40}})
            QTest::addRow("%d x %d", rows, columns) << rows << columns;
    }
    void asDefined() {
        QFETCH(int, rows);
        QFETCH(int, columns);
        cv::Mat input(std::vector<int>{1, kChannels, rows, columns}, CV_32F);
        cv::theRNG().state = 3;
        cv::randu(input, -1, 1);
        std::vector<float> weights(kChannels * 25);
        std::vector<float> bias(kChannels);
        cv::randu(weights, -1, 1);
        cv::randu(bias, -1, 1);
        for (const Layer& layer :
             {Layer{}, Layer{.clipped = true}, Layer{.stride = 2, .before = 1, .after = 2},
              Layer{.stride = 2, .clipped = true}}) {
            OnnxFile file("x");
            file.convolution("x", "y",
                             {.outputs = kChannels,
                              .inputs = 1,
                              .kernel = 5,
                              .stride = layer.stride,
                              .groups = kChannels,
                              .padBefore = layer.before,
                              .padAfter = layer.after,
                              .weights = weights,
                              .bias = bias});
            if (layer.clipped) file.clip("y", "z", 0, 6);
            const char* name = layer.clipped ? "z" : "y";
            file.output(name);
            const std::string onnx = file.bytes("test");
            auto network = cv::dnn::readNetFromONNX(onnx.data(), onnx.size());
            QVERIFY(!network.getLayer(network.getLayerId("onnx_node!y"))
                         .dynamicCast<cv::dnn::ConvolutionLayer>());
            network.setInput(input);
            const cv::Mat output = network.forward(name);
            const int outRows = (rows + layer.before + layer.after - 5) / layer.stride + 1;
            const int outColumns = (columns + layer.before + layer.after - 5) / layer.stride + 1;
            QVERIFY(output.size[2] == outRows && output.size[3] == outColumns);
            double worst = 0;
            for (int c = 0; c < kChannels; ++c) {
                for (int i = 0; i < outRows * outColumns; ++i) {
                    const float wanted =
                        wantedAt(input, weights, bias, layer, c, i / outColumns, i % outColumns);
                    worst = std::max<double>(worst, std::abs(output.ptr<float>(0, c)[i] - wanted));
                }
            }
            QVERIFY2(worst < 5e-6, qPrintable(QString::number(worst)));  // 25 sums of float32 below 25
        }
    }

    void othersAreLeftToOpenCv() {
        const std::vector<float> weights(27, 1);
        const std::vector<float> bias(3, 0);
        OnnxFile file("x");
        file.convolution("x", "y",
                         {.outputs = 3,
                          .inputs = 1,
                          .kernel = 3,
                          .groups = 3,
                          .padBefore = 1,
                          .padAfter = 1,
                          .weights = weights,
                          .bias = bias});
        file.output("y");
        const std::string onnx = file.bytes("test");
        auto network = cv::dnn::readNetFromONNX(onnx.data(), onnx.size());
        QVERIFY(network.getLayer(network.getLayerId("onnx_node!y")).dynamicCast<cv::dnn::ConvolutionLayer>());
    }
};

QTEST_GUILESS_MAIN(DepthwiseLayerTest)
#include "depthwise_layer_test.moc"
