#include "engine/documents/summarizer.h"

#include <algorithm>
#include <chrono>

#include "engine/documents/answer_confirm.h"
#include "engine/documents/choose_sentences.h"
#include "engine/documents/compose_citations.h"
#include "engine/documents/compose_summary.h"
#include "engine/documents/rewrite_batch.h"
#include "engine/documents/shorten.h"

namespace engine {
namespace {

using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// One reading from the sentences to the summary.
class Reading {
public:
    Reading(const Document& document, const SummarizeOptions& options, std::stop_token stop)
        : document_(document), options_(options), stop_(std::move(stop)) {}

    Result<Summary> run() {
        const auto start = Clock::now();
        progress_.total = pages();
        report();
        map_ = splitSentences(document_);
        if (stop_.stop_requested()) return cancelled();
        clauses_ = findClauses(document_, map_);
        progress_.done = pages();
        report();
        if (stop_.stop_requested()) return cancelled();
        summary_.language = options_.language.value_or(map_.language);
        noteCoverage();
        if (auto status = confirm(); !status) return status.error();
        choose();
        summary_.findMs = msSince(start);

        const auto saying = Clock::now();
        if (auto status = say(); !status) return status.error();
        summary_.sayMs = msSince(saying);
        enter(ReadingStage::kComposing, 0, 1);
        for (const Fact& fact : clauses_.facts) {
            std::vector<Citation> citations;
            for (size_t i = 0; i < fact.sentences.size(); ++i) {
                const std::vector<TextRange> ranges = citedRanges(fact, i, map_);
                for (Citation& citation : citationsOf(document_, ranges))
                    citations.push_back(std::move(citation));
            }
            summary_.facts.push_back({fact, std::move(citations)});
        }
        summary_.text = composeSummary(map_, summary_);
        progress_.done = 1;
        report();
        return std::move(summary_);
    }

private:
    int32_t pages() const { return static_cast<int32_t>(document_.pages.size()); }

    void report() const {
        if (options_.onProgress) options_.onProgress(progress_);
    }
    void enter(ReadingStage stage, int32_t done, int32_t total) {
        progress_.stage = stage;
        progress_.done = done;
        progress_.total = total;
        report();
    }

    void noteCoverage() {
        summary_.coverage.pages = pages();
        for (const Page& page : document_.pages) {
            if (page.readable) {
                ++summary_.coverage.pagesRead;
            } else {
                summary_.coverage.unread.push_back(page.number);
            }
        }
    }

    Status confirm() {
        if (!canConfirm(options_.engine.get())) return {};
        return confirmFacts(
            *options_.engine, map_, clauses_, options_.journal, document_.hash,
            [this](int32_t done, int32_t total) { enter(ReadingStage::kConfirming, done, total); }, stop_);
    }

    // The statements as they stand, before any word is changed.
    void choose() {
        for (ChosenPassage& passage : chooseSentences(document_, map_, clauses_)) {
            Statement statement;
            statement.citations = citationsOf(document_, passage.pieces);
            if (statement.citations.empty()) continue;
            statement.kind = passage.kind;
            statement.sentence = passage.sentence;
            statement.page = statement.citations.front().page;
            statement.head = passage.head;
            summary_.statements.push_back(std::move(statement));
            texts_.push_back(passage.sentence >= 0 ? readableSentence(map_, passage.sentence)
                                                   : collapsed(document_.slice(passage.pieces.front())));
        }
    }

    static std::string collapsed(std::string_view text) {
        std::string all;
        for (char c : text) {
            const char blank = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
            if (blank == ' ' && (all.empty() || all.back() == ' ')) continue;
            all += blank;
        }
        return all;
    }

    // The head first, so that the person reads what matters most while the rest is still on its way.
    std::vector<size_t> order() const {
        std::vector<size_t> order(summary_.statements.size());
        for (size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::stable_partition(order.begin(), order.end(),
                              [this](size_t i) { return summary_.statements[i].head; });
        return order;
    }

    Status say() {
        std::vector<int32_t> open(document_.pages.size(), 0);  // statements still to come, by page
        const auto pageOf = [this](const Statement& statement) {
            return document_.pages.empty() ? -1 : document_.pageAt(statement.citations.front().range.begin);
        };
        for (const Statement& statement : summary_.statements) {
            const int32_t page = pageOf(statement);
            if (page >= 0 && static_cast<size_t>(page) < open.size()) ++open[static_cast<size_t>(page)];
        }
        for (size_t page = 0; page < open.size(); ++page) {
            if (open[page] == 0 && document_.pages[page].readable)
                progress_.pagesDone.push_back(static_cast<int32_t>(page));
        }
        enter(ReadingStage::kRewriting, 0, static_cast<int32_t>(summary_.statements.size()));

        const std::vector<size_t> turn = order();
        std::vector<std::string> sentences;
        for (size_t i : turn)
            sentences.push_back(texts_[i]);
        RewriteBatch batch(options_.engine, options_.journal, document_.hash, map_.language,
                           summary_.language);
        const auto ready = [&](size_t index, const SaidSentence& said) {
            Statement& statement = summary_.statements[turn[index]];
            statement.text = said.text;
            statement.wording = said.wording;
            if (options_.onStatement) options_.onStatement(statement);
            const int32_t page = pageOf(statement);
            if (page >= 0 && static_cast<size_t>(page) < open.size() &&
                --open[static_cast<size_t>(page)] == 0)
                progress_.pagesDone.push_back(page);
            ++progress_.done;
            progress_.tokensPerSecond = batch.tokensPerSecond();
            report();
        };
        auto status = batch.run(sentences, ready, stop_);
        summary_.promptTokens = batch.promptTokens();
        summary_.generatedTokens = batch.generatedTokens();
        summary_.routing = batch.routing();
        return status;
    }

    const Document& document_;
    const SummarizeOptions& options_;
    std::stop_token stop_;
    SentenceMap map_;
    ClauseMap clauses_;
    Summary summary_;
    std::vector<std::string> texts_;  // beside summary_.statements: what is put to the model
    ReadingProgress progress_;
};

}  // namespace

Result<Summary> summarize(const Document& document, const SummarizeOptions& options, std::stop_token stop) {
    return Reading(document, options, std::move(stop)).run();
}

}  // namespace engine
