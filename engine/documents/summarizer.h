// Reads a whole document into cited statements, facts and a short summary, and answers questions about it.
//
// The program finds and chooses sentences; the model only rewrites one sentence at a time, and what it writes
// is checked against the sentence; on any doubt the sentence itself is shown. Citations are copied from the
// text.
//
// Thread   blocking; call from a worker. Progress callbacks come on that worker or the engine's thread.
// Errors   a cancelled run answers kCancelled after everything finished so far was handed to the journal.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/documents/clauses.h"
#include "engine/run/engine.h"

namespace engine {

struct Citation {
    int32_t page = 1;   // as shown, from 1
    TextRange range;    // into Document::text
    std::string quote;  // the bytes of that range
};

enum class Wording { kRewritten, kVerbatim, kShortened };

struct Statement {
    std::string text;
    std::vector<Citation> citations;  // at least one
    ClauseKind kind = ClauseKind::kOther;
    int32_t sentence = 0;
    int32_t page = 1;
    bool head = false;  // belongs to the eight to twelve of the summary's head
    Wording wording = Wording::kVerbatim;
};

struct CitedFact {
    Fact fact;
    std::vector<Citation> citations;
};

struct Coverage {
    int32_t pages = 0;
    int32_t pagesRead = 0;
    std::vector<int32_t> unread;  // page numbers
};

struct Summary {
    std::string text;  // opening paragraph and the head's statements
    std::vector<Statement> statements;
    std::vector<CitedFact> facts;
    Coverage coverage;
    Language language = Language::kEnglish;
    double findMs = 0, sayMs = 0;
    int64_t generatedTokens = 0, promptTokens = 0;
    // Of the rewriting that was done now, not of what an earlier run had left in the journal.
    RouterStatistics routing;
};

enum class ReadingStage { kFinding, kConfirming, kRewriting, kComposing };
struct ReadingProgress {
    ReadingStage stage = ReadingStage::kFinding;
    int32_t done = 0, total = 0;     // units of the stage: pages, finds, statements
    std::vector<int32_t> pagesDone;  // indices whose statements are all there
    double tokensPerSecond = 0;
};

// Where finished parts are kept so that a stopped or killed run resumes: one text per key, durable when put
// returns.
class ReadingJournal {
public:
    virtual ~ReadingJournal() = default;
    virtual std::optional<std::string> get(const std::string& key) = 0;
    virtual void put(const std::string& key, const std::string& text) = 0;
};

struct SummarizeOptions {
    std::optional<Language> language;  // of the answer; default: the document's
    std::shared_ptr<Engine> engine;    // null: no model, sentences are shown as they stand
    ReadingJournal* journal = nullptr;
    std::function<void(const ReadingProgress&)> onProgress;
    std::function<void(const Statement&)> onStatement;  // as each one is ready
};

Result<Summary> summarize(const Document& document, const SummarizeOptions& options, std::stop_token stop);

struct Answer {
    std::string text;
    bool found = false;        // false for a known kind: "not in this document", said after a full pass
    bool closestOnly = false;  // true: these are the closest passages, not a known clause
    std::vector<Citation> citations;
    std::vector<Statement> passages;
    double findMs = 0, sayMs = 0;
    RouterStatistics routing;  // of all its rewriting
};

struct AskOptions {
    std::optional<Language> language;
    std::shared_ptr<Engine> engine;  // null: passages only
    std::function<void(std::string_view piece)> onText;
};

Result<Answer> ask(const Document& document, const std::string& question, const AskOptions& options,
                   std::stop_token stop);

}  // namespace engine
