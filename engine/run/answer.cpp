#include "engine/run/answer.h"

#include <algorithm>
#include <utility>

namespace engine {

Answer::Answer(GenerateRequest request, std::shared_ptr<const Tokenizer> tokenizer)
    : request_(std::move(request)), tokenizer_(std::move(tokenizer)), sampler_(request_.sampler),
      decoder_(tokenizer_), stops_(request_.stopTexts) {
    result.promptTokens = static_cast<int64_t>(request_.prompt.size());
    result.tokens.reserve(static_cast<size_t>(std::max(request_.maxTokens, 0)));
}

Token Answer::choose(std::span<float> logits, std::span<const Token> before,
                     Sampler::Scratch& scratch) const {
    // Models are padded with rows that stand for no token.
    if (tokenizer_) logits = logits.first(std::min(logits.size(), static_cast<size_t>(tokenizer_->size())));
    if (request_.constraint) request_.constraint->mask(logits);
    return sampler_.choose(logits, before, result.tokens.size(), scratch);
}

bool Answer::take(Token token) {
    if (token == kNoToken) {
        end(StopReason::kConstraintDone);
        return false;
    }
    if (!request_.ignoreEnd && tokenizer_ && tokenizer_->endsText(token)) {
        end(StopReason::kEndOfText);
        return false;
    }
    result.tokens.push_back(token);
    if (request_.constraint) request_.constraint->accept(token);
    if (tokenizer_) show(stops_.push(decoder_.push(token)));
    if (stops_.found()) {
        result.stopReason = StopReason::kStopString;
        return false;
    }
    if (request_.constraint && request_.constraint->complete()) {
        end(StopReason::kConstraintDone);
        return false;
    }
    if (static_cast<int>(result.tokens.size()) >= request_.maxTokens) {
        end(StopReason::kMaxTokens);
        return false;
    }
    return true;
}

void Answer::end(StopReason reason) {
    result.stopReason = reason;
    if (!tokenizer_ || stops_.found()) return;
    show(stops_.push(decoder_.finish()));
    if (stops_.found()) {
        result.stopReason = StopReason::kStopString;
    } else {
        show(stops_.finish());
    }
}

void Answer::show(std::string_view text) {
    if (text.empty()) return;
    result.text += text;
    if (request_.onText) request_.onText(text);
}

const char* describe(StopReason reason) {
    switch (reason) {
        case StopReason::kEndOfText:
            return "end_of_text";
        case StopReason::kStopString:
            return "stop_text";
        case StopReason::kMaxTokens:
            return "max_tokens";
        case StopReason::kConstraintDone:
            return "constraint_done";
        case StopReason::kCancelled:
            return "cancelled";
    }
    return "unknown";
}

}  // namespace engine
