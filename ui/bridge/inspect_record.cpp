#include "ui/bridge/inspect_record.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "ui/bridge/engine_text.h"
#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_words.h"

namespace ui::bridge {

namespace {
constexpr int kMostNames = 5000;  // of files that the history finds a batch by
}

QString InspectRecord::findings() const {
    std::vector<engine::Inspection> all;
    for (const SharedPicture& each : pictures) {
        if (each->state == PictureState::Done) all.push_back(toInspection(*each, judge.verdict(*each)));
    }
    return all.empty() ? QString() : toQt(calls->report(all, asked));
}

engine::StoredRun InspectRecord::run() const {
    const QString now = findings();
    const bool inWords = now == words.findings;
    QHash<QString, int> kinds;
    QStringList found{product, prompt, inWords ? words.report : now};
    for (const SharedPicture& picture : pictures) {
        if (found.size() < kMostNames) found.append(picture->name());
        for (const BoxItem& box : picture->boxes)
            ++kinds[box.kind];
    }
    QJsonObject byKind;
    for (auto it = kinds.begin(); it != kinds.end(); ++it) {
        byKind.insert(it.key(), it.value());
        found.append(kindTitle(it.key(), calls->kinds()));
    }
    const QJsonObject object{{"prompt", prompt},          {"pictures", counts.all},
                             {"ok", counts.ok},           {"ng", counts.ng},
                             {"unsure", counts.unsure},   {"failed", counts.failed},
                             {"waiting", counts.waiting}, {"kinds", byKind},
                             {"findings", now},           {"report", inWords ? words.report : now}};
    engine::StoredRun run;
    run.kind = "inspection";
    run.title = product.toStdString();
    if (inWords) run.model = words.model.toStdString();
    run.resultJson = QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
    run.searchText = found.join('\n').toStdString();
    return run;
}

ExportedBatch InspectRecord::exported() const {
    const QString now = findings();
    ExportedBatch batch{product, prompt, now == words.findings ? words.report : now, judge.line, {}};
    batch.pictures.reserve(pictures.size());
    for (const SharedPicture& each : pictures)
        batch.pictures.append({*each, judge.verdict(*each), kindsOf(*each)});
    return batch;
}

QStringList InspectRecord::kindsOf(const PictureItem& picture) const {
    QStringList kinds;
    for (const BoxItem& box : picture.boxes)
        kinds.append(kindTitle(box.kind, calls->kinds()));
    return kinds;
}

}  // namespace ui::bridge
