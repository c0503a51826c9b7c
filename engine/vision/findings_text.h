// Puts findings into words: a sentence for a picture and a report for a batch, in the prompt's language.
//
// A template says it when there is no model, and whenever the model's words do not pass: each number, kind,
// place and other telling word must be in the findings. The model never sees a picture.
//
// Thread   the write… functions block until the engine has answered.
// Errors   kCancelled when stopped; what the engine says otherwise.
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/run/engine.h"
#include "engine/vision/inspection.h"
#include "engine/vision/inspection_prompt.h"

namespace engine {

// "NG: 2 scratches and 1 pore. Most striking: scratch at the upper left, 85 × 12 pixels, area 420 pixels."
std::string sentenceOf(const Inspection& inspection, const InspectionPrompt& prompt);
// "48 pictures: 40 OK, 8 NG. Found: 12 scratches in 5 pictures, …"
std::string reportOf(std::span<const Inspection> inspections, const InspectionPrompt& prompt);

// The same in the model's words where they pass, all in one batch; engine may be null. A picture without
// defects needs no model. onSentence tells of each of the others as it is written, on the engine's thread.
using WrittenSentence = std::function<void(size_t index, const std::string& sentence)>;
Result<std::vector<std::string>> writeSentences(Engine* engine, std::span<const Inspection> inspections,
                                                const InspectionPrompt& prompt,
                                                const WrittenSentence& onSentence, std::stop_token stop);
Result<std::string> writeReport(Engine* engine, std::span<const Inspection> inspections,
                                const InspectionPrompt& prompt, std::stop_token stop);

// Whether a text says nothing that the findings (as the templates put them) do not say, and all the kinds.
// Language is "en" or "zh".
bool saysOnlyFindings(const std::string& text, const std::string& findings, const std::string& language);

}  // namespace engine
