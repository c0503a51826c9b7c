// The models: which are here, which can be had, what each would take of this machine's memory; get, use, add
// a folder.
#pragma once

#include <QWidget>

#include "ui/bridge/values.h"
#include "ui/widgets/info_bar.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;
class QToolButton;

namespace ui::bridge {
class Backend;
}

namespace ui {

class ElidedLabel;
class PlacementPanel;

class LibraryPage : public QWidget {
    Q_OBJECT

public:
    LibraryPage(bridge::Backend& backend, QWidget* parent = nullptr);
    QTableView* table() const { return table_; }
    int selectedRow() const;  // of the catalogue
    void select(const QString& key);

signals:
    void failed(const ui::bridge::ErrorText& error);
    void noticed(const ui::InfoBar::Content& content);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeDetails();
    void refreshDetails();
    void refreshPlan();
    void showPlan(const bridge::PlanItem& plan);
    void fitColumns();
    QString firstShown() const;
    void addFolder();
    void fillFolderMenu();

    bridge::Backend& backend_;
    QTableView* table_;
    QSortFilterProxyModel* sorted_;
    QToolButton* folders_;
    QWidget* details_;
    ElidedLabel* title_;
    QLabel* note_;
    QLabel* facts_;
    PlacementPanel* placement_;
    QPushButton *get_, *use_, *upcycle_, *show_, *licence_;
    QWidget* fetchRow_;
    QProgressBar* fetchProgress_;
    QLabel* fetchText_;
    QPushButton* cancel_;
    QString shownKey_;
    bool wasScanned_ = false;
    bool isPlanned_ = false;  // or being planned
};

}  // namespace ui
