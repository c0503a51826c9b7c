// A second opinion on doubtful finds: a model large enough is asked whether the sentence does what the rules
// took it for. Models under a billion parameters answer this no better than a coin and are not asked.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "engine/documents/summarizer.h"

namespace engine {

bool canConfirm(const Engine* engine);

// Whether a fact's finds are so doubtful that the model is asked. Parties, dates and the governing law never
// are: the rules know them better.
bool isDoubtful(const Fact& fact);

// Drops doubtful facts whose sentences the model denies (margin of Yes over No below 0); a fact with another
// sentence that it affirms keeps that one. Answers how many were asked through `onAsked`.
Status confirmFacts(Engine& engine, const SentenceMap& map, ClauseMap& clauses, ReadingJournal* journal,
                    const std::string& documentHash,
                    const std::function<void(int32_t done, int32_t total)>& onAsked, std::stop_token stop);

}  // namespace engine
