#include "engine/store/conversation_store.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include "engine/store/bin.h"
#include "engine/store/document_store.h"
#include "engine/store/process_mark.h"
#include "engine/store/store_error.h"

using namespace engine;

class ConversationStoreTest : public QObject {
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

    void talk() {
        ConversationStore store(database_);
        const RowId document = *DocumentStore(database_).open({.name = "d"}, "text", {});
        const RowId free = *store.begin({}, "free");
        const RowId about = *store.begin(document, "about d");
        QCOMPARE(store.list({})->size(), size_t{2});
        QCOMPARE(store.list({})->front().id, about);
        QCOMPARE(store.list(document)->size(), size_t{1});
        QCOMPARE(*store.list(document)->front().document, document);
        QVERIFY(!store.list({})->back().document.has_value());

        const RowId question =
            *store.addMessage({.conversation = free, .role = "user", .text = "何时终止？"});
        const RowId answer =
            *store.addMessage({.conversation = free, .role = "assistant", .state = "running", .model = "m"});
        QVERIFY(question < answer);
        QCOMPARE(store.list({})->front().id, free);  // the last one spoken in
        QVERIFY(store.updateMessage(answer, "On 1 May", "[]", "running").ok());
        QVERIFY(store.updateMessage(answer, "On 1 May 2027.", "[{}]", "done", "{\"experts\":8}").ok());
        const auto messages = store.messages(free);
        QCOMPARE(messages->size(), size_t{2});
        QCOMPARE(messages->at(0).text, std::string("何时终止？"));
        QCOMPARE(messages->at(0).state, std::string("done"));
        QCOMPARE(messages->at(1).text, std::string("On 1 May 2027."));
        QCOMPARE(messages->at(1).citationsJson, std::string("[{}]"));
        QCOMPARE(messages->at(0).routingJson, std::string());
        QCOMPARE(messages->at(1).routingJson, std::string("{\"experts\":8}"));
        QCOMPARE(messages->at(1).state, std::string("done"));
        QCOMPARE(messages->at(1).model, std::string("m"));
        QVERIFY(messages->at(1).createdAt > 0);
    }

    void answersFromBeforeRoutingWasKept() {
        const RowId id = *ConversationStore(database_).begin({}, "a");
        QVERIFY(
            ConversationStore(database_).addMessage({.conversation = id, .role = "user", .text = "x"}).ok());
        {
            const auto access = database_->access();
            access->exec(
                "ALTER TABLE messages DROP COLUMN routing_json; DROP TABLE inspections; DROP TABLE "
                "inspection_batches; DROP TABLE inspection_examples; DROP TABLE inspection_projects; "
                "PRAGMA user_version = 1");
        }
        database_.reset();
        database_ = *Database::open(folder_->path().toStdString());
        const auto messages = ConversationStore(database_).messages(id);
        QCOMPARE(messages->size(), size_t{1});
        QCOMPARE(messages->front().text, std::string("x"));
        QVERIFY(messages->front().routingJson.empty());
    }

    void whatIsGone() {
        ConversationStore store(database_);
        QCOMPARE(store.begin(7, "no such document").error().kind, ErrorKind::kNotFound);
        QCOMPARE(store.addMessage({.conversation = 7, .role = "user"}).error().kind, ErrorKind::kNotFound);
        QCOMPARE(store.updateMessage(7, "", "", "done").error().kind, ErrorKind::kNotFound);
        QVERIFY(store.messages(7)->empty());
    }

    void binAndBack() {
        ConversationStore store(database_);
        const RowId id = *store.begin({}, "a");
        QVERIFY(store.addMessage({.conversation = id, .role = "user", .text = "x"}).ok());
        QVERIFY(store.moveToBin(id).ok());
        QVERIFY(store.list({})->empty());
        QCOMPARE(store.list({}, true)->size(), size_t{1});
        QVERIFY(store.restore(id).ok());
        QCOMPARE(store.list({})->size(), size_t{1});
        QVERIFY(store.moveToBin(id).ok());
        QVERIFY(store.emptyBin(unixSecondsNow() - kBinSeconds).ok());
        QCOMPARE(store.list({}, true)->size(), size_t{1});
        QVERIFY(store.emptyBin(unixSecondsNow()).ok());
        QVERIFY(store.list({}, true)->empty());
        QVERIFY(store.messages(id)->empty());
    }

    void marks() {
        QVERIFY(processIsAlive(processMark()));
        QVERIFY(!processIsAlive(""));
        QVERIFY(!processIsAlive("a/b/c"));
        QVERIFY(!processIsAlive("boot/1/1"));           // another start of the machine
        QVERIFY(!processIsAlive(processMark() + "0"));  // the same number, another process
    }

    void settlesWhatNobodyWrites() {
        ConversationStore store(database_);
        const RowId id = *store.begin({}, "a");
        const RowId mine = *store.addMessage({.conversation = id, .role = "assistant", .state = "running"});
        const RowId others = *store.addMessage({.conversation = id, .role = "assistant", .state = "running"});
        const RowId dead = *store.addMessage({.conversation = id, .role = "assistant", .state = "running"});
        // The parent of this process stands for another Conclave that is alive.
        writer(others, markWith(::getppid()));
        const pid_t child = ::fork();
        if (child == 0) ::_exit(0);
        const std::string mark = markWith(child);
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        writer(dead, mark);
        QVERIFY(store.settleInterrupted().ok());
        const auto messages = store.messages(id);
        QCOMPARE(messages->at(0).id, mine);
        QCOMPARE(messages->at(0).state, std::string("stopped"));
        QCOMPARE(messages->at(1).state, std::string("running"));
        QCOMPARE(messages->at(2).state, std::string("stopped"));
    }

private:
    // The mark of another process, made as that process would.
    static std::string markWith(pid_t process) {
        const std::string own = processMark();
        const std::string boot = own.substr(0, own.find('/'));
        QFile stat(QString("/proc/%1/stat").arg(process));
        if (!stat.open(QIODevice::ReadOnly)) return {};
        const QByteArray line = stat.readAll();
        const QByteArray start = line.mid(line.lastIndexOf(')') + 2).split(' ').value(19);
        return boot + "/" + std::to_string(process) + "/" + start.toStdString();
    }
    void writer(RowId message, const std::string& mark) {
        const auto access = database_->access();
        SQLite::Statement write(*access, "UPDATE messages SET writer = ? WHERE id = ?");
        write.bind(1, mark);
        write.bind(2, message);
        QCOMPARE(write.exec(), 1);
    }

    std::unique_ptr<QTemporaryDir> folder_;
    std::shared_ptr<Database> database_;
};

QTEST_GUILESS_MAIN(ConversationStoreTest)
#include "conversation_store_test.moc"
