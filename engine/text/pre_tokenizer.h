// Cuts text into the pieces within which byte pairs are merged, by the published patterns of each model
// family.
//
// Thread   immutable after make(); any thread.
// Errors   make() answers a sentence for a family that is not known.
// Source   the pattern that each family's tokenizer.json publishes; GGUF names the family in
// tokenizer.ggml.pre.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "kernels/types.h"

namespace engine {

class PreTokenizer {
public:
    using Emit = kernels::FunctionRef<void(std::string_view piece)>;

    // family: the value of tokenizer.ggml.pre; empty where the file does not say.
    static Result<std::unique_ptr<const PreTokenizer>> make(std::string_view family);
    ~PreTokenizer();

    // Calls emit with the pieces in order; together they are the text. The text must be whole UTF-8
    // characters. The time is proportional to the length, also for runs of a million equal characters.
    void split(std::string_view text, Emit emit) const;

    // A piece that is a token is taken whole, even where merging its bytes would end elsewhere.
    bool takesWholePieces() const { return takesWholePieces_; }
    // Texts of this family begin with the beginning-of-text token unless the file says otherwise.
    bool addsBegin() const { return addsBegin_; }

private:
    struct Pattern;
    struct MatchData;

    PreTokenizer();
    void splitFrom(size_t level, std::string_view text, MatchData& match, Emit emit) const;

    std::vector<std::unique_ptr<const Pattern>> patterns_;  // each cuts the pieces of the one before
    bool takesWholePieces_ = false;
    bool addsBegin_ = false;
};

}  // namespace engine
