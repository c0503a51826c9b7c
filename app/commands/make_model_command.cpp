// make-model: random weights in a published shape, for measuring speed and memory.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <chrono>

#include "app/commands/command.h"
#include "engine/base/disk_space.h"
#include "engine/model/make_model.h"

namespace app {

namespace {

struct MakeModelArguments {
    std::string shape;
    std::string quantization = "Q4_K_M";
    std::string output;
};

engine::Result<Output> make(const CommonOptions& options, const MakeModelArguments& arguments,
                            std::stop_token stop) {
    auto shape = engine::findShape(arguments.shape);
    if (!shape) return shape.error();
    auto quantization = engine::findQuantization(arguments.quantization);
    if (!quantization) return quantization.error();
    const auto begin = std::chrono::steady_clock::now();
    auto made = engine::makeModel(
        *shape, *quantization, arguments.output, options.seed,
        [](uint64_t bytes, uint64_t of) {
            showProgress(fmt::format("{} of {}", engine::readableBytes(bytes), engine::readableBytes(of)));
        },
        stop);
    if (!made) return made.error();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return Output{.json = {{"path", arguments.output},
                           {"architecture", shape->architecture},
                           {"quantization", quantization->name},
                           {"parameters", made->parameters},
                           {"bytes", made->bytes},
                           {"seed", options.seed},
                           {"seconds", seconds}},
                  .text = fmt::format("{}: {}, {:.3g} M parameters in {}, {} in {:.1f} s\n", arguments.output,
                                      shape->architecture, static_cast<double>(made->parameters) / 1e6,
                                      quantization->name, engine::readableBytes(made->bytes), seconds)};
}

}  // namespace

std::vector<Command> addMakeModelCommand(CLI::App& root) {
    auto* parser =
        root.add_subcommand("make-model", "A model of random weights, to measure speed and memory");
    auto arguments = std::make_shared<MakeModelArguments>();
    parser
        ->add_option("--shape", arguments->shape,
                     fmt::format("{}, or a JSON file", fmt::join(engine::publishedShapes(), ", ")))
        ->required();
    parser->add_option("--quantization", arguments->quantization,
                       fmt::format("{}", fmt::join(engine::quantizationNames(), ", ")));
    parser->add_option("--output", arguments->output, "The GGUF file to write")->required();
    parser->footer(
        fmt::format("The JSON file is a published config.json, or an object of these keys:\n{}\n"
                    "for example {{\"architecture\": \"qwen3moe\", \"layers\": 12, \"width\": 1024, "
                    "\"heads\": 16, \"kv_heads\": 4, \"head_width\": 64,\n\"expert_feed_forward\": "
                    "512, \"experts\": 64, \"experts_used\": 8, \"vocabulary\": 32000}}",
                    fmt::join(engine::shapeKeys(), ", ")));
    return {{parser, [arguments](const CommonOptions& options, std::stop_token stop) {
                 return make(options, *arguments, stop);
             }}};
}

}  // namespace app
