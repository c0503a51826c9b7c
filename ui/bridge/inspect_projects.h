// The products under inspection, the last used first: each with its own good pictures, kinds and line.
#pragma once

#include <QAbstractListModel>
#include <QList>
#include <functional>

#include "ui/bridge/inspect_values.h"

namespace ui::bridge {

class StoreService;

class InspectProjects : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 1, FittedRole };

    InspectProjects(StoreService& store, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const QList<InspectProjectItem>& projects() const { return rows_; }
    int rowOf(qint64 id) const;
    bool isLoaded() const { return loaded_; }
    // A name that is not taken yet.
    QString freeName() const;

    InspectProjectItem project(qint64 id) const;  // id 0 when it is not there

    void add(const QString& name, QObject* asker, std::function<void(qint64)> then);
    void rename(qint64 id, const QString& name);
    void keep(const InspectProjectItem& project);
    void remove(qint64 id);  // into the bin; undone by restore()
    void restore(qint64 id);

signals:
    void loaded();
    void removed(qint64 id, const QString& name);

private:
    void load();

    StoreService& store_;
    QList<InspectProjectItem> rows_;
    bool loaded_ = false;
};

}  // namespace ui::bridge
