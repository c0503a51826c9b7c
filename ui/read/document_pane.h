// The document with what helps to find one's way in it: page field, zoom, outline, search.
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "ui/bridge/document_session.h"

class QLabel;
class QLineEdit;
class QListView;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace ui {

class DocumentView;
class FoundModel;
class OutlineModel;

class DocumentPane : public QWidget {
    Q_OBJECT

public:
    explicit DocumentPane(QWidget* parent = nullptr);
    void setSession(bridge::DocumentSession* session);
    DocumentView* view() const { return view_; }
    void showSearch();
    void showOutline();

signals:
    void failed(const ui::bridge::ErrorText& error);

private:
    enum Panel { kNone = -1, kOutline, kSearch };
    void openPanel(Panel panel);
    void find();
    void showFound(const QList<bridge::FoundText>& found);
    void showPage(int page);
    void refresh();

    QPointer<bridge::DocumentSession> session_;
    DocumentView* view_;
    QSplitter* split_;
    QStackedWidget* panels_;
    QListView* outlineList_;
    QListView* foundList_;
    OutlineModel* outline_;
    FoundModel* found_;
    QLineEdit* words_;
    QLabel* foundCount_;
    QLineEdit* page_;
    QLabel* pages_;
    QToolButton *outlineButton_, *searchButton_, *previous_, *next_, *zoomIn_, *zoomOut_, *fit_;
    QTimer findTimer_;
    bool goOn_ = false;  // to the first place, once it is found
};

}  // namespace ui
