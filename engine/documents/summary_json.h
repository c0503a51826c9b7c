// Summaries and answers as JSON: what the command line prints and the store keeps.
//
// Offsets   start and end are UTF-8 byte offsets into the extracted text; quote is the bytes between them.
// Errors    reading back is tolerant: what is missing stays empty; JSON of another shape is kBadInput.
#pragma once

#include <nlohmann/json.hpp>

#include "engine/documents/summarizer.h"

namespace engine {

nlohmann::ordered_json toJson(const Document& document, const Summary& summary);
nlohmann::ordered_json toJson(const Document& document, const Answer& answer);

Result<Summary> summaryFromJson(const nlohmann::ordered_json& json);
Result<Answer> answerFromJson(const nlohmann::ordered_json& json);

// "rewritten", "verbatim", "shortened".
const char* wordingName(Wording wording);

}  // namespace engine
