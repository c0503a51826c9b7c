#include "ui/bridge/inspect_fit.h"

#include <mutex>

#include "ui/bridge/engine_text.h"
#include "ui/bridge/readable.h"

namespace ui::bridge {

namespace {
constexpr int kScreenPaceMs = 100;
}

// Written by the worker, read at the screen's pace.
struct InspectFit::Feed {
    std::mutex mutex;
    engine::FitProgress progress;
};

InspectFit::InspectFit(std::shared_ptr<const InspectCalls> calls, QObject* parent)
    : QObject(parent), calls_(std::move(calls)) {
    timer_.setInterval(kScreenPaceMs);
    connect(&timer_, &QTimer::timeout, this, &InspectFit::poll);
}

InspectFit::~InspectFit() {
    stop_.request_stop();
}

void InspectFit::start(SharedBackbone backbone, const engine::FitOptions& options, const QString& name) {
    if (running_) return;
    running_ = true;
    stop_ = std::stop_source();
    feed_ = std::make_shared<Feed>();
    stageName_.clear();
    stage_ = tr("Looking at the good pictures");
    fraction_ = secondsLeft_ = -1;
    timer_.start();
    emit progressed();
    worker_.run(
        this,
        [calls = calls_, backbone = std::move(backbone), options, feed = feed_,
         own = stop_](std::stop_token ending) mutable {
            std::stop_callback forward(ending, [&own] { own.request_stop(); });
            return calls->fit(
                backbone, options,
                [feed](const engine::FitProgress& progress) {
                    std::lock_guard lock(feed->mutex);
                    feed->progress = progress;
                },
                own.get_token());
        },
        [this, name, asked = options.falseAlarmRate,
         taught = static_cast<int>(options.taught.size())](engine::Result<OpenInspector> result) {
            running_ = false;
            timer_.stop();
            feed_.reset();
            if (result) {
                emit fitted({std::make_shared<OpenInspector>(std::move(*result)), name, asked, taught});
            } else if (const ErrorText error = toErrorText(result.error()); !error.cancelled) {
                emit failed(error);
            }
            emit ended();
        });
}

void InspectFit::cancel() {
    if (running_) stop_.request_stop();
}

void InspectFit::poll() {
    if (!feed_) return;
    engine::FitProgress progress;
    {
        std::lock_guard lock(feed_->mutex);
        progress = feed_->progress;
    }
    if (progress.stage.empty()) return;
    if (progress.stage != stageName_) {
        stageName_ = progress.stage;
        stageClock_.start();
    }
    const auto done = readableCount(progress.done), total = readableCount(progress.total);
    stage_ = progress.stage == "reading"    ? tr("Reading picture %1 of %2").arg(done, total)
             : progress.stage == "checking" ? tr("Checking on held-back pictures, %1 of %2").arg(done, total)
                                            : tr("Learning what is good");
    fraction_ =
        progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : -1;
    const double elapsed = static_cast<double>(stageClock_.elapsed()) / 1000;
    secondsLeft_ = progress.done > 0 && elapsed > 0.5
                       ? elapsed / static_cast<double>(progress.done) *
                             static_cast<double>(progress.total - progress.done)
                       : -1;
    emit progressed();
}

void InspectFit::load(SharedBackbone backbone, const QString& file, QObject* asker,
                      std::function<void(engine::Result<Fitted>)> then) {
    worker_.run(
        asker,
        [calls = calls_, backbone = std::move(backbone),
         file](std::stop_token) -> engine::Result<std::shared_ptr<OpenInspector>> {
            auto loaded = calls->load(backbone, toPath(file));
            if (!loaded) return loaded.error();
            return std::make_shared<OpenInspector>(std::move(*loaded));
        },
        [then = std::move(then)](engine::Result<std::shared_ptr<OpenInspector>> loaded) {
            if (!loaded) return then(loaded.error());
            then(Fitted{*loaded, {}, 0, static_cast<int>((*loaded)->report.taughtScores.size())});
        });
}

void InspectFit::save(const Fitted& fitted, const QString& file, QObject* asker,
                      std::function<void(engine::Status)> then) {
    worker_.run(
        asker,
        [inspector = fitted.inspector, file](std::stop_token) -> engine::Status {
            std::error_code failed;
            std::filesystem::create_directories(toPath(file).parent_path(), failed);
            return inspector->save(toPath(file));
        },
        std::move(then));
}

}  // namespace ui::bridge
