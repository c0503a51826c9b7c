// Pictures come out upright, opaque and in colour whatever the format; what cannot be read is one sentence,
// and what is too large is refused by its header.
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "engine/vision/image_reader.h"

using namespace engine;
namespace fs = std::filesystem;
using Bytes = std::vector<uchar>;

namespace {

const fs::path kImages = CONCLAVE_SOURCE_DIR "/tests/fixtures/images";
const cv::Vec3b kLeft(60, 30, 200);
const cv::Vec3b kRight(100, 220, 10);

cv::Mat halves() {
    cv::Mat pixels(4, 6, CV_8UC3, cv::Scalar(kRight));
    pixels(cv::Rect(0, 0, 3, 4)) = cv::Scalar(kLeft);
    return pixels;
}

Bytes encoded(const char* ending, const cv::Mat& pixels, const std::vector<int>& options = {}) {
    Bytes bytes;
    cv::imencode(ending, pixels, bytes, options);
    return bytes;
}

Result<Image> read(const Bytes& bytes) {
    return readImage(std::as_bytes(std::span(bytes)), "part.img");
}
QString sentence(const Bytes& bytes) {
    const auto image = read(bytes);
    return image ? QString() : QString::fromStdString(image.error().text());
}

bool near(const cv::Vec3b& a, const cv::Vec3b& b, int tolerance = 0) {
    return cv::norm(a, b, cv::NORM_INF) <= tolerance;
}

}  // namespace

class ImageReaderTest : public QObject {
    Q_OBJECT

private slots:
    void formatsThatLoseNothing_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<int>("format");
        for (const auto& [ending, format] : {std::pair(".png", ImageFormat::kPng),
                                             {".tif", ImageFormat::kTiff},
                                             {".bmp", ImageFormat::kBmp},
                                             {".ppm", ImageFormat::kPnm}})
            QTest::newRow(ending) << ending << static_cast<int>(format);
    }
    void formatsThatLoseNothing() {
        QFETCH(QString, ending);
        QFETCH(int, format);
        const Bytes bytes = encoded(qPrintable(ending), halves());
        const auto facts = imageFacts(std::as_bytes(std::span(bytes)), "a");
        QVERIFY2(facts.ok(), facts ? "" : facts.error().text().c_str());
        QCOMPARE(static_cast<int>(facts->format), format);
        QCOMPARE(facts->width, 6);
        QCOMPARE(facts->height, 4);
        QCOMPARE(facts->bits, 8);
        QCOMPARE(facts->frames, 1);
        const auto image = read(bytes);
        QVERIFY2(image.ok(), image ? "" : image.error().detail.c_str());
        QCOMPARE(cv::norm(image->pixels, halves(), cv::NORM_INF), 0.0);
    }

    void sixteenBitsAreKept() {
        cv::Mat pixels(4, 6, CV_16U);
        for (int i = 0; i < 24; ++i)
            pixels.ptr<uint16_t>()[i] = static_cast<uint16_t>(2003 * i + 1);
        for (const char* ending : {".png", ".tif", ".pgm"}) {
            const Bytes bytes = encoded(ending, pixels);
            QCOMPARE(imageFacts(std::as_bytes(std::span(bytes)), "a")->bits, 16);
            const auto image = read(bytes);
            QVERIFY2(image.ok(), ending);
            QCOMPARE(image->pixels.type(), CV_16UC3);
            for (int i = 0; i < 24; ++i) {
                const uint16_t value = pixels.ptr<uint16_t>()[i];
                QCOMPARE(image->pixels.ptr<cv::Vec3w>()[i], cv::Vec3w(value, value, value));
            }
        }
    }

    void alphaLiesOnWhite() {
        cv::Mat pixels(1, 3, CV_8UC4);
        pixels.at<cv::Vec4b>(0) = {0, 100, 200, 0};
        pixels.at<cv::Vec4b>(1) = {0, 100, 200, 255};
        pixels.at<cv::Vec4b>(2) = {0, 100, 200, 51};
        for (const char* ending : {".png", ".tif"}) {
            const auto image = read(encoded(ending, pixels));
            QCOMPARE(image->pixels.at<cv::Vec3b>(0), cv::Vec3b(255, 255, 255));
            QCOMPARE(image->pixels.at<cv::Vec3b>(1), cv::Vec3b(0, 100, 200));
            QCOMPARE(image->pixels.at<cv::Vec3b>(2), cv::Vec3b(204, 224, 244));
        }
        cv::Mat wide;
        pixels.convertTo(wide, CV_16U, 257);
        QCOMPARE(read(encoded(".png", wide))->pixels.at<cv::Vec3w>(2),
                 cv::Vec3w(204 * 257, 224 * 257, 244 * 257));
        // The fourth byte of a BMP file means nothing.
        QCOMPARE(read(encoded(".bmp", pixels))->pixels.at<cv::Vec3b>(0), cv::Vec3b(0, 100, 200));
        for (const char* name : {"clear.tif", "clear.webp"}) {
            const auto image = readImage(kImages / name);
            QVERIFY2(near(image->pixels.at<cv::Vec3b>(0, 0), {157, 142, 227}, 1), name);
            QVERIFY(imageFacts(kImages / name)->alpha);
        }
        const auto palette = readImage(kImages / "palette_clear.png");
        QVERIFY(palette.ok());
        QCOMPARE(cv::countNonZero(palette->pixels.reshape(1) == 255), 3 * 12);
    }

    void colourOfEveryKind() {
        for (const char* name : {"palette.png", "cmyk.tif"}) {
            const auto image = readImage(kImages / name);
            QVERIFY2(image.ok(), name);
            QVERIFY2(cv::norm(image->pixels, halves(), cv::NORM_INF) <= 1, name);
        }
        const auto print = readImage(kImages / "cmyk.jpg");
        QVERIFY(print.ok() && imageFacts(kImages / "cmyk.jpg")->cmyk);
        QVERIFY(near(print->pixels.at<cv::Vec3b>(0, 0), kLeft, 3));
        QVERIFY(near(print->pixels.at<cv::Vec3b>(31, 47), kRight, 3));
        // Without Adobe's mark the inks may be the other way round.
        std::ifstream in(kImages / "cmyk.jpg", std::ios::binary);
        Bytes unmarked{std::istreambuf_iterator<char>(in), {}};
        const std::string mark = "Adobe";
        const auto found = std::search(unmarked.begin(), unmarked.end(), mark.begin(), mark.end());
        QVERIFY(found != unmarked.end());
        *found = 'a';
        QVERIFY(sentence(unmarked).contains("four inks"));
        const auto grey = readImage(kImages / "white_is_zero.tif");
        QVERIFY(near(grey->pixels.at<cv::Vec3b>(0, 0), {84, 84, 84}, 1));
    }

    void turnedUprightOnce() {
        // Where the left half of the file comes to lie, for each of EXIF's eight ways.
        const auto leftIs = [](int orientation) -> cv::Rect {
            switch (orientation) {
                case 2:
                case 3:
                    return {3, 0, 3, 4};
                case 5:
                case 6:
                    return {0, 0, 4, 3};
                case 7:
                case 8:
                    return {0, 3, 4, 3};
                default:
                    return {0, 0, 3, 4};
            }
        };
        for (int orientation = 1; orientation <= 8; ++orientation) {
            cv::Mat wanted(orientation > 4 ? 6 : 4, orientation > 4 ? 4 : 6, CV_8UC3, cv::Scalar(kRight));
            wanted(leftIs(orientation)) = cv::Scalar(kLeft);
            for (const char* ending : {".png", ".tif", ".webp"}) {
                const fs::path path = kImages / ("turned" + std::to_string(orientation) + ending);
                if (!fs::exists(path)) continue;  // one WebP is enough
                const auto facts = imageFacts(path);
                QCOMPARE(facts->width, wanted.cols);
                QCOMPARE(facts->orientation, orientation);
                const auto image = readImage(path);
                QVERIFY2(image.ok(), path.c_str());
                QCOMPARE(image->pixels.size(), wanted.size());
                QVERIFY2(cv::norm(image->pixels, wanted, cv::NORM_INF) == 0, path.c_str());
            }
            // JPEG: an APP1 segment with one tag, in either byte order.
            cv::Mat large(32, 48, CV_8UC3, cv::Scalar(kRight));
            large(cv::Rect(0, 0, 24, 32)) = cv::Scalar(kLeft);
            Bytes jpeg = encoded(".jpg", large, {cv::IMWRITE_JPEG_QUALITY, 100});
            const auto way = static_cast<uchar>(orientation);
            const Bytes exif = {0xFF, 0xE1, 0, 34,   'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                                0,    1,    1, 0x12, 0,   3,   0,   0,   0, 1, 0,   way, 0, 0,  0, 0, 0, 0};
            jpeg.insert(jpeg.begin() + 2, exif.begin(), exif.end());
            const auto image = read(jpeg);
            QVERIFY2(image.ok(), image ? "" : image.error().text().c_str());
            QCOMPARE(image->width(), 8 * wanted.cols);
            const int y = image->height() - 1;
            QVERIFY(near(image->pixels.at<cv::Vec3b>(0, 0), wanted.at<cv::Vec3b>(0, 0), 3));
            QVERIFY(near(image->pixels.at<cv::Vec3b>(y, 0), wanted.at<cv::Vec3b>(wanted.rows - 1, 0), 3));
        }
    }

    void theFirstOfSeveral() {
        for (const auto& [name, frames] :
             {std::pair("moving.png", 3), std::pair("moving.webp", 3), std::pair("pages.tif", 2)}) {
            QCOMPARE(imageFacts(kImages / name)->frames, frames);
            const auto image = readImage(kImages / name);
            QVERIFY2(image.ok(), name);
            QVERIFY2(cv::norm(image->pixels, halves(), cv::NORM_INF) == 0, name);
        }
    }

    void refusedByTheHeader() {
        Bytes png = encoded(".png", halves());
        png[16] = 1;  // 16,777,222 pixels wide
        QVERIFY(sentence(png).contains("part.img") && sentence(png).contains("16777222 × 4") == false);
        png[20] = 1;
        QVERIFY(sentence(png).contains("16777222 × 16777220 pixels, and 256 million are the most"));
        QCOMPARE(read(png).error().kind, ErrorKind::kDoesNotFit);
        Bytes bmp = encoded(".bmp", halves());
        bmp[20] = bmp[24] = 0x7F;
        QVERIFY(sentence(bmp).contains("256 million"));
        bmp[18] = bmp[20] = 0;
        QVERIFY(sentence(bmp).contains("no pixels"));
        cv::Mat floats(4, 4, CV_32F, cv::Scalar(0.5));
        QVERIFY(sentence(encoded(".tif", floats)).contains("no whole numbers"));
    }

    void everyCutIsASentence_data() {
        QTest::addColumn<QString>("ending");
        for (const char* ending : {".jpg", ".png", ".tif", ".bmp", ".webp", ".ppm"})
            QTest::newRow(ending) << ending;
    }
    void everyCutIsASentence() {
        QFETCH(QString, ending);
        cv::Mat pixels(48, 64, CV_8UC3);
        cv::theRNG().state = 7;
        cv::randu(pixels, 0, 255);
        const Bytes whole = encoded(qPrintable(ending), pixels);
        QVERIFY(read(whole).ok());
        // PNG's end mark and the last directory of a TIFF file say nothing about the pixels.
        const size_t spare = ending == ".png" ? 20 : ending == ".tif" ? 200 : 2;
        for (size_t size = 0; size + spare < whole.size(); size += 1 + whole.size() / 97)
            QVERIFY2(!sentence(Bytes(whole.begin(), whole.begin() + static_cast<long>(size))).isEmpty(),
                     qPrintable(QString::number(size)));
    }

    void whatIsNoPicture() {
        QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        const auto said = [&](const fs::path& path) {
            const auto image = readImage(path);
            const auto facts = imageFacts(path);
            return image || facts || image.error().text() != facts.error().text()
                       ? QString()
                       : QString::fromStdString(image.error().text());
        };
        std::ofstream(place / "empty.jpg");
        std::ofstream(place / "text.png") << "hello";
        ::mkfifo((place / "pipe.png").c_str(), 0600);
        QVERIFY(said(place / "empty.jpg").contains("“empty.jpg” is empty"));
        QVERIFY(said(place / "text.png").contains("“text.png” is no picture"));
        QVERIFY(said(place / "gone.png").contains("“gone.png” is not there"));
        QVERIFY(said(place / "pipe.png").contains("is no file"));
        QVERIFY(said(place).contains("is no file"));
        QVERIFY(said(kImages / "picture.gif").contains("it is a GIF file"));
        QVERIFY(said(kImages / "picture.gif").contains("Save it as PNG"));
    }
};

QTEST_GUILESS_MAIN(ImageReaderTest)
#include "image_reader_test.moc"
