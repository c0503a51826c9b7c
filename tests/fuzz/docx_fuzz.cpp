// A .docx of any bytes (seeds that begin with P), or a sound archive around one part of any bytes: D the
// text, S the styles, N the numbering, F the footnotes.
#include <zip.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "engine/documents/document.h"
#include "engine/documents/importer.h"

namespace {

constexpr const char* kText =
    "<w:document "
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:pPr>"
    "<w:pStyle w:val=\"Title\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId "
    "w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>A"
    "</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p></w:body></w:document>";

std::string archiveAround(char part, const std::string& bytes) {
    const std::array<std::pair<char, const char*>, 4> names = {{{'D', "word/document.xml"},
                                                                {'S', "word/styles.xml"},
                                                                {'N', "word/numbering.xml"},
                                                                {'F', "word/footnotes.xml"}}};
    zip_error_t error;
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    if (archive == nullptr) return {};
    zip_source_keep(target);
    const auto add = [&](const char* name, const std::string& text) {
        zip_file_add(archive, name, zip_source_buffer(archive, text.data(), text.size(), 0),
                     ZIP_FL_ENC_UTF_8);
    };
    const std::string text = kText;
    if (part != 'D') add("word/document.xml", text);
    for (const auto& [letter, name] : names)
        if (letter == part) add(name, bytes);
    std::string made;
    if (zip_close(archive) == 0 && zip_source_open(target) == 0) {
        zip_source_seek(target, 0, SEEK_END);
        made.resize(static_cast<size_t>(zip_source_tell(target)));
        zip_source_seek(target, 0, SEEK_SET);
        zip_source_read(target, made.data(), made.size());
        zip_source_close(target);
    }
    zip_source_free(target);
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const bool whole = bytes.front() == 'P';
    const std::string archive = whole ? bytes : archiveAround(bytes.front(), bytes.substr(1));
    engine::Document document;
    (void)engine::importDocx(document, archive, {}, {});
    return 0;
}
