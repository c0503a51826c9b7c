// Prompts of every usual form, in both languages, become the kinds they ask for.
#include "engine/vision/inspection_prompt.h"

#include <QObject>
#include <QTest>

using engine::DefectKind;
using engine::InspectionPrompt;
using engine::parseInspectionPrompt;

namespace {

QString keysOf(const std::vector<engine::AskedKind>& kinds) {
    QStringList keys;
    for (const engine::AskedKind& kind : kinds)
        keys.append(QString::fromStdString(kind.key));
    return keys.join(' ');
}

}  // namespace

class InspectionPromptTest : public QObject {
    Q_OBJECT

private slots:
    void prompts_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("excluded");
        QTest::addColumn<QString>("notUnderstood");
        const auto row = [](const char* text, const char* asked, const char* excluded = "",
                            const char* notUnderstood = "") {
            QTest::newRow(text) << QString(text) << QString(asked) << QString(excluded)
                                << QString(notUnderstood);
        };
        // Asked for by name.
        row("检测表面划痕和气孔", "scratch pore");
        row("find scratches and pores", "scratch pore");
        row("Find SCRATCHES, blow holes; also pin-holes!", "scratch pore");
        row("有没有裂纹?", "crack");
        row("are there any cracks?", "crack");
        row("is the surface scratched or pitted", "scratch pit");
        row("请帮我看看图片上是否有裂缝、麻点或者生锈", "crack pit corrosion");
        row("检测划痕、凹坑等缺陷", "scratch dent");
        row("rolled-in scale and crazing", "rolled_in_scale crazing");
        row("chipped edges, rust", "break corrosion");
        row("all scratches", "scratch");
        row("检测 scratch 和裂纹", "scratch crack");
        row("make sure there are no cracks", "crack");
        row("the surface must not have dents", "dent");
        row("surface should be without pores", "pore");
        row("不应有气孔", "pore");
        row("the surface is not scratched", "scratch");
        row("signs of wear or corrosion", "wear corrosion");
        row("only scratches", "scratch");
        row("只看划痕，其他不看", "scratch");
        row("scratches and nothing else", "scratch");
        row("missing parts", "missing_part");
        // Everything.
        row("check for damage", "");
        row("find all defects", "");
        row("look for cracks, dents or anything else", "");
        row("检测所有缺陷", "");
        row("有没有缺陷", "");
        row("划痕、气孔及其他缺陷", "");
        // Excluded.
        row("ignore stains", "", "stain");
        row("不看污渍", "", "stain");
        row("污渍不看", "", "stain");
        row("find everything except scratches", "", "scratch");
        row("any defects except scratches and dust", "", "scratch contamination");
        row("ignore everything except scratches", "scratch");
        row("scratches and pores but not stains", "scratch pore", "stain");
        row("ignore stains, dust and burrs; find cracks", "crack", "stain contamination burr");
        row("don't report stains, find scratches", "scratch", "stain");
        row("stains are fine, find cracks", "crack", "stain");
        row("stains are not important", "", "stain");
        row("检测划痕，忽略污渍和灰尘", "scratch", "stain contamination");
        row("除污渍外，检测划痕", "scratch", "stain");
        row("除了划痕以外都要看", "", "scratch");
        row("除了划痕，还要看气孔", "scratch pore");
        row("不看污渍，划痕要看", "scratch", "stain");
        row("不看污渍。看划痕", "scratch", "stain");
        row("find stains, ignore small stains", "stain");
        // What stands around a kind says where it is or which it is.
        row("find scratches on the aluminium housing", "scratch");
        row("check the bearing ring for casting pores", "pore");
        row("检测轴承外圈的划痕", "scratch");
        row("轴承有没有裂纹", "crack");
        row("paint defects", "");
        row("weld defects", "weld_defect");
        // Words that no list has.
        row("find frobnications and scratches", "scratch", "", "frobnications");
        row("检测拉丝和气孔", "pore", "", "拉丝");
        row("ignore frobs", "", "", "frobs");
        row("find Lötfehler", "", "", "Lötfehler");
    }
    void prompts() {
        QFETCH(QString, text);
        const auto prompt = parseInspectionPrompt(text.toStdString(), {});
        QVERIFY(prompt.ok());
        QTEST(keysOf(prompt->kinds), "asked");
        QTEST(keysOf(prompt->excluded), "excluded");
        QStringList words;
        for (const std::string& word : prompt->notUnderstood)
            words.append(QString::fromStdString(word));
        QTEST(words.join(' '), "notUnderstood");
    }

    void languageIsThatOfThePrompt() {
        QCOMPARE(parseInspectionPrompt("检测划痕 scratch", {})->language, "zh");
        QCOMPARE(parseInspectionPrompt("find the 划痕 on this part", {})->language, "en");
    }

    void whatIsAskedFor() {
        const auto named = parseInspectionPrompt("find scratches, ignore stains", {});
        QVERIFY(named->asksFor("scratch"));
        QVERIFY(!named->asksFor("pore"));
        QVERIFY(!named->asksFor("stain"));
        QVERIFY(named->asksFor(engine::kUnknownKind));
        const auto open = parseInspectionPrompt("everything except stains", {});
        QVERIFY(open->asksFor("pore"));
        QVERIFY(!open->asksFor("stain"));
    }

    void ownKindsGoBeforeTheBuiltInOnes() {
        const std::vector<DefectKind> own{engine::ownKind("Glue blob"),
                                          {"k7", "scratch", "划痕", {"hair scratch"}}};
        const auto prompt = parseInspectionPrompt("find glue blobs and hair scratches, 划痕", own);
        QCOMPARE(keysOf(prompt->kinds), "Glue blob k7");
    }

    void theGuessDecidesWhatTheListsLack() {
        QStringList askedAbout;
        const engine::KindGuess guess =
            [&](const std::string& words,
                const std::vector<DefectKind>& known) -> std::optional<std::string> {
            askedAbout.append(QString::fromStdString(words));
            if (known.size() < 20) return std::nullopt;
            return words == "nicks" ? std::optional<std::string>("dent") : std::nullopt;
        };
        const auto prompt = parseInspectionPrompt("find nicks, scratches, flurbs", {}, guess);
        QCOMPARE(askedAbout, QStringList({"nicks", "flurbs"}));
        QCOMPARE(keysOf(prompt->kinds), "dent scratch");
        QCOMPARE(prompt->kinds.front().said, "nicks");
        QCOMPARE(prompt->notUnderstood, std::vector<std::string>{"flurbs"});
    }

    void whatCannotBeUsedIsRefusedInASentence() {
        for (const char* text : {"", "  \n", "...", "\xFF\xFE"}) {
            const auto prompt = parseInspectionPrompt(text, {});
            QVERIFY(!prompt.ok());
            QCOMPARE(prompt.error().kind, engine::ErrorKind::kBadInput);
        }
        QVERIFY(!parseInspectionPrompt(std::string(4001, 'a'), {}).ok());
    }
};

QTEST_APPLESS_MAIN(InspectionPromptTest)
#include "inspection_prompt_test.moc"
