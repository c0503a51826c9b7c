// The lists beside a document's pages: its outline, and the places where some words stand.
#pragma once

#include <QAbstractListModel>
#include <QList>
#include <QStyledItemDelegate>

#include "ui/bridge/values.h"

namespace ui {

class OutlineModel : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;
    enum Role { LevelRole = Qt::UserRole + 1, PageRole, NumberRole };
    void setOutline(const QList<bridge::OutlineItem>& items);
    const bridge::OutlineItem& item(int row) const { return items_.at(row); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QList<bridge::OutlineItem> items_;
};

class FoundModel : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;
    enum Role { PageRole = Qt::UserRole + 1, BeforeRole, MatchRole, AfterRole };
    void setFound(const QList<bridge::FoundText>& found);
    const bridge::FoundText& item(int row) const { return found_.at(row); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QList<bridge::FoundText> found_;
};

// A row of either list: the text, indented by level or with the match in strong letters, and the page at the
// right.
class PlaceDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace ui
