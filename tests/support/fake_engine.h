// An engine without a model: it answers every prompt with what a function says, so that the summarizer and
// the window can be tested in milliseconds.
//
// Thread   as the real one: any; callbacks come on a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/run/engine.h"

namespace tests {

// Words with the blank before them are tokens; numbers are given out as words are met.
class FakeTokenizer final : public engine::Tokenizer {
public:
    static constexpr engine::Token kEnd = 0;

    std::vector<engine::Token> encode(std::string_view text, const engine::TokenizeOptions&) const override {
        std::vector<engine::Token> tokens;
        for (size_t at = 0; at < text.size();) {
            size_t end = at + 1;
            while (end < text.size() && text[end] != ' ' && text[end] != '\n')
                ++end;
            tokens.push_back(idOf(std::string(text.substr(at, end - at))));
            at = end;
        }
        return tokens;
    }
    std::string pieceBytes(engine::Token token, bool) const override {
        const std::lock_guard lock(mutex_);
        return token > 0 && static_cast<size_t>(token) <= pieces_.size()
                   ? pieces_[static_cast<size_t>(token) - 1]
                   : std::string();
    }
    int32_t size() const override { return 1 << 20; }
    bool isControl(engine::Token token) const override { return token == kEnd; }
    bool endsText(engine::Token token) const override { return token == kEnd; }
    engine::Token beginToken() const override { return engine::kNoToken; }
    engine::Token endToken() const override { return kEnd; }
    bool addsBegin() const override { return false; }
    engine::Token find(std::string_view text) const override {
        const std::lock_guard lock(mutex_);
        const auto found = ids_.find(std::string(text));
        return found == ids_.end() ? engine::kNoToken : found->second;
    }

private:
    engine::Token idOf(const std::string& piece) const {
        const std::lock_guard lock(mutex_);
        const auto [at, added] = ids_.try_emplace(piece, static_cast<engine::Token>(pieces_.size()) + 1);
        if (added) pieces_.push_back(piece);
        return at->second;
    }
    mutable std::mutex mutex_;
    mutable std::map<std::string, engine::Token> ids_;
    mutable std::vector<std::string> pieces_;
};

class FakeEngine final : public engine::Engine {
public:
    // What is said to a prompt; the prompt is all messages, one after the other. By default a sentence is
    // given back with "must" for "shall".
    std::function<std::string(const std::string& prompt)> reply = [](const std::string& prompt) {
        return plainly(sentenceOf(prompt));
    };
    // Margin of Yes over No for a prompt.
    std::function<float(const std::string& prompt)> margin = [](const std::string&) { return 1.0F; };
    std::chrono::milliseconds delay{0};  // before each reply
    std::string hash = "fake-weights";
    engine::ModelInfo model;
    engine::MemoryPlan plan;

    std::atomic<int> asked{0};   // sentences put to the model
    std::atomic<int> judged{0};  // prompts scored

    FakeEngine() {
        model.name = "Fake";
        model.architecture = "fake";
        model.parameters = 100;
        model.contextLength = 4096;
        model.hasTokenizer = model.hasWeights = true;
        plan.fits = true;
        plan.contextLength = 4096;
        plan.device = "none";
        if (auto parsed = engine::ChatTemplate::parse("{% for m in messages %}{{ m.content }}\n{% endfor %}"))
            template_ = *parsed;
    }

    // The part of a rewriting prompt that is the sentence.
    static std::string sentenceOf(const std::string& prompt) {
        size_t at = std::string::npos, width = 0;
        for (const char* mark : {"Sentence: ", "条文：", "条款："}) {
            const size_t found = prompt.rfind(mark);
            if (found == std::string::npos || (at != std::string::npos && found < at)) continue;
            at = found;
            width = std::string(mark).size();
        }
        std::string sentence = at == std::string::npos ? prompt : prompt.substr(at + width);
        while (!sentence.empty() && sentence.back() == '\n')
            sentence.pop_back();
        return sentence;
    }
    static std::string plainly(std::string sentence) {
        for (size_t at; (at = sentence.find(" shall ")) != std::string::npos;)
            sentence.replace(at, 7, " must ");
        return sentence;
    }

    const engine::ModelInfo& info() const override { return model; }
    const engine::MemoryPlan& memoryPlan() const override { return plan; }
    std::string weightsHash() const override { return hash; }
    std::shared_ptr<const engine::Tokenizer> tokenizer() const override { return tokenizer_; }
    std::shared_ptr<const engine::ChatTemplate> chatTemplate() const override { return template_; }
    const char* backendName() const override { return "fake"; }

    engine::Result<std::vector<engine::Token>> renderChat(
        const std::vector<engine::ChatMessage>& messages) const override {
        std::string text;
        for (const engine::ChatMessage& message : messages)
            text += message.content + '\n';
        return tokenizer_->encode(text, {});
    }

    engine::Result<engine::GenerateResult> generate(const engine::GenerateRequest& request,
                                                    std::stop_token stop) override {
        auto results = generateMany({request}, {}, stop);
        if (!results) return results.error();
        return std::move(results->front());
    }

    engine::Result<std::vector<engine::GenerateResult>> generateMany(
        const std::vector<engine::GenerateRequest>& requests,
        const std::function<void(size_t index, const engine::GenerateResult&)>& onDone,
        std::stop_token stop) override {
        std::vector<engine::GenerateResult> results(requests.size());
        std::thread worker([&] {
            for (size_t i = 0; i < requests.size(); ++i) {
                results[i] = answer(requests[i], stop);
                if (onDone) onDone(i, results[i]);
            }
        });
        worker.join();
        return results;
    }

    engine::Result<std::vector<std::vector<float>>> scoreNext(
        const std::vector<std::vector<engine::Token>>& prompts, const std::vector<engine::Token>& choices,
        std::stop_token) override {
        std::vector<std::vector<float>> scores;
        for (const auto& prompt : prompts) {
            ++judged;
            const float more = margin(tokenizer_->decode(prompt));
            std::vector<float> row;
            for (engine::Token choice : choices) {
                const std::string piece = tokenizer_->pieceBytes(choice, false);
                row.push_back(piece.find_first_of("Yy") != std::string::npos ? more : 0.0F);
            }
            scores.push_back(std::move(row));
        }
        return scores;
    }

    engine::Result<engine::LogitsResult> logits(const std::vector<engine::Token>&, int, bool,
                                                const std::function<void(int64_t, int64_t, const float*)>&,
                                                std::stop_token) override {
        return engine::Error{.kind = engine::ErrorKind::kUnsupported, .what = "There is no model here."};
    }

private:
    engine::GenerateResult answer(const engine::GenerateRequest& request, const std::stop_token& stop) {
        engine::GenerateResult result;
        result.promptTokens = static_cast<int64_t>(request.prompt.size());
        for (auto waited = std::chrono::milliseconds(0); waited < delay && !stop.stop_requested();
             waited += std::chrono::milliseconds(5))
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (stop.stop_requested()) {
            result.stopReason = engine::StopReason::kCancelled;
            return result;
        }
        ++asked;
        std::string text = reply(tokenizer_->decode(request.prompt));
        for (const std::string& end : request.stopTexts) {
            if (const size_t at = text.find(end); at != std::string::npos) {
                text.resize(at);
                result.stopReason = engine::StopReason::kStopString;
            }
        }
        std::vector<engine::Token> tokens = tokenizer_->encode(text, {});
        if (tokens.size() > static_cast<size_t>(request.maxTokens)) {
            tokens.resize(static_cast<size_t>(request.maxTokens));
            result.stopReason = engine::StopReason::kMaxTokens;
        }
        result.tokens = std::move(tokens);
        if (request.recordRouting && model.experts > 0) {
            // One layer whose first two experts are taken for every token.
            auto routing =
                std::make_shared<engine::RouterStatistics>(1, model.experts, 2, request.recordPairs);
            const std::vector<int32_t> pair{0, 1};
            for (size_t token = 0; token < result.tokens.size(); ++token)
                routing->add(0, pair.data(), 1);
            result.routing = std::move(routing);
        }
        result.text = tokenizer_->decode(result.tokens);
        if (request.onPrefill) request.onPrefill(result.promptTokens, result.promptTokens);
        if (request.onText) {
            for (engine::Token token : result.tokens)
                request.onText(tokenizer_->pieceBytes(token, false));
        }
        return result;
    }

    std::shared_ptr<FakeTokenizer> tokenizer_ = std::make_shared<FakeTokenizer>();
    std::shared_ptr<const engine::ChatTemplate> template_;
};

}  // namespace tests
