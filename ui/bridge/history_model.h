// Every result that was made, newest first, found by words and kind; the bin beside it.
#pragma once

#include <QAbstractListModel>
#include <QList>

#include "ui/bridge/values.h"

namespace ui::bridge {

class StoreService;

class HistoryModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { KindRole = Qt::UserRole + 1, ModelRole, WhenRole, SecondsRole, FactsRole };

    HistoryModel(StoreService& store, QObject* parent);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    RunItem run(int row) const { return row >= 0 && row < runs_.size() ? runs_[row] : RunItem{}; }

    // "summary", "question" …; empty: all kinds
    void setQuery(const QString& words, const QString& kind, bool bin);
    bool showsBin() const { return bin_; }
    bool isLoaded() const { return loaded_; }
    void refresh();
    void remove(int row);  // into the bin, where it stays for thirty days
    void restore(int row);
    void restoreRun(qint64 id);
    static QString kindTitle(const QString& kind);

signals:
    void listed();
    void removed(qint64 id, const QString& title);

private:
    StoreService& store_;
    QString words_, kind_;
    bool bin_ = false;
    bool loaded_ = false;
    QList<RunItem> runs_;
    int query_ = 0;
};

}  // namespace ui::bridge
