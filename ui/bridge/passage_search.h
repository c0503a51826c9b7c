// Passages that hold some words, in all documents: the search at the left of the Read page.
#pragma once

#include <QAbstractListModel>
#include <QList>
#include <QString>

#include "ui/bridge/values.h"

namespace ui::bridge {

class StoreService;

class PassageSearch : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { DocumentRole = Qt::UserRole + 1, PageRole, BeginRole, EndRole, NameRole };

    PassageSearch(StoreService& store, QObject* parent);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void setWords(const QString& words);
    const QString& words() const { return words_; }

signals:
    void searched();

private:
    struct Hit {
        qint64 document = 0;
        QString name;
        int page = 1;
        ByteRange range;
        QString text;
    };
    StoreService& store_;
    QString words_;
    QList<Hit> hits_;
    int search_ = 0;  // answers of older searches are dropped
};

}  // namespace ui::bridge
