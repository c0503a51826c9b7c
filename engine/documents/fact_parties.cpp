#include <algorithm>
#include <array>
#include <cctype>

#include "engine/documents/clause_pattern.h"
#include "engine/documents/fact_values.h"

namespace engine {
namespace {

constexpr size_t kMostNames = 8;

struct Token {
    size_t begin = 0, end = 0;
};

std::vector<Token> tokensOf(std::string_view text) {
    std::vector<Token> tokens;
    size_t i = 0;
    while (i < text.size()) {
        while (i < text.size() && std::isspace(static_cast<unsigned char>(text[i])))
            ++i;
        const size_t begin = i;
        while (i < text.size() && !std::isspace(static_cast<unsigned char>(text[i])))
            ++i;
        if (i > begin) tokens.push_back({begin, i});
    }
    return tokens;
}

std::string_view bare(std::string_view word) {
    const auto loose = [](char c) {
        return c == ',' || c == ';' || c == ':' || c == '"' || c == '(' || c == ')';
    };
    while (!word.empty() && loose(word.front()))
        word.remove_prefix(1);
    while (!word.empty() && loose(word.back()))
        word.remove_suffix(1);
    return word;
}

bool companyEnding(std::string_view word) {
    static constexpr std::array<std::string_view, 54> kEndings = {
        "Inc.",       "Inc",         "INC.",        "INC",         "Incorporated", "INCORPORATED",
        "LLC",        "L.L.C.",      "L.L.C",       "Corp.",       "Corp",         "CORP.",
        "CORP",       "Corporation", "CORPORATION", "Ltd.",        "Ltd",          "LTD.",
        "LTD",        "Limited",     "LIMITED",     "Company",     "COMPANY",      "L.P.",
        "LP",         "LLP",         "L.L.P.",      "PLC",         "plc",          "P.L.C.",
        "GmbH",       "AG",          "N.V.",        "B.V.",        "S.A.",         "S.p.A.",
        "S.r.l.",     "A/S",         "Bank",        "BANK",        "Trust",        "TRUST",
        "University", "UNIVERSITY",  "Partnership", "PARTNERSHIP", "Association",  "ASSOCIATION",
        "Pte.",       "Oy",          "N.A.",        "Holdings",    "Institute",    "Foundation"};
    return std::find(kEndings.begin(), kEndings.end(), word) != kEndings.end();
}

bool nameWord(std::string_view word) {
    if (word.empty()) return false;
    const auto c = static_cast<unsigned char>(word.front());
    if (std::isupper(c) || c >= 0x80 || word == "&" || word == "d/b/a" || word == "of" || word == "de")
        return true;
    for (char x : word) {
        if (std::isupper(static_cast<unsigned char>(x))) return true;  // eBay
    }
    return std::isdigit(c) && word.size() <= 4;
}

bool opensParties(std::string_view word) {
    return word == "between" || word == "among" || word == "by" || word == "with" || word == "BETWEEN" ||
           word == "AMONG" || word == "BY" || word == "\u25cf" || word == "Between" || word == "Among";
}

bool joins(std::string_view word) {
    return word == "and" || word == "AND" || word == "And";
}

void add(std::vector<std::string>& names, std::string_view name) {
    static const ClausePattern never(
        "^(?:this|the (?:agreement|parties|company)|agreement|exhibit|article|section|effective "
        "date|part(?:y|ies)|whereas|recital|each|"
        "collectively|company|corporation|limited|trust|bank|a |an |whose|its|his|having|suite|[a-z] "
        "limited|limited liability|u\\.s\\.a)\\b|\\bagreement\\b|^\\d");
    static const ClausePattern generic(
        "^(?:delaware|new york|california|nevada|texas|florida|english|[a-z]+)? ?(?:limited liability "
        "company|corporation|company|limited partnership|partnership|bank|trust)$");
    while (!name.empty() &&
           (name.back() == ',' || name.back() == ' ' || name.back() == ';' || name.back() == ':'))
        name.remove_suffix(1);
    for (std::string_view lead : {"The ", "THE ", "the ", "of ", "and ", "AND "}) {
        if (name.starts_with(lead)) name.remove_prefix(lead.size());
    }
    if (name.size() < 2 || name.size() > 110 || names.size() >= kMostNames) return;
    const bool hasLetter = std::any_of(name.begin(), name.end(), [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0;
    });
    const std::string folded = foldText(name);
    if (!hasLetter || never.matches(folded) || generic.matches(folded)) return;
    for (const std::string& other : names) {
        const std::string otherFolded = foldText(other);
        if (otherFolded.find(folded) != std::string::npos || folded.find(otherFolded) != std::string::npos)
            return;
    }
    names.emplace_back(name);
}

// Reads a name backwards from its company ending.
void addEndingWith(std::vector<std::string>& names, std::string_view text, const std::vector<Token>& tokens,
                   size_t last) {
    const auto word = [&](size_t t) { return text.substr(tokens[t].begin, tokens[t].end - tokens[t].begin); };
    size_t first = last;
    while (first > 0) {
        const std::string_view before = word(first - 1);
        const bool comma = before.ends_with(',') && first == last && bare(before) != "Co.";
        const bool company = before.ends_with(',') && bare(before) == "Co." && first == last;
        if (before.ends_with(',') && !comma && !company) break;
        if (before.ends_with(';') || before.ends_with(':') || before.ends_with(')') || before.ends_with('"'))
            break;
        if (joins(before)) {
            // "Barnes and Noble": only where the words before stand right behind "between".
            size_t left = first - 1;
            while (left > 0 && first - 1 - left < 3 && nameWord(word(left - 1)) &&
                   !word(left - 1).ends_with(','))
                --left;
            if (left < first - 1 && left > 0 && opensParties(word(left - 1))) {
                first = left;
            }
            break;
        }
        if (!nameWord(bare(before)) || opensParties(before)) break;
        if (last - first > 9) break;
        --first;
        if (before.starts_with('(') || before.starts_with('"')) break;
    }
    if (first == last) return;
    size_t begin = tokens[first].begin;
    while (begin < tokens[last].end && (text[begin] == '(' || text[begin] == '"'))
        ++begin;
    size_t end = tokens[last].end;
    while (end > begin &&
           (text[end - 1] == ',' || text[end - 1] == ')' || text[end - 1] == '"' || text[end - 1] == ';'))
        --end;
    add(names, text.substr(begin, end - begin));
}

// Names without a company's ending, before their definition: TOWN OF VINTON, VIRGINIA ("Grantor").
void addDefined(std::vector<std::string>& names, std::string_view text) {
    static const ClausePattern definition("\\((?:[^()\"]{0,40})\"[^\"]{1,50}\"");
    static const ClausePattern opening(
        "\\b(?:between|among|and|by|AND|BETWEEN|by and between)\\b:?,? (?:the )?(?=[A-Z])");
    static const ClausePattern between("\\b(?:between|among|BETWEEN|AMONG|by and)\\b");
    size_t from = 0;
    if (!between.matches(text)) return;
    while (names.size() < kMostNames) {
        const auto m = definition.find(text, from);
        if (!m.found) return;
        size_t begin = from, start = from;
        while (true) {
            const auto o = opening.find(text, begin);
            if (!o.found || o.end > m.begin) break;
            start = o.end;
            begin = o.end;
        }
        std::string_view name = text.substr(start, m.begin - start);
        const size_t comma = name.find(", a");
        if (comma != std::string_view::npos) name = name.substr(0, comma);
        const size_t place = name.find(',');
        if (place != std::string_view::npos && name.size() > 60) name = name.substr(0, place);
        if (!name.empty() && std::isupper(static_cast<unsigned char>(name.front())) && start > from)
            add(names, name);
        from = m.end;
    }
}

}  // namespace

std::vector<std::string> partyNames(std::string_view text) {
    std::vector<std::string> names;
    if (looksChinese(text)) {
        static const ClausePattern company(
            "([^，。；：:、（）()“”\"\\s是为由与和]{2,40}(?:有限责任公司|股份有限公司|有限公司|公司|集团|"
            "银行|事务所|大学|医院|合伙企业|研究院|中心))");
        static const ClausePattern labelled(
            "(?:甲|乙|丙|丁|许可|被许可|委托|受托|出租|承租|转让|受让|发包|承包|买|卖|供|需)方(?:（[^）]{0,"
            "20}）)?[:：] ?([^，。；\\s]{2,40})");
        for (const ClausePattern* pattern : {&company, &labelled}) {
            size_t from = 0;
            while (names.size() < kMostNames) {
                const auto m = pattern->find(text, from);
                if (!m.found) break;
                add(names, text.substr(m.groupBegin, m.groupEnd - m.groupBegin));
                from = std::max(m.groupEnd, m.begin + 1);
            }
            if (!names.empty()) break;
        }
        return names;
    }
    const std::vector<Token> tokens = tokensOf(text);
    for (size_t t = 0; t < tokens.size(); ++t) {
        const std::string_view word = text.substr(tokens[t].begin, tokens[t].end - tokens[t].begin);
        if (!companyEnding(bare(word))) continue;
        // "Acme Bank Corporation", "X Co., Ltd.": the last ending in a row closes the name.
        if (t + 1 < tokens.size() && !word.ends_with(')') && !word.ends_with('"')) {
            const std::string_view next =
                text.substr(tokens[t + 1].begin, tokens[t + 1].end - tokens[t + 1].begin);
            if (companyEnding(bare(next)) && (!word.ends_with(',') || bare(next).starts_with("L") ||
                                              bare(next).starts_with("I") || bare(next) == "N.A."))
                continue;
        }
        addEndingWith(names, text, tokens, t);
    }
    if (names.size() < 2) addDefined(names, text);
    return names;
}

}  // namespace engine
