// The lists of the window behave as item models do, through everything that happens to them.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "fake_desk.h"
#include "ui/bridge/backend.h"
#include "ui/bridge/history_model.h"
#include "ui/bridge/model_catalog.h"
#include "ui/bridge/open_documents.h"
#include "ui/bridge/passage_search.h"
#include "ui/read/facts_view.h"
#include "ui/read/place_lists.h"

using namespace ui::bridge;
using Mode = QAbstractItemModelTester::FailureReportingMode;

class ModelsTest : public QObject {
    Q_OBJECT

private slots:
    void documentsHistoryAndSearch() {
        QTemporaryDir folder;
        auto fake = std::make_shared<tests::FakeWork>();
        Backend backend(tests::fakeServices(folder.path(), fake));
        QAbstractItemModelTester documents(&backend.documents(), Mode::QtTest);
        QAbstractItemModelTester history(&backend.history(), Mode::QtTest);
        QAbstractItemModelTester search(&backend.search(), Mode::QtTest);

        auto* session = backend.documents().openFile(tests::writeContract(folder.path()));
        QTRY_COMPARE(session->state(), DocumentSession::State::Ready);
        QTRY_VERIFY(session->storeId() > 0);
        QCOMPARE(session->pageCount(), 6);
        session->summarize();
        QTRY_VERIFY(session->summary().complete);
        backend.history().refresh();
        QTRY_COMPARE(backend.history().rowCount(), 1);
        backend.search().setWords(QStringLiteral("insolvent"));
        QTRY_COMPARE(backend.search().rowCount(), 1);
        QCOMPARE(backend.search().index(0).data(PassageSearch::PageRole).toInt(), 5);
        backend.search().setWords({});
        QTRY_COMPARE(backend.search().rowCount(), 0);

        // Into the bin and out of it again.
        QSignalSpy removed(&backend.history(), &HistoryModel::removed);
        backend.history().remove(0);
        QCOMPARE(removed.count(), 1);
        backend.history().setQuery({}, {}, true);
        QTRY_COMPARE(backend.history().rowCount(), 1);
        backend.history().restore(0);
        backend.history().setQuery({}, {}, false);
        QTRY_COMPARE(backend.history().rowCount(), 1);
        const qint64 id = session->storeId();
        backend.documents().remove(0);
        QCOMPARE(backend.documents().rowCount(), 0);
        backend.documents().restore(id);
        QTRY_COMPARE(backend.documents().rowCount(), 1);
    }

    void models() {
        QTemporaryDir folder;
        auto fake = std::make_shared<tests::FakeWork>();
        Backend backend(tests::fakeServices(folder.path(), fake));
        auto& models = backend.models();
        QAbstractItemModelTester tester(&models, Mode::QtTest);
        QTRY_VERIFY(models.isScanned());
        const int wanted = models.rowOf(QStringLiteral("smollm2-135m"));
        QVERIFY(wanted >= 0 && !models.row(wanted).isHere());
        models.fetch(wanted);
        QVERIFY(models.isFetching());
        models.cancelFetch(wanted);
        QTRY_VERIFY(!models.isFetching());
        QVERIFY(!models.row(wanted).isHere());
        models.fetch(models.rowOf(QStringLiteral("smollm2-135m")));
        QTRY_VERIFY(models.rowOf(QStringLiteral("smollm2-135m")) >= 0 &&
                    models.row(models.rowOf(QStringLiteral("smollm2-135m"))).isHere());
    }

    void placesAndFacts() {
        ui::OutlineModel outline;
        QAbstractItemModelTester outlineTester(&outline, Mode::QtTest);
        outline.setOutline({{QStringLiteral("1"), QStringLiteral("Products"), 1, 1, {0, 4}}});
        QCOMPARE(outline.rowCount(), 1);
        ui::FoundModel found;
        QAbstractItemModelTester foundTester(&found, Mode::QtTest);
        found.setFound({{2, {4, 8}, QStringLiteral("the"), QStringLiteral("law"), QStringLiteral("of")}});
        QCOMPARE(found.rowCount(), 1);
        ui::FactsModel facts;
        QAbstractItemModelTester factsTester(&facts, Mode::QtTest);
        facts.setFacts({{QStringLiteral("Parties"), true, QStringLiteral("A and B"), {}},
                        {QStringLiteral("Renewal"), false, {}, {}}},
                       true);
        QCOMPARE(facts.rowCount(), 2);
        QVERIFY(
            facts.index(1, ui::FactsModel::Value).data().toString().contains(QStringLiteral("not found")));
    }
};

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
