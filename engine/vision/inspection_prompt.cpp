#include "engine/vision/inspection_prompt.h"

#include <algorithm>

#include "engine/vision/inspection_cues.h"

namespace engine {
namespace {

constexpr size_t kMostBytes = 4000;
constexpr const char* kEverything = "*";

// Something that is asked for or excluded.
struct Item {
    std::string key;  // kEverything; empty: words that are not known
    std::string said;
    bool excluded = false;
    bool byExcept = false;  // "除了划痕": asked for after all when "还" follows
    size_t sentence = 0, segment = 0;
};

bool isThing(CueKind cue) {
    return cue == CueKind::kKind || cue == CueKind::kWord || cue == CueKind::kGeneric ||
           cue == CueKind::kOpen;
}

class PromptReader {
public:
    explicit PromptReader(std::vector<Cue> cues) : cues_(std::move(cues)) {}

    void read() {
        for (at_ = 0; at_ < cues_.size(); ++at_)
            take(cues_[at_]);
    }
    const std::vector<Item>& items() const { return items_; }
    bool only() const { return only_; }

private:
    // The next that is not a filler; kStop at the end.
    CueKind next() const {
        for (size_t i = at_ + 1; i < cues_.size(); ++i) {
            if (cues_[i].cue != CueKind::kFiller && cues_[i].cue != CueKind::kPlaceEnd) return cues_[i].cue;
        }
        return CueKind::kStop;
    }
    CueKind neighbour(int step) const {
        const size_t i = at_ + static_cast<size_t>(step);
        return i < cues_.size() ? cues_[i].cue : CueKind::kStop;
    }
    void add(std::string key, const std::string& said) {
        items_.push_back({std::move(key), said, excluding_, excluding_ && excepting_, sentence_, segment_});
        place_ = false;
    }
    // "…污渍不看", "stains are fine": what is said of all that stands before it in the same segment.
    void markSegment(bool excluded) {
        for (Item& item : items_) {
            if (item.segment == segment_ && !item.byExcept) item.excluded = excluded;
        }
    }
    void ask() { excluding_ = excepting_ = place_ = false; }
    // "check the housing for gouges": the housing is a place.
    bool forFollows() const {
        for (size_t i = at_ + 1; i < cues_.size() && cues_[i].cue != CueKind::kStop; ++i) {
            if (cues_[i].cue == CueKind::kFor) return true;
        }
        return false;
    }

    void take(const Cue& cue) {
        switch (cue.cue) {
            case CueKind::kKind:
                add(cue.key, cue.said);
                break;
            case CueKind::kOpen:
                // "any scratches" means the scratches alone.
                if (neighbour(1) != CueKind::kKind) add(kEverything, cue.said);
                break;
            case CueKind::kWord:
                takeWord(cue);
                break;
            case CueKind::kAsk:
                // "划痕要看" after "不看污渍，" asks for what stands before it.
                if (!isThing(next())) markSegment(false);
                ask();
                break;
            case CueKind::kInspect:
                ask();
                place_ = forFollows();
                break;
            case CueKind::kFor:
                place_ = false;
                break;
            case CueKind::kIgnore:
                takeIgnore();
                break;
            case CueKind::kIsNot:
                if (!isThing(next())) takeIgnore();
                break;
            case CueKind::kExcept: {
                // "ignore everything except scratches" asks for scratches.
                const bool twice = excluding_ && !items_.empty() && items_.back().key == kEverything;
                excluding_ = excepting_ = !twice;
                only_ = only_ || twice;
                place_ = false;
                break;
            }
            case CueKind::kAlso:
                for (Item& item : items_) {
                    if (item.byExcept && item.sentence == sentence_) item.excluded = false;
                }
                if (excepting_) ask();
                break;
            case CueKind::kOnly:
                only_ = true;
                ask();
                break;
            case CueKind::kPlace:
                place_ = true;
                break;
            case CueKind::kJoin:
                place_ = false;
                break;
            case CueKind::kComma:
                // "ignore stains, dust and burrs" goes on; "ignore stains, find cracks" ends by itself.
                if (!isThing(next())) ask();
                place_ = false;
                ++segment_;
                break;
            case CueKind::kStop:
                ask();
                ++segment_;
                ++sentence_;
                break;
            case CueKind::kGeneric:
            case CueKind::kPlaceEnd:
            case CueKind::kFiller:
                break;
        }
    }
    void takeIgnore() {
        if (isThing(next())) {
            excluding_ = true;
            excepting_ = place_ = false;
        } else {
            markSegment(true);
        }
    }
    void takeWord(const Cue& cue) {
        // "weld cracks", "paint defects", "scratch lines", "轴承的…": a word that says more of its neighbour.
        const CueKind after = neighbour(1), before = at_ > 0 ? neighbour(-1) : CueKind::kStop;
        const bool describes = after == CueKind::kKind || after == CueKind::kGeneric ||
                               after == CueKind::kPlaceEnd || before == CueKind::kKind;
        if (!place_ && !describes) add({}, cue.said);
    }

    std::vector<Cue> cues_;
    std::vector<Item> items_;
    size_t at_ = 0, sentence_ = 0, segment_ = 0;
    bool excluding_ = false, excepting_ = false, place_ = false, only_ = false;
};

bool holds(const std::vector<AskedKind>& kinds, const std::string& key) {
    const std::string known = kindKey(key);
    return std::ranges::any_of(kinds,
                               [&](const AskedKind& kind) { return kind.key == key || kind.key == known; });
}

}  // namespace

bool InspectionPrompt::asksFor(const std::string& key) const {
    if (key == kUnknownKind) return true;
    return !ignores(key) && (kinds.empty() || holds(kinds, key));
}

bool InspectionPrompt::ignores(const std::string& key) const {
    return holds(excluded, key);
}

Result<InspectionPrompt> parseInspectionPrompt(const std::string& text,
                                               const std::vector<DefectKind>& ownKinds,
                                               const KindGuess& guess) {
    if (text.size() > kMostBytes) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The prompt is too long.",
                     .remedy = "Say in a sentence which defects to look for."};
    }
    const std::vector<Cue> cues = readCues(text, ownKinds);
    const auto says = [](const Cue& cue) { return cue.cue != CueKind::kStop && cue.cue != CueKind::kComma; };
    if (std::ranges::none_of(cues, says)) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The prompt is empty.",
                     .remedy = "Say what to look for, for example “find scratches and pores”."};
    }
    PromptReader reader(cues);
    reader.read();
    InspectionPrompt prompt{.text = text, .language = promptLanguage(text)};
    std::vector<DefectKind> known = builtInKinds();
    known.insert(known.end(), ownKinds.begin(), ownKinds.end());
    bool everything = false;
    std::vector<Item> items = reader.items();
    for (Item& item : items) {
        if (item.key == kEverything) {
            everything = everything || !item.excluded;
            continue;
        }
        if (item.key.empty() && guess) item.key = guess(item.said, known).value_or("");
        if (item.key.empty()) {
            prompt.notUnderstood.push_back(item.said);
        } else if (auto& list = item.excluded ? prompt.excluded : prompt.kinds; !holds(list, item.key)) {
            list.push_back({item.key, item.said});
        }
    }
    // Asked for in one place and excluded in another: better one look too many.
    std::erase_if(prompt.excluded, [&](const AskedKind& kind) { return holds(prompt.kinds, kind.key); });
    if (everything && !reader.only()) prompt.kinds.clear();
    return prompt;
}

}  // namespace engine
