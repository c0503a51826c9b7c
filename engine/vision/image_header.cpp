#include "engine/vision/image_header.h"

#include <unistd.h>

#include <cstring>

namespace engine {
namespace {

constexpr int kMostEntries = 4096;    // of a directory of tags
constexpr int kMostChunks = 1 << 20;  // of a PNG or WebP file
constexpr int kMostPages = 10000;

// A directory of tags, in TIFF files and in EXIF data; offsets count from `base`.
class Tags {
public:
    Tags(const ImageBytes& bytes, uint64_t base) : bytes_(bytes), base_(base) {
        if (bytes.is(base, "II"))
            little_ = true;
        else if (!bytes.is(base, "MM"))
            throw ImageFault{"its tags have no byte order"};
        if (number(base + 2, 2) != 42) throw ImageFault{"its tags are of an unknown kind"};
        directory_ = base + number(base + 4, 4);
        count_ = number(directory_, 2);
        if (count_ > kMostEntries) throw ImageFault{"it has too many tags"};
    }

    // The `index`th of the tag's numbers.
    std::optional<uint32_t> find(uint32_t tag, uint32_t index = 0) const {
        constexpr uint32_t kByte = 1, kShort = 3, kLong = 4;
        for (uint32_t i = 0; i < count_; ++i) {
            const uint64_t entry = directory_ + 2 + 12 * i;
            if (number(entry, 2) != tag) continue;
            const uint32_t type = number(entry + 2, 2);
            const size_t size = type == kByte ? 1 : type == kShort ? 2 : type == kLong ? 4 : 0;
            const uint64_t count = number(entry + 4, 4);
            if (size == 0 || index >= count) return std::nullopt;
            const uint64_t place = count * size <= 4 ? entry + 8 : base_ + number(entry + 8, 4);
            return number(place + index * size, size);
        }
        return std::nullopt;
    }

    int orientation() const {
        const uint32_t said = find(0x112).value_or(1);
        return said >= 1 && said <= 8 ? static_cast<int>(said) : 1;
    }

    // This directory and those that follow it.
    int pages() const {
        int pages = 1;
        uint64_t directory = directory_;
        while (pages < kMostPages) {
            const uint64_t next = directory + 2 + 12ULL * number(directory, 2);
            // The end of the file stands for the end of the list, as for libtiff.
            if (next + 4 > bytes_.size() || number(next, 4) == 0) break;
            directory = base_ + number(next, 4);
            if (directory + 2 > bytes_.size()) break;
            ++pages;
        }
        return pages;
    }

private:
    uint32_t number(uint64_t at, size_t size) const {
        return little_ ? bytes_.little(at, size) : bytes_.big(at, size);
    }

    const ImageBytes& bytes_;
    uint64_t base_ = 0, directory_ = 0;
    uint32_t count_ = 0;
    bool little_ = false;
};

// Broken EXIF data are no reason to refuse a picture.
int exifOrientation(const ImageBytes& bytes, uint64_t at) {
    try {
        return Tags(bytes, at).orientation();
    } catch (const ImageFault&) {
        return 1;
    }
}

ImageFacts readJpeg(const ImageBytes& bytes) {
    constexpr uint32_t kStartOfScan = 0xDA, kApp1 = 0xE1, kApp14 = 0xEE;
    ImageFacts facts{.format = ImageFormat::kJpeg};
    bool adobe = false;
    uint64_t at = 2;
    for (int segments = 0; segments < kMostChunks; ++segments) {
        if (bytes.big(at, 1) != 0xFF) throw ImageFault{"its segments do not follow each other"};
        while (bytes.big(at, 1) == 0xFF)
            ++at;
        const uint32_t marker = bytes.big(at++, 1);
        if (marker == kStartOfScan) break;
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;  // stand alone
        const uint32_t length = bytes.big(at, 2);
        const bool isFrame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (isFrame) {
            facts.bits = static_cast<int>(bytes.big(at + 2, 1));
            facts.height = bytes.big(at + 3, 2);
            facts.width = bytes.big(at + 5, 2);
            facts.channels = static_cast<int>(bytes.big(at + 7, 1));
            facts.cmyk = facts.channels == 4;
        } else if (marker == kApp1 && length > 16 && bytes.is(at + 2, std::string_view("Exif\0\0", 6))) {
            facts.orientation = exifOrientation(bytes, at + 8);
        } else if (marker == kApp14 && bytes.is(at + 2, "Adobe")) {
            adobe = true;
        }
        at += length;
    }
    // OpenCV takes inks as Adobe writes them, 255 for none; others mean the opposite.
    if (facts.cmyk && !adobe) throw ImageFault{"its four inks are not as Adobe writes them", false};
    return facts;
}

ImageFacts readPng(const ImageBytes& bytes) {
    constexpr uint32_t kColour = 2, kAlpha = 4;
    ImageFacts facts{.format = ImageFormat::kPng};
    if (!bytes.is(12, "IHDR")) throw ImageFault{"it does not begin with its header"};
    facts.width = bytes.big(16, 4);
    facts.height = bytes.big(20, 4);
    facts.bits = static_cast<int>(bytes.big(24, 1));
    const uint32_t kind = bytes.big(25, 1);
    facts.alpha = (kind & kAlpha) != 0;
    facts.channels = ((kind & kColour) != 0 ? 3 : 1) + (facts.alpha ? 1 : 0);
    uint64_t at = 8;
    for (int chunks = 0; chunks < kMostChunks && at + 12 <= bytes.size(); ++chunks) {
        if (bytes.is(at + 4, "acTL"))
            facts.frames = bytes.big(at + 8, 4);
        else if (bytes.is(at + 4, "eXIf"))
            facts.orientation = exifOrientation(bytes, at + 8);
        else if (bytes.is(at + 4, "tRNS"))
            facts.alpha = true;
        else if (bytes.is(at + 4, "IEND"))
            break;
        at += 12 + uint64_t{bytes.big(at, 4)};
    }
    if (facts.alpha && (kind & kAlpha) == 0) ++facts.channels;
    return facts;
}

ImageFacts readTiff(const ImageBytes& bytes) {
    constexpr uint32_t kWidth = 256, kHeight = 257, kBits = 258, kPhotometric = 262, kSamples = 277;
    constexpr uint32_t kExtraSamples = 338, kSampleFormat = 339, kAssociatedAlpha = 1, kUnassociatedAlpha = 2;
    constexpr uint32_t kWhiteIsZero = 0, kColour = 2, kPalette = 3, kSeparated = 5;
    const Tags tags(bytes, 0);
    ImageFacts facts{.format = ImageFormat::kTiff};
    facts.width = tags.find(kWidth).value_or(0);
    facts.height = tags.find(kHeight).value_or(0);
    facts.bits = static_cast<int>(tags.find(kBits).value_or(1));
    const uint32_t kind = tags.find(kPhotometric).value_or(1);
    const uint32_t samples = tags.find(kSamples).value_or(1);
    if (tags.find(kSampleFormat).value_or(1) != 1)
        throw ImageFault{"its values are no whole numbers from 0 up", false};
    facts.cmyk = kind == kSeparated;
    facts.channels = kind == kPalette ? 3 : static_cast<int>(samples);
    const uint32_t colours = kind == kSeparated ? 4 : kind >= kColour && kind != kPalette ? 3 : 1;
    facts.alpha = samples > colours;
    // libtiff hands out colours of 8 bits weighted by alpha, and 0 as black. What is not said to be alpha may
    // be.
    const uint32_t extra = tags.find(kExtraSamples).value_or(0);
    facts.premultiplied = extra == kAssociatedAlpha || (extra == kUnassociatedAlpha && facts.bits <= 8);
    facts.inverted = kind == kWhiteIsZero && facts.bits > 8;
    if (facts.bits > 8 && kind > kColour)
        throw ImageFault{"its colours are not red, green and blue in 16 bits", false};
    facts.orientation = tags.orientation();
    facts.frames = tags.pages();
    return facts;
}

ImageFacts readBmp(const ImageBytes& bytes) {
    constexpr uint32_t kOldHeader = 12;
    ImageFacts facts{.format = ImageFormat::kBmp};
    if (bytes.little(14, 4) == kOldHeader) {
        facts.width = bytes.little(18, 2);
        facts.height = bytes.little(20, 2);
    } else {
        facts.width = static_cast<int32_t>(bytes.little(18, 4));
        facts.height = std::abs(int64_t{static_cast<int32_t>(bytes.little(22, 4))});  // negative: top down
    }
    return facts;
}

ImageFacts readWebp(const ImageBytes& bytes) {
    constexpr uint32_t kSides = (1U << 14) - 1;
    ImageFacts facts{.format = ImageFormat::kWebp};
    if (bytes.is(12, "VP8 ")) {
        facts.width = bytes.little(26, 2) & kSides;
        facts.height = bytes.little(28, 2) & kSides;
    } else if (bytes.is(12, "VP8L")) {
        const uint32_t sides = bytes.little(21, 4);
        facts.width = (sides & kSides) + 1;
        facts.height = (sides >> 14 & kSides) + 1;
        facts.alpha = (sides >> 28 & 1) != 0;
    } else if (bytes.is(12, "VP8X")) {
        const uint32_t flags = bytes.little(20, 1);
        facts.alpha = (flags & 0x10) != 0;
        facts.width = int64_t{bytes.little(24, 3)} + 1;
        facts.height = int64_t{bytes.little(27, 3)} + 1;
        facts.frames = (flags & 0x02) != 0 ? 0 : 1;
        const bool animated = facts.frames == 0;
        uint64_t at = 12;
        for (int chunks = 0; chunks < kMostChunks && at + 8 <= bytes.size(); ++chunks) {
            if (animated && bytes.is(at, "ANMF")) ++facts.frames;
            if (bytes.is(at, "EXIF"))
                facts.orientation = exifOrientation(bytes, bytes.is(at + 8, "Exif") ? at + 14 : at + 8);
            const uint64_t size = bytes.little(at + 4, 4);
            at += 8 + size + size % 2;
        }
        if (facts.frames == 0) throw ImageFault{"it is an animation without pictures"};
    } else {
        throw ImageFault{"it holds no picture"};
    }
    facts.channels = facts.alpha ? 4 : 3;
    return facts;
}

ImageFacts readPnm(const ImageBytes& bytes) {
    const uint32_t kind = bytes.big(1, 1) - '0';
    uint64_t at = 2;
    const auto number = [&] {
        constexpr uint64_t kLongestHeader = 4096;
        uint64_t value = 0;
        bool comment = false;
        for (; at < kLongestHeader; ++at) {
            const uint32_t c = bytes.big(at, 1);
            if (comment)
                comment = c != '\n';
            else if (c == '#')
                comment = true;
            else if (c > ' ')
                break;
        }
        for (; bytes.big(at, 1) - '0' < 10; ++at) {
            value = 10 * value + (bytes.big(at, 1) - '0');
            if (value > INT32_MAX) throw ImageFault{"a number in its header is too large"};
        }
        return static_cast<int64_t>(value);
    };
    ImageFacts facts{.format = ImageFormat::kPnm, .channels = kind == 3 || kind == 6 ? 3 : 1};
    facts.width = number();
    facts.height = number();
    facts.bits = kind == 1 || kind == 4 ? 1 : number() > 255 ? 16 : 8;
    return facts;
}

}  // namespace

void ImageBytes::read(uint64_t at, void* to, size_t size) const {
    if (at > size_ || size > size_ - at) throw ImageFault{"it was cut short"};
    if (file_ < 0)
        std::memcpy(to, bytes_.data() + at, size);
    else if (::pread(file_, to, size, static_cast<off_t>(at)) != static_cast<ssize_t>(size))
        throw ImageFault{"it was cut short"};
}

uint32_t ImageBytes::little(uint64_t at, size_t size) const {
    std::array<uint8_t, 4> bytes{};
    read(at, bytes.data(), size);
    return bytes[0] | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 | uint32_t{bytes[3]} << 24;
}

uint32_t ImageBytes::big(uint64_t at, size_t size) const {
    std::array<uint8_t, 4> bytes{};
    read(at, bytes.data() + (bytes.size() - size), size);
    return bytes[3] | uint32_t{bytes[2]} << 8 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[0]} << 24;
}

bool ImageBytes::is(uint64_t at, std::string_view text) const {
    std::array<char, 16> found{};
    if (at > size_ || text.size() > size_ - at || text.size() > found.size()) return false;
    read(at, found.data(), text.size());
    return std::string_view(found.data(), text.size()) == text;
}

std::optional<ImageFormat> formatOf(const ImageBytes& bytes) {
    if (bytes.is(0, "\xFF\xD8\xFF")) return ImageFormat::kJpeg;
    if (bytes.is(0, "\x89PNG\r\n\x1A\n")) return ImageFormat::kPng;
    if (bytes.is(0, {"II*\0", 4}) || bytes.is(0, {"MM\0*", 4})) return ImageFormat::kTiff;
    if (bytes.is(0, "BM")) return ImageFormat::kBmp;
    if (bytes.is(0, "RIFF") && bytes.is(8, "WEBP")) return ImageFormat::kWebp;
    if (bytes.size() > 2 && bytes.is(0, "P") && bytes.big(1, 1) >= '1' && bytes.big(1, 1) <= '6' &&
        bytes.big(2, 1) <= ' ')
        return ImageFormat::kPnm;
    return std::nullopt;
}

ImageFacts readHeader(const ImageBytes& bytes, ImageFormat format) {
    ImageFacts facts;
    switch (format) {
        case ImageFormat::kJpeg:
            facts = readJpeg(bytes);
            break;
        case ImageFormat::kPng:
            facts = readPng(bytes);
            break;
        case ImageFormat::kTiff:
            facts = readTiff(bytes);
            break;
        case ImageFormat::kBmp:
            facts = readBmp(bytes);
            break;
        case ImageFormat::kWebp:
            facts = readWebp(bytes);
            break;
        case ImageFormat::kPnm:
            facts = readPnm(bytes);
            break;
    }
    if (facts.width <= 0 || facts.height <= 0) throw ImageFault{"it says that it has no pixels"};
    return facts;
}

bool reachesEndOfJpeg(std::span<const std::byte> bytes) {
    constexpr uint8_t kEnd = 0xD9, kFill = 0xFF;
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    size_t at = 2;
    while (at + 1 < bytes.size()) {
        const auto* found = static_cast<const uint8_t*>(std::memchr(data + at, 0xFF, bytes.size() - at - 1));
        if (found == nullptr) return false;
        at = static_cast<size_t>(found - data) + 1;
        const uint8_t marker = data[at];
        if (marker == kEnd) return true;
        const bool hasLength = marker >= 0xC0 && (marker < 0xD0 || marker > kEnd) && marker != kFill;
        if (hasLength && at + 2 < bytes.size()) at += 1 + (size_t{data[at + 1]} << 8 | data[at + 2]);
    }
    return false;
}

WebpFrame firstFrameOfWebp(std::span<const std::byte> bytes) {
    constexpr uint64_t kFrameHeader = 16;
    const ImageBytes in(bytes);
    const auto little = [](uint64_t value, int size) {
        std::string out;
        for (int i = 0; i < size; ++i)
            out += static_cast<char>(value >> (8 * i));
        return out;
    };
    uint64_t at = 12;
    while (!in.is(at, "ANMF")) {
        const uint64_t size = in.little(at + 4, 4);
        at += 8 + size + size % 2;
    }
    const uint64_t size = in.little(at + 4, 4);
    if (size < kFrameHeader || size > in.size() - at - 8) throw ImageFault{"it was cut short"};
    WebpFrame frame{.x = 2 * int64_t{in.little(at + 8, 3)}, .y = 2 * int64_t{in.little(at + 11, 3)}};
    const std::string sides = little(in.little(at + 14, 3), 3) + little(in.little(at + 17, 3), 3);
    const auto data = bytes.subspan(at + 8 + kFrameHeader, size - kFrameHeader);
    const bool alpha = in.is(at + 8 + kFrameHeader, "ALPH");
    const std::string chunks = (alpha ? "VP8X" + little(10, 4) + little(0x10, 4) + sides : "") +
                               std::string(reinterpret_cast<const char*>(data.data()), data.size());
    frame.file = "RIFF" + little(4 + chunks.size(), 4) + "WEBP" + chunks;
    return frame;
}

}  // namespace engine
