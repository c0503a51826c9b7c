// Between inspections of the engine, what the store keeps of them, and what the page shows.
#pragma once

#include <string>

#include "engine/store/inspection_store.h"
#include "engine/vision/inspection_json.h"
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

// What the engine found, with the scores moved from the scale of the line it was inspected with to that of
// the fit.
engine::KeptInspection toKept(engine::Inspection found, const QString& fit, double line);
engine::KeptInspection toKept(const PictureItem& picture);  // as the program found it
void fill(PictureItem& picture, const engine::KeptInspection& kept);
PictureItem toItem(const engine::StoredInspection& stored);
// The findings with the boxes and the verdict as they are now, for a sentence.
engine::Inspection toInspection(const PictureItem& picture);
engine::Inspection toInspection(const PictureItem& picture, VerdictMark verdict);

HeatItem toItem(const engine::HeatMap& map);
std::vector<engine::TaughtRegion> toRegions(const QList<BoxItem>& boxes);
ExampleItem toItem(const engine::StoredExample& stored);
FitItem toItem(const engine::FitReport& report, double asked);

}  // namespace ui::bridge
