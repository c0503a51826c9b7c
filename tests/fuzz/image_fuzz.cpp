// A picture file of any bytes: its facts, and its pixels where they are few, or a sentence.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "engine/vision/image_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const bool quiet = [] {
        std::cerr.setstate(std::ios::failbit);  // OpenCV says there what it could not decode
        return true;
    }();
    (void)quiet;
    constexpr int64_t kFew = 1 << 20;
    const auto bytes = std::as_bytes(std::span(data, size));
    const auto facts = engine::imageFacts(bytes, "fuzz");
    if (!facts) {
        if (facts.error().text().find("fuzz") == std::string::npos) std::abort();
        return 0;
    }
    if (facts->width <= 0 || facts->height <= 0 || facts->width > engine::kMostPixels / facts->height)
        std::abort();
    if (facts->width * facts->height > kFew) return 0;
    const auto image = engine::readImage(bytes, "fuzz");
    if (image && (image->width() != facts->width || image->height() != facts->height ||
                  image->pixels.channels() != 3 || image->pixels.depth() > CV_16U))
        std::abort();
    return 0;
}
