#include "engine/vision/backbone.h"

#include <exception>
#include <fstream>
#include <iterator>
#include <mutex>
#include <opencv2/core/utility.hpp>
#include <opencv2/dnn/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/base/atomic_file.h"
#include "engine/base/file_map.h"
#include "engine/base/sha256.h"
#include "engine/vision/depthwise_layer.h"
#include "engine/vision/efficientnet_lite.h"
#include "engine/vision/torch_file.h"

namespace engine {
namespace {

constexpr int kStep = 32;           // pixels of the input for one place of b14
constexpr int kLargestSize = 2048;  // 400 MB of features

const std::vector<std::string>& outputNames() {
    static const std::vector<std::string> names = {"b4", "b7", "b10", "b14"};
    return names;
}

Error unusable(const std::filesystem::path& file, const std::string& detail) {
    return {.kind = ErrorKind::kBadInput,
            .what = "The image network “{0}” cannot be used.",
            .remedy = "Delete the file; it is made again from the fetched weights.",
            .args = {file.filename().string()},
            .detail = detail};
}

// Networks are not safe to share: one that nobody uses is lent, or one more is made.
class OnnxBackbone final : public Backbone {
public:
    OnnxBackbone(std::vector<uchar> onnx, std::string hash, std::filesystem::path file)
        : onnx_(std::move(onnx)), hash_(std::move(hash)), file_(std::move(file)) {}

    Result<Features> features(const Image& image, int size) const override {
        if (size < kStep || size > kLargestSize || size % kStep != 0) {
            return Error{.kind = ErrorKind::kBadInput,
                         .what = "Pictures cannot be seen at {0} × {0} pixels.",
                         .remedy = "Choose a multiple of 32, up to 2048.",
                         .args = {std::to_string(size)}};
        }
        try {
            return forward(inputOf(image, size));
        } catch (const std::exception& problem) {  // OpenCV's own and those of a full memory
            return unusable(file_, problem.what());
        }
    }

    const std::string& hash() const override { return hash_; }

private:
    using Network = std::unique_ptr<cv::dnn::Net>;

    static cv::Mat inputOf(const Image& image, int size) {
        const bool shrinks = image.width() > size || image.height() > size;
        cv::Mat square;
        cv::resize(image.pixels, square, {size, size}, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
        cv::Mat values;
        square.convertTo(values, CV_32F, square.depth() == CV_16U ? 1.0 / 257 : 1.0);
        return cv::dnn::blobFromImage(values, 1.0 / 128, {}, cv::Scalar::all(127), true);
    }

    Features forward(const cv::Mat& input) const {
        Network network = lend();
        network->setInput(input);
        std::vector<cv::Mat> maps;
        network->forward(maps, outputNames());
        Features features;
        for (size_t i = 0; i < features.size(); ++i) {
            const cv::Mat& map = maps.at(i);
            CV_Assert(map.dims == 4 && map.type() == CV_32F && map.isContinuous());
            features[i] = {.channels = map.size[1], .rows = map.size[2], .columns = map.size[3]};
            features[i].values.assign(map.ptr<float>(), map.ptr<float>() + map.total());
        }
        giveBack(std::move(network));
        return features;
    }

    Network lend() const {
        {
            const std::scoped_lock lock(mutex_);
            if (!idle_.empty()) {
                Network network = std::move(idle_.back());
                idle_.pop_back();
                return network;
            }
        }
        auto network = std::make_unique<cv::dnn::Net>(cv::dnn::readNetFromONNX(onnx_));
        network->setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        network->setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        return network;
    }

    void giveBack(Network network) const {
        const std::scoped_lock lock(mutex_);
        idle_.push_back(std::move(network));
    }

    std::vector<uchar> onnx_;
    std::string hash_;
    std::filesystem::path file_;
    mutable std::mutex mutex_;
    mutable std::vector<Network> idle_;
};

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Result<std::shared_ptr<const Backbone>> Backbone::load(const std::filesystem::path& onnx) {
    useOwnDepthwiseLayer();
    // Two pictures on two cores are a fifth faster than one after the other on both.
    cv::setNumThreads(1);
    const auto map = FileMap::open(onnx);
    if (!map) return map.error();
    const auto bytes = map->bytes();
    const auto* begin = reinterpret_cast<const uchar*>(bytes.data());
    std::string hash = sha256Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    const auto backbone = std::make_shared<OnnxBackbone>(std::vector<uchar>(begin, begin + bytes.size()),
                                                         std::move(hash), onnx);
    // A look at the smallest picture shows whether it is a network that gives what is wanted.
    const auto tried = backbone->features({cv::Mat::zeros(kStep, kStep, CV_8UC3)}, kStep);
    if (!tried) return tried.error();
    return std::shared_ptr<const Backbone>(backbone);
}

Result<std::filesystem::path> prepareBackbone(const std::filesystem::path& weights) {
    auto onnx = weights;
    onnx.replace_extension(".onnx");
    auto sums = onnx;
    sums += ".sha256";
    const auto weightsHash = sha256OfFile(weights);
    if (!weightsHash) return weightsHash.error();
    // As sha256sum writes and checks it: both files by their hash, so that neither changes unnoticed.
    const auto sumsOf = [&](const std::string& onnxHash) {
        return *weightsHash + "  " + weights.filename().string() + "\n" + onnxHash + "  " +
               onnx.filename().string() + "\n";
    };
    if (const auto onnxHash = sha256OfFile(onnx); onnxHash && contentOf(sums) == sumsOf(*onnxHash))
        return onnx;

    const auto file = TorchFile::open(weights);
    if (!file) return file.error();
    const auto made = efficientNetLiteToOnnx(*file, weights.filename().string());
    if (!made) return made.error();
    if (const auto written = writeFileAtomically(onnx, *made); !written) return written.error();
    if (const auto written = writeFileAtomically(sums, sumsOf(sha256Hex(*made))); !written)
        return written.error();
    return onnx;
}

}  // namespace engine
