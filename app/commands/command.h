// What every command of conclave-cli shares: the common options, the model and the store they lead to, and
// how a result or an error is printed. Standard output carries the result alone; everything else goes to
// standard error.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/library/catalogue.h"
#include "engine/run/engine.h"
#include "engine/store/database.h"

namespace CLI {
class App;
}

namespace app {

using Json = nlohmann::ordered_json;

enum ExitCode { kSuccess = 0, kFailure = 1, kBadUsage = 2, kDoesNotFit = 3, kCancelled = 4 };

struct CommonOptions {
    bool json = false;
    std::string model;
    std::string backend = "auto";
    std::string kernels = "auto";
    std::string kvType;  // empty: f16, on the scalar path f32
    int threads = 0;
    int64_t contextLength = 0;
    uint64_t seed = 0;
    std::string dataFolder;
    bool verbose = false;
};

// What a command answers: the JSON object, and the same for a reader.
struct Output {
    Json json;
    std::string text;
    bool cancelled = false;  // ended early by the person; what was made so far is here
};

using CommandBody = std::function<engine::Result<Output>(const CommonOptions&, std::stop_token)>;

// A command as registered: its CLI11 subcommand and its body.
struct Command {
    CLI::App* parser = nullptr;
    CommandBody body;
};

std::vector<Command> addModelCommands(CLI::App& root);     // info models tokenize detokenize
std::vector<Command> addMakeModelCommand(CLI::App& root);  // make-model
std::vector<Command> addConvertCommand(CLI::App& root);    // convert
std::vector<Command> addUpcycleCommand(CLI::App& root);    // upcycle
std::vector<Command> addRunCommands(CLI::App& root);       // logits generate perplexity
std::vector<Command> addBenchCommand(CLI::App& root);      // bench
std::vector<Command> addDocumentCommands(CLI::App& root);  // summarize ask extract
std::vector<Command> addInspectCommands(CLI::App& root);   // inspect inspect-fit
std::vector<Command> addHistoryCommands(CLI::App& root);   // history

const std::vector<engine::CatalogueModel>& catalogue();

// FILE, FOLDER or NAME to a model file; without any, the default model.
engine::Result<std::filesystem::path> resolveModel(const CommonOptions& options);
engine::Result<engine::EngineOptions> engineOptions(const CommonOptions& options);
engine::Result<std::shared_ptr<engine::Engine>> loadEngine(const CommonOptions& options,
                                                           std::stop_token stop);
std::filesystem::path dataFolder(const CommonOptions& options);
engine::Result<std::shared_ptr<engine::Database>> openStore(const CommonOptions& options);
engine::Result<std::string> readTextFile(const std::filesystem::path& path);

// Adds a row to the history; says on standard error when that was not possible and lets the command succeed.
void remember(const CommonOptions& options, const std::string& kind, const std::string& title,
              const std::filesystem::path& model, const Json& result, const std::string& searchText,
              double seconds);

double secondsSince(std::chrono::steady_clock::time_point start);
double perSecond(int64_t tokens, double milliseconds);  // 0 when it took no time
Json jsonOrNull(const std::optional<double>& value);

// One line on standard error that replaces itself; nothing when standard error is no terminal.
void showProgress(const std::string& line);
void endProgress();

}  // namespace app
