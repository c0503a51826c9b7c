#include "engine/vision/defect_kinds.h"

#include <algorithm>
#include <array>

namespace engine {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Lower case, underscores and hyphens as blanks, one blank between words, none around.
std::string folded(std::string_view name) {
    std::string out;
    for (char c : name) {
        c = c == '_' || c == '-' || static_cast<unsigned char>(c) < ' ' ? ' ' : lower(c);
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool isNameOf(const DefectKind& kind, const std::string& said) {
    const auto is = [&said](const std::string& word) {
        const std::string name = folded(word);
        return said == name || isFormOf(said, name);
    };
    return is(kind.key) || is(kind.english) || is(kind.chinese) || std::ranges::any_of(kind.words, is);
}

const DefectKind* findKind(const std::string& said, std::span<const DefectKind> kinds) {
    const auto found = std::ranges::find_if(kinds, [&](const auto& kind) { return isNameOf(kind, said); });
    return found == kinds.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<DefectKind>& builtInKinds() {
    static const std::vector<DefectKind> kinds{
        {"scratch",
         "scratch",
         "划痕",
         {"scuff", "graze", "score mark", "gouge", "scrape", "tool mark", "划伤", "刮痕", "刮伤", "擦痕",
          "擦伤", "划道", "拉伤", "刮花", "划花", "拉痕"}},
        {"pore",
         "pore",
         "气孔",
         {"porosity", "porous", "blowhole", "blow hole", "pinhole", "pin hole", "gas hole", "sand hole",
          "cavity", "cavities", "void", "砂眼", "针孔", "孔洞", "缩孔", "沙眼", "孔隙", "疏松", "空洞"}},
        {"crack",
         "crack",
         "裂纹",
         {"fissure", "fracture", "microcrack", "micro crack", "split", "裂缝", "裂痕", "开裂", "裂口", "断裂",
          "隐裂", "微裂"}},
        {"inclusion", "inclusion", "夹杂", {"slag", "夹渣", "夹砂", "夹杂物", "杂质"}},
        {"pit", "pit", "麻点", {"pitted surface", "pockmark", "麻坑", "点蚀", "凹点", "麻面"}},
        {"stain", "stain", "污渍", {"smudge",    "smear",  "soiling",  "dirt",        "dirty",
                                    "grime",     "grease", "oil spot", "oil stain",   "water mark",
                                    "watermark", "spot",   "blot",     "fingerprint", "脏污",
                                    "污点",      "污迹",   "油污",     "水渍",        "斑点",
                                    "指纹",      "污染",   "污痕",     "油渍",        "黑点"}},
        {"dent",
         "dent",
         "凹坑",
         {"ding", "depression", "indentation", "凹痕", "凹陷", "压痕", "碰伤", "磕伤", "压坑", "磕碰", "撞伤",
          "压伤"}},
        {"break",
         "break",
         "缺口",
         {"broken", "broke", "breakage", "chip", "chipped edge", "notch", "edge break", "崩边", "崩角",
          "破损", "缺损", "掉块", "破碎", "崩缺", "崩口", "缺角", "掉角", "豁口"}},
        {"fray", "fray", "毛边", {"ragged edge", "fuzz", "起毛", "毛糙", "散边"}},
        {"uneven",
         "uneven area",
         "不均",
         {"uneven", "unevenness", "non uniform", "nonuniform", "non uniformity", "uneven surface", "rough",
          "roughness", "不均匀", "不平", "不平整", "凹凸不平", "粗糙", "磨削不均"}},
        {"crazing", "crazing", "龟裂", {"craze", "网纹", "细裂网"}},
        {"patch", "patch", "斑块", {"patches", "blotch", "斑痕", "色斑"}},
        {"rolled_in_scale",
         "rolled-in scale",
         "氧化皮压入",
         {"rolled in scale", "mill scale", "oxide scale", "氧化皮", "压入氧化皮", "压入氧化铁皮",
          "氧化铁皮"}},
        {"burr", "burr", "毛刺", {"flash", "sharp edge", "飞边", "披锋", "批锋", "飞刺"}},
        {"discolouration",
         "discolouration",
         "变色",
         {"discoloration", "discolored", "discoloured", "colour difference", "color difference", "tarnish",
          "fading", "faded", "yellowing", "色差", "发黄", "褪色", "发黑", "异色", "发白"}},
        {"corrosion",
         "corrosion",
         "锈蚀",
         {"rust", "rusty", "corroded", "oxidation", "oxidized", "oxidised", "锈", "生锈", "锈斑", "锈迹",
          "腐蚀", "氧化", "锈点"}},
        {"contamination",
         "contamination",
         "异物",
         {"foreign object", "foreign material", "foreign matter", "foreign body", "foreign bodies",
          "contaminant", "contaminated", "debris", "dust", "particle", "fibre", "fiber", "灰尘", "粉尘",
          "颗粒", "杂物", "毛发", "残留", "尘点"}},
        {"missing_part",
         "missing part",
         "缺件",
         {"missing component", "missing piece", "missing", "absent part", "漏装", "缺失", "少件", "漏件"}},
        {"bubble", "bubble", "气泡", {"blister", "起泡", "鼓包", "鼓泡"}},
        {"peeling",
         "peeling",
         "剥落",
         {"peel", "flaking", "flake", "delamination", "delaminated", "spalling", "脱落", "起皮", "掉漆",
          "脱皮", "分层", "剥离", "掉皮"}},
        {"wrinkle", "wrinkle", "褶皱", {"crease", "fold", "皱纹", "折痕", "起皱", "皱褶", "折皱"}},
        {"deformation",
         "deformation",
         "变形",
         {"deformed", "distortion", "distorted", "bent", "bend", "warp", "warpage", "twist", "翘曲", "弯曲",
          "扭曲", "歪斜"}},
        {"wear", "wear", "磨损", {"worn", "abrasion", "abraded", "磨痕", "磨耗"}},
        {"hole", "hole", "破洞", {"puncture", "perforation", "穿孔", "破孔", "漏洞"}},
        {"cut", "cut", "切伤", {"slit", "incision", "割伤", "割痕", "切口"}},
        {"misalignment",
         "misalignment",
         "错位",
         {"misaligned", "offset", "shifted part", "偏移", "偏位", "移位", "对位不良"}},
        {"open_circuit", "open circuit", "断路", {"open trace", "开路", "断线", "断栅"}},
        {"short_circuit",
         "short circuit",
         "短路",
         {"short", "solder bridge", "bridging", "连锡", "桥连", "桥接"}},
        {"mouse_bite", "mouse bite", "鼠咬", {"mousebite", "鼠啃"}},
        {"spur", "spur", "线刺", {"凸刺"}},
        {"excess_copper", "excess copper", "残铜", {"spurious copper", "余铜", "多铜"}},
        {"weld_defect",
         "weld defect",
         "焊接缺陷",
         {"undercut", "spatter", "lack of fusion", "incomplete fusion", "burn through", "cold joint",
          "cold solder", "咬边", "飞溅", "未熔合", "未焊透", "烧穿", "虚焊", "漏焊", "焊瘤", "冷焊"}},
        {"cold_shut", "cold shut", "冷隔", {"misrun", "浇不足", "欠铸"}},
        {"lap", "lap", "折叠", {"seam", "重皮"}},
    };
    return kinds;
}

std::string kindKey(std::string_view name, std::span<const DefectKind> ownKinds) {
    const std::string said = folded(name);
    if (const DefectKind* own = findKind(said, ownKinds)) return own->key;
    if (const DefectKind* known = findKind(said, builtInKinds())) return known->key;
    const size_t from = name.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return std::string(name.substr(from, name.find_last_not_of(" \t\r\n") - from + 1));
}

DefectKind ownKind(const std::string& name) {
    return {.key = kindKey(name), .english = name, .chinese = name, .words = {}};
}

std::string kindName(std::string_view key, std::string_view language, std::span<const DefectKind> ownKinds) {
    const bool chinese = language == "zh";
    if (key == kUnknownKind) return chinese ? "未知缺陷" : "unknown defect";
    for (const std::span<const DefectKind> kinds : {std::span<const DefectKind>(builtInKinds()), ownKinds}) {
        for (const DefectKind& kind : kinds) {
            if (kind.key == key) return chinese ? kind.chinese : kind.english;
        }
    }
    return std::string(key);
}

bool isFormOf(std::string_view word, std::string_view of) {
    if (word == of) return true;
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (of.size() < 3 || !letter(of.back())) return false;
    static constexpr std::array<std::string_view, 6> kEndings{"s", "es", "ed", "ing", "d", "y"};
    const auto ends = [&](std::string_view stem) {
        if (!word.starts_with(stem)) return false;
        return std::ranges::find(kEndings, word.substr(stem.size())) != kEndings.end();
    };
    if (ends(of)) return true;
    const char last = of.back();
    const std::string_view shorter = of.substr(0, of.size() - 1);
    if (last == 'e' || last == 'y') {
        if (word == std::string(shorter) + "ing" || word == std::string(shorter) + "ies") return true;
        return last == 'y' && word == std::string(shorter) + "ied";
    }
    // chip, chipped; pit, pitting.
    return ends(std::string(of) + last);
}

}  // namespace engine
