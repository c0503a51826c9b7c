#include "engine/documents/rewrite_prompt.h"

#include <algorithm>

#include "engine/documents/characters.h"

namespace engine {
namespace {

constexpr const char* kAnalyst = "You are a careful contract analyst.";
constexpr const char* kAnalystChinese = "你是一名严谨的法律文件分析员。";

// Longer sentences come back with something lost: almost none passes the check.
constexpr size_t kLeastEnglish = 50, kMostEnglish = 420;
constexpr size_t kLeastChinese = 14, kMostChinese = 220;

}  // namespace

std::vector<ChatMessage> rewritePrompt(std::string_view sentence, Language from, Language to) {
    const std::string text(sentence);
    if (to == Language::kChinese) {
        const std::string ask =
            from == Language::kChinese
                ? "请用一句简短易懂的中文改写下面这句法律条文。名称、数字和日期必须原样保留，"
                  "不要添加内容。\n\n条文："
                : "请把下面这句英文合同条款用一句简短易懂的中文说出来。名称、数字和日期必须原样保留，"
                  "不要添加内容。\n\n条款：";
        return {{"system", kAnalystChinese}, {"user", ask + text}};
    }
    const std::string ask =
        from == Language::kEnglish
            ? "Rewrite this contract sentence in plain words as one short sentence. Keep names, "
              "numbers and dates exactly as they are. Add nothing.\n\nSentence: "
            : "Say this Chinese contract sentence in plain English as one short sentence. Keep names, "
              "numbers and dates exactly as they are. Add nothing.\n\nSentence: ";
    return {{"system", kAnalyst}, {"user", ask + text}};
}

std::vector<ChatMessage> confirmPrompt(std::string_view criterion, std::string_view sentence) {
    return {{"system", kAnalyst},
            {"user", "Does the contract sentence below " + std::string(criterion) +
                         "? Answer only Yes or No.\n\nSentence: " + std::string(sentence)}};
}

bool canBeRewritten(std::string_view sentence, Language language) {
    size_t characters = 0, letters = 0, han = 0, marks = 0;
    for (size_t at = 0; at < sentence.size();) {
        const Character character = characterAt(sentence, at);
        at += static_cast<size_t>(character.size);
        ++characters;
        letters += isLetter(character.code) ? 1U : 0U;
        han += isHan(character.code) ? 1U : 0U;
        marks += character.code == '_' || character.code == '*' ? 1U : 0U;
    }
    // Struck out or left blank: the sentence itself shows best what is missing.
    if (characters == 0 || marks > 1) return false;
    if (language == Language::kChinese) {
        const bool finished = sentence.ends_with("。") || sentence.ends_with("；");
        return finished && characters >= kLeastChinese && characters <= kMostChinese &&
               han * 10 >= characters * 6;
    }
    const char32_t first = characterAt(sentence, 0).code;
    const bool whole = sentence.ends_with('.') && (isUpper(first) || first == '"' || first == 0x201C);
    return whole && characters >= kLeastEnglish && characters <= kMostEnglish &&
           letters * 10 >= characters * 7;
}

}  // namespace engine
