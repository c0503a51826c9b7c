// The right column: how the scores lie, the line between OK and NG, and every finding in a table.
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace ui::bridge {
class InspectDesk;
}

namespace ui {

class FindingsModel;
class ScoreHistogram;

class ResultsPanel : public QWidget {
    Q_OBJECT

public:
    ResultsPanel(bridge::InspectDesk& desk, QWidget* parent);
    ScoreHistogram* histogram() const { return histogram_; }
    QTableView* table() const { return table_; }

signals:
    void findingChosen(int picture, int box);

private:
    void setWidths();
    void refreshScores();
    void refreshLine();

    bridge::InspectDesk& desk_;
    ScoreHistogram* histogram_;
    QLabel* line_;
    QPushButton* back_;
    QLabel* count_;
    QLineEdit* words_;
    QTableView* table_;
    FindingsModel* findings_;
    QSortFilterProxyModel* filter_;
    QTimer later_;
};

}  // namespace ui
