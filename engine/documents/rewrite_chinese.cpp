#include <algorithm>
#include <string>

#include "engine/documents/characters.h"
#include "engine/documents/rewrite_han.h"
#include "engine/documents/rewrite_rules.h"

namespace engine {
namespace {

constexpr float kKnownLeast = 0.80F;    // of the rewrite's characters are in the source
constexpr float kInOrderLeast = 0.80F;  // of those
constexpr float kKeptLeast = 0.42F;     // of the source's characters

size_t inOrder(const std::u32string& source, const std::u32string& rewrite) {
    std::vector<size_t> row(rewrite.size() + 1, 0);
    for (char32_t c : source) {
        size_t diagonal = 0;
        for (size_t j = 1; j <= rewrite.size(); ++j) {
            const size_t above = row[j];
            row[j] = rewrite[j - 1] == c ? diagonal + 1 : std::max(above, row[j - 1]);
            diagonal = above;
        }
    }
    return row[rewrite.size()];
}

template <class T>
bool has(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

RewriteVerdict checkNumbers(const HanSentence& source, const HanSentence& rewrite) {
    auto left = source.numbers;
    for (const HanNumber& number : rewrite.numbers) {
        const auto found = std::find(left.begin(), left.end(), number);
        if (found == left.end()) return {RewriteDoubt::kNumber, number.value + number.unit};
        left.erase(found);
    }
    for (const HanNumber& number : left) {
        if (number.reference || has(rewrite.numbers, number)) continue;
        return {RewriteDoubt::kNumber, number.value + number.unit};
    }
    return {};
}

RewriteVerdict checkMarks(const HanSentence& source, const HanSentence& rewrite) {
    using enum HanMark;
    if (source.negations() != rewrite.negations()) return {RewriteDoubt::kNegation, "不"};
    for (HanMark mark : {kUnless, kExcept}) {
        if (source.count(mark) != rewrite.count(mark)) return {RewriteDoubt::kNegation, "除"};
    }
    for (const std::string& word : source.lexical) {
        if (!has(rewrite.lexical, word)) return {RewriteDoubt::kNegation, word};
    }
    for (const std::string& word : rewrite.lexical) {
        if (!has(source.lexical, word)) return {RewriteDoubt::kNegation, word};
    }
    for (HanMark mark : {kForbidden, kNoDuty, kRight}) {
        if ((source.count(mark) > 0) != (rewrite.count(mark) > 0)) return {RewriteDoubt::kDuty, "可以/不得"};
    }
    if (rewrite.count(kDuty) > 0 && source.count(kDuty) == 0) return {RewriteDoubt::kDuty, "应当"};
    if (source.count(kDuty) > 0 && rewrite.count(kDuty) == 0) return {RewriteDoubt::kDuty, "应当"};
    const bool conditionBefore = source.count(kIf) > 0, conditionAfter = rewrite.count(kIf) > 0;
    // 的， and 时, 后 say "if" without the word.
    if (conditionBefore && !conditionAfter && rewrite.count(kAfter) <= source.count(kAfter))
        return {RewriteDoubt::kCondition, "如果"};
    if (conditionAfter && !conditionBefore) return {RewriteDoubt::kCondition, "如果"};
    for (HanMark mark : {kOnly, kBut}) {
        if ((source.count(mark) > 0) != (rewrite.count(mark) > 0)) return {RewriteDoubt::kCondition, "但/仅"};
    }
    for (HanMark mark : {kAtLeast, kAtMost, kMore, kLess, kWithin, kBefore, kAfter}) {
        if ((source.count(mark) > 0) != (rewrite.count(mark) > 0))
            return {RewriteDoubt::kComparison, "以上/以内"};
    }
    return {};
}

RewriteVerdict checkWho(const HanSentence& source, const HanSentence& rewrite) {
    for (const std::string& pronoun : rewrite.pronouns) {
        if (!has(source.pronouns, pronoun)) return {RewriteDoubt::kParty, pronoun};
    }
    size_t at = 0;
    for (const std::string& who : source.who) {
        if (at < rewrite.who.size() && rewrite.who[at] == who) ++at;
    }
    if (at < rewrite.who.size()) return {RewriteDoubt::kParty, rewrite.who[at]};
    // Whoever the sentence begins with must not be left out of it.
    if (!source.who.empty() && !has(rewrite.who, source.who.front()))
        return {RewriteDoubt::kParty, source.who.front()};
    for (const std::string& name : rewrite.latin) {
        if (!has(source.latin, name)) return {RewriteDoubt::kName, name};
    }
    return {};
}

}  // namespace

RewriteVerdict checkChineseRewrite(std::string_view sourceText, std::string_view rewriteText) {
    const HanSentence source = readHan(sourceText), rewrite = readHan(rewriteText);
    if (RewriteVerdict verdict = checkNumbers(source, rewrite); !verdict.ok()) return verdict;
    if (RewriteVerdict verdict = checkMarks(source, rewrite); !verdict.ok()) return verdict;
    if (RewriteVerdict verdict = checkWho(source, rewrite); !verdict.ok()) return verdict;
    size_t known = 0, kept = 0;
    std::string strange;
    for (char32_t c : rewrite.content) {
        if (source.content.find(c) != std::u32string::npos) {
            ++known;
        } else {
            appendUtf8(strange, c);
        }
    }
    for (char32_t c : source.content)
        kept += rewrite.content.find(c) != std::u32string::npos ? 1U : 0U;
    const auto share = [](size_t part, size_t whole) {
        return whole == 0 ? 1.0F : static_cast<float>(part) / static_cast<float>(whole);
    };
    if (share(known, rewrite.content.size()) < kKnownLeast) return {RewriteDoubt::kWords, strange};
    if (share(inOrder(source.content, rewrite.content), known) < kInOrderLeast)
        return {RewriteDoubt::kOrder, {}};
    if (share(kept, source.content.size()) < kKeptLeast) return {RewriteDoubt::kLost, {}};
    return {};
}

}  // namespace engine
