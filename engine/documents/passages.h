// A document in passages of a paragraph's length, cut between sentences: what is indexed and searched.
#pragma once

#include <vector>

#include "engine/documents/sentences.h"
#include "engine/store/document_store.h"

namespace engine {

struct Passage {
    int32_t page = 1;  // as shown, from 1: where it begins
    TextRange range;   // into Document::text; may hold furniture
};

// About `characters` each; together they hold every sentence.
std::vector<Passage> passagesOf(const Document& document, const SentenceMap& map, int32_t characters = 700);

// The same with their text, as the store indexes them.
std::vector<StoredPassage> storedPassages(const Document& document, const SentenceMap& map);

}  // namespace engine
