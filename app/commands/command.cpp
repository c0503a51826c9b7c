#include "app/commands/command.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "app/catalogue_text.h"
#include "app/paths.h"
#include "engine/base/check.h"
#include "engine/base/machine.h"
#include "engine/formats/hugging_face_folder.h"
#include "engine/store/run_store.h"

namespace app {

using engine::Error;
using engine::ErrorKind;
using engine::Result;

const std::vector<engine::CatalogueModel>& catalogue() {
    static const auto models = [] {
        auto parsed = engine::parseCatalogue(kCatalogueText);
        CONCLAVE_CHECK(parsed.ok());
        return std::move(parsed).value();
    }();
    return models;
}

namespace {

// A folder of Hugging Face is a model; another stands for the one model file in it.
Result<std::filesystem::path> modelInFolder(const std::filesystem::path& folder) {
    if (engine::isHuggingFaceFolder(folder)) return folder;
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
        const std::string name = entry.path().filename().string();
        const bool laterPart =
            name.find("-of-") != std::string::npos && name.find("-00001-of-") == std::string::npos;
        if (entry.path().extension() == ".gguf" && name.rfind("mmproj", 0) != 0 && !laterPart) {
            files.push_back(entry.path());
        }
    }
    if (files.size() == 1) return files.front();
    if (files.empty()) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The folder “{0}” holds no model.",
                     .remedy = "Name a GGUF file, or a folder with config.json and safetensors files.",
                     .args = {folder.string()}};
    }
    return Error{.kind = ErrorKind::kBadInput,
                 .what = "The folder “{0}” holds {1} models.",
                 .remedy = "Name one of the files.",
                 .args = {folder.string(), std::to_string(files.size())}};
}

}  // namespace

Result<std::filesystem::path> resolveModel(const CommonOptions& options) {
    if (options.model.empty()) {
        const auto chosen =
            engine::chooseDefaultModel(catalogue(), modelsFolder(), engine::readMachine().freeMemoryBytes);
        if (chosen.path) return *chosen.path;
        return Error{.kind = ErrorKind::kNotFound,
                     .what = "The default model {0} has not been fetched.",
                     .remedy = "Run: conclave-cli models --fetch {0}",
                     .args = {chosen.name}};
    }
    std::error_code failed;
    const std::filesystem::path path = options.model;
    if (std::filesystem::is_directory(path, failed)) return modelInFolder(path);
    if (std::filesystem::exists(path, failed)) return path;
    for (const auto& model : catalogue()) {
        if (model.name != options.model) continue;
        if (auto present = engine::presentModel(model, modelsFolder())) return *present;
        return Error{.kind = ErrorKind::kNotFound,
                     .what = "The model {0} has not been fetched.",
                     .remedy = "Run: conclave-cli models --fetch {0}",
                     .args = {model.name}};
    }
    return Error{.kind = ErrorKind::kNotFound,
                 .what = "“{0}” is neither a model file nor a model of the catalogue.",
                 .remedy = "Run “conclave-cli models” for the names, or give the path of a GGUF file.",
                 .args = {options.model}};
}

Result<engine::EngineOptions> engineOptions(const CommonOptions& options) {
    engine::EngineOptions chosen;
    chosen.threads = options.threads;
    chosen.contextLength = options.contextLength;
    chosen.kvType = options.kvType == "q8_0" ? engine::KvType::kQ8 : engine::KvType::kF16;
    // The exact path is exact all through: its keys and values are not rounded either unless that is asked
    // for.
    if (options.kvType == "f32" || (options.kvType.empty() && options.kernels == "scalar"))
        chosen.kvType = engine::KvType::kF32;
    chosen.requireCuda = options.backend == "cuda";
    if (chosen.requireCuda && kernels::cudaBackend() == nullptr) {
        return Error{.kind = ErrorKind::kUnsupported,
                     .what = "This program has no CUDA backend on this machine.",
                     .remedy = "Use --backend cpu or leave the option out."};
    }
    if (options.kernels == "scalar") chosen.cpuPath = kernels::CpuPath::kScalar;
    if (options.kernels == "avx2") chosen.cpuPath = kernels::CpuPath::kAvx2;
    if (options.kernels == "avx512") chosen.cpuPath = kernels::CpuPath::kAvx512;
    if (options.kernels == "amx") chosen.cpuPath = kernels::CpuPath::kAmx;
    if (kernels::cpuBackend(chosen.cpuPath) == nullptr) {
        return Error{.kind = ErrorKind::kUnsupported,
                     .what = "This processor cannot run the {0} kernels.",
                     .remedy = "Use --kernels auto.",
                     .args = {options.kernels}};
    }
    return chosen;
}

Result<std::shared_ptr<engine::Engine>> loadEngine(const CommonOptions& options, std::stop_token stop) {
    auto path = resolveModel(options);
    if (!path) return path.error();
    auto chosen = engineOptions(options);
    if (!chosen) return chosen.error();
    return engine::Engine::load(*path, *chosen, stop);
}

std::filesystem::path dataFolder(const CommonOptions& options) {
    return options.dataFolder.empty() ? defaultDataFolder() : std::filesystem::path(options.dataFolder);
}

Result<std::shared_ptr<engine::Database>> openStore(const CommonOptions& options) {
    return engine::Database::open(dataFolder(options));
}

Result<std::string> readTextFile(const std::filesystem::path& path) {
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed)) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” is a folder.",
                     .remedy = "Name a text file.",
                     .args = {path.string()}};
    }
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return Error{.kind = ErrorKind::kNotFound,
                     .what = "“{0}” cannot be read.",
                     .remedy = "Check the name and the permissions.",
                     .args = {path.string()}};
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
}

void remember(const CommonOptions& options, const std::string& kind, const std::string& title,
              const std::filesystem::path& model, const Json& result, const std::string& searchText,
              double seconds) {
    auto store = openStore(options);
    engine::Status added;
    if (store) {
        engine::StoredRun run;
        run.kind = kind;
        run.title = title;
        run.model = model.filename().string();
        run.resultJson = result.dump(-1, ' ', false, Json::error_handler_t::replace);
        run.searchText = searchText;
        run.seconds = seconds;
        auto id = engine::RunStore(*store).add(run);
        if (!id) added = id.error();
    } else {
        added = store.error();
    }
    if (!added) std::fprintf(stderr, "Not kept in the history: %s\n", added.error().text().c_str());
}

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double perSecond(int64_t tokens, double milliseconds) {
    return milliseconds > 0 ? static_cast<double>(tokens) * 1e3 / milliseconds : 0.0;
}

Json jsonOrNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

void showProgress(const std::string& line) {
    if (::isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\033[K%s", line.c_str());
}

void endProgress() {
    if (::isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\033[K");
}

}  // namespace app
