// A document cut into what people quote: sentences and headings.
//
// A sentence that a page break's header or footer interrupts has several pieces; `clean` is what rules and
// the model read: pieces joined, white space collapsed, and for an item of a list its lead put before it.
#pragma once

#include <string>
#include <vector>

#include "engine/documents/document.h"

namespace engine {

enum class Language { kEnglish, kChinese };

struct Sentence {
    std::vector<TextRange>
        pieces;            // at least one, in order, in Document::text; together at most 1,400 characters
    std::string clean;     // UTF-8, collapsed; with the lead for a list item
    int32_t ownBegin = 0;  // where the sentence itself begins in clean (after the lead)
    int32_t heading = -1;  // index into headings: the section it stands in; -1 before the first
    bool isHeading = false;
    int64_t begin() const { return pieces.front().begin; }
    int64_t end() const { return pieces.back().end; }
};

struct Heading {
    TextRange range;
    std::string number;  // "12.3", "(a)", "第十条"; may be empty
    std::string title;   // "Governing Law"; may be empty
    int32_t level = 1;
};

struct SentenceMap {
    Language language = Language::kEnglish;
    std::vector<Sentence> sentences;
    std::vector<Heading> headings;
};

SentenceMap splitSentences(const Document& document);

}  // namespace engine
