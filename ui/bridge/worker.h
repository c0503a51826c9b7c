// One thread with a queue, for everything that may take longer than a frame of the screen.
//
// Thread   made and ended on the GUI thread. Tasks run one after the other on the worker; what they answer is
// delivered
//          on the GUI thread, unless the object that asked has gone in the meantime.
// Errors   an exception in a task becomes an internal error for the one who asked.
#pragma once

#include <QObject>
#include <QPointer>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <type_traits>

#include "engine/base/result.h"

namespace ui::bridge {

engine::Error defectError(const char* detail);

// Runs body() and turns what it throws into an error.
template <class Body>
auto caught(Body&& body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return engine::Error{.kind = engine::ErrorKind::kDoesNotFit,
                             .what = "There is not enough memory for this.",
                             .remedy = "Close other programs or use a smaller model."};
    } catch (const std::exception& defect) {
        return defectError(defect.what());
    }
}

class Worker {
public:
    Worker();
    // Asks the running task to stop, drops those that wait, and waits for the end.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    using Task = std::function<void(std::stop_token)>;
    void post(Task task);

    // From the worker: runs `then` on the GUI thread if `asker` still lives there.
    void deliver(const QPointer<QObject>& asker, std::function<void()> then);

    // make(stop) on the worker answers a Result<T>; then(Result<T>) on the GUI thread.
    template <class Make, class Then>
    void run(QObject* asker, Make make, Then then) {
        using Answer = std::invoke_result_t<Make, std::stop_token>;
        post([this, asker = QPointer<QObject>(asker), make = std::move(make),
              then = std::move(then)](std::stop_token stop) mutable {
            auto answer = std::make_shared<Answer>(caught([&]() -> Answer { return make(stop); }));
            deliver(asker, [answer, then]() mutable { then(std::move(*answer)); });
        });
    }

private:
    void loop(std::stop_token stop);

    QObject home_;  // lives on the GUI thread and receives what is delivered
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Task> tasks_;
    std::jthread thread_;
};

}  // namespace ui::bridge
