#include "engine/documents/clause_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <cctype>
#include <utility>

#include "engine/base/check.h"

namespace engine {
namespace {

// A month, a number in words or digits (often "thirty (30)", sometimes struck out "[***]" or left blank
// "____").
#define CONCLAVE_MONTH                                                                                       \
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:" \
    "ober)?|"                                                                                                \
    "nov(?:ember)?|dec(?:ember)?)\\b\\.?"
#define CONCLAVE_YEAR "\\d{4}|\\d{2}_+|'\\d{2}|__+"
#define CONCLAVE_NUMBER                                                                                \
    "(?:\\d[\\d,.]*(?:-\\d+)?|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|" \
    "thirteen|"                                                                                        \
    "fourteen|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half)"    \
    "(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|hundred))?|\\[[^\\]]{0,14}\\]|_{2,})"      \
    "(?: ?\\([^)]{1,12}\\))?"

struct Word {
    std::string_view name;
    std::string_view pattern;
};

constexpr std::array kVocabulary = {
    Word{"month", CONCLAVE_MONTH},
    Word{"number", CONCLAVE_NUMBER},
    Word{"span", CONCLAVE_NUMBER
         "[- ](?:or more )?(?:additional |consecutive |successive |calendar |business |working |full |"
         "natural |contract )*(?:day|week|month|year|quarter|decade)s?\\b"},
    // As typed: "March 5, 2004", "March 5 th , 2004", "5-Mar-2004", "the fifth (5th) day of March", 3/5/04;
    // or left open: "____ day of ____, 2004", "[●], 2018", "as of , 1999". A month without a year needs the
    // word day or an ending, because "section 5 may" is no date.
    Word{
        "date",
        "(?:" CONCLAVE_MONTH
        "[ -]?(?:\\d{1,2}|_+|\\[[^\\]]{0,12}\\])?(?: ?(?:st|nd|rd|th)\\b)?(?: day)? ?[,.]? ?-?(?:of )?(?:"
        "in the year )?(?:" CONCLAVE_YEAR ")|" CONCLAVE_MONTH
        " (?:\\d{1,2}|_+|\\[[^\\]]{0,12}\\])(?: ?(?:st|nd|rd|th)\\b)? ?,? ?\\[[^\\]]{0,12}\\]|"
        "(?:\\d{1,2}|_{2,}|\\[[^\\]]{0,6}\\])(?: ?(?:st|nd|rd|th)\\b)?,?(?: ?\\(\\d+ ?(?:st|nd|rd|th)?\\))?"
        "(?: calendar)?[ -](?:day )?(?:of )?(?:the month of )?" CONCLAVE_MONTH
        " ?[,-]? ?(?:in the year )?(?:of )?(?:" CONCLAVE_YEAR "|\\[[^\\]]{0,12}\\])|"
        "(?:\\d{1,2}|_{2,}|\\[[^\\]]{0,6}\\])(?: ?(?:st|nd|rd|th)\\b,?(?: day)?|,? day) (?:of )?(?:the month "
        "of )?" CONCLAVE_MONTH "|"
        "(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
        "eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|"
        "twentieth|thirtieth)(?: ?\\(\\d{1,2} ?(?:st|nd|rd|th)?\\))? day of (?:the month of "
        ")?" CONCLAVE_MONTH " ?,? ?(?:in the year )?(?:of )?(?:\\d{4}|\\d{2}_*)?|"
        "\\d{1,2}[/-]\\d{1,2}[/-](?:\\d{4}|\\d{2})\\b|\\d{1,2}\\.\\d{1,2}\\.(?:19|20)\\d{2}\\b|"
        "\\d{4}[/.-]\\d{1,2}[/.-]\\d{1,2}\\b|"
        "(?:_{2,}|\\[[^\\]]{0,12}\\]) ?(?:st|nd|rd|th)? ?day of ?(?:_+|\\[[^\\]]{0,12}\\])?,? "
        "?(?:\\d{2,4}_*)?|(?:this|the) day of ?(?:" CONCLAVE_MONTH
        ")? ?,? ?\\d{2,4}|(?:_{3,}|\\[[^\\]]{0,12}\\]) ?,? ?(?:19|20)(?:\\d{2}|_+)|"
        "(?<=as of) ?, ?(?:19|20)\\d{2})"},
    Word{"agreement",
         "(?:(?:th(?:is|e|ese)|such|said|any|each|our|your|or) )?(?:[\\w/&'-]+ "
         "){0,4}?\\(?(?:agreements?|contracts?|licen[sc]es?|"
         "leases?|amendment|franchise|appointment|engagement|statement of "
         "work|attachment|addendum|arrangement|letter|"
         "joint venture|alliance|participation|services|relationship)\\b\\)?"},
    Word{"consent",
         "(?:consents?|approv(?:als?|ed)|permission|authori[sz](?:ation|ed)|authority|written agreement)\\b"},
    // The power to end something: "may, in its sole discretion, terminate".
    Word{"mayend",
         "(?:may|rights? (?:to|of)|entitled to|option (?:to|of)|elect to|ability to|opt to|power "
         "to|can|choose "
         "to|free to|able to|reserves?|permitted to|right)\\b,?(?:,? \\(?[\\w'/-]+\\)?){0,12}?,? "
         "(?:terminat\\w*|cancel\\w*|withdraw\\w*|discontinu\\w* (?:this|the) "
         "(?:agreement|contract|arrangement|services?)|end (?:this|the) "
         "(?:agreement|contract|arrangement))\\b"},
    Word{
        "noreason",
        "(?:for (?:its |their |his |the )?(?:\\w+ )?convenience|for any (?:or no )?reason|for any (?:other )?"
        "(?:cause|reason)|for no reason|with or without|without (?:any )?(?:cause|reasons?)|without "
        "(?:having|giving|stating|specifying|assigning|showing) (?:any |a |good )?(?:cause|reasons?)|without "
        "(?:good|just) cause|at will)\\b"},
    Word{"modal", "(?:shall|may|will|can|must|would|should|could)"},
    Word{"law", "(?:laws?|statutes?)\\b"},
    Word{"money",
         "(?:(?:us|usd|rmb|hk|cad|eur|gbp)? ?(?:\\$|\u20ac|\u00a3|\u00a5) ?[\\d\\[_*]|\\b\\d[\\d,.]* "
         "?(?:dollars|euros?|pounds|"
         "million|usd|rmb|yuan)\\b|\\bdollars\\b)"},
    Word{"special",
         "(?:indirect|consequential|incidental|special|punitive|exemplary|lost "
         "(?:profits?|revenues?|savings|sales|"
         "business)|loss(?:es)? of (?:\\w+ "
         "){0,2}?(?:profits?|revenues?|business|use|data|goodwill|anticipated|"
         "sales|income|opportunit))"},
};
#undef CONCLAVE_MONTH
#undef CONCLAVE_NUMBER
#undef CONCLAVE_YEAR

std::string expand(std::string_view pattern) {
    std::string out;
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '{' || i + 1 >= pattern.size()) {
            out += pattern[i];
            continue;
        }
        const size_t close = pattern.find('}', i);
        if (close == std::string_view::npos) {
            out += pattern[i];
            continue;
        }
        const std::string_view word = pattern.substr(i + 1, close - i - 1);
        if (word.starts_with("..")) {
            out.append(".{0,").append(word.substr(2)).append("}?");
            i = close;
        } else if (!word.empty() && std::isalpha(static_cast<unsigned char>(word.front()))) {
            const Word* entry = nullptr;
            for (const Word& w : kVocabulary) {
                if (w.name == word) entry = &w;
            }
            if (entry == nullptr)
                throw Defect("a clause rule uses a word that is not in the vocabulary: " + std::string(word));
            out.append("(?:").append(entry->pattern).append(")");
            i = close;
        } else {
            out += pattern[i];  // an ordinary quantifier
        }
    }
    return out;
}

// What one thread needs for matching; made once, because a search must not allocate.
struct Scratch {
    pcre2_match_data* data = pcre2_match_data_create(16, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 1024 * 1024, nullptr);
    Scratch() {
        // A sentence is short; a search that takes longer than this is not worth its time.
        pcre2_set_match_limit(context, 2'000'000);
        pcre2_jit_stack_assign(context, nullptr, stack);
    }
    ~Scratch() {
        pcre2_jit_stack_free(stack);
        pcre2_match_context_free(context);
        pcre2_match_data_free(data);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
};

}  // namespace

ClausePattern::ClausePattern(std::string_view pattern, bool ignoreCase) {
    const std::string expanded = expand(pattern);
    uint32_t options = PCRE2_DOTALL;
    if (ignoreCase) options |= PCRE2_CASELESS;
    for (char c : expanded) {
        if (static_cast<unsigned char>(c) >= 0x80) {
            options |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
            break;
        }
    }
    int error = 0;
    PCRE2_SIZE at = 0;
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expanded.data()), expanded.size(), options,
                                     &error, &at, nullptr);
    if (code == nullptr)
        throw Defect("a clause rule does not compile at " + std::to_string(at) + ": " + expanded);
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    code_ = std::shared_ptr<void>(code, [](void* p) { pcre2_code_free(static_cast<pcre2_code*>(p)); });
}

ClausePattern::Match ClausePattern::find(std::string_view text, size_t from) const {
    thread_local Scratch scratch;
    Match match;
    if (!code_ || from > text.size()) return match;
    const int count =
        pcre2_match(static_cast<const pcre2_code*>(code_.get()), reinterpret_cast<PCRE2_SPTR>(text.data()),
                    text.size(), from, 0, scratch.data, scratch.context);
    if (count < 1) return match;
    const PCRE2_SIZE* at = pcre2_get_ovector_pointer(scratch.data);
    match.found = true;
    match.begin = at[0];
    match.end = at[1];
    match.groupBegin = match.groupEnd = match.end;
    for (int i = 1; i < count; ++i) {
        if (at[2 * i] == PCRE2_UNSET) continue;
        match.groupBegin = at[2 * i];
        match.groupEnd = at[2 * i + 1];
        break;
    }
    return match;
}

std::string foldText(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const auto put = [&out](char c) {
        if (c == ' ' && (out.empty() || out.back() == ' ')) return;
        out += c;
    };
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            if (std::isspace(c)) {
                put(' ');
            } else {
                put(static_cast<char>(std::tolower(c)));
            }
            continue;
        }
        const auto next = [&](size_t k) {
            return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
        };
        if (c == 0xE2 && next(1) == 0x80) {
            const unsigned last = next(2);
            char plain = 0;
            if (last >= 0x90 && last <= 0x95) plain = '-';
            if (last == 0x98 || last == 0x99 || last == 0x9B) plain = '\'';
            if (last == 0x9C || last == 0x9D || last == 0x9E) plain = '"';
            if (last == 0xA8 || last == 0xA9 || last == 0xAF || (last >= 0x80 && last <= 0x8A)) plain = ' ';
            if (plain != 0) {
                put(plain);
                i += 2;
                continue;
            }
        }
        if (c == 0xC2 && next(1) == 0xA0) {  // the blank that does not break
            put(' ');
            ++i;
            continue;
        }
        put(static_cast<char>(c));
    }
    return out;
}

bool looksChinese(std::string_view text) {
    size_t chinese = 0, letters = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0xE4 && c <= 0xE9) ++chinese;
        if (std::isalpha(c)) ++letters;
    }
    return chinese * 3 > letters && chinese > 1;
}

}  // namespace engine
