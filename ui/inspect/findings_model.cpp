#include "ui/inspect/findings_model.h"

#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"

namespace ui {

namespace {
constexpr int kPaceMs = 150;
}

FindingsModel::FindingsModel(bridge::InspectDesk& desk, QObject* parent)
    : QAbstractTableModel(parent), desk_(desk) {
    later_.setSingleShot(true);
    later_.setInterval(kPaceMs);
    connect(&later_, &QTimer::timeout, this, &FindingsModel::grow);
    auto& batch = desk_.batch();
    connect(&batch, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& from, const QModelIndex& to) { changed(from.row(), to.row()); });
    // Rows point into the batch: they go with it at once.
    connect(&batch, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int first, int last) {
        if (last + 1 < desk_.batch().rowCount()) {
            rebuild();
        } else {
            changed(first, last);
        }
    });
    connect(&batch, &QAbstractItemModel::rowsRemoved, this, &FindingsModel::rebuild);
    connect(&batch, &QAbstractItemModel::modelReset, this, &FindingsModel::rebuild);
    rebuild();
}

void FindingsModel::rebuild() {
    beginResetModel();
    rows_.clear();
    boxes_.clear();
    changedTo_ = -1;
    const auto& pictures = desk_.batch().pictures();
    for (int picture = 0; picture < pictures.size(); ++picture) {
        for (int box = 0; box < pictures[picture]->boxes.size(); ++box)
            rows_.append({picture, box});
        if (!pictures[picture]->boxes.isEmpty())
            boxes_.insert(picture, static_cast<int>(pictures[picture]->boxes.size()));
    }
    endResetModel();
}

void FindingsModel::changed(int from, int to) {
    changedFrom_ = changedTo_ < 0 ? from : std::min(changedFrom_, from);
    changedTo_ = std::max(changedTo_, to);
    if (!later_.isActive()) later_.start();
}

// New findings come at the end, so that who looks through the table while a batch runs stays where they are.
void FindingsModel::grow() {
    const auto& pictures = desk_.batch().pictures();
    const int from = changedFrom_, to = std::min(changedTo_, static_cast<int>(pictures.size()) - 1);
    changedTo_ = -1;
    int firstRow = rowCount(), lastRow = -1;
    for (int row = 0; row < rowCount(); ++row) {
        if (rows_[row].picture < from || rows_[row].picture > to) continue;
        firstRow = std::min(firstRow, row);
        lastRow = row;
    }
    QList<Row> fresh;
    for (int picture = from; picture <= to; ++picture) {
        const int count = static_cast<int>(pictures[picture]->boxes.size());
        const int known = boxes_.value(picture, 0);
        if (count == known) continue;
        if (known > 0) {
            rebuild();
            return;
        }
        for (int box = 0; box < count; ++box)
            fresh.append({picture, box});
        boxes_.insert(picture, count);
    }
    if (!fresh.isEmpty()) {
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
        rows_.append(fresh);
        endInsertRows();
    }
    if (lastRow >= 0) emit dataChanged(index(firstRow, 0), index(lastRow, kColumns - 1));
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int FindingsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const Row& row = rows_[index.row()];
    const auto& pictures = desk_.batch().pictures();
    if (row.picture >= pictures.size() || row.box >= pictures[row.picture]->boxes.size()) return {};
    const bridge::PictureItem& picture = *pictures[row.picture];
    const bridge::BoxItem& box = picture.boxes[row.box];
    switch (role) {
        case Qt::DisplayRole:
            switch (index.column()) {
                case Picture:
                    return picture.name();
                case Kind:
                    return box.asked ? desk_.kindName(box.kind)
                                     : tr("%1 (other)").arg(desk_.kindName(box.kind));
                case Confidence:
                    return box.byHand ? tr("by hand") : bridge::readablePercent(box.confidence);
                case Score:
                    return box.byHand ? QString() : bridge::readableScore(box.score);
                case Area:
                    return bridge::readableCount(box.area);
                case Place:
                    return QStringLiteral("%1, %2 · %3 × %4")
                        .arg(box.box.x())
                        .arg(box.box.y())
                        .arg(box.box.width())
                        .arg(box.box.height());
                default:
                    return {};
            }
        case Qt::TextAlignmentRole:
            return index.column() >= Confidence && index.column() <= Area
                       ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                       : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
        case Qt::ToolTipRole:
            return picture.text;
        case SortRole:
            switch (index.column()) {
                case Picture:
                    return picture.name();
                case Kind:
                    return desk_.kindName(box.kind);
                case Confidence:
                    return box.confidence;
                case Score:
                    return box.score;
                case Area:
                    return box.area;
                default:
                    return static_cast<qint64>(box.box.y()) * 100000 + box.box.x();
            }
        case PictureRowRole:
            return row.picture;
        case BoxRole:
            return row.box;
        case KindRole:
            return box.kind;
        default:
            return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return section >= Confidence && section <= Area ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                        : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Picture:
            return tr("Picture");
        case Kind:
            return tr("Kind");
        case Confidence:
            return tr("Confidence");
        case Score:
            return tr("Score");
        case Area:
            return tr("Area (px)");
        case Place:
            return tr("Box (px)");
        default:
            return {};
    }
}

}  // namespace ui
