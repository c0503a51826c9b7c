#include "ui/bridge/history_model.h"

#include "ui/bridge/engine_text.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

HistoryModel::HistoryModel(StoreService& store, QObject* parent) : QAbstractListModel(parent), store_(store) {
    connect(&store_, &StoreService::opened, this, &HistoryModel::refresh);
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

QString HistoryModel::kindTitle(const QString& kind) {
    if (kind == QLatin1String("summary")) return tr("Summary");
    if (kind == QLatin1String("question")) return tr("Question");
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
            return QStringList{kindTitle(run.kind), run.title, readableDay(run.createdAt)}.join(
                QStringLiteral(", "));
        case KindRole:
            return kindTitle(run.kind);
        case ModelRole:
            return run.model;
        case WhenRole:
            return run.createdAt;
        case SecondsRole:
            return run.seconds;
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
        this, [query](Stores& stores) { return stores.runs.list(query); },
        [this, number](std::vector<engine::StoredRun> stored) {
            if (number != query_) return;
            QList<RunItem> runs;
            for (const engine::StoredRun& each : stored) {
                RunItem item;
                item.id = each.id;
                item.kind = toQt(each.kind);
                item.title = toQt(each.title).simplified();
                item.model = toQt(each.model);
                item.document = each.document.value_or(0);
                item.resultJson = toQt(each.resultJson);
                item.createdAt = QDateTime::fromSecsSinceEpoch(each.createdAt);
                if (each.deletedAt > 0) item.deletedAt = QDateTime::fromSecsSinceEpoch(each.deletedAt);
                item.seconds = each.seconds;
                runs.append(item);
            }
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
