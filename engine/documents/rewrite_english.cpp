#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/documents/rewrite_rules.h"
#include "engine/documents/rewrite_words.h"

namespace engine {
namespace {

using enum WordMark;
using Words = std::vector<RewriteWord>;

constexpr float kKeptLeast = 0.40F;     // of the source's words of content
constexpr float kInOrderLeast = 0.80F;  // of the words that both have

// Words that name someone by the part they play.
constexpr std::string_view kRoles[] = {
    "party",           "parties",     "company",      "companies",    "corporation",  "customer",
    "customers",       "client",      "clients",      "agent",        "agents",       "bank",
    "affiliate",       "affiliates",  "holder",       "holders",      "member",       "members",
    "partner",         "partners",    "shareholder",  "shareholders", "stockholder",  "stockholders",
    "trustee",         "sponsor",     "investor",     "investors",    "tenant",       "consultant",
    "executive",       "participant", "participants", "principal",    "principals",   "representative",
    "representatives", "director",    "directors",    "officer",      "officers",     "president",
    "board",           "committee",   "venture",      "subsidiary",   "subsidiaries", "successor",
    "successors",      "carrier",     "bidder",       "institution",  "university",   "hospital",
    "government",      "state",       "licensing",    "personnel",    "staff",        "guarantor",
    "landlord"};

bool isRole(std::string_view lower) {
    static const std::set<std::string_view> roles(std::begin(kRoles), std::end(kRoles));
    if (roles.contains(lower)) return true;
    if (lower.ends_with('s')) lower.remove_suffix(1);
    static constexpr std::string_view kNotRoles[] = {
        "order",      "other",     "number",     "letter",     "matter",    "paper",     "transfer",
        "offer",      "never",     "whether",    "after",      "under",     "over",      "together",
        "either",     "neither",   "former",     "later",      "earlier",   "further",   "greater",
        "lower",      "higher",    "quarter",    "center",     "computer",  "server",    "power",
        "major",      "minor",     "error",      "factor",     "color",     "honor",     "prior",
        "labor",      "favor",     "door",       "floor",      "for",       "nor",       "or",
        "fee",        "free",      "agree",      "three",      "see",       "guarantee", "degree",
        "per",        "waiver",    "her",        "water",      "cover",     "deliver",   "consider",
        "remainder",  "banner",    "answer",     "register",   "master",    "chapter",   "character",
        "whatsoever", "however",   "manner",     "tender",     "behavior",  "sector",    "vector",
        "indicator",  "trailer",   "refer",      "confer",     "infer",     "suffer",    "differ",
        "enter",      "render",    "surrender",  "newsletter", "disaster",  "trigger",   "parameter",
        "monitor",    "motor",     "rather",     "longer",     "another",   "newer",     "larger",
        "smaller",    "better",    "tier",       "layer",      "container", "printer",   "router",
        "browser",    "interior",  "exterior",   "endeavor",   "harbor",    "mirror",    "terror",
        "anterior",   "superior",  "inferior",   "ever",       "forever",   "wherever",  "whenever",
        "administer", "hereunder", "thereunder", "thereafter", "hereafter", "committee", "ladder",
        "header",     "folder",    "border",     "reminder",   "disorder",  "recorder",  "timer",
        "poster",     "meter",     "liter",      "counter",    "encounter", "bother",    "gather",
        "weather",    "corner",    "winter",     "summer",     "september", "october",   "november",
        "december",   "filter",    "cancer",     "takeover",   "turnover",  "rollover",  "moreover",
        "lesser",     "sooner",    "proper",     "barrier",    "shorter",   "shower",    "tower",
        "flower",     "easier",    "outer",      "inner",      "upper"};
    if (std::find(std::begin(kNotRoles), std::end(kNotRoles), lower) != std::end(kNotRoles)) return false;
    return lower.size() > 4 && (lower.ends_with("or") || lower.ends_with("ee") || lower.ends_with("er"));
}

std::string singular(std::string word) {
    if (word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
    if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
    return word;
}

bool isModal(WordMark mark) {
    return mark == kDuty || mark == kRight || mark == kNoDuty || mark == kWould;
}
bool isCondition(WordMark mark) {
    return mark == kIf || mark == kUpon || mark == kProvided;
}
bool opensClause(WordMark mark) {
    return isCondition(mark) || mark == kUnless || mark == kBefore || mark == kAfter || mark == kUntil ||
           mark == kSubject || mark == kExtent || mark == kExcept;
}

// What a modal says of its verb.
enum class Force { kDuty, kRight, kForbidden, kNoDuty, kWould };

struct Duty {
    Force force = Force::kDuty;
    std::string who;   // key of the one it speaks of; empty when that is nobody we know
    std::string verb;  // stem of the next word of content
    bool passive = false;
};

class EnglishCheck {
public:
    EnglishCheck(std::string_view source, std::string_view rewrite)
        : source_(rewriteWords(source)), rewrite_(rewriteWords(rewrite)) {}

    RewriteVerdict run() {
        learnNames();
        using Step = RewriteVerdict (EnglishCheck::*)() const;
        static constexpr Step kSteps[] = {&EnglishCheck::numbers,    &EnglishCheck::comparisons,
                                          &EnglishCheck::names,      &EnglishCheck::negation,
                                          &EnglishCheck::conditions, &EnglishCheck::duties,
                                          &EnglishCheck::pronouns,   &EnglishCheck::parties,
                                          &EnglishCheck::novelty,    &EnglishCheck::orderAndLoss};
        for (Step step : kSteps) {
            if (RewriteVerdict verdict = (this->*step)(); !verdict.ok()) return verdict;
        }
        return {};
    }

private:
    static int count(const Words& words, WordMark mark) {
        return static_cast<int>(
            std::count_if(words.begin(), words.end(), [mark](const auto& w) { return w.mark == mark; }));
    }
    static bool has(const Words& words, WordMark mark) { return count(words, mark) > 0; }
    static bool hasStem(const Words& words, std::string_view stem) {
        return std::any_of(words.begin(), words.end(), [stem](const auto& w) { return w.stem == stem; });
    }
    static const RewriteWord* nextContent(const Words& words, size_t i, size_t most = 6) {
        for (size_t k = i + 1; k < words.size() && k <= i + most; ++k) {
            if (words[k].isContent()) return &words[k];
            if (words[k].mark == kBreak && words[k].text != ",") return nullptr;
        }
        return nullptr;
    }

    // Someone who does something in the source under a name of their own.
    void learnNames() {
        static constexpr std::string_view kDoes[] = {
            "agrees", "represents", "warrants",   "grants", "acknowledges", "has", "have",
            "is",     "covenants",  "undertakes", "hereby", "shall",        "may"};
        for (size_t i = 0; i < source_.size(); ++i) {
            const RewriteWord& word = source_[i];
            if (!word.capital || word.mark != kPlain) continue;
            const bool follows =
                i + 1 < source_.size() &&
                (isModal(source_[i + 1].mark) ||
                 std::find(std::begin(kDoes), std::end(kDoes), source_[i + 1].lower) != std::end(kDoes) ||
                 source_[i + 1].lower == "inc" || source_[i + 1].lower == "llc" ||
                 source_[i + 1].lower == "corp" || source_[i + 1].lower == "ltd");
            const bool possessive = word.text.ends_with("'s") || word.text.ends_with("’s");
            static constexpr std::string_view kThings[] = {
                "agreement",   "contract", "term",  "article",  "section",  "exhibit",
                "schedule",    "license",  "lease", "note",     "services", "products",
                "product",     "fee",      "fees",  "payment",  "payments", "period",
                "information", "property", "date",  "software", "territory"};
            const bool thing =
                std::find(std::begin(kThings), std::end(kThings), word.lower) != std::end(kThings);
            if ((follows || possessive) && !thing && singular(word.lower) != "party")
                names_.insert(word.lower);
        }
    }

    // The key of whoever the word at i names; empty when it names nobody.
    std::string agentAt(const Words& words, size_t i) const {
        const RewriteWord& word = words[i];
        if (word.mark == kPronoun && (word.stem == "you" || word.stem == "we" || word.stem == "i"))
            return word.stem;
        if (word.mark != kPlain) return {};
        if (names_.contains(word.lower)) return singular(word.lower);
        if (!isRole(word.lower)) return {};
        const std::string role = singular(word.lower);
        if (role != "party") return role;
        // A party is who its adjective says: the disclosing party, the other party, either party.
        for (size_t k = i; k-- > 0 && k + 3 > i;) {
            const RewriteWord& before = words[k];
            if (before.mark == kOther) return "party:other";
            if (before.mark == kPlain && !before.capital && before.lower != "contracting" &&
                before.lower != "respective")
                return "party:" + before.stem;
            if (before.mark == kPlain && before.capital) return "party:" + before.stem;
            if (before.mark == kEach || before.mark == kEither || before.mark == kAny ||
                before.mark == kAll || before.mark == kBoth || before.mark == kNot)
                return "party";
            if (before.lower == "such" || before.lower == "that" || before.lower == "said")
                return "party:such";
            if (before.lower == "the" || before.lower == "this")
                return word.lower == "parties" ? "party" : "party:such";
            if (before.lower == "a" || before.lower == "one") return "party";
            break;
        }
        return "party";
    }

    // -- numbers

    static std::vector<std::pair<std::string, std::string>> numbersOf(const Words& words) {
        std::vector<std::pair<std::string, std::string>> found;
        for (size_t i = 0; i < words.size(); ++i) {
            if (words[i].mark != kNumber) continue;
            const RewriteWord* next = i + 1 < words.size() ? &words[i + 1] : nullptr;
            while (next &&
                   (next->lower == "business" || next->lower == "calendar" || next->lower == "working" ||
                    next->lower == "full" || next->lower == "consecutive"))
                next = next + 1 < words.data() + words.size() ? next + 1 : nullptr;
            std::string unit;
            static constexpr std::string_view kUnits[] = {"day",    "week",    "month",   "year",
                                                          "hour",   "quarter", "percent", "dollar",
                                                          "minute", "million", "billion", "thousand"};
            if (next && next->mark == kPlain) {
                const std::string one = singular(next->lower);
                if (std::find(std::begin(kUnits), std::end(kUnits), one) != std::end(kUnits)) unit = one;
            }
            if (unit.empty() && i > 0 && words[i - 1].stem == "dollar") unit = "dollar";
            found.emplace_back(words[i].stem, unit);
        }
        return found;
    }

    RewriteVerdict numbers() const {
        auto left = numbersOf(source_);
        for (const auto& [value, unit] : numbersOf(rewrite_)) {
            const auto found =
                std::find_if(left.begin(), left.end(), [&value = value, &unit = unit](const auto& number) {
                    return number.first == value && number.second == unit;
                });
            if (found == left.end()) return {RewriteDoubt::kNumber, value + " " + unit};
            left.erase(found);
        }
        // "five (5) years" counts once in the source; a sum that is written twice may be written once.
        for (const auto& [value, unit] : left) {
            const auto again = numbersOf(rewrite_);
            if (std::none_of(again.begin(), again.end(),
                             [&value = value](const auto& n) { return n.first == value; }))
                return {RewriteDoubt::kNumber, value};
        }
        for (const RewriteWord& word : source_) {
            if (monthNumber(word.lower) > 0 && word.capital && word.mark != kRight &&
                !hasStem(rewrite_, word.stem))
                return {RewriteDoubt::kNumber, word.lower};
        }
        for (std::string_view unit : {"dollar", "percent", "€", "£", "¥", "million", "billion"}) {
            const std::string stem =
                unit.size() > 3 ? (unit == "dollar" ? "dollar" : rewriteStem(unit)) : std::string(unit);
            if (hasStem(source_, stem) != hasStem(rewrite_, stem)) return {RewriteDoubt::kNumber, stem};
        }
        return {};
    }

    RewriteVerdict comparisons() const {
        for (WordMark mark : {kBefore, kWithin, kAtLeast, kAtMost, kMore, kLess}) {
            const bool before = has(source_, mark), after = has(rewrite_, mark);
            if (before != after)
                return {RewriteDoubt::kComparison, "mark " + std::to_string(static_cast<int>(mark))};
        }
        const bool sourceAfter = has(source_, kAfter), rewriteAfter = has(rewrite_, kAfter);
        if (rewriteAfter && !sourceAfter && !has(source_, kUpon)) return {RewriteDoubt::kComparison, "after"};
        if (sourceAfter && !rewriteAfter && !has(rewrite_, kWithin) && !has(rewrite_, kUpon) &&
            !has(rewrite_, kIf))
            return {RewriteDoubt::kComparison, "after"};
        return {};
    }

    RewriteVerdict names() const {
        for (size_t i = 1; i < rewrite_.size(); ++i) {
            const RewriteWord& word = rewrite_[i];
            if (!word.capital || word.mark != kPlain) continue;
            const bool known = std::any_of(source_.begin(), source_.end(), [&](const RewriteWord& other) {
                return other.lower == word.lower || other.stem == word.stem ||
                       singular(other.lower) == singular(word.lower);
            });
            if (!known) return {RewriteDoubt::kName, word.text};
        }
        return {};
    }

    // -- negation

    static bool forbids(const RewriteWord& word) {
        static const std::set<std::string> stems = {rewriteStem("prohibit"), rewriteStem("prohibited"),
                                                    rewriteStem("forbid"),   rewriteStem("forbidden"),
                                                    rewriteStem("refrain"),  rewriteStem("disclaims"),
                                                    rewriteStem("disclaim"), rewriteStem("unable")};
        return word.mark == kPlain && stems.contains(word.stem);
    }
    static int negations(const Words& words) {
        return static_cast<int>(std::count_if(
            words.begin(), words.end(), [](const auto& word) { return word.mark == kNot || forbids(word); }));
    }
    // Words of content near a negation: what it denies.
    static std::vector<std::string> denied(const Words& words, size_t i, int after, int before) {
        std::vector<std::string> stems;
        for (size_t k = i + 1; k < words.size() && after > 0; ++k) {
            if (!words[k].isContent()) continue;
            stems.push_back(words[k].stem);
            --after;
        }
        for (size_t k = i; k-- > 0 && before > 0;) {
            if (!words[k].isContent()) continue;
            stems.push_back(words[k].stem);
            --before;
        }
        return stems;
    }

    RewriteVerdict negation() const {
        if (negations(source_) != negations(rewrite_)) return {RewriteDoubt::kNegation, "not"};
        for (WordMark mark : {kWithout, kUnless, kExcept}) {
            if (count(source_, mark) != count(rewrite_, mark)) {
                return {RewriteDoubt::kNegation, mark == kWithout  ? "without"
                                                 : mark == kUnless ? "unless"
                                                                   : "except"};
            }
        }
        static constexpr std::string_view kUndoing[] = {"waive",   "void",   "null",    "prevent",  "avoid",
                                                        "reject",  "refuse", "invalid", "unlawful", "illegal",
                                                        "exclude", "lack",   "absent",  "decline",  "revoke",
                                                        "deny",    "denied", "exempt",  "release"};
        for (std::string_view word : kUndoing) {
            const std::string stem = rewriteStem(word);
            const auto means = [&stem](const RewriteWord& w) {
                return w.mark == kPlain && meansTheSame(w.stem, stem);
            };
            if (hasStem(source_, stem) && std::none_of(rewrite_.begin(), rewrite_.end(), means))
                return {RewriteDoubt::kNegation, stem};
        }
        // What is denied must be what was denied.
        for (WordMark mark : {kNot, kWithout, kUnless, kExcept}) {
            for (size_t i = 0; i < rewrite_.size(); ++i) {
                if (rewrite_[i].mark != mark) continue;
                const auto mine = denied(rewrite_, i, 2, 0);
                if (mine.empty()) continue;
                bool borne = false;
                for (size_t k = 0; k < source_.size() && !borne; ++k) {
                    if (source_[k].mark != mark && !(mark == kNot && forbids(source_[k]))) continue;
                    for (const std::string& theirs : denied(source_, k, 5, 1)) {
                        borne = borne || std::any_of(mine.begin(), mine.end(), [&](const std::string& m) {
                                    return meansTheSame(m, theirs);
                                });
                    }
                }
                if (!borne) return {RewriteDoubt::kNegation, rewrite_[i].lower + " " + mine.front()};
            }
        }
        return {};
    }

    RewriteVerdict conditions() const {
        const auto conditionsOf = [](const Words& words) {
            return static_cast<int>(std::count_if(words.begin(), words.end(),
                                                  [](const auto& word) { return isCondition(word.mark); }));
        };
        const int before = conditionsOf(source_), after = conditionsOf(rewrite_);
        const int moreAfter = std::max(0, count(rewrite_, kAfter) - count(source_, kAfter));
        const int lessAfter = std::max(0, count(source_, kAfter) - count(rewrite_, kAfter));
        if (after > before + lessAfter || after + moreAfter < before) return {RewriteDoubt::kCondition, "if"};
        for (WordMark mark : {kSubject, kExtent, kOnly, kUntil}) {
            if (has(source_, mark) != has(rewrite_, mark))
                return {RewriteDoubt::kCondition, "mark " + std::to_string(static_cast<int>(mark))};
        }
        for (size_t i = 2; i < source_.size(); ++i) {
            if (source_[i].mark == kBut && !has(rewrite_, kBut)) return {RewriteDoubt::kCondition, "but"};
        }
        if (has(rewrite_, kBut) && !has(source_, kBut) && !has(source_, kProvided))
            return {RewriteDoubt::kCondition, "but"};
        return {};
    }

    // -- duty, right and who has them

    std::vector<Duty> dutiesOf(const Words& words) const {
        std::vector<Duty> duties;
        size_t clause = 0;
        for (size_t i = 0; i < words.size(); ++i) {
            if (!isModal(words[i].mark)) continue;
            Duty duty;
            bool denied = false;
            for (size_t k = i + 1; k < words.size() && k <= i + 2; ++k)
                denied = denied || words[k].mark == kNot;
            for (size_t k = i; k-- > clause && words[k].mark != kBreak;)
                denied = denied || (words[k].mark == kNot && k + 8 > i);
            duty.force = words[i].mark == kNoDuty  ? Force::kNoDuty
                         : words[i].mark == kWould ? Force::kWould
                         : denied                  ? Force::kForbidden
                         : words[i].mark == kRight ? Force::kRight
                                                   : Force::kDuty;
            // The nearest one before the modal that no preposition governs.
            for (size_t k = i; k-- > clause;) {
                if (words[k].mark == kBreak && (words[k].text == ";" || words[k].text == ":")) break;
                if (isModal(words[k].mark)) break;
                const std::string who = agentAt(words, k);
                if (who.empty() || governed(words, k)) continue;
                duty.who = who;
                break;
            }
            for (size_t k = i + 1; k < words.size() && k <= i + 7; ++k) {
                if (words[k].lower == "be") duty.passive = true;
                if (!words[k].isContent() || words[k].lower.ends_with("ly")) continue;
                duty.verb = words[k].stem;
                break;
            }
            duties.push_back(std::move(duty));
            clause = i + 1;
        }
        return duties;
    }

    // "of the Licensor", "by either party": not the one who acts in front of the verb.
    static bool governed(const Words& words, size_t k) {
        static constexpr std::string_view kPrepositions[] = {"of",  "to",      "with",    "from",  "by",
                                                             "for", "against", "between", "among", "in",
                                                             "on",  "than",    "through", "under", "about"};
        for (size_t back = 1; back <= 3 && back <= k; ++back) {
            const RewriteWord& before = words[k - back];
            if (std::find(std::begin(kPrepositions), std::end(kPrepositions), before.lower) !=
                std::end(kPrepositions))
                return true;
            if (before.mark == kBreak || before.mark == kUpon || before.mark == kIf) return false;
            const bool skipped = before.lower == "the" || before.lower == "a" || before.lower == "such" ||
                                 before.mark == kEither || before.mark == kEach || before.mark == kAny ||
                                 before.mark == kOther || before.mark == kAll || before.mark == kBoth ||
                                 (before.mark == kPlain && !before.capital && back == 1);
            if (!skipped) return false;
        }
        return false;
    }

    bool actsInSource(const std::string& verb, const std::string& who) const {
        for (size_t i = 0; i < source_.size(); ++i) {
            if (source_[i].mark != kPlain || !meansTheSame(verb, source_[i].stem)) continue;
            for (size_t k = i; k-- > 0;) {
                const std::string before = agentAt(source_, k);
                if (before.empty() || governed(source_, k)) continue;
                if (before == who) return true;
                break;
            }
            for (size_t k = i + 1; k < source_.size() && k < i + 9; ++k) {
                if (source_[k].lower == "by" && k + 1 < source_.size()) {
                    for (size_t m = k + 1; m < std::min(source_.size(), k + 4); ++m) {
                        if (agentAt(source_, m) == who) return true;
                    }
                }
            }
        }
        return false;
    }

    RewriteVerdict duties() const {
        const std::vector<Duty> before = dutiesOf(source_), after = dutiesOf(rewrite_);
        const auto hasForce = [](const std::vector<Duty>& list, Force force) {
            return std::any_of(list.begin(), list.end(),
                               [force](const Duty& duty) { return duty.force == force; });
        };
        for (Force force : {Force::kRight, Force::kForbidden, Force::kNoDuty, Force::kWould, Force::kDuty}) {
            const bool was = hasForce(before, force), is = hasForce(after, force);
            const char* name = force == Force::kRight       ? "right"
                               : force == Force::kForbidden ? "forbidden"
                               : force == Force::kNoDuty    ? "no duty"
                               : force == Force::kWould     ? "would"
                                                            : "duty";
            if (is && !was) return {RewriteDoubt::kDuty, name};
            if (was && !is && force != Force::kDuty && force != Force::kWould)
                return {RewriteDoubt::kDuty, name};
        }
        for (const Duty& mine : after) {
            if (mine.verb.empty()) continue;
            bool sameVerb = false, sameForce = false, sameWho = false;
            for (const Duty& theirs : before) {
                if (!meansTheSame(mine.verb, theirs.verb)) continue;
                sameVerb = true;
                sameForce = sameForce || theirs.force == mine.force;
                if (mine.passive != theirs.passive) {
                    sameWho =
                        sameWho || (mine.who.empty() && mine.passive) || actsInSource(mine.verb, mine.who);
                } else {
                    sameWho = sameWho || theirs.who == mine.who;
                }
            }
            if (sameVerb && !sameForce) return {RewriteDoubt::kDuty, mine.verb};
            if (sameVerb && !sameWho) return {RewriteDoubt::kParty, mine.who + " " + mine.verb};
            if (!sameVerb && !mine.who.empty() && !mine.passive && !actsInSource(mine.verb, mine.who) &&
                std::none_of(before.begin(), before.end(),
                             [&](const Duty& d) { return d.who == mine.who && d.force == mine.force; }))
                return {RewriteDoubt::kParty, mine.who + " " + mine.verb};
            if (!sameVerb && mine.who.empty() && !mine.passive) {
                const bool nobody =
                    std::any_of(before.begin(), before.end(), [&](const Duty& d) { return d.who.empty(); });
                if (!nobody) return {RewriteDoubt::kParty, mine.verb};
            }
        }
        return {};
    }

    RewriteVerdict pronouns() const {
        for (const RewriteWord& word : rewrite_) {
            if (word.mark != kPronoun) continue;
            const bool known = std::any_of(source_.begin(), source_.end(), [&](const RewriteWord& other) {
                return other.mark == kPronoun && other.stem == word.stem;
            });
            if (!known) return {RewriteDoubt::kParty, word.lower};
        }
        if (has(rewrite_, kBoth) && !has(source_, kBoth)) return {RewriteDoubt::kParty, "both"};
        if (has(rewrite_, kEither) && !has(source_, kEither) && !has(source_, kEach) && !has(source_, kAny))
            return {RewriteDoubt::kParty, "either"};
        if (has(rewrite_, kEach) && !has(source_, kEither) && !has(source_, kEach) && !has(source_, kAny) &&
            !has(source_, kAll) && !has(source_, kBoth))
            return {RewriteDoubt::kParty, "each"};
        if (has(rewrite_, kAll) && !has(source_, kAll) && !has(source_, kAny) && !has(source_, kEach))
            return {RewriteDoubt::kParty, "all"};
        return {};
    }

    // A clause that moved from the front to the end or back: "If A, B." and "B if A."
    static Words rotated(const Words& words) {
        size_t cut = 0;
        if (!words.empty() && (opensClause(words.front().mark) || words.front().lower == "during" ||
                               words.front().lower == "under" || words.front().lower == "in")) {
            while (cut < words.size() && words[cut].text != ",")
                ++cut;
            if (cut >= words.size()) return {};
        } else {
            for (size_t i = 1; i < words.size(); ++i) {
                if (opensClause(words[i].mark)) cut = i;
                if (cut > 0) break;
            }
            if (cut == 0) return {};
        }
        Words turned(words.begin() + static_cast<std::ptrdiff_t>(cut), words.end());
        turned.insert(turned.end(), words.begin(), words.begin() + static_cast<std::ptrdiff_t>(cut));
        return turned;
    }

    std::vector<std::string> agentsOf(const Words& words) const {
        std::vector<std::string> agents;
        for (size_t i = 0; i < words.size(); ++i) {
            std::string who = agentAt(words, i);
            if (!who.empty() && (agents.empty() || agents.back() != who)) agents.push_back(std::move(who));
        }
        return agents;
    }

    static bool isSubsequence(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
        size_t at = 0;
        for (const std::string& each : whole) {
            if (at < part.size() && part[at] == each) ++at;
        }
        return at == part.size();
    }

    RewriteVerdict parties() const {
        const std::vector<std::string> mine = agentsOf(rewrite_);
        for (const Words& source : {source_, rotated(source_)}) {
            if (isSubsequence(mine, agentsOf(source))) return {};
        }
        const Words turned = rotated(rewrite_);
        if (!turned.empty() && isSubsequence(agentsOf(turned), agentsOf(source_))) return {};
        std::string list;
        for (const std::string& who : mine)
            list += who + ' ';
        return {RewriteDoubt::kParty, list};
    }

    // -- words

    bool borne(const RewriteWord& word) const {
        return std::any_of(source_.begin(), source_.end(), [&](const RewriteWord& other) {
            if (other.mark == kBreak) return false;
            return meansTheSame(word.stem, other.stem) || word.lower == other.lower;
        });
    }

    RewriteVerdict novelty() const {
        size_t content = 0, strange = 0;
        std::string first;
        for (size_t i = 0; i < rewrite_.size(); ++i) {
            if (!rewrite_[i].isContent()) continue;
            ++content;
            if (borne(rewrite_[i])) continue;
            ++strange;
            if (first.empty()) first = rewrite_[i].lower;
        }
        if (strange > 0 && (strange > 1 || content < 9)) return {RewriteDoubt::kWords, first};
        return {};
    }

    static size_t inOrder(const Words& source, const Words& rewrite) {
        std::vector<const RewriteWord*> a, b;
        for (const RewriteWord& word : source) {
            if (word.isContent()) a.push_back(&word);
        }
        for (const RewriteWord& word : rewrite) {
            if (word.isContent()) b.push_back(&word);
        }
        std::vector<size_t> row(b.size() + 1, 0);
        for (const RewriteWord* word : a) {
            size_t diagonal = 0;
            for (size_t j = 1; j <= b.size(); ++j) {
                const size_t above = row[j];
                row[j] =
                    meansTheSame(b[j - 1]->stem, word->stem) ? diagonal + 1 : std::max(above, row[j - 1]);
                diagonal = above;
            }
        }
        return row[b.size()];
    }

    RewriteVerdict orderAndLoss() const {
        size_t shared = 0, content = 0, kept = 0;
        for (const RewriteWord& word : rewrite_) {
            if (word.isContent() && borne(word)) ++shared;
        }
        for (const RewriteWord& word : source_) {
            if (!word.isContent()) continue;
            ++content;
            kept += std::any_of(rewrite_.begin(), rewrite_.end(), [&](const RewriteWord& other) {
                return other.isContent() && meansTheSame(other.stem, word.stem);
            });
        }
        size_t ordered = inOrder(source_, rewrite_);
        if (const Words turned = rotated(source_); !turned.empty())
            ordered = std::max(ordered, inOrder(turned, rewrite_));
        if (shared > 0 && static_cast<float>(ordered) < kInOrderLeast * static_cast<float>(shared))
            return {RewriteDoubt::kOrder, std::to_string(ordered) + " of " + std::to_string(shared)};
        // Words of reckoning: without them a sum is another sum.
        static constexpr std::string_view kReckoning[] = {
            "excess",  "greater", "lesser", "later",   "earlier", "lower", "higher", "sum",  "multiplied",
            "divided", "plus",    "minus",  "average", "net",     "gross", "twice",  "half", "double"};
        for (std::string_view word : kReckoning) {
            const std::string stem = rewriteStem(word);
            if (hasStem(source_, stem) && !hasStem(rewrite_, stem))
                return {RewriteDoubt::kLost, std::string(word)};
        }
        if (content > 0 && static_cast<float>(kept) < kKeptLeast * static_cast<float>(content))
            return {RewriteDoubt::kLost, std::to_string(kept) + " of " + std::to_string(content)};
        return {};
    }

    Words source_, rewrite_;
    std::set<std::string> names_;
};

}  // namespace

RewriteVerdict checkEnglishRewrite(std::string_view source, std::string_view rewrite) {
    return EnglishCheck(source, rewrite).run();
}

}  // namespace engine
