// Words: the Chinese catalogue is complete, every sentence of the engine has its translation, nothing is cut
// on the screen in either language, and every control has a name for those who cannot see it.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QComboBox>
#include <QDirIterator>
#include <QLabel>
#include <QLibraryInfo>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QProcess>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTest>
#include <QXmlStreamReader>

#include "ui/bridge/document_session.h"
#include "ui/bridge/history_model.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/inspect/inspect_page.h"
#include "ui/read/conversation_view.h"
#include "ui/read/read_page.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/expert_sheet.h"
#include "window_desk.h"

using ui::bridge::DocumentSession;
using ui::shell::MainWindow;

namespace {

struct Entry {
    QString context, source, translation;
    bool unfinished = false;
};

QList<Entry> catalogue(const QString& path) {
    QList<Entry> entries;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return entries;
    QXmlStreamReader xml(&file);
    QString context;
    Entry entry;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) continue;
        if (xml.name() == QLatin1String("name")) context = xml.readElementText();
        if (xml.name() == QLatin1String("source")) {
            entry = {};
            entry.context = context;
            entry.source = xml.readElementText();
        }
        if (xml.name() == QLatin1String("translation")) {
            entry.unfinished = xml.attributes().hasAttribute(QLatin1String("type"));
            entry.translation = xml.readElementText();
            entries.append(entry);
        }
    }
    return entries;
}

const QString kCatalogue = QStringLiteral(CONCLAVE_SOURCE_DIR "/resources/translations/zh_CN.ts");

// "%1" and "{0}" of a text, sorted.
QStringList placeholders(const QString& text) {
    static const QRegularExpression pattern(QStringLiteral("%[0-9n]|\\{[0-9]\\}"));
    QStringList found;
    for (auto it = pattern.globalMatch(text); it.hasNext();)
        found.append(it.next().captured());
    found.sort();
    found.removeDuplicates();
    return found;
}

}  // namespace

class TextsTest : public QObject {
    Q_OBJECT

private:
    // Labels and buttons whose words have no room.
    static QStringList cutTexts(QWidget* window) {
        QStringList cut;
        for (auto* label : window->findChildren<QLabel*>()) {
            if (!label->isVisible() || label->text().isEmpty() ||
                qobject_cast<ui::ElidedLabel*>(label) != nullptr)
                continue;
            const bool wraps = label->wordWrap();
            const int need = wraps ? label->heightForWidth(label->width()) : label->sizeHint().width();
            const int room = wraps ? label->height() : label->width();
            if (need > room + 1)
                cut.append(QStringLiteral("label “%1”: %2 of %3").arg(label->text()).arg(room).arg(need));
        }
        for (auto* button : window->findChildren<QAbstractButton*>()) {
            if (!button->isVisible() || button->text().isEmpty()) continue;
            if (button->sizeHint().width() > button->width() + 1)
                cut.append(QStringLiteral("button “%1”: %2 of %3")
                               .arg(button->text())
                               .arg(button->width())
                               .arg(button->sizeHint().width()));
        }
        for (auto* box : window->findChildren<QComboBox*>()) {
            if (box->isVisible() && box->sizeHint().width() > box->width() + 1)
                cut.append(QStringLiteral("choice “%1”").arg(box->currentText()));
        }
        return cut;
    }

    static QStringList namelessControls(QWidget* window) {
        QStringList nameless;
        for (auto* each : window->findChildren<QWidget*>()) {
            if (!each->isVisible() || each->focusPolicy() == Qt::NoFocus ||
                qobject_cast<QScrollBar*>(each) != nullptr)
                continue;
            QString name = each->accessibleName();
            if (auto* button = qobject_cast<QAbstractButton*>(each); name.isEmpty() && button != nullptr)
                name = button->text();
            // A label that can be selected is read out by its text.
            if (auto* label = qobject_cast<QLabel*>(each); name.isEmpty() && label != nullptr)
                name = label->text();
            if (auto* view = qobject_cast<QAbstractScrollArea*>(each->parentWidget());
                name.isEmpty() && view != nullptr && view->viewport() == each)
                continue;
            // The field inside a spin box speaks with its name.
            if (name.isEmpty() && each->parentWidget() != nullptr &&
                !each->parentWidget()->accessibleName().isEmpty())
                continue;
            if (name.isEmpty())
                nameless.append(QString::fromLatin1(each->metaObject()->className()) + ' ' +
                                each->objectName());
        }
        return nameless;
    }

    // The Inspect page empty, with good pictures, learned, with results, and with one of them large.
    template <class Look>
    static void inspectStates(tests::Desk& desk, Look look) {
        const QString folder = desk.folder.path() + "/parts";
        for (int i = 0; i < 4; ++i)
            tests::drawPart(folder, QStringLiteral("part%1.png").arg(i),
                            i == 1 ? QList<QRect>{QRect(40, 40, 12, 12)} : QList<QRect>{},
                            static_cast<uint>(i));
        desk.window->showPage(MainWindow::kInspect);
        look(QStringLiteral("inspect, empty"));
        auto* page = desk.window->inspectPage();
        auto& work = page->desk();
        work.addGood({folder});
        QTRY_COMPARE(work.examples().goodCount(), 4);
        look(QStringLiteral("inspect, good ones"));
        work.learn();
        QTRY_VERIFY(work.isFitted());
        look(QStringLiteral("inspect, learned"));
        work.setPrompt(QStringLiteral("find pores and flurbs"));
        work.inspect({folder});
        QTRY_VERIFY(work.batch().rowCount() == 4 && work.batch().counts().waiting == 0);
        look(QStringLiteral("inspect, results"));
        page->openPicture(1, 0);
        look(QStringLiteral("inspect, large"));
        work.overrule({1}, ui::bridge::VerdictMark::Ng);
        work.learn();
        QTRY_VERIFY(work.candidate().has_value());
        look(QStringLiteral("inspect, learned anew"));
    }

private slots:
    void catalogueIsComplete() {
        const QList<Entry> entries = catalogue(kCatalogue);
        QVERIFY(entries.size() > 300);
        for (const Entry& entry : entries) {
            QVERIFY2(!entry.unfinished && !entry.translation.isEmpty(),
                     qPrintable(entry.context + ": " + entry.source));
            QVERIFY2(placeholders(entry.source) == placeholders(entry.translation), qPrintable(entry.source));
        }
    }

    void catalogueHasEveryTextOfTheWindow() {
        const QString lupdate = QLibraryInfo::path(QLibraryInfo::BinariesPath) + QStringLiteral("/lupdate");
        if (!QFile::exists(lupdate)) QSKIP("lupdate is not installed");
        QTemporaryDir folder;
        const QString fresh = folder.filePath(QStringLiteral("fresh.ts"));
        QProcess process;
        process.start(lupdate, {QStringLiteral("-I"), QStringLiteral(CONCLAVE_SOURCE_DIR),
                                QStringLiteral(CONCLAVE_SOURCE_DIR "/ui"), QStringLiteral("-locations"),
                                QStringLiteral("none"), QStringLiteral("-ts"), fresh});
        QVERIFY(process.waitForFinished(60000));
        QSet<QString> known;
        for (const Entry& entry : catalogue(kCatalogue))
            known.insert(entry.context + '\x1f' + entry.source);
        QStringList missing;
        for (const Entry& entry : catalogue(fresh)) {
            if (!known.contains(entry.context + '\x1f' + entry.source))
                missing.append(entry.context + ": " + entry.source);
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join('\n')));
    }

    // Whole sentences in the engine are templates of errors that the window shows; left out are what the
    // engine writes into a document's answer and what it says to a model.
    void everySentenceOfTheEngineIsTranslated() {
        QSet<QString> known;
        for (const Entry& entry : catalogue(kCatalogue)) {
            if (entry.context == QLatin1String("engine")) known.insert(entry.source);
        }
        static const QRegularExpression literals(
            QStringLiteral("\"(?:[^\"\\\\\\n]|\\\\.)*\"(?:\\s*\"(?:[^\"\\\\\\n]|\\\\.)*\")*"));
        static const QRegularExpression piece(QStringLiteral("\"((?:[^\"\\\\]|\\\\.)*)\""));
        static const QRegularExpression comment(QStringLiteral("(^|\\s)//[^\\n]*"));
        static const QRegularExpression sentence(QStringLiteral("^([A-Z“{].* .*|Stopped)\\.$"));
        QStringList missing;
        int seen = 0;
        QDirIterator files(QStringLiteral(CONCLAVE_SOURCE_DIR "/engine"),
                           {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            if (path.contains(QStringLiteral("compose_words")) || path.contains(QStringLiteral("_prompt")))
                continue;
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QString text = QString::fromUtf8(file.readAll());
            text.remove(comment);
            for (auto it = literals.globalMatch(text); it.hasNext();) {
                QString said;
                const QString literal = it.next().captured();
                for (auto pieces = piece.globalMatch(literal); pieces.hasNext();)
                    said += pieces.next().captured(1);
                said.replace(QStringLiteral("\\\""), QStringLiteral("\""));
                if (!sentence.match(said).hasMatch()) continue;
                ++seen;
                if (!known.contains(said)) missing.append(said);
            }
        }
        QVERIFY(seen > 150);
        missing.removeDuplicates();
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join('\n')));
    }

    void nothingIsCutAndEverythingHasAName_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QSize>("size");
        QTest::newRow("English, small") << "en" << QSize(1280, 800);
        QTest::newRow("Chinese, small") << "zh" << QSize(1280, 800);
        QTest::newRow("English, narrow") << "en" << QSize(900, 640);
        QTest::newRow("Chinese, narrow") << "zh" << QSize(900, 640);
        QTest::newRow("English, large") << "en" << QSize(1920, 1080);
    }
    void nothingIsCutAndEverythingHasAName() {
        QFETCH(QString, language);
        QFETCH(QSize, size);
        tests::Desk desk;
        desk.open(size);
        desk.window->backend().settings().set(ui::bridge::setting::kLanguage, language);
        QTest::qWait(60);
        QStringList problems;
        const auto look = [&](const QString& where) {
            QTest::qWait(30);
            for (const QString& each : cutTexts(desk.window.get()))
                problems.append(where + ": " + each);
            for (const QString& each : namelessControls(desk.window.get()))
                problems.append(where + ": no name: " + each);
        };
        look(QStringLiteral("empty"));
        desk.window->openFiles({tests::writeContract(desk.folder.path())});
        auto* session = desk.window->readPage()->session();
        QTRY_COMPARE(session->state(), DocumentSession::State::Ready);
        look(QStringLiteral("choice"));
        desk.fake->paceMs = 20;
        session->summarize();
        QTRY_VERIFY(session->summary().statements.size() > 2);
        look(QStringLiteral("busy"));
        session->stop();
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        look(QStringLiteral("stopped"));
        desk.fake->paceMs = 0;
        session->summarize();
        QTRY_VERIFY(session->summary().complete);
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        look(QStringLiteral("summary"));
        desk.window->readPage()->showTab(ui::ReadPage::kFactsTab);
        look(QStringLiteral("facts"));
        desk.window->readPage()->showTab(ui::ReadPage::kQuestionsTab);
        look(QStringLiteral("questions"));
        desk.fake->experts = 128;
        session->ask(QStringLiteral("Which law?"));
        QTRY_COMPARE(session->job(), DocumentSession::Job::None);
        emit desk.window->findChild<ui::ConversationView*>()->linkActivated(QStringLiteral("experts:1"));
        QVERIFY(desk.window->findChild<ui::ExpertSheet*>() != nullptr);
        look(QStringLiteral("experts"));
        delete desk.window->findChild<ui::ExpertSheet*>();
        inspectStates(desk, look);
        for (const auto page : {MainWindow::kLibrary, MainWindow::kHistory, MainWindow::kSettings}) {
            desk.window->showPage(page);
            QTest::qWait(60);
            look(QString::number(page));
        }
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    }
};

QTEST_MAIN(TextsTest)
#include "texts_test.moc"
