#include "ui/bridge/inspect_batch.h"

#include <QDir>
#include <QSet>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

constexpr double kSameLine = 1e-9;
constexpr int kMany = 1000;     // pictures that take their time to be let go
constexpr int kSlice = 20'000;  // rows that come in at once
constexpr int kPortion = 500;   // with the runner at once

// On the store's thread: thousands of results take their time to be read.
engine::Result<PictureList> toItems(const engine::Result<std::vector<engine::StoredInspection>>& stored) {
    if (!stored) return stored.error();
    PictureList items;
    items.reserve(static_cast<qsizetype>(stored->size()));
    for (const engine::StoredInspection& each : *stored)
        items.append(std::make_shared<const PictureItem>(toItem(each)));
    return items;
}

std::vector<std::string> toStd(const QStringList& paths) {
    std::vector<std::string> all;
    all.reserve(static_cast<size_t>(paths.size()));
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
        if (row >= 0) change(row, [](PictureItem& picture) { picture.state = PictureState::Running; });
    });
    connect(&runner_, &InspectRunner::finished, this, &InspectBatch::took);
    connect(&runner_, &InspectRunner::ended, this, [this](bool stopped) {
        if (stopped) {
            queued_.assign(queued_.size(), false);
            unseen_ = 0;
        }
        if (const auto next = std::exchange(wanted_, std::nullopt)) {
            run(*next);
        } else if (!stopped) {
            feed();  // the workers were faster than this thread
        }
    });
}

int InspectBatch::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant InspectBatch::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const PictureItem& row = picture(index.row());
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

int InspectBatch::rowOf(qint64 id) const {
    const auto found = std::lower_bound(
        rows_.begin(), rows_.end(), std::abs(id),
        [](const SharedPicture& picture, qint64 wanted) { return std::abs(picture->id) < wanted; });
    return found != rows_.end() && (*found)->id == id ? static_cast<int>(found - rows_.begin()) : -1;
}

int InspectBatch::rowOfPath(const QString& path) const {
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&path](const SharedPicture& picture) { return picture->path == path; });
    return found != rows_.end() ? static_cast<int>(found - rows_.begin()) : -1;
}

bool InspectBatch::Judge::isBehind(const PictureItem& picture) const {
    return picture.state == PictureState::Done &&
           (picture.fit != fit || std::abs(picture.line - line) >= kSameLine);
}

VerdictMark InspectBatch::Judge::verdict(const PictureItem& picture) const {
    if (picture.state != PictureState::Done) return VerdictMark::None;
    if (picture.overruled != VerdictMark::None) return picture.overruled;
    if (picture.fit.isEmpty() || picture.fit != fit || !isBehind(picture)) return picture.found;
    return picture.score >= line ? VerdictMark::Ng : VerdictMark::Ok;
}

// ---- counts, kept as pictures come, change and go ----

void InspectBatch::tally(const PictureItem& picture, int times) {
    counts_.all += times;
    if (judge_.isBehind(picture)) outdated_ += times;
    switch (picture.state) {
        case PictureState::Waiting:
        case PictureState::Running:
            counts_.waiting += times;
            return;
        case PictureState::Failed:
            counts_.failed += times;
            return;
        case PictureState::Done:
            break;
    }
    const VerdictMark mark = judge_.verdict(picture);
    (mark == VerdictMark::Ok ? counts_.ok : mark == VerdictMark::Ng ? counts_.ng : counts_.unsure) += times;
}

void InspectBatch::tallyAll() {
    counts_ = {};
    outdated_ = 0;
    for (const SharedPicture& each : std::as_const(rows_))
        tally(*each, 1);
}

template <class Change>
void InspectBatch::change(int row, Change&& change) {
    auto changed = std::make_shared<PictureItem>(*rows_.at(row));
    tally(*changed, -1);
    std::forward<Change>(change)(*changed);
    tally(*changed, 1);
    rows_[row] = std::move(changed);
    emit dataChanged(index(row), index(row));
}

// ---- batches ----

void InspectBatch::open(qint64 project) {
    project_ = project;
    const int number = ++opening_;
    clear();
    whenLoaded_.clear();
    loaded_ = project <= 0;
    if (loaded_) return;
    store_.call(
        this,
        [project](Stores& stores) -> engine::Result<std::pair<qint64, PictureList>> {
            auto batches = stores.inspections.batches(project);
            if (!batches) return batches.error();
            if (batches->empty()) return std::pair(qint64{0}, PictureList());
            const qint64 id = batches->front().id;
            auto items = toItems(stores.inspections.inspections(id));
            if (!items) return items.error();
            return std::pair(id, *items);
        },
        [this, number](const std::pair<qint64, PictureList>& newest) {
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
        [this, number, batch](const PictureList& pictures) {
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

void InspectBatch::show(qint64 batch, const PictureList& pictures) {
    beginResetModel();
    id_ = std::make_shared<std::atomic<qint64>>(batch);
    const PictureList gone = std::exchange(rows_, pictures);
    arrivals_.clear();
    queued_.assign(static_cast<size_t>(rows_.size()), false);
    unseen_ = 0;
    lastUnkept_ = 0;
    tallyAll();
    endResetModel();
    emit countsChanged();
    if (gone.size() > kMany) store_.call([gone](Stores&) { return engine::Status(); });  // not here
}

void InspectBatch::append(const PictureList& pictures, std::function<void(int)> then) {
    arrivals_.push_back({pictures, std::move(then)});
    if (arrivals_.size() == 1) arrive();
}

// Slice by slice, so that the window is served in between; one arrival after the other, as their ids are.
void InspectBatch::arrive() {
    if (arrivals_.empty()) return;
    Arrival& first = arrivals_.front();
    const qsizetype end = std::min(first.next + kSlice, first.pictures.size());
    if (first.next < end) {
        if (first.next == 0) rows_.reserve(rows_.size() + first.pictures.size());
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(end - first.next) - 1);
        for (; first.next < end; ++first.next) {
            rows_.append(first.pictures.at(first.next));
            tally(*rows_.last(), 1);
        }
        queued_.resize(static_cast<size_t>(rows_.size()), false);
        endInsertRows();
        emit countsChanged();
    }
    if (first.next == first.pictures.size()) {
        const Arrival all = std::move(first);
        arrivals_.pop_front();
        all.then(static_cast<int>(all.pictures.size()));
    }
    if (!arrivals_.empty()) QTimer::singleShot(0, this, &InspectBatch::arrive);
}

void InspectBatch::setLine(const QString& fit, double line) {
    if (fit == judge_.fit && line == judge_.line) return;
    judge_ = {fit, line};
    if (rows_.isEmpty()) return;
    tallyAll();
    emit dataChanged(index(0), index(rowCount() - 1));
    emit countsChanged();
}

void InspectBatch::add(const QStringList& paths, const QString& prompt, std::function<void(int)> then) {
    if (!loaded_) {
        whenLoaded_.append([this, paths, prompt, then] { add(paths, prompt, then); });
        return;
    }
    const auto tell = [this, then = std::move(then)](const PictureList& pictures) { append(pictures, then); };
    if (!store_.keeps()) {
        QSet<QString> there;
        for (const SharedPicture& each : std::as_const(rows_))
            there.insert(each->path);
        PictureList pictures;
        for (const QString& path : paths) {
            if (there.contains(path)) continue;
            there.insert(path);
            PictureItem picture;
            picture.id = --lastUnkept_;
            picture.path = path;
            pictures.append(std::make_shared<const PictureItem>(std::move(picture)));
        }
        tell(pictures);
        return;
    }
    // Which of them are here already the store knows best.
    store_.call(
        this,
        [project = project_, id = id_, prompt = prompt.toStdString(),
         paths](Stores& stores) -> engine::Result<PictureList> {
            if (*id > 0) return toItems(stores.inspections.addToBatch(*id, toStd(paths)));
            auto begun = stores.inspections.beginBatch(project, prompt, toStd(paths));
            if (!begun) return begun.error();
            *id = *begun;
            return toItems(stores.inspections.inspections(*begun));
        },
        [this, number = opening_, tell](const PictureList& added) {
            if (number == opening_) tell(added);
        });
}

void InspectBatch::again(const QString& prompt, std::function<void()> then) {
    QStringList paths;
    paths.reserve(rows_.size());
    for (const SharedPicture& each : std::as_const(rows_))
        paths.append(each->path);
    startNew();
    add(paths, prompt, [then = std::move(then)](int) { then(); });
}

void InspectBatch::run(const InspectRunner::Method& method) {
    if (runner_.isStopping()) {
        wanted_ = method;
        return;
    }
    if (!runner_.isRunning()) method_ = method;
    feed();
}

// A portion at a time: what 200,000 pictures are would be written down twice.
void InspectBatch::feed() {
    if (runner_.isStopping() || runner_.queued() >= kPortion / 2) return;
    QList<InspectRunner::Waiting> waiting;
    for (; unseen_ < rows_.size() && waiting.size() < kPortion; ++unseen_) {
        const auto at = static_cast<size_t>(unseen_);
        if (picture(unseen_).state != PictureState::Waiting || queued_[at]) continue;
        queued_[at] = true;
        waiting.append({picture(unseen_).id, picture(unseen_).path});
    }
    runner_.start(method_, waiting);
}

void InspectBatch::took(const PictureItem& picture) {
    const int row = rowOf(picture.id);
    if (row < 0) return;
    change(row, [&picture](PictureItem& now) {
        const VerdictMark overruled = now.overruled;
        now = picture;
        now.overruled = overruled;
    });
    feed();
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
        SharedPicture picture = rows_.at(row);
        if (picture->state == PictureState::Running) {
            auto waiting = std::make_shared<PictureItem>(*picture);
            waiting->state = PictureState::Waiting;
            picture = std::move(waiting);
        }
        ids.push_back(picture->id);
        taken->pictures.append(std::move(picture));
    }
    runner_.drop(QSet<qint64>(ids.begin(), ids.end()));
    // Neighbours go together, from the end on.
    for (qsizetype last = sorted.size() - 1; last >= 0;) {
        qsizetype first = last;
        while (first > 0 && sorted[first - 1] == sorted[first] - 1)
            --first;
        beginRemoveRows({}, sorted[first], sorted[last]);
        for (int row = sorted[first]; row <= sorted[last]; ++row)
            tally(picture(row), -1);
        rows_.remove(sorted[first], sorted[last] - sorted[first] + 1);
        queued_.erase(queued_.begin() + sorted[first], queued_.begin() + sorted[last] + 1);
        unseen_ = std::min(unseen_, sorted[first]);
        endRemoveRows();
        last = first - 1;
    }
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
    QSet<QString> here;
    if (taken->batch == id()) {
        for (const SharedPicture& each : std::as_const(rows_))
            here.insert(each->path);
    }
    QSet<qint64> back;
    for (const SharedPicture& each : std::as_const(taken->pictures)) {
        if (!here.contains(each->path)) back.insert(each->id);
    }
    if (!store_.keeps()) {
        PictureList pictures = taken->pictures;
        pictures.removeIf([&](const SharedPicture& each) { return !back.contains(each->id); });
        insert(pictures);
        return;
    }
    store_.call(
        this,
        [taken, back](Stores& stores) -> engine::Result<PictureList> {
            std::erase_if(taken->stored,
                          [&](const engine::StoredInspection& each) { return !back.contains(each.id); });
            if (auto put = stores.inspections.putBack(taken->stored); !put) return put.error();
            return toItems(std::exchange(taken->stored, {}));
        },
        [this, batch = taken->batch](const PictureList& pictures) {
            if (batch == id()) insert(pictures);
        });
}

void InspectBatch::insert(const PictureList& pictures) {
    const auto before = [](const SharedPicture& a, const SharedPicture& b) {
        return std::abs(a->id) < std::abs(b->id);
    };
    for (const SharedPicture& each : pictures) {
        const auto at =
            static_cast<int>(std::lower_bound(rows_.begin(), rows_.end(), each, before) - rows_.begin());
        beginInsertRows({}, at, at);
        rows_.insert(at, each);
        queued_.insert(queued_.begin() + at, false);
        unseen_ = std::min(unseen_, at);
        tally(*each, 1);
        endInsertRows();
    }
    emit countsChanged();
}

void InspectBatch::overrule(int row, VerdictMark mark) {
    if (row < 0 || row >= rows_.size() || picture(row).overruled == mark) return;
    change(row, [mark](PictureItem& picture) { picture.overruled = mark; });
    if (const qint64 id = picture(row).id; id > 0) {
        store_.call([id, word = std::string(verdictWord(mark))](Stores& stores) {
            return stores.inspections.overrule(id, word);
        });
    }
    emit countsChanged();
}

void InspectBatch::correct(int row, const QList<BoxItem>& boxes, const QString& text) {
    if (row < 0 || row >= rows_.size()) return;
    change(row, [&](PictureItem& picture) {
        picture.boxes = boxes;
        picture.text = text;
    });
    if (const qint64 id = picture(row).id; id > 0) {
        store_.call([id, kept = toKept(picture(row))](Stores& stores) {
            return stores.inspections.correct(id, engine::storedInspection(id, kept).resultJson);
        });
    }
}

void InspectBatch::wantHeat(int row) {
    if (row < 0 || row >= rows_.size()) return;
    const PictureItem& wanted = picture(row);
    if (wanted.state != PictureState::Done || !wanted.heat.isEmpty() || wanted.id <= 0) return;
    store_.call(
        this, [id = wanted.id](Stores& stores) { return stores.inspections.heatMap(id); },
        [this, id = wanted.id](const std::string& bytes) {
            const int at = rowOf(id);
            HeatItem heat = toItem(engine::heatMapFromBytes(bytes));
            if (at < 0 || heat.isEmpty()) return;
            auto shown = std::make_shared<PictureItem>(picture(at));
            shown->heat = std::move(heat);
            rows_[at] = std::move(shown);
            emit heatReady(id);
        });
}

}  // namespace ui::bridge
