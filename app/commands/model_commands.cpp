// info, models, tokenize, detokenize: what a model is, without computing with it.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "app/paths.h"
#include "engine/library/model_folders.h"
#include "engine/run/memory_plan.h"

namespace app {

using engine::Error;
using engine::ErrorKind;
using engine::Result;

namespace {

std::string readableBytes(uint64_t bytes) {
    const double value = static_cast<double>(bytes);
    if (value >= 1e9) return fmt::format("{:.3g} GB", value / 1e9);
    if (value >= 1e6) return fmt::format("{:.3g} MB", value / 1e6);
    return fmt::format("{:.3g} kB", value / 1e3);
}

struct NamedDevice {
    engine::Device device;
    const char* key;
    const char* title;
};
constexpr NamedDevice kDeviceNames[] = {{engine::Device::kGpu, "gpu", "GPU"},
                                        {engine::Device::kRam, "ram", "memory"},
                                        {engine::Device::kDisk, "disk", "disk"}};

Json knownOrNull(double figure) {
    return figure > 0 ? Json(figure) : Json(nullptr);
}

Json toJson(const engine::MemoryPlan& plan) {
    const engine::Placement& placement = plan.placement;
    Json devices = Json::array();
    for (const NamedDevice& named : kDeviceNames) {
        const engine::DeviceLoad& load = placement[named.device];
        devices.push_back({{"device", named.key},
                           {"free_bytes", plan.machine[named.device].bytes},
                           {"bandwidth_gb_s", knownOrNull(plan.machine[named.device].gigabytesPerSecond)},
                           {"attention_bytes", load.attention},
                           {"shared_bytes", load.shared},
                           {"routed_experts_bytes", load.routed},
                           {"kv_bytes", load.kv},
                           {"working_bytes", load.working},
                           {"read_through_bytes", load.readThrough},
                           {"total_bytes", load.total()},
                           {"read_bytes_per_token", load.readsPerToken}});
    }
    return {{"device", plan.device},
            {"weights_bytes", plan.weightBytes},
            {"kv_bytes", plan.kvBytes},
            {"working_bytes", plan.workingBytes},
            {"available_bytes", plan.availableBytes},
            {"context_length", plan.contextLength},
            {"fits", plan.fits},
            {"longest_context", placement.longestContext},
            {"predicted_tokens_per_s", knownOrNull(placement.tokensPerSecond)},
            {"predicted_tokens_per_s_at_full_context", knownOrNull(placement.tokensPerSecondAtEnd)},
            {"devices", devices}};
}

// One column a device that has anything to do.
std::string readablePlan(const engine::MemoryPlan& plan) {
    using Load = engine::DeviceLoad;
    std::vector<NamedDevice> shown;
    for (const NamedDevice& named : kDeviceNames) {
        if (plan.placement[named.device].total() > 0) shown.push_back(named);
    }
    std::string text = fmt::format("\n{} for a context of {} tokens\n", plan.device, plan.contextLength);
    const auto row = [&](const char* name, auto cell) {
        text += fmt::format("  {:<18}", name);
        for (const NamedDevice& named : shown)
            text += fmt::format("{:>10}", cell(named));
        text += '\n';
    };
    const auto part = [&](const char* name, uint64_t Load::*bytes) {
        bool any = false;
        for (const NamedDevice& named : shown)
            any = any || plan.placement[named.device].*bytes > 0;
        if (!any) return;
        row(name, [&](const NamedDevice& named) {
            const uint64_t held = plan.placement[named.device].*bytes;
            return held > 0 ? readableBytes(held) : std::string("-");
        });
    };
    row("", [](const NamedDevice& named) { return std::string(named.title); });
    part("attention", &Load::attention);
    part("shared by tokens", &Load::shared);
    part("routed experts", &Load::routed);
    part("KV cache", &Load::kv);
    part("working memory", &Load::working);
    part("to read through", &Load::readThrough);
    row("together",
        [&](const NamedDevice& named) { return readableBytes(plan.placement[named.device].total()); });
    row("free", [&](const NamedDevice& named) {
        return named.device == engine::Device::kDisk ? std::string("-")
                                                     : readableBytes(plan.machine[named.device].bytes);
    });
    part("read for a token", &Load::readsPerToken);
    if (!plan.fits) {
        text += engine::refusal(plan).text() + '\n';
    } else if (plan.placement.tokensPerSecond > 0) {
        text += fmt::format(
            "It fits, and should decode {:.3g} tokens a second, {:.3g} where the context is full.\n",
            plan.placement.tokensPerSecond, plan.placement.tokensPerSecondAtEnd);
    } else {
        text += "It fits.\n";
    }
    return text;
}

Result<Output> info(const CommonOptions& options, std::stop_token) {
    auto path = resolveModel(options);
    if (!path) return path.error();
    auto facts = engine::Engine::inspect(*path);
    if (!facts) return facts.error();
    Output out;
    out.json = {{"name", facts->name},
                {"architecture", facts->architecture},
                {"parameters", facts->parameters},
                {"active_parameters", facts->activeParameters},
                {"experts", facts->experts},
                {"experts_used", facts->expertsUsed},
                {"layers", facts->layers},
                {"context_length", facts->contextLength},
                {"vocabulary", facts->vocabulary},
                {"quantization", facts->quantization},
                {"bytes", facts->bytes},
                {"has_tokenizer", facts->hasTokenizer},
                {"plan", nullptr}};
    out.text = fmt::format(
        "{} ({}), {}\n{:.3g} M parameters, {:.3g} M active per token, {} layers, {} on disk\n", facts->name,
        facts->architecture, facts->quantization, static_cast<double>(facts->parameters) / 1e6,
        static_cast<double>(facts->activeParameters) / 1e6, facts->layers, readableBytes(facts->bytes));
    if (facts->experts > 0)
        out.text += fmt::format("{} experts, {} per token\n", facts->experts, facts->expertsUsed);
    if (!facts->hasWeights) {
        out.text += "A vocabulary without weights: it tokenizes, and does nothing else.\n";
        return out;
    }
    auto chosen = engineOptions(options);
    if (!chosen) return chosen.error();
    const auto bandwidth = engine::bandwidthOf(dataFolder(options), *path, chosen->threads);
    auto plan = engine::Engine::plan(*path, *chosen, bandwidth);
    if (!plan) return plan.error();
    out.json["plan"] = toJson(*plan);
    out.text += readablePlan(*plan);
    return out;
}

Result<Output> models(const std::string& fetch, std::stop_token stop) {
    if (!fetch.empty()) {
        const engine::CatalogueModel* wanted = nullptr;
        for (const auto& model : catalogue()) {
            if (model.name == fetch) wanted = &model;
        }
        if (wanted == nullptr) {
            return Error{.kind = ErrorKind::kBadInput,
                         .what = "The catalogue has no model “{0}”.",
                         .remedy = "Run “conclave-cli models” for the names.",
                         .args = {fetch}};
        }
        auto path = engine::fetchModel(
            *wanted, modelsFolder(),
            [&](const engine::FetchProgress& progress) {
                showProgress(fmt::format("{} {}: {} of {}, {}/s", progress.stage, wanted->name,
                                         readableBytes(progress.bytesDone),
                                         readableBytes(progress.bytesTotal),
                                         readableBytes(static_cast<uint64_t>(progress.bytesPerSecond))));
            },
            stop);
        if (!path) return path.error();
    }
    Output out;
    out.json["models"] = Json::array();
    for (const auto& model : catalogue()) {
        const auto present = engine::presentModel(model, modelsFolder());
        out.json["models"].push_back({{"name", model.name},
                                      {"path", present ? Json(present->string()) : Json(nullptr)},
                                      {"bytes", model.bytes()},
                                      {"languages", model.languages},
                                      {"licence", model.licence},
                                      {"present", present.has_value()},
                                      {"title", model.title},
                                      {"note", model.note}});
        out.text += fmt::format("{} {:<20} {:>8}  {}  {}\n", present ? "*" : " ", model.name,
                                readableBytes(model.bytes()), model.licence, model.note);
    }
    out.text += "Models marked * are on this machine. Get one with: conclave-cli models --fetch NAME\n";
    return out;
}

Result<std::shared_ptr<const engine::Tokenizer>> openTokenizer(const CommonOptions& options) {
    auto path = resolveModel(options);
    if (!path) return path.error();
    auto file = engine::ModelFile::open(*path);
    if (!file) return file.error();
    return engine::Tokenizer::load(**file);
}

Result<Output> tokenize(const CommonOptions& options, const std::string& file, bool special) {
    auto tokenizer = openTokenizer(options);
    if (!tokenizer) return tokenizer.error();
    auto text = readTextFile(file);
    if (!text) return text.error();
    const auto tokens = (*tokenizer)->encode(*text, {.parseSpecial = special, .addBegin = false});
    return Output{.json = {{"tokens", tokens}}, .text = fmt::format("{}\n", fmt::join(tokens, ","))};
}

Result<Output> detokenize(const CommonOptions& options, const std::vector<engine::Token>& tokens) {
    auto tokenizer = openTokenizer(options);
    if (!tokenizer) return tokenizer.error();
    for (const engine::Token token : tokens) {
        if (token < 0 || token >= (*tokenizer)->size()) {
            return Error{.kind = ErrorKind::kBadInput,
                         .what = "Token {0} is not in this vocabulary of {1}.",
                         .remedy = "Give ids from 0 up to one less.",
                         .args = {std::to_string(token), std::to_string((*tokenizer)->size())}};
        }
    }
    const std::string text = (*tokenizer)->decode(tokens, true);
    return Output{.json = {{"text", text}}, .text = text};
}

}  // namespace

std::vector<Command> addModelCommands(CLI::App& root) {
    std::vector<Command> commands;

    auto* infoParser = root.add_subcommand("info", "What a model file is, and whether it fits this machine");
    auto infoModel = std::make_shared<std::string>();
    infoParser->add_option("MODEL", *infoModel, "A GGUF file, a folder with one, or a name of the catalogue");
    commands.push_back({infoParser, [infoModel](const CommonOptions& options, std::stop_token stop) {
                            CommonOptions named = options;
                            if (!infoModel->empty()) named.model = *infoModel;
                            return info(named, stop);
                        }});

    auto* modelsParser = root.add_subcommand("models", "The catalogue of models, and fetching one");
    auto fetch = std::make_shared<std::string>();
    modelsParser->add_option("--fetch", *fetch, "Name of the model to get");
    commands.push_back(
        {modelsParser, [fetch](const CommonOptions&, std::stop_token stop) { return models(*fetch, stop); }});

    auto* tokenizeParser = root.add_subcommand("tokenize", "Text to token ids");
    auto file = std::make_shared<std::string>();
    auto special = std::make_shared<bool>(false);
    tokenizeParser->add_option("--text-file", *file, "The text")->required();
    tokenizeParser->add_flag("--special", *special,
                             "Read names of control tokens in the text as those tokens");
    commands.push_back({tokenizeParser, [file, special](const CommonOptions& options, std::stop_token) {
                            return tokenize(options, *file, *special);
                        }});

    auto* detokenizeParser = root.add_subcommand("detokenize", "Token ids to text");
    auto tokens = std::make_shared<std::vector<engine::Token>>();
    detokenizeParser->add_option("--tokens", *tokens, "Ids separated by commas")->delimiter(',')->required();
    commands.push_back({detokenizeParser, [tokens](const CommonOptions& options, std::stop_token) {
                            return detokenize(options, *tokens);
                        }});
    return commands;
}

}  // namespace app
