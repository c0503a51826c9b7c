#include "engine/documents/answer_confirm.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "engine/base/sha256.h"
#include "engine/documents/rewrite_prompt.h"
#include "engine/documents/shorten.h"

namespace engine {
namespace {

constexpr int64_t kJudgeParameters = 1'000'000'000;
constexpr float kSureScore = 3.0F;
constexpr size_t kMostBytes = 900;  // a longer sentence is not judged: its head alone would mislead

struct Choices {
    std::vector<Token> tokens;
    size_t yes = 0;  // the first of them say Yes
};

Choices choicesOf(const Tokenizer& tokenizer) {
    Choices choices;
    const auto add = [&](std::initializer_list<const char*> words) {
        for (const char* word : words) {
            const std::vector<Token> tokens = tokenizer.encode(word);
            if (tokens.size() == 1) choices.tokens.push_back(tokens.front());
        }
    };
    add({"Yes", " Yes", "yes", " yes", "YES"});
    choices.yes = choices.tokens.size();
    add({"No", " No", "no", " no", "NO"});
    return choices;
}

std::string keyOf(const Engine& engine, const std::string& hash, ClauseKind kind,
                  const std::string& sentence) {
    Sha256 sha;
    sha.add(hash);
    sha.add(kPromptVersion);
    sha.add(engine.weightsHash());
    sha.add(factName(kind));
    sha.add(sentence);
    return "confirm:" + sha.hex();
}

struct Question {
    size_t fact = 0;
    int32_t sentence = 0;
    std::string key;
    std::vector<Token> prompt;
    float margin = 0;
};

}  // namespace

bool canConfirm(const Engine* engine) {
    return engine && engine->info().parameters >= kJudgeParameters && engine->tokenizer() &&
           engine->chatTemplate();
}

bool isDoubtful(const Fact& fact) {
    if (!fact.found || fact.sentences.empty()) return false;
    switch (fact.kind) {
        case ClauseKind::kParties:
        case ClauseKind::kAgreementDate:
        case ClauseKind::kEffectiveDate:
        case ClauseKind::kGoverningLaw:
            return false;
        default:
            return fact.score < kSureScore;
    }
}

Status confirmFacts(Engine& engine, const SentenceMap& map, ClauseMap& clauses, ReadingJournal* journal,
                    const std::string& documentHash, const std::function<void(int32_t, int32_t)>& onAsked,
                    std::stop_token stop) {
    const Choices choices = choicesOf(*engine.tokenizer());
    if (choices.yes == 0 || choices.yes == choices.tokens.size()) return {};
    std::vector<Question> questions;
    std::vector<size_t> open;
    for (size_t f = 0; f < clauses.facts.size(); ++f) {
        const Fact& fact = clauses.facts[f];
        const std::string criterion = confirmCriterion(fact.kind);
        if (!isDoubtful(fact) || criterion.empty()) continue;
        const int32_t sentence = fact.sentences.front();
        const std::string text = readableSentence(map, sentence);
        if (text.size() > kMostBytes) continue;
        Question question{f, sentence, keyOf(engine, documentHash, fact.kind, text), {}, 0};
        if (journal) {
            if (const auto kept = journal->get(question.key)) {
                question.margin = std::strtof(kept->c_str(), nullptr);
                questions.push_back(std::move(question));
                continue;
            }
        }
        auto prompt = engine.renderChat(confirmPrompt(criterion, text));
        if (!prompt) return prompt.error();
        question.prompt = std::move(*prompt);
        open.push_back(questions.size());
        questions.push_back(std::move(question));
    }
    const auto total = static_cast<int32_t>(questions.size());
    if (total == 0) return {};
    onAsked(total - static_cast<int32_t>(open.size()), total);
    if (!open.empty()) {
        std::vector<std::vector<Token>> prompts;
        for (size_t q : open)
            prompts.push_back(questions[q].prompt);
        auto scores = engine.scoreNext(prompts, choices.tokens, stop);
        if (stop.stop_requested()) return cancelled();
        if (!scores) return scores.error();
        for (size_t k = 0; k < open.size(); ++k) {
            const std::vector<float>& row = (*scores)[k];
            if (row.size() != choices.tokens.size()) continue;
            const auto middle = row.begin() + static_cast<std::ptrdiff_t>(choices.yes);
            Question& question = questions[open[k]];
            question.margin = *std::max_element(row.begin(), middle) - *std::max_element(middle, row.end());
            if (journal) journal->put(question.key, std::to_string(question.margin));
        }
        onAsked(total, total);
    }
    for (const Question& question : questions) {
        if (question.margin >= 0) continue;
        Fact& fact = clauses.facts[question.fact];
        fact.found = false;
        fact.value.clear();
        fact.sentences.clear();
    }
    return {};
}

}  // namespace engine
