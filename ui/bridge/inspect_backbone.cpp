#include "ui/bridge/inspect_backbone.h"

#include <mutex>

#include "ui/bridge/engine_calls.h"
#include "ui/bridge/engine_text.h"
#include "ui/bridge/status_board.h"

namespace ui::bridge {

namespace {
constexpr const char* kName = "efficientnet-lite0";
constexpr int kScreenPaceMs = 100;
}  // namespace

// Written by the worker, read at the screen's pace.
struct InspectBackbone::Feed {
    std::mutex mutex;
    engine::FetchProgress progress;
};

InspectBackbone::InspectBackbone(std::shared_ptr<const EngineCalls> calls, StatusBoard& board,
                                 const std::string& catalogueJson, const std::filesystem::path& modelsFolder,
                                 QObject* parent)
    : QObject(parent), calls_(std::move(calls)), board_(board), modelsFolder_(modelsFolder) {
    if (auto parsed = engine::parseCatalogue(catalogueJson)) {
        for (const engine::CatalogueModel& each : *parsed) {
            if (each.name == kName) model_ = each;
        }
    }
    timer_.setInterval(kScreenPaceMs);
    connect(&timer_, &QTimer::timeout, this, &InspectBackbone::poll);
    look();
}

InspectBackbone::~InspectBackbone() {
    stop_.request_stop();
}

QString InspectBackbone::title() const {
    return toQt(model_.title);
}

void InspectBackbone::setState(State state) {
    state_ = state;
    emit changed();
}

void InspectBackbone::look() {
    if (!calls_->inspecting || state_ == State::Ready || state_ == State::Opening) return;
    setState(State::Opening);
    worker_.run(
        this,
        [calls = calls_->inspecting, model = model_,
         folder = modelsFolder_](std::stop_token) -> engine::Result<SharedBackbone> {
            const auto weights = calls->weights(model, folder);
            if (!weights) return SharedBackbone();
            return calls->openBackbone(*weights);
        },
        [this](engine::Result<SharedBackbone> opened) {
            problem_ = opened ? ErrorText{} : toErrorText(opened.error());
            network_ = opened ? *opened : SharedBackbone();
            setState(!opened ? State::Failed : network_ ? State::Ready : State::Missing);
        });
}

void InspectBackbone::get() {
    if (state_ == State::Getting) return;
    stop_ = std::stop_source();
    feed_ = std::make_shared<Feed>();
    fraction_ = 0;
    timer_.start();
    setState(State::Getting);
    worker_.run(
        this,
        [calls = calls_, model = model_, folder = modelsFolder_, feed = feed_,
         own = stop_](std::stop_token ending) mutable {
            std::stop_callback forward(ending, [&own] { own.request_stop(); });
            return calls->fetch(
                model, folder,
                [feed](const engine::FetchProgress& progress) {
                    std::lock_guard lock(feed->mutex);
                    feed->progress = progress;
                },
                own.get_token());
        },
        [this](engine::Result<std::filesystem::path> got) {
            timer_.stop();
            feed_.reset();
            board_.clear(this);
            state_ = State::Missing;
            if (got) {
                look();
                return;
            }
            problem_ = toErrorText(got.error());
            setState(problem_.cancelled ? State::Missing : State::Failed);
        });
}

void InspectBackbone::poll() {
    if (!feed_) return;
    engine::FetchProgress progress;
    {
        std::lock_guard lock(feed_->mutex);
        progress = feed_->progress;
    }
    if (progress.bytesTotal > 0)
        fraction_ = static_cast<double>(progress.bytesDone) / static_cast<double>(progress.bytesTotal);
    const double left =
        progress.bytesPerSecond > 0
            ? static_cast<double>(progress.bytesTotal - progress.bytesDone) / progress.bytesPerSecond
            : -1;
    board_.set(this, StatusBoard::Weight::Fetching, {tr("Getting %1").arg(title()), fraction_, left, 0, true},
               [this] { cancel(); });
    emit changed();
}

}  // namespace ui::bridge
