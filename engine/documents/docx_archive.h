// The parts of a .docx file (a ZIP archive), unpacked in memory under limits.
//
// Memory   what is unpacked is counted as it comes, never taken from what the archive says of itself.
// Errors   a damaged archive, a part behind a password, or one that unpacks to more than a document would: a
// sentence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace engine {

struct ArchiveLimits {
    uint64_t entries = 2000;
    uint64_t entryBytes = 256ULL << 20;
    uint64_t totalBytes = 512ULL << 20;
    uint64_t ratio = 100;                 // unpacked to packed …
    uint64_t ratioFreeBytes = 100 << 10;  // … once a part is larger than this
};

class DocxArchive {
public:
    // bytes must outlive the archive.
    static Result<DocxArchive> open(std::string_view bytes, const std::string& fileName,
                                    const ArchiveLimits& limits);
    DocxArchive(DocxArchive&&) noexcept;
    DocxArchive& operator=(DocxArchive&&) noexcept;
    ~DocxArchive();

    // The part of that name; nothing when there is none.
    Result<std::optional<std::string>> read(const std::string& part);

private:
    DocxArchive();
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace engine
