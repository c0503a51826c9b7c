#include "engine/vision/inspection_cues.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <unordered_map>

#include "engine/text/utf8.h"

namespace engine {
namespace {

// One English word, one Chinese character or one punctuation mark.
struct Atom {
    enum class Kind { kWord, kHan, kMark };
    Kind kind = Kind::kMark;
    std::string text;  // lower case
    std::string said;
};

struct Phrases {
    CueKind cue;
    std::vector<std::string_view> phrases;
};

const std::vector<Phrases>& phraseLists() {
    static const std::vector<Phrases> lists{
        {CueKind::kGeneric,
         {"defect",    "defects", "flaw",         "flaws",         "damage",  "damages",   "damaged",
          "fault",     "faults",  "imperfection", "imperfections", "blemish", "blemishes", "anomaly",
          "anomalies", "problem", "problems",     "issue",         "issues",  "缺陷",      "瑕疵",
          "异常",      "损伤",    "问题",         "不良",          "毛病",    "疵点",      "损坏"}},
        {CueKind::kOpen,
         {"anything",
          "everything",
          "whatever",
          "any other",
          "others",
          "other",
          "anything else",
          "everything else",
          "something else",
          "all defects",
          "any defect",
          "any defects",
          "every defect",
          "all kinds",
          "any kind",
          "all kinds of defects",
          "any kind of defect",
          "all flaws",
          "any flaws",
          "any damage",
          "all damage",
          "all",
          "其他",
          "其它",
          "所有缺陷",
          "任何缺陷",
          "各种缺陷",
          "全部缺陷",
          "一切",
          "等等",
          "所有异常",
          "任何异常",
          "所有",
          "任何",
          "全部",
          "别的",
          "其余",
          "所有问题",
          "任何问题",
          "所有瑕疵",
          "任何瑕疵"}},
        {CueKind::kAsk,
         {"find",
          "finding",
          "detect",
          "detecting",
          "look for",
          "looking for",
          "search for",
          "identify",
          "locate",
          "report",
          "show",
          "mark",
          "spot any",
          "tell me",
          "but",
          "must not have",
          "should not have",
          "must not show",
          "should not show",
          "must not contain",
          "should not contain",
          "must have no",
          "should have no",
          "check for",
          "inspect for",
          "examine for",
          "check whether",
          "check if",
          "check that",
          "make sure",
          "interested in",
          "care about",
          "matter",
          "matters",
          "检测",
          "检查",
          "查找",
          "寻找",
          "找出",
          "找",
          "看",
          "识别",
          "检出",
          "判断",
          "关注",
          "要看",
          "要检",
          "要查",
          "标出",
          "标记",
          "定位",
          "检验",
          "查看",
          "看看",
          "查",
          "报告",
          "但",
          "但是",
          "不应有",
          "不能有",
          "不得有",
          "不允许有",
          "不许有",
          "不可有",
          "不该有",
          "不应存在",
          "需要检测",
          "要检测",
          "重点看",
          "包括",
          "只要有"}},
        {CueKind::kInspect, {"check", "inspect", "examine", "scan", "look at", "search", "review"}},
        {CueKind::kFor, {"for"}},
        {CueKind::kIgnore,
         {"ignore",
          "ignored",
          "ignoring",
          "skip",
          "disregard",
          "omit",
          "leave out",
          "exclude",
          "excluded",
          "not",
          "but not",
          "do not report",
          "don't report",
          "do not look for",
          "don't look for",
          "do not check",
          "don't check",
          "do not check for",
          "don't check for",
          "do not show",
          "don't show",
          "do not mark",
          "don't mark",
          "do not count",
          "don't count",
          "do not care about",
          "don't care about",
          "do not mind",
          "don't mind",
          "do not matter",
          "don't matter",
          "does not matter",
          "doesn't matter",
          "do not include",
          "don't include",
          "do not detect",
          "don't detect",
          "do not find",
          "don't find",
          "is fine",
          "are fine",
          "is ok",
          "are ok",
          "is okay",
          "are okay",
          "acceptable",
          "allowed",
          "can be ignored",
          "irrelevant",
          "not interested in",
          "no need to check",
          "never mind",
          "rather than",
          "not important",
          "is not important",
          "are not important",
          "unimportant",
          "not relevant",
          "are not relevant",
          "不看",
          "不检",
          "不检测",
          "不检查",
          "不要",
          "不用",
          "不管",
          "不考虑",
          "不包括",
          "不含",
          "不需要",
          "无需",
          "无须",
          "忽略",
          "排除",
          "别看",
          "别管",
          "不关心",
          "不计",
          "不算",
          "不报",
          "不报告",
          "可以接受",
          "没关系",
          "不用管",
          "不用看",
          "不用检测",
          "不要看",
          "不要检测",
          "不需要检测",
          "不必检测",
          "不必",
          "可忽略",
          "可以忽略",
          "允许",
          "不找",
          "不查",
          "除外",
          "不重要",
          "无所谓",
          "勿"}},
        {CueKind::kExcept,
         {"except", "except for", "excepting", "excluding", "other than", "apart from", "aside from",
          "besides", "all but", "除了", "除"}},
        {CueKind::kAlso, {"also", "as well", "too", "还", "也", "还要", "也要", "还有", "另外", "以及还有"}},
        {CueKind::kOnly,
         {"only", "just", "solely", "nothing else", "nothing but", "exclusively", "只", "仅", "只看", "仅看",
          "只检测", "仅检测", "只检查", "仅检查", "只找", "只要", "只需", "只查", "仅仅"}},
        {CueKind::kIsNot, {"is not", "isn't", "are not", "aren't", "be not", "not be"}},
        {CueKind::kJoin,
         {"and", "or", "plus", "and/or", "和", "与", "及", "以及", "或", "或者", "跟", "还是", "并", "并且"}},
        {CueKind::kPlace,
         {"on", "in", "at", "near", "along", "around", "inside", "under", "from", "within", "across", "of",
          "over", "between"}},
        {CueKind::kPlaceEnd, {"的", "上",   "上的", "表面",   "表面的",   "表面上",   "里",       "中",
                              "内", "内部", "处",   "有没有", "是否有",   "是否存在", "是否",     "有无",
                              "有", "存在", "没有", "无",     "是不是有", "不是",     "会不会有", "出现"}},
        {CueKind::kFiller,
         {"a",         "an",         "the",       "any",       "some",       "please",   "there",
          "is",        "are",        "be",        "has",       "have",       "with",     "without",
          "no",        "if",         "whether",   "that",      "this",       "these",    "those",
          "it",        "its",        "i",         "we",        "me",         "us",       "you",
          "my",        "our",        "want",      "need",      "needs",      "like",     "such as",
          "e.g",       "eg",         "to",        "do",        "does",       "can",      "could",
          "would",     "will",       "must",      "should",    "surface",    "surfaces", "small",
          "tiny",      "large",      "big",       "deep",      "shallow",    "long",     "fine",
          "hairline",  "visible",    "obvious",   "minor",     "major",      "slight",   "severe",
          "light",     "dark",       "black",     "white",     "red",        "fresh",    "old",
          "new",       "every",      "each",      "kind",      "kinds",      "type",     "types",
          "sign",      "signs of",   "signs",     "traces of", "traces",     "mark",     "marks",
          "area",      "areas",      "image",     "images",    "picture",    "pictures", "photo",
          "photos",    "product",    "products",  "part",      "parts",      "piece",    "pieces",
          "workpiece", "workpieces", "including", "namely",    "especially", "mainly",   "particularly",
          "possible",  "potential",  "not only",  "then",      "what",       "which",    "where",
          "how many",  "as",         "so",        "very",      "more",       "than",     "by",
          "were",      "was",        "been",      "up",        "out",        "present",  "exist",
          "exists",    "free",       "carefully", "see",       "look",       "looks",    "looking",
          "try",       "help",       "thanks",    "thank",     "now",        "here",     "hello",
          "hi",        "and so on",  "etc",       "请",        "帮我",       "帮忙",     "我要",
          "我想",      "我们",       "我",        "你",        "需要",       "想",       "要",
          "一下",      "这些",       "这个",      "那些",      "图片",       "图像",     "照片",
          "产品",      "零件",       "工件",      "样品",      "部件",       "是",       "吗",
          "呢",        "吧",         "啊",        "了",        "把",         "对",       "进行",
          "细小",      "微小",       "小",        "大",        "深",         "浅",       "明显",
          "轻微",      "严重",       "细",        "长",        "各类",       "各种",     "类",
          "等",        "等缺陷",     "类型",      "种类",      "都",         "哪些",     "什么",
          "多少",      "不仅",       "不只",      "以外",      "之外",       "可能",     "情况",
          "主要",      "特别",       "尤其",      "如",        "例如",       "比如",     "像",
          "任意",      "一些",       "在",        "给",        "用",         "能",       "可以",
          "请问",      "是否出现",   "好",        "吧"}},
    };
    return lists;
}

const std::unordered_map<std::string_view, CueKind>& cuePhrases() {
    static const auto map = [] {
        std::unordered_map<std::string_view, CueKind> phrases;
        for (const Phrases& list : phraseLists()) {
            for (const std::string_view phrase : list.phrases)
                phrases.try_emplace(phrase, list.cue);
        }
        return phrases;
    }();
    return map;
}

bool isHan(char32_t c) {
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool isWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'';
}

std::vector<Atom> atomsOf(std::string_view text) {
    std::vector<Atom> atoms;
    bool inWord = false;
    for (size_t at = 0; at < text.size();) {
        const Utf8Step step = stepUtf8(text, at);
        std::string said(text.substr(at, step.size));
        at += step.size;
        if (step.kind != Utf8Kind::kCharacter) continue;
        const char32_t c = step.character == 0x2019 ? '\'' : step.character;
        if (c < 0x80 && isWordByte(static_cast<char>(c))) {
            const char letter = static_cast<char>(c);
            if (!inWord) atoms.push_back({Atom::Kind::kWord, {}, {}});
            atoms.back().text += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
            atoms.back().said += letter;
            inWord = true;
            continue;
        }
        // A letter of another alphabet goes on with the word it stands in.
        if (c >= 0xC0 && c < 0x2000) {
            if (!inWord) atoms.push_back({Atom::Kind::kWord, {}, {}});
            atoms.back().text += said;
            atoms.back().said += said;
            inWord = true;
            continue;
        }
        inWord = false;
        if (isHan(c)) {
            atoms.push_back({Atom::Kind::kHan, said, said});
        } else if (c != ' ' && c != '-' && c != '_' && c != '\t') {
            atoms.push_back({Atom::Kind::kMark, said, said});
        }
    }
    return atoms;
}

CueKind cueOfMark(const std::string& mark) {
    static constexpr std::array<std::string_view, 5> kJoins{"、", "/", "&", "+", "|"};
    static constexpr std::array<std::string_view, 10> kStops{".",  ";",  "!",  "?",  "\n",
                                                             "。", "；", "！", "？", "\r"};
    static constexpr std::array<std::string_view, 2> kCommas{",", "，"};
    if (std::ranges::find(kJoins, mark) != kJoins.end()) return CueKind::kJoin;
    if (std::ranges::find(kStops, mark) != kStops.end()) return CueKind::kStop;
    if (std::ranges::find(kCommas, mark) != kCommas.end()) return CueKind::kComma;
    return CueKind::kFiller;
}

// Atoms from one on, as they would stand in the lists.
std::string joined(std::span<const Atom> atoms, std::string Atom::*part) {
    std::string text;
    for (size_t i = 0; i < atoms.size(); ++i) {
        if (i > 0 && (atoms[i].kind == Atom::Kind::kWord || atoms[i - 1].kind == Atom::Kind::kWord))
            text += ' ';
        text += atoms[i].*part;
    }
    return text;
}

class KindWords {
public:
    explicit KindWords(const std::vector<DefectKind>& ownKinds) {
        for (const std::vector<DefectKind>* kinds : {&ownKinds, &builtInKinds()}) {
            for (const DefectKind& kind : *kinds) {
                add(kind.key, kind.key);
                add(kind.english, kind.key);
                add(kind.chinese, kind.key);
                for (const std::string& word : kind.words)
                    add(word, kind.key);
            }
        }
    }
    const std::string* find(const std::string& said) const {
        if (const auto exact = keys_.find(said); exact != keys_.end()) return &exact->second;
        if (said.empty() || static_cast<unsigned char>(said.front()) >= 0x80) return nullptr;
        const auto form = std::ranges::find_if(english_, [&said](const auto& word) {
            return word.first.front() == said.front() && isFormOf(said, word.first);
        });
        return form == english_.end() ? nullptr : &form->second;
    }

private:
    // As atoms are joined: names are compared in the same dress.
    void add(const std::string& word, const std::string& key) {
        const std::vector<Atom> atoms = atomsOf(word);
        std::string name = joined(atoms, &Atom::text);
        if (name.empty()) return;
        if (static_cast<unsigned char>(name.front()) < 0x80) english_.emplace_back(name, key);
        keys_.try_emplace(std::move(name), key);
    }
    std::unordered_map<std::string, std::string> keys_;
    std::vector<std::pair<std::string, std::string>> english_;
};

}  // namespace

std::vector<Cue> readCues(std::string_view text, const std::vector<DefectKind>& ownKinds) {
    static constexpr size_t kLongest = 10;
    const KindWords kinds(ownKinds);
    const std::vector<Atom> atoms = atomsOf(text);
    std::vector<Cue> cues;
    for (size_t i = 0; i < atoms.size();) {
        if (atoms[i].kind == Atom::Kind::kMark) {
            cues.push_back({cueOfMark(atoms[i].text), {}, atoms[i].said});
            ++i;
            continue;
        }
        size_t most = 1;
        while (most < kLongest && i + most < atoms.size() && atoms[i + most].kind != Atom::Kind::kMark)
            ++most;
        size_t taken = 0;
        for (size_t count = most; count > 0 && taken == 0; --count) {
            const std::span<const Atom> part(&atoms[i], count);
            const std::string name = joined(part, &Atom::text);
            if (const std::string* key = kinds.find(name)) {
                cues.push_back({CueKind::kKind, *key, joined(part, &Atom::said)});
                taken = count;
            } else if (const auto cue = cuePhrases().find(name); cue != cuePhrases().end()) {
                cues.push_back({cue->second, {}, joined(part, &Atom::said)});
                taken = count;
            }
        }
        if (taken == 0) {
            const bool han = atoms[i].kind == Atom::Kind::kHan;
            const bool afterHan = i > 0 && atoms[i - 1].kind == Atom::Kind::kHan;
            if (!cues.empty() && cues.back().cue == CueKind::kWord) {
                cues.back().said += (han && afterHan ? "" : " ") + atoms[i].said;
            } else {
                cues.push_back({CueKind::kWord, {}, atoms[i].said});
            }
            taken = 1;
        }
        i += taken;
    }
    return cues;
}

std::string promptLanguage(std::string_view text) {
    size_t words = 0, han = 0;
    for (const Atom& atom : atomsOf(text)) {
        words += atom.kind == Atom::Kind::kWord ? 1U : 0U;
        han += atom.kind == Atom::Kind::kHan ? 1U : 0U;
    }
    return han > words ? "zh" : "en";
}

}  // namespace engine
