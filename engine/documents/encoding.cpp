#include "engine/documents/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/documents/characters.h"

namespace engine {
namespace {

constexpr size_t kSampleBytes = 1 << 18;

Error notText(const std::string& fileName, std::string detail) {
    return Error{ErrorKind::kBadInput,
                 "“{0}” is not a text file.",
                 "Open a text, Markdown, PDF or Word (.docx) document.",
                 {fileName},
                 std::move(detail)};
}

// Converts by ICU; offending counts what could not be read.
struct Conversion {
    std::string text;
    size_t offending = 0;
    bool ok = false;
};

Conversion convert(std::string_view bytes, const char* encoding) {
    Conversion result;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> source(ucnv_open(encoding, &status),
                                                                    &ucnv_close);
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> target(ucnv_open("UTF-8", &status), &ucnv_close);
    if (U_FAILURE(status)) return result;
    result.text.reserve(bytes.size() + bytes.size() / 2);
    std::vector<UChar> pivot(1 << 14);
    std::vector<char> out(1 << 16);
    UChar* pivotSource = pivot.data();
    UChar* pivotTarget = pivot.data();
    const char* from = bytes.data();
    bool reset = true;
    for (;;) {
        status = U_ZERO_ERROR;
        char* to = out.data();
        ucnv_convertEx(target.get(), source.get(), &to, out.data() + out.size(), &from,
                       bytes.data() + bytes.size(), pivot.data(), &pivotSource, &pivotTarget,
                       pivot.data() + pivot.size(), reset, true, &status);
        reset = false;
        result.text.append(out.data(), static_cast<size_t>(to - out.data()));
        if (status == U_BUFFER_OVERFLOW_ERROR) continue;
        result.ok = U_SUCCESS(status);
        break;
    }
    for (size_t at = 0; (at = result.text.find("\xEF\xBF\xBD", at)) != std::string::npos; at += 3)
        ++result.offending;
    return result;
}

struct Census {
    size_t characters = 0, han = 0, common = 0, controls = 0;
};

Census countCharacters(std::string_view text) {
    // The hundred or so characters that every Chinese text is full of: wrong decodings seldom hit them.
    static constexpr std::u32string_view kCommon =
        U"的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作"
        U"里用道行所然家种事成"
        U"方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与"
        U"长把机十民第公此已工使情"
        U"，。、：；（）";
    Census census;
    for (size_t at = 0; at < text.size();) {
        const Character character = characterAt(text, at);
        at += static_cast<size_t>(character.size);
        ++census.characters;
        const char32_t c = character.code;
        if (isHan(c)) ++census.han;
        if (c > 0x7F && kCommon.find(c) != std::u32string_view::npos) ++census.common;
        if (c == 0 ||
            (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B && c != 0x1A))
            ++census.controls;
    }
    return census;
}

// "UTF-16LE" or "UTF-16BE" when every second byte of ordinary text is zero, or when as UTF-16 it is plainly
// Chinese.
const char* utf16ByBytes(std::string_view sample) {
    if (sample.size() < 8 || sample.size() % 2 != 0) return nullptr;
    size_t zerosEven = 0, zerosOdd = 0;
    for (size_t i = 0; i < sample.size(); ++i) {
        if (sample[i] == 0) ++(i % 2 == 0 ? zerosEven : zerosOdd);
    }
    const size_t units = sample.size() / 2;
    if (zerosOdd * 10 >= units * 3 && zerosEven * 50 <= units) return "UTF-16LE";
    if (zerosEven * 10 >= units * 3 && zerosOdd * 50 <= units) return "UTF-16BE";
    if (zerosOdd + zerosEven == 0) return nullptr;
    for (const char* encoding : {"UTF-16LE", "UTF-16BE"}) {
        const Conversion conversion = convert(sample, encoding);
        const Census census = countCharacters(conversion.text);
        if (conversion.offending == 0 && census.controls == 0 && census.common * 5 > census.characters)
            return encoding;
    }
    return nullptr;
}

// What ICU's detector thinks of an eight-bit text; empty when it does not know.
std::string detectedEncoding(std::string_view sample) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status),
                                                                              &ucsdet_close);
    if (U_FAILURE(status)) return {};
    ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &status);
    const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
    if (U_FAILURE(status) || match == nullptr) return {};
    const char* name = ucsdet_getName(match, &status);
    return U_SUCCESS(status) && name != nullptr ? name : std::string();
}

}  // namespace

Result<DecodedText> decodeText(std::string bytes, const std::string& fileName) {
    const auto converted = [&](size_t skip, const char* encoding) -> Result<DecodedText> {
        Conversion conversion = convert(std::string_view(bytes).substr(skip), encoding);
        if (!conversion.ok ||
            countCharacters(std::string_view(conversion.text).substr(0, kSampleBytes)).controls * 50 >
                conversion.text.size()) {
            return notText(fileName, std::string("not readable as ") + encoding);
        }
        return DecodedText{encoding, std::move(conversion.text)};
    };
    const std::string_view view = bytes;
    if (view.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return converted(4, "UTF-32LE");
    if (view.starts_with(std::string_view("\0\0\xFE\xFF", 4))) return converted(4, "UTF-32BE");
    if (view.starts_with("\xFF\xFE")) return converted(2, "UTF-16LE");
    if (view.starts_with("\xFE\xFF")) return converted(2, "UTF-16BE");

    const std::string_view sample = view.substr(0, std::min(view.size() & ~size_t{1}, kSampleBytes));
    const bool zeros = view.find('\0') != std::string_view::npos;
    if (zeros) {
        if (const char* encoding = utf16ByBytes(sample)) return converted(0, encoding);
        return notText(fileName, "it holds zero bytes");
    }
    const Census raw = countCharacters(sample);
    if (raw.controls * 100 > raw.characters && raw.controls > 2)
        return notText(fileName, "it holds control characters");
    if (isValidUtf8(view)) return DecodedText{"UTF-8", std::move(bytes)};

    // Text that is UTF-8 but for a few damaged bytes is still UTF-8: the damage becomes U+FFFD.
    size_t wide = 0, broken = 0;
    for (size_t at = 0; at < view.size();) {
        const Character character = characterAt(view, at);
        if (character.size > 1) ++wide;
        if (character.size == 1 && character.code == 0xFFFD) ++broken;
        at += static_cast<size_t>(character.size);
    }
    if (wide > broken * 20) return converted(0, "UTF-8");

    // A sample must not end inside a two-byte character: it is cut after a line end.
    std::string_view part = view.substr(0, std::min(view.size(), kSampleBytes));
    if (part.size() < view.size()) {
        const size_t line = part.rfind('\n');
        if (line != std::string_view::npos && line > part.size() / 2) part = part.substr(0, line + 1);
    }
    const std::string guess = detectedEncoding(part);
    std::vector<const char*> candidates = {"GB18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR"};
    std::stable_partition(candidates.begin(), candidates.end(),
                          [&](const char* name) { return guess == name; });
    const char* best = nullptr;
    double bestScore = 0;
    for (const char* name : candidates) {
        const Conversion conversion = convert(part, name);
        if (!conversion.ok || conversion.offending * 200 > part.size()) continue;
        const Census census = countCharacters(conversion.text);
        if (census.han + census.common == 0) continue;
        // Share of everyday characters among the Chinese ones; the detector's word counts a little.
        const double common =
            static_cast<double>(census.common) / static_cast<double>(census.han + census.common);
        const double score =
            common + (guess == name ? 0.15 : 0.0) -
            20.0 * static_cast<double>(conversion.offending) / static_cast<double>(census.characters);
        if (common > 0.08 && score > bestScore) {
            bestScore = score;
            best = name;
        }
    }
    if (best != nullptr) return converted(0, best);
    if (guess == "KOI8-R" || guess == "windows-1251" || guess == "EUC-KR" || guess == "Shift_JIS" ||
        guess == "EUC-JP") {
        return converted(0, guess.c_str());
    }
    // Most bytes of text in a Western encoding are ASCII; noise is not.
    const auto high = static_cast<size_t>(std::count_if(
        sample.begin(), sample.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
    if (high * 10 > sample.size() * 4) return notText(fileName, "no encoding fits");
    return converted(0, "windows-1252");
}

}  // namespace engine
