// Inspections as JSON, the way the command line prints and the store keeps them, and as rows of a table.
//
// {file, width, height, verdict: "OK" | "NG" | "unsure", score, defects: [{type, asked, confidence,
//  type_confidence, score, box: [x, y, width, height], area}], text, seconds}; heat maps are kept elsewhere.
//
// Errors   reading answers kBadInput for what is not such an object or beyond its limits.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/vision/inspection.h"

namespace engine {

const char* verdictName(Verdict verdict);  // "OK", "NG", "unsure"

nlohmann::ordered_json toJson(const Inspection& inspection);
Result<Inspection> inspectionFromJson(std::string_view text);

// A row for every defect and one for a picture without any, after a row of names. RFC 4180, UTF-8.
std::string inspectionsToCsv(std::span<const Inspection> inspections);

}  // namespace engine
