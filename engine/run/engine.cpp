#include "engine/run/engine.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "engine/base/machine.h"
#include "engine/base/thread_pool.h"
#include "engine/model/model_measures.h"
#include "engine/model/transformer.h"
#include "engine/run/chat_prompt.h"
#include "engine/run/memory_plan.h"
#include "engine/run/model_info.h"
#include "engine/run/scheduler.h"

namespace engine {
namespace {

int threadsFor(const EngineOptions& options) {
    return options.threads > 0 ? options.threads : readMachine().cores;
}

Result<const kernels::Backend*> backendFor(const EngineOptions& options) {
    if (options.requireCuda) {
        return Error{.kind = ErrorKind::kUnsupported,
                     .what = "This version computes on the CPU only.",
                     .remedy = "Leave the choice of CUDA out."};
    }
    const kernels::Backend* backend = kernels::cpuBackend(options.cpuPath);
    if (backend == nullptr) {
        return Error{.kind = ErrorKind::kUnsupported,
                     .what = "This processor has not got the instructions that were asked for.",
                     .remedy = "Leave the choice to the program."};
    }
    return backend;
}

Status checkOptions(const EngineOptions& options) {
    if (options.maxSequences < 1 || options.maxSequences > 256 || options.contextLength < 0) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "{0} sequences with a context of {1} tokens cannot be.",
                     .remedy = "Use 1 to 256 sequences and a positive context.",
                     .args = {std::to_string(options.maxSequences), std::to_string(options.contextLength)}};
    }
    return {};
}

// Everything that a plan is made from.
struct Prepared {
    ModelConfig config;
    const kernels::Backend* backend = nullptr;
    int threads = 1;
    MemoryPlan plan;
};

Result<Prepared> prepare(const ModelFile& file, const EngineOptions& options, const Bandwidth& bandwidth) {
    Prepared prepared;
    auto backend = backendFor(options);
    if (!backend) return backend.error();
    prepared.backend = *backend;
    auto config = readModelConfig(file);
    if (!config) return config.error();
    prepared.config = std::move(*config);
    if (auto status = checkOptions(options); !status) return status.error();
    prepared.threads = threadsFor(options);
    const PlanFacts facts = {
        .weightBytes =
            measureWeights(file, prepared.config.router.experts, prepared.config.router.active).bytes,
        .expertBytesOnDisk = expertBytesInFile(file),
        .availableBytes = options.memoryBytes > 0 ? options.memoryBytes : readMachine().freeMemoryBytes,
        .threads = prepared.threads,
        .bandwidth = bandwidth,
        .model = measureModel(file, prepared.config, kvDType(options.kvType))};
    prepared.plan = planMemory(prepared.config, *prepared.backend, options, facts);
    return prepared;
}

class LoadedEngine final : public Engine {
public:
    static Result<std::shared_ptr<Engine>> make(std::shared_ptr<const ModelFile> file,
                                                const EngineOptions& options, std::stop_token stop);

    const ModelInfo& info() const override { return info_; }
    const MemoryPlan& memoryPlan() const override { return plan_; }
    std::string weightsHash() const override;
    std::shared_ptr<const Tokenizer> tokenizer() const override { return tokenizer_; }
    std::shared_ptr<const ChatTemplate> chatTemplate() const override { return template_; }
    const char* backendName() const override { return backend_->name; }

    Result<std::vector<Token>> renderChat(const std::vector<ChatMessage>& messages) const override;
    Result<GenerateResult> generate(const GenerateRequest& request, std::stop_token stop) override;
    Result<std::vector<GenerateResult>> generateMany(
        const std::vector<GenerateRequest>& requests,
        const std::function<void(size_t index, const GenerateResult&)>& onDone,
        std::stop_token stop) override;
    Result<std::vector<std::vector<float>>> scoreNext(const std::vector<std::vector<Token>>& prompts,
                                                      const std::vector<Token>& choices,
                                                      std::stop_token stop) override;
    Result<LogitsResult> logits(
        const std::vector<Token>& tokens, int chunk, bool onlyLast,
        const std::function<void(int64_t firstPosition, int64_t rows, const float* values)>& onRows,
        std::stop_token stop) override;

private:
    LoadedEngine() = default;
    void readText(const ModelFile& file);
    Status checkTokens(const std::vector<Token>& tokens) const;
    Status checkPrompt(const std::vector<Token>& prompt, int64_t maxTokens) const;
    Result<std::vector<GenerateResult>> serve(std::vector<GenerateRequest> requests,
                                              std::function<void(size_t, const GenerateResult&)> onDone,
                                              std::stop_token stop);
    static void addSequence(Job& job, const std::vector<Token>& prompt, int64_t maxTokens);
    static void findCommonHead(Job& job);

    ModelInfo info_;
    MemoryPlan plan_;
    ModelConfig config_;
    const kernels::Backend* backend_ = nullptr;
    std::shared_ptr<const Tokenizer> tokenizer_;
    std::shared_ptr<const ChatTemplate> template_;
    std::optional<Error> templateError_;
    std::unique_ptr<ChatPrompt> chatPrompt_;
    mutable std::once_flag hashed_;
    mutable std::string hash_;

    // The order of destruction, from the last: the engine thread ends before what it works on.
    std::optional<ModelWeights> weights_;
    std::unique_ptr<ThreadPool> threads_;
    std::optional<KvPages> pages_;
    std::unique_ptr<Transformer> model_;
    std::unique_ptr<Scheduler> scheduler_;
};

Result<std::shared_ptr<Engine>> LoadedEngine::make(std::shared_ptr<const ModelFile> file,
                                                   const EngineOptions& options, std::stop_token stop) {
    auto prepared = prepare(*file, options, {});
    if (!prepared) return prepared.error();
    std::shared_ptr<LoadedEngine> made(new LoadedEngine());
    made->info_ = describeModel(*file);
    made->config_ = std::move(prepared->config);
    made->backend_ = prepared->backend;
    made->plan_ = prepared->plan;
    const Placement& placement = made->plan_.placement;
    if (placement.fits && placement.readsDisk()) leaveExpertsOnDisk(*file, stop);
    auto weights = ModelWeights::bind(file, made->config_, *made->backend_);
    if (!weights) return weights.error();
    if (!made->plan_.fits) return refusal(made->plan_);
    if (stop.stop_requested()) return cancelled();
    made->weights_ = std::move(*weights);
    made->readText(*file);
    if (made->tokenizer_ && made->tokenizer_->size() > made->config_.vocabulary) {
        return Error{
            .kind = ErrorKind::kBadInput,
            .what = "The tokenizer knows {0} tokens, but the model has weights for {1}.",
            .remedy = "Put the tokenizer that was published with this model beside its weights.",
            .args = {std::to_string(made->tokenizer_->size()), std::to_string(made->config_.vocabulary)}};
    }
    // Half of the room is for experts that are computed, half for those on their way.
    if (placement.readsDisk()) made->weights_->readExpertsAhead(placement[Device::kRam].readThrough / 2);
    made->threads_ = std::make_unique<ThreadPool>(prepared->threads);
    if (auto status = made->weights_->repack(*made->backend_, *made->threads_, stop); !status)
        return status.error();
    if (stop.stop_requested()) return cancelled();

    const int64_t context = made->plan_.contextLength;
    const KvShape shape = made->config_.cacheShape(kvDType(options.kvType));
    auto pages = KvPages::create(shape, plannedPages(options, context));
    if (!pages) return pages.error();
    made->pages_ = std::move(*pages);
    auto model = Transformer::create(made->config_, *made->weights_, *made->backend_, *made->pages_,
                                     *made->threads_, stepLimits(made->config_, options, context));
    if (!model) return model.error();
    made->model_ = std::move(*model);
    made->scheduler_ =
        std::make_unique<Scheduler>(*made->model_, *made->pages_, *made->threads_,
                                    static_cast<int32_t>(made->config_.vocabulary), options.maxSequences);
    return std::shared_ptr<Engine>(std::move(made));
}

// A file without a vocabulary still computes; one whose template is beyond us still generates from plain
// text.
void LoadedEngine::readText(const ModelFile& file) {
    if (!info_.hasTokenizer) return;
    auto tokenizer = Tokenizer::load(file);
    if (!tokenizer) {
        templateError_ = tokenizer.error();
        info_.hasTokenizer = false;
        return;
    }
    tokenizer_ = std::move(*tokenizer);
    info_.chatTemplate = tokenizer_->chatTemplate();
    if (info_.chatTemplate.empty()) return;
    auto parsed = ChatTemplate::parse(info_.chatTemplate);
    if (!parsed) {
        templateError_ = parsed.error();
        return;
    }
    template_ = std::move(*parsed);
    chatPrompt_ = std::make_unique<ChatPrompt>(tokenizer_, template_);
}

std::string LoadedEngine::weightsHash() const {
    std::call_once(hashed_, [this] { hash_ = hashWeights(weights_->file()); });
    return hash_;
}

Result<std::vector<Token>> LoadedEngine::renderChat(const std::vector<ChatMessage>& messages) const {
    if (chatPrompt_) return chatPrompt_->tokens(messages);
    if (templateError_) return *templateError_;
    return Error{.kind = ErrorKind::kUnsupported,
                 .what = "The model file has no chat template.",
                 .remedy = "Give the whole prompt as plain text, or choose an instruction model."};
}

Status LoadedEngine::checkTokens(const std::vector<Token>& tokens) const {
    for (const Token token : tokens) {
        if (token >= 0 && token < config_.vocabulary) continue;
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "Token {0} is not in this model's vocabulary of {1}.",
                     .remedy = "Use the tokens of this model's own tokenizer.",
                     .args = {std::to_string(token), std::to_string(config_.vocabulary)}};
    }
    return {};
}

Status LoadedEngine::checkPrompt(const std::vector<Token>& prompt, int64_t maxTokens) const {
    if (prompt.empty() || maxTokens < 0) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "There is no prompt to go on from.",
                     .remedy = "Give at least one token, and a count that is not negative."};
    }
    if (auto status = checkTokens(prompt); !status) return status;
    const int64_t longest = model_->limits().positions;
    const auto tokens = static_cast<int64_t>(prompt.size());
    if (tokens + maxTokens <= longest) return {};
    if (maxTokens == 0) {
        return Error{.kind = ErrorKind::kDoesNotFit,
                     .what = "The text has {0} tokens, and the context holds {1}.",
                     .remedy = "Shorten the text or load the model with a longer context.",
                     .args = {std::to_string(tokens), std::to_string(longest)}};
    }
    return Error{
        .kind = ErrorKind::kDoesNotFit,
        .what = "The prompt has {0} tokens and the answer may have {2}, but the context holds {1}.",
        .remedy = "Shorten the prompt, ask for a shorter answer, or load the model with a longer context.",
        .args = {std::to_string(tokens), std::to_string(longest), std::to_string(maxTokens)}};
}

void LoadedEngine::addSequence(Job& job, const std::vector<Token>& prompt, int64_t maxTokens) {
    Sequence& sequence = job.sequences.emplace_back();
    sequence.job = &job;
    sequence.index = job.sequences.size() - 1;
    sequence.tokens.reserve(prompt.size() + static_cast<size_t>(maxTokens));
    sequence.tokens = prompt;
    sequence.promptTokens = static_cast<int64_t>(prompt.size());
    sequence.maxTokens = maxTokens;
    job.waiting.push_back(sequence.index);
    ++job.open;
}

void LoadedEngine::findCommonHead(Job& job) {
    const std::vector<Token>& first = job.sequences.front().tokens;
    job.commonHead = static_cast<int64_t>(first.size());
    for (const Sequence& sequence : job.sequences)
        job.commonHead = std::min(job.commonHead, commonHead(first, sequence.tokens));
}

Result<std::vector<GenerateResult>> LoadedEngine::serve(
    std::vector<GenerateRequest> requests, std::function<void(size_t, const GenerateResult&)> onDone,
    std::stop_token stop) {
    for (const GenerateRequest& request : requests) {
        if (auto status = checkPrompt(request.prompt, request.maxTokens); !status) return status.error();
    }
    if (requests.empty()) return std::vector<GenerateResult>{};
    auto job = std::make_shared<Job>();
    job->goal = Job::Goal::kGenerate;
    job->stop = std::move(stop);
    job->onDone = std::move(onDone);
    job->results.resize(requests.size());
    job->sequences.reserve(requests.size());
    for (GenerateRequest& request : requests) {
        addSequence(*job, request.prompt, request.maxTokens);
        if (request.recordRouting && config_.router.experts > 0) {
            job->sequences.back().statistics = std::make_shared<RouterStatistics>(
                config_.layers, config_.router.experts, config_.router.active, request.recordPairs);
        }
        job->sequences.back().answer = std::make_unique<Answer>(std::move(request), tokenizer_);
    }
    findCommonHead(*job);
    scheduler_->run(job);
    if (job->error) return *job->error;
    return std::move(job->results);
}

Result<GenerateResult> LoadedEngine::generate(const GenerateRequest& request, std::stop_token stop) {
    auto results = serve({request}, {}, std::move(stop));
    if (!results) return results.error();
    return std::move(results->front());
}

Result<std::vector<GenerateResult>> LoadedEngine::generateMany(
    const std::vector<GenerateRequest>& requests,
    const std::function<void(size_t index, const GenerateResult&)>& onDone, std::stop_token stop) {
    return serve(requests, onDone, std::move(stop));
}

Result<std::vector<std::vector<float>>> LoadedEngine::scoreNext(
    const std::vector<std::vector<Token>>& prompts, const std::vector<Token>& choices, std::stop_token stop) {
    if (auto status = checkTokens(choices); !status) return status.error();
    for (const auto& prompt : prompts) {
        if (auto status = checkPrompt(prompt, 0); !status) return status.error();
    }
    if (prompts.empty()) return std::vector<std::vector<float>>{};
    auto job = std::make_shared<Job>();
    job->goal = Job::Goal::kScore;
    job->stop = std::move(stop);
    job->choices = choices;
    job->scores.resize(prompts.size());
    job->sequences.reserve(prompts.size());
    for (const auto& prompt : prompts)
        addSequence(*job, prompt, 0);
    findCommonHead(*job);
    scheduler_->run(job);
    if (job->error) return *job->error;
    return std::move(job->scores);
}

Result<LogitsResult> LoadedEngine::logits(
    const std::vector<Token>& tokens, int chunk, bool onlyLast,
    const std::function<void(int64_t firstPosition, int64_t rows, const float* values)>& onRows,
    std::stop_token stop) {
    if (auto status = checkPrompt(tokens, 0); !status) return status.error();
    auto job = std::make_shared<Job>();
    job->goal = Job::Goal::kLogits;
    job->stop = std::move(stop);
    job->chunk = std::min<int64_t>(std::max(chunk, 0), model_->limits().rows);
    job->onlyLast = onlyLast;
    job->onRows = onRows;
    job->logits.vocabulary = static_cast<int32_t>(config_.vocabulary);
    job->sequences.reserve(1);
    addSequence(*job, tokens, 0);
    scheduler_->run(job);
    if (job->error) return *job->error;
    return std::move(job->logits);
}

}  // namespace

Result<ModelInfo> Engine::inspect(const std::filesystem::path& model) {
    auto file = ModelFile::open(model);
    if (!file) return file.error();
    return describeModel(**file);
}

Result<MemoryPlan> Engine::plan(const std::filesystem::path& model, const EngineOptions& options,
                                const Bandwidth& bandwidth) {
    auto file = ModelFile::open(model);
    if (!file) return file.error();
    auto prepared = prepare(**file, options, bandwidth);
    if (!prepared) return prepared.error();
    return prepared->plan;
}

Result<std::shared_ptr<Engine>> Engine::load(const std::filesystem::path& model, const EngineOptions& options,
                                             std::stop_token stop) {
    auto file = ModelFile::open(model);
    if (!file) return file.error();
    return LoadedEngine::make(std::move(*file), options, std::move(stop));
}

}  // namespace engine
