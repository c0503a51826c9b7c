// One search over everything that was ever made, with a preview at the right; the bin beside it.
#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/bridge/values.h"
#include "ui/widgets/info_bar.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace ui::bridge {
class Backend;
}

namespace ui {

class EmptyPage;
class RunPreview;

class HistoryPage : public QWidget {
    Q_OBJECT

public:
    HistoryPage(bridge::Backend& backend, QWidget* parent = nullptr);
    void focusSearch();
    QListView* list() const { return list_; }

signals:
    void documentWanted(qint64 id);
    void inspectionWanted(qint64 product, qint64 batch, bool toExport);
    void noticed(const ui::InfoBar::Content& content);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search();
    void refresh();
    void refreshPreview();
    void removeCurrent();
    bridge::RunItem current() const;
    void openCurrent();

    bridge::Backend& backend_;
    QLineEdit* words_;
    QComboBox* kind_;
    QPushButton* bin_;
    QListView* list_;
    QLabel* nothing_;
    QStackedWidget* stack_;
    EmptyPage* empty_;
    QWidget* content_;
    QSplitter* split_;
    QStackedWidget* listStack_;
    RunPreview* preview_;
    QPushButton *open_, *inspect_, *export_, *remove_, *restore_;
    QLabel* about_;
    QTimer searchTimer_;
};

}  // namespace ui
