// The program is killed at fifty random moments of writing: the store opens clean, and nothing that was
// acknowledged is missing. (A kill says nothing about power loss; that rests on synchronous = FULL.)
//
// The test runs itself as the writer: `store_kill_test --write FOLDER SEED` reports each acknowledged row on
// a pipe.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <random>
#include <sstream>

#include "engine/store/conversation_store.h"
#include "engine/store/document_store.h"
#include "engine/store/run_store.h"
#include "engine/store/store_error.h"

using namespace engine;

namespace {

constexpr int kKills = 50;

std::string textOf(const std::string& key) {
    return "违约金 text of " + key + std::string(key.size() * 37 % 3000, 'x');
}

void report(const std::string& line) {
    const std::string whole = line + "\n";
    if (::write(STDOUT_FILENO, whole.data(), whole.size()) < 0) ::_exit(2);
}

int write(const std::string& folder, unsigned seed) {
    auto database = Database::open(folder);
    if (!database) {
        report("failed " + database.error().text() + database.error().detail);
        return 1;
    }
    DocumentStore documents(*database);
    ConversationStore conversations(*database);
    RunStore runs(*database);
    const std::string mark = std::to_string(seed);
    const auto document =
        documents.open({.name = mark, .hash = mark}, textOf(mark), {{1, 0, 5, "passage " + mark}});
    const auto talk = conversations.begin(*document, mark);
    report("document " + std::to_string(*document) + " " + mark);
    std::mt19937 random(seed);
    RowId answer = 0;
    for (int i = 0;; ++i) {
        const std::string key = mark + "-" + std::to_string(i);
        switch (random() % 5) {
            case 0:
                if (!documents.putPart(*document, key, textOf(key))) return 1;
                report("part " + std::to_string(*document) + " " + key);
                break;
            case 1: {
                auto id = conversations.addMessage(
                    {.conversation = *talk, .role = "assistant", .text = textOf(key), .state = "running"});
                if (!id) return 1;
                answer = *id;
                report("message " + std::to_string(answer) + " " + std::to_string(*talk) + " " + key);
                break;
            }
            case 2:
                if (answer == 0) break;
                if (!conversations.updateMessage(answer, textOf(key), "[]", "running")) return 1;
                report("message " + std::to_string(answer) + " " + std::to_string(*talk) + " " + key);
                break;
            case 3: {
                auto id = runs.add({.kind = "t", .title = key, .searchText = textOf(key)});
                if (!id) return 1;
                report("run " + std::to_string(*id) + " " + key);
                break;
            }
            case 4: {
                auto id = documents.open({.name = key, .hash = key}, textOf(key),
                                         {{1, 0, 5, textOf(key)}, {2, 5, 9, "second " + key}});
                if (!id) return 1;
                report("document " + std::to_string(*id) + " " + key);
                break;
            }
            default:
                break;
        }
    }
}

// A writer at work, whose reports are collected until it is killed.
class Writer {
public:
    Writer(const std::string& folder, unsigned seed) {
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC) != 0) return;
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        std::string program = QCoreApplication::applicationFilePath().toStdString();
        std::string option = "--write";
        std::string place = folder;
        std::string number = std::to_string(seed);
        char* argv[] = {program.data(), option.data(), place.data(), number.data(), nullptr};
        if (::posix_spawn(&process_, program.c_str(), &actions, nullptr, argv, environ) != 0) process_ = 0;
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        pipe_ = ends[0];
    }
    ~Writer() {
        if (process_ > 0) killNow();
        ::close(pipe_);
    }

    // Reads until so many rows are acknowledged: on a slow disk, too, the kill comes in the middle of
    // writing.
    void readRows(size_t count) {
        while (static_cast<size_t>(std::count(reports_.begin(), reports_.end(), '\n')) < count && take()) {
        }
    }

    // What was written to the pipe before the kill counts as acknowledged.
    void killNow() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
        while (take()) {
        }
    }

    // Whole lines only: the last one may be cut by the kill.
    std::vector<std::string> lines() const {
        std::vector<std::string> out;
        size_t begin = 0;
        for (size_t end = reports_.find('\n'); end != std::string::npos; end = reports_.find('\n', begin)) {
            out.push_back(reports_.substr(begin, end - begin));
            begin = end + 1;
        }
        return out;
    }

private:
    bool take() {
        char bytes[4096];
        const ssize_t got = ::read(pipe_, bytes, sizeof bytes);
        if (got > 0) reports_.append(bytes, static_cast<size_t>(got));
        return got > 0;
    }

    pid_t process_ = 0;
    int pipe_ = -1;
    std::string reports_;
};

}  // namespace

class StoreKillTest : public QObject {
    Q_OBJECT

private slots:
    void nothingAcknowledgedIsLost() {
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString();
        const unsigned seed = static_cast<unsigned>(qEnvironmentVariableIntValue("CONCLAVE_SEED"));
        std::mt19937 random(seed == 0 ? 20261125U : seed);
        size_t acknowledged = 0;
        size_t expected = 0;
        for (int round = 0; round < kKills; ++round) {
            // Every third time the window has the same store open while the other program is killed.
            std::shared_ptr<Database> window;
            if (round % 3 == 1) window = *Database::open(path);
            std::vector<std::string> lines;
            {
                Writer writer(path, static_cast<unsigned>(round) + 1);
                // Some are killed while they still open the store.
                const size_t rows = round % 7 == 6 ? 0 : 1 + random() % 40;
                writer.readRows(rows);
                ::usleep(static_cast<useconds_t>(random() % (rows == 0 ? 30000 : 4000)));
                writer.killNow();
                expected += rows;
                lines = writer.lines();
            }
            auto store = window ? Result<std::shared_ptr<Database>>(window) : Database::open(path);
            QVERIFY2(store.ok(), store.ok() ? "" : store.error().text().c_str());
            check(*store, lines);
            acknowledged += lines.size();
            if (QTest::currentTestFailed()) return;
        }
        qInfo("%zu rows acknowledged before %d kills, all there", acknowledged, kKills);
        QVERIFY(acknowledged >= expected);  // else the writers ended by themselves
        QVERIFY(QDir(folder.path()).entryList({"damaged-*"}).isEmpty());
    }

private:
    static void check(const std::shared_ptr<Database>& database, const std::vector<std::string>& lines) {
        {
            const auto access = database->access();
            QCOMPARE(access->execAndGet("PRAGMA integrity_check").getString(), std::string("ok"));
            SQLite::Statement orphans(*access, "PRAGMA foreign_key_check");
            QVERIFY(!orphans.executeStep());
            access->exec("INSERT INTO passage_index(passage_index) VALUES('integrity-check')");
            access->exec("INSERT INTO run_index(run_index) VALUES('integrity-check')");
        }
        DocumentStore documents(database);
        ConversationStore conversations(database);
        RunStore runs(database);
        std::map<RowId, std::pair<RowId, std::string>> answers;  // the last acknowledged text of each
        for (const auto& line : lines) {
            std::istringstream in(line);
            std::string kind;
            std::string key;
            RowId id = 0;
            RowId talk = 0;
            in >> kind >> id;
            if (kind == "message") in >> talk;
            in >> key;
            if (kind == "part") {
                const auto part = documents.part(id, key);
                QVERIFY2(part.ok() && part->has_value(), line.c_str());
                QCOMPARE(**part, textOf(key));
            } else if (kind == "run") {
                const auto run = runs.find(id);
                QVERIFY2(run.ok() && run->has_value(), line.c_str());
                QCOMPARE((*run)->searchText, textOf(key));
            } else if (kind == "document") {
                const auto document = documents.find(id);
                QVERIFY2(document.ok() && document->has_value(), line.c_str());
                QCOMPARE(**documents.text(id), textOf(key));
                QVERIFY2(!documents.search(key, id, 5)->empty(), line.c_str());
            } else if (kind == "message") {
                answers[id] = {talk, key};
            } else {
                QFAIL(line.c_str());
            }
        }
        for (const auto& [id, where] : answers) {
            const auto messages = conversations.messages(where.first);
            QVERIFY(messages.ok());
            bool found = false;
            for (const auto& message : *messages) {
                if (message.id != id) continue;
                // A later text may have been committed and not yet reported.
                const auto number = [](const std::string& key) {
                    return std::stoi(key.substr(key.find('-') + 1));
                };
                const std::string text = message.text.substr(std::string("违约金 text of ").size());
                found = message.text == textOf(where.second) || number(text) > number(where.second);
            }
            QVERIFY2(found, where.second.c_str());
        }
        QVERIFY(conversations.settleInterrupted().ok());
        const auto running =
            database->access()->execAndGet("SELECT count(*) FROM messages WHERE state = 'running'");
        QCOMPARE(running.getInt(), 0);
    }
};

int main(int argc, char** argv) {
    if (argc == 4 && std::string(argv[1]) == "--write")
        return write(argv[2], static_cast<unsigned>(std::stoul(argv[3])));
    QCoreApplication application(argc, argv);
    StoreKillTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "store_kill_test.moc"
