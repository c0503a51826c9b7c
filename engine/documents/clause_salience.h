// How much a sentence deserves a place in a summary: duties, money, dates and known kinds raise it; headings,
// tables of contents, signature lines, recitals of form and fragments lower it. Between 0 and 1.
#pragma once

#include <span>

#include "engine/documents/clause_rules.h"

namespace engine {

float sentenceSalience(const Sentence& sentence, const RuleText& text, std::span<const ClauseFind> finds,
                       bool chinese);

}  // namespace engine
