#include "engine/documents/fact_values.h"

#include <algorithm>
#include <array>
#include <cctype>

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

// A pattern and what of it is the value: the first group that took part. Whole: the clause around the match
// is the value.
struct ValuePattern {
    ClauseKind kind;
    ClausePattern pattern;
    bool clause;
};

std::vector<ValuePattern> makePatterns() {
    std::vector<ValuePattern> all;
    const auto value = [&all](ClauseKind kind, std::string_view pattern) {
        all.push_back({kind, ClausePattern(pattern, true), false});
    };
    const auto clause = [&all](ClauseKind kind, std::string_view pattern) {
        all.push_back({kind, ClausePattern(pattern, true), true});
    };
    using enum ClauseKind;
    value(kAgreementDate, "\\b(?:dated|made|entered|as of|effective|executed|on)\\b{..60}({date})");
    value(kAgreementDate, "({date})");
    value(kAgreementDate,
          "\\b((?:the )?(?:latest |last |later )?(?:date|day) (?:of |on |upon |referenced |set |written "
          "|first )[^,.;()]{3,60})");

    value(kEffectiveDate,
          "({date}){..24}[(\"]{1,3}(?:the|this|hereinafter)?{..20}\"?(?:effective|commencement) date");
    value(kEffectiveDate,
          "({date}){..60}[(\"]{1,3}(?:the|this|hereinafter)?{..20}\"?(?:effective|commencement) date");
    value(kEffectiveDate,
          "\"?effective date\"?(?: of (?:this|the) [\\w ]{2,30}?)? ?(?::|is|shall be|means|shall mean|will "
          "be)?{..12}({date})");
    value(kEffectiveDate, "\\b(?:commenc|begin|start)\\w*:?{..30}({date})");
    value(kEffectiveDate, "\\beffective (?:as of |on |this |from |date )*(?:the )?({date})");
    value(kEffectiveDate, "\\b(?:dated|made|entered|as of)\\b{..60}({date})");
    value(kEffectiveDate,
          "\\b(?:effective|effect|commence|begin|start)\\w*\\b ?(?:date)? ?((?:on|upon|as "
          "of|when|from|immediately)\\b[^,.;]{3,90})");
    value(kEffectiveDate, "({date})");

    value(kExpiration, "\\b(perpetual(?:ly)?|in perpetuity|indefinitely)\\b");
    value(kExpiration,
          "\\b(?:until|through|ending on|expir\\w+ on|terminat\\w+ on|ends? on|through and "
          "including)\\b{..24}({date})");
    value(kExpiration,
          "(?:contract end|expiration date|end date|termination date)\\W{1,4}(?:is |shall be )?({date})");
    value(kExpiration,
          "\\b(?:for|of|be|is|last|expires?|continue|until)\\b{..60}({span}(?<=year|years|month|months)(?: "
          "(?:from|after|following|subsequent to) [^,.;()]{3,60})?)");
    value(kExpiration, "({span}(?<=year|years|month|months)(?: (?:from|after|following) [^,.;()]{3,50})?)");
    value(kExpiration, "\\b(until [^.;]{4,140}?)(?:[.;(]|, (?:unless|and shall|provided|whereupon)|$)");
    value(kExpiration, "\\b(until [^.;(]{4,110})");
    value(kExpiration,
          "\\b(?:expire|terminate|end)s? ((?:on|upon|at|when)\\b[^.;]{4,130}?)(?:[.;(]|, "
          "(?:unless|whichever|provided|if)|$)");
    value(kExpiration, "({span})");

    value(kRenewal, "\\b((?:unlimited|indefinite) (?:period|term)s?)\\b");
    value(kRenewal,
          "\\b((?:(?:one|two|three|four|five|six|\\d+)(?: \\(\\d+\\))? "
          ")?(?:successive|additional|consecutive|further|successor|renewal|another|like)\\b (?:\\w+ "
          "){0,2}?(?:(?:terms?|periods?) (?:of |for )?)?(?:up to )?{span}(?: (?:renewal |additional "
          "|successive )*(?:terms?|periods?|each)\\b)*)");
    value(kRenewal,
          "\\b(?:renew|exten[ds])\\w*\\b{..80}((?:terms?|periods?) of (?:up to )?{span}(?: each)?)");
    value(kRenewal,
          "\\b(?:renew|exten[ds])\\w*\\b{..60}\\bfor (?:an? |another )?((?:additional |period of |further "
          ")*{span}(?: (?:terms?|periods?|each))*)");
    value(kRenewal,
          "\\b(?:renew|exten[ds])\\w*\\b{..100}({span}(?<=year|years|month|months)(?: "
          "(?:terms?|periods?|each))*)");
    value(kRenewal, "({span}(?: (?:renewal |additional |successive |extension )*(?:terms?|periods?|each))+)");
    value(kRenewal, "\\b(year[- ]to[- ]year|month[- ]to[- ]month|year after year)\\b");
    clause(kRenewal, "\\b(?:automatically )?(?:renew|extend)");

    value(kNoticePeriod, "({span})'?(?: prior| written| advance| before)*{..24}\\bnotice");
    value(kNoticePeriod, "\\bnoti(?:ce|f)\\w*\\b{..120}({span})");
    value(kNoticePeriod, "({span}){..24}\\b(?:prior|before|preceding|in advance)");
    value(kNoticePeriod, "({span})");

    value(kGoverningLaw,
          "\\b(?:laws?|statutes)\\b(?: and "
          "(?:regulations|decisions|jurisdiction|rules))?(?:,[^,]{0,80},)?(?: \\([^)]{0,90}\\))? (?:of|in "
          "(?:effect|force) in|in) (?:the )?((?:(?:state|commonwealth|province|republic|people's "
          "republic|kingdom|district|territory|canton)\\b (?:of )?)?(?:the "
          ")?(?-i:[A-Z\\[])[\\w\\]\\[*.'-]*(?:,? (?:of |the |and )?(?-i:[A-Z])[\\w.'-]*){0,5})");
    value(kGoverningLaw,
          "\\b(?:with|by|under|to|that)\\b (?:the )?(?:internal |substantive |domestic |local "
          ")?((?-i:[A-Z])[\\w.'-]+(?: (?-i:[A-Z])[\\w.'-]+){0,3}) (?:state )?laws?\\b");
    value(kGoverningLaw,
          "\\b((?:state|commonwealth|province|republic) of (?-i:[A-Z])\\w+(?: (?-i:[A-Z])\\w+)?)");
    value(kGoverningLaw, "\\b((?-i:[A-Z])[\\w.'-]+(?: (?-i:[A-Z])[\\w.'-]+){0,2}) law\\b");
    clause(kGoverningLaw, "\\blaws?\\b");

    value(kLiabilityCap,
          "\\b(?:exceed|excess of|limited to|greater than|more than|limited as to)\\b ?(?:the (?:sum|amount) "
          "of |an amount equal to |an aggregate of |an? )?(?:[\\w ]{0,30}? "
          ")?((?:(?:us|usd|rmb|hk|cad|eur|gbp)? ?(?:\\$|\u20ac|\u00a3|\u00a5) ?[\\d\\[_*][\\d,.*\\]]*|[\\w "
          "-]{3,40}? dollars(?: \\([^)]{1,20}\\))?|\\b\\d[\\d,.]* (?:dollars|euros?|usd|rmb))(?: "
          "(?:million|thousand|billion|dollars))*)");
    value(kLiabilityCap,
          "\\b(?:exceed|in excess of|limited to|greater than|more than)\\b ((?:the |an |its |such |any "
          "|[\\w-]+ percent|\\d)[^.;]{6,110}?)(?:[.;]|$)");
    value(kLiabilityCap, "\\b((?:within|no later than|more than) [^,.;]{0,30}{span}[^,.;]{0,60})");
    clause(kLiabilityCap,
           "\\b(?:in no event|under no circumstances|neither party|no party|shall not be liable|will not be "
           "liable|shall have no liability|waives?)\\b{..300}{special}");
    clause(kLiabilityCap, "\\b(?:in no event|under no circumstances|not|no|neither|none)\\b{..120}\\bliab");
    clause(kLiabilityCap, "\\b(?:damages|liability|remed)");

    value(kTerminationForConvenience,
          "\\b((?:upon|by|on|with|after)\\b [^,.;]{0,40}{span}[^,.;]{0,30}\\bnotice)");
    value(kTerminationForConvenience, "({span}[^,.;]{0,30}\\bnotice)");
    clause(kTerminationForConvenience,
           "\\b(?:terminat|cancel)\\w*\\b{..200}\\b(?:for (?:its |their )?(?:\\w+ )?convenience|for any "
           "(?:or no )?reason|without cause|at any time|at will|in its sole discretion)");
    clause(kTerminationForConvenience, "\\b(?:terminat|cancel)");

    clause(kAntiAssignment, "\\b(?:not|neither|no|nor)\\b{..120}\\b(?:assign|transfer|sublicen|delegat)");
    clause(kAntiAssignment, "\\b(?:assign|transfer|sublicen|delegat)");

    clause(kExclusivity, "(?<!non-)(?<!non)\\bexclusiv");
    clause(kExclusivity, "\\b(?:shall|will|may|agrees?)\\b{..14}\\bnot\\b");
    clause(kExclusivity, "\\b(?:sole|only|requirements)\\b");
    return all;
}

const std::vector<ValuePattern>& patterns() {
    static const std::vector<ValuePattern> all = makePatterns();
    return all;
}

// The first match whose date is filled in; a blank "____ day of ____" only where there is no other.
ClausePattern::Match findFilled(const ValuePattern& entry, std::string_view text) {
    const auto first = entry.pattern.find(text, 0);
    const bool date = entry.kind == ClauseKind::kAgreementDate || entry.kind == ClauseKind::kEffectiveDate;
    for (auto match = first; date && match.found; match = entry.pattern.find(text, match.groupBegin + 1)) {
        const std::string_view words = text.substr(match.groupBegin, match.groupEnd - match.groupBegin);
        if (words.find("__") == std::string_view::npos && words.find("of ,") == std::string_view::npos)
            return match;
    }
    return first;
}

// A governing law's name ends where its conflict rules begin; in capitals that is not seen by the letters.
std::string lawName(std::string value) {
    static const ClausePattern stop(
        "(?:,? ?\\b(?:without|and (?:expressly|the "
        "laws|not|excluding|any|all|by|each|shall)|excluding|except|regardless|applicable|other "
        "than|notwithstanding|in (?:effect|force)|as |which|with "
        "respect|giving|including|governing|pursuant|who|that|irrespective|for|to )|[,.;] ?$|\\. )",
        true);
    const auto m = stop.find(value, 0);
    if (m.found && m.begin > 2) value.erase(m.begin);
    while (!value.empty() && (value.back() == '.' || value.back() == ',' || value.back() == ' '))
        value.pop_back();
    return value;
}

// Where a sentence's own statement begins: after "8.01. No Assignment." and the like.
size_t afterRunInTitle(std::string_view text) {
    static const ClausePattern title(
        "^[\\W\\d]*(?:(?:section|article|clause) [\\divxlc.]+[\\W\\d]*)?(?:\\(?[a-z0-9]{1,3}[.)] "
        "?)*[A-Z][\\w/&,'()-]*(?: [\\w/&,'()-]+){0,8}[.:] +(?=[\"(]?[A-Z(])");
    const auto m = title.find(text, 0);
    return m.found && m.end < text.size() / 2 + 20 && m.end + 30 < text.size() ? m.end : 0;
}

// Values that stand in Chinese sentences: a date, a stretch of time, a country's law.
std::string chineseValue(ClauseKind kind, std::string_view text) {
    static const ClausePattern date(
        "([0-9０-９〇零一二三四五六七八九十]{2,4} ?年 ?[0-9０-９一二三四五六七八九十]{1,3} ?月(?: "
        "?[0-9０-９一二三四五六七八九十]{1,3} ?日)?)");
    static const ClausePattern effective(
        "((?:自|于|从|经)?[^，。；]{0,40}(?:之日|起|后|盖章|签字|成立时?)?[^，。；]{0,8}(?:生效|施行|实施))");
    // Not a part of a date.
    static const ClausePattern span(
        "(?<![年月0-9０-９〇零一二三四五六七八九十百])(?<![年月] "
        ")([0-9０-９〇零一二三四五六七八九十百两半]+(?:（[^）]{1,6}）)? "
        "?(?:个)?(?:工作日|日|天|周|月|年)(?:以[上下内])?)(?! ?[0-9０-９一二三四五六七八九十]{1,3} ?[月日])");
    static const ClausePattern until(
        "(?:至|到) ?([0-9０-９〇零一二三四五六七八九十]{2,4} ?年 ?[0-9０-９一二三四五六七八九十]{1,3} ?月(?: "
        "?[0-9０-９一二三四五六七八九十]{1,3} ?日)?)");
    static const ClausePattern ahead(
        "(?:提前|前)(?:至少|不少于)? ?([0-9０-９〇零一二三四五六七八九十百两半]+(?:（[^）]{1,6}）)? "
        "?(?:个)?(?:工作日|日|天|周|月|年))");
    static const ClausePattern law(
        "(?<!《)((?:中华人民共和国|中国|香港特别行政区|香港|澳门|台湾|美国|英国|新加坡|日本|德国)[^，。；（]{"
        "0,12}?)(?:（[^）]{0,60}）)?(?:的)?(?:有关|相关|现行)?法");
    static const ClausePattern limit("((?:不超过|不得超过|上限为)[^，。；]{2,40}|以[^，。；]{2,30}为限)");
    const ClausePattern* pattern = nullptr;
    switch (kind) {
        case ClauseKind::kAgreementDate:
            pattern = &date;
            break;
        case ClauseKind::kEffectiveDate:
            pattern = date.matches(text) ? &date : &effective;
            break;
        case ClauseKind::kExpiration:
            pattern = until.matches(text) ? &until : &span;
            break;
        case ClauseKind::kRenewal:
            pattern = &span;
            break;
        case ClauseKind::kNoticePeriod:
            pattern = ahead.matches(text) ? &ahead : &span;
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

const ClausePattern& chineseKey(ClauseKind kind) {
    static const ClausePattern term("期限|期满|届满|有效|终止");
    static const ClausePattern renewal("续|延");
    static const ClausePattern notice("通知");
    static const ClausePattern law("法律|适用|法");
    static const ClausePattern liability("责任|赔偿");
    static const ClausePattern exclusive("独家|排他|独占|不得");
    static const ClausePattern convenience("解除|终止");
    static const ClausePattern assign("转让|许可");
    static const ClausePattern any(".");
    switch (kind) {
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

std::string valueIn(ClauseKind kind, std::string_view text) {
    if (looksChinese(text)) {
        const std::string value = chineseValue(kind, text);
        if (!value.empty()) return value;
        const auto m = chineseKey(kind).find(text, 0);
        return m.found ? excerptAround(text, m.begin, m.end, kValueBytes) : std::string();
    }
    const std::string_view statement = text.substr(afterRunInTitle(text));
    for (const ValuePattern& entry : patterns()) {
        if (entry.kind != kind) continue;
        const auto m = findFilled(entry, statement);
        if (!m.found) continue;
        if (entry.clause) return excerptAround(statement, m.begin, m.end, kValueBytes);
        std::string value = trimmed(statement.substr(m.groupBegin, m.groupEnd - m.groupBegin));
        if (kind == ClauseKind::kGoverningLaw) value = lawName(std::move(value));
        if (value.size() < 2) continue;
        return value.size() <= kValueBytes ? value : excerptAround(value, 0, value.size(), kValueBytes);
    }
    return {};
}

}  // namespace

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

std::string excerptAround(std::string_view text, size_t begin, size_t end, size_t limit) {
    if (text.size() <= limit) return trimmed(text);
    begin = std::min(begin, text.size());
    end = std::min(std::max(end, begin), text.size());
    // Back to the beginning of the clause where it is near, so that the subject is there.
    constexpr size_t kReach = 70;
    size_t first = begin;
    const size_t earliest = begin > kReach ? begin - kReach : 0;
    bool whole = false;
    for (size_t i = begin; i > earliest; --i) {
        const char c = text[i - 1];
        if ((c == '.' || c == ';' || c == ':' || c == '?') && i < text.size() &&
            std::isspace(static_cast<unsigned char>(text[i]))) {
            first = i;
            whole = true;
            break;
        }
    }
    if (!whole && earliest == 0) first = 0;
    if (!whole && earliest > 0) {
        const size_t comma = text.rfind(", ", begin);
        if (comma != std::string_view::npos && comma > earliest) first = comma + 2;
    }
    const auto letter = [&](size_t at) {
        const auto c = static_cast<unsigned char>(text[at]);
        return c < 0x80 && std::isspace(c) == 0;
    };
    while (first > 0 && letter(first) && letter(first - 1))
        --first;  // to the beginning of a word
    while (first > 0 && first < text.size() && continuation(text[first]))
        --first;
    size_t last = std::min(text.size(), first + limit);
    for (size_t i = std::max(end, first + limit / 3); i < last; ++i) {
        const bool stop = text[i] == ';' || (text[i] == '.' && (i + 1 == text.size() || text[i + 1] == ' '));
        if (stop) {
            last = i;
            break;
        }
    }
    const bool sentenceEnd = last >= text.size() || text[last] == ';' || text[last] == '.';
    if (!sentenceEnd) {
        while (last > first + 20 && letter(last) && letter(last - 1))
            --last;
        while (last > first && continuation(text[last]))
            --last;
    }
    std::string out;
    if (first > 0 && !whole) out += "… ";
    out += trimmed(text.substr(first, last - first));
    if (!sentenceEnd) out += " …";
    return out;
}

TextRange dateWords(ClauseKind kind, const Document& document, const Sentence& sentence) {
    if (kind != ClauseKind::kAgreementDate && kind != ClauseKind::kEffectiveDate) return {};
    constexpr size_t kBefore = 44;
    for (const TextRange& piece : sentence.pieces) {
        // The date may run over the end of a line: search with the white space collapsed, then go back to the
        // bytes.
        const std::string_view raw = document.slice(piece);
        std::string text;
        std::vector<size_t> from;
        for (size_t i = 0; i < raw.size(); ++i) {
            const bool blank = std::isspace(static_cast<unsigned char>(raw[i])) != 0;
            if (blank && (text.empty() || text.back() == ' ')) continue;
            text += blank ? ' ' : raw[i];
            from.push_back(i);
        }
        for (const ValuePattern& entry : patterns()) {
            if (entry.kind != kind || entry.clause) continue;
            const auto m = findFilled(entry, text);
            if (!m.found || m.groupEnd <= m.groupBegin) continue;
            size_t begin = m.groupBegin;
            for (size_t i = m.groupBegin; i > 0 && m.groupBegin - i < kBefore; --i) {
                const auto c = static_cast<unsigned char>(text[i - 1]);
                if (c >= 0x80 || c == '"' || c == '(' || c == ')' || c == ';' || c == ',' || c == ':') break;
                if (i == 1 || text[i - 2] == ' ') begin = i - 1;  // whole words only
            }
            while (begin < m.groupBegin && text[begin] == ' ')
                ++begin;
            return {piece.begin + static_cast<int64_t>(from[begin]),
                    piece.begin + static_cast<int64_t>(from[m.groupEnd - 1]) + 1};
        }
    }
    return {};
}

std::string factValue(ClauseKind kind, const SentenceMap& map, std::span<const int32_t> sentences) {
    if (sentences.empty()) return {};
    const auto textOf = [&](int32_t s) { return plainQuotes(map.sentences[static_cast<size_t>(s)].clean); };
    if (kind == ClauseKind::kParties) {
        std::string value;
        std::vector<std::string> names;
        for (int32_t s : sentences) {
            for (std::string& name : partyNames(textOf(s))) {
                if (std::find(names.begin(), names.end(), name) == names.end())
                    names.push_back(std::move(name));
            }
            if (names.size() >= 2) break;
        }
        for (const std::string& name : names)
            value += (value.empty() ? "" : "; ") + name;
        if (!value.empty()) return value;
    }
    const bool dates = kind == ClauseKind::kAgreementDate || kind == ClauseKind::kEffectiveDate;
    for (int32_t s : sentences) {
        std::string value = valueIn(kind, textOf(s));
        if (!value.empty()) return value;
        if (!dates) break;  // the best sentence gives the value; the next one may speak of something else
    }
    const std::string text = textOf(sentences.front());
    return excerptAround(std::string_view(text).substr(looksChinese(text) ? 0 : afterRunInTitle(text)), 0, 0,
                         kValueBytes);
}

}  // namespace engine
