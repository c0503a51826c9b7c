// The pictures of a folder and the folders in it, in the order in which a person would count them.
//
// Nothing is opened: a name that ends like a picture's is listed. Hidden files and folders are left out,
// links are followed without running in circles, and a file that several names lead to is listed once.
//
// Errors   kNotFound: no folder there. kDoesNotFit: more than 200,000 entries or folders 32 deep, found out
//          before they fill the memory. kCancelled when it was stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace engine {

struct ImageList {
    std::vector<std::filesystem::path> files;
    int64_t others = 0;      // files that are no pictures
    int64_t duplicates = 0;  // further names of a file that is listed
    int64_t closed = 0;      // folders that may not be read
};

Result<ImageList> listImages(const std::filesystem::path& folder, std::stop_token stop = {});

// By the ending of its name: .jpg .jpeg .jpe .png .tif .tiff .bmp .dib .webp .pbm .pgm .ppm .pnm
bool isImageName(const std::filesystem::path& path);

// "part 9" before "part 10", capitals as small letters.
bool comesBefore(const std::string& a, const std::string& b);

}  // namespace engine
