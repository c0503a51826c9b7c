#include "ui/bridge/inspect_conversion.h"

#include <QFileInfo>
#include <algorithm>

#include "ui/bridge/engine_text.h"

namespace ui::bridge {

namespace {

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

QRect toQt(const engine::PixelBox& box) {
    return {box.x, box.y, box.width, box.height};
}

engine::PixelBox toBox(const QRect& box) {
    return {box.x(), box.y(), box.width(), box.height()};
}

engine::Verdict toVerdict(VerdictMark mark) {
    return mark == VerdictMark::Ok   ? engine::Verdict::kOk
           : mark == VerdictMark::Ng ? engine::Verdict::kNg
                                     : engine::Verdict::kUnsure;
}

}  // namespace

QString PictureItem::name() const {
    return QFileInfo(path).fileName();
}

QString ExampleItem::name() const {
    return QFileInfo(path).fileName();
}

ScoreScale::ScoreScale(const engine::FitReport& report)
    : median(bridge::median(report.goodScores)), line(report.threshold) {}

const char* verdictWord(VerdictMark mark) {
    switch (mark) {
        case VerdictMark::Ok:
            return "OK";
        case VerdictMark::Ng:
            return "NG";
        case VerdictMark::Unsure:
            return "unsure";
        case VerdictMark::None:
            break;
    }
    return "";
}

VerdictMark verdictFrom(const std::string& word) {
    if (word == "OK") return VerdictMark::Ok;
    if (word == "NG") return VerdictMark::Ng;
    if (word == "unsure") return VerdictMark::Unsure;
    return VerdictMark::None;
}

engine::KeptInspection toKept(engine::Inspection found, const QString& fit, double line) {
    found.score *= line;
    for (engine::FoundDefect& defect : found.defects)
        defect.score *= line;
    return {.inspection = std::move(found), .fit = fit.toStdString(), .line = line, .byHand = {}};
}

engine::KeptInspection toKept(const PictureItem& picture) {
    engine::KeptInspection kept{
        .inspection = toInspection(picture), .fit = picture.fit.toStdString(), .line = picture.line};
    kept.inspection.verdict = toVerdict(picture.found);
    for (const BoxItem& each : picture.boxes)
        kept.byHand.push_back(each.byHand);
    return kept;
}

void fill(PictureItem& picture, const engine::KeptInspection& kept) {
    const engine::Inspection& inspection = kept.inspection;
    picture.state = PictureState::Done;
    picture.found = inspection.verdict == engine::Verdict::kOk   ? VerdictMark::Ok
                    : inspection.verdict == engine::Verdict::kNg ? VerdictMark::Ng
                                                                 : VerdictMark::Unsure;
    picture.score = inspection.score;
    picture.line = kept.line;
    picture.fit = toQt(kept.fit);
    picture.size = {inspection.width, inspection.height};
    picture.text = toQt(inspection.text);
    picture.seconds = inspection.seconds;
    picture.problem = {};
    picture.boxes.clear();
    for (size_t i = 0; i < inspection.defects.size(); ++i) {
        const engine::FoundDefect& defect = inspection.defects[i];
        picture.boxes.append({.box = toQt(defect.box),
                              .kind = toQt(defect.kind),
                              .asked = defect.asked,
                              .byHand = i < kept.byHand.size() && kept.byHand[i],
                              .confidence = defect.confidence,
                              .kindConfidence = defect.kindConfidence,
                              .score = defect.score,
                              .area = defect.area});
    }
    picture.heat = toItem(inspection.heatMap);
}

PictureItem toItem(const engine::StoredInspection& stored) {
    PictureItem picture;
    picture.id = stored.id;
    picture.path = toQt(stored.path);
    picture.overruled = verdictFrom(stored.overruled);
    picture.seconds = stored.seconds;
    if (stored.state == engine::InspectionState::kFailed) {
        picture.state = PictureState::Failed;
        picture.problem = toErrorText(engine::failureFromJson(stored.resultJson));
    } else if (stored.state == engine::InspectionState::kDone) {
        if (auto kept = engine::keptFromJson(stored.resultJson)) {
            fill(picture, *kept);
            picture.score = stored.score;  // not rounded
        } else {
            picture.state = PictureState::Failed;
            picture.problem = toErrorText(kept.error());
        }
    }
    return picture;
}

engine::Inspection toInspection(const PictureItem& picture) {
    return toInspection(picture, picture.overruled != VerdictMark::None ? picture.overruled : picture.found);
}

engine::Inspection toInspection(const PictureItem& picture, VerdictMark verdict) {
    engine::Inspection inspection;
    inspection.file = picture.path.toStdString();
    inspection.width = picture.size.width();
    inspection.height = picture.size.height();
    inspection.verdict = toVerdict(verdict);
    inspection.score = picture.score;
    inspection.text = picture.text.toStdString();
    inspection.seconds = picture.seconds;
    for (const BoxItem& each : picture.boxes) {
        inspection.defects.push_back({.kind = each.kind.toStdString(),
                                      .asked = each.asked,
                                      .confidence = each.confidence,
                                      .kindConfidence = each.kindConfidence,
                                      .score = each.score,
                                      .box = toBox(each.box),
                                      .area = each.area});
    }
    return inspection;
}

HeatItem toItem(const engine::HeatMap& map) {
    return {map.columns, map.rows, QList<float>(map.values.begin(), map.values.end())};
}

std::vector<engine::TaughtRegion> toRegions(const QList<BoxItem>& boxes) {
    std::vector<engine::TaughtRegion> regions;
    for (const BoxItem& each : boxes)
        regions.push_back({.box = toBox(each.box), .kind = each.kind.toStdString()});
    return regions;
}

ExampleItem toItem(const engine::StoredExample& stored) {
    ExampleItem item;
    item.id = stored.id;
    item.path = toQt(stored.path);
    item.good = stored.good;
    item.group = toQt(stored.group);
    for (const engine::TaughtRegion& each : engine::regionsFromJson(stored.regionsJson))
        item.regions.append({.box = toQt(each.box), .kind = toQt(each.kind), .byHand = true});
    return item;
}

FitItem toItem(const engine::FitReport& report, double asked) {
    const ScoreScale scale(report);
    FitItem item;
    item.good = report.good;
    item.groups = report.groups;
    for (const double raw : report.goodScores)
        item.goodScores.append(scale.shown(raw));
    item.asked = asked;
    item.from = report.falseAlarmsFrom;
    item.to = report.falseAlarmsTo;
    item.promised = report.promised;
    item.twoProducts = report.twoProducts;
    item.taught = static_cast<int>(report.taughtScores.size());
    const auto figures = [](const engine::DetectionFigures& each) {
        return FiguresItem{each.imageAuroc, each.recall, each.kindAccuracy};
    };
    item.before = figures(report.untaught);
    item.after = figures(report.taught);
    for (const std::string& path : report.unlike)
        item.unlike.append(toQt(path));
    for (const auto& [path, error] : report.unreadable)
        item.unreadable.append(toErrorText(error));
    item.seconds = report.seconds;
    return item;
}

}  // namespace ui::bridge
