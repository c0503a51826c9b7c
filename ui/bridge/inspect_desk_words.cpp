// The part of the desk that keeps and tells: the batch in words, and its line of the history.
#include <QJsonDocument>
#include <QJsonObject>

#include "ui/bridge/engine_text.h"
#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

constexpr int kMostNames = 5000;  // of files that the history finds a batch by
constexpr int kPauseMs = 700;     // many corrections are one change of the history
constexpr int kRunningMs = 5000;

}  // namespace

std::vector<InspectWriter::Picture> InspectDesk::finished() const {
    std::vector<InspectWriter::Picture> all;
    for (int row = 0; row < batch_.rowCount(); ++row) {
        PictureItem picture = batch_.picture(row);
        if (picture.state != PictureState::Done) continue;
        picture.overruled = batch_.verdict(row);
        all.push_back({picture.id, toInspection(picture)});
    }
    return all;
}

QString InspectDesk::findings() const {
    std::vector<engine::Inspection> all;
    for (InspectWriter::Picture& each : finished())
        all.push_back(std::move(each.found));
    return all.empty() ? QString() : toQt(calls_->report(all, asked_));
}

QString InspectDesk::report() const {
    const QString now = findings();
    return !now.isEmpty() && now == words_.findings ? words_.report : now;
}

bool InspectDesk::isInWords() const {
    return !words_.findings.isEmpty() && words_.findings == findings();
}

void InspectDesk::writeWords() {
    if (writer_.isWriting()) return;
    auto pictures = finished();
    beforeWords_.clear();
    for (const InspectWriter::Picture& each : pictures)
        beforeWords_.insert(each.id, batch_.picture(batch_.rowOf(each.id)).text);
    writer_.write(std::move(pictures), asked_);
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
            const QJsonObject object =
                QJsonDocument::fromJson(QByteArray::fromStdString(kept.run.resultJson)).object();
            if (words_.findings.isEmpty() && !kept.run.model.empty())
                words_ = {object["findings"].toString(), object["report"].toString(), toQt(kept.run.model)};
            // Looking at it changes nothing, least of all what the command line wrote.
            if (run_ != 0) runJson_ = runNow().resultJson;
            emit workChanged();
        });
}

void InspectDesk::beginRun(qint64 batch) {
    words_ = {};
    run_ = 0;
    runBatch_ = batch;
    runPrompt_ = prompt_.text;
    runJson_.clear();
}

void InspectDesk::keepRunSoon() {
    if (batch_.id() > 0 && batch_.id() != runBatch_) beginRun(batch_.id());
    if (!runTimer_.isActive()) runTimer_.start(batch_.runner().isRunning() ? kRunningMs : kPauseMs);
}

engine::StoredRun InspectDesk::runNow() const {
    const auto counts = batch_.counts();
    const QString now = findings();
    const bool inWords = now == words_.findings;
    QHash<QString, int> kinds;
    QStringList found{project_.name, runPrompt_, inWords ? words_.report : now};
    for (const PictureItem& picture : batch_.pictures()) {
        if (found.size() < kMostNames) found.append(picture.name());
        for (const BoxItem& box : picture.boxes)
            ++kinds[box.kind];
    }
    QJsonObject byKind;
    for (auto it = kinds.begin(); it != kinds.end(); ++it) {
        byKind.insert(it.key(), it.value());
        found.append(kindName(it.key()));
    }
    const QJsonObject object{{"prompt", runPrompt_},      {"pictures", counts.all},
                             {"ok", counts.ok},           {"ng", counts.ng},
                             {"unsure", counts.unsure},   {"failed", counts.failed},
                             {"waiting", counts.waiting}, {"kinds", byKind},
                             {"findings", now},           {"report", inWords ? words_.report : now}};
    engine::StoredRun run;
    run.kind = "inspection";
    run.title = project_.name.toStdString();
    if (inWords) run.model = words_.model.toStdString();
    run.resultJson = QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
    run.searchText = found.join('\n').toStdString();
    return run;
}

void InspectDesk::keepRun() {
    runTimer_.stop();
    const qint64 batch = batch_.id();
    if (batch <= 0 || batch != runBatch_ || batch_.rowCount() == 0 || project_.id <= 0) return;
    engine::StoredRun run = runNow();
    if (run.resultJson == runJson_) return;
    runJson_ = run.resultJson;
    store_.call(
        this,
        [batch, run = std::move(run)](Stores& stores) { return stores.inspections.keepRun(batch, run); },
        [this, batch](engine::RowId id) {
            if (batch == runBatch_) run_ = id;
        });
}

void InspectDesk::forgetRun(qint64 run) {
    if (run == 0 || run != run_) return;
    runTimer_.stop();
    batch_.startNew();
    runTimer_.stop();
}

}  // namespace ui::bridge
