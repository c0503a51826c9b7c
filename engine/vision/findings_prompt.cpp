// The model's words for findings, and the check that nothing is in them that was not found.
#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

#include "engine/text/utf8.h"
#include "engine/vision/findings_text.h"
#include "engine/vision/inspection_cues.h"

namespace engine {
namespace {

constexpr int kSentenceTokens = 96, kReportTokens = 256;

// Words that say nothing by themselves. Whatever else a text says must be in the findings.
const std::unordered_set<std::string>& emptyWords() {
    static const std::unordered_set<std::string> words{
        "a",         "an",         "the",          "and",     "or",         "of",
        "in",        "on",         "at",           "with",    "was",        "were",
        "is",        "are",        "has",          "have",    "been",       "be",
        "there",     "this",       "these",        "that",    "which",      "it",
        "its",       "one",        "by",           "image",   "images",     "picture",
        "pictures",  "surface",    "part",         "shows",   "show",       "found",
        "contains",  "contain",    "located",      "near",    "most",       "striking",
        "pixel",     "pixels",     "area",         "areas",   "covering",   "covers",
        "measuring", "measures",   "size",         "sized",   "total",      "also",
        "detected",  "defect",     "defects",      "such",    "as",         "from",
        "to",        "for",        "asked",        "all",     "both",       "including",
        "among",     "them",       "respectively", "verdict", "inspection", "inspected",
        "reveals",   "identified", "present",      "x",       "prominent",  "were",
        "side",      "each",       "single",       "result",  "results",    "score",
        "scores",    "highest",    "px",           "being",   "while",      "out",
        "dimension", "dimensions"};
    return words;
}

// Longer ones first: they are taken out before their parts.
constexpr std::array<std::string_view, 50> kEmptyChinese{
    "图片中", "图像中", "检测到", "面积为", "尺寸为", "位于", "发现", "存在", "最为", "明显",
    "其中",   "共有",   "分别",   "以及",   "大小",   "像素", "面积", "尺寸", "图片", "图像",
    "表面",   "缺陷",   "检测",   "结果",   "要求",   "另有", "还有", "显示", "得分", "最高",
    "产品",   "部位",   "一处",   "平方",   "的",     "处",   "张",   "共",   "为",   "在",
    "有",     "最",     "和",     "与",     "及",     "是",   "约",   "个",   "到",   "中"};

constexpr std::array<std::string_view, 11> kNumberWords{"zero", "one",   "two",   "three", "four", "five",
                                                        "six",  "seven", "eight", "nine",  "ten"};
constexpr std::array<std::pair<std::string_view, const char*>, 11> kChineseNumbers{{{"一", "1"},
                                                                                    {"二", "2"},
                                                                                    {"两", "2"},
                                                                                    {"三", "3"},
                                                                                    {"四", "4"},
                                                                                    {"五", "5"},
                                                                                    {"六", "6"},
                                                                                    {"七", "7"},
                                                                                    {"八", "8"},
                                                                                    {"九", "9"},
                                                                                    {"十", "10"}}};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::vector<std::string> englishWords(const std::string& text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if (small >= 'a' && small <= 'z') {
            words.back() += small;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

void takeOut(std::string& text, std::string_view part) {
    for (size_t at; (at = text.find(part)) != std::string::npos;)
        text.replace(at, part.size(), " ");
}

// "two pores" and "两处气孔" with their numbers in digits.
std::string withDigits(const std::string& text) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        while (end < text.size() && isLetter(text[end]))
            ++end;
        if (end == at) {
            out += text[at++];
            continue;
        }
        std::string word = text.substr(at, end - at);
        std::ranges::transform(word, word.begin(), [](char c) { return static_cast<char>(c | 32); });
        const auto number = std::ranges::find(kNumberWords, word);
        out += number == kNumberWords.end() ? text.substr(at, end - at)
                                            : std::to_string(number - kNumberWords.begin());
        at = end;
    }
    for (const auto& [han, digit] : kChineseNumbers) {
        for (const char* unit : {"处", "张", "个"}) {
            const std::string said = std::string(han) + unit;
            for (size_t at; (at = out.find(said)) != std::string::npos;)
                out.replace(at, said.size(), digit + std::string(unit));
        }
    }
    return out;
}

// The comma of "13,120".
bool separatesThousands(const std::string& text, size_t at) {
    const auto digitAt = [&text](size_t i) { return i < text.size() && isDigit(text[i]); };
    return text[at] == ',' && digitAt(at - 1) && digitAt(at + 1) && digitAt(at + 2) && digitAt(at + 3) &&
           !digitAt(at + 4);
}

// The numbers and verdicts in their order. A one is often not said.
std::vector<std::string> figuresOf(const std::string& said) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kVerdicts{
        {{"不合格", "NG"}, {"合格", "OK"}, {"NG", "NG"}, {"OK", "OK"}}};
    const std::string text = withDigits(said);
    std::vector<std::string> figures;
    for (size_t at = 0; at < text.size();) {
        std::string figure;
        size_t end = at;
        for (; end < text.size(); ++end) {
            const bool point =
                end > at && text[end] == '.' && end + 1 < text.size() && isDigit(text[end + 1]);
            if (end > at && separatesThousands(text, end)) continue;
            if (!isDigit(text[end]) && !point) break;
            figure += text[end];
        }
        if (end > at) {
            if (figure != "1") figures.push_back(figure);
            at = end;
            continue;
        }
        const auto verdict = std::ranges::find_if(kVerdicts, [&](const auto& each) {
            return text.compare(at, each.first.size(), each.first) == 0;
        });
        if (verdict != kVerdicts.end()) figures.emplace_back(verdict->second);
        at += verdict != kVerdicts.end() ? verdict->first.size() : 1;
    }
    return figures;
}

struct Tally {
    std::set<std::string> kinds;
    std::set<std::pair<std::string, std::string>> counts;  // a number beside a kind
};

// "4 scratches", "3 areas of corrosion", "4处划痕" and "划痕4处".
Tally tallyOf(const std::string& said) {
    Tally tally;
    const std::string text = withDigits(said);
    const std::vector<Cue> cues = readCues(text, {});
    const auto numberIn = [](const std::string& part, bool atEnd) {
        std::string number;
        if (atEnd) {
            size_t from = part.size();
            while (from > 0 && isDigit(part[from - 1]))
                --from;
            number = part.substr(from);
        } else {
            number = part.substr(0, std::min(part.find_first_not_of("0123456789"), part.size()));
        }
        return number;
    };
    size_t at = 0;
    for (const Cue& cue : cues) {
        if (cue.cue != CueKind::kKind) continue;
        tally.kinds.insert(cue.key);
        // Cues are in the order of the text, spelled as in it but for hyphens between words.
        const size_t from = text.find(cue.said, at);
        if (from == std::string::npos) continue;
        std::string before = text.substr(at, from - at);
        at = from + cue.said.size();
        for (const std::string_view between : {" ", " area of ", " areas of ", "处"}) {
            if (!before.ends_with(between)) continue;
            const std::string number = numberIn(before.substr(0, before.size() - between.size()), true);
            if (!number.empty()) tally.counts.emplace(number, cue.key);
        }
        const std::string number = numberIn(text.substr(at, 12), false);
        if (!number.empty() && text.compare(at + number.size(), 3, "处") == 0) {
            tally.counts.emplace(number, cue.key);
        }
    }
    return tally;
}

// Chinese that is neither empty nor in the findings, phrase by phrase of at least two characters.
bool chineseIsCovered(std::string text, const std::string& findings) {
    std::vector<std::string> characters;
    for (size_t at = 0; at < text.size();) {
        const Utf8Step step = stepUtf8(text, at);
        characters.push_back(text.substr(at, step.size));
        at += step.size;
    }
    const auto isMark = [](const std::string& c) {
        static constexpr std::array<std::string_view, 12> kMarks{
            "，", "。", "、", "：", "；", "（", "）", "×", "“", "”", "！", "\xEF\xBB\xBF"};
        return c.size() == 1 || std::ranges::find(kMarks, c) != kMarks.end();
    };
    std::string left;
    for (size_t i = 0; i < characters.size();) {
        std::string phrase;
        size_t taken = 0;
        for (size_t j = i; j < characters.size() && !isMark(characters[j]); ++j) {
            phrase += characters[j];
            if (j > i && findings.find(phrase) != std::string::npos) taken = j - i + 1;
        }
        if (taken == 0) {
            left += isMark(characters[i]) ? " " : characters[i];
            ++i;
        } else {
            left += ' ';
            i += taken;
        }
    }
    for (const std::string_view empty : kEmptyChinese)
        takeOut(left, empty);
    return std::ranges::all_of(left, [](char c) { return c == ' ' || static_cast<unsigned char>(c) < 0x80; });
}

struct Example {
    const char* findings;
    const char* sentence;
};
// Without examples small models write about corners, dimensions and results, which the findings do not name.
constexpr std::array<Example, 2> kEnglishExamples{
    {{"2 scratches and 1 dent. Most striking: scratch at the upper right, 64 × 9 pixels, area 310 pixels. "
      "Not "
      "asked for: 1 stain.",
      "2 scratches and 1 dent were found, the most striking being a scratch at the upper right of 64 × 9 "
      "pixels "
      "with an area of 310 pixels; 1 stain was not asked for."},
     {"1 burr. Most striking: burr at the bottom, 212 × 114 pixels, area 13120 pixels.",
      "1 burr was found at the bottom, measuring 212 × 114 pixels with an area of 13120 pixels."}}};
constexpr std::array<Example, 2> kChineseExamples{
    {{"2处划痕、1处凹坑。最明显：右上方的划痕，64×9像素，面积310像素。另有未要求检测的1处污渍。",
      "发现2处划痕和1处凹坑，其中最明显的是右上方的划痕，尺寸为64×9像素，面积为310像素，另有未要求检测的1处污"
      "渍。"},
     {"1处毛刺。最明显：下方的毛刺，212×114像素，面积13120像素。",
      "发现1处毛刺，位于下方，尺寸为212×114像素，面积为13120像素。"}}};

std::vector<ChatMessage> askFor(const std::string& findings, const std::string& language, bool report) {
    const bool chinese = language == "zh";
    const std::string ask = chinese ? std::string(report ? "请用两句通顺的中文概括下面的检测结果"
                                                         : "请用一句通顺的中文说明下面的检测结果") +
                                          "，数字和名称必须原样保留。\n\n检测结果："
                                    : std::string(report ? "Put these findings into two fluent sentences."
                                                         : "Put these findings into one fluent sentence.") +
                                          " Keep all numbers and names exactly.\n\nFindings: ";
    std::vector<ChatMessage> messages{
        {"system",
         chinese ? "你撰写质量检验报告，只使用给出的检测结果，不添加原因、建议或其他信息。"
                 : "You write quality inspection reports. You use only the findings given: no causes, no "
                   "advice, nothing else."}};
    if (!report) {
        for (const Example& example : chinese ? kChineseExamples : kEnglishExamples) {
            messages.push_back({"user", ask + example.findings});
            messages.push_back({"assistant", example.sentence});
        }
    }
    messages.push_back({"user", ask + findings});
    return messages;
}

std::string trimmed(const std::string& text) {
    const size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string::npos ? std::string()
                                     : text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

// The verdict stands before the model's words and is not left to it.
std::pair<std::string, std::string> splitVerdict(const std::string& sentence, const std::string& language) {
    const std::string mark = language == "zh" ? "：" : ": ";
    const size_t at = sentence.find(mark);
    return {sentence.substr(0, at + mark.size()), sentence.substr(at + mark.size())};
}

// What was said in full; empty when it was cut off.
std::string wordsOf(const GenerateResult& result) {
    const bool finished =
        result.stopReason == StopReason::kEndOfText || result.stopReason == StopReason::kStopString;
    return finished ? trimmed(result.text) : std::string();
}

Status write(Engine& engine, const std::vector<std::string>& findings, const std::string& language,
             bool report, const std::function<void(size_t index, const std::string& words)>& onWords,
             std::stop_token stop) {
    std::vector<GenerateRequest> requests;
    for (const std::string& each : findings) {
        auto prompt = engine.renderChat(askFor(each, language, report));
        if (!prompt) return prompt.error();
        GenerateRequest request;
        request.prompt = std::move(*prompt);
        request.maxTokens = report ? kReportTokens : kSentenceTokens;
        request.stopTexts = {"\n"};
        requests.push_back(std::move(request));
    }
    const auto results = engine.generateMany(
        requests,
        [&](size_t i, const GenerateResult& result) {
            if (result.stopReason != StopReason::kCancelled) onWords(i, wordsOf(result));
        },
        stop);
    if (stop.stop_requested()) return cancelled();
    if (!results) return results.error();
    return {};
}

}  // namespace

bool saysOnlyFindings(const std::string& text, const std::string& findings, const std::string& language) {
    if (text.empty() || figuresOf(text) != figuresOf(findings)) return false;
    const Tally found = tallyOf(findings), named = tallyOf(text);
    if (found.kinds != named.kinds) return false;
    const auto isFound = [&found](const auto& count) { return found.counts.contains(count); };
    const auto isNamed = [&named](const auto& count) {
        return count.first == "1" || named.counts.contains(count);
    };
    if (!std::ranges::all_of(named.counts, isFound) || !std::ranges::all_of(found.counts, isNamed))
        return false;
    const std::vector<std::string> words = englishWords(findings);
    for (const std::string& word : englishWords(text)) {
        const bool known = emptyWords().contains(word) ||
                           std::ranges::find(kNumberWords, word) != kNumberWords.end() ||
                           std::ranges::any_of(words, [&word](const std::string& each) {
                               return isFormOf(word, each) || isFormOf(each, word);
                           });
        if (!known) return false;
    }
    return language != "zh" || chineseIsCovered(withDigits(text), findings);
}

Result<std::vector<std::string>> writeSentences(Engine* engine, std::span<const Inspection> inspections,
                                                const InspectionPrompt& prompt,
                                                const WrittenSentence& onSentence, std::stop_token stop) {
    std::vector<std::string> sentences, findings;
    std::vector<size_t> asked;
    for (const Inspection& inspection : inspections) {
        if (engine && !inspection.defects.empty()) asked.push_back(sentences.size());
        sentences.push_back(sentenceOf(inspection, prompt));
    }
    if (asked.empty()) return sentences;
    for (const size_t i : asked)
        findings.push_back(splitVerdict(sentences[i], prompt.language).second);
    const auto written = write(
        *engine, findings, prompt.language, false,
        [&](size_t k, const std::string& words) {
            std::string& sentence = sentences[asked[k]];
            if (saysOnlyFindings(words, findings[k], prompt.language))
                sentence = splitVerdict(sentence, prompt.language).first + words;
            if (onSentence) onSentence(asked[k], sentence);
        },
        stop);
    if (!written) return written.error();
    return sentences;
}

Result<std::string> writeReport(Engine* engine, std::span<const Inspection> inspections,
                                const InspectionPrompt& prompt, std::stop_token stop) {
    const std::string report = reportOf(inspections, prompt);
    if (!engine || inspections.empty()) return report;
    std::string words;
    const auto written = write(
        *engine, {report}, prompt.language, true, [&](size_t, const std::string& said) { words = said; },
        stop);
    if (!written) return written.error();
    return saysOnlyFindings(words, report, prompt.language) ? words : report;
}

}  // namespace engine
