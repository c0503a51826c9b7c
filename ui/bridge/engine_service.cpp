#include "ui/bridge/engine_service.h"

#include <QFileInfo>

#include "ui/bridge/engine_calls.h"
#include "ui/bridge/engine_text.h"
#include "ui/bridge/prompt_recorder.h"
#include "ui/bridge/settings_service.h"

namespace ui::bridge {

namespace {

// A processor that nothing is known about reads this much of its weights a second while it rewrites
// sentences, several at a time: the middle of what two cores of laptops and servers do. Measured figures
// replace it after the first reading.
constexpr double kAssumedBytesPerSecond = 14e9;
// A summary rewrites about one sentence for every 900 characters, about 31 tokens each.
constexpr double kTokensPerCharacter = 31.0 / 900.0;

QString rateKey(const QString& modelPath) {
    return QStringLiteral("rate/") + QFileInfo(modelPath).fileName();
}

}  // namespace

EngineService::EngineService(std::shared_ptr<const EngineCalls> calls, SettingsService& settings,
                             StatusBoard& board)
    : calls_(std::move(calls)), settings_(settings), board_(board) {
    wanted_.options = options();
    connect(&settings_, &SettingsService::changed, this, [this](const QString& key) {
        if (key == QLatin1String(setting::kThreads) || key == QLatin1String(setting::kContext) ||
            key == QLatin1String(setting::kKvType) || key == QLatin1String(setting::kShowPrompt)) {
            std::lock_guard lock(mutex_);
            wanted_.options = options();
            wanted_.record = settings_.flag(setting::kShowPrompt);
            ++wanted_.version;
        }
    });
    connect(&settings_, &SettingsService::loadedFromStore, this, [this] {
        std::lock_guard lock(mutex_);
        wanted_.options = options();
        wanted_.record = settings_.flag(setting::kShowPrompt);
        ++wanted_.version;
    });
    connect(&memoryTimer_, &QTimer::timeout, this, &EngineService::readMachine);
    memoryTimer_.start(2000);
    readMachine();
}

EngineService::~EngineService() = default;

engine::EngineOptions EngineService::options() const {
    engine::EngineOptions options;
    options.threads = settings_.number(setting::kThreads);
    options.contextLength = settings_.number(setting::kContext);
    options.kvType = settings_.text(setting::kKvType) == QLatin1String("q8_0") ? engine::KvType::kQ8
                                                                               : engine::KvType::kF16;
    return options;
}

void EngineService::choose(const ModelChoice& choice) {
    if (choice == choice_) return;
    const bool otherFile = choice.path != choice_.path;
    choice_ = choice;
    if (otherFile) {
        {
            std::lock_guard lock(mutex_);
            wanted_.path = choice.path;
            ++wanted_.version;
        }
        device_.clear();
        state_ = choice.isEmpty() ? ModelState::None : ModelState::NotLoaded;
    }
    emit modelChanged();
}

std::optional<double> EngineService::predictedSeconds(qint64 textBytes, const ModelChoice& model) const {
    if (model.isEmpty() || textBytes <= 0) return std::nullopt;
    const double characters = static_cast<double>(textBytes);
    const double measured = settings_.value(rateKey(model.path)).toDouble();
    if (measured > 0) return characters / 1000.0 * measured;
    if (model.bytesPerToken == 0) return std::nullopt;
    return characters * kTokensPerCharacter * static_cast<double>(model.bytesPerToken) /
           kAssumedBytesPerSecond;
}

void EngineService::noteReading(const QString& modelPath, qint64 textBytes, double seconds) {
    if (textBytes < 1000 || seconds <= 0) return;
    const double now = seconds / (static_cast<double>(textBytes) / 1000.0);
    const double before = settings_.value(rateKey(modelPath)).toDouble();
    // The newest reading counts most: the machine may be busier than it was.
    settings_.note(rateKey(modelPath), before > 0 ? 0.4 * before + 0.6 * now : now);
}

void EngineService::submit(Job job) {
    ++waiting_;
    emit waitingChanged();
    worker_.post([this, job = std::move(job)](std::stop_token ending) mutable {
        // The program's end stops a job as the person would.
        std::stop_callback forward(ending, [&job] { job.stop.request_stop(); });
        const std::stop_token stop = job.stop.get_token();
        {
            std::lock_guard lock(mutex_);
            if (recorder_) recorder_->forget();
        }
        auto engine = stop.stop_requested()
                          ? engine::Result<std::shared_ptr<engine::Engine>>(engine::cancelled())
                          : caught([&] { return acquire(stop); });
        job.body(std::move(engine), stop);
        worker_.deliver(this, [this] {
            --waiting_;
            emit waitingChanged();
        });
    });
}

engine::Result<std::shared_ptr<engine::Engine>> EngineService::acquire(std::stop_token stop) {
    Wanted wanted;
    {
        std::lock_guard lock(mutex_);
        wanted = wanted_;
    }
    if (loadedVersion_ == wanted.version) return engine_;
    engine_.reset();  // the old model's memory first
    {
        std::lock_guard lock(mutex_);
        recorder_.reset();
    }
    loadedVersion_ = -1;
    if (wanted.path.isEmpty()) {
        loadedVersion_ = wanted.version;
        return engine_;
    }
    worker_.deliver(this, [this] { setState(ModelState::Loading); });
    auto loaded = calls_->load(toPath(wanted.path), wanted.options, stop);
    if (!loaded) {
        worker_.deliver(this, [this] { setState(ModelState::Failed); });
        return loaded;
    }
    engine_ = *loaded;
    if (wanted.record && engine_) {
        auto recorder = std::make_shared<PromptRecorder>(*loaded);
        engine_ = recorder;
        std::lock_guard lock(mutex_);
        recorder_ = std::move(recorder);
    }
    loadedVersion_ = wanted.version;
    const QString device = engine_ ? toQt(engine_->memoryPlan().device) : QString();
    worker_.deliver(this, [this, device] {
        device_ = device;
        setState(ModelState::Loaded);
    });
    return engine_;
}

QStringList EngineService::recordedPrompts() const {
    std::lock_guard lock(mutex_);
    QStringList prompts;
    if (recorder_) {
        for (const std::string& prompt : recorder_->prompts())
            prompts.append(toQt(prompt));
    }
    return prompts;
}

void EngineService::setState(ModelState state) {
    if (state_ == state) return;
    state_ = state;
    emit modelChanged();
}

void EngineService::readMachine() {
    machineWorker_.run(
        this,
        [calls = calls_](std::stop_token) -> engine::Result<engine::Machine> { return calls->machine(); },
        [this](engine::Result<engine::Machine> machine) {
            if (!machine) return;
            totalMemory_ = machine->totalMemoryBytes;
            freeMemory_ = machine->freeMemoryBytes;
            cores_ = machine->cores;
            emit memoryChanged();
        });
}

}  // namespace ui::bridge
