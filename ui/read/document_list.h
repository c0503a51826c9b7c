// The column at the left of the Read page: open a file, search in all documents, and the documents
// themselves.
#pragma once

#include <QStyledItemDelegate>
#include <QTimer>
#include <QWidget>

#include "ui/bridge/values.h"

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;

namespace ui::bridge {
class Backend;
class DocumentSession;
}  // namespace ui::bridge

namespace ui {

class DocumentList : public QWidget {
    Q_OBJECT

public:
    DocumentList(bridge::Backend& backend, QWidget* parent = nullptr);
    void select(const bridge::DocumentSession* session);
    void focusSearch();
    QListView* list() const { return documents_; }

signals:
    void openWanted();
    void rowChosen(int row);
    void passageChosen(qint64 document, const ui::bridge::ByteRange& range, int page);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search();

    bridge::Backend& backend_;
    QPushButton* open_;
    QLineEdit* words_;
    QStackedWidget* stack_;
    QListView* documents_;
    QListView* hits_;
    QLabel* nothing_;
    QTimer searchTimer_;
};

}  // namespace ui
