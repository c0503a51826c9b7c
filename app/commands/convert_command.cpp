// convert: a model from one container into another.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "app/commands/command.h"
#include "engine/base/disk_space.h"
#include "engine/base/thread_pool.h"
#include "engine/formats/convert_to_folder.h"
#include "engine/formats/hugging_face_folder.h"
#include "engine/text/tokenizer_tables.h"

namespace app {

using engine::Error;
using engine::ErrorKind;
using engine::Result;

namespace {

struct ConvertOptions {
    std::string output;
    std::string type;
};

std::optional<kernels::DType> typeOf(const std::string& name) {
    if (name == "f32") return kernels::DType::kF32;
    if (name == "f16") return kernels::DType::kF16;
    if (name == "bf16") return kernels::DType::kBF16;
    if (name == "q8_0") return kernels::DType::kQ8_0;
    return std::nullopt;
}

// The tokenizer's keys for a model whose vocabulary has `rows` tokens, as views into the tables: weights may
// have more rows than there are tokens.
engine::GgufWriter::Metadata keysOf(engine::TokenizerTables& tables, size_t rows) {
    constexpr int32_t kUnused = 5;
    for (size_t i = tables.tokens.size(); i < rows; ++i)
        tables.tokens.push_back(fmt::format("[PAD{}]", i));
    tables.types.resize(rows, kUnused);
    if (!tables.scores.empty()) tables.scores.resize(rows, -1e4F);

    engine::GgufWriter::Metadata keys;
    const auto set = [&](const char* key, engine::MetadataValue value) {
        keys[std::string("tokenizer.ggml.") + key] = std::move(value);
    };
    set("model", std::string_view(tables.model));
    set("pre", std::string_view(tables.pre));
    engine::MetadataArray tokens, types, scores, merges;
    tokens.strings.assign(tables.tokens.begin(), tables.tokens.end());
    types.integers.assign(tables.types.begin(), tables.types.end());
    scores.numbers.assign(tables.scores.begin(), tables.scores.end());
    merges.strings.assign(tables.merges.begin(), tables.merges.end());
    set("tokens", std::move(tokens));
    set("token_type", std::move(types));
    if (!tables.scores.empty()) set("scores", std::move(scores));
    if (!tables.merges.empty()) set("merges", std::move(merges));
    const std::pair<const char*, engine::Token> roles[] = {{"bos_token_id", tables.beginToken},
                                                           {"eos_token_id", tables.endToken},
                                                           {"eot_token_id", tables.turnEndToken},
                                                           {"unknown_token_id", tables.unknownToken},
                                                           {"padding_token_id", tables.padToken}};
    for (const auto& [key, token] : roles) {
        if (token != engine::kNoToken) set(key, int64_t{token});
    }
    set("add_bos_token", tables.addsBegin);
    set("add_eos_token", tables.addsEnd);
    if (tables.model == "llama") set("add_space_prefix", tables.addsBlank);
    if (!tables.chatTemplate.empty()) keys["tokenizer.chat_template"] = std::string_view(tables.chatTemplate);
    return keys;
}

bool hasTokenizer(const std::filesystem::path& folder) {
    std::error_code failed;
    return std::filesystem::exists(folder / "tokenizer.json", failed) ||
           std::filesystem::exists(folder / "tokenizer.model", failed);
}

Result<Output> convert(const CommonOptions& options, const ConvertOptions& wanted, std::stop_token stop) {
    const std::filesystem::path output = wanted.output;
    const bool toGguf = output.extension() == ".gguf";
    if (!toGguf && wanted.type == "q8_0") {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "A folder of safetensors files holds f32, f16 or bf16, not {0}.",
                     .remedy = "Name an output that ends in .gguf, or another type.",
                     .args = {wanted.type}};
    }
    auto path = resolveModel(options);
    if (!path) return path.error();
    auto model = engine::ModelFile::open(*path);
    if (!model) return model.error();
    auto chosen = engineOptions(options);
    if (!chosen) return chosen.error();

    const auto begin = std::chrono::steady_clock::now();
    const engine::Conversion how = {.type = typeOf(wanted.type),
                                    .progress = [](std::string_view tensor, uint64_t done, uint64_t total) {
                                        showProgress(fmt::format("{} of {}  {}", engine::readableBytes(done),
                                                                 engine::readableBytes(total), tensor));
                                    }};
    engine::ThreadPool pool(options.threads);
    const engine::Arithmetic arithmetic = {*kernels::cpuBackend(chosen->cpuPath), pool};
    // A tokenizer that GGUF has no words for is left out, and that is said.
    engine::TokenizerTables tables;
    engine::GgufWriter::Metadata tokenizer;
    std::string leftOut;
    if (toGguf && engine::isHuggingFaceFolder(*path) && hasTokenizer((*model)->path())) {
        auto read = engine::readTokenizerTables((*model)->path());
        const engine::TensorView* embedding = (*model)->find("token_embd.weight");
        const size_t rows = embedding == nullptr ? 0 : static_cast<size_t>(embedding->shape.front());
        if (!read) {
            leftOut = read.error().text();
        } else if (read->tokens.size() > rows) {
            leftOut = fmt::format("It has {} tokens, and the model {}.", read->tokens.size(), rows);
        } else {
            tables = std::move(*read);
            tokenizer = keysOf(tables, rows);
        }
    }
    auto made = toGguf ? engine::convertToGguf(**model, tokenizer, how, arithmetic, output, stop)
                       : engine::convertToFolder(**model, how, arithmetic, output, stop);
    if (!made) return made.error();
    if (!leftOut.empty()) std::fprintf(stderr, "The tokenizer was left out: %s\n", leftOut.c_str());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return Output{.json = {{"path", wanted.output},
                           {"bytes", made->bytes},
                           {"tensors", made->tensors},
                           {"tokenizer", !tokenizer.empty() ||
                                             (toGguf && (*model)->array("tokenizer.ggml.tokens") != nullptr)},
                           {"seconds", took.count()}},
                  .text = fmt::format("{}: {} tensors, {} in {:.1f} s\n", wanted.output, made->tensors,
                                      engine::readableBytes(made->bytes), took.count())};
}

}  // namespace

std::vector<Command> addConvertCommand(CLI::App& root) {
    auto* parser = root.add_subcommand(
        "convert", "A model folder or GGUF file into a GGUF file, or into a folder of Hugging Face");
    auto wanted = std::make_shared<ConvertOptions>();
    parser->add_option("--output", wanted->output, "A file that ends in .gguf, or a folder")->required();
    parser
        ->add_option("--type", wanted->type,
                     "f32, f16, bf16 or q8_0 for all matrices; without it they keep theirs")
        ->check(CLI::IsMember({"f32", "f16", "bf16", "q8_0"}));
    return {{parser, [wanted](const CommonOptions& options, std::stop_token stop) {
                 return convert(options, *wanted, stop);
             }}};
}

}  // namespace app
