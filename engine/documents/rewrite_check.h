// Whether a model's one-sentence rewrite says what the sentence says, as far as a program can tell.
//
// Checked  numbers, dates, amounts and their comparisons (at least, before, within …); names; negation;
// conditions and
//          exceptions; duty against right; who owes whom; no words that the sentence does not bear out; the
//          order of what is said; that it is one finished sentence and no loop. Made to refuse: a refusal
//          costs plain words, an error costs trust.
// Thread   pure function.
#pragma once

#include <string>
#include <string_view>

#include "engine/documents/sentences.h"

namespace engine {

enum class RewriteDoubt {
    kNone,
    kForm,
    kLength,
    kLoop,
    kLanguage,
    kNumber,
    kComparison,
    kName,
    kNegation,
    kCondition,
    kDuty,
    kParty,
    kWords,
    kOrder,
    kLost
};
const char* describe(RewriteDoubt doubt);

struct RewriteVerdict {
    RewriteDoubt doubt = RewriteDoubt::kNone;
    std::string detail;  // the word or number that decided; for logs and tests
    bool ok() const { return doubt == RewriteDoubt::kNone; }
};

RewriteVerdict checkRewrite(std::string_view source, std::string_view rewrite, Language sourceLanguage,
                            Language rewriteLanguage);

}  // namespace engine
