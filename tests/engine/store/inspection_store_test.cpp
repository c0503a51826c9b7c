#include "engine/store/inspection_store.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include "engine/store/bin.h"
#include "engine/store/store_error.h"

using namespace engine;

class InspectionStoreTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        auto opened = Database::open(folder_->path().toStdString());
        QVERIFY(opened.ok());
        database_ = *opened;
    }
    void cleanup() {
        database_.reset();
        folder_.reset();
    }

    void projects() {
        InspectionStore store(database_);
        const RowId tiles = *store.addProject("Tiles");
        const RowId cells = *store.addProject("Cells");
        QCOMPARE(store.projects()->front().id, cells);
        StoredProject project = **store.project(tiles);
        QVERIFY(!project.threshold.has_value());
        QCOMPARE(project.falseAlarmRate, 0.05);
        project.prompt = "划痕";
        project.threshold = 3.5;
        project.file = "/p/tiles.inspect";
        QVERIFY(store.updateProject(project).ok());
        QCOMPARE(store.projects()->front().id, tiles);  // changed last
        QCOMPARE(store.projects()->front().prompt, std::string("划痕"));
        QCOMPARE(store.projects()->front().threshold.value(), 3.5);
        QVERIFY(!store.updateProject({.id = 99}).ok());
        QVERIFY(!store.project(99)->has_value());

        QVERIFY(store.moveToBin(tiles).ok());
        QCOMPARE(store.projects()->size(), size_t{1});
        QCOMPARE(store.projects(true)->front().id, tiles);
        QVERIFY(store.restore(tiles).ok());
        QVERIFY(store.moveToBin(tiles).ok());
        QVERIFY(*store.beginBatch(tiles, "", {"a"}) > 0);
        QVERIFY(store.emptyBin(unixSecondsNow()).ok());
        QVERIFY(store.projects(true)->empty());
        QVERIFY(store.batches(tiles)->empty());  // with everything of it
    }

    void examples() {
        InspectionStore store(database_);
        const RowId project = *store.addProject("p");
        QVERIFY(store.putExamples(project, {{.path = "a.png", .group = "lot 1"}, {.path = "b.png"}}).ok());
        QVERIFY(store
                    .putExamples(project,
                                 {{.path = "b.png", .good = false, .regionsJson = "[{\"kind\":\"pore\"}]"}})
                    .ok());
        const auto kept = store.examples(project);
        QCOMPARE(kept->size(), size_t{2});
        QVERIFY(kept->at(0).good);
        QCOMPARE(kept->at(0).group, std::string("lot 1"));
        QVERIFY(!kept->at(1).good);
        QVERIFY(store.removeExample(kept->at(0).id).ok());
        QVERIFY(!store.removeExample(kept->at(0).id).ok());
        QCOMPARE(store.examples(project)->size(), size_t{1});
    }

    void aBatchGrows() {
        InspectionStore store(database_);
        const RowId project = *store.addProject("p");
        const RowId batch = *store.beginBatch(project, "", {"1.png", "2.png"});
        const auto added = store.addToBatch(batch, {"2.png", "3.png", "4.png", "3.png"});
        QCOMPARE(added->size(), size_t{2});
        QCOMPARE(added->at(0).path, std::string("3.png"));
        const auto rows = store.inspections(batch);
        QCOMPARE(rows->size(), size_t{4});
        QCOMPARE(rows->at(2).id, added->at(0).id);
        QCOMPARE(store.batches(project)->front().pictures, int64_t{4});
        QVERIFY(!store.addToBatch(99, {"1.png"}).ok());
    }

    void batches() {
        InspectionStore store(database_);
        const RowId project = *store.addProject("p");
        QVERIFY(!store.unfinishedBatch(project)->has_value());
        const RowId batch = *store.beginBatch(project, "find pores", {"1.png", "2.png", "1.png", "3.png"});
        auto rows = *store.inspections(batch);
        QCOMPARE(rows.size(), size_t{3});
        QCOMPARE(rows[1].path, std::string("2.png"));

        const std::string map("\x01\0\0\0\x01\0\0\0\0\0\x80?", 12);
        QVERIFY(store
                    .putResult({.id = rows[0].id,
                                .state = InspectionState::kDone,
                                .verdict = "NG",
                                .score = 1.25,
                                .resultJson = "{\"score\":1.25}",
                                .heatMap = map})
                    .ok());
        QVERIFY(store.putResult({.id = rows[2].id, .state = InspectionState::kFailed, .resultJson = "gone"})
                    .ok());
        QCOMPARE(*store.heatMap(rows[0].id), map);
        QVERIFY(store.heatMap(rows[1].id)->empty());
        const auto left = *store.unfinishedBatch(project);
        QVERIFY(left.has_value());
        QCOMPARE(left->pictures, int64_t{3});
        QCOMPARE(left->done, int64_t{1});
        QCOMPARE(left->failed, int64_t{1});
        QCOMPARE(left->prompt, std::string("find pores"));

        QVERIFY(store.overrule(rows[0].id, "OK").ok());
        QVERIFY(store.correct(rows[0].id, "{}").ok());
        QVERIFY(!store.overrule(99, "OK").ok());
        rows = *store.inspections(batch);
        QCOMPARE(rows[0].verdict, std::string("NG"));
        QCOMPARE(rows[0].overruled, std::string("OK"));
        QCOMPARE(rows[0].resultJson, std::string("{}"));
        QVERIFY(rows[1].state == InspectionState::kWaiting);

        QVERIFY(store.putResult({.id = rows[1].id, .state = InspectionState::kDone, .verdict = "OK"}).ok());
        QVERIFY(!store.unfinishedBatch(project)->has_value());
        QCOMPARE(store.batches(project)->front().done, int64_t{2});
    }

    void removedPicturesComeBackWhole() {
        InspectionStore store(database_);
        const RowId batch = *store.beginBatch(*store.addProject("p"), "", {"1.png", "2.png", "3.png"});
        const auto rows = *store.inspections(batch);
        const std::string map("\x01\0\0\0\x01\0\0\0\0\0\x80?", 12);
        QVERIFY(store
                    .putResult({.id = rows[1].id,
                                .state = InspectionState::kDone,
                                .verdict = "NG",
                                .score = 2,
                                .resultJson = "{}",
                                .heatMap = map})
                    .ok());
        QVERIFY(store.overrule(rows[1].id, "OK").ok());
        const auto removed = store.remove({rows[1].id, rows[2].id, 99});
        QCOMPARE(removed->size(), size_t{2});
        QCOMPARE(store.inspections(batch)->size(), size_t{1});
        QVERIFY(store.putBack(*removed).ok());
        const auto back = *store.inspections(batch);
        QCOMPARE(back.size(), size_t{3});
        QCOMPARE(back[1].path, std::string("2.png"));
        QCOMPARE(back[1].verdict, std::string("NG"));
        QCOMPARE(back[1].overruled, std::string("OK"));
        QCOMPARE(*store.heatMap(back[1].id), map);
        QVERIFY(back[2].state == InspectionState::kWaiting);
    }

    void aBatchIsOneLineOfTheHistory() {
        InspectionStore store(database_);
        RunStore runs(database_);
        const RowId project = *store.addProject("p");
        const RowId batch = *store.beginBatch(project, "find pores", {"1.png"});
        const RowId run =
            *store.keepRun(batch, {.kind = "inspection", .title = "Housings", .searchText = "pores"});
        QCOMPARE(store.batch(batch)->value().run, run);
        QCOMPARE(store.batchesWithRuns()->front().project, project);
        QCOMPARE(store.batchesWithRuns()->front().prompt, std::string("find pores"));
        QCOMPARE(*store.keepRun(batch, {.kind = "inspection", .title = "Lids", .searchText = "划痕"}), run);
        QCOMPARE(runs.list({})->size(), size_t{1});
        QCOMPARE(runs.list({.words = "lids"})->size(), size_t{1});
        QCOMPARE(runs.list({.words = "划痕"})->size(), size_t{1});
        QVERIFY(runs.list({.words = "pores"})->empty());  // the old words find it no more
        QVERIFY(!store.keepRun(99, {.kind = "inspection"}).ok());
        // In the bin it is no earlier batch, and it goes for good with its line.
        QVERIFY(runs.moveToBin(run).ok());
        QVERIFY(store.batches(project)->empty());
        QVERIFY(runs.restore(run).ok());
        QCOMPARE(store.batches(project)->size(), size_t{1});
        QVERIFY(runs.moveToBin(run).ok());
        QVERIFY(runs.emptyBin(unixSecondsNow()).ok());
        QVERIFY(store.emptyBin(unixSecondsNow()).ok());
        QVERIFY(!store.batch(batch)->has_value());
    }

    void aLineOfTheHistoryIsKeptWithItsLinkOrNotAtAll() {
        InspectionStore store(database_);
        RunStore runs(database_);
        const RowId batch = *store.beginBatch(*store.addProject("p"), {}, {"1.png"});
        database_->access()->exec(
            "CREATE TRIGGER no_link BEFORE UPDATE OF run ON inspection_batches "
            "BEGIN SELECT RAISE(ABORT, 'no'); END");
        QVERIFY(!store.keepRun(batch, {.kind = "inspection", .title = "Housings"}).ok());
        QVERIFY(runs.list({})->empty());
        QVERIFY(runs.list({.words = "housings"})->empty());
        database_->access()->exec("DROP TRIGGER no_link");
        const RowId run = *store.keepRun(batch, {.kind = "inspection", .title = "Housings"});
        QCOMPARE(store.batch(batch)->value().run, run);
        QCOMPARE(runs.list({})->size(), size_t{1});
    }

    // What was committed is there after the program was killed, and the batch says where to go on.
    void killedBatchGoesOn() {
        const RowId project = *InspectionStore(database_).addProject("p");
        const std::string folder = folder_->path().toStdString();
        database_.reset();
        int pipe[2];
        QCOMPARE(::pipe(pipe), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto opened = Database::open(folder);
            InspectionStore store(*opened);
            const RowId batch = *store.beginBatch(project, "", {"1", "2", "3"});
            const auto rows = *store.inspections(batch);
            (void)store.putResult({.id = rows[0].id, .state = InspectionState::kDone, .verdict = "OK"});
            (void)!::write(pipe[1], "x", 1);
            ::pause();
            ::_exit(0);
        }
        char ready = 0;
        QCOMPARE(::read(pipe[0], &ready, 1), ssize_t{1});
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ::close(pipe[0]);
        ::close(pipe[1]);
        database_ = *Database::open(folder);
        InspectionStore store(database_);
        const auto left = *store.unfinishedBatch(project);
        QVERIFY(left.has_value());
        QCOMPARE(left->done, int64_t{1});
        const auto rows = *store.inspections(left->id);
        QCOMPARE(rows[0].verdict, std::string("OK"));
        QVERIFY(rows[1].state == InspectionState::kWaiting);
    }

private:
    std::unique_ptr<QTemporaryDir> folder_;
    std::shared_ptr<Database> database_;
};

QTEST_GUILESS_MAIN(InspectionStoreTest)
#include "inspection_store_test.moc"
