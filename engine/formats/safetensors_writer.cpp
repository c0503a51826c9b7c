#include "engine/formats/safetensors_writer.h"

#include <nlohmann/json.hpp>

#include "engine/base/check.h"
#include "engine/base/disk_space.h"
#include "engine/formats/model_file.h"

namespace engine {

uint64_t SafetensorsEntry::bytes() const {
    return TensorView{.name = {}, .type = type, .shape = shape, .data = {}}.bytes();
}

Result<SafetensorsWriter> SafetensorsWriter::create(const std::filesystem::path& path,
                                                    std::span<const SafetensorsEntry> entries) {
    constexpr size_t kAlignment = 8;
    nlohmann::json head = {{"__metadata__", {{"format", "pt"}}}};
    uint64_t at = 0;
    for (const SafetensorsEntry& entry : entries) {
        CONCLAVE_CHECK(kernels::describe(entry.type).blockElements == 1);
        const uint64_t end = at + entry.bytes();
        head[entry.name] = {{"dtype", kernels::describe(entry.type).name},
                            {"shape", entry.shape},
                            {"data_offsets", {at, end}}};
        at = end;
    }
    std::string text = head.dump();
    text.resize((text.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
    const auto length = static_cast<uint64_t>(text.size());
    const uint64_t size = sizeof(length) + length + at;
    if (auto room = checkDiskSpace(path, size); !room) return room.error();
    auto file = AtomicFile::create(path);
    if (!file) return file.error();
    if (auto wrote = file->write(std::as_bytes(std::span(&length, 1))); !wrote) return wrote.error();
    if (auto wrote = file->write(std::as_bytes(std::span(text))); !wrote) return wrote.error();
    return SafetensorsWriter(std::move(*file), size);
}

Status SafetensorsWriter::write(std::span<const std::byte> bytes) {
    return file_.write(bytes);
}

Result<uint64_t> SafetensorsWriter::finish() {
    CONCLAVE_CHECK(file_.written() == size_);
    if (auto done = file_.commit(); !done) return done.error();
    return size_;
}

}  // namespace engine
