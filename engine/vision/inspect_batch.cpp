#include "engine/vision/inspect_batch.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <thread>
#include <vector>

#include "engine/base/atomic_file.h"
#include "engine/base/check.h"
#include "engine/base/machine.h"
#include "engine/vision/findings_text.h"
#include "engine/vision/image_reader.h"

namespace engine {

namespace fs = std::filesystem;

namespace {

constexpr size_t kWaiting = 32;
constexpr float kLowestScore = -3, kHighestScore = 5;

Result<Inspection> inspectOne(const Backbone& backbone, const InspectionProject* project,
                              const InspectionPrompt& prompt, const fs::path& picture) {
    const auto begin = std::chrono::steady_clock::now();
    auto image = readImage(picture);
    if (!image) return image.error();
    auto found =
        project != nullptr ? project->inspect(*image, prompt) : previewUnusualAreas(backbone, *image);
    if (!found) return found.error();
    found->file = picture.string();
    found->text = sentenceOf(*found, prompt);
    found->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return found;
}

// Results that came early wait here for those before them.
struct Desk {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::map<size_t, Result<Inspection>> ready;
    size_t next = 0;  // to be handed over
    std::atomic<size_t> taken{0};
};

}  // namespace

Result<Inspection> inspectPicture(const Backbone& backbone, const InspectionProject* project,
                                  const InspectionPrompt& prompt, const fs::path& picture) {
    try {
        return inspectOne(backbone, project, prompt, picture);
    } catch (const std::bad_alloc&) {
        return Error{.kind = ErrorKind::kDoesNotFit,
                     .what = "There is not enough memory for “{0}”.",
                     .remedy = "Close other programs or make the picture smaller.",
                     .args = {picture.string()}};
    } catch (const std::exception& defect) {
        return Error{.kind = ErrorKind::kInternal,
                     .what = "“{0}” could not be inspected.",
                     .remedy = "Report the line of the log.",
                     .args = {picture.string()},
                     .detail = defect.what()};
    }
}

bool inspectBatch(const Backbone& backbone, const InspectionProject* project, const InspectionPrompt& prompt,
                  std::span<const fs::path> pictures, const InspectedPicture& onResult,
                  std::stop_token stop) {
    Desk desk;
    const auto work = [&](const std::stop_token& ending) {
        for (size_t i = desk.taken++; i < pictures.size(); i = desk.taken++) {
            {
                std::unique_lock lock(desk.mutex);
                if (!desk.changed.wait(lock, ending, [&] { return i < desk.next + kWaiting; })) return;
            }
            if (ending.stop_requested()) return;
            auto found = inspectPicture(backbone, project, prompt, pictures[i]);
            const std::scoped_lock lock(desk.mutex);
            desk.ready.emplace(i, std::move(found));
            desk.changed.notify_all();
        }
    };
    const size_t threads = std::min(pictures.size(), static_cast<size_t>(std::max(1, readMachine().cores)));
    std::vector<std::jthread> workers;
    workers.reserve(threads);
    for (size_t i = 0; i < threads; ++i)
        workers.emplace_back(work);
    std::stop_callback forward(stop, [&] {
        for (std::jthread& worker : workers)
            worker.request_stop();
    });
    for (size_t i = 0; i < pictures.size(); ++i) {
        std::unique_lock lock(desk.mutex);
        if (!desk.changed.wait(lock, stop, [&] { return desk.ready.contains(i); })) return false;
        auto found = desk.ready.extract(i);
        desk.next = i + 1;
        desk.changed.notify_all();
        lock.unlock();
        onResult(i, found.mapped());
        if (stop.stop_requested()) return i + 1 == pictures.size();
    }
    return true;
}

Status writeHeatMap(const Inspection& inspection, const fs::path& png) {
    const HeatMap& map = inspection.heatMap;
    CONCLAVE_CHECK(map.values.size() == static_cast<size_t>(map.rows) * static_cast<size_t>(map.columns));
    std::vector<uchar> bytes;
    try {
        const cv::Mat cells(map.rows, map.columns, CV_32F, const_cast<float*>(map.values.data()));
        cv::Mat scores, grey;
        cv::resize(cells, scores, {inspection.width, inspection.height}, 0, 0, cv::INTER_LINEAR);
        const double step = 65535.0 / (kHighestScore - kLowestScore);
        scores.convertTo(grey, CV_16U, step, -kLowestScore * step);
        cv::imencode(".png", grey, bytes);
    } catch (const cv::Exception& problem) {
        return Error{.kind = ErrorKind::kInternal,
                     .what = "The heat map “{0}” could not be made.",
                     .args = {png.string()},
                     .detail = problem.what()};
    }
    return writeFileAtomically(png,
                               std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace engine
