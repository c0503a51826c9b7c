// An engine that remembers what was sent to the model it wraps, so that the rendered prompt can be shown.
//
// Memory   keeps the last kKept prompts as text.
#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "engine/run/engine.h"

namespace ui::bridge {

class PromptRecorder final : public engine::Engine {
public:
    explicit PromptRecorder(std::shared_ptr<engine::Engine> inner) : inner_(std::move(inner)) {}

    std::vector<std::string> prompts() const;
    void forget();

    const engine::ModelInfo& info() const override { return inner_->info(); }
    const engine::MemoryPlan& memoryPlan() const override { return inner_->memoryPlan(); }
    std::string weightsHash() const override { return inner_->weightsHash(); }
    std::shared_ptr<const engine::Tokenizer> tokenizer() const override { return inner_->tokenizer(); }
    std::shared_ptr<const engine::ChatTemplate> chatTemplate() const override {
        return inner_->chatTemplate();
    }
    const char* backendName() const override { return inner_->backendName(); }
    engine::Result<std::vector<engine::Token>> renderChat(
        const std::vector<engine::ChatMessage>& messages) const override {
        return inner_->renderChat(messages);
    }
    engine::Result<engine::GenerateResult> generate(const engine::GenerateRequest& request,
                                                    std::stop_token stop) override;
    engine::Result<std::vector<engine::GenerateResult>> generateMany(
        const std::vector<engine::GenerateRequest>& requests,
        const std::function<void(size_t, const engine::GenerateResult&)>& onDone,
        std::stop_token stop) override;
    engine::Result<std::vector<std::vector<float>>> scoreNext(
        const std::vector<std::vector<engine::Token>>& prompts, const std::vector<engine::Token>& choices,
        std::stop_token stop) override;
    engine::Result<engine::LogitsResult> logits(
        const std::vector<engine::Token>& tokens, int chunk, bool onlyLast,
        const std::function<void(int64_t, int64_t, const float*)>& onRows, std::stop_token stop) override {
        return inner_->logits(tokens, chunk, onlyLast, onRows, stop);
    }

private:
    static constexpr size_t kKept = 24;
    void keep(const std::vector<engine::Token>& prompt);

    std::shared_ptr<engine::Engine> inner_;
    mutable std::mutex mutex_;
    std::deque<std::string> prompts_;
};

}  // namespace ui::bridge
