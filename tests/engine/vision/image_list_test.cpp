// A folder's pictures in the order of their numbers, each once, and never more than can be held.
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "engine/vision/image_list.h"

using namespace engine;
namespace fs = std::filesystem;

class ImageListTest : public QObject {
    Q_OBJECT

private slots:
    void inTheirOrderAndOnce() {
        QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        fs::create_directories(place / "lot 10");
        fs::create_directories(place / "lot 9" / "deep");
        fs::create_directories(place / ".hidden");
        for (const char* name : {"lot 10/a.png", "lot 9/b2.PNG", "lot 9/b10.jpeg", "lot 9/deep/c.tif",
                                 "z.webp", ".hidden/d.png", ".e.png", "notes.txt", "old.gif"})
            std::ofstream(place / name) << name;
        fs::create_directory_symlink(place, place / "lot 9" / "back");
        fs::create_symlink(place / "nowhere", place / "broken.png");
        fs::create_hard_link(place / "z.webp", place / "lot 9" / "z.webp");
        const auto list = listImages(place);
        QVERIFY2(list.ok(), list ? "" : list.error().text().c_str());
        std::vector<std::string> names;
        for (const auto& file : list->files)
            names.push_back(file.lexically_relative(place).string());
        QVERIFY(names == std::vector<std::string>({"lot 9/b2.PNG", "lot 9/b10.jpeg", "lot 9/deep/c.tif",
                                                   "lot 10/a.png", "z.webp"}));
        QCOMPARE(list->others, 2);
        QCOMPARE(list->duplicates, 1);
    }

    void numbersCount() {
        QVERIFY(comesBefore("a2", "a10"));
        QVERIFY(!comesBefore("a10", "a2"));
        QVERIFY(comesBefore("A1", "b1"));
        QVERIFY(comesBefore("a007", "a8"));
        QVERIFY(comesBefore("a", "a1"));
        QVERIFY(comesBefore("a99999999999999999999998", "a99999999999999999999999"));
        // One order for names that differ in zeros or capitals alone.
        QVERIFY(comesBefore("a01", "a1") != comesBefore("a1", "a01"));
        QVERIFY(comesBefore("A", "a") != comesBefore("a", "A"));
        QVERIFY(!comesBefore("a", "a"));
    }

    void bounded() {
        QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        QCOMPARE(listImages(place / "gone").error().kind, ErrorKind::kNotFound);
        QVERIFY(listImages(place)->files.empty());
        fs::path deep = place;
        for (int i = 0; i < 40; ++i)
            deep /= "d";
        fs::create_directories(deep);
        QCOMPARE(listImages(place).error().kind, ErrorKind::kDoesNotFit);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(listImages(place, stop.get_token()).error().kind, ErrorKind::kCancelled);
    }
};

QTEST_GUILESS_MAIN(ImageListTest)
#include "image_list_test.moc"
