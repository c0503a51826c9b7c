#include "engine/documents/rewrite_check.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/documents/characters.h"
#include "engine/documents/rewrite_rules.h"

namespace engine {
namespace {

struct Scripts {
    int64_t han = 0, latin = 0, all = 0;
};

Scripts scriptsOf(std::string_view text) {
    Scripts scripts;
    for (size_t at = 0; at < text.size();) {
        const Character character = characterAt(text, at);
        at += static_cast<size_t>(character.size);
        ++scripts.all;
        if (isHan(character.code)) {
            ++scripts.han;
        } else if (isLetter(character.code)) {
            ++scripts.latin;
        }
    }
    return scripts;
}

// Runs of three words (three Han characters) that come back more often than in the source.
bool loops(std::string_view source, std::string_view rewrite, bool chinese) {
    const auto runs = [chinese](std::string_view text) {
        std::vector<std::string> units;
        std::string word;
        for (size_t at = 0; at < text.size();) {
            const Character character = characterAt(text, at);
            const std::string_view bytes = text.substr(at, static_cast<size_t>(character.size));
            at += bytes.size();
            if (isHan(character.code)) {
                units.emplace_back(bytes);
            } else if (isLetter(character.code) || isDigit(character.code)) {
                appendUtf8(word, toLower(character.code));
                continue;
            }
            if (!word.empty()) units.push_back(std::move(word));
            word.clear();
        }
        if (!word.empty()) units.push_back(std::move(word));
        std::map<std::string, int> counts;
        const size_t length = chinese ? 4 : 3;
        for (size_t i = 0; i + length <= units.size(); ++i) {
            std::string run;
            for (size_t k = 0; k < length; ++k)
                run += units[i + k] + ' ';
            ++counts[run];
        }
        return counts;
    };
    const auto before = runs(source);
    for (const auto& [run, count] : runs(rewrite)) {
        const auto found = before.find(run);
        if (count > 1 && count > (found == before.end() ? 1 : found->second)) return true;
    }
    return false;
}

bool startsWithAny(std::string_view text, std::initializer_list<std::string_view> starts) {
    return std::any_of(starts.begin(), starts.end(),
                       [text](std::string_view start) { return text.starts_with(start); });
}

RewriteVerdict checkForm(std::string_view rewrite, Language language) {
    if (rewrite.empty()) return {RewriteDoubt::kForm, "empty"};
    if (rewrite.find('\n') != std::string_view::npos) return {RewriteDoubt::kForm, "several lines"};
    if (language == Language::kChinese) {
        if (!rewrite.ends_with("。")) return {RewriteDoubt::kForm, "unfinished"};
        if (rewrite.find("。") != rewrite.size() - 3) return {RewriteDoubt::kForm, "several sentences"};
        if (startsWithAny(rewrite, {"条文", "改写", "以下", "这句", "该条", "本句", "“", "\"", "如下", "译文",
                                    "条款："}))
            return {RewriteDoubt::kForm, "speaks about the sentence"};
        return {};
    }
    if (!rewrite.ends_with('.')) return {RewriteDoubt::kForm, "unfinished"};
    const char32_t first = characterAt(rewrite, 0).code;
    if (!isUpper(first) && !isDigit(first)) return {RewriteDoubt::kForm, "begins in the middle"};
    if (startsWithAny(rewrite, {"Sentence", "Rewrit", "Here ", "In plain", "In other words", "The sentence",
                                "This sentence", "The clause", "This clause", "The contract sentence", "\"",
                                "“", "Sure", "Simplif"}))
        return {RewriteDoubt::kForm, "speaks about the sentence"};
    return {};
}

}  // namespace

const char* describe(RewriteDoubt doubt) {
    switch (doubt) {
        case RewriteDoubt::kNone:
            return "none";
        case RewriteDoubt::kForm:
            return "form";
        case RewriteDoubt::kLength:
            return "length";
        case RewriteDoubt::kLoop:
            return "loop";
        case RewriteDoubt::kLanguage:
            return "language";
        case RewriteDoubt::kNumber:
            return "number";
        case RewriteDoubt::kComparison:
            return "comparison";
        case RewriteDoubt::kName:
            return "name";
        case RewriteDoubt::kNegation:
            return "negation";
        case RewriteDoubt::kCondition:
            return "condition";
        case RewriteDoubt::kDuty:
            return "duty";
        case RewriteDoubt::kParty:
            return "party";
        case RewriteDoubt::kWords:
            return "words";
        case RewriteDoubt::kOrder:
            return "order";
        case RewriteDoubt::kLost:
            return "lost";
    }
    return "none";
}

RewriteVerdict checkRewrite(std::string_view source, std::string_view rewrite, Language sourceLanguage,
                            Language rewriteLanguage) {
    if (RewriteVerdict form = checkForm(rewrite, rewriteLanguage); !form.ok()) return form;
    const Scripts from = scriptsOf(source), to = scriptsOf(rewrite);
    const bool chinese = rewriteLanguage == Language::kChinese;
    if (chinese ? to.han * 3 < to.latin || to.han < 4 : to.han > 0) return {RewriteDoubt::kLanguage, {}};
    if (sourceLanguage == rewriteLanguage) {
        // A sentence cut to less than a fifth has lost what it was about; a longer one has gained something.
        if (to.all * 5 < from.all || to.all > from.all + from.all / 8 + 8) return {RewriteDoubt::kLength, {}};
    } else {
        const int64_t expected = chinese ? from.all / 3 : from.all * 3;
        if (to.all * 4 < expected || to.all > expected * 2 + 12) return {RewriteDoubt::kLength, {}};
    }
    if (loops(source, rewrite, chinese)) return {RewriteDoubt::kLoop, {}};
    if (sourceLanguage != rewriteLanguage) return checkTranslation(source, rewrite, sourceLanguage);
    return chinese ? checkChineseRewrite(source, rewrite) : checkEnglishRewrite(source, rewrite);
}

}  // namespace engine
