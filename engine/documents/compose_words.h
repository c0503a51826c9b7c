// The program's own words in the two languages of the reader.
#pragma once

#include <string>

#include "engine/documents/clauses.h"

namespace engine {

// "Renewal", "续约": what a statement of this kind is about; empty for kOther.
std::string themeTitle(ClauseKind kind, Language language);

std::string notInDocument(Language language);
std::string closestPassagesIntro(Language language);
std::string nothingClose(Language language);

}  // namespace engine
