// The text of a summary: an opening paragraph from the facts (what it is, between whom, from when to when,
// under which law), then the statements of its head by theme. Plain text; the opening is the first line.
#pragma once

#include <string>

#include "engine/documents/summarizer.h"

namespace engine {

std::string composeSummary(const SentenceMap& map, const Summary& summary);

// What a document calls itself: "Supply Agreement", "劳动合同法"; empty when nothing reads so.
std::string documentTitle(const SentenceMap& map);

}  // namespace engine
