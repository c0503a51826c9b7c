#include <algorithm>
#include <chrono>

#include "engine/documents/answer_confirm.h"
#include "engine/documents/choose_sentences.h"
#include "engine/documents/choose_similar.h"
#include "engine/documents/clause_pattern.h"
#include "engine/documents/compose_citations.h"
#include "engine/documents/compose_words.h"
#include "engine/documents/rewrite_batch.h"
#include "engine/documents/rewrite_words.h"
#include "engine/documents/shorten.h"
#include "engine/documents/summarizer.h"

namespace engine {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMostPassages = 3;  // of a clause
constexpr int32_t kClosest = 5;
constexpr float kNearBest = 0.6F;  // of the best score, to be shown beside it
constexpr float kConvincing =
    0.75F;  // of the question's words, for the closest passage to count as an answer

double msSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

class Asking {
public:
    Asking(const Document& document, const std::string& question, const AskOptions& options,
           std::stop_token stop)
        : document_(document), question_(question), options_(options), stop_(std::move(stop)) {}

    Result<Answer> run() {
        const auto start = Clock::now();
        map_ = splitSentences(document_);
        if (stop_.stop_requested()) return cancelled();
        clauses_ = findClauses(document_, map_);
        if (stop_.stop_requested()) return cancelled();
        language_ =
            options_.language.value_or(looksChinese(question_) ? Language::kChinese : Language::kEnglish);
        const ClauseKind kind = questionKind(question_);
        if (kind != ClauseKind::kOther) {
            if (auto status = answerClause(kind); !status) return status.error();
        } else {
            findClosest();
        }
        answer_.findMs = msSince(start);
        const auto saying = Clock::now();
        if (auto status = say(); !status) return status.error();
        answer_.sayMs = msSince(saying);
        return std::move(answer_);
    }

private:
    bool isFact(ClauseKind kind) const { return static_cast<int>(kind) < kFactCount; }

    Status answerClause(ClauseKind kind) {
        if (isFact(kind)) {
            if (canConfirm(options_.engine.get())) {
                // Only what was asked about needs a second opinion.
                for (Fact& fact : clauses_.facts) {
                    if (fact.kind != kind) fact.found = false;
                }
                if (auto status = confirmFacts(
                        *options_.engine, map_, clauses_, nullptr, document_.hash, [](int32_t, int32_t) {},
                        stop_);
                    !status)
                    return status;
            }
            for (const Fact& fact : clauses_.facts) {
                if (fact.kind != kind || !fact.found) continue;
                fact_ = fact;
                for (size_t i = 0; i < fact.sentences.size() && i < kMostPassages + 1; ++i)
                    add(fact.sentences[i], kind, citedRanges(fact, i, map_));
            }
        } else {
            std::vector<ClauseFind> finds;
            std::copy_if(clauses_.finds.begin(), clauses_.finds.end(), std::back_inserter(finds),
                         [kind](const ClauseFind& find) { return find.kind == kind && find.score > 0; });
            std::stable_sort(finds.begin(), finds.end(),
                             [](const ClauseFind& a, const ClauseFind& b) { return a.score > b.score; });
            for (const ClauseFind& find : finds) {
                if (find.score < kNearBest * finds.front().score || answer_.passages.size() >= kMostPassages)
                    break;
                add(find.sentence, kind, map_.sentences[static_cast<size_t>(find.sentence)].pieces);
            }
        }
        answer_.found = !answer_.passages.empty();
        intro_ = answer_.found ? factLine() : notFound();
        return {};
    }

    // "Not in this document" is said of what was read; pages that could not be are named.
    std::string notFound() const {
        std::string text = notInDocument(language_);
        std::string pages;
        for (const Page& page : document_.pages) {
            if (page.readable) continue;
            if (!pages.empty()) pages += language_ == Language::kChinese ? "、" : ", ";
            pages += std::to_string(page.number);
        }
        if (pages.empty()) return text;
        return text + (language_ == Language::kChinese ? "（未能读取的页：" + pages + "）"
                                                       : " (Pages that could not be read: " + pages + ".)");
    }

    // "Governing law: State of New York." before the sentences that say so.
    std::string factLine() const {
        if (fact_.value.empty() || fact_.value.find("…") != std::string::npos ||
            characterCount(fact_.value) > 90)
            return {};
        const bool chinese = language_ == Language::kChinese;
        std::string line = themeTitle(fact_.kind, language_) + (chinese ? "：" : ": ") + fact_.value;
        if (!line.ends_with('.') && !line.ends_with("。")) line += chinese ? "。" : ".";
        return line;
    }

    void findClosest() {
        const std::vector<ClauseFind> closest = closestSentences(map_, question_, kClosest * 3);
        std::vector<WordSet> said;
        const std::vector<ClauseKind> kinds = sentenceKinds(map_, clauses_);
        float best = 0;
        for (const ClauseFind& find : closest) {
            if (find.score <= 0 || answer_.passages.size() >= static_cast<size_t>(kClosest)) break;
            best = std::max(best, find.score);
            const Sentence& sentence = map_.sentences[static_cast<size_t>(find.sentence)];
            if (sentence.isHeading || find.score < 0.35F * best) continue;
            WordSet words = wordSet(sentence.clean);
            if (std::any_of(said.begin(), said.end(),
                            [&](const WordSet& other) { return saysTheSame(other, words); }))
                continue;
            said.push_back(std::move(words));
            add(find.sentence, kinds[static_cast<size_t>(find.sentence)], sentence.pieces);
        }
        answer_.closestOnly = !answer_.passages.empty();
        answer_.found = answer_.closestOnly && convincing(answer_.passages.front().sentence);
        intro_ = answer_.closestOnly ? closestPassagesIntro(language_) : nothingClose(language_);
    }

    // The closest passage has most of the words that the question is about.
    bool convincing(int32_t index) const {
        const Sentence& sentence = map_.sentences[static_cast<size_t>(index)];
        std::string text = sentence.clean;
        if (sentence.heading >= 0) text += ' ' + map_.headings[static_cast<size_t>(sentence.heading)].title;
        if (looksChinese(question_)) return overlapOf(wordSet(question_), wordSet(text)) >= kConvincing;
        static constexpr std::string_view kAsking[] = {
            "agreement", "contract", "document",  "party",    "parties",   "say",   "says",
            "tell",      "clause",   "provision", "anything", "something", "please"};
        size_t words = 0, met = 0;
        const std::vector<RewriteWord> there = rewriteWords(text);
        for (const RewriteWord& word : rewriteWords(question_)) {
            if (!word.isContent() ||
                std::find(std::begin(kAsking), std::end(kAsking), word.lower) != std::end(kAsking))
                continue;
            ++words;
            met += std::any_of(there.begin(), there.end(),
                               [&](const RewriteWord& other) { return meansTheSame(word.stem, other.stem); });
        }
        return words >= 2 && static_cast<float>(met) >= kConvincing * static_cast<float>(words);
    }

    void add(int32_t index, ClauseKind kind, std::span<const TextRange> cited) {
        Statement statement;
        statement.citations = citationsOf(document_, cited);
        if (statement.citations.empty()) return;
        statement.kind = kind;
        statement.sentence = index;
        statement.page = statement.citations.front().page;
        answer_.passages.push_back(std::move(statement));
    }

    void tell(std::string_view piece) {
        answer_.text += piece;
        if (options_.onText) options_.onText(piece);
    }

    Status say() {
        if (!intro_.empty()) tell(intro_);
        if (answer_.passages.empty()) return {};
        std::vector<std::string> sentences;
        for (const Statement& passage : answer_.passages)
            sentences.push_back(readableSentence(map_, passage.sentence));
        RewriteBatch batch(options_.engine, nullptr, document_.hash, map_.language, language_);
        // Told in the order of the passages, each as soon as those before it are ready.
        std::vector<bool> ready(sentences.size(), false);
        size_t next = 0;
        auto status = batch.run(
            sentences,
            [&](size_t index, const SaidSentence& said) {
                answer_.passages[index].text = said.text;
                answer_.passages[index].wording = said.wording;
                ready[index] = true;
                for (; next < ready.size() && ready[next]; ++next) {
                    tell((answer_.text.empty() ? "" : "\n") + answer_.passages[next].text);
                }
            },
            stop_);
        if (!status) return status;
        answer_.routing = batch.routing();
        for (const Statement& passage : answer_.passages)
            answer_.citations.insert(answer_.citations.end(), passage.citations.begin(),
                                     passage.citations.end());
        return {};
    }

    const Document& document_;
    const std::string& question_;
    const AskOptions& options_;
    std::stop_token stop_;
    Language language_ = Language::kEnglish;
    SentenceMap map_;
    ClauseMap clauses_;
    Fact fact_;
    std::string intro_;
    Answer answer_;
};

}  // namespace

Result<Answer> ask(const Document& document, const std::string& question, const AskOptions& options,
                   std::stop_token stop) {
    return Asking(document, question, options, std::move(stop)).run();
}

}  // namespace engine
