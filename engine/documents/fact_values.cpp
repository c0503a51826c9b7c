#include "engine/documents/fact_values.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "engine/documents/clause_pattern.h"

namespace engine {
namespace {

constexpr size_t kValueBytes = 140;

bool continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::string trimmed(std::string_view text) {
    const auto drop = [](char c) {
        return std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',' || c == ';' || c == ':';
    };
    while (!text.empty() && drop(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && drop(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

// A pattern and what of it is the value: the first group if it has one, else all.
struct ValuePattern {
    ClauseKind kind;
    ClausePattern pattern;
};

std::vector<ValuePattern> makePatterns() {
    std::vector<ValuePattern> all;
    const auto add = [&all](ClauseKind kind, std::string_view pattern) {
        all.push_back({kind, ClausePattern(pattern, true)});
    };
    using enum ClauseKind;
    add(kAgreementDate, "({date})");
    add(kAgreementDate, "((?:date|day) (?:of |on |upon )?[^,.;()]{3,60})");

    add(kEffectiveDate,
        "({date})[^\"]{0,60}[(\"]{1,3}(?:the|this)?[^\"]{0,20}\"?(?:effective|commencement) date");
    add(kEffectiveDate, "effective (?:date|as of|on)\\W{1,4}(?:the |this |is |shall be )?({date})");
    add(kEffectiveDate, "(?:commenc|begin|start|effective|effect)\\w*\\b{..60}({date})");
    add(kEffectiveDate, "({date})");
    add(kEffectiveDate,
        "(?:effective|effect|commence|begin|start)\\w* ((?:on|upon|as "
        "of|when|from|after|immediately)[^,.;()]{3,80})");

    add(kExpiration, "\\b(perpetual(?:ly)?|in perpetuity|indefinitely)\\b");
    add(kExpiration,
        "\\b(?:until|through|ending on|expir\\w+ on|terminat\\w+ on|end(?:s)? on)\\b{..30}({date})");
    add(kExpiration,
        "(?:contract end|expiration date|end date|termination date)\\W{1,4}(?:is |shall be )?({date})");
    add(kExpiration,
        "\\b(?:for|of|be|is|last|expire|continue)\\b{..70}({span}(?: "
        "(?:from|after|following|commencing|beginning|thereafter)[^,.;()]{0,60})?)");
    add(kExpiration, "({span}(?: (?:from|after|following) [^,.;()]{0,50})?)");
    add(kExpiration, "\\b(until [^,.;()]{4,100})");
    add(kExpiration, "\\b(?:expire|terminate|end)s? ((?:on|upon|at|when)[^,.;()]{4,100})");

    add(kRenewal,
        "\\b(?:renew|exten[ds]|additional|successive|consecutive|successor)\\w*\\b{..100}((?:(?:two|three|"
        "four|five|\\d+)(?: \\(\\d+\\))? )?(?:successive |additional |consecutive |further |successor "
        "|renewal )*(?:terms?|periods?)? ?(?:of |for )?(?:up to )?{span}(?: (?:terms?|periods?|each))*)");
    add(kRenewal, "({span}(?: (?:renewal |additional |successive )*(?:terms?|periods?|each))+)");
    add(kRenewal, "\\b(year[- ]to[- ]year|month[- ]to[- ]month)\\b");
    add(kRenewal, "({span})");
    add(kRenewal, "((?:automatically )?(?:renew|extend)\\w*[^,.;()]{0,80})");

    add(kNoticePeriod, "({span})'?(?: prior| written| advance| before)*[^,.;]{0,24}\\bnotice");
    add(kNoticePeriod, "\\bnoti(?:ce|f)\\w*\\b{..120}({span})");
    add(kNoticePeriod, "({span})[^.;]{0,24}\\b(?:prior|before|preceding|in advance)");
    add(kNoticePeriod, "({span})");

    add(kGoverningLaw,
        "\\blaws?\\b(?: and (?:regulations|decisions|jurisdiction|rules))?(?:,[^,]{0,80},)? (?:of|in "
        "(?:effect|force) in|in) (?:the )?((?:(?:state|commonwealth|province|republic|people's "
        "republic|kingdom|district|united states|country|territory|canton)\\b ?(?:of )?)?(?:the "
        ")?(?:[A-Z\\[][\\w\\]*.'-]*(?: of| and| the)? ?){1,5})");
    add(kGoverningLaw,
        "\\b(?:with|by|under|to)\\b (?:the )?(?:internal |substantive |domestic |local )?((?:[A-Z][\\w.'-]+ "
        "?){1,3}) ?(?:state )?law");
    add(kGoverningLaw, "\\b((?:state|commonwealth|province|republic) of [A-Z][\\w]+(?: [A-Z]\\w+)?)");

    add(kLiabilityCap,
        "\\b(?:exceed|excess of|limited to|greater than|more than|limited as to)\\b ?((?:an amount equal to "
        "|the amount of |an aggregate of |the greater of |the lesser of "
        ")?[^,.;()]{0,20}{money}[\\d,.*\\]]*(?: (?:million|thousand|billion|dollars))*)");
    add(kLiabilityCap,
        "\\b(?:exceed|in excess of|limited to|greater than|more than)\\b ((?:the |an |its |such |any "
        ")?[^.;]{4,110}?)(?:[,.;]|$)");
    add(kLiabilityCap, "((?:within|no later than|more than) [^,.;]{0,30}{span}[^,.;]{0,50})");
    add(kLiabilityCap, "\\b((?:not|no|neither)\\b[^.;]{0,60}\\bliab\\w+[^.;]{0,40}{special}[^.;]{0,60})");

    add(kTerminationForConvenience, "((?:upon|by|on|with|after)?[^,.;]{0,30}{span}[^,.;]{0,30}\\bnotice)");
    add(kTerminationForConvenience,
        "\\b((?:for (?:its |their )?(?:\\w+ )?convenience|for any (?:or no )?reason|without cause|with or "
        "without cause|at any time|at will|in its sole discretion)[^,.;]{0,60})");

    add(kAntiAssignment,
        "((?:may|shall|will|can|must)? "
        "?(?:not|neither|no|nor)\\b[^.;]{0,60}\\b(?:assign|transfer|sublicen|delegat)[^.;]{0,110})");
    add(kAntiAssignment, "((?:may|shall)[^.;]{0,30}(?:assign|transfer)[^.;]{0,110})");

    add(kExclusivity, "([^.;]{0,40}\\b(?<!non-)exclusiv\\w*[^.;]{0,90})");
    add(kExclusivity, "((?:shall|will|may|agrees?)\\b[^.;]{0,10}\\bnot\\b[^.;]{0,110})");
    add(kExclusivity, "([^.;]{0,50}\\b(?:sole|only|requirements)\\b[^.;]{0,70})");
    return all;
}

const std::vector<ValuePattern>& patterns() {
    static const std::vector<ValuePattern> all = makePatterns();
    return all;
}

// Straight quotes instead of curly ones, so that one pattern reads both; letters stay as written.
std::string plainQuotes(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (static_cast<unsigned char>(text[i]) == 0xE2 && i + 2 < text.size() &&
            static_cast<unsigned char>(text[i + 1]) == 0x80) {
            const auto last = static_cast<unsigned char>(text[i + 2]);
            char plain = 0;
            if (last == 0x98 || last == 0x99) plain = '\'';
            if (last == 0x9C || last == 0x9D) plain = '"';
            if (last >= 0x90 && last <= 0x95) plain = '-';
            if (plain != 0) {
                out += plain;
                i += 2;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

std::string joinNames(const std::vector<std::string>& names) {
    std::string value;
    for (const std::string& name : names) {
        if (!value.empty()) value += "; ";
        value += name;
    }
    return value;
}

void addName(std::vector<std::string>& names, std::string name) {
    static const ClausePattern junk(
        "^(?:this|the agreement|agreement|exhibit|article|section|effective "
        "date|party|parties|whereas|recitals?|each|collectively|a |an )\\b|^\\W*$|^[a-z ]+$");
    name = trimmed(name);
    if (name.size() < 3 || name.size() > 90) return;
    const std::string folded = foldText(name);
    if (junk.matches(folded) && std::islower(static_cast<unsigned char>(name.front()))) return;
    static const ClausePattern never(
        "^(?:this|agreement|exhibit|article|section|effective "
        "date|party|parties|whereas|recital|each|collectively)\\b");
    if (never.matches(folded)) return;
    for (const std::string& other : names) {
        const std::string otherFolded = foldText(other);
        if (otherFolded.find(folded) != std::string::npos || folded.find(otherFolded) != std::string::npos)
            return;
    }
    names.push_back(std::move(name));
}

// Names in the words that name the parties: those with a company's ending, then those before a definition.
std::string partyNames(const SentenceMap& map, std::span<const int32_t> sentences) {
    static const ClausePattern company(
        "((?:[A-Z0-9][\\w.&'/\\-]*|&|of|and|de|the|van|von)(?:,? "
        "(?:[A-Z0-9(][\\w.&'/\\-)]*|&|of|and|de|d/b/a|for)){0,8}?,? "
        "?(?:Inc\\b\\.?|INC\\b\\.?|Incorporated|INCORPORATED|"
        "L\\.?L\\.?C\\b\\.?|Corp\\b\\.?|CORP\\b\\.?|Corporation|CORPORATION|Ltd\\b\\.?|LTD\\b\\.?|Limited|"
        "LIMITED|Company|COMPANY|Co\\.,? Ltd\\.?|L\\.P\\.|LP\\b|LLP\\b|L\\.L\\.P\\.|PLC\\b|plc\\b|"
        "GmbH|AG\\b|N\\.V\\.|B\\.V\\.|S\\.A\\.|S\\.p\\.A\\.|A/"
        "S\\b|Pte\\b\\.?|Bank\\b|BANK\\b|Trust\\b|TRUST\\b|University|Partnership|PARTNERSHIP|Association|"
        "ASSOCIATION))(?![a-z])");
    static const ClausePattern defined(
        "((?:[A-Z][\\w.&'/\\-]*)(?:,? (?:[A-Z0-9][\\w.&'/\\-]*|&|of|and|de|d/b/a|Systemes)){0,7}),?(?: "
        "an?[^\"(]{3,140})? ?\\((?:[^()\"]{0,40})\"");
    static const ClausePattern chinese(
        "([^，。；：:、（）()“”\"\\s]{2,40}(?:有限责任公司|股份有限公司|有限公司|公司|集团|银行|事务所|大学|"
        "医院|合伙企业|研究院|中心))");
    static const ClausePattern chineseLabel(
        "((?:甲|乙|丙|丁|许可|被许可|委托|受托|出租|承租|转让|受让|发包|承包|买|卖|供|需)方)(?:（[^）]{0,20}"
        "）)?[:：] ?([^，。；\\s]{2,40})");
    std::vector<std::string> names;
    for (int32_t s : sentences) {
        const std::string text = plainQuotes(map.sentences[static_cast<size_t>(s)].clean);
        const bool isChinese = looksChinese(text);
        const auto scan = [&](const ClausePattern& pattern, size_t most) {
            size_t from = 0;
            while (names.size() < most) {
                const auto m = pattern.find(text, from);
                if (!m.found) break;
                const size_t end = std::max(m.groupEnd, m.begin + 1);
                std::string name = text.substr(m.groupBegin, m.groupEnd - m.groupBegin);
                for (std::string_view lead : {"The ", "THE ", "the ", "and ", "of ", "AND "}) {
                    if (name.starts_with(lead) && !name.starts_with("The Grilled"))
                        name.erase(0, lead.size());
                }
                addName(names, std::move(name));
                from = end;
            }
        };
        if (isChinese) {
            scan(chinese, 6);
            continue;
        }
        scan(company, 6);
        if (names.size() < 2) scan(defined, 6);
    }
    return joinNames(names);
}

// What the deciding words of a kind are, for an excerpt when nothing shorter can be read.
const ClausePattern& keyWords(ClauseKind kind) {
    static const ClausePattern date("\\b(?:effective|dated?|day|commenc\\w+|生效|施行|签订)\\b", true);
    static const ClausePattern term("term|expir|until|terminat|期限|期满|终止", true);
    static const ClausePattern renewal("renew|extend|续|延", true);
    static const ClausePattern notice("notice|notif|通知", true);
    static const ClausePattern law("\\blaws?\\b|法律|法", true);
    static const ClausePattern liability("liab|damages|remed|责任|赔偿", true);
    static const ClausePattern exclusive("exclusiv|\\bnot\\b|\\bonly\\b|独家|排他|独占|不得", true);
    static const ClausePattern convenience("terminat|cancel|解除|终止", true);
    static const ClausePattern assign("assign|transfer|转让|许可", true);
    static const ClausePattern any(".");
    switch (kind) {
        case ClauseKind::kAgreementDate:
        case ClauseKind::kEffectiveDate:
            return date;
        case ClauseKind::kExpiration:
            return term;
        case ClauseKind::kRenewal:
            return renewal;
        case ClauseKind::kNoticePeriod:
            return notice;
        case ClauseKind::kGoverningLaw:
            return law;
        case ClauseKind::kLiabilityCap:
            return liability;
        case ClauseKind::kExclusivity:
            return exclusive;
        case ClauseKind::kTerminationForConvenience:
            return convenience;
        case ClauseKind::kAntiAssignment:
            return assign;
        default:
            return any;
    }
}

// Values that stand in Chinese sentences: a date, a stretch of time, a country's law.
std::string chineseValue(ClauseKind kind, std::string_view text) {
    static const ClausePattern date(
        "([0-9０-９〇零一二三四五六七八九十]{2,4} ?年 ?[0-9０-９一二三四五六七八九十]{1,3} ?月(?: "
        "?[0-9０-９一二三四五六七八九十]{1,3} ?日)?)");
    static const ClausePattern effective(
        "((?:自|于|从)?[^，。；]{0,30}(?:之日|起|后)[^，。；]{0,6}(?:生效|施行|实施))");
    static const ClausePattern span(
        "([0-9０-９〇零一二三四五六七八九十百两半]+(?:（[^）]{1,6}）)? "
        "?(?:个)?(?:工作日|日|天|周|月|年)(?:以[上下内])?)");
    static const ClausePattern law(
        "((?:中华人民共和国|中国|香港特别行政区|香港|澳门|台湾|美国|英国|新加坡|日本|德国)[^，。；（]{0,12}?)"
        "(?:（[^）]{0,60}）)?(?:的)?(?:有关|相关|现行)?法");
    static const ClausePattern limit("((?:不超过|不得超过|上限|以)[^，。；]{2,40}(?:为限)?)");
    const ClausePattern* pattern = nullptr;
    switch (kind) {
        case ClauseKind::kAgreementDate:
            pattern = &date;
            break;
        case ClauseKind::kEffectiveDate:
            pattern = date.matches(text) ? &date : &effective;
            break;
        case ClauseKind::kExpiration:
        case ClauseKind::kRenewal:
        case ClauseKind::kNoticePeriod:
            pattern = &span;
            break;
        case ClauseKind::kGoverningLaw:
            pattern = &law;
            break;
        case ClauseKind::kLiabilityCap:
            pattern = &limit;
            break;
        default:
            return {};
    }
    const auto m = pattern->find(text, 0);
    return m.found ? trimmed(text.substr(m.groupBegin, m.groupEnd - m.groupBegin)) : std::string();
}

}  // namespace

std::string excerptAround(std::string_view text, size_t begin, size_t end, size_t limit) {
    if (text.size() <= limit) return trimmed(text);
    end = std::min(std::max(end, begin), text.size());
    begin = std::min(begin, text.size());
    // A little before the deciding words, the rest after them.
    size_t first = begin > limit / 4 ? begin - limit / 4 : 0;
    size_t last = std::min(text.size(), first + limit);
    if (last - first < limit) first = last > limit ? last - limit : 0;
    const auto letter = [&](size_t at) {
        const auto c = static_cast<unsigned char>(text[at]);
        return c < 0x80 && std::isspace(c) == 0;
    };
    while (first > 0 && first < begin && letter(first) && letter(first - 1))
        ++first;
    while (first < text.size() && continuation(text[first]))
        ++first;
    while (last < text.size() && last > end && letter(last) && letter(last - 1))
        --last;
    while (last > first && last < text.size() && continuation(text[last]))
        --last;
    std::string out;
    if (first > 0) out += "… ";
    out += trimmed(text.substr(first, last - first));
    if (last < text.size()) out += " …";
    return out;
}

std::string factValue(ClauseKind kind, const SentenceMap& map, std::span<const int32_t> sentences) {
    if (sentences.empty()) return {};
    if (kind == ClauseKind::kParties) {
        const std::string names = partyNames(map, sentences);
        if (!names.empty()) return names;
    }
    for (int32_t s : sentences) {
        const Sentence& sentence = map.sentences[static_cast<size_t>(s)];
        const std::string text = plainQuotes(sentence.clean);
        if (looksChinese(text)) {
            const std::string value = chineseValue(kind, text);
            if (!value.empty()) return value;
        } else {
            for (const ValuePattern& entry : patterns()) {
                if (entry.kind != kind) continue;
                const auto m = entry.pattern.find(text, 0);
                if (!m.found) continue;
                const std::string value =
                    trimmed(std::string_view(text).substr(m.groupBegin, m.groupEnd - m.groupBegin));
                if (value.size() < 2) continue;
                return value.size() <= kValueBytes ? value
                                                   : excerptAround(value, 0, value.size(), kValueBytes);
            }
        }
        if (kind == ClauseKind::kAgreementDate || kind == ClauseKind::kEffectiveDate) continue;
        break;  // the best sentence gives the value; the next one may speak of something else
    }
    const std::string text = plainQuotes(map.sentences[static_cast<size_t>(sentences.front())].clean);
    const auto m = keyWords(kind).find(text, 0);
    return excerptAround(text, m.found ? m.begin : 0, m.found ? m.end : 0, kValueBytes);
}

}  // namespace engine
