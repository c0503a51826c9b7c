#include "engine/vision/image_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <new>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>
#include <vector>

#include "engine/vision/image_header.h"

namespace engine {
namespace {

constexpr uint64_t kMostBytes = INT32_MAX;  // that OpenCV's decoders take

Error damaged(const std::string& name, const std::string& fact, const std::string& detail = {}) {
    return {.kind = ErrorKind::kBadInput,
            .what = "The picture “{0}” is damaged: {1}.",
            .remedy = "Copy it again from where it was taken.",
            .args = {name, fact},
            .detail = detail};
}

Error beyond(const std::string& name, const std::string& fact) {
    return {.kind = ErrorKind::kUnsupported,
            .what = "The picture “{0}” cannot be read: {1}.",
            .remedy = "Save it as PNG or TIFF with 8 or 16 bits a channel.",
            .args = {name, fact}};
}

Error noMemory(const std::string& name) {
    return {.kind = ErrorKind::kDoesNotFit,
            .what = "There is no memory for the picture “{0}”.",
            .remedy = "Close other programs or save it smaller.",
            .args = {name}};
}

// What people drop that is a picture elsewhere, by how it begins.
Error unknownFormat(const ImageBytes& bytes, const std::string& name) {
    struct Known {
        uint64_t at;
        std::string_view begin;
        const char* format;
    };
    static const Known kKnown[] = {{0, "GIF8", "GIF"},           {4, "ftypavif", "AVIF"},
                                   {4, "ftyphei", "HEIC"},       {4, "ftypmif1", "HEIC"},
                                   {0, {"II+\0", 4}, "BigTIFF"}, {0, {"MM\0+", 4}, "BigTIFF"},
                                   {0, "%PDF", "PDF"},           {0, "8BPS", "Photoshop"},
                                   {4, "jP  \r\n", "JPEG 2000"}, {0, "\xFF\x4F\xFF\x51", "JPEG 2000"},
                                   {0, "v/1\x01", "OpenEXR"}};
    for (const Known& known : kKnown) {
        if (bytes.is(known.at, known.begin))
            return beyond(name, std::string("it is a ") + known.format + " file");
    }
    return {.kind = ErrorKind::kBadInput,
            .what = "“{0}” is no picture.",
            .remedy = "Choose JPEG, PNG, TIFF, BMP, WebP or PNM files.",
            .args = {name}};
}

Result<ImageFacts> factsOf(const ImageBytes& bytes, const std::string& name) {
    if (bytes.size() == 0) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The picture “{0}” is empty.",
                     .remedy = "Copy it again from where it was taken.",
                     .args = {name}};
    }
    try {
        const auto format = formatOf(bytes);
        if (!format) return unknownFormat(bytes, name);
        ImageFacts facts = readHeader(bytes, *format);
        if (facts.bits > 16 || (facts.format == ImageFormat::kJpeg && facts.bits != 8))
            return beyond(name, "it has " + std::to_string(facts.bits) + " bits a channel");
        if (facts.channels < 1 || facts.channels > 5)
            return beyond(name, "it has " + std::to_string(facts.channels) + " channels");
        if (facts.width > kMostPixels / facts.height) {
            return Error{.kind = ErrorKind::kDoesNotFit,
                         .what = "The picture “{0}” has {1} × {2} pixels, and 256 million are the most.",
                         .remedy = "Cut it into parts or save it smaller.",
                         .args = {name, std::to_string(facts.width), std::to_string(facts.height)}};
        }
        if (facts.orientation > 4) std::swap(facts.width, facts.height);
        return facts;
    } catch (const ImageFault& fault) {
        return fault.damaged ? damaged(name, fault.fact) : beyond(name, fault.fact);
    }
}

// Of an open file; closed with it.
class OpenImage {
public:
    static Result<OpenImage> open(const std::filesystem::path& path) {
        const auto fails = [&](ErrorKind kind, const char* what, const char* remedy) {
            return Error{.kind = kind,
                         .what = what,
                         .remedy = remedy,
                         .args = {path.filename().string()},
                         .detail = std::strerror(errno)};
        };
        OpenImage opened;
        // Without waiting: a name may be that of a pipe nobody writes to.
        opened.file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (opened.file_ < 0 && (errno == ENOENT || errno == ENOTDIR)) {
            return fails(ErrorKind::kNotFound, "The picture “{0}” is not there any more.",
                         "Check whether it was moved or renamed.");
        }
        struct stat facts {};
        if (opened.file_ < 0 || ::fstat(opened.file_, &facts) != 0) {
            return fails(ErrorKind::kIo, "The picture “{0}” cannot be opened.",
                         "Check that you may read it.");
        }
        if (!S_ISREG(facts.st_mode))
            return fails(ErrorKind::kBadInput, "“{0}” is no file.",
                         "Choose JPEG, PNG, TIFF, BMP, WebP or PNM files.");
        opened.size_ = static_cast<uint64_t>(facts.st_size);
        return opened;
    }
    OpenImage(OpenImage&& other) noexcept : file_(std::exchange(other.file_, -1)), size_(other.size_) {}
    OpenImage& operator=(OpenImage&&) = delete;
    ~OpenImage() {
        if (file_ >= 0) ::close(file_);
    }

    ImageBytes bytes() const { return {file_, size_}; }

private:
    OpenImage() = default;
    int file_ = -1;
    uint64_t size_ = 0;
};

// Colours over white. Colours that are weighted already lack only the white.
template <class Value>
cv::Mat onWhite(const cv::Mat& pixels, bool premultiplied) {
    constexpr uint32_t kWhite = std::numeric_limits<Value>::max();
    cv::Mat out(pixels.size(), CV_MAKETYPE(pixels.depth(), 3));
    for (int y = 0; y < pixels.rows; ++y) {
        const Value* in = pixels.ptr<Value>(y);
        Value* to = out.ptr<Value>(y);
        for (int x = 0; x < pixels.cols; ++x, in += 4, to += 3) {
            const uint32_t alpha = in[3];
            for (int c = 0; c < 3; ++c) {
                const uint32_t colour = premultiplied ? in[c] : (in[c] * alpha + kWhite / 2) / kWhite;
                to[c] = static_cast<Value>(std::min(colour + kWhite - alpha, kWhite));
            }
        }
    }
    return out;
}

// EXIF says how the camera was held: 2 mirrored, 3 upside down, 5 to 8 on its side.
void turnUpright(cv::Mat& pixels, int orientation) {
    constexpr int kBoth = -1, kUpDown = 0, kLeftRight = 1;
    if (orientation > 4) cv::transpose(pixels, pixels);
    switch (orientation) {
        case 2:
        case 6:
            cv::flip(pixels, pixels, kLeftRight);
            break;
        case 3:
        case 7:
            cv::flip(pixels, pixels, kBoth);
            break;
        case 4:
        case 8:
            cv::flip(pixels, pixels, kUpDown);
            break;
        default:
            break;
    }
}

cv::Mat decode(std::span<const std::byte> bytes) {
    const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8U,
                      const_cast<std::byte*>(bytes.data()));  // imdecode only reads
    return cv::imdecode(raw, cv::IMREAD_UNCHANGED);
}

// The first frame of an animation lies somewhere on its canvas, which is white here.
cv::Mat decodeFirstFrame(std::span<const std::byte> bytes, const ImageFacts& facts) {
    const WebpFrame frame = firstFrameOfWebp(bytes);
    cv::Mat pixels = decode(std::as_bytes(std::span(frame.file)));
    if (pixels.empty() || pixels.depth() != CV_8U) return {};
    if (pixels.channels() == 4) pixels = onWhite<uint8_t>(pixels, false);
    const bool turned = facts.orientation > 4;
    cv::Mat canvas(static_cast<int>(turned ? facts.width : facts.height),
                   static_cast<int>(turned ? facts.height : facts.width), CV_8UC3, cv::Scalar::all(255));
    if (frame.x + pixels.cols > canvas.cols || frame.y + pixels.rows > canvas.rows) return {};
    pixels.copyTo(canvas({static_cast<int>(frame.x), static_cast<int>(frame.y), pixels.cols, pixels.rows}));
    return canvas;
}

// Three channels, opaque, upright.
Result<Image> finished(cv::Mat pixels, const ImageFacts& facts, const std::string& name) {
    if (pixels.depth() != CV_8U && pixels.depth() != CV_16U)
        return beyond(name, "its values are no whole numbers");
    const bool wide = pixels.depth() == CV_16U;
    if (facts.inverted) cv::bitwise_not(pixels, pixels);
    if (pixels.channels() == 1) {
        cv::cvtColor(pixels, pixels, cv::COLOR_GRAY2BGR);
    } else if (pixels.channels() == 4) {
        if (!facts.alpha)  // BMP files have nothing meant in their fourth byte
            cv::cvtColor(pixels, pixels, cv::COLOR_BGRA2BGR);
        else
            pixels = wide ? onWhite<uint16_t>(pixels, facts.premultiplied)
                          : onWhite<uint8_t>(pixels, facts.premultiplied);
    }
    // OpenCV turns TIFF files by itself.
    if (facts.format != ImageFormat::kTiff) turnUpright(pixels, facts.orientation);
    if (pixels.channels() != 3 || pixels.cols != facts.width || pixels.rows != facts.height)
        return damaged(name, "its data do not suit its header");
    return Image{pixels};
}

}  // namespace

const char* nameOf(ImageFormat format) {
    switch (format) {
        case ImageFormat::kJpeg:
            return "JPEG";
        case ImageFormat::kPng:
            return "PNG";
        case ImageFormat::kTiff:
            return "TIFF";
        case ImageFormat::kBmp:
            return "BMP";
        case ImageFormat::kWebp:
            return "WebP";
        case ImageFormat::kPnm:
            return "PNM";
    }
    return "";
}

Result<ImageFacts> imageFacts(std::span<const std::byte> bytes, const std::string& name) {
    return factsOf(ImageBytes(bytes), name);
}

Result<ImageFacts> imageFacts(const std::filesystem::path& path) {
    const auto opened = OpenImage::open(path);
    if (!opened) return opened.error();
    return factsOf(opened->bytes(), path.filename().string());
}

Result<Image> readImage(std::span<const std::byte> bytes, const std::string& name) {
    const auto facts = imageFacts(bytes, name);
    if (!facts) return facts.error();
    if (facts->format == ImageFormat::kJpeg && !reachesEndOfJpeg(bytes))
        return damaged(name, "it was cut short");
    try {
        const bool animated = facts->format == ImageFormat::kWebp && facts->frames > 1;
        cv::Mat pixels = animated ? decodeFirstFrame(bytes, *facts) : decode(bytes);
        if (pixels.empty()) return damaged(name, "its data do not make a picture");
        return finished(std::move(pixels), *facts, name);
    } catch (const ImageFault& fault) {
        return damaged(name, fault.fact);
    } catch (const cv::Exception& problem) {
        return damaged(name, "its data do not make a picture", problem.what());
    } catch (const std::bad_alloc&) {
        return noMemory(name);
    }
}

Result<Image> readImage(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const auto opened = OpenImage::open(path);
    if (!opened) return opened.error();
    const ImageBytes file = opened->bytes();
    // The header first: what is too large is not even read.
    if (const auto facts = factsOf(file, name); !facts) return facts.error();
    if (file.size() > kMostBytes) return beyond(name, "its file is over 2 GB long");
    try {
        std::vector<std::byte> bytes(file.size());
        file.read(0, bytes.data(), bytes.size());
        return readImage(bytes, name);
    } catch (const ImageFault& fault) {
        return damaged(name, fault.fact);
    } catch (const std::bad_alloc&) {
        return noMemory(name);
    }
}

}  // namespace engine
