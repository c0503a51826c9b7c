// conclave-cli: the engine without the window.
#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "app/commands/command.h"
#include "engine/base/log.h"

namespace {

std::stop_source interrupt;

// The first Ctrl+C asks the work to end and keep what is there; the second ends at once.
void onInterrupt(int) {
    if (interrupt.stop_requested()) std::_Exit(app::kCancelled);
    interrupt.request_stop();
}

int exitCodeOf(engine::ErrorKind kind) {
    switch (kind) {
        case engine::ErrorKind::kBadInput:
        case engine::ErrorKind::kNotFound:
        case engine::ErrorKind::kUnsupported:
            return app::kBadUsage;
        case engine::ErrorKind::kDoesNotFit:
            return app::kDoesNotFit;
        case engine::ErrorKind::kCancelled:
            return app::kCancelled;
        case engine::ErrorKind::kIo:
        case engine::ErrorKind::kInternal:
            return app::kFailure;
    }
    return app::kFailure;
}

void addCommonOptions(CLI::App& command, app::CommonOptions& options) {
    command.add_flag("--json", options.json, "Print exactly one JSON object");
    command.add_option(
        "--model", options.model,
        "A GGUF file, a folder with one, or a name of the catalogue; “none” for reading without a model");
    command.add_option("--backend", options.backend, "auto, cpu or cuda")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
    command.add_option("--kernels", options.kernels, "auto, scalar (exact, slow), avx2, avx512 or amx")
        ->check(CLI::IsMember({"auto", "scalar", "avx2", "avx512", "amx"}));
    command.add_option("--kv", options.kvType, "Type of the KV cache: f16 or q8_0")
        ->check(CLI::IsMember({"f16", "q8_0"}));
    command.add_option("--threads", options.threads, "Threads for arithmetic; 0 is one per core")
        ->check(CLI::Range(0, 1024));
    command
        .add_option("--context", options.contextLength,
                    "Tokens the KV cache holds; 0 is chosen from the model and memory")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--seed", options.seed, "Seed of the sampler");
    command.add_option("--data-dir", options.dataFolder, "Folder of the store");
    command.add_flag("--verbose", options.verbose, "Log to standard error");
}

void printError(const app::CommonOptions& options, const engine::Error& error) {
    std::fprintf(stderr, "%s\n", error.text().c_str());
    if (!error.detail.empty() && options.verbose) std::fprintf(stderr, "(%s)\n", error.detail.c_str());
    if (!options.json) return;
    const app::Json answer{{"error", error.text()}};
    std::cout << answer.dump(-1, ' ', false, app::Json::error_handler_t::replace) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App root{
        "Conclave on the command line: private reading, question answering and inference with MoE language "
        "models."};
    root.require_subcommand(1);
    app::CommonOptions options;

    std::vector<app::Command> commands;
    for (auto* add : {app::addModelCommands, app::addMakeModelCommand, app::addConvertCommand,
                      app::addUpcycleCommand, app::addRunCommands, app::addBenchCommand,
                      app::addDocumentCommands, app::addInspectCommands, app::addHistoryCommands}) {
        for (auto& command : add(root))
            commands.push_back(std::move(command));
    }
    for (auto& command : commands)
        addCommonOptions(*command.parser, options);

    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = root.exit(error, std::cout, std::cerr);
        return code == 0 ? app::kSuccess : app::kBadUsage;
    }
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    if (options.verbose) engine::setLogLevel(engine::LogLevel::kDebug);

    for (const auto& command : commands) {
        if (!command.parser->parsed()) continue;
        try {
            auto output = command.body(options, interrupt.get_token());
            app::endProgress();
            if (!output) {
                printError(options, output.error());
                return exitCodeOf(output.error().kind);
            }
            if (options.json) {
                std::cout << output->json.dump(-1, ' ', false, app::Json::error_handler_t::replace) << '\n';
            } else {
                std::cout << output->text;
                if (!output->text.empty() && output->text.back() != '\n') std::cout << '\n';
            }
            std::cout.flush();
            if (!std::cout) return app::kFailure;
            return output->cancelled ? app::kCancelled : app::kSuccess;
        } catch (const std::bad_alloc&) {
            app::endProgress();
            printError(options,
                       {.kind = engine::ErrorKind::kDoesNotFit,
                        .what = "There is not enough memory for this.",
                        .remedy = "Close other programs, use a smaller model or a shorter --context."});
            return app::kDoesNotFit;
        } catch (const std::exception& defect) {
            app::endProgress();
            printError(options, {.kind = engine::ErrorKind::kInternal,
                                 .what = "The program met a defect of its own and stopped this command.",
                                 .remedy = "Run it again with --verbose and report the line.",
                                 .detail = defect.what()});
            std::fprintf(stderr, "(%s)\n", defect.what());
            return app::kFailure;
        }
    }
    return app::kFailure;
}
