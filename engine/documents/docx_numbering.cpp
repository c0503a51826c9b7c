#include "engine/documents/docx_numbering.h"

#include <algorithm>
#include <cstdlib>

#include "engine/documents/characters.h"

namespace engine {
namespace {

int numberOf(const char* text, int otherwise) {
    if (text == nullptr || *text == 0) return otherwise;
    return static_cast<int>(std::clamp<long>(std::strtol(text, nullptr, 10), -1, 1000000));
}

int valueOf(const pugi::xml_node& node, std::string_view child, int otherwise) {
    return numberOf(attributeNamed(childNamed(node, child), "val"), otherwise);
}

std::string romanOf(int value) {
    static constexpr std::pair<int, const char*> kSteps[] = {
        {1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
        {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
    std::string text;
    value = std::clamp(value, 0, 3999);
    for (const auto& [step, letters] : kSteps) {
        for (; value >= step; value -= step)
            text += letters;
    }
    return text;
}

std::string lettersOf(int value) {
    if (value < 1) return "";
    // Word counts a … z, aa, bb, …
    return std::string(static_cast<size_t>(std::min((value - 1) / 26 + 1, 20)),
                       static_cast<char>('a' + (value - 1) % 26));
}

std::string hanOf(int value) {
    static constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
    std::string text;
    if (value >= 10000) return std::to_string(value);
    const int parts[] = {value / 1000, value / 100 % 10, value / 10 % 10, value % 10};
    static constexpr std::u32string_view kUnits = U"千百十";
    bool begun = false, zero = false;
    for (int i = 0; i < 4; ++i) {
        if (parts[i] == 0) {
            zero = begun;
            continue;
        }
        if (zero) appendUtf8(text, U'零');
        zero = false;
        // 十二, not 一十二
        if (!(i == 2 && parts[i] == 1 && !begun)) appendUtf8(text, kDigits[static_cast<size_t>(parts[i])]);
        if (i < 3) appendUtf8(text, kUnits[static_cast<size_t>(i)]);
        begun = true;
    }
    return text.empty() ? "零" : text;
}

std::string upperCase(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

}  // namespace

std::string_view localName(const char* name) {
    const std::string_view whole(name);
    const size_t colon = whole.rfind(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

pugi::xml_node childNamed(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_node& child : node.children()) {
        if (localName(child.name()) == name) return child;
    }
    return {};
}

const char* attributeNamed(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
        if (localName(attribute.name()) == name) return attribute.value();
    }
    return nullptr;
}

std::string formatDocxNumber(int value, const std::string& format) {
    if (format == "none") return "";
    if (format == "lowerLetter") return lettersOf(value);
    if (format == "upperLetter") return upperCase(lettersOf(value));
    if (format == "lowerRoman") return romanOf(value);
    if (format == "upperRoman") return upperCase(romanOf(value));
    if (format == "decimalZero") return std::string(value < 10 ? "0" : "").append(std::to_string(value));
    if (format == "chineseCounting" || format == "chineseCountingThousand" || format == "japaneseCounting" ||
        format == "ideographDigital" || format == "taiwaneseCounting" ||
        format == "taiwaneseCountingThousand") {
        return hanOf(value);
    }
    if (format == "decimalEnclosedCircle" || format == "decimalEnclosedCircleChinese") {
        std::string text;
        if (value < 1 || value > 20) return std::to_string(value);
        appendUtf8(text, static_cast<char32_t>(0x2460 + value - 1));
        return text;
    }
    if (format == "ordinal") {
        const int tens = value % 100;
        const char* ending = tens >= 11 && tens <= 13 ? "th"
                             : value % 10 == 1        ? "st"
                             : value % 10 == 2        ? "nd"
                             : value % 10 == 3        ? "rd"
                                                      : "th";
        return std::to_string(value) + ending;
    }
    return std::to_string(value);
}

void DocxNumbering::readLevel(const pugi::xml_node& node, List& list) {
    const int index = numberOf(attributeNamed(node, "ilvl"), -1);
    if (index < 0 || index >= kLevels) return;
    Level& level = list.levels[static_cast<size_t>(index)];
    level.given = true;
    level.start = valueOf(node, "start", 1);
    if (const char* format = attributeNamed(childNamed(node, "numFmt"), "val")) level.format = format;
    if (const char* text = attributeNamed(childNamed(node, "lvlText"), "val")) level.text = text;
    level.legal = static_cast<bool>(childNamed(node, "isLgl"));
}

void DocxNumbering::read(const pugi::xml_document& numbering) {
    const pugi::xml_node root = childNamed(numbering, "numbering");
    for (const pugi::xml_node& node : root.children()) {
        if (localName(node.name()) == "abstractNum") {
            List& list = lists_[numberOf(attributeNamed(node, "abstractNumId"), -1)];
            for (const pugi::xml_node& level : node.children()) {
                if (localName(level.name()) == "lvl") readLevel(level, list);
            }
        } else if (localName(node.name()) == "num") {
            Number& number = numbers_[numberOf(attributeNamed(node, "numId"), -1)];
            number.list = valueOf(node, "abstractNumId", -1);
            for (const pugi::xml_node& change : node.children()) {
                if (localName(change.name()) != "lvlOverride") continue;
                const int start = valueOf(change, "startOverride", -1);
                if (start >= 0) number.starts[numberOf(attributeNamed(change, "ilvl"), 0)] = start;
            }
        }
    }
}

std::string DocxNumbering::next(const DocxNumberRef& ref) {
    const auto number = numbers_.find(ref.number);
    if (number == numbers_.end() || ref.level < 0 || ref.level >= kLevels) return "";
    const auto found = lists_.find(number->second.list);
    if (found == lists_.end()) return "";
    List& list = found->second;
    const auto index = static_cast<size_t>(ref.level);
    const Level& level = list.levels[index];
    if (!level.given) return "";
    if (const auto start = number->second.starts.find(ref.level); start != number->second.starts.end()) {
        list.counters[index] = start->second;
        number->second.starts.erase(start);
    } else {
        list.counters[index] = list.running[index] ? list.counters[index] + 1 : level.start;
    }
    list.running[index] = true;
    for (size_t deeper = index + 1; deeper < kLevels; ++deeper)
        list.running[deeper] = false;
    if (level.format == "bullet") return "•";

    std::string label;
    for (size_t i = 0; i < level.text.size(); ++i) {
        const char c = level.text[i];
        const bool part =
            c == '%' && i + 1 < level.text.size() && level.text[i + 1] >= '1' && level.text[i + 1] <= '9';
        if (!part) {
            label.push_back(c);
            continue;
        }
        const auto which = static_cast<size_t>(level.text[++i] - '1');
        const Level& shown = list.levels[which];
        const int value = list.running[which] ? list.counters[which] : shown.start;
        label += formatDocxNumber(value, level.legal ? "decimal" : shown.format);
    }
    return label;
}

}  // namespace engine
