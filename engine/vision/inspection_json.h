// Inspections as JSON, the way the command line prints and the store keeps them, and as rows of a table.
//
// {file, width, height, verdict: "OK" | "NG" | "unsure", score, defects: [{type, asked, confidence,
//  type_confidence, score, box: [x, y, width, height], area}], text, seconds}; heat maps are kept elsewhere.
// What is kept says besides which fit found it, where the line was, and what was drawn by hand.
//
// Errors   reading answers kBadInput for what is not such an object or beyond its limits.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/store/inspection_store.h"
#include "engine/vision/inspection.h"
#include "engine/vision/inspection_project.h"

namespace engine {

const char* verdictName(Verdict verdict);  // "OK", "NG", "unsure"

nlohmann::ordered_json toJson(const Inspection& inspection);
Result<Inspection> inspectionFromJson(std::string_view text);

// ---- what the store keeps ----

struct KeptInspection {
    Inspection inspection;
    std::string fit;           // empty: found without good pictures, or by the command line
    double line = 1;           // where the line was when it was found, on the scale of the scores
    std::vector<bool> byHand;  // of each defect: drawn or named by the engineer; empty: none was
};

nlohmann::ordered_json toJson(const KeptInspection& kept);
Result<KeptInspection> keptFromJson(std::string_view text);  // without the heat map
// A row of the store: the findings with their heat map, or why there are none.
StoredInspection storedInspection(RowId id, const Result<KeptInspection>& found);
// Why a picture could not be inspected, with its arguments apart, so that it can still be translated.
Error failureFromJson(const std::string& text);
HeatMap heatMapFromBytes(std::string_view bytes);  // empty when they are none

std::string regionsJson(std::span<const TaughtRegion> regions);
std::vector<TaughtRegion> regionsFromJson(std::string_view text);  // those that are whole

// ---- a table ----

struct TableRow {
    Inspection inspection;
    std::string verdict;  // that stands now: "OK", "NG", "unsure"; or "failed", "waiting"
    bool overruled = false;
};
// A row for every defect and one for a picture without any, after a row of names. RFC 4180, UTF-8.
std::string inspectionsToCsv(std::span<const TableRow> rows);

}  // namespace engine
