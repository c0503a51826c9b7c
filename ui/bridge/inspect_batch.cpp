#include "ui/bridge/inspect_batch.h"

#include <QDir>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

constexpr double kSameLine = 1e-9;

// On the store's thread: thousands of results take their time to be read.
engine::Result<QList<PictureItem>> toItems(
    const engine::Result<std::vector<engine::StoredInspection>>& stored) {
    if (!stored) return stored.error();
    QList<PictureItem> items;
    items.reserve(static_cast<qsizetype>(stored->size()));
    for (const engine::StoredInspection& each : *stored)
        items.append(toItem(each));
    return items;
}

std::vector<std::string> toStd(const QStringList& paths) {
    std::vector<std::string> all;
    for (const QString& path : paths)
        all.push_back(path.toStdString());
    return all;
}

}  // namespace

InspectBatch::InspectBatch(StoreService& store, QObject* parent)
    : QAbstractListModel(parent), store_(store), runner_(store, nullptr),
      id_(std::make_shared<std::atomic<qint64>>(0)) {
    connect(&runner_, &InspectRunner::began, this, [this](qint64 id) {
        const int row = rowOf(id);
        if (row < 0) return;
        rows_[row].state = PictureState::Running;
        touch(row);
    });
    connect(&runner_, &InspectRunner::finished, this, &InspectBatch::took);
    connect(&runner_, &InspectRunner::ended, this, [this] {
        queued_.clear();
        const auto next = std::exchange(wanted_, std::nullopt);
        if (next) run(*next);
    });
}

int InspectBatch::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant InspectBatch::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const PictureItem& row = rows_[index.row()];
    switch (role) {
        case Qt::DisplayRole:
            return row.name();
        case Qt::ToolTipRole: {
            QStringList lines{QDir::toNativeSeparators(row.path)};
            if (row.state == PictureState::Failed) {
                lines.append(QStringList{row.problem.what, row.problem.remedy}.join(u' ').trimmed());
            } else if (!row.text.isEmpty()) {
                lines.append(row.text);
            }
            return lines.join('\n');
        }
        case Qt::AccessibleTextRole:
            return QStringList{row.name(), stateWords(row.state, verdict(index.row()))}.join(
                QStringLiteral(", "));
        case IdRole:
            return row.id;
        case PathRole:
            return row.path;
        case StateRole:
            return static_cast<int>(row.state);
        case VerdictRole:
            return static_cast<int>(verdict(index.row()));
        case OverruledRole:
            return row.overruled != VerdictMark::None;
        case ScoreRole:
            return row.score;
        default:
            return {};
    }
}

int InspectBatch::rowOfPath(const QString& path) const {
    return rowOfPath_.value(path, -1);
}

VerdictMark InspectBatch::verdict(int index) const {
    const PictureItem& row = rows_.at(index);
    if (row.state != PictureState::Done) return VerdictMark::None;
    if (row.overruled != VerdictMark::None) return row.overruled;
    if (row.fit.isEmpty() || row.fit != fit_ || std::abs(row.line - line_) < kSameLine) return row.found;
    return row.score >= line_ ? VerdictMark::Ng : VerdictMark::Ok;
}

InspectBatch::Counts InspectBatch::counts() const {
    Counts counts;
    counts.all = rowCount();
    for (int row = 0; row < counts.all; ++row) {
        switch (rows_[row].state) {
            case PictureState::Waiting:
            case PictureState::Running:
                ++counts.waiting;
                continue;
            case PictureState::Failed:
                ++counts.failed;
                continue;
            case PictureState::Done:
                break;
        }
        const VerdictMark mark = verdict(row);
        ++(mark == VerdictMark::Ok ? counts.ok : mark == VerdictMark::Ng ? counts.ng : counts.unsure);
    }
    return counts;
}

bool InspectBatch::isOutdated() const {
    return std::any_of(rows_.begin(), rows_.end(), [this](const PictureItem& row) {
        return row.state == PictureState::Done &&
               (row.fit != fit_ || std::abs(row.line - line_) >= kSameLine);
    });
}

void InspectBatch::open(qint64 project) {
    project_ = project;
    const int number = ++opening_;
    clear();
    whenLoaded_.clear();
    loaded_ = project <= 0;
    if (loaded_) return;
    store_.call(
        this,
        [project](Stores& stores) -> engine::Result<std::pair<qint64, QList<PictureItem>>> {
            auto batches = stores.inspections.batches(project);
            if (!batches) return batches.error();
            if (batches->empty()) return std::pair(qint64{0}, QList<PictureItem>());
            const qint64 id = batches->front().id;
            auto items = toItems(stores.inspections.inspections(id));
            if (!items) return items.error();
            return std::pair(id, *items);
        },
        [this, number](const std::pair<qint64, QList<PictureItem>>& newest) {
            if (number != opening_) return;
            show(newest.first, newest.second);
            becomeLoaded();
        },
        [this, number] {
            if (number == opening_) becomeLoaded();
        });
}

void InspectBatch::becomeLoaded() {
    loaded_ = true;
    emit loaded();
    for (const auto& each : std::exchange(whenLoaded_, {}))
        each();
}

void InspectBatch::openBatch(qint64 batch) {
    const int number = ++opening_;
    clear();
    loaded_ = false;
    store_.call(
        this, [batch](Stores& stores) { return toItems(stores.inspections.inspections(batch)); },
        [this, number, batch](const QList<PictureItem>& pictures) {
            if (number != opening_) return;
            show(batch, pictures);
            becomeLoaded();
        });
}

void InspectBatch::listBatches(QObject* asker, std::function<void(QList<BatchItem>)> then) {
    store_.call(
        asker, [project = project_](Stores& stores) { return stores.inspections.batches(project); },
        [then = std::move(then)](std::vector<engine::StoredBatch> stored) {
            QList<BatchItem> batches;
            for (const engine::StoredBatch& each : stored) {
                batches.append({each.id, QDateTime::fromSecsSinceEpoch(each.createdAt),
                                static_cast<int>(each.pictures), static_cast<int>(each.done),
                                static_cast<int>(each.failed)});
            }
            then(batches);
        });
}

void InspectBatch::startNew() {
    ++opening_;
    clear();
    if (!loaded_) becomeLoaded();
}

void InspectBatch::clear() {
    runner_.stop();
    wanted_.reset();
    show(0, {});
}

void InspectBatch::show(qint64 batch, const QList<PictureItem>& pictures) {
    beginResetModel();
    id_ = std::make_shared<std::atomic<qint64>>(batch);
    rows_.clear();
    rowOfId_.clear();
    rowOfPath_.clear();
    for (const PictureItem& each : pictures) {
        rows_.append(each);
        rowOfId_.insert(rows_.last().id, static_cast<int>(rows_.size()) - 1);
        rowOfPath_.insert(rows_.last().path, static_cast<int>(rows_.size()) - 1);
    }
    endResetModel();
    emit countsChanged();
}

void InspectBatch::append(const QList<PictureItem>& pictures) {
    if (pictures.isEmpty()) return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(pictures.size()) - 1);
    for (const PictureItem& each : pictures) {
        rows_.append(each);
        rowOfId_.insert(each.id, static_cast<int>(rows_.size()) - 1);
        rowOfPath_.insert(each.path, static_cast<int>(rows_.size()) - 1);
    }
    endInsertRows();
    emit countsChanged();
}

void InspectBatch::setLine(const QString& fit, double line) {
    if (fit == fit_ && line == line_) return;
    fit_ = fit;
    line_ = line;
    touchAll();
}

void InspectBatch::add(const QStringList& paths, const QString& prompt, std::function<void(int)> then) {
    if (!loaded_) {
        whenLoaded_.append([this, paths, prompt, then] { add(paths, prompt, then); });
        return;
    }
    QStringList fresh;
    QSet<QString> named;
    for (const QString& path : paths) {
        if (rowOfPath_.contains(path) || named.contains(path)) continue;
        named.insert(path);
        fresh.append(path);
    }
    if (fresh.isEmpty()) {
        then(0);
        return;
    }
    const auto tell = [this, then = std::move(then)](const QList<PictureItem>& pictures) {
        append(pictures);
        then(static_cast<int>(pictures.size()));
    };
    if (!store_.keeps()) {
        QList<PictureItem> pictures;
        for (const QString& path : fresh) {
            PictureItem picture;
            picture.id = -1 - rowCount() - pictures.size();
            picture.path = path;
            pictures.append(picture);
        }
        tell(pictures);
        return;
    }
    store_.call(
        this,
        [project = project_, id = id_, prompt = prompt.toStdString(),
         all = toStd(fresh)](Stores& stores) -> engine::Result<QList<PictureItem>> {
            if (*id > 0) return toItems(stores.inspections.addToBatch(*id, all));
            auto begun = stores.inspections.beginBatch(project, prompt, all);
            if (!begun) return begun.error();
            *id = *begun;
            return toItems(stores.inspections.inspections(*begun));
        },
        [this, number = opening_, tell](const QList<PictureItem>& added) {
            if (number == opening_) tell(added);
        });
}

void InspectBatch::again(const QString& prompt, std::function<void()> then) {
    QStringList paths;
    for (const PictureItem& each : std::as_const(rows_))
        paths.append(each.path);
    startNew();
    add(paths, prompt, [then = std::move(then)](int) { then(); });
}

void InspectBatch::run(const InspectRunner::Method& method) {
    if (runner_.isStopping()) {
        wanted_ = method;
        return;
    }
    QList<PictureItem> waiting;
    for (const PictureItem& each : std::as_const(rows_)) {
        if (each.state != PictureState::Waiting || queued_.contains(each.id)) continue;
        queued_.insert(each.id);
        waiting.append(each);
    }
    runner_.start(method, waiting);
}

void InspectBatch::took(const PictureItem& picture) {
    const int row = rowOf(picture.id);
    if (row < 0) return;
    const VerdictMark overruled = rows_[row].overruled;
    rows_[row] = picture;
    rows_[row].overruled = overruled;
    touch(row);
    emit countsChanged();
}

std::shared_ptr<InspectBatch::Taken> InspectBatch::take(const QList<int>& rows) {
    auto taken = std::make_shared<Taken>();
    taken->batch = id();
    QList<int> sorted = rows;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::vector<engine::RowId> ids;
    for (const int row : std::as_const(sorted)) {
        taken->pictures.append(rows_[row]);
        if (rows_[row].state == PictureState::Running) taken->pictures.last().state = PictureState::Waiting;
        ids.push_back(rows_[row].id);
    }
    runner_.drop(QSet<qint64>(ids.begin(), ids.end()));
    // Neighbours go together, from the end on.
    for (qsizetype last = sorted.size() - 1; last >= 0;) {
        qsizetype first = last;
        while (first > 0 && sorted[first - 1] == sorted[first] - 1)
            --first;
        beginRemoveRows({}, sorted[first], sorted[last]);
        rows_.remove(sorted[first], sorted[last] - sorted[first] + 1);
        renumber();
        endRemoveRows();
        last = first - 1;
    }
    for (const engine::RowId id : ids)
        queued_.remove(id);
    if (store_.keeps()) {
        store_.call([taken, ids = std::move(ids)](Stores& stores) -> engine::Status {
            auto removed = stores.inspections.remove(ids);
            if (!removed) return removed.error();
            taken->stored = std::move(*removed);
            return {};
        });
    }
    emit countsChanged();
    return taken;
}

void InspectBatch::putBack(const std::shared_ptr<Taken>& taken) {
    // Those that came in once more by themselves are here already.
    QSet<qint64> back;
    for (const PictureItem& each : taken->pictures) {
        if (taken->batch != id() || !rowOfPath_.contains(each.path)) back.insert(each.id);
    }
    if (!store_.keeps()) {
        QList<PictureItem> pictures = taken->pictures;
        pictures.removeIf([&](const PictureItem& each) { return !back.contains(each.id); });
        insert(pictures);
        return;
    }
    store_.call(
        this,
        [taken, back](Stores& stores) -> engine::Result<QList<PictureItem>> {
            std::erase_if(taken->stored,
                          [&](const engine::StoredInspection& each) { return !back.contains(each.id); });
            if (auto put = stores.inspections.putBack(taken->stored); !put) return put.error();
            return toItems(std::exchange(taken->stored, {}));
        },
        [this, batch = taken->batch](const QList<PictureItem>& pictures) {
            if (batch == id()) insert(pictures);
        });
}

void InspectBatch::insert(const QList<PictureItem>& pictures) {
    const auto before = [](const PictureItem& a, const PictureItem& b) {
        return std::abs(a.id) < std::abs(b.id);
    };
    for (const PictureItem& each : pictures) {
        const auto at =
            static_cast<int>(std::lower_bound(rows_.begin(), rows_.end(), each, before) - rows_.begin());
        beginInsertRows({}, at, at);
        rows_.insert(at, each);
        renumber();
        endInsertRows();
    }
    emit countsChanged();
}

void InspectBatch::renumber() {
    rowOfId_.clear();
    rowOfPath_.clear();
    for (int row = 0; row < rows_.size(); ++row) {
        rowOfId_.insert(rows_[row].id, row);
        rowOfPath_.insert(rows_[row].path, row);
    }
}

void InspectBatch::overrule(int row, VerdictMark mark) {
    if (row < 0 || row >= rows_.size() || rows_[row].overruled == mark) return;
    rows_[row].overruled = mark;
    const std::string word = verdictWord(mark);
    if (rows_[row].id > 0)
        store_.call(
            [id = rows_[row].id, word](Stores& stores) { return stores.inspections.overrule(id, word); });
    touch(row);
    emit countsChanged();
}

void InspectBatch::correct(int row, const QList<BoxItem>& boxes, const QString& text) {
    if (row < 0 || row >= rows_.size()) return;
    rows_[row].boxes = boxes;
    rows_[row].text = text;
    if (rows_[row].id > 0)
        store_.call([id = rows_[row].id, kept = toKept(rows_[row])](Stores& stores) {
            return stores.inspections.correct(id, engine::storedInspection(id, kept).resultJson);
        });
    touch(row);
}

void InspectBatch::wantHeat(int row) {
    if (row < 0 || row >= rows_.size()) return;
    const PictureItem& picture = rows_[row];
    if (picture.state != PictureState::Done || !picture.heat.isEmpty() || picture.id <= 0) return;
    store_.call(
        this, [id = picture.id](Stores& stores) { return stores.inspections.heatMap(id); },
        [this, id = picture.id](const std::string& bytes) {
            const int at = rowOf(id);
            if (at < 0) return;
            rows_[at].heat = toItem(engine::heatMapFromBytes(bytes));
            if (!rows_[at].heat.isEmpty()) emit heatReady(id);
        });
}

void InspectBatch::touch(int row) {
    emit dataChanged(index(row), index(row));
}

void InspectBatch::touchAll() {
    if (rows_.isEmpty()) return;
    emit dataChanged(index(0), index(rowCount() - 1));
    emit countsChanged();
}

}  // namespace ui::bridge
