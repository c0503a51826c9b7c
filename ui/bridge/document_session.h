// One document that is open: its text and pages, its summary, its questions and answers, and the reading that
// is going on.
//
// A document is shown as soon as its first page can be; importing goes on behind it. What is said by the
// model is kept in the store at least once a second, and a reading that was stopped goes on where it was.
//
// Thread   GUI thread; importing, reading and drawing pages are on their own threads.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <functional>
#include <memory>
#include <stop_token>

#include "ui/bridge/document_text.h"
#include "ui/bridge/page_pictures.h"
#include "ui/bridge/values.h"

namespace ui::bridge {

struct EngineCalls;
class EngineService;
class SettingsService;
class StatusBoard;
class StoreService;
class Worker;
struct ReadingFeed;
struct AnswerFeed;
struct ImportFeed;

// What a session works with; all of it outlives the sessions.
struct SessionDesk {
    std::shared_ptr<const EngineCalls> calls;
    StoreService* store = nullptr;
    EngineService* engine = nullptr;
    SettingsService* settings = nullptr;
    StatusBoard* board = nullptr;
    Worker* imports = nullptr;
};

class DocumentSession : public QObject {
    Q_OBJECT

public:
    enum class State { Opening, Ready, Failed };
    enum class Job { None, Waiting, Reading, Answering };

    DocumentSession(const SessionDesk& desk, const QString& path, QObject* parent);
    ~DocumentSession() override;

    const QString& path() const { return path_; }
    QString name() const;
    State state() const { return state_; }
    const ErrorText& problem() const { return problem_; }
    qint64 storeId() const { return id_; }

    const DocumentText* text() const { return text_.get(); }  // null until imported
    int pageCount() const;
    PagePictures* pictures() const { return pictures_.get(); }  // null for formats without page pictures
    const QList<OutlineItem>& outline() const { return outline_; }
    QString formatName() const;

    const SummaryItem& summary() const { return summary_; }
    bool canResume() const { return resumable_; }
    const QList<MessageItem>& messages() const { return messages_; }
    PageState pageState(int page) const;
    const QSet<int>& citedPages() const { return cited_; }  // indices
    double readFraction() const { return fraction_; }

    // Occurrences of words in the text, looked for behind the window.
    void find(const QString& words, int limit, QObject* asker, std::function<void(QList<FoundText>)> then);

    Job job() const { return job_; }
    void summarize();
    void ask(const QString& question);
    void regenerate();  // the last answer
    void newConversation();
    void stop();
    void tryAgain();  // after the document could not be opened

signals:
    void stateChanged();
    void jobChanged();
    void summaryChanged();  // all of it
    void statementsAdded(
        const QList<ui::bridge::StatementItem>& added);  // while reading, at the screen's pace
    void coverageChanged();
    void messagesChanged();
    void answerGrew();  // the last message has more words
    void stored();      // has its place in the store
    void failed(const ui::bridge::ErrorText& error);

private:
    void open();
    void imported(std::shared_ptr<const DocumentText> text, const QList<OutlineItem>& outline);
    void keepInStore();
    void loadKept();
    void jobsMayStart();
    void startReading();
    void pollReading();
    void endReading(SummaryItem summary, const QString& json);
    void readingFailed(const ErrorText& error);
    void keepPartial();
    void startAnswer();
    void pollAnswer();
    void endAnswer(MessageItem answer);
    void keepAnswer();
    void setJob(Job job);
    void setSummary(SummaryItem summary);
    void placeStatement(StatementItem& statement) const;
    void cite(const StatementItem& statement);
    void showStatus(const QString& what, double fraction, double secondsLeft, double tokensPerSecond);
    QString modelName() const;
    QString startingText() const;

    SessionDesk desk_;
    QString path_;
    State state_ = State::Opening;
    ErrorText problem_;
    qint64 id_ = 0;
    std::shared_ptr<const DocumentText> text_;
    std::unique_ptr<PagePictures> pictures_;
    QList<OutlineItem> outline_;
    std::stop_source importStop_;
    std::shared_ptr<ImportFeed> importing_;
    bool readyForJobs_ = false;  // in the store, or known not to be kept

    SummaryItem summary_;
    bool resumable_ = false;
    QList<PageState> pageStates_;
    QSet<int> cited_;
    double fraction_ = 0;

    QList<MessageItem> messages_;
    qint64 conversation_ = 0;
    QString pendingQuestion_;
    bool wantsSummary_ = false;

    Job job_ = Job::None;
    std::stop_source jobStop_;
    std::shared_ptr<ReadingFeed> reading_;
    std::shared_ptr<AnswerFeed> answer_;
    QTimer feedTimer_;  // the screen's pace
    QTimer keepTimer_;  // once a second
    QElapsedTimer jobClock_;
    QElapsedTimer stageClock_;
    int stage_ = -1;
    int stageStart_ = 0;
};

}  // namespace ui::bridge
