// The text of a PDF in reading order, with the places of its words, its running lines told apart, its pages
// as pictures.
#include <QTest>

#include <algorithm>
#include <filesystem>

#include "engine/documents/document.h"

using namespace engine;

namespace {

std::string fixture(const std::string& name) {
    return std::string(CONCLAVE_SOURCE_DIR "/tests/fixtures/documents/") + name;
}

}  // namespace

class PdfTest : public QObject {
    Q_OBJECT

private slots:
    void readsLinesAndPages() {
        std::vector<int32_t> seen;
        const auto document =
            importDocument(fixture("contract.pdf"), {}, [&](int32_t done, int32_t) { seen.push_back(done); });
        QVERIFY(document.ok());
        QCOMPARE(document->pages.size(), size_t{4});
        QCOMPARE(seen, (std::vector<int32_t>{0, 1, 2, 3, 4}));
        QVERIFY(document->text.find("between Acme Corp. and\nBorealis Ltd. Each of them is a party.") !=
                std::string::npos);
        // A wide gap between lines is a paragraph's end.
        QVERIFY(document->text.find("is a party.\n\n1. Term.") != std::string::npos);
        QCOMPARE(document->pages[0].width, 595.0F);
        QCOMPARE(document->pages[0].height, 842.0F);
        int64_t at = 0;
        for (const Page& page : document->pages) {
            QCOMPARE(page.text.begin, at);
            at = page.text.end;
            QVERIFY(page.readable);
        }
        QCOMPARE(at, static_cast<int64_t>(document->text.size()));
    }

    void readsColumnsOneAfterTheOther() {
        const auto document = importDocument(fixture("contract.pdf"));
        QVERIFY(document.ok());
        const std::string& text = document->text;
        QVERIFY(text.find("begins here and\nends with this second line.") != std::string::npos);
        QVERIFY(text.find("ends with this") < text.find("The right column"));
    }

    void knowsWhereWordsStand() {
        const auto document = importDocument(fixture("contract.pdf"));
        QVERIFY(document.ok());
        const auto at = static_cast<int64_t>(document->text.find("governed by the laws"));
        QVERIFY(at > 0);
        const auto boxes = document->boxesOf({at, at + 20});
        QCOMPARE(boxes.size(), size_t{1});
        QCOMPARE(boxes[0].page, 1);
        // Drawn with its baseline at 714 points from below on a page of 842.
        QVERIFY(boxes[0].rect.y > 842 - 714 - 14 && boxes[0].rect.y + boxes[0].rect.height < 842 - 714 + 6);
        QVERIFY(boxes[0].rect.x > 150 && boxes[0].rect.width > 60 && boxes[0].rect.width < 160);

        // A passage over two lines has two rectangles.
        const auto from = static_cast<int64_t>(document->text.find("and continues for three"));
        const auto to = static_cast<int64_t>(document->text.find("It renews"));
        QCOMPARE(document->boxesOf({from, to}).size(), size_t{2});
        QVERIFY(
            std::is_sorted(document->boxes.begin(), document->boxes.end(),
                           [](const TextBox& a, const TextBox& b) { return a.range.begin < b.range.begin; }));
        // Boxes hold everything that is not white space.
        std::string outside = document->text;
        for (const TextBox& box : document->boxes) {
            std::fill(outside.begin() + box.range.begin, outside.begin() + box.range.end, ' ');
        }
        QVERIFY(outside.find_first_not_of(" \n") == std::string::npos);
    }

    void tellsRunningLines() {
        const auto document = importDocument(fixture("contract.pdf"));
        QVERIFY(document.ok());
        std::vector<std::string> lines;
        for (const TextRange& range : document->furniture)
            lines.emplace_back(document->slice(range));
        QCOMPARE(std::count(lines.begin(), lines.end(), "ACME SUPPLY AGREEMENT - CONFIDENTIAL"), 4);
        QVERIFY(std::find(lines.begin(), lines.end(), "Page 3 of 4") != lines.end());
        QCOMPARE(lines.size(), size_t{8});
    }

    void namesPagesWithoutText() {
        const auto document = importDocument(fixture("half_picture.pdf"));
        QVERIFY(document.ok());
        QCOMPARE(document->pages.size(), size_t{2});
        QVERIFY(document->pages[0].readable);
        QVERIFY(!document->pages[1].readable);
        QCOMPARE(document->pages[1].problem, std::string("no text (a picture?)"));
        QCOMPARE(document->pageAt(3), 0);
    }

    void drawsPages() {
        auto renderer = PageRenderer::open(fixture("contract.pdf"));
        QVERIFY(renderer.ok());
        QCOMPARE(renderer->pages(), 4);
        const auto picture = renderer->render(0, 72);
        QVERIFY(picture.ok());
        QVERIFY(std::abs(picture->width - 595) <= 1 && std::abs(picture->height - 842) <= 1);
        QCOMPARE(picture->pixels.size(),
                 static_cast<size_t>(picture->width) * static_cast<size_t>(picture->height) * 4);
        const auto dark =
            std::count_if(picture->pixels.begin(), picture->pixels.end(), [](uint8_t v) { return v < 100; });
        QVERIFY(dark > 500);                         // words were drawn
        QCOMPARE(picture->pixels[0], uint8_t{255});  // on white paper
        QVERIFY(!renderer->render(4, 72).ok());
        QVERIFY(!renderer->render(-1, 72).ok());
        // Any wish for dots is kept within what a picture may be.
        QVERIFY(renderer->render(1, 5000).ok());
        QVERIFY(!PageRenderer::open(fixture("locked.pdf")).ok());
        QVERIFY(!PageRenderer::open(fixture("missing.pdf")).ok());
    }

    void readsChineseWithItsPlaces() {
        const std::string path =
            CONCLAVE_SOURCE_DIR "/../shared/data/skywork_license_en_zh/Skywork_license_zh.pdf";
        if (!std::filesystem::exists(path)) QSKIP("the document is not on this machine");
        const auto document = importDocument(path);
        QVERIFY(document.ok());
        const std::string wanted = "许可方";
        const auto at = static_cast<int64_t>(document->text.find(wanted));
        QVERIFY(at > 0);
        const auto boxes = document->boxesOf({at, at + static_cast<int64_t>(wanted.size())});
        QCOMPARE(boxes.size(), size_t{1});
        // Three characters, not the clause that they stand in.
        QVERIFY(boxes[0].rect.width < 5 * boxes[0].rect.height);
    }
};

QTEST_GUILESS_MAIN(PdfTest)
#include "pdf_test.moc"
