// Which sentences of a document a summary speaks about.
//
// Rule     at least one passage in every 2,000 characters of text, whatever stands there; every sentence that
// a fact
//          cites; beyond that the most salient ones up to a budget. Two passages that say the same are chosen
//          twice only where a stretch of text has nothing else.
// Thread   pure functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/documents/clauses.h"

namespace engine {

inline constexpr int64_t kWindowCharacters = 2000;

struct ChosenPassage {
    int32_t sentence = -1;          // index into the map; -1: text that is no sentence (a table, a form)
    std::vector<TextRange> pieces;  // what is cited
    ClauseKind kind = ClauseKind::kOther;
    float salience = 0;
    bool cited = false;    // a fact rests on it
    bool repeats = false;  // says what an earlier one says; it is here for its stretch of text alone
    bool head = false;     // belongs to the summary's head
};

// In the order of the text.
std::vector<ChosenPassage> chooseSentences(const Document& document, const SentenceMap& map,
                                           const ClauseMap& clauses);

// Borders of the windows of kWindowCharacters characters, as byte offsets; the last is the end of the text.
std::vector<int64_t> windowBorders(std::string_view text);

// The kind a sentence is shown under: a fact that cites it before any other kind, then the surest.
std::vector<ClauseKind> sentenceKinds(const SentenceMap& map, const ClauseMap& clauses);

}  // namespace engine
