#include "engine/library/catalogue.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

namespace engine {

namespace {

using Json = nlohmann::json;

// What is wrong with an entry; caught in parseCatalogue().
struct Refused {
    std::string why;
};

bool onlyOf(std::string_view text, std::string_view more) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               more.find(c) != std::string_view::npos;
    });
}

// Names become folders, files and arguments of a program, so nothing but plain names is taken.
std::string plainName(const Json& from, const char* key, std::string_view more) {
    const std::string name = from.at(key).get<std::string>();
    const bool plain =
        !name.empty() && name.size() <= 200 && onlyOf(name, more) && onlyOf(name.substr(0, 1), "_");
    if (!plain || name.find("..") != std::string::npos)
        throw Refused{std::string(key).append(" “").append(name).append("”")};
    return name;
}

uint64_t sizeOf(const Json& from) {
    const uint64_t bytes = from.at("bytes").get<uint64_t>();
    if (!from.at("bytes").is_number_unsigned() || bytes == 0 || bytes > (uint64_t{1} << 50))
        throw Refused{"bytes"};
    return bytes;
}

CatalogueFile fileOf(const Json& from) {
    CatalogueFile file;
    file.file = plainName(from, "file", "._-");
    file.bytes = sizeOf(from);
    file.sha256 = from.at("sha256").get<std::string>();
    if (file.sha256.size() != 64 || file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
        throw Refused{"sha256 of " + file.file};
    }
    uint64_t sum = 0;
    for (const Json& part : from.at("parts")) {
        file.parts.push_back({.package = plainName(part, "package", "._-"),
                              .version = plainName(part, "version", ".+!_-"),
                              .member = plainName(part, "member", "._-/ "),
                              .bytes = sizeOf(part)});
        sum += file.parts.back().bytes;
    }
    if (sum != file.bytes) throw Refused{"parts of " + file.file};
    return file;
}

CatalogueModel modelOf(const Json& from) {
    CatalogueModel model;
    model.name = plainName(from, "name", "._-");
    model.title = from.at("title").get<std::string>();
    model.licence = from.at("licence").get<std::string>();
    model.note = from.at("note").get<std::string>();
    model.noteZh = from.at("noteZh").get<std::string>();
    model.languages = from.at("languages").get<std::vector<std::string>>();
    model.generates = from.at("generates").get<bool>();
    model.testsOnly = from.at("testsOnly").get<bool>();
    model.freeMemoryBytes = from.at("freeMemoryBytes").get<uint64_t>();
    model.contextLength = from.at("contextLength").get<int64_t>();
    for (const Json& file : from.at("files"))
        model.files.push_back(fileOf(file));
    if (model.files.empty()) throw Refused{"files of " + model.name};
    return model;
}

}  // namespace

uint64_t CatalogueModel::bytes() const {
    uint64_t sum = 0;
    for (const auto& file : files)
        sum += file.bytes;
    return sum;
}

Result<std::vector<CatalogueModel>> parseCatalogue(const std::string& json) {
    Error error{.kind = ErrorKind::kBadInput,
                .what = "The catalogue of models cannot be used.",
                .remedy = "Install Conclave again, or put resources/models.json right."};
    try {
        std::vector<CatalogueModel> models;
        std::set<std::string> names;
        const Json parsed = Json::parse(json);
        for (const Json& from : parsed.at("models")) {
            models.push_back(modelOf(from));
            if (!names.insert(models.back().name).second) throw Refused{"two models " + models.back().name};
        }
        return models;
    } catch (const Refused& refused) {
        error.detail = refused.why;
    } catch (const Json::exception& problem) {
        error.detail = problem.what();
    }
    return error;
}

const CatalogueModel* nextThatServes(const std::vector<CatalogueModel>& catalogue, const std::string& name) {
    const auto named = std::find_if(catalogue.begin(), catalogue.end(),
                                    [&](const auto& model) { return model.name == name; });
    if (named == catalogue.end() || !named->generates) return nullptr;
    const size_t at = static_cast<size_t>(named - catalogue.begin());
    for (size_t step = 1; step < catalogue.size(); ++step) {
        const CatalogueModel& next = catalogue[(at + step) % catalogue.size()];
        if (next.generates && !next.testsOnly) return &next;
    }
    return nullptr;
}

std::optional<std::filesystem::path> presentModel(const CatalogueModel& model,
                                                  const std::filesystem::path& folder) {
    if (model.files.empty()) return std::nullopt;
    for (const auto& file : model.files) {
        std::error_code failed;
        const auto path = folder / model.name / file.file;
        // A size is enough here: a file gets its name only after its hash was right.
        if (!std::filesystem::is_regular_file(path, failed) || failed) return std::nullopt;
        if (std::filesystem::file_size(path, failed) != file.bytes || failed) return std::nullopt;
    }
    return folder / model.name / model.files.front().file;
}

DefaultModel chooseDefaultModel(const std::vector<CatalogueModel>& catalogue,
                                const std::filesystem::path& folder, uint64_t freeMemoryBytes) {
    std::vector<const CatalogueModel*> order;
    for (const auto& model : catalogue) {
        if (model.generates && !model.testsOnly) order.push_back(&model);
    }
    std::stable_sort(order.begin(), order.end(), [&](const CatalogueModel* a, const CatalogueModel* b) {
        const bool aFits = a->freeMemoryBytes <= freeMemoryBytes;
        const bool bFits = b->freeMemoryBytes <= freeMemoryBytes;
        if (aFits != bFits) return aFits;
        return aFits ? a->bytes() > b->bytes() : a->bytes() < b->bytes();
    });
    for (const CatalogueModel* model : order) {
        if (auto path = presentModel(*model, folder)) return {model->name, path};
    }
    return {order.empty() ? std::string() : order.front()->name, std::nullopt};
}

}  // namespace engine
