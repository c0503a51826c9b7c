#include "ui/bridge/inspect_calls.h"

#include <opencv2/imgproc.hpp>

#include "engine/vision/image_list.h"
#include "engine/vision/image_reader.h"
#include "engine/vision/inspect_batch.h"
#include "engine/vision/kind_guess.h"

namespace ui::bridge {

namespace {

// Blue first and 8 or 16 bits a channel, as the engine has it, into what the screen shows.
QImage toImage(const engine::Image& image, int longest) {
    cv::Mat pixels = image.pixels;
    const int side = std::max(pixels.cols, pixels.rows);
    if (longest > 0 && side > longest) {
        const double scale = static_cast<double>(longest) / side;
        cv::Mat smaller;
        cv::resize(
            pixels, smaller,
            cv::Size(std::max(1, cvRound(pixels.cols * scale)), std::max(1, cvRound(pixels.rows * scale))), 0,
            0, cv::INTER_AREA);
        pixels = smaller;
    }
    if (pixels.depth() == CV_16U) {
        cv::Mat bytes;
        pixels.convertTo(bytes, CV_8U, 1.0 / 257);
        pixels = bytes;
    }
    return QImage(pixels.data, pixels.cols, pixels.rows, static_cast<qsizetype>(pixels.step[0]),
                  QImage::Format_BGR888)
        .convertToFormat(QImage::Format_RGB32);
}

OpenInspector open(SharedBackbone backbone, engine::InspectionProject fitted) {
    auto project = std::make_shared<engine::InspectionProject>(std::move(fitted));
    OpenInspector inspector;
    inspector.report = project->report();
    inspector.kinds = project->kinds();
    inspector.inspect = [project, backbone](const std::filesystem::path& picture,
                                            const engine::InspectionPrompt& prompt) {
        return engine::inspectPicture(*backbone, project.get(), prompt, picture);
    };
    inspector.setThreshold = [project](double threshold) { project->setThreshold(threshold); };
    inspector.save = [project](const std::filesystem::path& file) { return project->save(file); };
    return inspector;
}

}  // namespace

InspectCalls realInspectCalls() {
    InspectCalls calls;
    calls.listPictures = [](const std::filesystem::path& folder,
                            std::stop_token stop) -> engine::Result<std::vector<std::filesystem::path>> {
        auto list = engine::listImages(folder, stop);
        if (!list) return list.error();
        return std::move(list->files);
    };
    calls.picture = [](const std::filesystem::path& picture, int longest) -> engine::Result<QImage> {
        auto image = engine::readImage(picture);
        if (!image) return image.error();
        return toImage(*image, longest);
    };
    calls.weights = engine::presentModel;
    calls.openBackbone = [](const std::filesystem::path& weights) -> engine::Result<SharedBackbone> {
        auto onnx = engine::prepareBackbone(weights);
        if (!onnx) return onnx.error();
        return engine::Backbone::load(*onnx);
    };
    calls.fit = [](SharedBackbone backbone, const engine::FitOptions& options,
                   const std::function<void(const engine::FitProgress&)>& progress,
                   std::stop_token stop) -> engine::Result<OpenInspector> {
        auto fitted = engine::InspectionProject::fit(backbone, options, progress, stop);
        if (!fitted) return fitted.error();
        return open(std::move(backbone), std::move(*fitted));
    };
    calls.load = [](SharedBackbone backbone,
                    const std::filesystem::path& file) -> engine::Result<OpenInspector> {
        auto loaded = engine::InspectionProject::load(backbone, file);
        if (!loaded) return loaded.error();
        return open(std::move(backbone), std::move(*loaded));
    };
    calls.preview = [](SharedBackbone backbone, const std::filesystem::path& picture,
                       const engine::InspectionPrompt& prompt) {
        return engine::inspectPicture(*backbone, nullptr, prompt, picture);
    };
    calls.kinds = []() -> const std::vector<engine::DefectKind>& { return engine::builtInKinds(); };
    calls.parsePrompt = engine::parseInspectionPrompt;
    calls.guess = engine::guessWithModel;
    calls.sentence = engine::sentenceOf;
    calls.report = engine::reportOf;
    calls.writeSentences = engine::writeSentences;
    calls.writeReport = engine::writeReport;
    return calls;
}

}  // namespace ui::bridge
