#include "ui/bridge/inspect_export.h"

#include "ui/bridge/engine_text.h"
#include "ui/bridge/inspect_conversion.h"

namespace ui::bridge {

namespace {

std::string verdictOf(const ExportedPicture& each) {
    switch (each.picture.state) {
        case PictureState::Done:
            return verdictWord(each.verdict);
        case PictureState::Failed:
            return "failed";
        case PictureState::Waiting:
        case PictureState::Running:
            break;
    }
    return "waiting";
}

std::string problemOf(const PictureItem& picture) {
    return QStringList{picture.problem.what, picture.problem.remedy}.join(u' ').trimmed().toStdString();
}

}  // namespace

QByteArray batchAsCsv(const ExportedBatch& batch) {
    std::vector<engine::TableRow> rows;
    for (const ExportedPicture& each : batch.pictures) {
        engine::Inspection inspection = toInspection(each.picture);
        if (each.picture.state == PictureState::Failed) inspection.text = problemOf(each.picture);
        rows.push_back({.inspection = std::move(inspection),
                        .verdict = verdictOf(each),
                        .overruled = each.picture.overruled != VerdictMark::None});
    }
    return QByteArray("\xEF\xBB\xBF") + QByteArray::fromStdString(engine::inspectionsToCsv(rows));
}

QByteArray batchAsJson(const ExportedBatch& batch) {
    nlohmann::ordered_json images = nlohmann::ordered_json::array(), failed = images;
    for (const ExportedPicture& each : batch.pictures) {
        if (each.picture.state == PictureState::Failed) {
            failed.push_back({{"file", each.picture.path.toStdString()}, {"error", problemOf(each.picture)}});
            continue;
        }
        auto image = engine::toJson(toKept(each.picture));
        image["verdict"] = verdictOf(each);
        if (each.picture.overruled != VerdictMark::None) image["overruled"] = true;
        images.push_back(std::move(image));
    }
    const nlohmann::ordered_json json{{"project", batch.project.toStdString()},
                                      {"prompt", batch.prompt.toStdString()},
                                      {"line", batch.line},
                                      {"images", std::move(images)},
                                      {"failed", std::move(failed)},
                                      {"report", batch.report.toStdString()}};
    return QByteArray::fromStdString(
        json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace ui::bridge
