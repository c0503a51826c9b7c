#include "ui/bridge/inspect_desk.h"

#include <QFileInfo>
#include <QLocale>
#include <QSaveFile>

#include "ui/bridge/engine_calls.h"
#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/status_board.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

constexpr int kStatusMs = 250;
constexpr int kTypingMs = 800;  // a word is asked about when it is written to its end

QString rateText(double perSecond) {
    return QLocale().toString(perSecond, 'f', perSecond < 9.95 ? 1 : 0);
}

}  // namespace

InspectDesk::InspectDesk(const Place& place)
    : calls_(place.calls->inspecting), store_(*place.store), board_(*place.board),
      dataFolder_(place.dataFolder), projects_(*place.store, nullptr), examples_(*place.store, nullptr),
      batch_(*place.store, nullptr), pictures_(calls_, nullptr),
      backbone_(place.calls, board_, place.catalogueJson, place.modelsFolder, nullptr), fit_(calls_, nullptr),
      watch_(nullptr), writer_(calls_, *place.engine, *place.settings, nullptr) {
    undo_.setUndoLimit(200);
    connect(&projects_, &InspectProjects::loaded, this, [this] {
        if (project_.id == 0 && !projects_.projects().isEmpty()) openProject(projects_.projects().first().id);
    });
    connect(&projects_, &InspectProjects::dataChanged, this, [this] {
        project_.name = projects_.project(project_.id).name;
        emit projectChanged();
    });
    connect(&projects_, &InspectProjects::removed, this, [this](qint64 id) {
        if (id != project_.id) return;
        openProject(projects_.projects().isEmpty() ? 0 : projects_.projects().first().id);
    });
    connect(&backbone_, &InspectBackbone::changed, this, [this] {
        openFit();
        runWhenReady();
        emit workChanged();
    });
    connect(&examples_, &InspectExamples::changed, this, &InspectDesk::fitChanged);
    connect(&fit_, &InspectFit::fitted, this, [this](const InspectFit::Fitted& fitted) {
        if (!fitted.name.startsWith(QString::number(project_.id) + '-')) return;
        candidate_ = fitted;
        candidateItem_ = toItem(fitted.inspector->report, fitted.asked);
        // Without taught defects there is nothing to compare.
        if (fitted.taught == 0) {
            promote();
        } else {
            emit fitChanged();
        }
    });
    connect(&fit_, &InspectFit::failed, this, &InspectDesk::failed);
    connect(&fit_, &InspectFit::progressed, this, &InspectDesk::showStatus);
    connect(&fit_, &InspectFit::ended, this, [this] {
        showStatus();
        runWhenReady();
    });
    connect(&batch_.runner(), &InspectRunner::ended, this, [this] {
        runTimer_.stop();
        keepRunSoon();
        tellSoon();
        showStatus();
    });
    connect(&batch_.runner(), &InspectRunner::failed, this, &InspectDesk::failed);
    connect(&batch_, &InspectBatch::loaded, this, &InspectDesk::workChanged);
    connect(&batch_, &InspectBatch::loaded, this, &InspectDesk::openRun);
    for (const auto change : {&InspectDesk::keepRunSoon, &InspectDesk::tellSoon}) {
        connect(&batch_, &InspectBatch::countsChanged, this, change);
        connect(&batch_, &QAbstractItemModel::dataChanged, this, change);
    }
    connect(&watch_, &FolderWatch::arrived, this, &InspectDesk::inspect);
    connect(&watch_, &FolderWatch::failed, this, &InspectDesk::failed);
    connect(&watch_, &FolderWatch::changed, this, &InspectDesk::workChanged);
    statusTimer_.setInterval(kStatusMs);
    connect(&statusTimer_, &QTimer::timeout, this, &InspectDesk::showStatus);
    wordsTimer_.setSingleShot(true);
    wordsTimer_.setInterval(kTypingMs);
    connect(&wordsTimer_, &QTimer::timeout, this, &InspectDesk::askWhatWordsMean);
    runTimer_.setSingleShot(true);
    connect(&runTimer_, &QTimer::timeout, this, &InspectDesk::keepRun);
    tellTimer_.setSingleShot(true);
    connect(&tellTimer_, &QTimer::timeout, this, &InspectDesk::tell);
    connect(&writer_, &InspectWriter::lookedUp, this, [this] {
        setPrompt(prompt_.text);
        runWhenReady();
        emit workChanged();
    });
    connect(&writer_, &InspectWriter::changed, this, &InspectDesk::showStatus);
    connect(&writer_, &InspectWriter::failed, this, &InspectDesk::failed);
    connect(&writer_, &InspectWriter::reportWritten, this,
            [this](const QString& findings, const QString& report) {
                words_ = {findings, report, writer_.model()};
                keepRunSoon();
                emit workChanged();
            });
    connect(&writer_, &InspectWriter::sentenceWritten, this, [this](qint64 id, const QString& sentence) {
        const int row = batch_.rowOf(id);
        // What was corrected in the meantime says something else now.
        if (row < 0 || batch_.picture(row).text != beforeWords_.take(id)) return;
        batch_.correct(row, batch_.picture(row).boxes, sentence);
    });
}

InspectDesk::~InspectDesk() {
    // Nobody waits for the worker any more.
    if (runTimer_.isActive() && hasRun() && runKnown_) (void)keeping()();
    batch_.runner().stop();
    fit_.cancel();
}

// ---- products ----

void InspectDesk::openProject(qint64 id) {
    ++opening_;
    if (runTimer_.isActive()) keepRun();
    batch_.runner().stop();
    fit_.cancel();
    writer_.cancel();
    watch_.watch({});
    undo_.clear();
    candidate_.reset();
    candidateItem_.reset();
    inspector_.reset();
    fitName_.clear();
    fitItem_ = {};
    openingFit_ = false;
    wantsRun_ = false;
    line_ = 1;
    project_ = projects_.project(id);
    prompt_ = {};
    setPrompt(project_.prompt);
    examples_.open(project_.id);
    batch_.open(project_.id);
    batch_.setLine({}, 1);
    emit projectChanged();
    emit fitChanged();
    openFit();
}

void InspectDesk::newProject(const QString& name) {
    projects_.add(name, this, [this](qint64 id) { openProject(id); });
}

// Pictures that come before there is a product make one.
void InspectDesk::withProject(std::function<void()> then) {
    if (project_.id != 0) {
        then();
        return;
    }
    const QString prompt = prompt_.text;
    if (!store_.keeps()) {
        project_.id = -1;
        project_.name = projects_.freeName();
        emit projectChanged();
        then();
        return;
    }
    projects_.add(projects_.freeName(), this, [this, prompt, then = std::move(then)](qint64 id) {
        openProject(id);
        if (!prompt.isEmpty()) setPrompt(prompt);
        then();
    });
}

void InspectDesk::expand(const QStringList& filesAndFolders, std::function<void(QStringList)> then) {
    files_.run(
        this,
        [calls = calls_, filesAndFolders](std::stop_token stop) -> engine::Result<QStringList> {
            QStringList files;
            for (const QString& each : filesAndFolders) {
                if (!QFileInfo(each).isDir()) {
                    files.append(QFileInfo(each).absoluteFilePath());
                    continue;
                }
                auto inside = calls->listPictures(toPath(each), stop);
                if (!inside) return inside.error();
                for (const auto& path : *inside)
                    files.append(pathText(path));
            }
            return files;
        },
        [this, then = std::move(then)](engine::Result<QStringList> files) {
            if (!files) {
                emit failed(toErrorText(files.error()));
            } else if (files->isEmpty()) {
                emit failed({tr("There is no picture in this folder."),
                             tr("PNG, JPEG, TIFF, BMP and WebP can be inspected."),
                             {},
                             false,
                             false});
            } else {
                then(*files);
            }
        });
}

// ---- what to look for ----

void InspectDesk::setPrompt(QString text) {
    prompt_ = {};
    prompt_.text = text;
    asked_ = {};
    asked_.language = QLocale().language() == QLocale::Chinese ? "zh" : "en";
    if (!text.simplified().isEmpty() && calls_) {
        auto parsed = calls_->parsePrompt(text.toStdString(), ownKinds(), writer_.answered());
        if (parsed) {
            asked_ = std::move(*parsed);
            for (const engine::AskedKind& kind : asked_.kinds)
                prompt_.kinds.append({toQt(kind.key), toQt(kind.said)});
            for (const engine::AskedKind& kind : asked_.excluded)
                prompt_.excluded.append({toQt(kind.key), toQt(kind.said)});
            for (const std::string& word : asked_.notUnderstood)
                prompt_.notUnderstood.append(toQt(word));
            prompt_.lookedUp = writer_.unasked(prompt_.notUnderstood);
        } else {
            prompt_.problem = toErrorText(parsed.error());
        }
    }
    if (prompt_.lookedUp.isEmpty()) {
        wordsTimer_.stop();
    } else {
        wordsTimer_.start();
    }
    if (project_.prompt != text && project_.id != 0) {
        project_.prompt = text;
        projects_.keep(project_);
    }
    tellSoon();
    emit promptChanged();
}

void InspectDesk::askWhatWordsMean() {
    if (prompt_.lookedUp.isEmpty()) return;
    writer_.lookUp(prompt_.lookedUp, allKinds());
    emit workChanged();
}

std::vector<engine::DefectKind> InspectDesk::ownKinds() const {
    QStringList known{QStringLiteral("unknown")};
    for (const engine::DefectKind& kind : calls_->kinds())
        known.append(toQt(kind.key));
    std::vector<engine::DefectKind> own;
    for (const QString& name : examples_.ownKinds(known)) {
        const std::string word = name.toStdString();
        own.push_back({.key = word, .english = word, .chinese = word, .words = {}});
    }
    return own;
}

std::vector<engine::DefectKind> InspectDesk::allKinds() const {
    std::vector<engine::DefectKind> all = calls_->kinds();
    for (engine::DefectKind& each : ownKinds())
        all.push_back(std::move(each));
    return all;
}

QStringList InspectDesk::kindKeys() const {
    QStringList keys;
    for (const engine::DefectKind& kind : allKinds())
        keys.append(toQt(kind.key));
    return keys;
}

QString InspectDesk::kindName(const QString& key) const {
    return kindTitle(key, calls_->kinds());
}

// ---- pictures ----

void InspectDesk::inspect(const QStringList& filesAndFolders) {
    expand(filesAndFolders, [this](const QStringList& files) {
        withProject([this, files] {
            batch_.add(files, prompt_.text, [this, dropped = files.size()](int added) {
                if (added == 0)
                    emit noticed(dropped == 1 ? tr("This picture is here already.")
                                              : tr("These pictures are here already."));
                goOn();
            });
        });
    });
}

void InspectDesk::inspectAgain() {
    undo_.clear();
    batch_.again(prompt_.text, [this] { goOn(); });
}

void InspectDesk::goOn() {
    wantsRun_ = true;
    runWhenReady();
    emit workChanged();
}

void InspectDesk::stop() {
    wantsRun_ = false;
    if (batch_.runner().isRunning()) {
        batch_.runner().stop();
    } else if (fit_.isRunning()) {
        fit_.cancel();
    } else {
        writer_.cancel();
    }
    showStatus();
}

std::optional<InspectRunner::Method> InspectDesk::method() const {
    // What the model says of a word decides what is asked for.
    if (!backbone_.network() || !prompt_.lookedUp.isEmpty()) return std::nullopt;
    InspectRunner::Method method;
    if (inspector_) {
        method.fit = fitName_;
        method.line = line_;
        method.inspect = [inspector = inspector_, asked = asked_](const std::filesystem::path& picture) {
            return inspector->inspect(picture, asked);
        };
        return method;
    }
    // A fit that is on its way is waited for.
    if (!project_.file.isEmpty() || fit_.isRunning()) return std::nullopt;
    method.inspect = [calls = calls_, network = backbone_.network(),
                      asked = asked_](const std::filesystem::path& picture) {
        return calls->preview(network, picture, asked);
    };
    return method;
}

void InspectDesk::runWhenReady() {
    if (!wantsRun_) return;
    const auto how = method();
    if (!how) return;
    wantsRun_ = false;
    if (inspector_ && !batch_.runner().isRunning())
        inspector_->setThreshold(median_ + line_ * (fitLine_ - median_));
    batch_.run(*how);
    showStatus();
}

// ---- files that are written ----

void InspectDesk::write(const QString& path, std::function<QByteArray(const PictureOf&)> make) {
    files_.run(
        this,
        [calls = calls_, path, make = std::move(make)](std::stop_token) -> engine::Result<QString> {
            const QByteArray bytes = make([calls](const QString& picture, int longest) {
                auto image = calls->picture(toPath(picture), longest);
                return image ? *image : QImage();
            });
            QSaveFile file(path);
            if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
                return QString();
            return file.errorString();
        },
        [this, path](engine::Result<QString> problem) {
            if (problem && problem->isEmpty()) {
                emit noticed(tr("Exported to %1.").arg(path));
            } else {
                emit failed({tr("%1 could not be written.").arg(path),
                             tr("Choose another folder or make room on the disk."),
                             problem ? *problem : toErrorText(problem.error()).what, false, false});
            }
        });
}

// ---- the status line ----

void InspectDesk::showStatus() {
    if (fit_.isRunning()) {
        board_.set(&fit_, StatusBoard::Weight::Reading,
                   {fit_.stage(), fit_.fraction(), fit_.secondsLeft(), 0, true}, [this] { fit_.cancel(); });
    } else {
        board_.clear(&fit_);
    }
    const InspectRunner& runner = batch_.runner();
    if (runner.isRunning()) {
        const int waiting = batch_.counts().waiting, total = runner.done() + waiting;
        const QString at = tr("Inspecting %1 of %2")
                               .arg(readableCount(std::min(runner.done() + 1, total)), readableCount(total));
        const double rate = runner.perSecond();
        const double share = total > 0 ? static_cast<double>(runner.done()) / total : -1;
        board_.set(&batch_, StatusBoard::Weight::Reading,
                   {rate > 0 ? tr("%1 at %2 pictures/s").arg(at, rateText(rate)) : at, share,
                    rate > 0 ? waiting / rate : -1, 0, true},
                   [this] { stop(); });
    } else {
        board_.clear(&batch_);
    }
    if (writer_.isWriting()) {
        const double share = writer_.total() > 0 ? static_cast<double>(writer_.done()) / writer_.total() : -1;
        board_.set(&writer_, StatusBoard::Weight::Reading,
                   {tr("Writing sentence %1 of %2")
                        .arg(readableCount(std::min(writer_.done() + 1, writer_.total())),
                             readableCount(writer_.total())),
                    share, -1, 0, true},
                   [this] { writer_.cancel(); });
    } else {
        board_.clear(&writer_);
    }
    if (isBusy() != statusTimer_.isActive()) {
        if (isBusy()) {
            statusTimer_.start();
        } else {
            statusTimer_.stop();
        }
    }
    emit workChanged();
}

}  // namespace ui::bridge
