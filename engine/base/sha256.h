// SHA-256 of bytes, of a stream of bytes, or of a file.
//
// Errors   sha256OfFile() answers a sentence when the file cannot be read, and kCancelled when it was
// stopped. Source   FIPS 180-4, computed by OpenSSL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace engine {

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::span<const std::byte> bytes);
    void add(std::string_view text) { add(std::as_bytes(std::span(text.data(), text.size()))); }
    // 64 lower-case hex digits; ends the stream.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string sha256Hex(std::string_view bytes);
Result<std::string> sha256OfFile(const std::filesystem::path& path,
                                 const std::function<void(uint64_t bytesDone)>& onProgress = {},
                                 std::stop_token stop = {});

}  // namespace engine
