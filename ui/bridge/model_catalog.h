// The models that are here or can be had: the catalogue, the program's own folder, folders the person added,
// and those of other programs, scanned in place. Fetching runs behind the window, one model at a time.
#pragma once

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QList>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>

#include "engine/library/catalogue.h"
#include "engine/library/model_folders.h"
#include "ui/bridge/engine_service.h"
#include "ui/bridge/values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

struct EngineCalls;
class SettingsService;
class StatusBoard;

struct ModelRow {
    QString key;  // the catalogue's name, or the path
    QString title;
    QString family;
    QString quantization;
    QString origin;  // "Conclave", "LM Studio", "Folder" …; empty for a catalogue row that is not here
    QString path;    // empty when it is not on this machine
    QString licence;
    QString noteEn, noteZh;
    QStringList languages;
    qint64 parameters = 0, activeParameters = 0;
    int experts = 0, expertsUsed = 0, layers = 0;
    qint64 contextLength = 0;
    quint64 bytes = 0;
    quint64 bytesPerToken = 0;
    bool inCatalogue = false;
    bool generates = true;
    bool testsOnly = false;
    bool usable = false;      // here, and this version can run it
    bool hasWeights = false;  // and could compute with it
    ErrorText problem;        // why it is not usable, or why fetching failed
    bool fits = true;
    bool readsDisk = false;  // fits with routed experts on the disk
    bool planned = false;
    bool canUpcycle = false;  // a dense model that can be made one with experts

    bool fetching = false, waiting = false;
    QString stage;
    double fraction = 0;
    double bytesPerSecond = 0;
    quint64 bytesDone = 0;

    bool isHere() const { return !path.isEmpty(); }
    QString note() const;  // what it is good for, in the person's language
};

class ModelCatalog : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Family, Parameters, Experts, Quantization, Size, Fits, Origin, kColumns };
    enum Role { FetchingRole = Qt::UserRole + 1, FractionRole, InUseRole, FitRole, SortRole };

    ModelCatalog(std::shared_ptr<const EngineCalls> calls, SettingsService& settings, EngineService& engine,
                 StatusBoard& board, const QString& catalogueJson, const QString& modelsFolder,
                 const QString& homeFolder, const QString& dataFolder, QObject* parent);
    ~ModelCatalog() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const ModelRow& row(int row) const { return rows_.at(row); }
    const QList<ModelRow>& rows() const { return rows_; }
    int rowOf(const QString& key) const;
    bool isScanned() const { return scanned_; }
    const QString& modelsFolder() const { return modelsFolder_; }
    QStringList addedFolders() const;

    void scan();
    void addFolder(const QString& folder);
    void removeFolder(const QString& folder);
    void use(int row);
    void fetch(int row);
    void cancelFetch(int row);
    // Makes a dense model one with experts, in the folder of models; shown as a download is.
    void upcycle(int row);
    // The file that upcycle() makes.
    QString upcycledPath(int row) const;
    bool isFetching() const { return fetching_ >= 0; }
    // What loading would take, and how fast it would be, with the context that the settings ask for. Measures
    // this machine when that has not been done yet. Empty when no plan can be made.
    void plan(int row, QObject* asker, std::function<void(PlanItem)> then);
    // The same for another context, at once; empty before plan() has answered.
    PlanItem planAt(int row, qint64 contextLength) const;
    // The catalogue's row to offer where no model is here: the default one.
    int rowToOffer() const;

signals:
    void scanned();
    void fetched(const QString& title);
    void failed(const ui::bridge::ErrorText& error);
    void fetchingChanged();

private:
    struct FetchFeed;
    void loadCatalogue(const QString& json);
    void merge(const std::vector<engine::FoundModel>& found);
    void planAll();
    void askPlan(int row, bool measured, QObject* asker,
                 std::function<void(engine::Result<engine::MemoryPlan>)> then);
    void chooseModel();
    void startNextFetch();
    void pollFetch();
    void beginJob(int row);
    void endJob(const engine::Error* problem, const QString& title);
    void touch(int row);

    std::shared_ptr<const EngineCalls> calls_;
    SettingsService& settings_;
    EngineService& engine_;
    StatusBoard& board_;
    QString modelsFolder_, homeFolder_, dataFolder_;
    std::vector<engine::CatalogueModel> catalogue_;
    QList<ModelRow> rows_;
    std::map<QString, engine::MemoryPlan> plans_;  // by the row's key
    bool scanned_ = false;
    int scan_ = 0;
    int fetching_ = -1;  // row
    std::shared_ptr<FetchFeed> feed_;
    std::stop_source fetchStop_;
    QTimer feedTimer_;
    Worker scanWorker_;
    Worker fetchWorker_;
};

}  // namespace ui::bridge
