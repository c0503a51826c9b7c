#include "ui/read/place_lists.h"

#include <QPainter>

#include "ui/look/theme.h"

namespace ui {

void OutlineModel::setOutline(const QList<bridge::OutlineItem>& items) {
    beginResetModel();
    items_ = items;
    endResetModel();
}

int OutlineModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(items_.size());
}

QVariant OutlineModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= items_.size()) return {};
    const bridge::OutlineItem& item = items_[index.row()];
    const QString title = QStringList{item.number, item.title}.join(u' ').simplified();
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return title;
        case Qt::AccessibleTextRole:
            return tr("%1, page %2").arg(title).arg(item.page);
        case LevelRole:
            return item.level;
        case PageRole:
            return item.page;
        default:
            return {};
    }
}

void FoundModel::setFound(const QList<bridge::FoundText>& found) {
    beginResetModel();
    found_ = found;
    endResetModel();
}

int FoundModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(found_.size());
}

QVariant FoundModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= found_.size()) return {};
    const bridge::FoundText& item = found_[index.row()];
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return QStringList{item.before, item.match, item.after}.join(u' ').simplified();
        case Qt::AccessibleTextRole:
            return tr("Page %1: %2").arg(item.page).arg(index.data().toString());
        case PageRole:
            return item.page;
        case BeforeRole:
            return item.before;
        case MatchRole:
            return item.match;
        case AfterRole:
            return item.after;
        default:
            return {};
    }
}

void PlaceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    const Colors& c = colors();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (selected || hovered) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? c.accentSoft : c.sunken);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(4, 1, -4, -1), space::kRadius, space::kRadius);
    }
    QRect rect = option.rect.adjusted(14, 0, -14, 0);
    const bool outline = qobject_cast<const OutlineModel*>(index.model()) != nullptr;
    const int page =
        index
            .data(outline ? static_cast<int>(OutlineModel::PageRole) : static_cast<int>(FoundModel::PageRole))
            .toInt();
    const QString pageText = QString::number(page);
    painter->setPen(c.muted);
    painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, pageText);
    rect.setRight(rect.right() - option.fontMetrics.horizontalAdvance(pageText) - space::kMedium);
    painter->setPen(c.text);
    if (outline) {
        const int level = std::clamp(index.data(OutlineModel::LevelRole).toInt(), 1, 4);
        rect.setLeft(rect.left() + (level - 1) * 14);
        QFont font = option.font;
        if (level == 1) font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->drawText(
            rect, Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, rect.width()));
    } else {
        // The match stays in sight: what stands before it gives way first.
        QFont strong = option.font;
        strong.setWeight(QFont::DemiBold);
        const QString match = index.data(FoundModel::MatchRole).toString();
        const int matchWide = QFontMetrics(strong).horizontalAdvance(match);
        const int room = std::max(0, rect.width() - matchWide);
        const QString before = option.fontMetrics.elidedText(
            index.data(FoundModel::BeforeRole).toString() + ' ', Qt::ElideLeft, room / 2);
        painter->setPen(c.muted);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, before);
        rect.setLeft(rect.left() + option.fontMetrics.horizontalAdvance(before));
        painter->setPen(c.text);
        painter->setFont(strong);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, match);
        rect.setLeft(rect.left() + matchWide);
        painter->setFont(option.font);
        painter->setPen(c.muted);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(' ' + index.data(FoundModel::AfterRole).toString(),
                                                        Qt::ElideRight, rect.width()));
    }
    if (option.state & QStyle::State_HasFocus && selected) {
        painter->setPen(QPen(c.accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(4.5, 1.5, -4.5, -1.5), space::kRadius,
                                 space::kRadius);
    }
    painter->restore();
}

QSize PlaceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {120, std::max(30, option.fontMetrics.height() + 12)};
}

}  // namespace ui
