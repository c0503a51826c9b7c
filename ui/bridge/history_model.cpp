#include "ui/bridge/history_model.h"

#include "ui/bridge/engine_text.h"
#include "ui/bridge/kept_results.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

RunItem toItem(const engine::StoredRun& stored) {
    RunItem item;
    item.id = stored.id;
    item.kind = toQt(stored.kind);
    item.title = toQt(stored.title).simplified();
    item.model = toQt(stored.model);
    item.document = stored.document.value_or(0);
    item.resultJson = toQt(stored.resultJson);
    item.createdAt = QDateTime::fromSecsSinceEpoch(stored.createdAt);
    if (stored.deletedAt > 0) item.deletedAt = QDateTime::fromSecsSinceEpoch(stored.deletedAt);
    item.seconds = stored.seconds;
    if (item.kind == QLatin1String("inspection")) {
        const KeptBatch kept = keptBatch(item.resultJson);
        item.prompt = kept.prompt;
        item.facts = batchCounts(kept);
    }
    return item;
}

}  // namespace

HistoryModel::HistoryModel(StoreService& store, QObject* parent) : QAbstractListModel(parent), store_(store) {
    connect(&store_, &StoreService::opened, this, &HistoryModel::refresh);
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

QString HistoryModel::kindTitle(const QString& kind) {
    if (kind == QLatin1String("summary")) return tr("Summary");
    if (kind == QLatin1String("question")) return tr("Question");
    if (kind == QLatin1String("inspection")) return tr("Inspection");
    if (kind == QLatin1String("generate")) return tr("Text");
    if (kind == QLatin1String("perplexity")) return tr("Perplexity");
    if (kind == QLatin1String("bench")) return tr("Speed");
    return kind;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= runs_.size()) return {};
    const RunItem& run = runs_[index.row()];
    switch (role) {
        case Qt::DisplayRole:
            return run.title;
        case Qt::ToolTipRole:
            return run.title;
        case Qt::AccessibleTextRole:
            return (QStringList{kindTitle(run.kind), run.title, readableDay(run.createdAt)} +
                    (run.facts.isEmpty() ? QStringList() : QStringList{run.facts}))
                .join(QStringLiteral(", "));
        case KindRole:
            return kindTitle(run.kind);
        case ModelRole:
            return run.model;
        case WhenRole:
            return run.createdAt;
        case SecondsRole:
            return run.seconds;
        case FactsRole:
            return run.facts;
        default:
            return {};
    }
}

void HistoryModel::setQuery(const QString& words, const QString& kind, bool bin) {
    words_ = words.simplified();
    kind_ = kind;
    bin_ = bin;
    refresh();
}

void HistoryModel::refresh() {
    engine::RunQuery query;
    query.words = words_.toStdString();
    query.kind = kind_.toStdString();
    query.bin = bin_;
    query.limit = 500;
    const int number = ++query_;
    store_.call(
        this,
        [query](Stores& stores) -> engine::Result<QList<RunItem>> {
            const auto stored = stores.runs.list(query);
            if (!stored) return stored.error();
            const auto batches = stores.inspections.batchesWithRuns();
            if (!batches) return batches.error();
            QHash<qint64, const engine::StoredBatch*> byRun;
            for (const engine::StoredBatch& each : *batches)
                byRun.insert(each.run, &each);
            QList<RunItem> runs;
            for (const engine::StoredRun& each : *stored) {
                RunItem item = toItem(each);
                if (const engine::StoredBatch* batch = byRun.value(item.id)) {
                    item.batch = batch->id;
                    item.product = batch->project;
                    item.prompt = toQt(batch->prompt);
                }
                if (!item.prompt.isEmpty())
                    item.title = tr("%1: %2").arg(item.title, item.prompt.simplified());
                runs.append(item);
            }
            return runs;
        },
        [this, number](QList<RunItem> runs) {
            if (number != query_) return;
            beginResetModel();
            runs_ = std::move(runs);
            loaded_ = true;
            endResetModel();
            emit listed();
        });
}

void HistoryModel::remove(int row) {
    const RunItem gone = run(row);
    if (gone.id == 0) return;
    beginRemoveRows({}, row, row);
    runs_.removeAt(row);
    endRemoveRows();
    store_.call([id = gone.id](Stores& stores) { return stores.runs.moveToBin(id); });
    emit removed(gone.id, gone.title);
}

void HistoryModel::restore(int row) {
    const RunItem back = run(row);
    if (back.id == 0) return;
    beginRemoveRows({}, row, row);
    runs_.removeAt(row);
    endRemoveRows();
    restoreRun(back.id);
}

void HistoryModel::restoreRun(qint64 id) {
    store_.call(
        this, [id](Stores& stores) { return stores.runs.restore(id); }, [this] { refresh(); });
}

}  // namespace ui::bridge
