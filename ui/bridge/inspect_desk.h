// The Inspect page's work: the product that is open, what it learned from, its line and prompt, and the
// pictures that go through.
//
// Thread   GUI thread; files are listed, learned from and inspected on workers.
#pragma once

#include <QObject>
#include <QUndoStack>
#include <memory>
#include <optional>

#include "ui/bridge/folder_watch.h"
#include "ui/bridge/inspect_backbone.h"
#include "ui/bridge/inspect_batch.h"
#include "ui/bridge/inspect_examples.h"
#include "ui/bridge/inspect_fit.h"
#include "ui/bridge/inspect_pictures.h"
#include "ui/bridge/inspect_projects.h"
#include "ui/bridge/inspect_record.h"
#include "ui/bridge/inspect_writer.h"

namespace ui::bridge {

class EngineService;
class SettingsService;
class StatusBoard;

class InspectDesk : public QObject {
    Q_OBJECT

public:
    struct Place {
        std::shared_ptr<const EngineCalls> calls;
        StoreService* store = nullptr;
        StatusBoard* board = nullptr;
        EngineService* engine = nullptr;
        SettingsService* settings = nullptr;
        std::string catalogueJson;
        std::filesystem::path modelsFolder, dataFolder;
    };
    explicit InspectDesk(const Place& place);
    ~InspectDesk() override;

    InspectProjects& projects() { return projects_; }
    InspectExamples& examples() { return examples_; }
    InspectBatch& batch() { return batch_; }
    InspectPictures& pictures() { return pictures_; }
    InspectBackbone& backbone() { return backbone_; }
    InspectFit& fit() { return fit_; }
    FolderWatch& watch() { return watch_; }
    InspectWriter& writer() { return writer_; }
    QUndoStack& undo() { return undo_; }

    const InspectProjectItem& project() const { return project_; }  // id 0: none is open
    void openProject(qint64 id);
    void newProject(const QString& name);
    // A batch of earlier work, of any product; one from the bin is restored.
    void openBatch(qint64 project, qint64 batch);

    // ---- learning ----
    const FitItem& fitted() const { return fitItem_; }  // empty: verdicts cannot be given
    bool isFitted() const { return inspector_ != nullptr; }
    bool isOpeningFit() const { return openingFit_; }
    // What it should learn from is not what it learned from.
    bool isBehind() const;
    const std::optional<FitItem>& candidate() const { return candidateItem_; }
    void learn();
    void promote();
    void discard();
    void addGood(const QStringList& filesAndFolders);
    void removeGood(const QStringList& paths);
    double falseAlarmRate() const { return project_.falseAlarmRate; }
    void setFalseAlarmRate(double rate);

    // ---- where the line is, on the scale of the scores; 1 is the fit's own ----
    double line() const { return line_; }
    // While it is dragged nothing is kept yet.
    void setLine(double line, bool keep);

    // ---- what to look for ----
    const PromptItem& prompt() const { return prompt_; }
    void setPrompt(QString text);
    QStringList kindKeys() const;  // of the vocabulary, then the project's own
    QString kindName(const QString& key) const;

    // ---- pictures ----
    void inspect(const QStringList& filesAndFolders);
    void inspectAgain();
    void goOn();
    void stop();
    bool isWaitingToRun() const { return wantsRun_; }
    // How many lines of the status board are this page's.
    int running() const {
        return (fit_.isRunning() ? 1 : 0) + (batch_.runner().isRunning() ? 1 : 0) + (isFetching() ? 1 : 0) +
               (writer_.isWriting() ? 1 : 0);
    }
    bool isFetching() const { return backbone_.state() == InspectBackbone::State::Getting; }
    bool isBusy() const { return fit_.isRunning() || batch_.runner().isRunning() || writer_.isWriting(); }
    void overrule(const QList<int>& rows, VerdictMark mark);
    void setBoxes(int row, const QList<BoxItem>& boxes, const QString& what);
    void removePictures(const QList<int>& rows);  // from the batch; can be undone

    // ---- the batch in words ----
    // The model's, where it wrote one and nothing has changed since. It follows a change in a moment.
    QString report() const;
    bool isInWords() const;  // the model has written what is there
    void writeWords();
    // Its line of the history was put into the bin.
    void forgetRun(qint64 run);
    // Makes the bytes of a file behind the window and writes it; noticed() or failed() follows.
    using PictureOf = std::function<QImage(const QString& path, int longest)>;
    void write(const QString& path, std::function<QByteArray(const PictureOf&)> make);
    InspectRecord record() const;

signals:
    void projectChanged();
    void fitChanged();  // fitted, candidate, behind, line
    void promptChanged();
    void workChanged();  // what runs and what waits
    void failed(const ui::bridge::ErrorText& error);
    void noticed(const QString& what);

private:
    friend class SayCommand;
    void withProject(std::function<void()> then);
    void expand(const QStringList& filesAndFolders, std::function<void(QStringList)> then);
    void openFit();
    void adopt(const InspectFit::Fitted& fitted);
    void runWhenReady();
    std::optional<InspectRunner::Method> method() const;
    void showStatus();
    void say(int row, VerdictMark mark, const QList<BoxItem>& boxes);
    QString sentenceOf(const PictureItem& picture) const;
    void askWhatWordsMean();
    void tellSoon();
    void tell();
    void openRun();
    void beginRun(qint64 batch);
    void keepRunSoon();
    bool hasRun() const;
    void keepRun();
    std::function<engine::Result<engine::RowId>()> keeping() const;  // for any thread
    std::vector<engine::DefectKind> ownKinds() const;
    std::vector<engine::DefectKind> allKinds() const;

    std::shared_ptr<const InspectCalls> calls_;
    StoreService& store_;
    StatusBoard& board_;
    std::filesystem::path dataFolder_;
    InspectProjects projects_;
    InspectExamples examples_;
    InspectBatch batch_;
    InspectPictures pictures_;
    InspectBackbone backbone_;
    InspectFit fit_;
    FolderWatch watch_;
    QUndoStack undo_;
    InspectProjectItem project_;
    int opening_ = 0;

    std::shared_ptr<OpenInspector> inspector_;
    QString fitName_;
    FitItem fitItem_;
    double median_ = 0, fitLine_ = 1;  // on the fit's own scale
    double line_ = 1;
    bool openingFit_ = false;
    std::optional<InspectFit::Fitted> candidate_;
    std::optional<FitItem> candidateItem_;

    PromptItem prompt_;
    engine::InspectionPrompt asked_;
    bool wantsRun_ = false;
    QTimer statusTimer_, wordsTimer_;

    InspectRecord::Words words_;
    QString findings_;                    // as last told
    QHash<qint64, QString> beforeWords_;  // sentences that the model is asked to put better
    qint64 run_ = 0;                      // the line of the history; 0: not known
    qint64 runBatch_ = 0;                 // of this batch
    QString runPrompt_;
    bool runKnown_ = false;  // the store has said what it has of it
    std::shared_ptr<std::string> runJson_ = std::make_shared<std::string>();  // as it is kept; wordsWorker_'s
    QTimer runTimer_, tellTimer_;
    int telling_ = 0;
    InspectWriter writer_;
    Worker files_, wordsWorker_;
};

}  // namespace ui::bridge
