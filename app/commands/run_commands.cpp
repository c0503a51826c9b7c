// logits, generate, perplexity: computing with a model.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <numeric>

#include "app/commands/command.h"
#include "engine/model/router_statistics_json.h"
#include "engine/run/energy_meter.h"

namespace app {

using engine::Error;
using engine::ErrorKind;
using engine::Result;
using engine::Token;

namespace {

constexpr int kTopCount = 10;

engine::Status checkTokens(const std::vector<Token>& tokens, int32_t vocabulary) {
    for (const Token token : tokens) {
        if (token >= 0 && token < vocabulary) continue;
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "Token {0} is not in this vocabulary of {1}.",
                     .remedy = "Give ids from 0 up to one less.",
                     .args = {std::to_string(token), std::to_string(vocabulary)}};
    }
    if (tokens.empty())
        return Error{
            .kind = ErrorKind::kBadInput, .what = "There are no tokens.", .remedy = "Give at least one."};
    return {};
}

Error needsTokenizer() {
    return {.kind = ErrorKind::kBadInput,
            .what = "This model file has no tokenizer.",
            .remedy = "Use a complete file; without a tokenizer only info, logits and bench work."};
}

struct LogitsArguments {
    std::vector<Token> tokens;
    std::string tokensFile;
    bool all = false;
    int chunk = 0;
    std::string output;
};

Result<Output> logits(const CommonOptions& options, LogitsArguments arguments, std::stop_token stop) {
    if (!arguments.tokensFile.empty()) {
        auto text = readTextFile(arguments.tokensFile);
        if (!text) return text.error();
        std::replace(text->begin(), text->end(), ',', ' ');
        std::istringstream in(*text);
        for (Token token = 0; in >> token;)
            arguments.tokens.push_back(token);
    }
    // For comparisons: keys and values as exact as the products, unless asked otherwise.
    CommonOptions exact = options;
    if (exact.kvType.empty()) exact.kvType = "f32";
    auto loaded = loadEngine(exact, stop);
    if (!loaded) return loaded.error();
    if (auto valid = checkTokens(arguments.tokens, (*loaded)->info().vocabulary); !valid)
        return valid.error();

    std::ofstream file;
    if (!arguments.output.empty()) {
        file.open(arguments.output, std::ios::binary | std::ios::trunc);
        if (!file) {
            return Error{.kind = ErrorKind::kIo,
                         .what = "“{0}” cannot be written.",
                         .remedy = "Choose another place.",
                         .args = {arguments.output}};
        }
    }
    const size_t vocabulary = static_cast<size_t>((*loaded)->info().vocabulary);
    int64_t positions = 0;
    Json argmax = Json::array();
    Json top = Json::array();
    std::vector<int32_t> order(vocabulary);
    auto result = (*loaded)->logits(
        arguments.tokens, arguments.chunk, !arguments.all,
        [&](int64_t, int64_t rows, const float* values) {
            for (int64_t row = 0; row < rows; ++row, ++positions) {
                const float* scores = values + static_cast<size_t>(row) * vocabulary;
                if (file.is_open()) {
                    file.write(reinterpret_cast<const char*>(scores),
                               static_cast<std::streamsize>(vocabulary * sizeof(float)));
                }
                std::iota(order.begin(), order.end(), 0);
                const auto count =
                    std::min<std::ptrdiff_t>(kTopCount, static_cast<std::ptrdiff_t>(vocabulary));
                std::partial_sort(order.begin(), order.begin() + count, order.end(),
                                  [&](int32_t a, int32_t b) {
                                      return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
                                  });
                Json best = Json::array();
                for (std::ptrdiff_t i = 0; i < count; ++i) {
                    best.push_back({{"token", order[static_cast<size_t>(i)]},
                                    {"logit", scores[order[static_cast<size_t>(i)]]}});
                }
                argmax.push_back(order[0]);
                top.push_back(std::move(best));
            }
        },
        stop);
    if (!result) return result.error();
    if (file.is_open() && !file.flush()) {
        return Error{.kind = ErrorKind::kIo,
                     .what = "“{0}” could not be written to the end.",
                     .remedy = "Free some disk space.",
                     .args = {arguments.output}};
    }
    Output out;
    out.text = fmt::format("{} positions, vocabulary {}\n", positions, vocabulary);
    for (const auto& best : top) {
        for (const auto& entry : best)
            out.text += fmt::format("{}:{:.4f} ", entry["token"].get<int>(), entry["logit"].get<float>());
        out.text += '\n';
    }
    out.json = {{"positions", positions},
                {"vocabulary", vocabulary},
                {"argmax", std::move(argmax)},
                {"top", std::move(top)}};
    return out;
}

struct GenerateArguments {
    std::string prompt, promptFile;
    bool raw = false;
    bool showPrompt = false;
    bool routing = false;
    int maxTokens = 256;
    std::string grammarFile;
    engine::SamplerOptions sampler;
};

// How evenly each layer uses its experts.
std::string readableRouting(const engine::RouterStatistics& routing) {
    std::string text;
    const double even = std::log2(static_cast<double>(routing.experts()));
    for (int64_t layer = 0; layer < routing.layers(); ++layer) {
        if (routing.choices(layer) > 0)
            text +=
                fmt::format("layer {}: entropy {:.2f} of {:.2f} bits\n", layer, routing.entropy(layer), even);
    }
    return text;
}

Result<Output> generate(const CommonOptions& options, GenerateArguments arguments, std::stop_token stop) {
    if (arguments.prompt.empty() == arguments.promptFile.empty()) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "There must be one prompt.",
                     .remedy = "Give either --prompt or --prompt-file, with something in it."};
    }
    if (!arguments.promptFile.empty()) {
        auto text = readTextFile(arguments.promptFile);
        if (!text) return text.error();
        arguments.prompt = std::move(*text);
    }
    auto path = resolveModel(options);
    if (!path) return path.error();
    auto loaded = loadEngine(options, stop);
    if (!loaded) return loaded.error();
    engine::Engine& model = **loaded;
    const auto tokenizer = model.tokenizer();
    if (!tokenizer) return needsTokenizer();
    if (arguments.routing && model.info().experts == 0) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” has no experts, so there is no routing to record.",
                     .remedy = "Leave --routing out, or use a model with experts.",
                     .args = {path->filename().string()}};
    }

    engine::GenerateRequest request;
    if (arguments.raw) {
        request.prompt =
            tokenizer->encode(arguments.prompt, {.parseSpecial = true, .addBegin = tokenizer->addsBegin()});
    } else {
        auto rendered = model.renderChat({{"user", arguments.prompt}});
        if (!rendered) return rendered.error();
        request.prompt = std::move(*rendered);
    }
    if (arguments.showPrompt) std::fprintf(stderr, "%s\n", tokenizer->decode(request.prompt, true).c_str());
    request.maxTokens = arguments.maxTokens;
    request.sampler = arguments.sampler;
    request.sampler.seed = options.seed;
    request.recordRouting = request.recordPairs = arguments.routing;
    if (!arguments.grammarFile.empty()) {
        auto grammar = readTextFile(arguments.grammarFile);
        if (!grammar) return grammar.error();
        auto constraint = engine::constrainToGrammar(tokenizer, *grammar);
        if (!constraint) return constraint.error();
        request.constraint = std::move(*constraint);
    }
    request.onPrefill = [](int64_t done, int64_t total) {
        showProgress(fmt::format("reading the prompt: {} of {} tokens", done, total));
    };
    if (!options.json) {
        request.onText = [](std::string_view piece) {
            endProgress();
            std::cout << piece << std::flush;
        };
    }
    const engine::EnergyMeter meter;
    auto result = model.generate(request, stop);
    if (!result) return result.error();

    Output out;
    out.json = {
        {"text", result->text},
        {"tokens", result->tokens},
        {"prompt_tokens", result->promptTokens},
        {"prefill_ms", result->prefillMs},
        {"decode_ms", result->decodeMs},
        {"prefill_tokens_per_s", perSecond(result->promptTokens - result->reusedTokens, result->prefillMs)},
        // The first token comes out of the prefill: the decode took the time of the others.
        {"decode_tokens_per_s", perSecond(static_cast<int64_t>(result->tokens.size()) - 1, result->decodeMs)},
        {"joules", jsonOrNull(meter.joules())},
        {"stop_reason", engine::describe(result->stopReason)}};
    if (result->routing) {
        out.json["routing"] = engine::toJson(*result->routing);
        if (!options.json) out.text = "\n\n" + readableRouting(*result->routing);
    }
    remember(options, "generate", arguments.prompt.substr(0, 120), *path, out.json,
             arguments.prompt + '\n' + result->text, (result->prefillMs + result->decodeMs) / 1e3);
    out.cancelled = result->stopReason == engine::StopReason::kCancelled;
    return out;
}

Result<Output> perplexity(const CommonOptions& options, const std::string& file, int64_t context,
                          std::stop_token stop) {
    if (context == 0) context = 512;
    if (context < 2) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "A window of {0} tokens predicts nothing.",
                     .remedy = "Use --context 2 or more.",
                     .args = {std::to_string(context)}};
    }
    auto text = readTextFile(file);
    if (!text) return text.error();
    auto path = resolveModel(options);
    if (!path) return path.error();
    CommonOptions sized = options;
    sized.contextLength = context;
    auto loaded = loadEngine(sized, stop);
    if (!loaded) return loaded.error();
    engine::Engine& model = **loaded;
    if (!model.tokenizer()) return needsTokenizer();
    const auto tokens = model.tokenizer()->encode(*text, {.parseSpecial = false, .addBegin = false});
    if (tokens.size() < 2) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” holds fewer than two tokens.",
                     .remedy = "Use a longer text.",
                     .args = {file}};
    }
    const auto start = std::chrono::steady_clock::now();
    const size_t vocabulary = static_cast<size_t>(model.info().vocabulary);
    const Token begin = model.tokenizer()->addsBegin() ? model.tokenizer()->beginToken() : engine::kNoToken;
    double nats = 0;
    int64_t counted = 0;
    // Windows that do not overlap; every token but the first of a window is predicted from those before it in
    // the window.
    for (size_t first = 0; first + 1 < tokens.size(); first += static_cast<size_t>(context)) {
        const size_t last = std::min(tokens.size(), first + static_cast<size_t>(context));
        std::vector<Token> window(tokens.begin() + static_cast<std::ptrdiff_t>(first),
                                  tokens.begin() + static_cast<std::ptrdiff_t>(last));
        if (window.size() < 2) break;
        if (begin != engine::kNoToken) window.front() = begin;
        auto result = model.logits(
            window, 0, false,
            [&](int64_t position, int64_t rows, const float* values) {
                for (int64_t row = 0; row < rows; ++row) {
                    const size_t next = static_cast<size_t>(position + row) + 1;
                    if (next >= window.size()) continue;
                    const float* scores = values + static_cast<size_t>(row) * vocabulary;
                    const float highest = *std::max_element(scores, scores + vocabulary);
                    double sum = 0;
                    for (size_t v = 0; v < vocabulary; ++v)
                        sum += std::exp(static_cast<double>(scores[v] - highest));
                    nats += std::log(sum) - static_cast<double>(scores[window[next]] - highest);
                    ++counted;
                }
            },
            stop);
        if (!result) return result.error();
        showProgress(fmt::format("{} of {} tokens, perplexity {:.3f}", last, tokens.size(),
                                 std::exp(nats / static_cast<double>(counted))));
    }
    const double mean = nats / static_cast<double>(counted);
    Output out;
    out.json = {{"perplexity", std::exp(mean)}, {"nats_per_token", mean}, {"tokens", counted}};
    out.text = fmt::format("perplexity {:.4f} over {} tokens\n", std::exp(mean), counted);
    remember(options, "perplexity", std::filesystem::path(file).filename().string(), *path, out.json, file,
             secondsSince(start));
    return out;
}

}  // namespace

std::vector<Command> addRunCommands(CLI::App& root) {
    std::vector<Command> commands;

    auto* logitsParser = root.add_subcommand("logits", "The scores of the next token");
    auto logitsArguments = std::make_shared<LogitsArguments>();
    auto* tokens = logitsParser->add_option("--tokens", logitsArguments->tokens, "Ids separated by commas")
                       ->delimiter(',');
    logitsParser->add_option("--tokens-file", logitsArguments->tokensFile, "A file of ids")->excludes(tokens);
    logitsParser->add_flag("--all", logitsArguments->all, "Every position, not the last alone");
    logitsParser
        ->add_option("--chunk", logitsArguments->chunk,
                     "Prefill this many tokens at a time; 1 is as in decode")
        ->check(CLI::NonNegativeNumber);
    logitsParser->add_option("--output", logitsArguments->output,
                             "Write float32 [positions, V], little-endian");
    commands.push_back({logitsParser, [logitsArguments](const CommonOptions& options, std::stop_token stop) {
                            return logits(options, *logitsArguments, stop);
                        }});

    auto* generateParser = root.add_subcommand("generate", "Continue a prompt");
    auto generateArguments = std::make_shared<GenerateArguments>();
    generateParser->add_option("--prompt", generateArguments->prompt, "The prompt");
    generateParser->add_option("--prompt-file", generateArguments->promptFile, "A file with the prompt");
    generateParser->add_flag("--raw", generateArguments->raw,
                             "Take the prompt as it is, without the chat template");
    generateParser->add_flag("--show-prompt", generateArguments->showPrompt,
                             "Print the rendered prompt to standard error");
    generateParser->add_flag("--routing", generateArguments->routing,
                             "Say what the router of a model with experts did: counts, entropy, pairs");
    generateParser->add_option("--max-tokens", generateArguments->maxTokens, "At most this many tokens")
        ->check(CLI::PositiveNumber);
    generateParser->add_option("--grammar", generateArguments->grammarFile,
                               "A GBNF grammar the answer must follow");
    auto& sampler = generateArguments->sampler;
    generateParser->add_option("--temperature", sampler.temperature, "0 takes the likeliest token")
        ->check(CLI::Range(0.0, 10.0));
    generateParser->add_option("--top-k", sampler.topK, "Keep this many candidates; 0 keeps all")
        ->check(CLI::NonNegativeNumber);
    generateParser->add_option("--top-p", sampler.topP, "Keep the likeliest up to this mass")
        ->check(CLI::Range(0.0, 1.0));
    generateParser->add_option("--min-p", sampler.minP, "Drop those below this share of the likeliest")
        ->check(CLI::Range(0.0, 1.0));
    generateParser->add_option("--repeat-penalty", sampler.repeatPenalty, "Above 1 discourages repetition")
        ->check(CLI::Range(0.1, 10.0));
    commands.push_back(
        {generateParser, [generateArguments](const CommonOptions& options, std::stop_token stop) {
             return generate(options, *generateArguments, stop);
         }});

    auto* perplexityParser = root.add_subcommand("perplexity", "How well a model predicts a text");
    auto file = std::make_shared<std::string>();
    perplexityParser->add_option("--file", *file, "The text; --context is the window, 512 when not given")
        ->required();
    commands.push_back({perplexityParser, [file](const CommonOptions& options, std::stop_token stop) {
                            return perplexity(options, *file, options.contextLength, stop);
                        }});

    return commands;
}

}  // namespace app
