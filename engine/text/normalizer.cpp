#include "engine/text/normalizer.h"

#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <algorithm>

#include "engine/text/utf8.h"

namespace engine {

namespace {

using Kind = NormalizerStep::Kind;

template <class Each>
void forEachCharacter(std::string_view text, Each each) {
    for (size_t at = 0; at < text.size();) {
        const Utf8Step step = stepUtf8(text, at);
        each(step.character, text.substr(at, step.size));
        at += step.size;
    }
}

std::string unicodeForm(Kind kind, std::string text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form = kind == Kind::kNfc    ? icu::Normalizer2::getNFCInstance(status)
                                   : kind == Kind::kNfd  ? icu::Normalizer2::getNFDInstance(status)
                                   : kind == Kind::kNfkc ? icu::Normalizer2::getNFKCInstance(status)
                                                         : icu::Normalizer2::getNFKDInstance(status);
    const icu::StringPiece piece(text.data(), static_cast<int32_t>(text.size()));
    if (U_FAILURE(status) || (form->isNormalizedUTF8(piece, status) != 0 && U_SUCCESS(status))) return text;
    std::string out;
    icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
    form->normalizeUTF8(0, piece, sink, nullptr, status);
    return U_SUCCESS(status) ? out : text;
}

std::string lowercase(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    forEachCharacter(text, [&](char32_t c, std::string_view) {
        appendUtf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
        if (c == 0x130) appendUtf8(out, 0x307);  // the one character whose small form is two
    });
    return out;
}

bool isBlank(char32_t c) {
    return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_WHITE_SPACE) != 0;
}

std::string withoutMarks(std::string_view text, uint32_t categories) {
    std::string out;
    forEachCharacter(text, [&](char32_t c, std::string_view bytes) {
        if ((U_GET_GC_MASK(static_cast<UChar32>(c)) & categories) == 0) out += bytes;
    });
    return out;
}

std::string withoutBlanks(std::string_view text, bool left, bool right) {
    size_t begin = text.size();
    size_t end = 0;
    size_t at = 0;
    forEachCharacter(text, [&](char32_t c, std::string_view bytes) {
        if (!isBlank(c)) {
            begin = std::min(begin, at);
            end = at + bytes.size();
        }
        at += bytes.size();
    });
    if (!left) begin = 0;
    if (!right) end = text.size();
    return begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
}

std::string replaced(std::string_view text, const NormalizerStep& step) {
    std::string out;
    size_t done = 0;
    if (step.pattern == nullptr) {
        if (step.from.empty()) return std::string(text);
        for (size_t at = text.find(step.from); at != std::string_view::npos;
             at = text.find(step.from, done)) {
            out.append(text, done, at - done).append(step.text);
            done = at + step.from.size();
        }
    } else {
        TextPattern::Matcher matcher;
        size_t from = 0;
        size_t begin = 0;
        size_t end = 0;
        while (from < text.size() && matcher.find(*step.pattern, text, from, begin, end)) {
            out.append(text, done, begin - done).append(step.text);
            done = end;
            from = end > begin ? end : end + (end < text.size() ? stepUtf8(text, end).size : 1);
        }
    }
    return out.append(text, done);
}

std::string cleaned(std::string_view text) {
    std::string out;
    forEachCharacter(text, [&](char32_t c, std::string_view bytes) {
        const bool blank = c == '\t' || c == '\n' || c == '\r';
        const uint32_t other = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK;
        if (c == 0 || c == 0xFFFD || (!blank && (U_GET_GC_MASK(static_cast<UChar32>(c)) & other) != 0))
            return;
        out += blank || isBlank(c) ? std::string_view(" ") : bytes;
    });
    return out;
}

bool isIdeograph(char32_t c) {
    static constexpr std::pair<char32_t, char32_t> kRanges[] = {
        {0x4E00, 0x9FFF},   {0x3400, 0x4DBF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
        {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF}, {0xF900, 0xFAFF},   {0x2F800, 0x2FA1F}};
    return std::any_of(std::begin(kRanges), std::end(kRanges),
                       [c](const auto& range) { return c >= range.first && c <= range.second; });
}

std::string spaced(std::string_view text) {
    std::string out;
    forEachCharacter(text, [&](char32_t c, std::string_view bytes) {
        if (isIdeograph(c))
            out.append(" ").append(bytes).append(" ");
        else
            out += bytes;
    });
    return out;
}

std::string forTranslation(std::string_view text) {
    std::string out;
    forEachCharacter(text, [&](char32_t c, std::string_view bytes) {
        const bool gone = (c >= 1 && c <= 8) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F ||
                          c == 0x8F || c == 0x9F;
        const bool blank = c == 9 || c == 10 || c == 12 || c == 13 || c == 0x1680 ||
                           (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
                           c == 0xFEFF || c == 0xFFFD;
        if (!gone) out += blank ? std::string_view(" ") : bytes;
    });
    return out;
}

std::string mapped(std::string_view text, const CharacterMap& map) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
        const CharacterMap::Match match = map.longest(text.substr(at));
        const size_t size = match.size > 0 ? match.size : stepUtf8(text, at).size;
        out += match.size > 0 ? match.replacement : text.substr(at, size);
        at += size;
    }
    return out;
}

// tokenizers looks up whole grapheme clusters of fewer than six bytes and then single characters, and takes
// what the shortest entry that the text begins with says for all of it.
std::string mappedByCluster(std::string_view text, const CharacterMap& map) {
    UErrorCode status = U_ZERO_ERROR;
    UText* walked = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status);
    const std::unique_ptr<icu::BreakIterator> clusters(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status)) return mapped(text, map);
    clusters->setText(walked, status);
    std::string out;
    int32_t begin = 0;
    for (int32_t end = clusters->next(); end != icu::BreakIterator::DONE; end = clusters->next()) {
        const std::string_view cluster =
            text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
        begin = end;
        const CharacterMap::Match whole = cluster.size() < 6 ? map.shortest(cluster) : CharacterMap::Match{};
        if (whole.size > 0) {
            out += whole.replacement;
            continue;
        }
        forEachCharacter(cluster, [&](char32_t, std::string_view bytes) {
            const CharacterMap::Match one = map.shortest(bytes);
            out += one.size > 0 ? one.replacement : bytes;
        });
    }
    utext_close(walked);
    return out;
}

}  // namespace

std::string Normalizer::apply(std::string_view text, bool begins) const {
    std::string out(text);
    for (const NormalizerStep& step : steps_) {
        switch (step.kind) {
            case Kind::kNfc:
            case Kind::kNfd:
            case Kind::kNfkc:
            case Kind::kNfkd:
                out = unicodeForm(step.kind, std::move(out));
                break;
            case Kind::kLowercase:
                out = lowercase(out);
                break;
            case Kind::kStripMarks:
                out = withoutMarks(out, U_GC_M_MASK);
                break;
            case Kind::kStripAccents:
                out = withoutMarks(unicodeForm(Kind::kNfd, std::move(out)), U_GC_MN_MASK);
                break;
            case Kind::kStripBlanks:
                out = withoutBlanks(out, step.left, step.right);
                break;
            case Kind::kPrepend:
                if (!out.empty() && (begins || !step.onlyFirst)) out.insert(0, step.text);
                break;
            case Kind::kReplace:
                out = replaced(out, step);
                break;
            case Kind::kCleanText:
                out = cleaned(out);
                break;
            case Kind::kSpaceIdeographs:
                out = spaced(out);
                break;
            case Kind::kNmt:
                out = forTranslation(out);
                break;
            case Kind::kCharacterMap:
                out = mapped(out, *step.map);
                break;
            case Kind::kCharacterMapByCluster:
                out = mappedByCluster(out, *step.map);
                break;
        }
    }
    return out;
}

std::vector<NormalizerStep> singleBlankSteps() {
    return {
        {.kind = Kind::kReplace, .text = " ", .pattern = TextPattern::known(" {2,}")},
        {.kind = Kind::kReplace, .pattern = TextPattern::known("\\A +|(?<![ \\x{2581}])[ \\x{2581}]++\\z")}};
}

std::vector<NormalizerStep> bertSteps(bool clean, bool ideographs, bool accents, bool lowercase) {
    std::vector<NormalizerStep> steps;
    if (clean) steps.push_back({.kind = Kind::kCleanText});
    if (ideographs) steps.push_back({.kind = Kind::kSpaceIdeographs});
    if (accents) steps.push_back({.kind = Kind::kStripAccents});
    if (lowercase) steps.push_back({.kind = Kind::kLowercase});
    return steps;
}

}  // namespace engine
