// The pictures that the open project learns from: good ones as a list to look at, and defective ones that the
// engineer taught. Every change is in the store at once.
#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QList>

#include "engine/vision/inspection_project.h"
#include "ui/bridge/inspect_values.h"

namespace ui::bridge {

class StoreService;

class InspectExamples : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { PathRole = Qt::UserRole + 1, UnlikeRole };

    InspectExamples(StoreService& store, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;  // of the good ones
    QVariant data(const QModelIndex& index, int role) const override;

    void open(qint64 project);  // 0: none
    bool isLoaded() const { return loaded_; }
    int goodCount() const { return static_cast<int>(good_.size()); }
    int taughtCount() const { return static_cast<int>(taught_.size()); }
    const ExampleItem* taught(const QString& path) const;
    int rowOf(const QString& path) const;
    const ExampleItem& good(int row) const { return good_.at(row); }
    QStringList ownKinds(const QStringList& known) const;

    // Answers how many were new.
    int addGood(const QStringList& paths);
    void removeGood(const QStringList& paths);
    void teach(const ExampleItem& example);  // good or defective; replaces what was said of this picture
    void forget(const QString& path);
    // Of the last fit: those that look unlike the others.
    void setUnlike(const QStringList& paths);

    // What a fit learns from, and a name of exactly this: two equal ones need no second fit.
    engine::FitOptions fitOptions(double falseAlarmRate) const;
    QString digest(double falseAlarmRate) const;

signals:
    void changed();

private:
    void put(const QList<ExampleItem>& examples);
    void drop(const QStringList& paths);  // from the store

    StoreService& store_;
    qint64 project_ = 0;
    int opening_ = 0;
    bool loaded_ = false;
    QList<ExampleItem> good_;
    QHash<QString, ExampleItem> taught_;
    QStringList unlike_;
};

}  // namespace ui::bridge
