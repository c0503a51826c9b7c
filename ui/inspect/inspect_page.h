// The Inspect page: good pictures at the left, the pictures under inspection in the middle, scores and
// findings at the right, what to look for above.
#pragma once

#include <QWidget>

#include "ui/bridge/values.h"
#include "ui/widgets/info_bar.h"

class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace ui::bridge {
class Backend;
class InspectDesk;
}  // namespace ui::bridge

namespace ui {

class DropZones;
class ElidedLabel;
class EmptyPage;
class FilterBar;
class GoodPanel;
class InspectStrip;
class LearnCard;
class PictureFilter;
class PictureGrid;
class PicturePane;
class PromptLine;
class ResultsPanel;

class InspectPage : public QWidget {
    Q_OBJECT

public:
    InspectPage(bridge::Backend& backend, QWidget* parent);
    ~InspectPage() override;

    bridge::InspectDesk& desk() const { return desk_; }
    PictureGrid* grid() const { return grid_; }
    PicturePane* pane() const { return pane_; }
    GoodPanel* goodPanel() const { return good_; }
    ResultsPanel* results() const { return results_; }
    PromptLine* promptLine() const { return prompt_; }
    LearnCard* learnCard() const { return learnCard_; }
    InspectStrip* strip() const { return strip_; }
    FilterBar* filterBar() const { return filterBar_; }

    void inspectFiles(const QStringList& filesAndFolders);
    void pasteImage(const QImage& image);
    void choosePictures();
    void chooseGood();
    void openPicture(int row, int box = -1);
    void showGrid();
    void openBatch(qint64 product, qint64 batch, bool toExport);
    bool isLarge() const;
    void escape();  // back to the grid, else an end to the work
    void foldSides();
    void focusPrompt();
    // Without a dialog, for tests and for the menu alike.
    void exportTo(const QString& path);

signals:
    void failed(const ui::bridge::ErrorText& error);
    void noticed(const ui::InfoBar::Content& content);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makeCentre();
    void refresh();
    void fillProjectMenu();
    void fillMoreMenu();
    void askName(const QString& title, const QString& before, std::function<void(QString)> then);
    void choose(const QString& title, bool folder, std::function<void(QStringList)> then);
    void exportAs(const QString& suffix);
    void notice(const QString& what, bool undoable = false);

    bridge::Backend& backend_;
    bridge::InspectDesk& desk_;
    QPushButton* project_;
    ElidedLabel* about_;
    QPushButton* add_;
    QPushButton* learn_;
    QToolButton* more_;
    PromptLine* prompt_;
    InspectStrip* strip_;
    QSplitter* split_;
    GoodPanel* good_;
    QWidget* centre_;
    LearnCard* learnCard_;
    FilterBar* filterBar_;
    QStackedWidget* stack_;
    EmptyPage* emptyNew_;
    EmptyPage* emptyLearn_;
    EmptyPage* emptyInspect_;
    QPushButton* learnFirst_;
    PictureFilter* filter_;
    PictureGrid* grid_;
    PicturePane* pane_;
    ResultsPanel* results_;
    DropZones* zones_;
    bool sidesFolded_ = false;
};

}  // namespace ui
