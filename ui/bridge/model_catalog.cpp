#include "ui/bridge/model_catalog.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <chrono>
#include <mutex>

#include "engine/model/upcycle.h"
#include "ui/bridge/engine_calls.h"
#include "ui/bridge/engine_text.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/settings_service.h"

namespace ui::bridge {

namespace {

QString sameFile(const QString& path) {
    const QString canonical = QFileInfo(path).canonicalFilePath();
    return canonical.isEmpty() ? path : canonical;
}

void describe(ModelRow& row, const engine::ModelInfo& info) {
    row.family = toQt(info.architecture);
    row.quantization = toQt(info.quantization);
    row.parameters = info.parameters;
    row.activeParameters = info.activeParameters;
    row.experts = info.experts;
    row.expertsUsed = info.expertsUsed;
    row.layers = info.layers;
    row.contextLength = info.contextLength;
    row.bytesPerToken = info.bytesPerToken;
}

PlanItem toItem(const engine::MemoryPlan& plan, const engine::Placement& placement) {
    PlanItem item;
    using Kind = DeviceItem::Kind;
    for (const auto& [device, kind] :
         {std::pair(engine::Device::kGpu, Kind::Gpu), std::pair(engine::Device::kRam, Kind::Memory),
          std::pair(engine::Device::kDisk, Kind::Disk)}) {
        const engine::DeviceLoad& load = placement[device];
        if (load.total() == 0) continue;
        item.devices.append({.kind = kind,
                             .attention = load.attention,
                             .shared = load.shared,
                             .routed = load.routed,
                             .cache = load.kv,
                             .working = load.working,
                             .readThrough = load.readThrough,
                             .free = plan.machine[device].bytes});
    }
    item.contextLength = placement.contextLength;
    item.longestContext = placement.longestContext;
    item.tokensPerSecond = placement.tokensPerSecond;
    item.tokensPerSecondAtEnd = placement.tokensPerSecondAtEnd;
    item.fits = placement.fits;
    item.device = toQt(plan.device);
    return item;
}

}  // namespace

QString ModelRow::note() const {
    return QLocale().language() == QLocale::Chinese && !noteZh.isEmpty() ? noteZh : noteEn;
}

struct ModelCatalog::FetchFeed {
    std::mutex mutex;
    engine::FetchProgress progress;
    bool fresh = false;
};

ModelCatalog::ModelCatalog(std::shared_ptr<const EngineCalls> calls, SettingsService& settings,
                           EngineService& engine, StatusBoard& board, const QString& catalogueJson,
                           const QString& modelsFolder, const QString& homeFolder, const QString& dataFolder,
                           QObject* parent)
    : QAbstractTableModel(parent), calls_(std::move(calls)), settings_(settings), engine_(engine),
      board_(board), modelsFolder_(modelsFolder), homeFolder_(homeFolder), dataFolder_(dataFolder) {
    loadCatalogue(catalogueJson);
    feedTimer_.setInterval(100);
    connect(&feedTimer_, &QTimer::timeout, this, &ModelCatalog::pollFetch);
    connect(&engine_, &EngineService::modelChanged, this, [this] {
        if (!rows_.isEmpty())
            emit dataChanged(index(0, 0), index(static_cast<int>(rows_.size()) - 1, kColumns - 1));
    });
    connect(&settings_, &SettingsService::changed, this, [this](const QString& key) {
        if (key == QLatin1String(setting::kModelFolders)) scan();
        if (key == QLatin1String(setting::kModel)) chooseModel();
        if (key == QLatin1String(setting::kContext) || key == QLatin1String(setting::kKvType)) planAll();
    });
    connect(&settings_, &SettingsService::loadedFromStore, this, &ModelCatalog::scan);
    scan();
}

ModelCatalog::~ModelCatalog() {
    fetchStop_.request_stop();
}

void ModelCatalog::loadCatalogue(const QString& json) {
    auto parsed = engine::parseCatalogue(json.toStdString());
    if (!parsed) return;
    catalogue_ = std::move(*parsed);
    // What the window wants to know and the engine does not: whether a model is for tests only.
    QSet<QString> testsOnly;
    for (const QJsonValue& each : QJsonDocument::fromJson(json.toUtf8()).object()["models"].toArray()) {
        if (each.toObject()["testsOnly"].toBool()) testsOnly.insert(each.toObject()["name"].toString());
    }
    for (const engine::CatalogueModel& model : catalogue_) {
        if (!model.generates) continue;  // of no use to a page of this version
        ModelRow row;
        row.key = toQt(model.name);
        row.title = toQt(model.title);
        row.licence = toQt(model.licence);
        row.noteEn = toQt(model.note);
        row.noteZh = toQt(model.noteZh);
        for (const std::string& language : model.languages)
            row.languages.append(toQt(language));
        row.bytes = model.bytes();
        row.inCatalogue = true;
        row.generates = model.generates;
        row.testsOnly = testsOnly.contains(row.key);
        rows_.append(row);
    }
}

int ModelCatalog::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int ModelCatalog::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant ModelCatalog::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == Parameters || section == Experts || section == Size;
        return QVariant(Qt::Alignment(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft)));
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Name:
            return tr("Model");
        case Family:
            return tr("Family");
        case Parameters:
            return tr("Parameters");
        case Experts:
            return tr("Experts");
        case Quantization:
            return tr("Quantization");
        case Size:
            return tr("Size");
        case Fits:
            return tr("Fits?");
        case Origin:
            return tr("Where");
        default:
            return {};
    }
}

QVariant ModelCatalog::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const ModelRow& row = rows_[index.row()];
    if (role == FetchingRole) return row.fetching || row.waiting;
    if (role == FractionRole) return row.fraction;
    // 1 fits, 2 with experts on the disk, -1 does not or cannot be used, 0 not known
    if (role == FitRole) {
        if (!row.isHere() || (row.usable && !row.planned)) return 0;
        return !row.usable || !row.fits ? -1 : row.readsDisk ? 2 : 1;
    }
    if (role == InUseRole) return row.isHere() && row.path == engine_.choice().path;
    if (role == Qt::AccessibleTextRole)
        return headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString() + ": " +
               index.data().toString();
    if (role == Qt::TextAlignmentRole) return headerData(index.column(), Qt::Horizontal, role);
    if (role == Qt::ToolTipRole && index.column() == Name)
        return row.isHere() ? QDir::toNativeSeparators(row.path) : row.note();
    if (role == SortRole) {
        switch (index.column()) {
            case Parameters:
                return row.parameters;
            case Experts:
                return row.experts;
            case Size:
                return row.bytes;
            default:
                return index.data();
        }
    }
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Name:
            return row.title;
        case Family:
            return row.family.isEmpty() ? QStringLiteral("–") : row.family;
        case Parameters:
            if (row.parameters <= 0) return QStringLiteral("–");
            if (row.experts > 0 && row.activeParameters > 0)
                return tr("%1 (%2 active)")
                    .arg(readableParameters(row.parameters), readableParameters(row.activeParameters));
            return readableParameters(row.parameters);
        case Experts:
            return row.experts > 0 ? tr("%1 of %2").arg(row.expertsUsed).arg(row.experts)
                                   : QStringLiteral("–");
        case Quantization:
            return row.quantization.isEmpty() ? QStringLiteral("–") : row.quantization;
        case Size:
            return readableBytes(row.bytes);
        case Fits:
            if (row.fetching) return tr("%1 %").arg(static_cast<int>(row.fraction * 100));
            if (row.waiting) return tr("waiting");
            if (!row.isHere()) return tr("not here yet");
            if (!row.usable) return tr("cannot be used");
            if (!row.planned) return QString();
            if (row.readsDisk) return tr("from the disk");
            return row.fits ? tr("fits") : tr("too large");
        case Origin:
            if (!row.isHere()) return tr("Catalogue");
            return row.origin == QLatin1String("Folder") ? tr("Added folder") : row.origin;
        default:
            return {};
    }
}

int ModelCatalog::rowOf(const QString& key) const {
    for (int row = 0; row < rows_.size(); ++row) {
        if (rows_[row].key == key) return row;
    }
    return -1;
}

void ModelCatalog::touch(int row) {
    if (row >= 0 && row < rows_.size()) emit dataChanged(index(row, 0), index(row, kColumns - 1));
}

QStringList ModelCatalog::addedFolders() const {
    QStringList folders;
    for (const QJsonValue& each : settings_.value(setting::kModelFolders).toArray())
        folders.append(each.toString());
    return folders;
}

void ModelCatalog::addFolder(const QString& folder) {
    QStringList folders = addedFolders();
    if (folders.contains(folder)) return;
    folders.append(folder);
    settings_.set(setting::kModelFolders, QJsonArray::fromStringList(folders));
}

void ModelCatalog::removeFolder(const QString& folder) {
    QStringList folders = addedFolders();
    if (folders.removeAll(folder) > 0)
        settings_.set(setting::kModelFolders, QJsonArray::fromStringList(folders));
}

void ModelCatalog::scan() {
    std::vector<engine::ModelFolder> folders{{toPath(modelsFolder_), "Conclave"}};
    for (const QString& folder : addedFolders())
        folders.push_back({toPath(folder), "Folder"});
    const int number = ++scan_;
    scanWorker_.run(
        this,
        [calls = calls_, folders, home = toPath(homeFolder_)](
            std::stop_token stop) mutable -> engine::Result<std::vector<engine::FoundModel>> {
            if (!home.empty()) {
                for (auto& known : engine::knownModelFolders(home))
                    folders.push_back(std::move(known));
            }
            return calls->scan(folders, stop);
        },
        [this, number](engine::Result<std::vector<engine::FoundModel>> found) {
            if (number != scan_) return;
            if (found) {
                merge(*found);
            } else {
                emit failed(toErrorText(found.error()));
            }
        });
}

void ModelCatalog::merge(const std::vector<engine::FoundModel>& found) {
    // Catalogue rows stay where they are; what lies on the machine comes after them.
    QList<ModelRow> rows;
    for (const ModelRow& row : std::as_const(rows_)) {
        if (!row.inCatalogue) continue;
        ModelRow kept = row;
        kept.path.clear();
        kept.usable = false;
        rows.append(kept);
    }
    QSet<QString> seen;
    for (const engine::FoundModel& each : found) {
        const QString path = sameFile(pathText(each.path));
        if (seen.contains(path)) continue;
        seen.insert(path);
        ModelRow* place = nullptr;
        for (const engine::CatalogueModel& model : catalogue_) {
            if (model.files.empty() || !model.generates) continue;
            const auto& file = model.files.front();
            if (toQt(file.file) == QFileInfo(path).fileName() && file.bytes == each.bytes) {
                for (ModelRow& row : rows) {
                    if (row.key == toQt(model.name) && row.path.isEmpty()) place = &row;
                }
            }
        }
        if (place == nullptr) {
            rows.append(ModelRow{.key = path, .title = toQt(each.name)});
            place = &rows.last();
        }
        place->path = path;
        place->origin = toQt(each.origin);
        place->bytes = each.bytes;
        place->hasWeights = each.usable && each.info.hasWeights;
        place->usable = each.usable && each.info.hasWeights && each.info.hasTokenizer;
        place->problem = each.usable ? ErrorText{} : toErrorText(each.problem);
        if (each.usable) describe(*place, each.info);
        place->canUpcycle = place->usable && each.info.experts == 0 &&
                            path.endsWith(QLatin1String(".gguf")) &&
                            engine::canUpcycle(each.info.architecture);
        if (each.usable && !place->usable) {
            place->problem.what = tr("%1 has no tokenizer or no weights.").arg(place->title);
            place->problem.remedy = tr("Choose a complete model file.");
        }
    }
    beginResetModel();
    rows_ = std::move(rows);
    fetching_ = -1;
    for (int row = 0; row < rows_.size(); ++row) {
        if (rows_[row].fetching) fetching_ = row;
    }
    scanned_ = true;
    endResetModel();
    chooseModel();
    planAll();
    emit scanned();
}

// The model that was set, else the catalogue's default for this machine, else any that can be used.
void ModelCatalog::chooseModel() {
    const QString wanted = settings_.text(setting::kModel);
    int chosen = -1;
    for (int row = 0; row < rows_.size(); ++row) {
        if (rows_[row].usable && !wanted.isEmpty() && rows_[row].path == sameFile(wanted)) chosen = row;
    }
    if (chosen < 0) {
        const QStringList order = engine_.freeMemory() == 0 || engine_.freeMemory() >= 3'000'000'000ULL
                                      ? QStringList{"qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b"}
                                      : QStringList{"qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b"};
        for (const QString& key : order) {
            const int row = rowOf(key);
            if (chosen < 0 && row >= 0 && rows_[row].usable) chosen = row;
        }
    }
    for (int row = 0; chosen < 0 && row < rows_.size(); ++row) {
        if (rows_[row].usable && !rows_[row].testsOnly) chosen = row;
    }
    for (int row = 0; chosen < 0 && row < rows_.size(); ++row) {
        if (rows_[row].usable) chosen = row;
    }
    if (chosen < 0) {
        engine_.choose({});
    } else {
        engine_.choose({rows_[chosen].path, rows_[chosen].title, rows_[chosen].bytesPerToken});
    }
}

void ModelCatalog::use(int row) {
    if (row >= 0 && row < rows_.size() && rows_[row].usable) settings_.set(setting::kModel, rows_[row].path);
}

int ModelCatalog::rowToOffer() const {
    const bool roomy = engine_.freeMemory() == 0 || engine_.freeMemory() >= 3'000'000'000ULL;
    const int row =
        rowOf(roomy ? QStringLiteral("qwen2.5-coder-1.5b") : QStringLiteral("qwen2.5-coder-0.5b"));
    return row >= 0 ? row : (rows_.isEmpty() ? -1 : 0);
}

void ModelCatalog::planAll() {
    for (int row = 0; row < rows_.size(); ++row) {
        if (!rows_[row].usable) continue;
        askPlan(row, false, this, [this, key = rows_[row].key](engine::Result<engine::MemoryPlan> plan) {
            const int at = rowOf(key);
            if (at < 0) return;
            rows_[at].fits = plan && plan->fits;
            rows_[at].readsDisk = plan && plan->fits && plan->placement.readsDisk();
            rows_[at].planned = true;
            touch(at);
        });
    }
}

void ModelCatalog::askPlan(int row, bool measured, QObject* asker,
                           std::function<void(engine::Result<engine::MemoryPlan>)> then) {
    scanWorker_.run(
        asker,
        [calls = calls_, path = toPath(rows_.at(row).path), data = toPath(dataFolder_),
         options = engine_.options(), measured](std::stop_token) {
            return calls->plan(
                path, options,
                measured ? calls->bandwidth(data, path, options.threads) : engine::Bandwidth{});
        },
        std::move(then));
}

void ModelCatalog::plan(int row, QObject* asker, std::function<void(PlanItem)> then) {
    askPlan(row, true, asker,
            [this, key = rows_.at(row).key, then = std::move(then)](engine::Result<engine::MemoryPlan> plan) {
                if (!plan) {
                    plans_.erase(key);
                    then({});
                    return;
                }
                const engine::MemoryPlan& kept = plans_[key] = std::move(*plan);
                then(toItem(kept, kept.placement));
            });
}

PlanItem ModelCatalog::planAt(int row, qint64 contextLength) const {
    const auto found = plans_.find(rows_.at(row).key);
    if (found == plans_.end()) return {};
    const engine::MemoryPlan& plan = found->second;
    return toItem(plan, engine::planPlacement(plan.model, plan.machine, contextLength));
}

// ---- fetching ----

void ModelCatalog::fetch(int row) {
    if (row < 0 || row >= rows_.size() || !rows_[row].inCatalogue || rows_[row].isHere()) return;
    rows_[row].waiting = true;
    rows_[row].problem = {};
    touch(row);
    startNextFetch();
}

void ModelCatalog::cancelFetch(int row) {
    if (row < 0 || row >= rows_.size()) return;
    rows_[row].waiting = false;
    if (row == fetching_) fetchStop_.request_stop();
    touch(row);
    emit fetchingChanged();
}

void ModelCatalog::startNextFetch() {
    if (fetching_ >= 0) return;
    for (int row = 0; row < rows_.size() && fetching_ < 0; ++row) {
        if (rows_[row].waiting) fetching_ = row;
    }
    if (fetching_ < 0) {
        feedTimer_.stop();
        board_.clear(this);
        emit fetchingChanged();
        return;
    }
    beginJob(fetching_);
    engine::CatalogueModel wanted;
    for (const engine::CatalogueModel& model : catalogue_) {
        if (toQt(model.name) == rows_[fetching_].key) wanted = model;
    }
    fetchWorker_.run(
        this,
        [calls = calls_, wanted, folder = toPath(modelsFolder_), feed = feed_,
         own = fetchStop_](std::stop_token ending) mutable {
            std::stop_callback forward(ending, [&own] { own.request_stop(); });
            return calls->fetch(
                wanted, folder,
                [feed](const engine::FetchProgress& progress) {
                    std::lock_guard lock(feed->mutex);
                    feed->progress = progress;
                    feed->fresh = true;
                },
                own.get_token());
        },
        [this](engine::Result<std::filesystem::path> path) {
            const QString title = fetching_ >= 0 ? rows_[fetching_].title : QString();
            endJob(path ? nullptr : &path.error(), title);
        });
}

// One row at a time is downloaded or given experts; both are shown alike.
void ModelCatalog::beginJob(int row) {
    fetching_ = row;
    rows_[row].waiting = false;
    rows_[row].fetching = true;
    rows_[row].fraction = 0;
    fetchStop_ = std::stop_source();
    feed_ = std::make_shared<FetchFeed>();
    feedTimer_.start();
    touch(row);
    emit fetchingChanged();
}

void ModelCatalog::endJob(const engine::Error* problem, const QString& title) {
    const int row = fetching_;
    fetching_ = -1;
    if (row >= 0) {
        rows_[row].fetching = false;
        if (problem == nullptr) {
            emit fetched(title);
        } else if (const ErrorText error = toErrorText(*problem); !error.cancelled) {
            if (!rows_[row].isHere()) rows_[row].problem = error;
            emit failed(error);
        }
        touch(row);
    }
    startNextFetch();
    scan();
}

QString ModelCatalog::upcycledPath(int row) const {
    const QString name = QFileInfo(rows_.at(row).path).completeBaseName() + QStringLiteral("-16-experts");
    return sameFile(modelsFolder_ + '/' + name + '/' + name + QStringLiteral(".gguf"));
}

void ModelCatalog::upcycle(int row) {
    if (row < 0 || row >= rows_.size() || !rows_[row].canUpcycle || fetching_ >= 0) return;
    beginJob(row);
    const QString output = upcycledPath(row);
    fetchWorker_.run(
        this,
        [calls = calls_, dense = toPath(rows_[row].path), output = toPath(output), feed = feed_,
         own = fetchStop_](std::stop_token ending) mutable -> engine::Status {
            std::stop_callback forward(ending, [&own] { own.request_stop(); });
            std::error_code failed;
            std::filesystem::create_directories(output.parent_path(), failed);
            const auto begin = std::chrono::steady_clock::now();
            auto made = calls->upcycle(
                dense, output,
                [feed, begin](uint64_t done, uint64_t total) {
                    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
                    std::lock_guard lock(feed->mutex);
                    feed->progress = {.bytesDone = done,
                                      .bytesTotal = total,
                                      .bytesPerSecond = static_cast<double>(done) / (took.count() + 1e-3),
                                      .stage = "experts"};
                    feed->fresh = true;
                },
                own.get_token());
            if (!made) std::filesystem::remove(output.parent_path(), failed);  // only when it is empty
            return made;
        },
        [this, title = QFileInfo(output).completeBaseName()](engine::Status made) {
            endJob(made ? nullptr : &made.error(), title);
        });
}

void ModelCatalog::pollFetch() {
    if (!feed_ || fetching_ < 0) return;
    engine::FetchProgress progress;
    {
        std::lock_guard lock(feed_->mutex);
        if (!feed_->fresh) return;
        progress = feed_->progress;
        feed_->fresh = false;
    }
    ModelRow& row = rows_[fetching_];
    row.fraction = progress.bytesTotal > 0
                       ? static_cast<double>(progress.bytesDone) / static_cast<double>(progress.bytesTotal)
                       : 0;
    row.bytesDone = progress.bytesDone;
    row.bytesPerSecond = progress.bytesPerSecond;
    const bool checking = progress.stage == "checking";
    const bool experts = progress.stage == "experts";
    row.stage = experts ? tr("Making experts") : checking ? tr("Checking") : tr("Downloading");
    const double left =
        progress.bytesPerSecond > 0
            ? static_cast<double>(progress.bytesTotal - progress.bytesDone) / progress.bytesPerSecond
            : -1;
    board_.set(this, StatusBoard::Weight::Fetching,
               {experts    ? tr("Making experts of %1").arg(row.title)
                : checking ? tr("Checking %1").arg(row.title)
                           : tr("Downloading %1").arg(row.title),
                row.fraction, left, 0, true},
               [this] { cancelFetch(fetching_); });
    touch(fetching_);
    emit fetchingChanged();
}

}  // namespace ui::bridge
