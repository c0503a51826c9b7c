#include "ui/bridge/prompt_recorder.h"

namespace ui::bridge {

std::vector<std::string> PromptRecorder::prompts() const {
    std::lock_guard lock(mutex_);
    return {prompts_.begin(), prompts_.end()};
}

void PromptRecorder::forget() {
    std::lock_guard lock(mutex_);
    prompts_.clear();
}

void PromptRecorder::keep(const std::vector<engine::Token>& prompt) {
    const auto tokenizer = inner_->tokenizer();
    if (!tokenizer) return;
    std::string text = tokenizer->decode(prompt, true);
    std::lock_guard lock(mutex_);
    prompts_.push_back(std::move(text));
    if (prompts_.size() > kKept) prompts_.pop_front();
}

engine::Result<engine::GenerateResult> PromptRecorder::generate(const engine::GenerateRequest& request,
                                                                std::stop_token stop) {
    keep(request.prompt);
    return inner_->generate(request, stop);
}

engine::Result<std::vector<engine::GenerateResult>> PromptRecorder::generateMany(
    const std::vector<engine::GenerateRequest>& requests,
    const std::function<void(size_t, const engine::GenerateResult&)>& onDone, std::stop_token stop) {
    for (const auto& request : requests)
        keep(request.prompt);
    return inner_->generateMany(requests, onDone, stop);
}

engine::Result<std::vector<std::vector<float>>> PromptRecorder::scoreNext(
    const std::vector<std::vector<engine::Token>>& prompts, const std::vector<engine::Token>& choices,
    std::stop_token stop) {
    for (const auto& prompt : prompts)
        keep(prompt);
    return inner_->scoreNext(prompts, choices, stop);
}

}  // namespace ui::bridge
