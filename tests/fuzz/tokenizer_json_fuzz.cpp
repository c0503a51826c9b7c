// A folder with a tokenizer.json of any bytes (seeds that begin with “{”), or a tokenizer.model of them:
// loaded, and a short text written in its tokens and back.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/text/tokenizer.h"
#include "engine/text/tokenizer_tables.h"

namespace {

// One folder for a run, in the memory of the system where it has one.
std::filesystem::path makeFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tokenizer_fuzz_XXXXXX").string();
    return mkdtemp(name.data()) == nullptr ? std::filesystem::path() : std::filesystem::path(name);
}

struct Folder {
    std::filesystem::path path = makeFolder();
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const Folder kFolder;
    const bool json = size > 0 && data[0] == '{';
    const auto file = kFolder.path / (json ? "tokenizer.json" : "tokenizer.model");
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    if (const auto loaded = engine::Tokenizer::loadFolder(kFolder.path)) {
        const std::string text = "Hello, wörld! 合同 123 <s>SPECIAL ADDED\r\n\t  x\xFF\xE5";
        const auto tokens = (*loaded)->encode(text, {.parseSpecial = true, .addBegin = true, .addEnd = true});
        (void)(*loaded)->decode(tokens, true);
        (void)(*loaded)->find("SPECIAL");
    }
    (void)engine::readTokenizerTables(kFolder.path);
    std::filesystem::remove(file);
    return 0;
}
