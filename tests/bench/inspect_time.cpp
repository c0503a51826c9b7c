// Where the time of an inspection goes, stage by stage on one thread, beside what the machine's limits allow:
//
//   inspect_time BACKBONE.onnx PROJECT PICTURES-FOLDER
//
// The network is held against the most multiply-adds of floats that the processor can do, the distances
// against reading the project's Gaussians once from memory.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <opencv2/dnn.hpp>
#include <vector>

#include "engine/base/bandwidth.h"
#include "engine/vision/image_reader.h"
#include "engine/vision/inspection_project.h"
#include "engine/vision/picture_features.h"
#include "kernels/backend.h"

using namespace engine;
namespace fs = std::filesystem;

namespace {

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Multiply-adds of all convolutions; OpenCV's own count takes depthwise ones for full ones.
double productsOf(cv::dnn::Net net) {
    const std::vector<int> input = {1, 3, kDetectorInput, kDetectorInput};
    double products = 0;
    for (const std::string& name : net.getLayerNames()) {
        const int id = net.getLayerId(name);
        const std::vector<cv::Mat>& weights = net.getLayer(id)->blobs;
        if (weights.empty() || weights[0].dims != 4) continue;
        std::vector<std::vector<int>> from, to;
        net.getLayerShapes(input, id, from, to);
        products += static_cast<double>(weights[0].total()) * to[0][2] * to[0][3];
    }
    return products;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fprintf(stderr, "usage: inspect_time BACKBONE.onnx PROJECT PICTURES-FOLDER\n");
        return 2;
    }
    const auto backbone = Backbone::load(argv[1]);
    if (!backbone) return 1;
    const auto project = InspectionProject::load(*backbone, argv[2]);
    const auto prompt = parseInspectionPrompt("find scratches and pores", {});
    if (!project || !prompt) return 1;

    double read = 0, network = 0, measures = 0, inspect = 0;
    int count = 0;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(argv[3], none)) {
        const double begin = now();
        const auto image = readImage(entry.path());
        if (!image) continue;
        const double decoded = now();
        const auto features = (*backbone)->features(*image, kDetectorInput);
        const double seen = now();
        if (!features) return 1;
        pictureFeatures(*features, *image);
        const double measured = now();
        if (!project->inspect(*image, *prompt)) return 1;
        const double inspected = now();
        if (count++ == 0) continue;  // the first one also makes the thread's network
        read += decoded - begin;
        network += seen - decoded;
        measures += measured - seen;
        inspect += inspected - measured;
    }
    if (count < 2) return 1;
    const double each = 1e3 / (count - 1);
    std::printf("%d pictures, one thread, milliseconds each\n", count - 1);
    std::printf("  read and decode        %6.2f\n", read * each);
    std::printf("  network                %6.2f\n", network * each);
    std::printf("  cells and grey values  %6.2f\n", measures * each);
    std::printf("  distances and regions  %6.2f\n", (inspect - network - measures) * each);

    const double products = productsOf(cv::dnn::readNetFromONNX(argv[1])) / 1e9;
    const double peak = measureProducts(kernels::cpuBackend(kernels::CpuPath::kAuto)->peakFloats, 1);
    const double gigabytes = static_cast<double>(fs::file_size(argv[2])) / 1e9;
    const double memory = measureMemoryBandwidth(1);
    std::printf(
        "limits: the network's %.3f thousand million products at %.1f a second take %.2f; the project's "
        "%.3f GB at %.1f GB/s take %.2f\n",
        products, peak, products / peak * 1e3, gigabytes, memory, gigabytes / memory * 1e3);
    return 0;
}
