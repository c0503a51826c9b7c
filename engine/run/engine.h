// The front desk of a loaded model: everything that wants tokens comes here. One engine thread owns the
// model, the KV pages and the device; its scheduler puts the tokens of all waiting requests into one step.
//
// Thread   every method may be called from any thread but the engine's own; blocking calls block only their
// caller. Memory   owns the model's mapping and all working memory; after load, decoding allocates nothing.
// Errors   load() answers a sentence before anything large is allocated. A request that does not fit the
// context is
//          refused with both numbers; nothing is cut.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/bandwidth.h"
#include "engine/base/result.h"
#include "engine/memory/placement.h"
#include "engine/model/router_statistics.h"
#include "engine/text/chat_template.h"
#include "engine/text/token_constraint.h"
#include "engine/text/tokenizer.h"
#include "kernels/backend.h"

namespace engine {

struct MemoryPlan {
    uint64_t weightBytes = 0;
    uint64_t kvBytes = 0;  // for the chosen context length
    uint64_t workingBytes = 0;
    uint64_t availableBytes = 0;  // memory free on this machine now
    int64_t contextLength = 0;    // tokens the KV cache is planned for
    bool fits = false;            // perhaps with routed experts on the disk
    std::string device;           // "CPU (AVX2, 2 threads)"
    Placement placement;          // where each part lives, and how fast that is
    // What it was planned from, to plan for other contexts.
    ModelMeasures model;
    MachineMeasures machine;
};

// What a model file is, read from its header alone.
struct ModelInfo {
    std::string name;
    std::string architecture;
    std::string quantization;  // "Q4_K_M"
    int64_t parameters = 0;
    int64_t activeParameters = 0;  // per token
    int64_t headParameters = 0;    // of those, what only tokens that are continued are multiplied with
    int32_t experts = 0;           // E; 0 for a dense model
    int32_t expertsUsed = 0;       // A
    int32_t layers = 0;
    int64_t contextLength = 0;  // as trained
    int32_t vocabulary = 0;
    uint64_t bytes = 0;
    uint64_t bytesPerToken = 0;  // weights read to decode one token
    bool hasTokenizer = false;
    bool hasWeights = false;
    std::string chatTemplate;  // Jinja source; empty when the file has none
};

enum class KvType { kF16, kQ8, kF32 };  // kF32: what the exact (scalar) path uses

struct EngineOptions {
    int threads = 0;  // 0: one per core
    kernels::CpuPath cpuPath = kernels::CpuPath::kAuto;
    bool requireCuda = false;
    int64_t contextLength =
        0;  // tokens for all sequences together; 0: what the model and the memory allow, at most 32768
    KvType kvType = KvType::kF16;
    int maxSequences = 16;     // sequences in one step
    uint64_t memoryBytes = 0;  // to plan with; 0: what is free now
};

struct SamplerOptions {
    float temperature = 0.0F;  // 0: greedy
    int topK = 40;
    float topP = 0.95F;
    float minP = 0.05F;
    float repeatPenalty = 1.0F;
    uint64_t seed = 0;
};

enum class StopReason { kEndOfText, kStopString, kMaxTokens, kConstraintDone, kCancelled };
const char* describe(StopReason reason);

struct GenerateRequest {
    std::vector<Token> prompt;
    int maxTokens = 256;
    SamplerOptions sampler;
    std::vector<std::string> stopTexts;
    std::shared_ptr<TokenConstraint> constraint;
    bool ignoreEnd = false;      // go on after an end token: for measuring
    bool recordRouting = false;  // what the router of a model with experts does in this answer
    bool recordPairs = false;    // and which experts it takes together: E times the memory
    // Called on the engine thread with each new piece of whole characters; keep it short.
    std::function<void(std::string_view piece)> onText;
    // Prompt tokens done and in all, while the prompt is read.
    std::function<void(int64_t done, int64_t total)> onPrefill;
};

struct GenerateResult {
    std::string text;
    std::vector<Token> tokens;
    int64_t promptTokens = 0;
    int64_t reusedTokens = 0;  // of the prompt, found in the KV cache
    double prefillMs = 0;
    double decodeMs = 0;
    StopReason stopReason = StopReason::kEndOfText;
    // Of the tokens that were computed for this answer; null unless asked for.
    std::shared_ptr<const RouterStatistics> routing;
};

struct LogitsResult {
    int64_t positions = 0;
    int32_t vocabulary = 0;
    std::vector<float> values;  // [positions, V]
};

class Engine {
public:
    // Reads the header only; cheap.
    static Result<ModelInfo> inspect(const std::filesystem::path& model);
    // Pure arithmetic over the header and the machine: what loading would take. Without a bandwidth no speed
    // is foretold.
    static Result<MemoryPlan> plan(const std::filesystem::path& model, const EngineOptions& options,
                                   const Bandwidth& bandwidth = {});
    static Result<std::shared_ptr<Engine>> load(const std::filesystem::path& model,
                                                const EngineOptions& options, std::stop_token stop = {});
    virtual ~Engine() = default;

    virtual const ModelInfo& info() const = 0;
    virtual const MemoryPlan& memoryPlan() const = 0;
    virtual std::string weightsHash()
        const = 0;  // identifies the weights; from the header and samples of the data
    virtual std::shared_ptr<const Tokenizer> tokenizer() const = 0;        // null when the file has none
    virtual std::shared_ptr<const ChatTemplate> chatTemplate() const = 0;  // null when the file has none
    virtual const char* backendName() const = 0;

    // Renders the messages and tokenises them: only the template's own control texts become control tokens.
    virtual Result<std::vector<Token>> renderChat(const std::vector<ChatMessage>& messages) const = 0;

    virtual Result<GenerateResult> generate(const GenerateRequest& request, std::stop_token stop) = 0;
    // Many requests in shared steps; a common head of the prompts is read once. onDone is called on the
    // engine thread as each one ends. On cancellation the finished ones are kept and the others say
    // kCancelled.
    virtual Result<std::vector<GenerateResult>> generateMany(
        const std::vector<GenerateRequest>& requests,
        const std::function<void(size_t index, const GenerateResult&)>& onDone, std::stop_token stop) = 0;
    // For each prompt, the logits of the given tokens at its last position: [prompts][choices]. A common head
    // is read once.
    virtual Result<std::vector<std::vector<float>>> scoreNext(const std::vector<std::vector<Token>>& prompts,
                                                              const std::vector<Token>& choices,
                                                              std::stop_token stop) = 0;
    // All logits of a text, read `chunk` tokens at a time (0: as the engine would). onlyLast keeps the last
    // position. onRows, when given, receives rows as they come ([rows, V]) instead of their being collected.
    virtual Result<LogitsResult> logits(
        const std::vector<Token>& tokens, int chunk, bool onlyLast,
        const std::function<void(int64_t firstPosition, int64_t rows, const float* values)>& onRows,
        std::stop_token stop) = 0;
};

}  // namespace engine
