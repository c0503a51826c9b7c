// Between inspections of the engine, what the store keeps of them, and what the page shows.
//
// Source   the result of a picture is stored as the command line prints it, with what the window needs
// besides.
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <string>

#include "engine/store/inspection_store.h"
#include "engine/vision/inspection_project.h"
#include "ui/bridge/inspect_values.h"

namespace ui::bridge {

// A score on the fit's own scale, as a score of pictures: 0 is the median good picture, 1 the fit's line.
struct ScoreScale {
    double median = 0, line = 1;

    explicit ScoreScale(const engine::FitReport& report);
    double shown(double raw) const { return line > median ? (raw - median) / (line - median) : raw; }
    double raw(double shown) const { return median + shown * (line - median); }
};

const char* verdictWord(VerdictMark mark);  // "OK", "NG", "unsure"; "" for none
VerdictMark verdictFrom(const std::string& word);

// Fills what the engine found into a picture.
// The score goes from the scale of the line it was inspected with to that of the fit.
void fill(PictureItem& picture, const engine::Inspection& inspection, const QString& fit, double line);
std::string resultJson(const PictureItem& picture);
QJsonObject resultObject(const PictureItem& picture);
// What is kept of a picture that could not be inspected: a sentence that can still be translated.
std::string errorJson(const engine::Error& error);
PictureItem toItem(const engine::StoredInspection& stored);
// The findings with the boxes as they are now, for a sentence.
engine::Inspection toInspection(const PictureItem& picture);

std::string heatBytes(const engine::HeatMap& map);
HeatItem heatFrom(const std::string& bytes);

std::string regionsJson(const QList<BoxItem>& regions);
ExampleItem toItem(const engine::StoredExample& stored);
FitItem toItem(const engine::FitReport& report, double asked);

}  // namespace ui::bridge
