#include "engine/vision/example_folders.h"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/vision/image_list.h"

namespace engine {

namespace fs = std::filesystem;

namespace {

constexpr int kMaxBoxes = 1000;  // of one picture
constexpr std::uintmax_t kMaxXmlBytes = 4'000'000;

struct PictureWithMask {
    fs::path file, mask;
};

bool isMaskName(const std::string& stem) {
    constexpr std::array kEnds = {"_mask", "-mask", "_gt"};
    return std::ranges::any_of(kEnds, [&](const char* end) { return stem.ends_with(end); });
}

// Pictures in their order, each with its mask where there is one.
Result<std::vector<PictureWithMask>> picturesIn(const fs::path& folder, std::stop_token stop) {
    auto listed = listImages(folder, std::move(stop));
    if (!listed) return listed.error();
    std::map<fs::path, std::vector<fs::path>> byStem;
    for (const fs::path& file : listed->files)
        byStem[file.parent_path() / file.stem()].push_back(file);
    std::map<fs::path, fs::path> maskOf;
    std::vector<fs::path> masks;
    const auto isPng = [](const fs::path& file) {
        return file.extension() == ".png" || file.extension() == ".PNG";
    };
    for (const auto& [stem, files] : byStem) {
        const std::string name = stem.filename().string();
        if (isMaskName(name)) {
            const fs::path owner = stem.parent_path() / name.substr(0, name.find_last_of("_-"));
            if (!byStem.contains(owner)) continue;
            maskOf[owner] = files.front();
            masks.insert(masks.end(), files.begin(), files.end());
        } else if (files.size() == 2 && isPng(files[0]) != isPng(files[1])) {
            const fs::path& mask = isPng(files[0]) ? files[0] : files[1];
            maskOf[stem] = mask;
            masks.push_back(mask);
        }
    }
    std::ranges::sort(masks);
    std::vector<PictureWithMask> pictures;
    for (const fs::path& file : listed->files) {
        if (std::ranges::binary_search(masks, file)) continue;
        const auto mask = maskOf.find(file.parent_path() / file.stem());
        pictures.push_back({file, mask == maskOf.end() ? fs::path() : mask->second});
    }
    if (pictures.empty()) {
        return Error{.kind = ErrorKind::kNotFound,
                     .what = "There is no picture in “{0}”.",
                     .remedy = "Choose a folder with pictures (JPEG, PNG, TIFF, BMP or WebP).",
                     .args = {folder.string()}};
    }
    return pictures;
}

Result<std::vector<TaughtRegion>> boxesIn(const fs::path& xml) {
    std::error_code failed;
    pugi::xml_document document;
    if (fs::file_size(xml, failed) > kMaxXmlBytes || failed || !document.load_file(xml.c_str())) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” is not a file of boxes (Pascal VOC).",
                     .remedy = "Remove it or write it again with a program for labelling.",
                     .args = {xml.string()}};
    }
    std::vector<TaughtRegion> regions;
    for (const pugi::xml_node& object : document.child("annotation").children("object")) {
        if (regions.size() >= kMaxBoxes) break;
        const pugi::xml_node box = object.child("bndbox");
        const int x = box.child("xmin").text().as_int();
        const int y = box.child("ymin").text().as_int();
        const int right = box.child("xmax").text().as_int();
        const int bottom = box.child("ymax").text().as_int();
        if (x < 0 || y < 0 || right <= x || bottom <= y) continue;
        regions.push_back(
            {.box = {x, y, right - x, bottom - y}, .kind = object.child("name").text().as_string()});
    }
    return regions;
}

// The first folder below the root, where the kind's name is.
std::string kindByFolder(const fs::path& root, const fs::path& file) {
    const fs::path below = file.lexically_relative(root).parent_path();
    return below.empty() ? std::string() : below.begin()->string();
}

}  // namespace

Result<std::vector<GoodPicture>> goodPicturesIn(const fs::path& folder, std::stop_token stop) {
    auto pictures = picturesIn(folder, std::move(stop));
    if (!pictures) return pictures.error();
    std::vector<GoodPicture> good;
    for (PictureWithMask& each : *pictures)
        good.push_back({.file = std::move(each.file)});
    return good;
}

Result<std::vector<TaughtPicture>> taughtPicturesIn(const fs::path& folder, std::stop_token stop) {
    auto pictures = picturesIn(folder, std::move(stop));
    if (!pictures) return pictures.error();
    std::vector<TaughtPicture> taught;
    for (PictureWithMask& each : *pictures) {
        TaughtPicture picture;
        fs::path xml = each.file;
        xml.replace_extension(".xml");
        std::error_code ignored;
        if (fs::is_regular_file(xml, ignored)) {
            auto regions = boxesIn(xml);
            if (!regions) return regions.error();
            picture.regions = std::move(*regions);
        }
        if (picture.regions.empty()) {
            picture.regions.push_back({.kind = kindByFolder(folder, each.file)});
            picture.mask = std::move(each.mask);
        }
        picture.file = std::move(each.file);
        taught.push_back(std::move(picture));
    }
    return taught;
}

}  // namespace engine
