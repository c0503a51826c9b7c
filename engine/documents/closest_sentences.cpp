#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/documents/clause_pattern.h"
#include "engine/documents/clauses.h"

namespace engine {
namespace {

// BM25 with the usual constants; sentences differ less in length than web pages, hence the lower b.
constexpr double kTermSaturation = 1.2;
constexpr double kLengthShare = 0.4;
constexpr double kSynonymWeight = 0.7;
constexpr double kTitleWeight = 1.0;

bool stopWord(std::string_view word) {
    static const std::vector<std::string_view> words = {
        "a",        "about",  "an",        "and",    "any",   "are",    "as",   "at",        "be",
        "by",       "can",    "could",     "do",     "does",  "for",    "from", "has",       "have",
        "how",      "i",      "if",        "in",     "is",    "it",     "its",  "me",        "of",
        "on",       "or",     "our",       "s",      "shall", "should", "so",   "such",      "that",
        "the",      "their",  "them",      "there",  "these", "they",   "this", "those",     "to",
        "under",    "upon",   "was",       "we",     "were",  "what",   "when", "where",     "which",
        "who",      "whom",   "will",      "with",   "would", "you",    "your", "agreement", "contract",
        "document", "party",  "parties",   "there",  "say",   "says",   "tell", "clause",    "provision",
        "hereof",   "herein", "hereunder", "thereof"};
    static const std::vector<std::string_view> sorted = [] {
        auto copy = words;
        std::sort(copy.begin(), copy.end());
        return copy;
    }();
    return std::binary_search(sorted.begin(), sorted.end(), word);
}

// Cuts the common English endings, so that "terminated" meets "termination". Not a linguist's stemmer: both
// sides of a comparison go through it, which is all that matters.
std::string stem(std::string_view word) {
    constexpr size_t kLeastStem = 4;
    if (word.ends_with("'s")) word.remove_suffix(2);
    // Twice, because endings stand in rows: exclusiv-ity and exclus-ive meet at "exclus".
    for (int pass = 0; pass < 2; ++pass) {
        for (std::string_view ending :
             {"ations", "ation", "ements", "ement", "ments", "ment", "ingly", "edly", "ities",
              "ity",    "ating", "ated",   "ates",  "ate",   "ives", "ive",   "iv",   "ances",
              "ance",   "ences", "ence",   "able",  "ible",  "ings", "ing",   "ions", "ion",
              "ies",    "ied",   "als",    "al",    "ers",   "er",   "ors",   "or",   "ees",
              "ed",     "es",    "ly",     "s",     "y",     "e"}) {
            if (word.size() >= ending.size() + kLeastStem && word.ends_with(ending)) {
                word.remove_suffix(ending.size());
                break;
            }
        }
    }
    return std::string(word);
}

// Words of a text as they are compared: stems of Latin words, pairs of neighbouring Chinese characters.
std::vector<std::string> termsOf(std::string_view text) {
    const std::string folded = foldText(text);
    std::vector<std::string> terms;
    std::string word, previous;
    const auto flush = [&] {
        if (!word.empty() && !stopWord(word)) terms.push_back(stem(word));
        word.clear();
    };
    for (size_t i = 0; i < folded.size();) {
        const auto c = static_cast<unsigned char>(folded[i]);
        if (c < 0x80) {
            if (std::isalnum(c) || (c == '\'' && !word.empty())) {
                word += folded[i];
            } else {
                flush();
            }
            previous.clear();
            ++i;
            continue;
        }
        flush();
        size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        length = std::min(length, folded.size() - i);
        const std::string character = folded.substr(i, length);
        // Han characters lie between E4 B8 80 and E9 BF BF; punctuation breaks a pair.
        if (c >= 0xE4 && c <= 0xE9) {
            if (!previous.empty()) terms.push_back(previous + character);
            previous = character;
        } else {
            previous.clear();
        }
        i += length;
    }
    flush();
    return terms;
}

// Groups of words that mean nearly the same in a contract; a question with one of them looks for all.
struct SynonymGroup {
    std::vector<std::string_view> words;
};

const std::vector<SynonymGroup>& synonymGroups() {
    static const std::vector<SynonymGroup> groups = {
        {{"terminate", "termination", "cancel", "cancellation", "end", "rescind", "withdraw"}},
        {{"assign", "assignment", "transfer", "delegate", "sublicense", "convey", "assignable"}},
        {{"liability", "liable", "damages", "losses", "responsible"}},
        {{"cap", "limit", "limitation", "exceed", "maximum", "aggregate"}},
        {{"pay", "payment", "payable", "fee", "compensation", "invoice", "remit", "royalty"}},
        {{"price", "cost", "fee", "rate", "charge"}},
        {{"renew", "renewal", "extend", "extension", "successive"}},
        {{"expire", "expiration", "term", "duration", "period", "continue", "until"}},
        {{"law", "laws", "governed", "governing", "construed", "jurisdiction"}},
        {{"exclusive", "exclusively", "sole", "only"}},
        {{"confidential", "confidentiality", "disclose", "secret", "proprietary"}},
        {{"indemnify", "indemnification", "harmless", "defend"}},
        {{"warranty", "warrant", "guarantee", "represent", "merchantability"}},
        {{"breach", "default", "violation", "failure", "cure"}},
        {{"dispute", "arbitration", "mediation", "controversy", "court", "litigation"}},
        {{"insurance", "insured", "policy", "coverage"}},
        {{"audit", "inspect", "inspection", "records", "books"}},
        {{"compete", "competition", "competitive", "competing", "noncompete", "solicit"}},
        {{"deliver", "delivery", "ship", "shipment"}},
        {{"effective", "commence", "commencement", "begin", "start"}},
        {{"notice", "notify", "notification", "written"}},
        {{"late", "overdue", "interest", "penalty", "delinquent"}},
        {{"trademark", "marks", "patent", "copyright", "intellectual", "license"}},
        {{"employee", "personnel", "staff", "employment"}},
        {{"buy", "purchase", "order", "procure"}},
        {{"sell", "sale", "resale", "distribute", "market"}},
        {{"defect", "defective", "nonconforming", "repair", "replace"}},
        {{"territory", "area", "region", "geographic"}},
        {{"minimum", "least", "quota"}},
        {{"train", "training", "support", "assistance"}},
        {{"tax", "taxes", "duties", "withholding"}},
        {{"解除", "终止", "取消", "撤销"}},
        {{"转让", "让与", "转移"}},
        {{"责任", "赔偿", "损失", "损害"}},
        {{"期限", "有效", "届满", "期满"}},
        {{"续签", "续期", "续订", "续展", "延长"}},
        {{"适用", "法律", "管辖"}},
        {{"独家", "排他", "独占", "唯一"}},
        {{"保密", "秘密", "泄露"}},
        {{"付款", "支付", "价款", "报酬", "工资"}},
        {{"违约", "违反", "不履"}},
        {{"争议", "纠纷", "仲裁", "诉讼"}},
        {{"生效", "施行"}},
        {{"通知", "告知"}},
        {{"商用", "商业"}},
    };
    return groups;
}

const std::unordered_map<std::string, std::vector<std::string>>& synonyms() {
    static const auto table = [] {
        std::unordered_map<std::string, std::vector<std::string>> all;
        for (const SynonymGroup& group : synonymGroups()) {
            std::vector<std::string> terms;
            for (std::string_view word : group.words) {
                for (std::string& term : termsOf(word))
                    terms.push_back(std::move(term));
            }
            for (const std::string& term : terms) {
                auto& list = all[term];
                list.insert(list.end(), terms.begin(), terms.end());
            }
        }
        return all;
    }();
    return table;
}

}  // namespace

std::vector<ClauseFind> closestSentences(const SentenceMap& map, const std::string& question, int32_t limit) {
    std::unordered_map<std::string, double> wanted;
    for (const std::string& term : termsOf(question))
        wanted[term] = 1.0;
    const auto asked = wanted;
    for (const auto& [term, weight] : asked) {
        const auto found = synonyms().find(term);
        if (found == synonyms().end()) continue;
        for (const std::string& other : found->second) {
            double& value = wanted[other];
            value = std::max(value, kSynonymWeight);
        }
    }
    if (wanted.empty() || map.sentences.empty() || limit <= 0) return {};

    struct Candidate {
        size_t sentence;
        size_t length;
        std::unordered_map<std::string, double> counts;
    };
    std::vector<Candidate> candidates;
    std::unordered_map<std::string, size_t> documents;
    size_t words = 0, read = 0;
    std::vector<std::vector<std::string>> titles(map.headings.size());
    for (size_t h = 0; h < map.headings.size(); ++h)
        titles[h] = termsOf(map.headings[h].title);
    for (size_t i = 0; i < map.sentences.size(); ++i) {
        const Sentence& sentence = map.sentences[i];
        if (sentence.isHeading) continue;
        const std::vector<std::string> terms = termsOf(sentence.clean);
        if (terms.size() < 3) continue;
        words += terms.size();
        ++read;
        Candidate candidate{i, terms.size(), {}};
        for (const std::string& term : terms) {
            if (wanted.contains(term)) candidate.counts[term] += 1.0;
        }
        for (const auto& [term, count] : candidate.counts)
            ++documents[term];
        if (sentence.heading >= 0 && static_cast<size_t>(sentence.heading) < titles.size()) {
            for (const std::string& term : titles[static_cast<size_t>(sentence.heading)]) {
                if (wanted.contains(term)) candidate.counts[term] += kTitleWeight;
            }
        }
        if (!candidate.counts.empty()) candidates.push_back(std::move(candidate));
    }
    if (candidates.empty()) return {};

    const double meanLength = static_cast<double>(words) / static_cast<double>(read);
    std::vector<ClauseFind> finds;
    finds.reserve(candidates.size());
    for (const Candidate& candidate : candidates) {
        const double norm =
            kTermSaturation *
            (1 - kLengthShare + kLengthShare * static_cast<double>(candidate.length) / meanLength);
        double score = 0;
        for (const auto& [term, count] : candidate.counts) {
            const auto n = static_cast<double>(documents[term]);
            const double rarity = std::log(1 + (static_cast<double>(read) - n + 0.5) / (n + 0.5));
            score += wanted[term] * rarity * count * (kTermSaturation + 1) / (count + norm);
        }
        finds.push_back(
            {ClauseKind::kOther, static_cast<int32_t>(candidate.sentence), static_cast<float>(score)});
    }
    std::stable_sort(finds.begin(), finds.end(),
                     [](const ClauseFind& a, const ClauseFind& b) { return a.score > b.score; });
    if (finds.size() > static_cast<size_t>(limit)) finds.resize(static_cast<size_t>(limit));
    return finds;
}

}  // namespace engine
