#include "engine/documents/docx_archive.h"

#include <zip.h>

#include <algorithm>

#include "engine/base/disk_space.h"

namespace engine {
namespace {

Error damaged(const std::string& name, std::string detail) {
    return Error{ErrorKind::kBadInput,
                 "“{0}” is damaged and cannot be opened.",
                 "Ask for the file again: it may have been cut short on its way.",
                 {name},
                 std::move(detail)};
}

Error tooLarge(const std::string& name, uint64_t limit, std::string detail) {
    return Error{ErrorKind::kDoesNotFit,
                 "“{0}” unpacks to more than a document may ({1}).",
                 "Do not open it unless you trust where it comes from.",
                 {name, readableBytes(limit)},
                 std::move(detail)};
}

}  // namespace

struct DocxArchive::State {
    std::string name;
    ArchiveLimits limits;
    zip_t* zip = nullptr;
    uint64_t unpacked = 0;

    ~State() {
        if (zip != nullptr) zip_discard(zip);
    }
};

DocxArchive::DocxArchive() : state_(std::make_unique<State>()) {}
DocxArchive::DocxArchive(DocxArchive&&) noexcept = default;
DocxArchive& DocxArchive::operator=(DocxArchive&&) noexcept = default;
DocxArchive::~DocxArchive() = default;

Result<DocxArchive> DocxArchive::open(std::string_view bytes, const std::string& fileName,
                                      const ArchiveLimits& limits) {
    DocxArchive archive;
    archive.state_->name = fileName;
    archive.state_->limits = limits;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source != nullptr) {
        archive.state_->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
        if (archive.state_->zip == nullptr) zip_source_free(source);
    }
    const std::string detail = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (archive.state_->zip == nullptr) return damaged(fileName, detail);
    const zip_int64_t entries = zip_get_num_entries(archive.state_->zip, 0);
    if (entries < 0 || static_cast<uint64_t>(entries) > limits.entries) {
        return Error{ErrorKind::kDoesNotFit,
                     "“{0}” holds {1} packed files: no document needs so many.",
                     "Do not open it unless you trust where it comes from.",
                     {fileName, std::to_string(entries)},
                     ""};
    }
    return archive;
}

Result<std::optional<std::string>> DocxArchive::read(const std::string& part) {
    State& state = *state_;
    const zip_int64_t index = zip_name_locate(state.zip, part.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return std::optional<std::string>();
    zip_stat_t facts;
    zip_stat_init(&facts);
    if (zip_stat_index(state.zip, static_cast<zip_uint64_t>(index), 0, &facts) != 0) {
        return damaged(state.name, part + ": " + zip_strerror(state.zip));
    }
    if ((facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && facts.encryption_method != ZIP_EM_NONE) {
        return Error{ErrorKind::kBadInput,
                     "“{0}” is protected by a password.",
                     "Save a copy without the password and open that.",
                     {state.name},
                     part};
    }
    const uint64_t packed = (facts.valid & ZIP_STAT_COMP_SIZE) != 0 ? facts.comp_size : 0;
    zip_file_t* file = zip_fopen_index(state.zip, static_cast<zip_uint64_t>(index), 0);
    if (file == nullptr) return damaged(state.name, part + ": " + zip_strerror(state.zip));
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> closer(file, &zip_fclose);

    std::string bytes;
    std::string block(64 << 10, '\0');
    for (;;) {
        const zip_int64_t count = zip_fread(file, block.data(), block.size());
        if (count < 0) return damaged(state.name, part + ": " + zip_file_strerror(file));
        if (count == 0) break;
        bytes.append(block.data(), static_cast<size_t>(count));
        state.unpacked += static_cast<uint64_t>(count);
        if (bytes.size() > state.limits.entryBytes)
            return tooLarge(state.name, state.limits.entryBytes, part);
        if (state.unpacked > state.limits.totalBytes)
            return tooLarge(state.name, state.limits.totalBytes, "all parts");
        if (bytes.size() > state.limits.ratioFreeBytes &&
            bytes.size() / state.limits.ratio > std::max<uint64_t>(packed, 1)) {
            return Error{ErrorKind::kBadInput,
                         "“{0}” is packed {1} times smaller than it is: no document is.",
                         "Do not open it unless you trust where it comes from.",
                         {state.name, std::to_string(state.limits.ratio)},
                         part};
        }
    }
    return std::optional<std::string>(std::move(bytes));
}

}  // namespace engine
