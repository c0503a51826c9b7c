#include "engine/vision/image_list.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace engine {
namespace {

constexpr int64_t kMostEntries = 200'000;
constexpr int kDeepest = 32;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

class Listing {
public:
    explicit Listing(std::stop_token stop) : stop_(std::move(stop)) {}

    Status begin(const std::filesystem::path& folder) {
        struct stat facts {};
        if (::stat(folder.c_str(), &facts) == 0) seen_.insert({facts.st_dev, facts.st_ino});
        return walk(folder, 0);
    }

    ImageList list;

private:
    struct Identity {
        dev_t device = 0;
        ino_t file = 0;
        auto operator<=>(const Identity&) const = default;
    };

    Status walk(const std::filesystem::path& folder, int depth) {
        if (depth > kDeepest) return tooMuch(folder, "The folder “{0}” lies more than 32 folders deep.");
        std::vector<std::filesystem::path> folders;
        std::error_code failed;
        std::filesystem::directory_iterator entry(folder, failed);
        if (failed) ++list.closed;
        for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
            if (stop_.stop_requested()) return cancelled();
            if (++entries_ > kMostEntries)
                return tooMuch(folder, "There are more than 200,000 files up to the folder “{0}”.");
            look(entry->path(), folders);
        }
        for (const auto& inner : folders) {
            if (auto walked = walk(inner, depth + 1); !walked) return walked;
        }
        return {};
    }

    void look(const std::filesystem::path& path, std::vector<std::filesystem::path>& folders) {
        struct stat facts {};
        if (path.filename().string().front() == '.' || ::stat(path.c_str(), &facts) != 0) return;
        const bool isFolder = S_ISDIR(facts.st_mode);
        if (!isFolder && (!S_ISREG(facts.st_mode) || !isImageName(path)))
            ++list.others;
        else if (!seen_.insert({facts.st_dev, facts.st_ino}).second)
            list.duplicates += isFolder ? 0 : 1;
        else
            (isFolder ? folders : list.files).push_back(path);
    }

    static Error tooMuch(const std::filesystem::path& folder, const char* what) {
        return {.kind = ErrorKind::kDoesNotFit,
                .what = what,
                .remedy = "Choose a folder with fewer files.",
                .args = {folder.string()}};
    }

    std::stop_token stop_;
    std::set<Identity> seen_;
    int64_t entries_ = 0;
};

}  // namespace

bool isImageName(const std::filesystem::path& path) {
    static constexpr std::array<std::string_view, 13> kEndings = {".jpg",  ".jpeg", ".jpe", ".png",  ".tif",
                                                                  ".tiff", ".bmp",  ".dib", ".webp", ".pbm",
                                                                  ".pgm",  ".ppm",  ".pnm"};
    std::string ending = path.extension().string();
    std::ranges::transform(ending, ending.begin(), lower);
    return std::ranges::find(kEndings, ending) != kEndings.end();
}

bool comesBefore(const std::string& a, const std::string& b) {
    size_t i = 0;
    size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            while (i < a.size() && a[i] == '0')
                ++i;
            while (j < b.size() && b[j] == '0')
                ++j;
            const auto endOf = [](const std::string& text, size_t from) {
                while (from < text.size() && isDigit(text[from]))
                    ++from;
                return from;
            };
            const size_t aLength = endOf(a, i) - i;
            const size_t bLength = endOf(b, j) - j;
            if (aLength != bLength) return aLength < bLength;  // the longer number is the larger one
            if (const int order = a.compare(i, aLength, b, j, bLength); order != 0) return order < 0;
            i += aLength;
            j += bLength;
        } else {
            const auto x = static_cast<unsigned char>(lower(a[i++]));
            const auto y = static_cast<unsigned char>(lower(b[j++]));
            if (x != y) return x < y;
        }
    }
    if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
    return a < b;  // alike but for zeros or capitals
}

Result<ImageList> listImages(const std::filesystem::path& folder, std::stop_token stop) {
    std::error_code failed;
    if (!std::filesystem::is_directory(folder, failed)) {
        return Error{.kind = ErrorKind::kNotFound,
                     .what = "There is no folder “{0}”.",
                     .remedy = "Check whether it was moved or renamed.",
                     .args = {folder.string()}};
    }
    Listing listing(std::move(stop));
    if (const auto walked = listing.begin(folder); !walked) return walked.error();
    std::sort(listing.list.files.begin(), listing.list.files.end(),
              [](const auto& a, const auto& b) { return comesBefore(a.string(), b.string()); });
    return std::move(listing.list);
}

}  // namespace engine
