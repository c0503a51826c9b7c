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

    void aTableHasARowForEveryDefect() {
        Inspection fine;
        fine.file = "ok.jpg";
        fine.verdict = Verdict::kOk;
        fine.text = "Line one\nline two";
        const std::vector<Inspection> both{scratchedTile(), fine};
        QCOMPARE(inspectionsToCsv(both),
                 "file,verdict,score,type,asked,confidence,type_confidence,x,y,width,height,area,text\r\n"
                 "\"tiles/a, \"\"b\"\".jpg\",NG,2.5,scratch,yes,0.91,0.8,10,20,30,40,321,One scratch.\r\n"
                 "\"tiles/a, \"\"b\"\".jpg\",NG,2.5,unknown,no,0,0,1,2,3,4,5,One scratch.\r\n"
                 "ok.jpg,OK,0,,,,,,,,,,\"Line one\nline two\"\r\n");
    }
};

QTEST_APPLESS_MAIN(InspectionJsonTest)
#include "inspection_json_test.moc"
