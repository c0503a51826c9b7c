// convert: a model from one container into another.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <chrono>

#include "app/commands/command.h"
#include "engine/base/disk_space.h"
#include "engine/base/thread_pool.h"
#include "engine/formats/convert_to_folder.h"

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
    auto made = toGguf ? engine::convertToGguf(**model, {}, how, arithmetic, output, stop)
                       : engine::convertToFolder(**model, how, arithmetic, output, stop);
    if (!made) return made.error();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return Output{.json = {{"path", wanted.output},
                           {"bytes", made->bytes},
                           {"tensors", made->tensors},
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
