#include "engine/documents/shorten.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/documents/characters.h"
#include "engine/documents/clause_pattern.h"

namespace engine {
namespace {

std::string_view trimLeft(std::string_view text) {
    while (!text.empty() && isSpace(characterAt(text, 0).code))
        text.remove_prefix(static_cast<size_t>(characterAt(text, 0).size));
    return text;
}
std::string_view trimRight(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n'))
        text.remove_suffix(1);
    return text;
}

// "12.3", "(a)", "iv.", "Section 4.1", "第十条", "（一）", "3、": one mark at the start, or nothing.
size_t markLength(std::string_view text) {
    static const ClausePattern pattern(
        "^(?:\\((?:[A-Za-z]{1,2}|[ivxIVX]{1,5}|\\d{1,3})\\)|(?:[A-Za-z]|[ivxIVX]{1,5}|\\d{1,3})\\)|"
        "(?:section|article|clause|§) ?(?:\\d+(?:\\.\\d+)*|[IVXLC]+)\\s?[.:—–-](?=\\s)|"
        "\\d+(?:\\.\\d+)+\\.?(?=\\s|[A-Z(])|\\d{1,3}\\.(?=\\s|[A-Z(])|(?:[A-Za-z]|[ivxIVX]{1,5})\\.(?=\\s)|"
        "第[0-9０-９零〇一二三四五六七八九十百千]+(?:条|款|项|章|节)(?:之[一二三四五六七八九十]+)?|"
        "（[0-9０-９一二三四五六七八九十]+）|\\([一二三四五六七八九十]+\\)|[一二三四五六七八九十]{1,3}、|\\d{"
        "1,3}、|[•·●▪-](?=\\s))",
        true);
    const auto match = pattern.find(text, 0);
    return match.found && match.begin == 0 ? match.end : 0;
}

std::string_view withoutMarks(std::string_view text) {
    text = trimLeft(text);
    for (int turn = 0; turn < 4; ++turn) {
        const size_t length = markLength(text);
        if (length == 0 || length >= text.size()) break;
        const std::string_view rest = trimLeft(text.substr(length));
        if (rest.empty()) break;
        text = rest;
    }
    return text;
}

// The heading itself where it opens the sentence, with the full stop or dash behind it.
std::string_view withoutTitle(std::string_view text, std::string_view title) {
    if (title.empty() || !text.starts_with(title)) return text;
    std::string_view rest = text.substr(title.size());
    // "Term" opens "Term. The term …", not "Terms of payment are …".
    if (!rest.empty() && isLetter(characterAt(rest, 0).code) && !isHan(characterAt(rest, 0).code))
        return text;
    bool parted = false;
    while (!rest.empty()) {
        const Character character = characterAt(rest, 0);
        const bool sign = character.code == '.' || character.code == ':' || character.code == '-' ||
                          character.code == 0x2013 || character.code == 0x2014 || character.code == U'：' ||
                          character.code == U'】' || character.code == ')';
        if (!sign && !isSpace(character.code)) break;
        parted = parted || sign || isSpace(character.code);
        rest.remove_prefix(static_cast<size_t>(character.size));
    }
    if (!parted || rest.empty()) return text;
    // A heading that is the subject of its sentence stays: "Payment shall be made …".
    const char32_t first = characterAt(rest, 0).code;
    return isLower(first) ? text : rest;
}

// Runs of dashes, underscores and asterisks that draw lines.
std::string withoutRules(std::string_view text) {
    std::string kept;
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        while (end < text.size() && text[end] == text[at] &&
               (text[at] == '-' || text[at] == '=' || text[at] == '.'))
            ++end;
        if (end - at >= 4) {
            at = end;
            continue;
        }
        kept += text[at++];
    }
    std::string joined;
    for (char c : kept) {
        if (c == ' ' && !joined.empty() && joined.back() == ' ') continue;
        joined += c;
    }
    return joined;
}

// "…; and" at the end of an item.
void endLikeASentence(std::string& text) {
    static constexpr std::array<std::string_view, 10> kTails = {"; and", "; or",   ";and",   ";or",  ", and",
                                                                ", or",  "；以及", "；或者", "；或", "；和"};
    bool item = false;
    for (std::string_view tail : kTails) {
        if (!text.ends_with(tail)) continue;
        text.resize(text.size() - tail.size());
        item = true;
        break;
    }
    if (!item && text.ends_with(";")) {
        text.pop_back();
        item = true;
    }
    if (!item && text.ends_with("；")) {
        text.resize(text.size() - 3);
        text += "。";
        return;
    }
    if (item) text += isWide(characterAt(text, text.size() >= 3 ? text.size() - 3 : 0).code) ? "。" : ".";
}

bool asksForItem(std::string_view lead) {
    static constexpr std::array<std::string_view, 9> kEnds = {
        " shall:", " to:", " by:", " that:", " if:", " may:", " will:", " must:", " not:"};
    return std::any_of(kEnds.begin(), kEnds.end(),
                       [lead](std::string_view end) { return lead.ends_with(end); });
}

// What must not be cut off.
bool carriesWeight(std::string_view text, Language language) {
    if (language == Language::kChinese) {
        static const ClausePattern chinese(
            "[不未无非除但如若免勿仅应须可]|有权|必须|负责|承担|禁止|没有|否则|例外|[0-9０-９]|百分之|["
            "一二三四五六七八九十]+[日天年月元倍]");
        return chinese.matches(text);
    }
    static const ClausePattern english(
        "\\b(?:not|no|never|neither|nor|none|cannot|unless|except|excluding|without|provided|however|but|if|"
        "subject|until|"
        "only|solely|other "
        "than|notwithstanding|less|more|least|most|limit\\w*|exceed\\w*|within|before|after|prior|"
        "prohibit\\w*|fail\\w*|refus\\w*|void|waive\\w*|percent|hundred|thousand|million|ten|twenty|thirty|"
        "sixty|ninety|"
        "shall|must|will|may|can|agrees?|entitled|responsible|liable|liability|pays?|"
        "days?|months?|years?)\\b|n't\\b|\\d|\\$|%");
    return english.matches(foldText(text));
}

// Brackets that only give a name or point elsewhere.
std::string withoutBrackets(std::string_view text, Language language, bool& changed) {
    std::string kept;
    const bool chinese = language == Language::kChinese;
    for (size_t at = 0; at < text.size();) {
        const bool open = text[at] == '(' || text.substr(at).starts_with("（");
        if (open) {
            const size_t width = text[at] == '(' ? 1 : 3;
            const std::string_view closer = width == 1 ? ")" : "）";
            const size_t close = text.find(closer, at);
            const size_t inner = text.find(width == 1 ? "(" : "（", at + width);
            if (close != std::string_view::npos && (inner == std::string_view::npos || inner > close)) {
                const std::string_view inside = text.substr(at + width, close - at - width);
                static const ClausePattern naming(
                    "^(?:the|each|collectively|together|individually|hereinafter|as defined|as such term|a "
                    "|an |such|"
                    "this|\"|or \"|and )|^(?:以下|下)?(?:简称|统称|称)");
                const std::string folded = foldText(inside);
                // A list mark "(a)" and a number "(30)" belong to what they stand by.
                if (folded.size() > 3 && naming.matches(folded) && !carriesWeight(inside, language)) {
                    changed = true;
                    at = close + closer.size();
                    while (!kept.empty() && kept.back() == ' ' && !chinese && at < text.size() &&
                           text[at] != ' ' && !isLetter(characterAt(text, at).code))
                        kept.pop_back();
                    if (!kept.empty() && kept.back() == ' ' && at < text.size() && text[at] == ' ') ++at;
                    continue;
                }
            }
        }
        kept += text[at++];
    }
    return kept;
}

// Places where a sentence may end early, as byte offsets.
std::vector<size_t> clauseBorders(std::string_view text, Language language) {
    std::vector<size_t> borders;
    if (language == Language::kChinese) {
        for (size_t at = 0; at < text.size();) {
            const Character character = characterAt(text, at);
            if (character.code == U'；' || character.code == U'，') borders.push_back(at);
            at += static_cast<size_t>(character.size);
        }
        return borders;
    }
    static const ClausePattern border(
        ";|, (?=(?:and|or|which|including|whether|in each case|as well as|together with|it being|for "
        "example|such as)\\b)");
    for (size_t from = 0; from < text.size();) {
        const auto match = border.find(text, from);
        if (!match.found) break;
        borders.push_back(match.begin);
        from = match.end;
    }
    return borders;
}

}  // namespace

size_t characterCount(std::string_view text) {
    size_t count = 0;
    for (size_t at = 0; at < text.size(); at += static_cast<size_t>(characterAt(text, at).size))
        ++count;
    return count;
}

std::string readableSentence(const SentenceMap& map, int32_t index) {
    const Sentence& sentence = map.sentences[static_cast<size_t>(index)];
    const std::string_view clean = sentence.clean;
    const size_t own = std::min(clean.size(), static_cast<size_t>(std::max(0, sentence.ownBegin)));
    std::string_view title;
    if (sentence.heading >= 0 && !sentence.isHeading)
        title = map.headings[static_cast<size_t>(sentence.heading)].title;

    std::string text;
    if (own > 0) {
        std::string_view lead = trimRight(withoutTitle(withoutMarks(clean.substr(0, own)), title));
        if (asksForItem(lead)) lead.remove_suffix(1);
        text = lead;
        const std::string_view item = withoutMarks(clean.substr(own));
        if (!text.empty() && !isWide(characterAt(item.empty() ? " " : item, 0).code)) text += ' ';
        text += item;
    } else {
        text =
            sentence.isHeading ? std::string(clean) : std::string(withoutTitle(withoutMarks(clean), title));
    }
    text = withoutRules(text);
    text = std::string(trimRight(trimLeft(text)));
    if (!sentence.isHeading) endLikeASentence(text);
    return text.empty() ? std::string(clean) : text;
}

ShortenedSentence shortenSentence(std::string_view sentence, Language language, size_t limit) {
    ShortenedSentence result{std::string(sentence), false};
    if (characterCount(sentence) <= limit) return result;
    bool changed = false;
    result.text = withoutBrackets(sentence, language, changed);
    result.shortened = changed;
    if (characterCount(result.text) <= limit) return result;
    const std::string_view text = result.text;
    const std::vector<size_t> borders = clauseBorders(text, language);
    for (size_t i = borders.size(); i-- > 0;) {
        const std::string_view kept = text.substr(0, borders[i]);
        const size_t characters = characterCount(kept);
        if (carriesWeight(text.substr(borders[i]), language)) return result;
        if (characters > limit) continue;
        if (characters * 3 < limit) return result;
        result.text = std::string(trimRight(kept)) + " …";
        result.shortened = true;
        return result;
    }
    return result;
}

}  // namespace engine
