#include "ui/bridge/inspect_runner.h"

#include <deque>
#include <mutex>

#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

// The first pictures warm up caches and networks: their pace is nobody's.
constexpr int kFewest = 3;

}  // namespace

// Filled by the GUI thread, emptied by the workers.
struct InspectRunner::Queue {
    std::mutex mutex;
    std::deque<Waiting> waiting;
    QSet<qint64> dropped;

    bool isDropped(qint64 id) {
        std::lock_guard lock(mutex);
        return dropped.contains(id);
    }
    std::optional<Waiting> take() {
        std::lock_guard lock(mutex);
        if (waiting.empty()) return std::nullopt;
        Waiting next = std::move(waiting.front());
        waiting.pop_front();
        return next;
    }
};

InspectRunner::InspectRunner(StoreService& store, QObject* parent)
    : QObject(parent), store_(store), queue_(std::make_shared<Queue>()) {
    for (auto& worker : workers_)
        worker = std::make_unique<Worker>();
}

InspectRunner::~InspectRunner() {
    std::lock_guard lock(queue_->mutex);
    queue_->waiting.clear();
}

void InspectRunner::start(const Method& method, const QList<Waiting>& pictures) {
    if (pictures.isEmpty() || stopping_) return;
    if (!isRunning()) {
        method_ = method;
        done_ = 0;
        clock_.start();
    }
    {
        std::lock_guard lock(queue_->mutex);
        if (!queue_->dropped.isEmpty()) {
            for (const Waiting& each : pictures)
                queue_->dropped.remove(each.id);  // put back
        }
        queue_->waiting.insert(queue_->waiting.end(), pictures.begin(), pictures.end());
    }
    if (isRunning()) return;
    for (auto& worker : workers_) {
        ++open_;
        work(*worker);
    }
}

void InspectRunner::stop() {
    if (!isRunning()) return;
    stopping_ = true;
    std::lock_guard lock(queue_->mutex);
    queue_->waiting.clear();
}

void InspectRunner::drop(const QSet<qint64>& ids) {
    std::lock_guard lock(queue_->mutex);
    queue_->dropped.unite(ids);
    std::erase_if(queue_->waiting, [&](const Waiting& each) { return ids.contains(each.id); });
}

int InspectRunner::queued() const {
    std::lock_guard lock(queue_->mutex);
    return static_cast<int>(queue_->waiting.size());
}

void InspectRunner::work(Worker& worker) {
    worker.post([self = QPointer<QObject>(this), this, &worker, queue = queue_, method = method_,
                 stores = store_.stores()](std::stop_token stop) {
        while (!stop.stop_requested()) {
            auto next = queue->take();
            if (!next) break;
            worker.deliver(self, [this, id = next->id] { emit began(id); });
            auto found = caught([&] { return method.inspect(toPath(next->path)); });
            auto kept = found ? engine::Result<engine::KeptInspection>(
                                    toKept(std::move(*found), method.fit, method.line))
                              : found.error();
            PictureItem picture;
            picture.id = next->id;
            picture.path = next->path;
            if (kept) {
                fill(picture, *kept);
            } else {
                picture.state = PictureState::Failed;
                picture.problem = toErrorText(kept.error());
            }
            if (queue->isDropped(next->id)) {
                worker.deliver(self, [this] { ++done_; });
                continue;
            }
            if (stores && next->id > 0) {
                auto put = stores->inspections.putResult(engine::storedInspection(next->id, kept));
                if (put) {
                    picture.heat = {};
                } else if (!queue->isDropped(next->id)) {
                    worker.deliver(self, [this, error = put.error()] { emit failed(toErrorText(error)); });
                }
            }
            worker.deliver(self, [this, picture = std::move(picture)] { took(picture); });
        }
        worker.deliver(self, [this] { workerEnded(); });
    });
}

void InspectRunner::took(const PictureItem& picture) {
    ++done_;
    emit finished(picture);
}

void InspectRunner::workerEnded() {
    if (--open_ > 0) return;
    // Pictures may have come in after the workers looked for the last time.
    {
        std::lock_guard lock(queue_->mutex);
        if (!queue_->waiting.empty() && !stopping_) open_ = 2;
    }
    if (open_ > 0) {
        for (auto& worker : workers_)
            work(*worker);
        return;
    }
    const bool stopped = stopping_;
    stopping_ = false;
    emit ended(stopped);
}

double InspectRunner::perSecond() const {
    return done_ >= kFewest ? done_ * 1000.0 / static_cast<double>(std::max<qint64>(1, clock_.elapsed())) : 0;
}

}  // namespace ui::bridge
