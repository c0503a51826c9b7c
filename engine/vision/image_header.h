// What the header of a picture says, without decoding it: one function a format.
//
// Errors   throw ImageFault, which becomes a sentence where the reading began.
// Source   ITU-T T.81 (JPEG), PNG 1.2 with APNG, TIFF 6.0, EXIF 2.3, BMP, RFC 9649 (WebP), PNM of Netpbm.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/vision/image_reader.h"

namespace engine {

struct ImageFault {
    std::string fact;     // "it was cut short"
    bool damaged = true;  // false: right, but of a kind that is not read
};

// Bytes of an open file or of memory, read where they are wanted.
class ImageBytes {
public:
    explicit ImageBytes(std::span<const std::byte> bytes) : bytes_(bytes), size_(bytes.size()) {}
    ImageBytes(int file, uint64_t size) : file_(file), size_(size) {}

    uint64_t size() const { return size_; }
    // Throws where the bytes are not there.
    void read(uint64_t at, void* to, size_t size) const;
    // Numbers of 1 to 4 bytes.
    uint32_t little(uint64_t at, size_t size) const;
    uint32_t big(uint64_t at, size_t size) const;
    bool is(uint64_t at, std::string_view text) const;

private:
    std::span<const std::byte> bytes_;
    int file_ = -1;
    uint64_t size_ = 0;
};

// None: no format that is read.
std::optional<ImageFormat> formatOf(const ImageBytes& bytes);
// Checked for a size that there can be, not for one that is too large. `width` and `height` are those of the
// file: the orientation is not applied yet.
ImageFacts readHeader(const ImageBytes& bytes, ImageFormat format);

// Whether the picture's data reach its end mark: libjpeg fills up with grey what is missing.
bool reachesEndOfJpeg(std::span<const std::byte> bytes);

// Where the first frame of an animated WebP lies on its canvas, and that frame as a file of its own.
struct WebpFrame {
    int64_t x = 0, y = 0;
    std::string file;
};
WebpFrame firstFrameOfWebp(std::span<const std::byte> bytes);

}  // namespace engine
