// Inspections become JSON and tables, and come back; what is not one is refused.
#include "engine/vision/inspection_json.h"

#include <QObject>
#include <QTest>

using namespace engine;

namespace {

Inspection scratchedTile() {
    Inspection inspection;
    inspection.file = "tiles/a, \"b\".jpg";
    inspection.width = 400;
    inspection.height = 300;
    inspection.verdict = Verdict::kNg;
    inspection.score = 2.5;
    inspection.seconds = 0.05;
    inspection.text = "One scratch.";
    inspection.defects = {{.kind = "scratch",
                           .asked = true,
                           .confidence = 0.91,
                           .kindConfidence = 0.8,
                           .score = 2.5,
                           .box = {10, 20, 30, 40},
                           .area = 321},
                          {.kind = "unknown", .asked = false, .box = {1, 2, 3, 4}, .area = 5}};
    return inspection;
}

}  // namespace

class InspectionJsonTest : public QObject {
    Q_OBJECT

private slots:
    void saysWhatScriptsRead() {
        const auto json = toJson(scratchedTile());
        QCOMPARE(json["verdict"].get<std::string>(), "NG");
        QCOMPARE(json["defects"][0]["type"].get<std::string>(), "scratch");
        QCOMPARE(json["defects"][0]["confidence"].get<double>(), 0.91);
        QCOMPARE(json["defects"][0]["box"].dump(), "[10,20,30,40]");
        QCOMPARE(json["defects"][0]["area"].get<int>(), 321);
        QVERIFY(!json.contains("heat_map"));
    }

    void comesBack() {
        const Inspection before = scratchedTile();
        const auto after = inspectionFromJson(toJson(before).dump());
        QVERIFY(after.ok());
        QCOMPARE(after->file, before.file);
        QCOMPARE(after->verdict, before.verdict);
        QCOMPARE(after->width, before.width);
        QCOMPARE(after->height, before.height);
        QCOMPARE(after->score, before.score);
        QCOMPARE(after->text, before.text);
        QCOMPARE(after->seconds, before.seconds);
        QCOMPARE(after->defects.size(), 2U);
        QCOMPARE(after->defects[0].box, before.defects[0].box);
        QCOMPARE(after->defects[0].area, before.defects[0].area);
        QCOMPARE(after->defects[0].confidence, before.defects[0].confidence);
        QCOMPARE(after->defects[0].kindConfidence, before.defects[0].kindConfidence);
        QCOMPARE(after->defects[0].score, before.defects[0].score);
        QCOMPARE(after->defects[1].kind, before.defects[1].kind);
        QCOMPARE(after->defects[1].asked, false);
    }

    void whatIsNotOneIsRefused() {
        const auto good = toJson(scratchedTile());
        const auto refuses = [](const std::string& text) {
            const auto read = inspectionFromJson(text);
            return !read.ok() && read.error().kind == ErrorKind::kBadInput;
        };
        for (const char* text : {"", "null", "[]", "{}", "{\"file\":", "\xFF"})
            QVERIFY2(refuses(text), text);
        for (const char* key : {"file", "width", "verdict", "score", "defects", "text", "seconds"}) {
            auto changed = good;
            changed.erase(key);
            QVERIFY2(refuses(changed.dump()), key);
            changed[key] = nullptr;
            QVERIFY2(refuses(changed.dump()), key);
        }
        for (const char* key : {"type", "asked", "confidence", "type_confidence", "score", "box", "area"}) {
            auto changed = good;
            changed["defects"][0][key] = nullptr;
            QVERIFY2(refuses(changed.dump()), key);
        }
        auto changed = good;
        changed["verdict"] = "maybe";
        QVERIFY(refuses(changed.dump()));
        for (const char* box :
             {"[1,2,3]", "[1,2,3,-4]", "[1,2,3,4.5]", "[1,2,3,4294967296]", "[1,2,3,99999999999999999999]"}) {
            changed = good;
            changed["defects"][0]["box"] = nlohmann::ordered_json::parse(box);
            QVERIFY2(refuses(changed.dump()), box);
        }
        changed = good;
        changed["defects"] = std::vector<nlohmann::ordered_json>(1001, good["defects"][0]);
        QVERIFY(refuses(changed.dump()));
        QVERIFY(refuses(std::string(100'000, '[')));
    }

    void whatIsKeptComesBack() {
        KeptInspection kept{
            .inspection = scratchedTile(), .fit = "3-ab", .line = 0.123456789, .byHand = {false, true}};
        kept.inspection.heatMap = {.columns = 2, .rows = 1, .values = {0.5F, -1.0F}};
        const StoredInspection stored = storedInspection(7, kept);
        QCOMPARE(stored.id, RowId{7});
        QVERIFY(stored.state == InspectionState::kDone);
        QCOMPARE(stored.verdict, std::string("NG"));
        QCOMPARE(stored.score, 2.5);
        const auto back = keptFromJson(stored.resultJson);
        QVERIFY(back.ok());
        QCOMPARE(back->fit, kept.fit);
        QCOMPARE(back->line, kept.line);  // not rounded: it is compared with
        QCOMPARE(back->byHand, kept.byHand);
        QCOMPARE(back->inspection.defects.size(), size_t{2});
        // A script reads what is kept as what is printed.
        QVERIFY(inspectionFromJson(stored.resultJson).ok());
        const HeatMap map = heatMapFromBytes(stored.heatMap);
        QCOMPARE(map.columns, 2);
        QCOMPARE(map.values, kept.inspection.heatMap.values);
        QVERIFY(heatMapFromBytes(stored.heatMap.substr(1)).values.empty());
        QVERIFY(heatMapFromBytes("").values.empty());
        // Without a fit there is no line.
        const auto bare = keptFromJson(toJson(scratchedTile()).dump());
        QVERIFY(bare->fit.empty() && bare->line == 1);
        auto changed = toJson(kept);
        changed["line"] = "high";
        QVERIFY(!keptFromJson(changed.dump()).ok());
    }

    void failuresCanStillBeTranslated() {
        const Error error{.kind = ErrorKind::kBadInput,
                          .what = "“{0}” is no picture.",
                          .remedy = "Choose another.",
                          .args = {"a.png"},
                          .detail = "no magic"};
        const StoredInspection stored = storedInspection(7, error);
        QVERIFY(stored.state == InspectionState::kFailed && stored.heatMap.empty());
        const Error back = failureFromJson(stored.resultJson);
        QCOMPARE(back.what, error.what);
        QCOMPARE(back.text(), error.text());
        QCOMPARE(back.detail, error.detail);
        QCOMPARE(failureFromJson("{\"error\": \"It is gone.\"}").what, std::string("It is gone."));
        QCOMPARE(failureFromJson("It is gone.").what, std::string("It is gone."));
    }

    void taughtRegionsComeBack() {
        const std::vector<TaughtRegion> regions{{{1, 2, 3, 4}, "pore"}, {{5, 6, 7, 8}, "unknown"}};
        const auto back = regionsFromJson(regionsJson(regions));
        QCOMPARE(back.size(), size_t{2});
        QCOMPARE(back[1].box, regions[1].box);
        QCOMPARE(back[1].kind, regions[1].kind);
        QCOMPARE(regionsFromJson("[{\"kind\": \"pore\"}, 3]").size(), size_t{0});
        QVERIFY(regionsFromJson("").empty());
    }

    void aTableHasARowForEveryDefect() {
        Inspection fine;
        fine.file = "ok.jpg";
        fine.text = "Line one\nline two";
        Inspection broken;
        broken.file = "gone.jpg";
        broken.text = "It is gone.";
        const std::vector<TableRow> rows{
            {scratchedTile(), "NG", true}, {fine, "OK", false}, {broken, "failed", false}};
        QCOMPARE(inspectionsToCsv(rows),
                 "file,verdict,overruled,score,type,asked,confidence,type_confidence,x,y,width,height,area,"
                 "text\r\n"
                 "\"tiles/a, \"\"b\"\".jpg\",NG,yes,2.5,scratch,yes,0.91,0.8,10,20,30,40,321,One scratch.\r\n"
                 "\"tiles/a, \"\"b\"\".jpg\",NG,yes,2.5,unknown,no,0,0,1,2,3,4,5,One scratch.\r\n"
                 "ok.jpg,OK,no,0,,,,,,,,,,\"Line one\nline two\"\r\n"
                 "gone.jpg,failed,no,,,,,,,,,,,It is gone.\r\n");
    }
};

QTEST_APPLESS_MAIN(InspectionJsonTest)
#include "inspection_json_test.moc"
