// Documents of every format come in as text with pages; what cannot be read is refused in one sentence.
#include <QTest>

#include <filesystem>
#include <fstream>

#include "engine/documents/document.h"

using namespace engine;

namespace {

std::filesystem::path fixture(const std::string& name) {
    return std::filesystem::path(CONCLAVE_SOURCE_DIR "/tests/fixtures/documents") / name;
}

class Folder {
public:
    Folder()
        : path_(std::filesystem::temp_directory_path() / ("conclave-importer-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::filesystem::path write(const std::string& name, const std::string& bytes) const {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return path_ / name;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

bool pagesCoverText(const Document& document) {
    int64_t at = 0;
    for (const Page& page : document.pages) {
        if (page.text.begin != at || page.text.end < page.text.begin) return false;
        at = page.text.end;
    }
    return at == static_cast<int64_t>(document.text.size());
}

}  // namespace

class ImporterTest : public QObject {
    Q_OBJECT

private slots:
    void textInUtf8StaysByteForByte() {
        const Folder folder;
        const std::string bytes = "\xEF\xBB\xBFThe first line.\r\nA second – “quoted” – line.\r\n\r\n合同\n";
        const auto document = importDocument(folder.write("a.txt", bytes));
        QVERIFY(document.ok());
        QCOMPARE(document->text, bytes);
        QCOMPARE(document->encoding, std::string("UTF-8"));
        QCOMPARE(document->format, DocumentFormat::kText);
        QCOMPARE(document->hash.size(), size_t{64});
        QVERIFY(pagesCoverText(*document));
        QVERIFY(importDocument(folder.write("a.md", bytes))->format == DocumentFormat::kMarkdown);
    }

    void encodings_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("encoding");
        QTest::addColumn<QString>("holds");
        QTest::newRow("GB18030") << "gb18030.txt"
                                 << "GB18030"
                                 << "逾期支付的，应当支付违约金";
        QTest::newRow("UTF-16 with its mark") << "utf16le.txt"
                                              << "UTF-16LE"
                                              << "乙方未经甲方同意转租房屋";
        QTest::newRow("UTF-16 without a mark") << "utf16be_bare.txt"
                                               << "UTF-16BE"
                                               << "The parties agree.\r\nThis is";
        QTest::newRow("Windows-1252") << "windows1252.txt"
                                      << "windows-1252"
                                      << "“Company” – a société anonyme – shall pay €500";
    }
    void encodings() {
        QFETCH(QString, file);
        QFETCH(QString, encoding);
        QFETCH(QString, holds);
        const auto document = importDocument(fixture(file.toStdString()));
        QVERIFY2(document.ok(), document.ok() ? "" : document.error().text().c_str());
        QCOMPARE(QString::fromStdString(document->encoding), encoding);
        QVERIFY(QString::fromStdString(document->text).contains(holds));
    }

    void realGb18030RowsAreRecognised() {
        std::ifstream file(CONCLAVE_SOURCE_DIR "/../shared/data/zh_medical_toyhom/sample_gb18030.csv",
                           std::ios::binary);
        if (!file) QSKIP("the sample is not on this machine");
        const Folder folder;
        // A few rows, and a single one: little text is the harder case.
        std::string line, rows;
        std::getline(file, line);
        for (int i = 0; i < 5 && std::getline(file, line); ++i)
            rows += line + "\n";
        for (const std::string& bytes : {rows, line}) {
            const auto document = importDocument(folder.write("rows.csv", bytes));
            QVERIFY(document.ok());
            QCOMPARE(document->encoding, std::string("GB18030"));
        }
    }

    void aFewDamagedBytesDoNotMakeAnotherEncoding() {
        const Folder folder;
        std::string text;
        for (int i = 0; i < 40; ++i)
            text += "合同的当事人应当遵循诚实信用的原则。\n";
        const auto document = importDocument(folder.write("a.txt", text + "\xE5\x90 end"));
        QVERIFY(document.ok());
        QCOMPARE(document->encoding, std::string("UTF-8"));
    }

    void pagesOfText() {
        const Folder folder;
        const auto feeds = importDocument(folder.write("f.txt", "one\n\ftwo\n\fthree\n\f\n"));
        QVERIFY(feeds.ok());
        QCOMPARE(feeds->pages.size(), size_t{3});
        QVERIFY(pagesCoverText(*feeds));
        QCOMPARE(feeds->pageAt(6), 1);

        std::string lines;
        for (int i = 0; i < 400; ++i)
            lines += "This line has about forty characters in it.\n";
        const auto nominal = importDocument(folder.write("n.txt", lines));
        QVERIFY(nominal.ok());
        QVERIFY(pagesCoverText(*nominal));
        QCOMPARE(nominal->pages.size(), size_t{6});  // 17,600 characters at about 3,000 a page
        for (const Page& page : nominal->pages)
            QCOMPARE(nominal->text[static_cast<size_t>(page.text.end) - 1], '\n');
        QCOMPARE(nominal->pages.back().number, 6);
        QCOMPARE(nominal->pageAt(static_cast<int64_t>(nominal->text.size())), 5);
    }

    void fiftyMegabytes() {
        const Folder folder;
        std::string text;
        text.reserve(50 << 20);
        while (text.size() < (50U << 20))
            text += "The supplier shall deliver the goods within thirty days. ";
        const auto document = importDocument(folder.write("large.txt", text));
        QVERIFY(document.ok());
        QCOMPARE(document->text.size(), text.size());
        QVERIFY(pagesCoverText(*document));
    }

    void refused_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << "nothing.pdf"
                                 << "“nothing.pdf” is not there.";
        QTest::newRow("locked PDF") << "locked.pdf"
                                    << "“locked.pdf” is protected by a password.";
        QTest::newRow("PDF without text") << "picture.pdf"
                                          << "“picture.pdf” holds pictures of pages and no text.";
        QTest::newRow("cut PDF") << "truncated.pdf"
                                 << "“truncated.pdf” is damaged and cannot be opened.";
        QTest::newRow("cut DOCX") << "truncated.docx"
                                  << "“truncated.docx” is damaged and cannot be opened.";
        QTest::newRow("archive") << "no_document.docx"
                                 << "“no_document.docx” is not a Word document.";
        QTest::newRow("document type") << "doctype.docx"
                                       << "“doctype.docx” declares a document type of its own";
        QTest::newRow("bomb") << "bomb.docx"
                              << "“bomb.docx” is packed 100 times smaller than it is";
        QTest::newRow("broken XML") << "broken_xml.docx"
                                    << "“broken_xml.docx” is damaged and cannot be read.";
    }
    void refused() {
        QFETCH(QString, file);
        QFETCH(QString, says);
        const auto document = importDocument(fixture(file.toStdString()));
        QVERIFY(!document.ok());
        const QString text = QString::fromStdString(document.error().text());
        QVERIFY2(text.startsWith(says), qPrintable(text));
        QVERIFY(!document.error().remedy.empty());
    }

    void refusedByWhatIsWritten_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << "e.txt" << QByteArray() << "“e.txt” is empty.";
        QTest::newRow("blank") << "b.txt" << QByteArray(" \r\n\t\n ") << "“b.txt” holds no text.";
        QTest::newRow("binary") << "x.txt" << QByteArray("\x01\x02\0\x03 abc \0\0\x7f\x45", 14)
                                << "“x.txt” is not a text file.";
        QTest::newRow("text named pdf") << "t.pdf" << QByteArray("hello") << "“t.pdf” is not a PDF file";
        QTest::newRow("text named docx")
            << "t.docx" << QByteArray("hello") << "“t.docx” is not a Word document";
        QTest::newRow("old Word") << "o.doc" << QByteArray("\xD0\xCF\x11\xE0 old")
                                  << "“o.doc” is an old Office file.";
        QTest::newRow("picture") << "p.png" << QByteArray("\x89PNG\r\n") << "“p.png” is a picture";
        QTest::newRow("rich text") << "r.rtf" << QByteArray("{\\rtf1 x}") << "“r.rtf” is a rich text file.";
    }
    void refusedByWhatIsWritten() {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const Folder folder;
        const auto document = importDocument(folder.write(name.toStdString(), bytes.toStdString()));
        QVERIFY(!document.ok());
        const QString text = QString::fromStdString(document.error().text());
        QVERIFY2(text.startsWith(says), qPrintable(text));
    }

    void limitsComeFirst() {
        const Folder folder;
        const auto path = folder.write("a.txt", std::string(5000, 'a'));
        ImportLimits limits;
        limits.fileBytes = 4000;
        QVERIFY(QString::fromStdString(importDocument(path, limits).error().text()).contains("can be read"));
        limits = {};
        limits.textBytes = 4000;
        QCOMPARE(importDocument(path, limits).error().kind, ErrorKind::kDoesNotFit);
        limits = {};
        limits.pages = 3;
        QVERIFY(QString::fromStdString(importDocument(fixture("contract.pdf"), limits).error().text())
                    .contains("has 4 pages"));
        QVERIFY(!importDocument(folder.path()).ok());
    }

    void stopsWhenAsked() {
        std::stop_source source;
        source.request_stop();
        for (const char* name : {"contract.pdf", "contract.docx", "gb18030.txt"}) {
            const auto document = importDocument(fixture(name), {}, {}, source.get_token());
            QVERIFY(!document.ok());
            QCOMPARE(document.error().kind, ErrorKind::kCancelled);
        }
    }
};

QTEST_GUILESS_MAIN(ImporterTest)
#include "importer_test.moc"
