#include "engine/documents/compose_summary.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/documents/characters.h"
#include "engine/documents/clause_pattern.h"
#include "engine/documents/compose_words.h"
#include "engine/documents/shorten.h"

namespace engine {
namespace {

// Themes of the head in the order in which they are told.
constexpr std::array kOrder = {ClauseKind::kExpiration,
                               ClauseKind::kRenewal,
                               ClauseKind::kNoticePeriod,
                               ClauseKind::kPrice,
                               ClauseKind::kPayment,
                               ClauseKind::kPenalty,
                               ClauseKind::kDelivery,
                               ClauseKind::kExclusivity,
                               ClauseKind::kNonCompete,
                               ClauseKind::kIntellectualProperty,
                               ClauseKind::kConfidentiality,
                               ClauseKind::kWarranty,
                               ClauseKind::kInsurance,
                               ClauseKind::kAudit,
                               ClauseKind::kIndemnity,
                               ClauseKind::kLiabilityCap,
                               ClauseKind::kForceMajeure,
                               ClauseKind::kTerminationForConvenience,
                               ClauseKind::kTerminationForCause,
                               ClauseKind::kAntiAssignment,
                               ClauseKind::kDisputes,
                               ClauseKind::kGoverningLaw};

bool isCapitals(std::string_view text) {
    bool any = false;
    for (char c : text) {
        if (c >= 'a' && c <= 'z') return false;
        any = any || (c >= 'A' && c <= 'Z');
    }
    return any;
}

// "SUPPLY AGREEMENT" → "Supply Agreement".
std::string titleCase(std::string text) {
    if (!isCapitals(text)) return text;
    bool first = true;
    std::string word, all;
    const auto flush = [&] {
        static constexpr std::array<std::string_view, 8> kSmall = {"and", "of", "for", "the",
                                                                   "to",  "in", "on",  "a"};
        if (!word.empty() && (first || std::find(kSmall.begin(), kSmall.end(), word) == kSmall.end()))
            word[0] = static_cast<char>(word[0] >= 'a' && word[0] <= 'z' ? word[0] - 32 : word[0]);
        if (!word.empty()) first = false;
        all += word;
        word.clear();
    };
    for (char c : text) {
        if (c >= 'A' && c <= 'Z') {
            word += static_cast<char>(c + 32);
        } else {
            flush();
            all += c;
        }
    }
    flush();
    return all;
}

std::string trimmedValue(std::string value) {
    static constexpr std::string_view kEnds = " .,;:";
    while (!value.empty() && kEnds.find(value.back()) != std::string_view::npos)
        value.pop_back();
    while (!value.empty() && kEnds.find(value.front()) != std::string_view::npos)
        value.erase(0, 1);
    return value;
}

const CitedFact* factOf(const Summary& summary, ClauseKind kind) {
    for (const CitedFact& fact : summary.facts) {
        if (fact.fact.kind == kind && fact.fact.found && !fact.fact.value.empty()) return &fact;
    }
    return nullptr;
}

std::string valueOf(const Summary& summary, ClauseKind kind) {
    const CitedFact* fact = factOf(summary, kind);
    return fact ? trimmedValue(fact->fact.value) : std::string();
}

// An excerpt rather than a value: it would not read well inside a sentence.
bool isExcerpt(std::string_view value) {
    return value.find("…") != std::string_view::npos || characterCount(value) > 80;
}

bool isDate(std::string_view value) {
    static const ClausePattern date("^\\W*(?:the )?{date}\\W*$|\\d{4} ?年");
    return date.matches(foldText(value));
}

std::string namesOf(std::string parties, Language language) {
    std::vector<std::string> names;
    for (size_t at = 0; at <= parties.size();) {
        const size_t end = std::min(parties.find("; ", at), parties.size());
        if (end > at) names.push_back(parties.substr(at, end - at));
        at = end + 2;
    }
    std::string joined;
    for (size_t i = 0; i < names.size(); ++i) {
        if (i > 0)
            joined += language == Language::kChinese ? (i + 1 == names.size() ? "与" : "、")
                                                     : (i + 1 == names.size() ? " and " : ", ");
        joined += names[i];
    }
    return joined;
}

std::string openingEnglish(const SentenceMap& map, const Summary& summary) {
    const std::string title = documentTitle(map);
    const std::string parties = namesOf(valueOf(summary, ClauseKind::kParties), Language::kEnglish);
    const std::string signedOn = valueOf(summary, ClauseKind::kAgreementDate);
    const std::string effective = valueOf(summary, ClauseKind::kEffectiveDate);
    const std::string term = valueOf(summary, ClauseKind::kExpiration);
    const std::string law = valueOf(summary, ClauseKind::kGoverningLaw);

    std::string text;
    if (title.empty()) {
        const int32_t pages = summary.coverage.pages;
        text = parties.empty()
                   ? "This document has " + std::to_string(pages) + (pages == 1 ? " page" : " pages")
                   : "This is a document between " + parties;
    } else if (isHan(characterAt(title, 0).code)) {
        text = "This is 《" + title + "》";
    } else {
        const bool vowel = std::string_view("AEIOUaeiou").find(title[0]) != std::string_view::npos;
        text = std::string(vowel ? "This is an " : "This is a ") + title;
    }
    if (!title.empty() && !parties.empty()) text += " between " + parties;
    if (!signedOn.empty() && isDate(signedOn)) text += ", dated " + signedOn;
    text += ".";
    if (!effective.empty() && effective != signedOn && !isExcerpt(effective)) {
        text += isDate(effective) ? " It takes effect on " + effective + "."
                                  : " It takes effect: " + effective + ".";
    }
    if (!term.empty() && !isExcerpt(term)) {
        static const ClausePattern until(
            "^(?:until|through|for|from|upon|perpetual|in perpetuity|indefinite)");
        static const ClausePattern span("^\\W*{span}\\W*$");
        const std::string folded = foldText(term);
        if (until.matches(folded)) {
            text += " It runs " + term + ".";
        } else if (isDate(term)) {
            text += " It runs until " + term + ".";
        } else if (span.matches(folded)) {
            text += " It runs for " + term + ".";
        } else {
            text += " Its term: " + term + ".";
        }
    }
    if (!law.empty() && !isExcerpt(law)) {
        static const ClausePattern articled(
            "^(?:state|commonwealth|province|republic|people's|united|kingdom|district|netherlands)");
        text += " It is governed by the law of " +
                std::string(articled.matches(foldText(law)) ? "the " : "") + law + ".";
    }
    return text;
}

std::string openingChinese(const SentenceMap& map, const Summary& summary) {
    const std::string title = documentTitle(map);
    const std::string parties = namesOf(valueOf(summary, ClauseKind::kParties), Language::kChinese);
    const std::string signedOn = valueOf(summary, ClauseKind::kAgreementDate);
    const std::string effective = valueOf(summary, ClauseKind::kEffectiveDate);
    const std::string term = valueOf(summary, ClauseKind::kExpiration);
    const std::string law = valueOf(summary, ClauseKind::kGoverningLaw);

    std::string text =
        title.empty() ? "本文件共" + std::to_string(summary.coverage.pages) + "页" : "这是《" + title + "》";
    if (!parties.empty()) text += "，当事人为" + parties;
    if (!signedOn.empty() && isDate(signedOn)) text += "，签订于" + signedOn;
    text += "。";
    if (!effective.empty() && effective != signedOn && !isExcerpt(effective))
        text += "生效：" + effective + "。";
    if (!term.empty() && !isExcerpt(term)) text += "期限：" + term + "。";
    if (!law.empty() && !isExcerpt(law)) text += "适用法律：" + law + "。";
    return text;
}

}  // namespace

std::string documentTitle(const SentenceMap& map) {
    const bool chinese = map.language == Language::kChinese;
    const size_t few = std::min<size_t>(map.sentences.size(), 40);
    if (chinese) {
        static const ClausePattern names(
            "(?:合同|协议|协议书|法|条例|许可|许可证|解释|办法|规定|章程|条款|编)(?:[（(].*[）)])?$");
        for (size_t i = 0; i < std::min<size_t>(few, 8); ++i) {
            std::string_view text = map.sentences[i].clean;
            while (!text.empty() && (text.front() == '#' || text.front() == ' '))
                text.remove_prefix(1);
            if (characterCount(text) <= 40 && names.matches(text)) return std::string(text);
        }
        for (const Heading& heading : map.headings) {
            if (heading.range.begin > 3000) break;
            if (characterCount(heading.title) <= 40 && names.matches(heading.title)) return heading.title;
        }
        return {};
    }
    // The words with which it names itself are surer than what stands on its cover.
    static const ClausePattern self(
        "\\b(?:THIS|This|this) ((?:[A-Z][\\w&/'’-]*,? |of |and |for |to |the |in |with ){0,8}"
        "(?:Agreement|AGREEMENT|Contract|CONTRACT|Lease|LEASE|License|LICENSE|Licence|Amendment|AMENDMENT|"
        "Deed|DEED|"
        "Indenture|INDENTURE|Addendum|ADDENDUM|Memorandum of Understanding|MEMORANDUM OF UNDERSTANDING))\\b");
    static const ClausePattern names(
        "\\b(?:agreement|contract|lease|licen[cs]e|policy|deed|memorandum|addendum|terms and "
        "conditions|amendment|plan)\\b");
    const auto plain = [](const std::string& title) {
        return title == "Agreement" || title == "Contract" || title == "Amendment" || title == "License" ||
               title == "Lease";
    };
    std::string shortTitle;
    for (size_t i = 0; i < few; ++i) {
        const std::string& clean = map.sentences[i].clean;
        const auto match = self.find(clean, 0);
        if (!match.found || match.groupEnd - match.groupBegin > 90) continue;
        const std::string title =
            titleCase(clean.substr(match.groupBegin, match.groupEnd - match.groupBegin));
        if (!plain(title)) return title;
        if (shortTitle.empty()) shortTitle = title;
    }
    for (size_t i = 0; i < std::min<size_t>(few, 12); ++i) {
        std::string_view text = map.sentences[i].clean;
        while (!text.empty() && (text.front() == '#' || text.front() == ' '))
            text.remove_prefix(1);
        static const ClausePattern exhibit("^(?:exhibit|source|execution|confidential|[\\d.]+$)");
        const std::string folded = foldText(text);
        if (text.size() >= 6 && text.size() <= 80 && !text.ends_with('.') && names.matches(folded) &&
            !exhibit.matches(folded))
            return titleCase(std::string(text));
    }
    return shortTitle;
}

std::string composeSummary(const SentenceMap& map, const Summary& summary) {
    const bool chinese = summary.language == Language::kChinese;
    std::string text = chinese ? openingChinese(map, summary) : openingEnglish(map, summary);
    std::replace(text.begin(), text.end(), '\n', ' ');

    std::vector<const Statement*> head;
    for (const Statement& statement : summary.statements) {
        if (statement.head) head.push_back(&statement);
    }
    const auto rank = [](const Statement* statement) {
        return std::find(kOrder.begin(), kOrder.end(), statement->kind) - kOrder.begin();
    };
    std::stable_sort(head.begin(), head.end(),
                     [&](const Statement* a, const Statement* b) { return rank(a) < rank(b); });
    if (!head.empty()) text += "\n";
    for (const Statement* statement : head) {
        const std::string theme = themeTitle(statement->kind, summary.language);
        text += "\n";
        if (!theme.empty()) text += theme + (chinese ? "：" : ": ");
        text += statement->text;
        text += chinese ? "［第" + std::to_string(statement->page) + "页］"
                        : " [p. " + std::to_string(statement->page) + "]";
    }
    if (!summary.coverage.unread.empty()) {
        std::string list;
        for (int32_t page : summary.coverage.unread) {
            if (!list.empty()) list += chinese ? "、" : ", ";
            list += std::to_string(page);
        }
        text +=
            chinese ? "\n\n未能读取的页：" + list + "。" : "\n\nPages that could not be read: " + list + ".";
    }
    return text;
}

}  // namespace engine
