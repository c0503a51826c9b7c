#include "ui/bridge/worker.h"

#include "engine/base/log.h"

namespace ui::bridge {

engine::Error defectError(const char* detail) {
    engine::log(engine::LogLevel::kError, detail);
    return engine::Error{
        .kind = engine::ErrorKind::kInternal,
        .what = "The program met a defect of its own and stopped this work.",
        .remedy = "What was finished is kept. Try again; if it comes back, report the details.",
        .args = {},
        .detail = detail};
}

Worker::Worker() : thread_([this](std::stop_token stop) { loop(stop); }) {}

Worker::~Worker() {
    {
        std::lock_guard lock(mutex_);
        tasks_.clear();
    }
    thread_.request_stop();
    thread_.join();
}

void Worker::post(Task task) {
    {
        std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
}

void Worker::deliver(const QPointer<QObject>& asker, std::function<void()> then) {
    QMetaObject::invokeMethod(
        &home_,
        [asker, then = std::move(then)] {
            if (asker) then();
        },
        Qt::QueuedConnection);
}

void Worker::loop(std::stop_token stop) {
    while (true) {
        Task task;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, stop, [this] { return !tasks_.empty(); })) return;
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        try {
            task(stop);
        } catch (const std::exception& defect) {
            defectError(defect.what());
        }
    }
}

}  // namespace ui::bridge
