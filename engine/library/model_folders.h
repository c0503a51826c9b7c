// Model files that lie on this machine already, found in place: Conclave's own folder, folders the person
// added, and those of LM Studio, Hugging Face, Ollama and Jan.
//
// A scan is bounded (depth, entries) and follows links without running in circles. A file is listed once,
// however many names lead to it, and a split model once, by its first part.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/run/engine.h"

namespace engine {

struct FoundModel {
    std::filesystem::path path;
    std::string name;
    std::string origin;  // "Conclave", "LM Studio", "Hugging Face", "Ollama", "Jan", "Folder"
    uint64_t bytes = 0;  // of all parts
    bool usable = false;
    ModelInfo info;  // when usable
    Error problem;   // when not
};

struct ModelFolder {
    std::filesystem::path path;
    std::string origin;
};

// The folders of the other programs as they stand under this home (and, for Ollama, where its service keeps
// them), whether or not they are there.
std::vector<ModelFolder> knownModelFolders(const std::filesystem::path& home);
std::vector<FoundModel> scanModelFolders(const std::vector<ModelFolder>& folders, std::stop_token stop = {});

// The same with another way to look into a file.
using ModelInspector = std::function<Result<ModelInfo>(const std::filesystem::path&)>;
std::vector<FoundModel> scanModelFolders(const std::vector<ModelFolder>& folders,
                                         const ModelInspector& inspect, std::stop_token stop = {});

}  // namespace engine
