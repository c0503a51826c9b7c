// Pictures out of files: JPEG, PNG, TIFF, BMP, WebP and PNM, by OpenCV's decoders.
//
// A file is judged by its header before anything is decoded. What comes out is upright (EXIF is applied
// once), opaque (alpha is laid on white), blue, green and red, with 8 or 16 bits as in the file. Of an
// animation or of several pages it is the first, and the facts say how many there are.
//
// Memory   reading holds the file and one decoded copy, at most 256 megapixels.
// Thread   any; nothing is shared.
// Errors   one sentence with the file's name and what to do: not there, not readable, empty, no picture, a
//          format that is not read, damaged, cut short, too large, another depth than 16 bits or fewer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "engine/base/result.h"
#include "engine/vision/image.h"

namespace engine {

constexpr int64_t kMostPixels = 256'000'000;

enum class ImageFormat { kJpeg, kPng, kTiff, kBmp, kWebp, kPnm };

struct ImageFacts {
    ImageFormat format = ImageFormat::kJpeg;
    int64_t width = 0, height = 0;  // upright
    int bits = 8;                   // of a channel
    int channels = 3;               // in the file, alpha among them; a palette counts as colour
    bool alpha = false;
    bool premultiplied = false;  // colours are weighted by alpha already
    bool inverted = false;       // 0 is white, and the decoder leaves it so
    bool cmyk = false;
    int orientation = 1;  // EXIF's: 1 upright … 8
    int64_t frames = 1;   // of an animation, or pages
};

// "JPEG"
const char* nameOf(ImageFormat format);

// From the header alone.
Result<ImageFacts> imageFacts(const std::filesystem::path& path);
Result<Image> readImage(const std::filesystem::path& path);

// The same of bytes; `name` is what sentences call them.
Result<ImageFacts> imageFacts(std::span<const std::byte> bytes, const std::string& name);
Result<Image> readImage(std::span<const std::byte> bytes, const std::string& name);

}  // namespace engine
