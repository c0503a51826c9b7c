#include "engine/text/jinja_lexer.h"

#include <algorithm>

#include "engine/text/jinja_value.h"
#include "engine/text/utf8.h"

namespace engine::jinja {

namespace {

constexpr size_t kNone = std::string_view::npos;

bool isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

std::string withPlainNewlines(std::string_view source) {
    std::string out;
    out.reserve(source.size());
    for (size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            out += '\n';
            if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
        } else {
            out += source[i];
        }
    }
    if (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
}

class Lexer {
public:
    explicit Lexer(std::string source) : source_(std::move(source)) {}

    std::vector<Word> run() {
        while (at_ < source_.size())
            readText();
        words_.push_back({Word::Kind::kEnd, "", line_});
        return std::move(words_);
    }

private:
    [[noreturn]] void failHere(std::string what) const {
        throw Failure{Failure::Kind::kWrong, std::move(what), line_};
    }

    bool startsWith(std::string_view what) const {
        return std::string_view(source_).substr(at_, what.size()) == what;
    }

    void countLines(std::string_view text) {
        line_ += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    }

    void emitText(std::string_view text) {
        if (!text.empty()) words_.push_back({Word::Kind::kText, std::string(text), line_});
    }

    // The next "{{", "{%" or "{#".
    size_t findTag() const {
        for (size_t at = source_.find('{', at_); at != kNone && at + 1 < source_.size();
             at = source_.find('{', at + 1)) {
            const char next = source_[at + 1];
            if (next == '{' || next == '%' || next == '#') return at;
        }
        return kNone;
    }

    // Text up to a tag, cut as the tag's sign and lstrip_blocks say.
    std::string_view textBefore(size_t begin, size_t tag, bool print, char sign) const {
        std::string_view text = std::string_view(source_).substr(begin, tag - begin);
        if (sign == '-') {
            while (!text.empty() && isBlank(text.back()))
                text.remove_suffix(1);
        } else if (sign != '+' && !print) {
            const size_t newline = text.rfind('\n');
            const size_t lineStart = newline == kNone ? 0 : newline + 1;
            const std::string_view rest = text.substr(lineStart);
            const bool atLineStart = newline != kNone || lineStarting_;
            if (atLineStart && std::all_of(rest.begin(), rest.end(), isBlank))
                text = text.substr(0, lineStart);
        }
        return text;
    }

    void readText() {
        const size_t tag = findTag();
        if (tag == kNone) {
            emitText(std::string_view(source_).substr(at_));
            at_ = source_.size();
            return;
        }
        const char kind = source_[tag + 1];
        const char sign = tag + 2 < source_.size() ? source_[tag + 2] : ' ';
        const std::string_view all = std::string_view(source_).substr(at_, tag - at_);
        emitText(textBefore(at_, tag, kind == '{', sign));
        countLines(all);
        at_ = tag + 2;
        const bool signedTag = sign == '-' || (sign == '+' && kind != '{');
        if (kind == '#') {
            skipComment();
            return;
        }
        if (signedTag) ++at_;
        if (kind == '%' && readRaw()) return;
        words_.push_back({kind == '{' ? Word::Kind::kPrintBegin : Word::Kind::kTagBegin, "", line_});
        readTag(kind == '{');
    }

    void skipComment() {
        const size_t end = source_.find("#}", at_);
        if (end == kNone) failHere("a comment has no end");
        countLines(std::string_view(source_).substr(at_, end - at_));
        const bool strips = end > at_ && source_[end - 1] == '-';
        const bool keeps = end > at_ && source_[end - 1] == '+';
        at_ = end + 2;
        endTag(strips, !keeps);
    }

    // After a closing tag: "-" takes all white space, trim_blocks one newline.
    void endTag(bool strips, bool trims) {
        const size_t begin = at_;
        if (strips) {
            while (at_ < source_.size() && isBlank(source_[at_]))
                ++at_;
        } else if (trims && at_ < source_.size() && source_[at_] == '\n') {
            ++at_;
        }
        countLines(std::string_view(source_).substr(begin, at_ - begin));
        lineStarting_ = at_ > begin && source_[at_ - 1] == '\n';
    }

    // {% raw %} … {% endraw %}: everything between is text.
    bool readRaw() {
        size_t at = at_;
        const auto skipBlanks = [&] {
            while (at < source_.size() && isBlank(source_[at]))
                ++at;
        };
        const auto skipWord = [&](std::string_view word) {
            if (std::string_view(source_).substr(at, word.size()) != word) return false;
            at += word.size();
            return true;
        };
        skipBlanks();
        if (!skipWord("raw")) return false;
        skipBlanks();
        const bool stripsBegin = skipWord("-");
        if (!skipWord("%}")) return false;
        const size_t opened = at_;
        at_ = at;
        // A raw block's own closing sign strips, and nothing is trimmed.
        endTag(stripsBegin, false);
        const size_t begin = at_;
        for (size_t tag = source_.find("{%", at_); tag != kNone; tag = source_.find("{%", tag + 1)) {
            at = tag + 2;
            const char sign = at < source_.size() ? source_[at] : ' ';
            if (sign == '-' || sign == '+') ++at;
            skipBlanks();
            if (!skipWord("endraw")) continue;
            skipBlanks();
            const bool strips = skipWord("-");
            const bool keeps = !strips && skipWord("+");
            if (!skipWord("%}")) continue;
            emitText(textBefore(begin, tag, false, sign));
            countLines(std::string_view(source_).substr(begin, tag - begin));
            at_ = at;
            endTag(strips, !keeps);
            return true;
        }
        at_ = opened;
        failHere("a raw block has no end");
    }

    void readTag(bool print) {
        const std::string_view end = print ? "}}" : "%}";
        int open = 0;  // brackets: a "}}" inside them closes dicts, not the tag
        while (true) {
            while (at_ < source_.size() && isBlank(source_[at_]))
                line_ += source_[at_++] == '\n' ? 1 : 0;
            if (at_ >= source_.size()) failHere("a tag has no end");
            const bool sign = source_[at_] == '-' || (!print && source_[at_] == '+');
            if (open == 0 && std::string_view(source_).substr(at_ + (sign ? 1 : 0), 2) == end) {
                const char closing = source_[at_];
                at_ += sign ? 3 : 2;
                words_.push_back({print ? Word::Kind::kPrintEnd : Word::Kind::kTagEnd, "", line_});
                endTag(closing == '-', !print && closing != '+');
                return;
            }
            readWord(open);
        }
    }

    void readWord(int& open) {
        const char c = source_[at_];
        const size_t begin = at_;
        if (isNameStart(c)) {
            while (at_ < source_.size() && (isNameStart(source_[at_]) || isDigit(source_[at_])))
                ++at_;
            words_.push_back({Word::Kind::kName, source_.substr(begin, at_ - begin), line_});
        } else if (isDigit(c)) {
            readNumber();
        } else if (c == '"' || c == '\'') {
            readString(c);
        } else {
            readSign(open);
        }
    }

    void readNumber() {
        std::string digits;
        const auto readDigits = [&] {
            while (at_ < source_.size() &&
                   (isDigit(source_[at_]) || (source_[at_] == '_' && !digits.empty()))) {
                if (source_[at_] != '_') digits += source_[at_];
                ++at_;
            }
        };
        readDigits();
        bool real = false;
        if (at_ + 1 < source_.size() && source_[at_] == '.' && isDigit(source_[at_ + 1])) {
            real = true;
            digits += source_[at_++];
            readDigits();
        }
        size_t exponent = at_;
        if (exponent < source_.size() && (source_[exponent] == 'e' || source_[exponent] == 'E')) {
            ++exponent;
            if (exponent < source_.size() && (source_[exponent] == '+' || source_[exponent] == '-'))
                ++exponent;
            if (exponent < source_.size() && isDigit(source_[exponent])) {
                real = true;
                digits += source_.substr(at_, exponent - at_);
                at_ = exponent;
                readDigits();
            }
        }
        words_.push_back({real ? Word::Kind::kDouble : Word::Kind::kInteger, digits, line_});
    }

    char32_t readHex(size_t count) {
        char32_t value = 0;
        for (size_t i = 0; i < count; ++i, ++at_) {
            const char c = at_ < source_.size() ? source_[at_] : ' ';
            const char lower = static_cast<char>(c | 0x20);
            if (isDigit(c))
                value = value * 16 + static_cast<char32_t>(c - '0');
            else if (lower >= 'a' && lower <= 'f')
                value = value * 16 + static_cast<char32_t>(lower - 'a' + 10);
            else
                failHere("a string has a broken escape");
        }
        return value;
    }

    void readString(char quote) {
        const int line = line_;
        std::string out;
        for (++at_;;) {
            if (at_ >= source_.size()) failHere("a string has no end");
            const char c = source_[at_++];
            if (c == quote) break;
            if (c == '\n') ++line_;
            if (c != '\\') {
                out += c;
                continue;
            }
            if (at_ >= source_.size()) failHere("a string has no end");
            readEscape(source_[at_++], out);
        }
        words_.push_back({Word::Kind::kString, std::move(out), line});
    }

    void readEscape(char c, std::string& out) {
        static constexpr std::string_view kFrom = "ntrabfv\\'\"";
        static constexpr std::string_view kTo = "\n\t\r\a\b\f\v\\'\"";
        if (const size_t known = kFrom.find(c); known != kNone) {
            out += kTo[known];
        } else if (c == '\n') {
            ++line_;  // a line that goes on
        } else if (c == 'x' || c == 'u' || c == 'U') {
            const char32_t character = readHex(c == 'x' ? 2 : (c == 'u' ? 4 : 8));
            if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
                failHere("a string has an escape that is no character");
            appendUtf8(out, character);
        } else if (c >= '0' && c <= '7') {
            char32_t character = static_cast<char32_t>(c - '0');
            for (int i = 0; i < 2 && at_ < source_.size() && source_[at_] >= '0' && source_[at_] <= '7'; ++i)
                character = character * 8 + static_cast<char32_t>(source_[at_++] - '0');
            appendUtf8(out, character);
        } else {
            out += '\\';
            out += c;
        }
    }

    void readSign(int& open) {
        static constexpr std::string_view kSigns[] = {"//", "**", "==", "!=", ">=", "<=", "+", "-", "/",
                                                      "*",  "%",  "~",  "[",  "]",  "(",  ")", "{", "}",
                                                      ">",  "<",  "=",  ".",  ":",  "|",  ","};
        for (const std::string_view sign : kSigns) {
            if (!startsWith(sign)) continue;
            if (sign == "(" || sign == "[" || sign == "{") ++open;
            if (sign == ")" || sign == "]" || sign == "}") --open;
            if (open < 0) failHere("a bracket is closed that was not opened");
            words_.push_back({Word::Kind::kSign, std::string(sign), line_});
            at_ += sign.size();
            return;
        }
        failHere("a tag has a character that does not belong there");
    }

    std::string source_;
    size_t at_ = 0;
    int line_ = 1;
    bool lineStarting_ = true;  // the text that comes begins a line
    std::vector<Word> words_;
};

}  // namespace

std::vector<Word> cutIntoWords(std::string_view source) {
    return Lexer(withPlainNewlines(source)).run();
}

}  // namespace engine::jinja
