// bench: tokens per second on this machine, and how near they come to what it allows.
#include <fmt/format.h>
#include <sys/resource.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <random>

#include "app/commands/command.h"
#include "engine/base/bandwidth.h"
#include "engine/run/energy_meter.h"

namespace app {

using engine::Result;
using engine::Token;

namespace {

// How near a measured speed comes to what this machine's memory and arithmetic allow.
struct Roofline {
    double memory = 0, products = 0;  // GB and 1e9 multiply-adds a second that the threads can do
    double decodeBytes = 0;           // GB/s that decode read: weights, and keys and values at its depth
    double prefillProducts = 0;       // 1e9 multiply-adds a second of prefill with weights

    static std::string line(const char* what, double used, double most, const char* unit) {
        if (used <= 0 || most <= 0) return {};
        return fmt::format("{}: {:.1f} of {:.1f} {}, {:.0f} %\n", what, used, most, unit, 100 * used / most);
    }
    std::string text() const {
        return line("decode reads", decodeBytes, memory, "GB/s") +
               line("prefill does", prefillProducts, products, "thousand million multiply-adds a second");
    }
    Json json() const {
        return {{"memory_gb_s", memory},
                {"decode_gb_s", decodeBytes},
                {"int8_gmac_s", products},
                {"prefill_gmac_s", prefillProducts}};
    }
};

struct BenchArguments {
    int prompt = 512;
    int generate = 64;
    int repeat = 3;
    int depth = 0;
    int sequences = 1;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

std::vector<Token> randomTokens(std::mt19937& random, size_t count, int32_t vocabulary) {
    std::uniform_int_distribution<Token> any(0, vocabulary - 1);
    std::vector<Token> tokens(count);
    for (Token& token : tokens)
        token = any(random);
    return tokens;
}

Result<Output> bench(const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop) {
    auto path = resolveModel(options);
    if (!path) return path.error();
    const auto begin = std::chrono::steady_clock::now();
    CommonOptions sized = options;
    const int64_t longest = std::max<int64_t>(arguments.prompt, 1) + arguments.generate + arguments.depth + 1;
    // Whole pages of the KV cache for each sequence, and one to spare.
    sized.contextLength = std::max<int64_t>(options.contextLength, (longest + 128) * arguments.sequences);
    const auto chosen = engineOptions(sized);
    if (!chosen) return chosen.error();
    auto loaded = loadEngine(sized, stop);
    if (!loaded) return loaded.error();
    engine::Engine& model = **loaded;
    const double loadMs = secondsSince(begin) * 1e3;

    std::mt19937 random(static_cast<uint32_t>(options.seed + 1));
    std::vector<double> prefill;
    std::vector<double> decode;
    const engine::EnergyMeter meter;
    for (int round = 0; round < arguments.repeat; ++round) {
        // Other tokens each time, so that nothing is found in the cache, but the same at depth.
        std::vector<Token> deep =
            randomTokens(random, static_cast<size_t>(arguments.depth), model.info().vocabulary);
        if (arguments.prompt > 0) {
            engine::GenerateRequest request;
            request.prompt = deep;
            request.maxTokens = 1;
            request.ignoreEnd = true;
            if (!deep.empty()) {
                auto warm = model.generate(request, stop);
                if (!warm) return warm.error();
            }
            const auto more =
                randomTokens(random, static_cast<size_t>(arguments.prompt), model.info().vocabulary);
            request.prompt.insert(request.prompt.end(), more.begin(), more.end());
            auto result = model.generate(request, stop);
            if (!result) return result.error();
            prefill.push_back(perSecond(result->promptTokens - result->reusedTokens, result->prefillMs));
            showProgress(fmt::format("prefill {:.1f} tokens/s", prefill.back()));
        }
        if (arguments.generate > 0) {
            std::vector<engine::GenerateRequest> requests(static_cast<size_t>(arguments.sequences));
            for (auto& request : requests) {
                request.prompt = deep;
                const auto own = randomTokens(random, 8, model.info().vocabulary);
                request.prompt.insert(request.prompt.end(), own.begin(), own.end());
                request.maxTokens = arguments.generate + 1;
                request.ignoreEnd = true;
                // Greedy answers may go round in circles, and the experts of a circle stay in the cache.
                if (model.info().experts > 0)
                    request.sampler = {.temperature = 1e6F, .topP = 1, .seed = random()};
            }
            auto results = model.generateMany(requests, {}, stop);
            if (!results) return results.error();
            double longestMs = 0;
            int64_t generated = 0;
            for (const auto& result : *results) {
                longestMs = std::max(longestMs, result.decodeMs);
                generated += static_cast<int64_t>(result.tokens.size()) - 1;
            }
            decode.push_back(perSecond(generated, longestMs));
            showProgress(fmt::format("decode {:.1f} tokens/s", decode.back()));
        }
        if (stop.stop_requested()) return engine::cancelled();
    }
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const double prefillRate = prefill.empty() ? 0 : median(prefill);
    const double decodeRate = decode.empty() ? 0 : median(decode);
    // One sequence reads all active weights for every token.
    std::optional<double> bandwidth;
    if (arguments.sequences == 1)
        bandwidth = decodeRate * static_cast<double>(model.info().bytesPerToken) / 1e9;
    Roofline roofline;
    const engine::ModelInfo& info = model.info();
    roofline.memory = engine::measureMemoryBandwidth(options.threads);
    if (const kernels::Backend* backend = kernels::cpuBackend(chosen->cpuPath))
        roofline.products = engine::measureProducts(backend->peakBytes, options.threads);
    roofline.prefillProducts =
        prefillRate * static_cast<double>(info.activeParameters - info.headParameters) / 1e9;
    const engine::MemoryPlan& plan = model.memoryPlan();
    const double read = static_cast<double>(plan.kvBytes) / static_cast<double>(plan.contextLength) *
                        (arguments.depth + arguments.generate / 2.0);
    if (arguments.sequences == 1)
        roofline.decodeBytes = decodeRate * (static_cast<double>(info.bytesPerToken) + read) / 1e9;
    Output out;
    out.json = {{"prefill_tokens_per_s", prefillRate},
                {"decode_tokens_per_s", decodeRate},
                {"bytes_per_token", model.info().bytesPerToken},
                {"bandwidth_gb_s", jsonOrNull(bandwidth)},
                {"prompt", arguments.prompt},
                {"generate", arguments.generate},
                {"depth", arguments.depth},
                {"sequences", arguments.sequences},
                {"repeat", arguments.repeat},
                {"load_ms", loadMs},
                {"peak_bytes", static_cast<uint64_t>(usage.ru_maxrss) * 1024},
                {"joules", jsonOrNull(meter.joules())},
                {"backend", model.backendName()},
                {"roofline", roofline.json()}};
    out.text =
        fmt::format("{} on {}\nprefill {} at depth {}: {:.1f} tokens/s\ndecode {} x {}: {:.1f} tokens/s\n",
                    path->filename().string(), model.backendName(), arguments.prompt, arguments.depth,
                    prefillRate, arguments.generate, arguments.sequences, decodeRate) +
        roofline.text();
    remember(options, "bench", path->filename().string(), *path, out.json, path->string(),
             secondsSince(begin));
    return out;
}

}  // namespace

std::vector<Command> addBenchCommand(CLI::App& root) {
    auto* benchParser = root.add_subcommand("bench", "Tokens per second on this machine");
    auto benchArguments = std::make_shared<BenchArguments>();
    benchParser->add_option("--prompt", benchArguments->prompt, "Tokens to prefill")
        ->check(CLI::NonNegativeNumber);
    benchParser->add_option("--generate", benchArguments->generate, "Tokens to decode")
        ->check(CLI::NonNegativeNumber);
    benchParser->add_option("--repeat", benchArguments->repeat, "Rounds; the median counts")
        ->check(CLI::Range(1, 1000));
    benchParser->add_option("--depth", benchArguments->depth, "Tokens already in the KV cache")
        ->check(CLI::NonNegativeNumber);
    benchParser->add_option("--sequences", benchArguments->sequences, "Sequences decoded in one step")
        ->check(CLI::Range(1, 64));
    return {{benchParser, [benchArguments](const CommonOptions& options, std::stop_token stop) {
                 return bench(options, *benchArguments, stop);
             }}};
}

}  // namespace app
