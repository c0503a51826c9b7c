#include "engine/library/model_folders.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

namespace engine {

namespace {

constexpr int kDepth = 8;
constexpr size_t kEntries = 50000;  // looked at, in one folder of a program
constexpr uint64_t kManifestBytes = 1 << 20;

struct Identity {
    dev_t device = 0;
    ino_t file = 0;
    auto operator<=>(const Identity&) const = default;
};

std::optional<struct stat> factsOf(const std::filesystem::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
    return facts;
}

std::string lowerCase(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

bool beginsLikeGguf(const std::filesystem::path& path) {
    std::array<char, 4> magic{};
    std::ifstream in(path, std::ios::binary);
    return in.read(magic.data(), magic.size()) && std::string_view(magic.data(), magic.size()) == "GGUF";
}

// "-00002-of-00005" at the end of a stem.
struct Split {
    std::string head;
    int part = 0, parts = 0;
};
std::optional<Split> splitOf(const std::string& stem) {
    constexpr size_t kTail = std::string_view("-00001-of-00005").size();
    if (stem.size() <= kTail) return std::nullopt;
    const std::string tail = stem.substr(stem.size() - kTail);
    const auto digits = [&](size_t at) {
        return std::all_of(tail.begin() + static_cast<long>(at), tail.begin() + static_cast<long>(at) + 5,
                           [](char c) { return c >= '0' && c <= '9'; });
    };
    if (tail[0] != '-' || tail.substr(6, 4) != "-of-" || !digits(1) || !digits(10)) return std::nullopt;
    return Split{stem.substr(0, stem.size() - kTail), std::stoi(tail.substr(1, 5)),
                 std::stoi(tail.substr(10, 5))};
}

class Scan {
public:
    Scan(const ModelInspector& inspect, std::stop_token stop) : inspect_(inspect), stop_(std::move(stop)) {}

    void look(const ModelFolder& folder) {
        left_ = kEntries;
        if (folder.origin == "Ollama") {
            lookAtManifests(folder.path / "manifests", folder, {}, 0);
        } else {
            walk(folder.path, folder, 0);
        }
    }

    std::vector<FoundModel> take() { return std::move(found_); }

private:
    bool mayGoOn() { return left_ > 0 && !stop_.stop_requested(); }

    // Each folder once: links may lead back to one above.
    bool isNewFolder(const std::filesystem::path& path) {
        const auto facts = factsOf(path);
        return facts && S_ISDIR(facts->st_mode) && folders_.insert({facts->st_dev, facts->st_ino}).second;
    }

    std::vector<std::filesystem::path> entriesOf(const std::filesystem::path& folder) {
        std::vector<std::filesystem::path> entries;
        std::error_code failed;
        std::filesystem::directory_iterator entry(folder, failed);
        for (; !failed && entry != std::filesystem::directory_iterator() && left_ > 0;
             entry.increment(failed)) {
            entries.push_back(entry->path());
            --left_;
        }
        std::sort(entries.begin(), entries.end());
        return entries;
    }

    void walk(const std::filesystem::path& folder, const ModelFolder& from, int depth) {
        if (depth > kDepth || !mayGoOn() || !isNewFolder(folder)) return;
        for (const auto& path : entriesOf(folder)) {
            if (stop_.stop_requested()) return;
            const auto facts = factsOf(path);
            if (!facts) continue;  // a link to nothing
            const std::string name = path.filename().string();
            if (S_ISDIR(facts->st_mode)) {
                // Hugging Face keeps the bytes in blobs and the names in snapshots.
                const bool nameless = from.origin == "Hugging Face" && (name == "blobs" || name == ".locks");
                if (!nameless && name != ".git" && name.rfind(".download-", 0) != 0)
                    walk(path, from, depth + 1);
            } else if (S_ISREG(facts->st_mode) && looksLikeModel(path)) {
                offer(path, path.stem().string(), from);
            }
        }
    }

    static bool looksLikeModel(const std::filesystem::path& path) {
        const std::string extension = lowerCase(path.extension().string());
        if (extension == ".gguf") return true;
        // Blobs are named by their hash; what is inside says what they are.
        return extension.empty() && beginsLikeGguf(path);
    }

    // Ollama: manifests/HOST/NAMESPACE/NAME/TAG names the blobs of a model.
    void lookAtManifests(const std::filesystem::path& folder, const ModelFolder& from,
                         std::vector<std::string> names, int depth) {
        if (depth > 5 || !mayGoOn() || !isNewFolder(folder)) return;
        for (const auto& path : entriesOf(folder)) {
            if (stop_.stop_requested()) return;
            const auto facts = factsOf(path);
            if (!facts) continue;
            names.push_back(path.filename().string());
            if (S_ISDIR(facts->st_mode)) {
                lookAtManifests(path, from, names, depth + 1);
            } else if (S_ISREG(facts->st_mode) && static_cast<uint64_t>(facts->st_size) <= kManifestBytes) {
                lookAtManifest(path, from, names);
            }
            names.pop_back();
        }
    }

    void lookAtManifest(const std::filesystem::path& manifest, const ModelFolder& from,
                        const std::vector<std::string>& names) {
        std::ifstream in(manifest, std::ios::binary);
        const auto json = nlohmann::json::parse(in, nullptr, false);
        if (!json.is_object() || !json.contains("layers") || !json["layers"].is_array()) return;
        for (const auto& layer : json["layers"]) {
            if (!layer.is_object() || !layer.contains("mediaType") || !layer.contains("digest")) continue;
            if (layer["mediaType"] != "application/vnd.ollama.image.model" || !layer["digest"].is_string())
                continue;
            const std::string digest = layer["digest"].get<std::string>();
            constexpr std::string_view kPrefix = "sha256:";
            const std::string hash =
                digest.rfind(kPrefix, 0) == 0 ? digest.substr(kPrefix.size()) : std::string();
            // A manifest is somebody's text: nothing in it may name a file elsewhere.
            if (hash.size() != 64 || hash.find_first_not_of("0123456789abcdef") != std::string::npos)
                continue;
            std::string blob = "sha256-";
            blob += hash;
            const auto path = from.path / "blobs" / blob;
            if (factsOf(path)) offer(path, ollamaName(names), from);
        }
    }

    // ("registry.ollama.ai", "library", "qwen3", "8b") is what its user calls "qwen3:8b".
    static std::string ollamaName(const std::vector<std::string>& names) {
        if (names.size() < 2) return names.empty() ? std::string() : names.back();
        std::string name;
        for (size_t i = names.size() > 3 ? names.size() - 3 : 0; i + 2 < names.size(); ++i) {
            if (names[i] != "library") name.append(names[i]).append("/");
        }
        return name.append(names[names.size() - 2]).append(":").append(names.back());
    }

    void offer(const std::filesystem::path& path, std::string name, const ModelFolder& from) {
        const auto facts = factsOf(path);
        if (!facts || !files_.insert({facts->st_dev, facts->st_ino}).second) return;
        FoundModel model{.path = path, .name = std::move(name), .origin = from.origin};
        model.bytes = static_cast<uint64_t>(facts->st_size);
        if (const auto split = splitOf(model.name)) {
            if (split->part != 1) return;
            model.bytes = bytesOfParts(path, *split);
            model.name = split->head;
        }
        if (lowerCase(path.filename().string()).find("mmproj") != std::string::npos) {
            model.problem = pictureReader(path);
        } else if (auto info = inspect_(path)) {
            model.usable = info->hasWeights;
            model.info = std::move(*info);
            if (model.info.architecture == "clip") {
                model.usable = false;
                model.problem = pictureReader(path);
            } else if (!model.usable) {
                model.problem = {.kind = ErrorKind::kUnsupported,
                                 .what = "“{0}” holds a vocabulary and no weights.",
                                 .remedy = "It can be used to count tokens only.",
                                 .args = {path.filename().string()}};
            }
        } else {
            model.problem = info.error();
        }
        found_.push_back(std::move(model));
    }

    static Error pictureReader(const std::filesystem::path& path) {
        return {.kind = ErrorKind::kUnsupported,
                .what = "“{0}” is the part of another model that reads pictures, not a language model.",
                .remedy = "Choose the language model that it belongs to.",
                .args = {path.filename().string()}};
    }

    static uint64_t bytesOfParts(const std::filesystem::path& first, const Split& split) {
        uint64_t sum = 0;
        for (int part = 1; part <= std::min(split.parts, 1000); ++part) {
            std::array<char, 32> tail{};
            std::snprintf(tail.data(), tail.size(), "-%05d-of-%05d", part, split.parts);
            std::string name = split.head;
            name.append(tail.data()).append(first.extension().string());
            if (const auto facts = factsOf(first.parent_path() / name))
                sum += static_cast<uint64_t>(facts->st_size);
        }
        return sum;
    }

    const ModelInspector& inspect_;
    const std::stop_token stop_;
    size_t left_ = 0;
    std::set<Identity> folders_;
    std::set<Identity> files_;
    std::vector<FoundModel> found_;
};

}  // namespace

std::vector<ModelFolder> knownModelFolders(const std::filesystem::path& home) {
    return {{home / ".lmstudio/models", "LM Studio"},
            {home / ".cache/lm-studio/models", "LM Studio"},
            {home / ".cache/huggingface/hub", "Hugging Face"},
            {home / ".ollama/models", "Ollama"},
            {"/usr/share/ollama/.ollama/models", "Ollama"},
            {home / "jan/models", "Jan"},
            {home / "jan/llamacpp/models", "Jan"},
            {home / ".local/share/Jan/data/models", "Jan"},
            {home / ".local/share/Jan/data/llamacpp/models", "Jan"}};
}

std::vector<FoundModel> scanModelFolders(const std::vector<ModelFolder>& folders,
                                         const ModelInspector& inspect, std::stop_token stop) {
    Scan scan(inspect, stop);
    for (const auto& folder : folders) {
        if (stop.stop_requested()) break;
        scan.look(folder);
    }
    return scan.take();
}

}  // namespace engine
