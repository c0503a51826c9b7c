// One answer as it grows: token by token to whole characters, watched for what ends it.
//
// Memory   owns a copy of what the request asks for.
// Thread   choose() may run on any one thread at a time; take() and its callbacks run on the engine thread.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "engine/run/engine.h"
#include "engine/run/sampler.h"
#include "engine/run/stop_texts.h"

namespace engine {

class Answer {
public:
    // tokenizer may be null: then there is no text and no end but the count.
    Answer(GenerateRequest request, std::shared_ptr<const Tokenizer> tokenizer);

    const GenerateRequest& request() const { return request_; }
    // kNoToken when nothing may follow.
    Token choose(std::span<float> logits, std::span<const Token> before, Sampler::Scratch& scratch) const;
    // Takes the chosen token; false when the answer has ended.
    bool take(Token token);
    // Ends it for a reason from outside.
    void end(StopReason reason);

    GenerateResult result;

private:
    void show(std::string_view text);

    GenerateRequest request_;
    std::shared_ptr<const Tokenizer> tokenizer_;
    Sampler sampler_;
    StreamDecoder decoder_;
    StopTexts stops_;
};

}  // namespace engine
