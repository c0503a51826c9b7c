// Cuts text into the pieces within which tokens are made, by the published steps of each model family.
//
// Thread   immutable after it was made; any thread.
// Errors   make() answers a sentence for a family that is not known.
// Source   the steps that each family's tokenizer.json publishes; GGUF names the family in
//          tokenizer.ggml.pre.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/text/text_pattern.h"
#include "kernels/types.h"

namespace engine {

// What becomes of the matches of a pattern.
enum class CutRule {
    kIsolated,    // a piece each
    kRemoved,     // left out
    kContiguous,  // neighbours are one piece
    kWithPrevious,
    kWithNext
};

enum class BlankRule { kNever, kFirst, kAlways };

struct CutStep {
    enum class Kind {
        kSplit,      // by pattern and rule
        kPrefix,     // each piece that does not begin with one gets a blank in front
        kPrintable,  // bytes as GPT-2's characters; the steps after it see those, the tokens the bytes
        kMetaspace   // blanks become `blank`, which `where` also puts in front; cut before each when `split`
    };
    Kind kind = Kind::kSplit;
    std::shared_ptr<const TextPattern> pattern;
    CutRule rule = CutRule::kIsolated;
    bool invert = false;  // matches and what lies between them change places
    std::string blank;
    BlankRule where = BlankRule::kNever;
    bool split = false;
};

class PreTokenizer {
public:
    using Emit = kernels::FunctionRef<void(std::string_view piece)>;

    // family: the value of tokenizer.ggml.pre; empty where the file does not say.
    static Result<std::unique_ptr<const PreTokenizer>> make(std::string_view family);
    explicit PreTokenizer(std::vector<CutStep> steps, bool takesWholePieces = false, bool addsBegin = false)
        : steps_(std::move(steps)), takesWholePieces_(takesWholePieces), addsBegin_(addsBegin) {}

    // Calls emit with the pieces in order; each view lives as long as its call. The text must be whole UTF-8
    // characters; begins: it is the beginning of all. The time is proportional to the length, also for runs
    // of a million equal characters.
    void split(std::string_view text, bool begins, Emit emit) const;

    // A piece that is a token is taken whole, even where merging its bytes would end elsewhere.
    bool takesWholePieces() const { return takesWholePieces_; }
    // Texts of this family begin with the beginning-of-text token unless the file says otherwise.
    bool addsBegin() const { return addsBegin_; }

private:
    class Cutting;

    std::vector<CutStep> steps_;  // each cuts the pieces of the one before
    bool takesWholePieces_ = false;
    bool addsBegin_ = false;
};

// The family of GGUF whose tokenizer.json publishes exactly these patterns, each isolated, before byte-level
// BPE; empty when there is none.
std::string_view familyOfPatterns(const std::vector<std::string>& patterns, bool takesWholePieces);

// BERT's: white space goes, each mark stands alone.
std::vector<CutStep> bertCuts();

// GPT-2's own pattern, which ByteLevel of tokenizer.json stands for.
extern const char* const kGpt2Pattern;
// One mark: Unicode's punctuation and the ASCII characters that are counted with it.
inline constexpr const char* kMarkPattern = "[\\p{P}$+<=>^`|~]";

}  // namespace engine
