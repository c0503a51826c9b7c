#include "engine/vision/findings_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>

namespace engine {
namespace {

// "2 scratches", "3 areas of corrosion", "2处划痕".
std::string counted(int64_t count, const std::string& kind, bool chinese) {
    std::string name = kindName(kind, chinese ? "zh" : "en");
    if (chinese) return fmt::format("{}处{}", count, name);
    static constexpr std::array<std::string_view, 11> kUncounted{
        "crazing",     "rolled_in_scale", "discolouration", "corrosion",     "contamination",
        "peeling",     "deformation",     "wear",           "excess_copper", "fray",
        "misalignment"};
    if (std::ranges::find(kUncounted, kind) != kUncounted.end())
        return fmt::format("{} {} of {}", count, count == 1 ? "area" : "areas", name);
    if (count != 1) {
        const bool hisses = name.ends_with("ch") || name.ends_with("sh") || name.ends_with('s');
        name += hisses ? "es" : "s";
    }
    return fmt::format("{} {}", count, name);
}

std::string listed(const std::vector<std::string>& parts, bool chinese) {
    std::string text;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += chinese ? "、" : i + 1 == parts.size() ? " and " : ", ";
        text += parts[i];
    }
    return text;
}

// Of the kinds in the order of how often they occur.
std::string tally(const std::map<std::string, int64_t>& counts, bool chinese) {
    std::vector<std::pair<std::string, int64_t>> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, std::ranges::greater(), &std::pair<std::string, int64_t>::second);
    std::vector<std::string> parts;
    for (const auto& [kind, count] : sorted)
        parts.push_back(counted(count, kind, chinese));
    return listed(parts, chinese);
}

std::string placeOf(const FoundDefect& defect, const Inspection& inspection, bool chinese) {
    const auto third = [](double middle, int32_t side) {
        return std::clamp(static_cast<int>(3 * middle / std::max(side, 1)), 0, 2);
    };
    const int x = third(defect.box.x + defect.box.width / 2.0, inspection.width);
    const int y = third(defect.box.y + defect.box.height / 2.0, inspection.height);
    static constexpr std::array<std::array<const char*, 3>, 3> kChinese{
        {{"左上方", "上方", "右上方"}, {"左侧", "中部", "右侧"}, {"左下方", "下方", "右下方"}}};
    static constexpr std::array<std::array<const char*, 3>, 3> kEnglish{
        {{"at the upper left", "at the top", "at the upper right"},
         {"at the left", "in the middle", "at the right"},
         {"at the lower left", "at the bottom", "at the lower right"}}};
    const auto row = static_cast<size_t>(y), column = static_cast<size_t>(x);
    return chinese ? kChinese[row][column] : kEnglish[row][column];
}

std::string verdictWords(Verdict verdict, bool chinese) {
    switch (verdict) {
        case Verdict::kOk:
            return chinese ? "合格：" : "OK: ";
        case Verdict::kNg:
            return chinese ? "不合格：" : "NG: ";
        case Verdict::kUnsure:
            break;
    }
    return chinese ? "未判定：" : "No verdict: ";
}

// "no scratches or pores", "未发现划痕、气孔".
std::string nothingOf(const InspectionPrompt& prompt, bool chinese) {
    std::string names;
    for (size_t i = 0; i < prompt.kinds.size(); ++i) {
        if (i > 0) names += chinese ? "、" : i + 1 == prompt.kinds.size() ? " or " : ", ";
        names += kindName(prompt.kinds[i].key, prompt.language);
    }
    if (chinese) return "未发现" + (names.empty() ? "缺陷" : names);
    return "no " + (names.empty() ? "defect" : names) + " found";
}

struct Counts {
    std::map<std::string, int64_t> asked, others;
};

Counts countsOf(const Inspection& inspection) {
    Counts counts;
    for (const FoundDefect& defect : inspection.defects)
        ++(defect.asked ? counts.asked : counts.others)[defect.kind];
    return counts;
}

}  // namespace

std::string sentenceOf(const Inspection& inspection, const InspectionPrompt& prompt) {
    const bool chinese = prompt.language == "zh";
    const Counts counts = countsOf(inspection);
    std::string text = verdictWords(inspection.verdict, chinese);
    text += counts.asked.empty() ? nothingOf(prompt, chinese) : tally(counts.asked, chinese);
    text += chinese ? "。" : ".";
    const auto strongest = std::ranges::max_element(
        inspection.defects, {}, [](const FoundDefect& each) { return std::pair(each.asked, each.score); });
    if (!counts.asked.empty()) {
        const std::string name = kindName(strongest->kind, prompt.language);
        const std::string place = placeOf(*strongest, inspection, chinese);
        const PixelBox& box = strongest->box;
        text += chinese ? fmt::format("最明显：{}的{}，{}×{}像素，面积{}像素。", place, name, box.width,
                                      box.height, strongest->area)
                        : fmt::format(" Most striking: {} {}, {} × {} pixels, area {} pixels.", name, place,
                                      box.width, box.height, strongest->area);
    }
    if (!counts.others.empty()) {
        text += chinese ? fmt::format("另有未要求检测的{}。", tally(counts.others, true))
                        : fmt::format(" Not asked for: {}.", tally(counts.others, false));
    }
    return text;
}

std::string reportOf(std::span<const Inspection> inspections, const InspectionPrompt& prompt) {
    constexpr size_t kMostNamed = 3;
    const bool chinese = prompt.language == "zh";
    std::map<Verdict, size_t> verdicts;
    std::map<std::string, int64_t> found, pictures;
    std::vector<const Inspection*> rejected;
    for (const Inspection& inspection : inspections) {
        ++verdicts[inspection.verdict];
        if (inspection.verdict == Verdict::kNg) rejected.push_back(&inspection);
        for (const auto& [kind, count] : countsOf(inspection).asked) {
            found[kind] += count;
            ++pictures[kind];
        }
    }
    const size_t ok = verdicts[Verdict::kOk], ng = verdicts[Verdict::kNg];
    const size_t unsure = verdicts[Verdict::kUnsure];
    std::string text = chinese ? fmt::format("共{}张图片：合格{}张，不合格{}张", inspections.size(), ok, ng)
                               : fmt::format("{} {}: {} OK, {} NG", inspections.size(),
                                             inspections.size() == 1 ? "picture" : "pictures", ok, ng);
    if (unsure > 0)
        text += chinese ? fmt::format("，未判定{}张", unsure) : fmt::format(", {} without verdict", unsure);
    text += chinese ? "。" : ".";
    std::vector<std::pair<std::string, int64_t>> kinds(found.begin(), found.end());
    std::ranges::stable_sort(kinds, std::ranges::greater(), &std::pair<std::string, int64_t>::second);
    std::vector<std::string> parts;
    for (const auto& [kind, count] : kinds) {
        const int64_t in = pictures[kind];
        parts.push_back(counted(count, kind, chinese) +
                        (chinese ? fmt::format("（{}张）", in)
                                 : fmt::format(" in {} {}", in, in == 1 ? "picture" : "pictures")));
    }
    if (!parts.empty())
        text += chinese ? "发现" + listed(parts, true) + "。" : " Found: " + listed(parts, false) + ".";
    std::ranges::stable_sort(rejected, std::ranges::greater(), &Inspection::score);
    parts.clear();
    for (size_t i = 0; i < std::min(rejected.size(), kMostNamed); ++i) {
        const std::string& file = rejected[i]->file;
        const std::string name = file.substr(file.find_last_of('/') + 1);
        parts.push_back(chinese ? fmt::format("{}（{:.2f}）", name, rejected[i]->score)
                                : fmt::format("{} ({:.2f})", name, rejected[i]->score));
    }
    if (!parts.empty())
        text += chinese ? "得分最高：" + listed(parts, true) + "。"
                        : " Highest scores: " + listed(parts, false) + ".";
    return text;
}

}  // namespace engine
