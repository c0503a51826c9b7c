// The table of facts: what kind, what the document says, where. "not found" is said only after the whole
// document was read.
#pragma once

#include <QAbstractTableModel>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QTableView>

#include "ui/bridge/document_session.h"

namespace ui {

class QuotePopover;

class FactsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Value, Place, kColumns };
    enum Role { FoundRole = Qt::UserRole + 1, PagesRole };

    using QAbstractTableModel::QAbstractTableModel;
    void setFacts(const QList<bridge::FactItem>& facts, bool complete);
    const bridge::FactItem& fact(int row) const { return facts_.at(row); }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<bridge::FactItem> facts_;
    bool complete_ = false;
};

class FactsView : public QTableView {
    Q_OBJECT

public:
    explicit FactsView(QWidget* parent = nullptr);
    void setSession(bridge::DocumentSession* session);
    FactsModel* facts() const { return model_; }

signals:
    void factClicked(const QList<ui::bridge::CitationItem>& citations);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void refresh();
    void fit();
    void go(const QModelIndex& index);

    QPointer<bridge::DocumentSession> session_;
    FactsModel* model_;
    QuotePopover* popover_ = nullptr;
};

}  // namespace ui
