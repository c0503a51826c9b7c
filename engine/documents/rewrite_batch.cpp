#include "engine/documents/rewrite_batch.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "engine/base/check.h"
#include "engine/base/sha256.h"
#include "engine/documents/characters.h"
#include "engine/documents/rewrite_prompt.h"
#include "engine/documents/shorten.h"

namespace engine {
namespace {

using Clock = std::chrono::steady_clock;

// Requests handed to the engine together: enough to keep its step full, few enough to stop and report
// between.
constexpr size_t kGroup = 96;

// A finished text begins with one, a text cut by the limit of tokens with the other.
constexpr char kFinished = '+';
constexpr char kUnfinished = '-';

std::string trimmed(std::string_view text) {
    while (!text.empty() && isSpace(characterAt(text, 0).code))
        text.remove_prefix(static_cast<size_t>(characterAt(text, 0).size));
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.remove_suffix(1);
    return std::string(text);
}

struct Done {
    size_t ask;
    GenerateResult result;
};

// From the engine's thread to the one that waits.
class DoneQueue {
public:
    void push(size_t ask, const GenerateResult& result) {
        const std::lock_guard lock(mutex_);
        done_.push_back({ask, result});
        ready_.notify_one();
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        ready_.notify_one();
    }
    // Empty when closed and nothing is left.
    std::optional<Done> pop() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return closed_ || !done_.empty(); });
        if (done_.empty()) return std::nullopt;
        Done first = std::move(done_.front());
        done_.pop_front();
        return first;
    }

private:
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Done> done_;
    bool closed_ = false;
};

}  // namespace

RewriteBatch::RewriteBatch(std::shared_ptr<Engine> engine, ReadingJournal* journal, std::string documentHash,
                           Language from, Language to)
    : engine_(std::move(engine)), journal_(journal), hash_(std::move(documentHash)), from_(from), to_(to) {}

double RewriteBatch::tokensPerSecond() const {
    return seconds_ > 0 ? static_cast<double>(generatedTokens_) / seconds_ : 0;
}

std::string RewriteBatch::keyOf(const std::string& sentence) const {
    Sha256 hash;
    for (const std::string_view part : {std::string_view(hash_), std::string_view(kPromptVersion)}) {
        hash.add(part);
        hash.add(std::string_view("\0", 1));
    }
    hash.add(engine_->weightsHash());
    hash.add(from_ == Language::kChinese ? "\1" : "\2");
    hash.add(to_ == Language::kChinese ? "\1" : "\2");
    hash.add(sentence);
    return "say:" + hash.hex();
}

SaidSentence RewriteBatch::unasked(const std::string& sentence) const {
    ShortenedSentence shown = shortenSentence(sentence, from_);
    return {std::move(shown.text), shown.shortened ? Wording::kShortened : Wording::kVerbatim, false,
            RewriteDoubt::kNone};
}

SaidSentence RewriteBatch::judge(const std::string& sentence, std::string said, bool finished) const {
    said = trimmed(said);
    const RewriteVerdict verdict =
        finished ? checkRewrite(sentence, said, from_, to_) : RewriteVerdict{RewriteDoubt::kForm, "cut"};
    SaidSentence result;
    if (verdict.ok()) {
        result.text = std::move(said);
        result.wording = result.text == sentence ? Wording::kVerbatim : Wording::kRewritten;
    } else {
        result = unasked(sentence);
    }
    result.asked = true;
    result.doubt = verdict.doubt;
    return result;
}

Status RewriteBatch::run(std::span<const std::string> sentences,
                         const std::function<void(size_t, const SaidSentence&)>& onReady,
                         std::stop_token stop) {
    std::vector<Ask> asks;
    for (size_t i = 0; i < sentences.size(); ++i) {
        if (stop.stop_requested()) return cancelled();
        if (!engine_ || !canBeRewritten(sentences[i], from_)) {
            onReady(i, unasked(sentences[i]));
            continue;
        }
        Ask ask{i, keyOf(sentences[i]), {}};
        if (journal_) {
            if (const auto kept = journal_->get(ask.key); kept && !kept->empty()) {
                onReady(i, judge(sentences[i], kept->substr(1), kept->front() == kFinished));
                continue;
            }
        }
        auto prompt = engine_->renderChat(rewritePrompt(sentences[i], from_, to_));
        if (!prompt) return prompt.error();
        ask.prompt = std::move(*prompt);
        asks.push_back(std::move(ask));
        if (asks.size() == kGroup) {
            if (auto status = generate(sentences, asks, onReady, stop); !status) return status;
            asks.clear();
        }
    }
    return asks.empty() ? Status() : generate(sentences, asks, onReady, stop);
}

Status RewriteBatch::generate(std::span<const std::string> sentences, const std::vector<Ask>& asks,
                              const std::function<void(size_t, const SaidSentence&)>& onReady,
                              std::stop_token stop) {
    auto bare = engine_->renderChat(rewritePrompt("", from_, to_));
    if (!bare) return bare.error();
    std::vector<GenerateRequest> requests;
    for (const Ask& ask : asks) {
        GenerateRequest request;
        request.prompt = ask.prompt;
        // A rewrite is shorter than its sentence; a translation may take some more tokens.
        const auto own = static_cast<int>(ask.prompt.size() - std::min(ask.prompt.size(), bare->size()));
        request.maxTokens = std::clamp(to_ == from_ ? own + 12 : own * 3 / 2 + 12, 24, 256);
        request.stopTexts = {"\n"};
        request.recordRouting = true;
        requests.push_back(std::move(request));
    }
    const auto start = Clock::now();
    const double before = seconds_;
    DoneQueue queue;
    Result<std::vector<GenerateResult>> outcome = cancelled();
    std::exception_ptr defect;
    std::thread worker([&] {
        try {
            outcome = engine_->generateMany(
                requests, [&queue](size_t ask, const GenerateResult& result) { queue.push(ask, result); },
                stop);
        } catch (...) {
            defect = std::current_exception();
        }
        queue.close();
    });
    std::exception_ptr refused;
    while (auto done = queue.pop()) {
        if (done->result.stopReason == StopReason::kCancelled || refused) continue;
        const Ask& ask = asks[done->ask];
        promptTokens_ += done->result.promptTokens;
        generatedTokens_ += static_cast<int64_t>(done->result.tokens.size());
        if (done->result.routing) routing_.add(*done->result.routing);
        seconds_ = before + std::chrono::duration<double>(Clock::now() - start).count();
        const bool finished = done->result.stopReason == StopReason::kEndOfText ||
                              done->result.stopReason == StopReason::kStopString;
        // Kept before it is shown.
        if (journal_)
            journal_->put(ask.key, std::string(1, finished ? kFinished : kUnfinished) + done->result.text);
        try {
            onReady(ask.index, judge(sentences[ask.index], done->result.text, finished));
        } catch (...) {
            refused = std::current_exception();
        }
    }
    worker.join();
    seconds_ = before + std::chrono::duration<double>(Clock::now() - start).count();
    if (defect) std::rethrow_exception(defect);
    if (refused) std::rethrow_exception(refused);
    if (stop.stop_requested()) return cancelled();
    if (!outcome) return outcome.error();
    return {};
}

}  // namespace engine
