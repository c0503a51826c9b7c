#include "ui/bridge/inspect_projects.h"

#include "ui/bridge/readable.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

InspectProjectItem toItem(const engine::StoredProject& stored) {
    InspectProjectItem item;
    item.id = stored.id;
    item.name = toQt(stored.name);
    item.file = toQt(stored.file);
    item.prompt = toQt(stored.prompt);
    item.falseAlarmRate = stored.falseAlarmRate;
    item.threshold = stored.threshold;
    item.changedAt = QDateTime::fromSecsSinceEpoch(stored.changedAt);
    return item;
}

engine::StoredProject toStored(const InspectProjectItem& item) {
    engine::StoredProject stored;
    stored.id = item.id;
    stored.name = item.name.toStdString();
    stored.file = item.file.toStdString();
    stored.prompt = item.prompt.toStdString();
    stored.falseAlarmRate = item.falseAlarmRate;
    stored.threshold = item.threshold;
    return stored;
}

}  // namespace

InspectProjects::InspectProjects(StoreService& store, QObject* parent)
    : QAbstractListModel(parent), store_(store) {
    connect(&store_, &StoreService::opened, this, &InspectProjects::load);
}

int InspectProjects::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant InspectProjects::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const InspectProjectItem& row = rows_[index.row()];
    switch (role) {
        case Qt::DisplayRole:
            return row.name;
        case Qt::ToolTipRole:
            return tr("Last used: %1").arg(readableDay(row.changedAt));
        case IdRole:
            return row.id;
        case FittedRole:
            return !row.file.isEmpty();
        default:
            return {};
    }
}

int InspectProjects::rowOf(qint64 id) const {
    for (int row = 0; row < rows_.size(); ++row) {
        if (rows_[row].id == id) return row;
    }
    return -1;
}

InspectProjectItem InspectProjects::project(qint64 id) const {
    const int row = rowOf(id);
    return row >= 0 ? rows_[row] : InspectProjectItem{};
}

QString InspectProjects::freeName() const {
    for (int number = 1;; ++number) {
        const QString name = tr("Product %1").arg(number);
        const bool taken = std::any_of(rows_.begin(), rows_.end(),
                                       [&](const InspectProjectItem& each) { return each.name == name; });
        if (!taken) return name;
    }
}

void InspectProjects::load() {
    store_.call(
        this, [](Stores& stores) { return stores.inspections.projects(); },
        [this](std::vector<engine::StoredProject> stored) {
            beginResetModel();
            rows_.clear();
            for (const engine::StoredProject& each : stored)
                rows_.append(toItem(each));
            loaded_ = true;
            endResetModel();
            emit loaded();
        });
}

void InspectProjects::add(const QString& name, QObject* asker, std::function<void(qint64)> then) {
    store_.call(
        asker, [name = name.toStdString()](Stores& stores) { return stores.inspections.addProject(name); },
        [this, name, then = std::move(then)](engine::RowId id) {
            if (rowOf(id) < 0) {
                beginInsertRows({}, 0, 0);
                InspectProjectItem project;
                project.id = id;
                project.name = name;
                project.changedAt = QDateTime::currentDateTime();
                rows_.prepend(project);
                endInsertRows();
            }
            then(id);
        });
}

void InspectProjects::rename(qint64 id, const QString& name) {
    InspectProjectItem renamed = project(id);
    if (renamed.id == 0 || name.simplified().isEmpty()) return;
    renamed.name = name.simplified();
    keep(renamed);
}

void InspectProjects::keep(const InspectProjectItem& project) {
    const int row = rowOf(project.id);
    if (row < 0) return;
    rows_[row] = project;
    rows_[row].changedAt = QDateTime::currentDateTime();
    emit dataChanged(index(row), index(row));
    store_.call(
        [stored = toStored(project)](Stores& stores) { return stores.inspections.updateProject(stored); });
}

void InspectProjects::remove(qint64 id) {
    const int row = rowOf(id);
    if (row < 0) return;
    const QString name = rows_[row].name;
    beginRemoveRows({}, row, row);
    rows_.removeAt(row);
    endRemoveRows();
    store_.call([id](Stores& stores) { return stores.inspections.moveToBin(id); });
    emit removed(id, name);
}

void InspectProjects::restore(qint64 id) {
    store_.call(
        this, [id](Stores& stores) { return stores.inspections.restore(id); }, [this] { load(); });
}

}  // namespace ui::bridge
