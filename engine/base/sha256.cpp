#include "engine/base/sha256.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "engine/base/check.h"

namespace engine {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() { CONCLAVE_CHECK(context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1); }
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::span<const std::byte> bytes) {
    CONCLAVE_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    CONCLAVE_CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), &size) == 1);
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += kDigits[digest[i] >> 4];
        text += kDigits[digest[i] & 15];
    }
    return text;
}

std::string sha256Hex(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

Result<std::string> sha256OfFile(const std::filesystem::path& path,
                                 const std::function<void(uint64_t bytesDone)>& onProgress,
                                 std::stop_token stop) {
    // Read, not mapped: a file that is cut short meanwhile ends the loop instead of the program.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        const bool missing = errno == ENOENT || errno == ENOTDIR;
        return Error{.kind = missing ? ErrorKind::kNotFound : ErrorKind::kIo,
                     .what = missing ? "“{0}” is not there." : "“{0}” cannot be read.",
                     .remedy = missing ? "Check the name, or choose the file again."
                                       : "Check the permissions of the file.",
                     .args = {path.string()},
                     .detail = std::strerror(errno)};
    }
    Sha256 hash;
    std::vector<std::byte> block(size_t{1} << 20);
    uint64_t done = 0;
    ssize_t got = 0;
    bool stopped = false;
    do {
        do {
            got = ::read(file, block.data(), block.size());
        } while (got < 0 && errno == EINTR);
        if (got <= 0) break;
        hash.add(std::span(block).first(static_cast<size_t>(got)));
        done += static_cast<uint64_t>(got);
        if (onProgress) onProgress(done);
        stopped = stop.stop_requested();
    } while (!stopped);
    const int problem = errno;
    ::close(file);
    if (stopped) return cancelled();
    if (got < 0) {
        return Error{.kind = ErrorKind::kIo,
                     .what = "“{0}” cannot be read to its end.",
                     .remedy = "Check the disk, and copy or fetch the file again.",
                     .args = {path.string()},
                     .detail = std::strerror(problem)};
    }
    return hash.hex();
}

}  // namespace engine
