// Sentences and reports say what was found, and a model's words pass only when they do.
#include "engine/vision/findings_text.h"

#include <QObject>
#include <QTest>

#include "tests/support/fake_engine.h"

using namespace engine;

namespace {

InspectionPrompt asking(const char* text) {
    return *parseInspectionPrompt(text, {});
}

FoundDefect defect(const char* kind, bool asked, double score, PixelBox box, int64_t area) {
    return {.kind = kind, .asked = asked, .score = score, .box = box, .area = area};
}

Inspection tile(Verdict verdict, std::vector<FoundDefect> defects, double score = 2,
                const char* file = "t.jpg") {
    Inspection inspection;
    inspection.file = file;
    inspection.width = 400;
    inspection.height = 300;
    inspection.verdict = verdict;
    inspection.score = score;
    inspection.defects = std::move(defects);
    return inspection;
}

Inspection scratched() {
    return tile(Verdict::kNg, {defect("scratch", true, 2, {20, 10, 85, 12}, 420),
                               defect("scratch", true, 1.5, {300, 200, 10, 9}, 70),
                               defect("pore", true, 1.2, {200, 150, 5, 6}, 22),
                               defect("stain", false, 3, {300, 250, 40, 40}, 900)});
}

const std::string kFindings =
    "2 scratches and 1 pore. Most striking: scratch at the upper left, 85 × 12 pixels, "
    "area 420 pixels. Not asked for: 1 stain.";
const std::string kChinese =
    "2处划痕、1处气孔。最明显：左上方的划痕，85×12像素，面积420像素。另有未要求检测的1处污渍。";

}  // namespace

class FindingsTextTest : public QObject {
    Q_OBJECT

private slots:
    void sentences() {
        QCOMPARE(sentenceOf(scratched(), asking("find scratches and pores")), "NG: " + kFindings);
        QCOMPARE(sentenceOf(scratched(), asking("检测划痕和气孔")), "不合格：" + kChinese);
        QCOMPARE(sentenceOf(tile(Verdict::kOk, {}), asking("find scratches, pores and dents")),
                 "OK: no scratch, pore or dent found.");
        QCOMPARE(sentenceOf(tile(Verdict::kOk, {}), asking("检测所有缺陷")), "合格：未发现缺陷。");
        QCOMPARE(
            sentenceOf(tile(Verdict::kUnsure, {defect("corrosion", true, 1, {190, 140, 20, 20}, 300),
                                               defect("corrosion", true, 2, {390, 290, 9, 9}, 60)}),
                       asking("find everything")),
            "No verdict: 2 areas of corrosion. Most striking: corrosion at the lower right, 9 × 9 pixels, "
            "area 60 pixels.");
    }

    void reports() {
        const std::vector<Inspection> batch{
            scratched(), tile(Verdict::kNg, {defect("pore", true, 5, {1, 1, 5, 5}, 20)}, 5, "dir/worst.jpg"),
            tile(Verdict::kOk, {})};
        QCOMPARE(reportOf(batch, asking("find scratches and pores")),
                 "3 pictures: 1 OK, 2 NG. Found: 2 pores in 2 pictures and 2 scratches in 1 picture. Highest "
                 "scores: worst.jpg (5.00) and t.jpg (2.00).");
        QCOMPARE(reportOf(batch, asking("检测划痕和气孔")),
                 "共3张图片：合格1张，不合格2张。发现2处气孔（2张）、2处划痕（1张）。得分最高：worst.jpg（5."
                 "00）、t.jpg（2.00）。");
        QCOMPARE(reportOf({}, asking("find dents")), "0 pictures: 0 OK, 0 NG.");
    }

    void whatPasses_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("passes");
        const auto row = [](const char* text, bool passes) {
            QTest::newRow(text) << QString(text) << passes;
        };
        row("Two scratches and one pore were found, the most prominent being a scratch at the upper left of "
            "85 × "
            "12 pixels with an area of 420 pixels; a stain was not asked for.",
            true);
        row("There are 2 scratches and a pore; the scratch at the upper left measures 85 x 12 pixels, area "
            "420, "
            "also 1 stain, not asked for.",
            true);
        // A wrong, a missing and a number of something else.
        row("There are 3 scratches and a pore; the scratch at the upper left measures 85 x 12 pixels, area "
            "420, "
            "also 1 stain.",
            false);
        row("Scratches and a pore; the scratch at the upper left measures 85 x 12 pixels, also 1 stain.",
            false);
        row("There are 2 pores and a scratch; the scratch at the upper left measures 85 x 12 pixels, area "
            "420, "
            "also 1 stain.",
            false);
        row("There are 2 scratches and a pore; the scratch at the upper left measures 12 x 85 pixels, area "
            "420, "
            "also 1 stain.",
            false);
        // A kind less, a kind more, another place, a cause.
        row("There are 2 scratches; the scratch at the upper left measures 85 x 12 pixels, area 420.", false);
        row("There are 2 scratches, a pore and a dent; the scratch at the upper left measures 85 x 12 "
            "pixels, "
            "area 420, also 1 stain.",
            false);
        row("There are 2 scratches and a pore; the scratch at the lower right measures 85 x 12 pixels, area "
            "420, "
            "also 1 stain.",
            false);
        row("There are 2 scratches and a pore from careless handling; the scratch at the upper left measures "
            "85 x "
            "12 pixels, area 420, also 1 stain.",
            false);
        row("", false);
    }
    void whatPasses() {
        QFETCH(QString, text);
        QFETCH(bool, passes);
        QCOMPARE(saysOnlyFindings(text.toStdString(), kFindings, "en"), passes);
    }

    void whatPassesInChinese_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("passes");
        const auto row = [](const char* text, bool passes) {
            QTest::newRow(text) << QString(text) << passes;
        };
        row("检测到2处划痕和1处气孔，其中最明显的是左上方的划痕，尺寸为85×12像素，面积为420像素，另有1处未要"
            "求检测的污渍。",
            true);
        row("图片中存在两处划痕、一处气孔，左上方的划痕最明显，85×12像素，面积420像素，另有未要求检测的污渍"
            "。",
            true);
        row("划痕2处、气孔1处，最明显：左上方的划痕，85×12像素，面积420像素，另有污渍1处。", true);
        row("划痕3处、气孔1处，最明显：左上方的划痕，85×12像素，面积420像素，另有污渍1处。", false);
        row("气孔2处、划痕1处，最明显：左上方的划痕，85×12像素，面积420像素，另有污渍1处。", false);
        row("划痕2处、气孔1处，最明显：右下方的划痕，85×12像素，面积420像素，另有污渍1处。", false);
        row("划痕2处、气孔1处，最明显：左上方的划痕，85×12像素，面积420像素，另有污渍1处，建议返工。", false);
        row("划痕2处，最明显：左上方的划痕，85×12像素，面积420像素。", false);
    }
    void whatPassesInChinese() {
        QFETCH(QString, text);
        QFETCH(bool, passes);
        QCOMPARE(saysOnlyFindings(text.toStdString(), kChinese, "zh"), passes);
    }

    void thousandsAreTheSameNumber() {
        const std::string findings =
            "1 break. Most striking: break at the bottom, 408 × 111 pixels, area 32385 pixels.";
        QVERIFY(saysOnlyFindings("A single break at the bottom, 408 × 111 pixels, area 32,385 pixels.",
                                 findings, "en"));
        QVERIFY(!saysOnlyFindings("A break at the bottom, 408 × 111 pixels, area 32, 385 pixels.", findings,
                                  "en"));
        QVERIFY(!saysOnlyFindings("A break at the bottom, 408 × 111 pixels, area 32,386 pixels.", findings,
                                  "en"));
    }

    void verdictsKeepTheirNumbers() {
        const std::string report = "5 pictures: 2 OK, 3 NG.";
        QVERIFY(saysOnlyFindings("Of the 5 pictures 2 are OK and 3 are NG.", report, "en"));
        QVERIFY(!saysOnlyFindings("Of the 5 pictures 2 are NG and 3 are OK.", report, "en"));
        QVERIFY(
            !saysOnlyFindings("共5张图片，不合格2张，合格3张。", "共5张图片：合格2张，不合格3张。", "zh"));
    }

    void theTemplateStandsInForAModel() {
        const std::vector<Inspection> batch{scratched(), tile(Verdict::kOk, {})};
        const InspectionPrompt prompt = asking("find scratches and pores");
        const auto bare = writeSentences(nullptr, batch, prompt, {}, {});
        QCOMPARE(*bare,
                 (std::vector<std::string>{sentenceOf(batch[0], prompt), sentenceOf(batch[1], prompt)}));
        tests::FakeEngine engine;
        engine.reply = [](const std::string&) { return "All is well."; };
        QCOMPARE(*writeSentences(&engine, batch, prompt, {}, {}), *bare);
        QCOMPARE(engine.asked.load(), 1);  // nothing to say about the good one
        QCOMPARE(*writeReport(&engine, batch, prompt, {}), reportOf(batch, prompt));
    }

    void goodWordsAreKeptBehindTheVerdict() {
        const std::vector<Inspection> batch{scratched()};
        const std::string words =
            "Two scratches and one pore were found, the most prominent being a scratch at the "
            "upper left of 85 × 12 pixels with an area of 420 pixels; a stain was not asked for.";
        tests::FakeEngine engine;
        std::string seen;
        engine.reply = [&](const std::string& prompt) {
            seen = prompt;
            return words;
        };
        std::vector<std::string> told;
        const auto said = writeSentences(&engine, batch, asking("find scratches and pores"),
                                         [&](size_t index, const std::string& sentence) {
                                             QCOMPARE(index, size_t{0});
                                             told.push_back(sentence);
                                         },
                                         {});
        QCOMPARE(told, *said);
        QCOMPARE(said->front(), "NG: " + words);
        QVERIFY(seen.find(kFindings) != std::string::npos);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(writeSentences(&engine, batch, asking("find dents"), {}, stop.get_token()).error().kind,
                 ErrorKind::kCancelled);
    }
};

QTEST_APPLESS_MAIN(FindingsTextTest)
#include "findings_text_test.moc"
