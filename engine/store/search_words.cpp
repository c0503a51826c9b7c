#include "engine/store/search_words.h"

#include <vector>

namespace engine {

namespace {

enum class Kind { kSeparator, kBlank, kLineEnd, kHan, kWord };

struct Letter {
    Kind kind = Kind::kSeparator;
    std::string bytes;  // after folding
};

// One character of UTF-8; a byte that is none is a separator.
char32_t decode(std::string_view text, size_t& at) {
    const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byte(at);
    size_t length = 1;
    char32_t value = first;
    if (first >= 0xF0 && first < 0xF5) {
        length = 4;
        value = first & 0x07;
    } else if (first >= 0xE0) {
        length = 3;
        value = first & 0x0F;
    } else if (first >= 0xC2) {
        length = 2;
        value = first & 0x1F;
    } else if (first >= 0x80) {
        length = 0;
    }
    if (first >= 0xF5) length = 0;
    for (size_t i = 1; i < length; ++i) {
        const unsigned next = byte(at + i);
        if ((next & 0xC0) != 0x80) {
            length = 0;
            break;
        }
        value = (value << 6) | (next & 0x3F);
    }
    if (length == 0) {
        ++at;
        return 0xFFFD;
    }
    at += length;
    return value;
}

// Chinese characters and kana: scripts that put no blank between words.
bool isHan(char32_t c) {
    return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3005 || c == 0x3007 ||
           (c >= 0x3041 && c <= 0x30FF && c != 0x30FB);
}

Kind kindOf(char32_t c) {
    if (c == '\n' || c == '\r' || c == '\f' || c == 0x2028 || c == 0x2029) return Kind::kLineEnd;
    if (c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B))
        return Kind::kBlank;
    if (c < 0x80) {
        const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        return letter ? Kind::kWord : Kind::kSeparator;
    }
    if (isHan(c)) return Kind::kHan;
    const bool sign = (c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) || c == 0xD7 || c == 0xF7 ||
                      (c >= 0x2000 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20CF) ||
                      (c >= 0x2190 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || c == 0x30FB ||
                      (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFE10 && c <= 0xFE6F) ||
                      (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFFE0 && c <= 0xFFFF);
    return sign ? Kind::kSeparator : Kind::kWord;
}

Letter nextLetter(std::string_view text, size_t& at) {
    const size_t begin = at;
    char32_t c = decode(text, at);
    if (c >= 0xFF01 && c <= 0xFF5E) {
        c = c - 0xFF01 + 0x21;
        return {kindOf(c), std::string(1, static_cast<char>(c))};
    }
    return {kindOf(c), std::string(text.substr(begin, at - begin))};
}

// The pairs of a run. A closed run ends with its last character alone.
void appendRun(std::vector<std::string>& words, const std::vector<std::string>& run, bool closed) {
    for (size_t i = 0; i + 1 < run.size(); ++i)
        words.push_back(run[i] + run[i + 1]);
    if (!run.empty() && (closed || run.size() == 1)) words.push_back(run.back());
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text += ' ';
        text += word;
    }
    return text;
}

// One blank-separated piece of what was typed: a phrase of index words.
class Phrase {
public:
    void add(const Letter& letter) {
        if (letter.kind == Kind::kHan) {
            closeWord();
            run_.push_back(letter.bytes);
        } else if (letter.kind == Kind::kWord) {
            closeRun(true);
            word_ += letter.bytes;
        } else {
            closeWord();
            closeRun(true);
        }
    }

    // Appends `"phrase"` or `"phrase" *` to the expression and begins anew.
    void end(std::string& expression, bool open) {
        const bool endsInOneCharacter = run_.size() == 1;
        const bool endsInWord = !word_.empty();
        closeWord();
        closeRun(false);
        if (!words_.empty()) {
            if (!expression.empty()) expression += " AND ";
            expression += '"';
            expression += joined(words_);
            expression += '"';
            if (endsInOneCharacter || (open && endsInWord)) expression += " *";
        }
        words_.clear();
    }

private:
    void closeWord() {
        if (!word_.empty()) words_.push_back(std::move(word_));
        word_.clear();
    }
    void closeRun(bool closed) {
        appendRun(words_, run_, closed);
        run_.clear();
    }

    std::vector<std::string> words_;
    std::vector<std::string> run_;
    std::string word_;
};

}  // namespace

std::string indexWords(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 2);
    std::vector<std::string> run;
    std::vector<std::string> words;
    const auto endRun = [&] {
        if (run.empty()) return;
        words.clear();
        appendRun(words, run, true);
        if (!out.empty() && out.back() != ' ') out += ' ';
        out += joined(words);
        out += ' ';
        run.clear();
    };
    size_t at = 0;
    while (at < text.size()) {
        const Letter letter = nextLetter(text, at);
        if (letter.kind == Kind::kHan) {
            run.push_back(letter.bytes);
            continue;
        }
        if (!run.empty() && (letter.kind == Kind::kLineEnd || letter.kind == Kind::kBlank)) {
            // Blanks around one line break, then Chinese again: the same run.
            size_t ahead = at;
            int lineEnds = letter.kind == Kind::kLineEnd && letter.bytes != "\r" ? 1 : 0;
            size_t next = ahead;
            Letter following = letter;
            while (ahead < text.size()) {
                next = ahead;
                following = nextLetter(text, next);
                if (following.kind == Kind::kLineEnd && following.bytes != "\r") ++lineEnds;
                if (following.kind != Kind::kBlank && following.kind != Kind::kLineEnd) break;
                ahead = next;
            }
            if (lineEnds == 1 && ahead < text.size() && following.kind == Kind::kHan) {
                at = ahead;
                continue;
            }
        }
        endRun();
        if (letter.kind == Kind::kWord) {
            out += letter.bytes;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    endRun();
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

std::string matchExpression(std::string_view words, bool lastWordOpen) {
    std::string expression;
    Phrase phrase;
    size_t at = 0;
    bool ended = false;
    while (at < words.size()) {
        const Letter letter = nextLetter(words, at);
        ended = letter.kind == Kind::kBlank || letter.kind == Kind::kLineEnd;
        if (ended) {
            phrase.end(expression, false);
        } else {
            phrase.add(letter);
        }
    }
    phrase.end(expression, lastWordOpen && !ended);
    return expression;
}

}  // namespace engine
