#include "engine/documents/choose_sentences.h"

#include <algorithm>
#include <array>

#include "engine/documents/characters.h"
#include "engine/documents/choose_similar.h"

namespace engine {
namespace {

constexpr size_t kLeastStatements = 12;  // where the document has that many sentences worth it
constexpr size_t kHeadMost = 12;
constexpr size_t kHeadLeast = 8;
constexpr float kWorthSaying = 0.42F;
constexpr size_t kPlainPassageBytes = 400;
constexpr size_t kComparedPassages = 1000;

// Themes of the head in the order of reading; the opening paragraph already says who, when and under which
// law.
constexpr std::array kThemes = {ClauseKind::kExpiration,
                                ClauseKind::kRenewal,
                                ClauseKind::kNoticePeriod,
                                ClauseKind::kPayment,
                                ClauseKind::kPrice,
                                ClauseKind::kDelivery,
                                ClauseKind::kExclusivity,
                                ClauseKind::kNonCompete,
                                ClauseKind::kLiabilityCap,
                                ClauseKind::kIndemnity,
                                ClauseKind::kWarranty,
                                ClauseKind::kPenalty,
                                ClauseKind::kTerminationForConvenience,
                                ClauseKind::kTerminationForCause,
                                ClauseKind::kAntiAssignment,
                                ClauseKind::kIntellectualProperty,
                                ClauseKind::kConfidentiality,
                                ClauseKind::kDisputes,
                                ClauseKind::kInsurance,
                                ClauseKind::kAudit,
                                ClauseKind::kForceMajeure};

bool isBlank(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const Character character = characterAt(text, at);
        if (!isSpace(character.code)) return false;
        at += static_cast<size_t>(character.size);
    }
    return true;
}

int64_t overlap(const TextRange& a, const TextRange& b) {
    return std::max<int64_t>(0, std::min(a.end, b.end) - std::max(a.begin, b.begin));
}

class Chooser {
public:
    Chooser(const Document& document, const SentenceMap& map, const ClauseMap& clauses)
        : document_(document), map_(map), clauses_(clauses), kinds_(sentenceKinds(map, clauses)),
          chosen_(map.sentences.size(), false), words_(map.sentences.size()) {}

    std::vector<ChosenPassage> run() {
        for (const Fact& fact : clauses_.facts) {
            for (int32_t sentence : fact.sentences)
                take(sentence, true, false);
        }
        factPassages_ = passages_.size();
        coverWindows();
        fillBudget();
        chooseHead();
        std::stable_sort(passages_.begin(), passages_.end(),
                         [](const ChosenPassage& a, const ChosenPassage& b) {
                             return a.pieces.front().begin < b.pieces.front().begin;
                         });
        return std::move(passages_);
    }

private:
    const Sentence& sentence(int32_t index) const { return map_.sentences[static_cast<size_t>(index)]; }
    float salience(int32_t index) const {
        const auto at = static_cast<size_t>(index);
        return at < clauses_.salience.size() ? clauses_.salience[at] : 0.0F;
    }
    const WordSet& words(int32_t index) {
        WordSet& set = words_[static_cast<size_t>(index)];
        if (set.empty())
            set = wordSet(std::string_view(sentence(index).clean)
                              .substr(std::min(sentence(index).clean.size(),
                                               static_cast<size_t>(std::max(0, sentence(index).ownBegin)))));
        return set;
    }
    // In a book of a document only what was chosen lately is compared, so that the time stays in proportion.
    bool saidAlready(int32_t index) {
        const size_t from = passages_.size() > kComparedPassages ? passages_.size() - kComparedPassages : 0;
        return std::any_of(
            passages_.begin() + static_cast<std::ptrdiff_t>(from), passages_.end(), [&](const auto& passage) {
                return passage.sentence >= 0 && saysTheSame(words(passage.sentence), words(index));
            });
    }

    void take(int32_t index, bool cited, bool repeats) {
        if (chosen_[static_cast<size_t>(index)]) return;
        if (cited) repeats = saidAlready(index);
        chosen_[static_cast<size_t>(index)] = true;
        passages_.push_back({index, sentence(index).pieces, kinds_[static_cast<size_t>(index)],
                             salience(index), cited, repeats, false});
    }

    // How well a sentence stands for a window: a sentence that lies mostly elsewhere is worth less.
    float worth(int32_t index, const TextRange& window) const {
        int64_t inside = 0, all = 0;
        for (const TextRange& piece : sentence(index).pieces) {
            inside += overlap(piece, window);
            all += piece.size();
        }
        if (inside == 0) return -1;
        const float share = all > 0 ? static_cast<float>(inside) / static_cast<float>(all) : 0;
        return salience(index) * (0.55F + 0.45F * share) + (sentence(index).isHeading ? 0.0F : 0.01F);
    }

    // Windows come in order: beside the sentences of facts only the passages chosen last can reach into one.
    bool covered(const TextRange& window) const {
        const auto reaches = [&](const ChosenPassage& passage) {
            return std::any_of(passage.pieces.begin(), passage.pieces.end(),
                               [&](const TextRange& piece) { return piece.overlaps(window); });
        };
        const auto facts = passages_.begin() + static_cast<std::ptrdiff_t>(factPassages_);
        const auto last = passages_.end() - std::min<std::ptrdiff_t>(passages_.end() - facts, 4);
        return std::any_of(passages_.begin(), facts, reaches) || std::any_of(last, passages_.end(), reaches);
    }

    void coverWindows() {
        const std::vector<int64_t> borders = windowBorders(document_.text);
        size_t first = 0;  // sentences before it end before the window
        for (size_t w = 0; w + 1 < borders.size(); ++w) {
            const TextRange window{borders[w], borders[w + 1]};
            while (first < map_.sentences.size() && map_.sentences[first].end() <= window.begin)
                ++first;
            if (covered(window) || isBlank(document_.slice(window))) continue;
            std::vector<std::pair<float, int32_t>> candidates;
            for (size_t i = first; i < map_.sentences.size() && map_.sentences[i].begin() < window.end; ++i) {
                const float value = worth(static_cast<int32_t>(i), window);
                if (value >= 0) candidates.emplace_back(value, static_cast<int32_t>(i));
            }
            std::stable_sort(candidates.begin(), candidates.end(),
                             [](const auto& a, const auto& b) { return a.first > b.first; });
            const auto fresh =
                std::find_if(candidates.begin(), candidates.end(),
                             [this](const auto& candidate) { return !saidAlready(candidate.second); });
            if (candidates.empty()) {
                takePlain(window);
            } else if (fresh != candidates.end() && fresh->first >= 0.25F * candidates.front().first) {
                take(fresh->second, false, false);
            } else {
                take(candidates.front().second, false, true);
            }
        }
    }

    // Text that no sentence covers: its first lines with words, else with anything at all.
    void takePlain(const TextRange& window) {
        const std::string_view text = document_.slice(window);
        size_t best = std::string_view::npos, bestLetters = 0;
        for (size_t at = 0; at < text.size();) {
            const size_t end = std::min(text.find('\n', at), text.size());
            size_t letters = 0;
            bool blank = true;
            for (size_t i = at; i < end;) {
                const Character character = characterAt(text, i);
                letters += isLetter(character.code) || isDigit(character.code) ? 1U : 0U;
                blank = blank && isSpace(character.code);
                i += static_cast<size_t>(character.size);
            }
            if (!blank && (best == std::string_view::npos || letters > bestLetters)) {
                best = at;
                bestLetters = letters;
            }
            at = end + 1;
        }
        if (best == std::string_view::npos) return;
        size_t begin = best;
        while (isSpace(characterAt(text, begin).code))
            begin += static_cast<size_t>(characterAt(text, begin).size);
        size_t end = std::min(text.find('\n', begin), text.size());
        if (end - begin > kPlainPassageBytes) {
            end = begin + kPlainPassageBytes;
            while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
                --end;
        }
        ChosenPassage passage;
        passage.pieces = {
            {window.begin + static_cast<int64_t>(begin), window.begin + static_cast<int64_t>(end)}};
        passage.repeats = true;
        passages_.push_back(std::move(passage));
    }

    void fillBudget() {
        if (passages_.size() >= kLeastStatements) return;
        std::vector<int32_t> order;
        for (size_t i = 0; i < map_.sentences.size(); ++i) {
            if (!map_.sentences[i].isHeading && salience(static_cast<int32_t>(i)) >= kWorthSaying)
                order.push_back(static_cast<int32_t>(i));
        }
        std::stable_sort(order.begin(), order.end(),
                         [this](int32_t a, int32_t b) { return salience(a) > salience(b); });
        for (int32_t index : order) {
            if (passages_.size() >= kLeastStatements) return;
            if (!chosen_[static_cast<size_t>(index)] && !saidAlready(index)) take(index, false, false);
        }
    }

    void chooseHead() {
        const auto eligible = [this](const ChosenPassage& passage) {
            if (passage.sentence < 0 || passage.repeats || passage.head) return false;
            const Sentence& s = sentence(passage.sentence);
            return !s.isHeading && s.clean.size() >= 40 && s.clean.size() <= 900;
        };
        size_t count = 0;
        for (ClauseKind theme : kThemes) {
            if (count >= kHeadMost) return;
            ChosenPassage* best = nullptr;
            for (ChosenPassage& passage : passages_) {
                if (passage.kind != theme || !eligible(passage)) continue;
                // The sentence a fact rests on first is the one for its theme.
                const auto rank = [this](const ChosenPassage& p) {
                    return p.salience + (isFirstOfFact(p) ? 1.0F : 0.0F);
                };
                if (!best || rank(passage) > rank(*best)) best = &passage;
            }
            if (!best || best->salience < 0.3F) continue;
            best->head = true;
            ++count;
        }
        while (count < kHeadLeast) {
            ChosenPassage* best = nullptr;
            for (ChosenPassage& passage : passages_) {
                if (passage.kind == ClauseKind::kParties || passage.kind == ClauseKind::kAgreementDate ||
                    passage.kind == ClauseKind::kEffectiveDate || passage.kind == ClauseKind::kGoverningLaw)
                    continue;
                if (eligible(passage) && passage.salience >= 0.25F &&
                    (!best || passage.salience > best->salience))
                    best = &passage;
            }
            if (!best) return;
            best->head = true;
            ++count;
        }
    }

    bool isFirstOfFact(const ChosenPassage& passage) const {
        return std::any_of(clauses_.facts.begin(), clauses_.facts.end(), [&](const Fact& fact) {
            return fact.kind == passage.kind && !fact.sentences.empty() &&
                   fact.sentences.front() == passage.sentence;
        });
    }

    const Document& document_;
    const SentenceMap& map_;
    const ClauseMap& clauses_;
    std::vector<ClauseKind> kinds_;
    std::vector<bool> chosen_;
    std::vector<WordSet> words_;
    std::vector<ChosenPassage> passages_;
    size_t factPassages_ = 0;  // the first of passages_ are those of facts
};

}  // namespace

std::vector<ChosenPassage> chooseSentences(const Document& document, const SentenceMap& map,
                                           const ClauseMap& clauses) {
    return Chooser(document, map, clauses).run();
}

std::vector<int64_t> windowBorders(std::string_view text) {
    std::vector<int64_t> borders{0};
    int64_t characters = 0;
    for (size_t at = 0; at < text.size();) {
        at += static_cast<size_t>(characterAt(text, at).size);
        if (++characters % kWindowCharacters == 0) borders.push_back(static_cast<int64_t>(at));
    }
    if (borders.back() != static_cast<int64_t>(text.size()))
        borders.push_back(static_cast<int64_t>(text.size()));
    return borders;
}

std::vector<ClauseKind> sentenceKinds(const SentenceMap& map, const ClauseMap& clauses) {
    std::vector<ClauseKind> kinds(map.sentences.size(), ClauseKind::kOther);
    std::vector<float> scores(map.sentences.size(), 0.0F);
    for (const ClauseFind& find : clauses.finds) {
        const auto at = static_cast<size_t>(find.sentence);
        if (find.score <= scores[at]) continue;
        scores[at] = find.score;
        kinds[at] = find.kind;
    }
    // A fact rests on this very sentence: that is what it is shown under.
    std::vector<float> factScores(map.sentences.size(), 0.0F);
    for (const Fact& fact : clauses.facts) {
        for (size_t rank = 0; rank < fact.sentences.size(); ++rank) {
            const auto at = static_cast<size_t>(fact.sentences[rank]);
            const float score = fact.score / static_cast<float>(rank + 1);
            if (score <= factScores[at]) continue;
            factScores[at] = score;
            kinds[at] = fact.kind;
        }
    }
    return kinds;
}

}  // namespace engine
