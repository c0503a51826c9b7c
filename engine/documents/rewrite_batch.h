// Rewrites many sentences at once behind a shared prompt head and checks each: the rewrite where it passes,
// else the sentence itself, shortened.
//
// Thread   run() blocks; onReady comes on the caller's thread, in the order in which sentences are ready.
// Memory   shares the engine; borrows the journal for as long as it lives.
// Errors   kCancelled when stopped: what was ready had been handed out; what the engine says otherwise.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/documents/rewrite_check.h"
#include "engine/documents/summarizer.h"

namespace engine {

struct SaidSentence {
    std::string text;
    Wording wording = Wording::kVerbatim;
    bool asked = false;                        // the model was asked, now or in an earlier run
    RewriteDoubt doubt = RewriteDoubt::kNone;  // why its words are not shown
};

class RewriteBatch {
public:
    // engine may be null: then every sentence stays as it is. journal may be null.
    RewriteBatch(std::shared_ptr<Engine> engine, ReadingJournal* journal, std::string documentHash,
                 Language from, Language to);

    Status run(std::span<const std::string> sentences,
               const std::function<void(size_t index, const SaidSentence& said)>& onReady,
               std::stop_token stop);

    int64_t promptTokens() const { return promptTokens_; }
    int64_t generatedTokens() const { return generatedTokens_; }
    // What the router did in all of it, without pairs; empty for a model without experts.
    const RouterStatistics& routing() const { return routing_; }
    // Of the rewriting so far, measured; 0 before the first.
    double tokensPerSecond() const;

private:
    struct Ask {
        size_t index = 0;
        std::string key;
        std::vector<Token> prompt;
    };
    SaidSentence judge(const std::string& sentence, std::string said, bool finished) const;
    SaidSentence unasked(const std::string& sentence) const;
    std::string keyOf(const std::string& sentence) const;
    Status generate(std::span<const std::string> sentences, const std::vector<Ask>& asks,
                    const std::function<void(size_t, const SaidSentence&)>& onReady, std::stop_token stop);

    std::shared_ptr<Engine> engine_;
    ReadingJournal* journal_;
    std::string hash_;
    Language from_, to_;
    int64_t promptTokens_ = 0, generatedTokens_ = 0;
    RouterStatistics routing_;
    double seconds_ = 0;
};

}  // namespace engine
