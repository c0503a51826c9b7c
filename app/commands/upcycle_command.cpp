// upcycle: a dense model into one with experts.
#include <CLI/CLI.hpp>
#include <chrono>

#include "app/commands/command.h"
#include "engine/base/disk_space.h"
#include "engine/model/upcycle.h"

namespace app {

using engine::Result;

namespace {

struct UpcycleOptions {
    std::string output;
    int64_t experts = 16;
    int64_t active = 2;
};

Result<Output> upcycle(const CommonOptions& options, const UpcycleOptions& wanted, std::stop_token stop) {
    auto path = resolveModel(options);
    if (!path) return path.error();
    auto model = engine::ModelFile::open(*path);
    if (!model) return model.error();
    const auto begin = std::chrono::steady_clock::now();
    auto bytes = engine::upcycle(
        **model, {},
        {.experts = wanted.experts,
         .active = wanted.active,
         .seed = options.seed,
         .progress =
             [](uint64_t done, uint64_t total) {
                 showProgress(engine::readableBytes(done) + " of " + engine::readableBytes(total));
             }},
        wanted.output, stop);
    endProgress();
    if (!bytes) return bytes.error();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return Output{.json = {{"path", wanted.output},
                           {"bytes", *bytes},
                           {"experts", wanted.experts},
                           {"active", wanted.active},
                           {"seconds", took.count()}},
                  .text = wanted.output + ": " + std::to_string(wanted.experts) + " experts, " +
                          std::to_string(wanted.active) + " active, " + engine::readableBytes(*bytes) + "\n"};
}

}  // namespace

std::vector<Command> addUpcycleCommand(CLI::App& root) {
    auto* parser = root.add_subcommand(
        "upcycle",
        "A dense model into one with experts that give the same output until they are trained apart");
    auto wanted = std::make_shared<UpcycleOptions>();
    parser->add_option("--output", wanted->output, "The GGUF file to write")->required();
    parser->add_option("--experts", wanted->experts, "Experts in each layer");
    parser->add_option("--active", wanted->active, "Experts that a token passes");
    return {{parser, [wanted](const CommonOptions& options, std::stop_token stop) {
                 return upcycle(options, *wanted, stop);
             }}};
}

}  // namespace app
