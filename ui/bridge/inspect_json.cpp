#include "ui/bridge/inspect_json.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <algorithm>
#include <cstring>

#include "ui/bridge/engine_text.h"

namespace ui::bridge {

namespace {

QJsonArray boxArray(const QRect& box) {
    return {box.x(), box.y(), box.width(), box.height()};
}

QRect boxFrom(const QJsonValue& value) {
    const QJsonArray numbers = value.toArray();
    if (numbers.size() != 4) return {};
    return {numbers[0].toInt(), numbers[1].toInt(), numbers[2].toInt(), numbers[3].toInt()};
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

ErrorText errorFrom(const std::string& text) {
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    if (object.isEmpty()) return {.what = toQt(text), .remedy = {}, .detail = {}};
    engine::Error error;
    error.what = object["what"].toString().toStdString();
    error.remedy = object["remedy"].toString().toStdString();
    error.detail = object["detail"].toString().toStdString();
    for (const QJsonValue& each : object["args"].toArray())
        error.args.push_back(each.toString().toStdString());
    return toErrorText(error);
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

void fill(PictureItem& picture, const engine::Inspection& inspection, const QString& fit, double line) {
    picture.state = PictureState::Done;
    picture.found = inspection.verdict == engine::Verdict::kOk   ? VerdictMark::Ok
                    : inspection.verdict == engine::Verdict::kNg ? VerdictMark::Ng
                                                                 : VerdictMark::Unsure;
    picture.score = inspection.score * line;
    picture.line = line;
    picture.fit = fit;
    picture.size = {inspection.width, inspection.height};
    picture.text = toQt(inspection.text);
    picture.seconds = inspection.seconds;
    picture.problem = {};
    picture.boxes.clear();
    for (const engine::FoundDefect& defect : inspection.defects) {
        picture.boxes.append({.box = {defect.box.x, defect.box.y, defect.box.width, defect.box.height},
                              .kind = toQt(defect.kind),
                              .asked = defect.asked,
                              .confidence = defect.confidence,
                              .kindConfidence = defect.kindConfidence,
                              .score = defect.score * line,
                              .area = defect.area});
    }
    const engine::HeatMap& map = inspection.heatMap;
    picture.heat = {map.columns, map.rows, QList<float>(map.values.begin(), map.values.end())};
}

QJsonObject resultObject(const PictureItem& picture) {
    QJsonArray defects;
    for (const BoxItem& each : picture.boxes) {
        QJsonObject defect{
            {"type", each.kind},   {"confidence", each.confidence}, {"type_confidence", each.kindConfidence},
            {"score", each.score}, {"box", boxArray(each.box)},     {"area", each.area}};
        defect["asked"] = each.asked;
        if (each.byHand) defect["by_hand"] = true;
        defects.append(defect);
    }
    QJsonObject object{{"file", picture.path},
                       {"width", picture.size.width()},
                       {"height", picture.size.height()},
                       {"verdict", verdictWord(picture.found)},
                       {"score", picture.score},
                       {"defects", defects},
                       {"text", picture.text},
                       {"seconds", picture.seconds}};
    if (!picture.fit.isEmpty()) {
        object["fit"] = picture.fit;
        object["line"] = picture.line;
    }
    return object;
}

std::string resultJson(const PictureItem& picture) {
    return QJsonDocument(resultObject(picture)).toJson(QJsonDocument::Compact).toStdString();
}

std::string errorJson(const engine::Error& error) {
    QJsonArray args;
    for (const std::string& each : error.args)
        args.append(toQt(each));
    return QJsonDocument(QJsonObject{{"what", toQt(error.what)},
                                     {"remedy", toQt(error.remedy)},
                                     {"args", args},
                                     {"detail", toQt(error.detail)}})
        .toJson(QJsonDocument::Compact)
        .toStdString();
}

PictureItem toItem(const engine::StoredInspection& stored) {
    PictureItem picture;
    picture.id = stored.id;
    picture.path = toQt(stored.path);
    picture.overruled = verdictFrom(stored.overruled);
    picture.seconds = stored.seconds;
    if (stored.state == engine::InspectionState::kFailed) {
        picture.state = PictureState::Failed;
        picture.problem = errorFrom(stored.resultJson);
    } else if (stored.state == engine::InspectionState::kDone) {
        picture.state = PictureState::Done;
        picture.found = verdictFrom(stored.verdict);
        picture.score = stored.score;
        const QJsonObject object =
            QJsonDocument::fromJson(QByteArray::fromStdString(stored.resultJson)).object();
        picture.size = {object["width"].toInt(), object["height"].toInt()};
        picture.text = object["text"].toString();
        picture.fit = object["fit"].toString();
        picture.line = object["line"].toDouble(1);
        for (const QJsonValue& value : object["defects"].toArray()) {
            const QJsonObject defect = value.toObject();
            picture.boxes.append({.box = boxFrom(defect["box"]),
                                  .kind = defect["type"].toString(),
                                  .asked = defect["asked"].toBool(true),
                                  .byHand = defect["by_hand"].toBool(),
                                  .confidence = defect["confidence"].toDouble(),
                                  .kindConfidence = defect["type_confidence"].toDouble(),
                                  .score = defect["score"].toDouble(),
                                  .area = defect["area"].toInteger()});
        }
    }
    return picture;
}

engine::Inspection toInspection(const PictureItem& picture) {
    engine::Inspection inspection;
    inspection.file = picture.path.toStdString();
    inspection.width = picture.size.width();
    inspection.height = picture.size.height();
    const VerdictMark mark = picture.overruled != VerdictMark::None ? picture.overruled : picture.found;
    inspection.verdict = mark == VerdictMark::Ok   ? engine::Verdict::kOk
                         : mark == VerdictMark::Ng ? engine::Verdict::kNg
                                                   : engine::Verdict::kUnsure;
    inspection.score = picture.score;
    for (const BoxItem& each : picture.boxes) {
        engine::FoundDefect defect;
        defect.kind = each.kind.toStdString();
        defect.asked = each.asked;
        defect.confidence = each.confidence;
        defect.kindConfidence = each.kindConfidence;
        defect.score = each.score;
        defect.box = {each.box.x(), each.box.y(), each.box.width(), each.box.height()};
        defect.area = each.area;
        inspection.defects.push_back(std::move(defect));
    }
    return inspection;
}

std::string heatBytes(const engine::HeatMap& map) {
    if (map.values.empty()) return {};
    std::string bytes(8 + map.values.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), &map.columns, 4);
    std::memcpy(bytes.data() + 4, &map.rows, 4);
    std::memcpy(bytes.data() + 8, map.values.data(), map.values.size() * sizeof(float));
    return bytes;
}

HeatItem heatFrom(const std::string& bytes) {
    HeatItem heat;
    if (bytes.size() < 8) return heat;
    int32_t columns = 0, rows = 0;
    std::memcpy(&columns, bytes.data(), 4);
    std::memcpy(&rows, bytes.data() + 4, 4);
    const auto cells = static_cast<size_t>((bytes.size() - 8) / sizeof(float));
    if (columns <= 0 || rows <= 0 || static_cast<size_t>(columns) > cells ||
        static_cast<size_t>(rows) != cells / static_cast<size_t>(columns))
        return heat;
    heat.columns = columns;
    heat.rows = rows;
    heat.values.resize(static_cast<qsizetype>(columns) * rows);
    std::memcpy(heat.values.data(), bytes.data() + 8,
                static_cast<size_t>(heat.values.size()) * sizeof(float));
    return heat;
}

std::string regionsJson(const QList<BoxItem>& regions) {
    QJsonArray array;
    for (const BoxItem& each : regions)
        array.append(QJsonObject{{"box", boxArray(each.box)}, {"kind", each.kind}});
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

ExampleItem toItem(const engine::StoredExample& stored) {
    ExampleItem item;
    item.id = stored.id;
    item.path = toQt(stored.path);
    item.good = stored.good;
    item.group = toQt(stored.group);
    const QJsonArray regions = QJsonDocument::fromJson(QByteArray::fromStdString(stored.regionsJson)).array();
    for (const QJsonValue& value : regions) {
        item.regions.append({.box = boxFrom(value.toObject()["box"]),
                             .kind = value.toObject()["kind"].toString(),
                             .byHand = true});
    }
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
