// The features are those that torch computes of the same weights, from any number of threads; the converted
// file is made once and again when it or the weights changed.
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fstream>
#include <iterator>
#include <opencv2/core.hpp>
#include <thread>

#include "engine/vision/backbone.h"
#include "engine/vision/torch_file.h"

using namespace engine;
namespace fs = std::filesystem;

namespace {

const fs::path kFixtures = CONCLAVE_SOURCE_DIR "/tests/fixtures/backbone";
constexpr int kSize = 64;

std::string contentOf(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Image expectedPicture(const TorchFile& expected, int depth = CV_8U) {
    const auto values = expected.find("picture")->floats();
    Image image{cv::Mat(kSize, kSize, CV_MAKETYPE(depth, 3))};
    for (int i = 0; i < kSize * kSize; ++i) {
        for (int c = 0; c < 3; ++c) {
            const float value = values[static_cast<size_t>(3 * i + 2 - c)];  // torch has red first
            if (depth == CV_16U)
                image.pixels.ptr<uint16_t>()[3 * i + c] = static_cast<uint16_t>(value * 257);
            else
                image.pixels.ptr<uint8_t>()[3 * i + c] = static_cast<uint8_t>(value);
        }
    }
    return image;
}

}  // namespace

class BackboneTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path weights_;
    std::shared_ptr<const Backbone> backbone_;
    Result<TorchFile> expected_ = TorchFile::open(kFixtures / "expected.pth");

    // The largest difference to torch, over what torch has as the largest value of the layer.
    double difference(const Features& features) const {
        const char* const names[] = {"b4", "b7", "b10", "b14"};
        double worst = 0;
        for (size_t i = 0; i < features.size(); ++i) {
            const auto* wanted = expected_->find(names[i]);
            const FeatureMap& map = features[i];
            if (wanted->shape != std::vector<int64_t>({map.channels, map.rows, map.columns})) return INFINITY;
            const auto values = wanted->floats();
            float largest = 0;
            for (const float value : values)
                largest = std::max(largest, std::abs(value));
            for (size_t j = 0; j < values.size(); ++j)
                worst = std::max<double>(worst, std::abs(values[j] - map.values[j]) / largest);
        }
        return worst;
    }

private slots:
    void initTestCase() {
        QVERIFY2(expected_.ok(), expected_ ? "" : expected_.error().text().c_str());
        weights_ = folder_.filePath("weights.pth").toStdString();
        fs::copy_file(kFixtures / "weights.pth", weights_);
        const auto onnx = prepareBackbone(weights_);
        QVERIFY2(onnx.ok(), onnx ? "" : onnx.error().text().c_str());
        QCOMPARE(onnx->filename().string(), std::string("weights.onnx"));
        const auto loaded = Backbone::load(*onnx);
        QVERIFY2(loaded.ok(), loaded ? "" : loaded.error().detail.c_str());
        backbone_ = *loaded;
        QCOMPARE(backbone_->hash().size(), size_t{64});
    }

    // Sums of some hundred products in another order, fifteen blocks deep: float32 leaves 1e-6 of the
    // largest.
    void featuresAreThoseOfTorch() {
        for (const int depth : {CV_8U, CV_16U}) {
            const auto features = backbone_->features(expectedPicture(*expected_, depth), kSize);
            QVERIFY2(features.ok(), features ? "" : features.error().detail.c_str());
            QVERIFY2(difference(*features) < 2e-5, qPrintable(QString::number(difference(*features))));
        }
    }

    void anySizeOfPictureAndInput() {
        const auto square = backbone_->features(expectedPicture(*expected_), 2 * kSize);
        QVERIFY(square.ok());
        QCOMPARE(square->at(kB4).rows, 16);
        QCOMPARE(square->at(kB7).columns, 8);
        QCOMPARE(square->at(kB10).columns, 8);
        QCOMPARE(square->at(kB14).rows, 4);
        Image wide{cv::Mat(10, 1000, CV_8UC3, cv::Scalar(1, 2, 3))};
        QCOMPARE(backbone_->features(wide, 32)->at(kB14).rows, 1);
        // And back: a network keeps nothing of the last picture.
        QVERIFY(difference(*backbone_->features(expectedPicture(*expected_), kSize)) < 2e-5);
        for (const int wrong : {0, -32, 33, 4096})
            QVERIFY(backbone_->features(wide, wrong).error().text().find("multiple of 32") !=
                    std::string::npos);
        QVERIFY(!backbone_->features({}, 32).ok());
    }

    void manyThreads() {
        std::array<double, 4> differences{};
        {
            std::vector<std::jthread> threads;
            for (double& worst : differences) {
                threads.emplace_back([&] {
                    for (int i = 0; i < 5; ++i) {
                        const auto features = backbone_->features(expectedPicture(*expected_), kSize);
                        worst = std::max(worst, features ? difference(*features) : INFINITY);
                    }
                });
            }
        }
        for (const double worst : differences)
            QVERIFY(worst < 2e-5);
    }

    void convertsOnceAndAgainAfterAChange() {
        const auto onnx = *prepareBackbone(weights_);
        const std::string good = contentOf(onnx);
        const auto made = fs::last_write_time(onnx);
        QVERIFY(prepareBackbone(weights_).ok());
        QVERIFY(fs::last_write_time(onnx) == made);

        std::string damaged = good;
        damaged[damaged.size() / 2] ^= 1;
        std::ofstream(onnx, std::ios::binary) << damaged;
        QVERIFY(prepareBackbone(weights_).ok());
        QVERIFY(contentOf(onnx) == good);

        // Other weights under the same name: the bias of b14's last norm.
        std::string other = contentOf(weights_);
        const auto bias = TorchFile::open(weights_)->find("_blocks.14._bn2.bias")->floats();
        const size_t at =
            other.find(std::string(reinterpret_cast<const char*>(bias.data()), 4 * bias.size()));
        QVERIFY(at != std::string::npos);
        other[at] ^= 1;
        std::ofstream(weights_, std::ios::binary) << other;
        QVERIFY(prepareBackbone(weights_).ok());
        QVERIFY(contentOf(onnx) != good);
    }

    void refused() {
        const fs::path path = folder_.filePath("other.pth").toStdString();
        QCOMPARE(prepareBackbone(path).error().kind, ErrorKind::kNotFound);
        fs::copy_file(kFixtures / "expected.pth", path);
        QVERIFY(prepareBackbone(path).error().text().find("lacks the tensor “_conv_stem.weight”") !=
                std::string::npos);
        QVERIFY(!fs::exists(folder_.filePath("other.onnx").toStdString()));
        const auto loaded = Backbone::load(path);
        QVERIFY(!loaded.ok());
        QVERIFY(loaded.error().text().find("“other.pth” cannot be used") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(BackboneTest)
#include "backbone_test.moc"
