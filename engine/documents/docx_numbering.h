// The numbers that a .docx file gives its paragraphs by rule and not by text: "1.", "1.1", "(a)", "第一条".
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include <pugixml.hpp>

namespace engine {

struct DocxNumberRef {
    int number = -1;  // numId
    int level = 0;
};

class DocxNumbering {
public:
    // Reads word/numbering.xml.
    void read(const pugi::xml_document& numbering);
    // The label of the next paragraph of that list and level; empty when the list gives none.
    std::string next(const DocxNumberRef& ref);

private:
    static constexpr int kLevels = 9;
    struct Level {
        int start = 1;
        std::string format = "decimal", text;
        bool legal = false;  // all numbers as digits
        bool given = false;
    };
    struct List {
        std::array<Level, kLevels> levels;
        std::array<int, kLevels> counters{};
        std::array<bool, kLevels> running{};
    };
    struct Number {
        int list = -1;
        std::map<int, int> starts;  // overrides by level, used once
    };
    static void readLevel(const pugi::xml_node& node, List& list);

    std::map<int, List> lists_;
    std::map<int, Number> numbers_;
};

// A number in the format that Word names so.
std::string formatDocxNumber(int value, const std::string& format);

// Name of an element or attribute without its prefix.
std::string_view localName(const char* name);
pugi::xml_node childNamed(const pugi::xml_node& node, std::string_view name);
// Value of the attribute `val` or another, without its prefix; null when there is none.
const char* attributeNamed(const pugi::xml_node& node, std::string_view name);

}  // namespace engine
