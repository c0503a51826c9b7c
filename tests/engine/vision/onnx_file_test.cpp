// A file of ours is what OpenCV, which reads ONNX by its own code, computes with: every operation against
// numbers by hand.
#include <QTest>
#include <opencv2/dnn/dnn.hpp>

#include "engine/vision/onnx_file.h"

using namespace engine;

namespace {

std::vector<float> run(const std::string& onnx, const cv::Mat& input, const std::string& output) {
    auto network = cv::dnn::readNetFromONNX(onnx.data(), onnx.size());
    network.setInput(input);
    const cv::Mat result = network.forward(output);
    return {result.ptr<float>(), result.ptr<float>() + result.total()};
}

// [1, 3, side, side], counting from 0.
cv::Mat counting(int side) {
    cv::Mat input(std::vector<int>{1, 3, side, side}, CV_32F);
    for (size_t i = 0; i < input.total(); ++i)
        input.ptr<float>()[i] = static_cast<float>(i);
    return input;
}

}  // namespace

class OnnxFileTest : public QObject {
    Q_OBJECT

private slots:
    void convolutionOverChannels() {
        const std::vector<float> weights = {1, 2, 3, 0, -1, 0};
        const std::vector<float> bias = {0.5, 100};
        OnnxFile file("x");
        file.convolution("x", "y", {.outputs = 2, .inputs = 3, .weights = weights, .bias = bias});
        file.output("y");
        const auto values = run(file.bytes("test"), counting(2), "y");
        QCOMPARE(values.size(), size_t{8});
        QCOMPARE(values[0], 0 + 2 * 4 + 3 * 8 + 0.5F);
        QCOMPARE(values[3], 3 + 2 * 7 + 3 * 11 + 0.5F);
        QCOMPARE(values[5], 100 - 5.0F);
    }

    void strideAndPadsPerChannel() {
        // Each channel keeps one corner of its window; stride 2 with a pad only behind.
        std::vector<float> weights(27, 0);
        weights[0] = 1;        // channel 0: above left
        weights[9 + 8] = 1;    // channel 1: below right
        weights[18 + 4] = 10;  // channel 2: the middle
        const std::vector<float> bias(3, 0);
        OnnxFile file("x");
        file.convolution("x", "y",
                         {.outputs = 3,
                          .inputs = 1,
                          .kernel = 3,
                          .stride = 2,
                          .groups = 3,
                          .padAfter = 1,
                          .weights = weights,
                          .bias = bias});
        file.output("y");
        const auto values = run(file.bytes("test"), counting(4), "y");
        QVERIFY(values == std::vector<float>({0, 2, 8, 10, 26, 0, 0, 0, 370, 390, 450, 470}));
    }

    void clipAndAdd() {
        OnnxFile file("x");
        file.clip("x", "low", 2, 6);
        file.add("low", "x", "y");
        file.output("low");
        file.output("y");
        const auto bytes = file.bytes("test");
        const auto low = run(bytes, counting(2), "low");
        QVERIFY(low == std::vector<float>({2, 2, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6}));
        const auto sum = run(bytes, counting(2), "y");
        QCOMPARE(sum[0], 2.0F);
        QCOMPARE(sum[11], 17.0F);
    }
};

QTEST_GUILESS_MAIN(OnnxFileTest)
#include "onnx_file_test.moc"
