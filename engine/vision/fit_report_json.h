// What a fit found out, as text inside a project's file.
//
// Errors   kBadInput for what is not such text.
#pragma once

#include <string>
#include <string_view>

#include "engine/vision/inspection_project.h"

namespace engine {

std::string fitReportJson(const FitReport& report);
Result<FitReport> fitReportFromJson(std::string_view text);

}  // namespace engine
