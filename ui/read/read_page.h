// Reading: a document comes in, is summarised or asked, and every statement leads to its place on a page.
#pragma once

#include <QPointer>
#include <QWidget>

#include "ui/bridge/document_session.h"
#include "ui/widgets/info_bar.h"

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace ui::bridge {
class Backend;
}

namespace ui {

class ChoiceCard;
class Composer;
class ConversationView;
class CoverageStrip;
class DocumentList;
class DocumentPane;
class ElidedLabel;
class EmptyPage;
class FactsView;
class SummaryView;

class ReadPage : public QWidget {
    Q_OBJECT

public:
    ReadPage(bridge::Backend& backend, QWidget* parent = nullptr);
    ~ReadPage() override;

    void openFiles(const QStringList& paths);
    void chooseFile();
    void pasteText(const QString& text);
    void openSample();
    void showDocument(bridge::DocumentSession* session);
    void openStored(qint64 id);
    bridge::DocumentSession* session() const { return session_; }
    void foldSides();
    void focusSearch();
    void find();
    void newConversation();
    void stop();

    // The parts, for those who look at them in tests.
    SummaryView* summaryView() const { return summary_; }
    DocumentPane* documentPane() const { return pane_; }
    Composer* composer() const { return composer_; }
    enum Tab { kSummaryTab, kFactsTab, kQuestionsTab, kDocumentTab };
    void showTab(Tab tab);

signals:
    void libraryWanted();
    void failed(const ui::bridge::ErrorText& error);
    void noticed(const ui::InfoBar::Content& content);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makeCentre();
    void refresh();
    void refreshHeader();
    void refreshChoice();
    void refreshCoverage();
    void refreshModel();
    void refreshBody();
    void fillModelMenu();
    void fillMoreMenu();
    void follow(const bridge::CitationItem& citation);
    void showCited(int statement);
    void exportAs(bool html);
    void copyMarkdown();
    void showPrompt();
    void placeDocument();
    QString timeSentence() const;
    void ask(const QString& question);

    bridge::Backend& backend_;
    QPointer<bridge::DocumentSession> session_;
    QStackedWidget* body_;  // empty, document
    EmptyPage* empty_;
    QSplitter* split_;
    DocumentList* list_;
    QWidget* header_;
    ElidedLabel* name_;
    ElidedLabel* about_;
    QPushButton* model_;
    QToolButton* more_;
    QWidget* stripRow_;
    CoverageStrip* strip_;
    QWidget* centre_;
    QTabBar* tabs_;
    QStackedWidget* tabPages_;
    QStackedWidget* summaryStack_;  // choice, opening, failed, summary
    QWidget* choice_;
    ChoiceCard* summarise_;
    ChoiceCard* askCard_;
    QLabel* choiceNote_;
    QPushButton* getModel_;
    QLabel* opening_;
    QWidget* failedPage_;
    QLabel* failedWhat_;
    QPushButton* failedButton_;
    SummaryView* summary_;
    QWidget* summaryPage_;
    QWidget* resumeBar_;
    QLabel* resumeText_;
    QPushButton* resume_;
    FactsView* facts_;
    QWidget* factsPage_;
    QLabel* factsNote_;
    ConversationView* conversation_;
    QWidget* questionsEmpty_;
    QStackedWidget* questionsStack_;
    Composer* composer_;
    DocumentPane* pane_;
    QWidget* documentTabPage_;
    bool narrow_ = false;
    bool sidesFolded_ = false;
    bridge::ByteRange pendingPassage_;  // to be lit once the document is open
    int pendingPage_ = 0;
    qint64 wantedStored_ = 0;
};

}  // namespace ui
