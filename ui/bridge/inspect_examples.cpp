#include "ui/bridge/inspect_examples.h"

#include <QCryptographicHash>
#include <QDir>
#include <QSet>

#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

engine::StoredExample toStored(const ExampleItem& item, qint64 project) {
    engine::StoredExample stored;
    stored.project = project;
    stored.path = item.path.toStdString();
    stored.good = item.good;
    stored.group = item.group.toStdString();
    if (!item.good) stored.regionsJson = engine::regionsJson(toRegions(item.regions));
    return stored;
}

}  // namespace

InspectExamples::InspectExamples(StoreService& store, QObject* parent)
    : QAbstractListModel(parent), store_(store) {}

int InspectExamples::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : goodCount();
}

QVariant InspectExamples::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= good_.size()) return {};
    const ExampleItem& row = good_[index.row()];
    const bool unlike = unlike_.contains(row.path);
    switch (role) {
        case Qt::DisplayRole:
            return row.name();
        case Qt::ToolTipRole:
            return unlike ? tr("%1: looks unlike the other good pictures")
                                .arg(QDir::toNativeSeparators(row.path))
                          : QDir::toNativeSeparators(row.path);
        case Qt::AccessibleTextRole:
            return unlike ? tr("%1, looks unlike the others").arg(row.name()) : row.name();
        case PathRole:
            return row.path;
        case UnlikeRole:
            return unlike;
        default:
            return {};
    }
}

void InspectExamples::open(qint64 project) {
    project_ = project;
    loaded_ = false;
    const int number = ++opening_;
    beginResetModel();
    good_.clear();
    taught_.clear();
    unlike_.clear();
    endResetModel();
    emit changed();
    if (project == 0) return;
    store_.call(
        this, [project](Stores& stores) { return stores.inspections.examples(project); },
        [this, number](std::vector<engine::StoredExample> stored) {
            if (number != opening_) return;
            beginResetModel();
            for (const engine::StoredExample& each : stored) {
                const ExampleItem item = toItem(each);
                if (item.good) {
                    good_.append(item);
                } else {
                    taught_.insert(item.path, item);
                }
            }
            loaded_ = true;
            endResetModel();
            emit changed();
        });
}

int InspectExamples::rowOf(const QString& path) const {
    for (int row = 0; row < good_.size(); ++row) {
        if (good_[row].path == path) return row;
    }
    return -1;
}

const ExampleItem* InspectExamples::taught(const QString& path) const {
    const auto found = taught_.constFind(path);
    return found != taught_.constEnd() ? &*found : nullptr;
}

QStringList InspectExamples::ownKinds(const QStringList& known) const {
    QStringList own;
    for (const ExampleItem& each : taught_) {
        for (const BoxItem& region : each.regions) {
            if (!region.kind.isEmpty() && !known.contains(region.kind) && !own.contains(region.kind))
                own.append(region.kind);
        }
    }
    own.sort();
    return own;
}

int InspectExamples::addGood(const QStringList& paths) {
    QSet<QString> there;
    for (const ExampleItem& each : std::as_const(good_))
        there.insert(each.path);
    QList<ExampleItem> fresh;
    for (const QString& path : paths) {
        if (there.contains(path)) continue;
        there.insert(path);
        taught_.remove(path);
        ExampleItem item;
        item.path = path;
        fresh.append(item);
    }
    if (fresh.isEmpty()) return 0;
    beginInsertRows({}, goodCount(), goodCount() + static_cast<int>(fresh.size()) - 1);
    good_.append(fresh);
    endInsertRows();
    put(fresh);
    emit changed();
    return static_cast<int>(fresh.size());
}

void InspectExamples::removeGood(const QStringList& paths) {
    for (const QString& path : paths) {
        const int row = rowOf(path);
        if (row < 0) continue;
        beginRemoveRows({}, row, row);
        good_.removeAt(row);
        endRemoveRows();
    }
    drop(paths);
    emit changed();
}

void InspectExamples::teach(const ExampleItem& example) {
    if (example.good) {
        if (rowOf(example.path) < 0) addGood({example.path});
        return;
    }
    if (const int row = rowOf(example.path); row >= 0) {
        beginRemoveRows({}, row, row);
        good_.removeAt(row);
        endRemoveRows();
    }
    taught_.insert(example.path, example);
    put({example});
    emit changed();
}

void InspectExamples::forget(const QString& path) {
    taught_.remove(path);
    removeGood({path});
}

void InspectExamples::setUnlike(const QStringList& paths) {
    unlike_ = paths;
    if (!good_.isEmpty()) emit dataChanged(index(0), index(goodCount() - 1));
}

void InspectExamples::put(const QList<ExampleItem>& examples) {
    std::vector<engine::StoredExample> stored;
    for (const ExampleItem& each : examples)
        stored.push_back(toStored(each, project_));
    store_.call([project = project_, stored = std::move(stored)](Stores& stores) {
        return stores.inspections.putExamples(project, stored);
    });
}

void InspectExamples::drop(const QStringList& paths) {
    store_.call([project = project_, paths](Stores& stores) -> engine::Status {
        auto examples = stores.inspections.examples(project);
        if (!examples) return examples.error();
        for (const engine::StoredExample& each : *examples) {
            if (!paths.contains(toQt(each.path))) continue;
            if (auto gone = stores.inspections.removeExample(each.id); !gone) return gone;
        }
        return {};
    });
}

engine::FitOptions InspectExamples::fitOptions(double falseAlarmRate) const {
    engine::FitOptions options;
    options.falseAlarmRate = falseAlarmRate;
    for (const ExampleItem& each : good_)
        options.good.push_back({.file = toPath(each.path), .group = each.group.toStdString()});
    QStringList paths = taught_.keys();
    paths.sort();
    for (const QString& path : std::as_const(paths)) {
        engine::TaughtPicture picture;
        picture.file = toPath(path);
        picture.group = taught_[path].group.toStdString();
        for (const BoxItem& region : taught_[path].regions) {
            const bool named = region.kind != QLatin1String("unknown");
            picture.regions.push_back(
                {.box = {region.box.x(), region.box.y(), region.box.width(), region.box.height()},
                 .kind = named ? region.kind.toStdString() : std::string()});
        }
        options.taught.push_back(std::move(picture));
    }
    return options;
}

QString InspectExamples::digest(double falseAlarmRate) const {
    QStringList lines{QString::number(falseAlarmRate)};
    for (const ExampleItem& each : good_)
        lines.append('+' + each.path);
    for (const ExampleItem& each : taught_)
        lines.append('-' + each.path + toQt(engine::regionsJson(toRegions(each.regions))));
    lines.sort();
    return QString::fromLatin1(
        QCryptographicHash::hash(lines.join('\n').toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

}  // namespace ui::bridge
