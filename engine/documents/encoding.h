// Which encoding the bytes of a text file are in, and the bytes as UTF-8.
//
// UTF-8 stays as it is, byte for byte (a byte order mark is kept). UTF-16 and UTF-32 are known by their mark,
// UTF-16 also by its zero bytes; Chinese in GB18030 (GBK, GB2312) and Big5 by what a detector and the share
// of Chinese characters say; what is left is Windows-1252.
//
// Errors   bytes that are no text at all: a sentence.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace engine {

struct DecodedText {
    std::string encoding;  // "UTF-8", "UTF-16LE", "GB18030", "Windows-1252" …
    std::string text;      // UTF-8
};

Result<DecodedText> decodeText(std::string bytes, const std::string& fileName);

}  // namespace engine
