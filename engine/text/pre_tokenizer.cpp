#include "engine/text/pre_tokenizer.h"

#include <algorithm>
#include <string>

#include "engine/text/utf8.h"
#include "engine/text/vocabulary.h"

namespace engine {

namespace {

struct Segment {
    size_t begin = 0;
    size_t end = 0;
    bool matches = false;
};

// Joins what the rule joins; for the rules that look at neighbours.
std::vector<Segment> joined(const std::vector<Segment>& segments, CutRule rule) {
    std::vector<Segment> out;
    if (rule == CutRule::kContiguous) {
        for (const Segment& segment : segments) {
            if (!out.empty() && out.back().matches == segment.matches)
                out.back().end = segment.end;
            else
                out.push_back(segment);
        }
        return out;
    }
    // Of several matches in a row only the first joins its neighbour.
    bool previousMatches = false;
    const auto take = [&](const Segment& segment) {
        if (segment.matches && !previousMatches && !out.empty()) {
            out.back().begin = std::min(out.back().begin, segment.begin);
            out.back().end = std::max(out.back().end, segment.end);
        } else {
            out.push_back(segment);
        }
        previousMatches = segment.matches;
    };
    if (rule == CutRule::kWithPrevious) {
        std::for_each(segments.begin(), segments.end(), take);
    } else {
        std::for_each(segments.rbegin(), segments.rend(), take);
        std::reverse(out.begin(), out.end());
    }
    return out;
}

}  // namespace

// One call of split().
class PreTokenizer::Cutting {
public:
    Cutting(const std::vector<CutStep>& steps, Emit emit) : steps_(steps), emit_(emit) {}

    // printable: `text` is written in GPT-2's characters.
    void run(size_t level, std::string_view text, bool begins, bool printable) {
        if (text.empty()) return;
        if (level == steps_.size()) {
            if (printable)
                emit_(bytesOfPrintable(text).value_or(std::string(text)));
            else
                emit_(text);
            return;
        }
        const CutStep& step = steps_[level];
        switch (step.kind) {
            case CutStep::Kind::kSplit:
                cut(level, text, begins, printable);
                break;
            case CutStep::Kind::kPrefix:
                if (text.front() == ' ')
                    run(level + 1, text, begins, printable);
                else
                    run(level + 1, std::string(1, ' ').append(text), begins, printable);
                break;
            case CutStep::Kind::kPrintable:
                // At the end nobody sees the characters.
                if (level + 1 == steps_.size())
                    run(level + 1, text, begins, false);
                else
                    run(level + 1, printableOfBytes(text), begins, true);
                break;
            case CutStep::Kind::kMetaspace:
                metaspace(level, text, begins, printable);
                break;
        }
    }

private:
    void cut(size_t level, std::string_view text, bool begins, bool printable) {
        const CutStep& step = steps_[level];
        const bool alone = step.rule == CutRule::kIsolated || step.rule == CutRule::kRemoved;
        std::vector<Segment> segments;
        const auto add = [&](size_t begin, size_t end, bool matches) {
            if (begin == end) return;
            if (!alone)
                segments.push_back({begin, end, matches != step.invert});
            else if (step.rule == CutRule::kIsolated || matches == step.invert)
                run(level + 1, text.substr(begin, end - begin), begins && begin == 0, printable);
        };
        size_t done = 0;
        size_t from = 0;
        size_t begin = 0;
        size_t end = 0;
        while (from < text.size() && matcher_.find(*step.pattern, text, from, begin, end)) {
            add(done, begin, false);
            add(begin, end, true);
            done = end;
            // A match of nothing cuts there; the search goes on behind the next character.
            from = end > begin ? end : end + (end < text.size() ? stepUtf8(text, end).size : 1);
        }
        add(done, text.size(), false);
        if (alone) return;
        for (const Segment& segment : joined(segments, step.rule))
            run(level + 1, text.substr(segment.begin, segment.end - segment.begin),
                begins && segment.begin == 0, printable);
    }

    void metaspace(size_t level, std::string_view text, bool begins, bool printable) {
        const CutStep& step = steps_[level];
        std::string out;
        out.reserve(text.size() * 2);
        const bool wanted = step.where == BlankRule::kAlways || (step.where == BlankRule::kFirst && begins);
        if (wanted && text.front() != ' ' && !text.starts_with(step.blank)) out += step.blank;
        for (const char c : text) {
            if (c == ' ')
                out += step.blank;
            else
                out += c;
        }
        if (!step.split) {
            run(level + 1, out, begins, printable);
            return;
        }
        // Each blank begins a piece.
        const std::string_view all = out;
        size_t begin = 0;
        for (size_t at = all.find(step.blank, 1); at != std::string_view::npos;
             at = all.find(step.blank, at + 1)) {
            run(level + 1, all.substr(begin, at - begin), begins && begin == 0, printable);
            begin = at;
        }
        run(level + 1, all.substr(begin), begins && begin == 0, printable);
    }

    const std::vector<CutStep>& steps_;
    Emit emit_;
    TextPattern::Matcher matcher_;
};

std::vector<CutStep> bertCuts() {
    return {{.pattern = TextPattern::known("\\s"), .rule = CutRule::kRemoved},
            {.pattern = TextPattern::known(kMarkPattern)}};
}

void PreTokenizer::split(std::string_view text, bool begins, Emit emit) const {
    Cutting(steps_, emit).run(0, text, begins, false);
}

}  // namespace engine
