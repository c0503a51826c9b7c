// The model in use and the one thread that works with it: reading jobs wait for their turn here.
//
// A model is loaded when the first job wants it, and stays. Its speed is taken from what it has done on this
// machine, so that the time a reading will take can be said beforehand.
//
// Thread   GUI thread; jobs run on the engine's worker.
#pragma once

#include <QObject>
#include <QTimer>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "engine/base/result.h"
#include "engine/run/engine.h"
#include "ui/bridge/status_board.h"
#include "ui/bridge/values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

struct EngineCalls;
class PromptRecorder;
class SettingsService;

struct ModelChoice {
    QString path;   // empty: no model is there, sentences are shown as they stand
    QString title;  // "Qwen2.5-Coder 1.5B Instruct"
    quint64 bytesPerToken = 0;

    bool isEmpty() const { return path.isEmpty(); }
    bool operator==(const ModelChoice&) const = default;
};

class EngineService : public QObject {
    Q_OBJECT

public:
    enum class ModelState { None, NotLoaded, Loading, Loaded, Failed };

    EngineService(std::shared_ptr<const EngineCalls> calls, SettingsService& settings, StatusBoard& board);
    ~EngineService() override;

    const ModelChoice& choice() const { return choice_; }
    void choose(const ModelChoice& choice);
    ModelState modelState() const { return state_; }
    QString device() const { return device_; }  // "CPU (AVX2, 2 threads)" once a model is loaded

    // The engine options that the settings ask for.
    engine::EngineOptions options() const;

    // Seconds that reading a text of this length will take with a model; empty while nothing was measured or
    // known.
    std::optional<double> predictedSeconds(qint64 textBytes, const ModelChoice& model) const;
    // Called after a reading: what it took, for the next prediction.
    void noteReading(const QString& modelPath, qint64 textBytes, double seconds);

    struct Job {
        // On the worker. engine is null without a model; a model that could not be loaded is told by the
        // Result.
        std::function<void(engine::Result<std::shared_ptr<engine::Engine>> engine, std::stop_token stop)>
            body;
        std::stop_source stop;
        QString loading;  // shown while the model is read from disk
    };
    void submit(Job job);
    // From a job's body: runs `then` on the GUI thread if `asker` still lives there.
    void deliver(const QPointer<QObject>& asker, std::function<void()> then) {
        worker_.deliver(asker, std::move(then));
    }
    int waiting() const { return waiting_; }

    // What was sent to the model by the last job, newest last; kept only while the setting asks for it.
    QStringList recordedPrompts() const;

    // How much memory this machine has, refreshed every two seconds.
    quint64 totalMemory() const { return totalMemory_; }
    quint64 freeMemory() const { return freeMemory_; }
    int cores() const { return cores_; }

signals:
    void modelChanged();
    void memoryChanged();
    void waitingChanged();

private:
    engine::Result<std::shared_ptr<engine::Engine>> acquire(std::stop_token stop);
    void setState(ModelState state);
    void readMachine();

    std::shared_ptr<const EngineCalls> calls_;
    SettingsService& settings_;
    StatusBoard& board_;
    ModelChoice choice_;
    ModelState state_ = ModelState::None;
    QString device_;
    int waiting_ = 0;
    quint64 totalMemory_ = 0, freeMemory_ = 0;
    int cores_ = 1;
    QTimer memoryTimer_;

    // Shared with the worker.
    struct Wanted {
        QString path;
        engine::EngineOptions options;
        bool record = false;
        int version = 0;
    };
    mutable std::mutex mutex_;
    Wanted wanted_;
    std::shared_ptr<engine::Engine> engine_;  // used on the worker alone
    int loadedVersion_ = -1;
    std::shared_ptr<PromptRecorder> recorder_;

    Worker machineWorker_;
    Worker worker_;  // last: its thread ends before what it uses
};

}  // namespace ui::bridge
