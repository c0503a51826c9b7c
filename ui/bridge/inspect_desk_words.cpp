// The part of the desk that keeps and tells: the batch in words, and its line of the history.
#include <QJsonDocument>
#include <QJsonObject>

#include "ui/bridge/engine_text.h"
#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

constexpr int kTellMs = 60;    // many changes are told of once
constexpr int kPauseMs = 700;  // many corrections are one change of the history
constexpr int kRunningMs = 5000;

}  // namespace

InspectRecord InspectDesk::record() const {
    return {.calls = calls_,
            .pictures = batch_.pictures(),
            .judge = batch_.judge(),
            .counts = batch_.counts(),
            .asked = asked_,
            .product = project_.name,
            .prompt = runBatch_ > 0 ? runPrompt_ : prompt_.text,
            .words = words_};
}

// ---- in words ----

void InspectDesk::tellSoon() {
    if (!tellTimer_.isActive()) tellTimer_.start(kTellMs);
}

// While it runs every picture would change it.
void InspectDesk::tell() {
    if (batch_.runner().isRunning()) return;
    wordsWorker_.run(
        this, [record = record()](std::stop_token) -> engine::Result<QString> { return record.findings(); },
        [this, number = ++telling_](engine::Result<QString> findings) {
            if (number != telling_ || !findings || *findings == findings_) return;
            findings_ = *findings;
            emit workChanged();
        });
}

QString InspectDesk::report() const {
    return isInWords() ? words_.report : findings_;
}

bool InspectDesk::isInWords() const {
    return !words_.findings.isEmpty() && words_.findings == findings_;
}

void InspectDesk::writeWords() {
    if (writer_.isWriting()) return;
    int sentences = 0;
    beforeWords_.clear();
    for (const SharedPicture& each : batch_.pictures()) {
        if (each->state != PictureState::Done) continue;
        beforeWords_.insert(each->id, each->text);
        if (!each->boxes.isEmpty()) ++sentences;
    }
    if (beforeWords_.isEmpty()) return;
    const auto gather = [pictures = batch_.pictures(), judge = batch_.judge()] {
        std::vector<InspectWriter::Picture> gathered;
        for (const SharedPicture& each : pictures)
            if (each->state == PictureState::Done)
                gathered.push_back({each->id, toInspection(*each, judge.verdict(*each))});
        return gathered;
    };
    writer_.write(gather, sentences, asked_);
}

// ---- the history ----

void InspectDesk::openBatch(qint64 project, qint64 batch) {
    const auto open = [this, project, batch] {
        if (project_.id != project) openProject(project);
        batch_.openBatch(batch);
    };
    if (projects_.rowOf(project) >= 0) return open();
    auto* restored = new QObject(this);  // as long as the list is read
    connect(&projects_, &InspectProjects::loaded, restored, [this, project, open, restored] {
        restored->deleteLater();
        if (projects_.rowOf(project) >= 0) {
            open();
        } else {
            emit failed({tr("The product of this inspection is not kept any more."),
                         tr("What was found is still to be read here."),
                         {},
                         false,
                         false});
        }
    });
    projects_.restore(project);
}

// What the model wrote the last time, when the batch is opened again.
void InspectDesk::openRun() {
    beginRun(batch_.id());
    if (runBatch_ == 0) return;
    runKnown_ = false;
    struct Kept {
        std::string prompt;
        engine::StoredRun run;
    };
    store_.call(
        this,
        [batch = runBatch_](Stores& stores) -> engine::Result<Kept> {
            const auto known = stores.inspections.batch(batch);
            if (!known) return known.error();
            if (!known->has_value()) return Kept();
            const auto run = stores.runs.find(known->value().run);
            if (!run) return run.error();
            return Kept{known->value().prompt, run->value_or(engine::StoredRun())};
        },
        [this, batch = runBatch_](const Kept& kept) {
            if (batch != runBatch_) return;
            runPrompt_ = toQt(kept.prompt);
            run_ = kept.run.id;
            runKnown_ = true;
            const QJsonObject object =
                QJsonDocument::fromJson(QByteArray::fromStdString(kept.run.resultJson)).object();
            if (words_.findings.isEmpty() && !kept.run.model.empty())
                words_ = {object["findings"].toString(), object["report"].toString(), toQt(kept.run.model)};
            // Looking at it changes nothing, least of all what the command line wrote.
            if (run_ != 0)
                wordsWorker_.post([record = record(), json = runJson_](std::stop_token) {
                    *json = record.run().resultJson;
                });
            emit workChanged();
        },
        [this, batch = runBatch_] { runKnown_ = runKnown_ || batch == runBatch_; });
}

void InspectDesk::beginRun(qint64 batch) {
    words_ = {};
    findings_.clear();
    run_ = 0;
    runBatch_ = batch;
    runPrompt_ = prompt_.text;
    runKnown_ = true;
    runJson_ = std::make_shared<std::string>();
}

void InspectDesk::keepRunSoon() {
    if (batch_.id() > 0 && batch_.id() != runBatch_) beginRun(batch_.id());
    if (!runTimer_.isActive()) runTimer_.start(batch_.runner().isRunning() ? kRunningMs : kPauseMs);
}

std::function<engine::Result<engine::RowId>()> InspectDesk::keeping() const {
    return [record = record(), stores = store_.stores(), batch = runBatch_,
            json = runJson_]() -> engine::Result<engine::RowId> {
        engine::StoredRun run = record.run();
        if (run.resultJson == *json) return engine::RowId{0};
        auto kept = stores->inspections.keepRun(batch, run);
        if (kept) *json = std::move(run.resultJson);
        return kept;
    };
}

bool InspectDesk::hasRun() const {
    return batch_.id() > 0 && batch_.id() == runBatch_ && batch_.rowCount() > 0 && project_.id > 0 &&
           store_.stores() != nullptr;
}

void InspectDesk::keepRun() {
    runTimer_.stop();
    if (!hasRun()) return;
    if (!runKnown_) return keepRunSoon();
    wordsWorker_.run(
        this, [keep = keeping()](std::stop_token) { return keep(); },
        [this, batch = runBatch_](engine::Result<engine::RowId> id) {
            if (!id) {
                emit failed(toErrorText(id.error()));
            } else if (*id != 0 && batch == runBatch_) {
                run_ = *id;
            }
        });
}

void InspectDesk::forgetRun(qint64 run) {
    if (run == 0 || run != run_) return;
    runTimer_.stop();
    batch_.startNew();
    runTimer_.stop();
}

}  // namespace ui::bridge
