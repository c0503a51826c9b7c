// The half of the desk that learns: fits, their comparison, and where the line is.
#include <QFile>
#include <QFileInfo>

#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

QString nameOf(qint64 project, const QString& digest) {
    return QStringLiteral("%1-%2").arg(project).arg(digest);
}

}  // namespace

bool InspectDesk::isBehind() const {
    return examples_.goodCount() > 0 && !openingFit_ &&
           fitName_ != nameOf(project_.id, examples_.digest(project_.falseAlarmRate));
}

void InspectDesk::addGood(const QStringList& filesAndFolders) {
    expand(filesAndFolders, [this](const QStringList& files) {
        withProject([this, files] {
            const int added = examples_.addGood(files);
            emit noticed(added == 0 ? tr("These good pictures are here already.")
                                    : tr("%1 added to the good ones.").arg(readablePictures(added)));
        });
    });
}

void InspectDesk::removeGood(const QStringList& paths) {
    QList<ExampleItem> gone;
    for (const QString& path : paths) {
        if (const int row = examples_.rowOf(path); row >= 0) gone.append(examples_.good(row));
    }
    if (gone.isEmpty()) return;
    // Undone, they stand at the end of the list.
    class RemoveCommand : public QUndoCommand {
    public:
        RemoveCommand(InspectExamples& examples, const QList<ExampleItem>& gone)
            : examples_(examples), gone_(gone) {}
        void redo() override { examples_.removeGood(paths()); }
        void undo() override { examples_.addGood(paths()); }

    private:
        QStringList paths() const {
            QStringList all;
            for (const ExampleItem& each : gone_)
                all.append(each.path);
            return all;
        }
        InspectExamples& examples_;
        QList<ExampleItem> gone_;
    };
    undo_.push(new RemoveCommand(examples_, gone));
}

void InspectDesk::setFalseAlarmRate(double rate) {
    if (rate == project_.falseAlarmRate) return;
    project_.falseAlarmRate = rate;
    projects_.keep(project_);
    emit fitChanged();
}

void InspectDesk::learn() {
    if (fit_.isRunning() || !backbone_.network() || examples_.goodCount() == 0) return;
    discard();
    fit_.start(backbone_.network(), examples_.fitOptions(project_.falseAlarmRate),
               nameOf(project_.id, examples_.digest(project_.falseAlarmRate)));
    emit workChanged();
}

void InspectDesk::openFit() {
    if (project_.file.isEmpty() || inspector_ || openingFit_ || !backbone_.network()) return;
    openingFit_ = true;
    fit_.load(backbone_.network(), project_.file, this,
              [this, number = opening_](engine::Result<InspectFit::Fitted> loaded) {
                  if (number != opening_) return;
                  openingFit_ = false;
                  if (!loaded) {
                      emit failed(toErrorText(loaded.error()));
                      emit fitChanged();
                      return;
                  }
                  loaded->name = QFileInfo(project_.file).completeBaseName();
                  loaded->asked = project_.falseAlarmRate;
                  adopt(*loaded);
              });
}

void InspectDesk::promote() {
    if (!candidate_) return;
    const InspectFit::Fitted fitted = *candidate_;
    discard();
    if (!store_.keeps()) {
        adopt(fitted);
        return;
    }
    const QString file =
        QStringLiteral("%1/inspect/%2.conclave-inspect").arg(pathText(dataFolder_), fitted.name);
    fit_.save(fitted, file, this, [this, fitted, file, number = opening_](engine::Status saved) {
        if (number != opening_) return;
        if (!saved) {
            emit failed(toErrorText(saved.error()));
            return;
        }
        const QString before = project_.file;
        project_.file = file;
        project_.threshold.reset();
        projects_.keep(project_);
        if (!before.isEmpty() && before != file) QFile::remove(before);
        adopt(fitted);
    });
}

void InspectDesk::discard() {
    candidate_.reset();
    candidateItem_.reset();
    emit fitChanged();
}

void InspectDesk::adopt(const InspectFit::Fitted& fitted) {
    inspector_ = fitted.inspector;
    fitName_ = fitted.name;
    fitItem_ = toItem(inspector_->report, fitted.asked);
    const ScoreScale scale(inspector_->report);
    median_ = scale.median;
    fitLine_ = scale.line;
    line_ = project_.threshold ? scale.shown(*project_.threshold) : 1;
    examples_.setUnlike(fitItem_.unlike);
    batch_.setLine(fitName_, line_);
    emit fitChanged();
    runWhenReady();
    emit workChanged();
}

void InspectDesk::setLine(double line, bool keep) {
    if (!inspector_) return;
    line_ = line;
    batch_.setLine(fitName_, line_);
    if (!keep) return;
    project_.threshold.reset();
    if (line != 1) project_.threshold = median_ + line * (fitLine_ - median_);
    projects_.keep(project_);
    emit fitChanged();
}

}  // namespace ui::bridge
