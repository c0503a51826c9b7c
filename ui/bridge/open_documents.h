// The documents that are open or were opened before, newest first: the list at the left of the Read page.
//
// A document of the store has a session once it is looked at. Dropped files, pasted texts and the sample come
// in here.
#pragma once

#include <QAbstractListModel>
#include <QList>
#include <QStringList>

#include "ui/bridge/document_session.h"

namespace ui::bridge {

class OpenDocuments : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        PathRole = Qt::UserRole + 1,
        PagesRole,
        OpenedRole,
        SummaryRole,
        FractionRole,
        FailedRole,
        BusyRole
    };

    OpenDocuments(const SessionDesk& desk, const QString& dataFolder, QObject* parent);
    ~OpenDocuments() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    // Answers the session of a file, made when it is not open yet; it becomes the first row.
    DocumentSession* openFile(const QString& path);
    DocumentSession* openText(const QString& text);  // pasted: kept as a file beside the store
    DocumentSession* openSample();                   // null when this build has none
    static bool hasSample();
    DocumentSession* openRow(int row);
    // By its row in the store; null when it is not there (the answer of the store may still be under way).
    DocumentSession* openStored(qint64 id);
    int rowOf(const DocumentSession* session) const;
    int rowOfStored(qint64 id) const;

    // Into the bin; undone by restore().
    void remove(int row);
    void restore(qint64 id);
    QStringList openPaths() const;
    static QStringList readableSuffixes();
    static bool canRead(const QString& path);

signals:
    void loaded();
    void removed(qint64 id, const QString& name);
    void sessionGone(ui::bridge::DocumentSession* session);

private:
    struct Row {
        qint64 id = 0;
        QString name;
        QString path;
        int pages = 0;
        QDateTime openedAt;
        bool hasSummary = false;
        DocumentSession* session = nullptr;
    };
    void load();
    void watch(DocumentSession* session);
    void touch(const DocumentSession* session);
    void settle(DocumentSession* session);
    DocumentSession* makeSession(const QString& path);

    SessionDesk desk_;
    QString dataFolder_;
    QList<Row> rows_;
};

}  // namespace ui::bridge
