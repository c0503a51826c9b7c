// The menus, dialogs and exports of the Inspect page.
#include <QDialog>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/bridge/backend.h"
#include "ui/bridge/folder_watch.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/settings_service.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/pdf_report.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace ui {

namespace {

constexpr const char* kFolderKey = "inspect/folder";
constexpr int kEarlierBatches = 12;

QString nameFilter() {
    QStringList patterns;
    for (const QString& suffix : bridge::FolderWatch::suffixes())
        patterns.append(QStringLiteral("*.") + suffix);
    return patterns.join(' ');
}

}  // namespace

void InspectPage::fillProjectMenu() {
    QMenu* menu = project_->menu();
    menu->clear();
    for (const bridge::InspectProjectItem& each : desk_.projects().projects()) {
        QAction* action = menu->addAction(each.name, this, [this, id = each.id] { desk_.openProject(id); });
        action->setCheckable(true);
        action->setChecked(each.id == desk_.project().id);
    }
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("add")), tr("New product …"), this, [this] {
        askName(tr("New product"), desk_.projects().freeName(),
                [this](const QString& name) { desk_.newProject(name); });
    });
    menu->addAction(icon(QStringLiteral("edit")), tr("Rename …"), this, [this] {
        askName(tr("Rename the product"), desk_.project().name,
                [this](const QString& name) { desk_.projects().rename(desk_.project().id, name); });
    });
    menu->addAction(icon(QStringLiteral("trash")), tr("Move to the bin"), this,
                    [this] { desk_.projects().remove(desk_.project().id); });
}

void InspectPage::fillMoreMenu() {
    QMenu* menu = more_->menu();
    menu->clear();
    const bool any = desk_.batch().rowCount() > 0;
    menu->addAction(icon(QStringLiteral("add")), tr("Inspect pictures …") + QStringLiteral("\tCtrl+O"), this,
                    &InspectPage::choosePictures);
    menu->addAction(icon(QStringLiteral("open")), tr("Inspect a folder …"), this, [this] {
        choose(tr("Inspect a folder"), true, [this](const QStringList& paths) { desk_.inspect(paths); });
    });
    menu->addAction(icon(QStringLiteral("check")), tr("Add a folder of good pictures …"), this, [this] {
        choose(tr("Add a folder of good pictures"), true,
               [this](const QStringList& paths) { desk_.addGood(paths); });
    });
    if (desk_.watch().isOn()) {
        menu->addAction(icon(QStringLiteral("stop")), tr("Stop watching the folder"), this, [this] {
            desk_.watch().watch({});
            refresh();
        });
    } else {
        menu->addAction(icon(QStringLiteral("search")), tr("Watch a folder …"), this, [this] {
            choose(tr("Watch a folder"), true,
                   [this](const QStringList& paths) { desk_.watch().watch(paths.first()); });
        });
    }
    menu->addSeparator();
    if (const QString model = desk_.writer().model(); !model.isEmpty())
        menu->addAction(icon(QStringLiteral("edit")), tr("Write the sentences with %1").arg(model), this,
                        [this] { desk_.writeWords(); })
            ->setEnabled(any && !desk_.isBusy());
    menu->addAction(icon(QStringLiteral("refresh")), tr("Inspect all again"), this,
                    [this] { desk_.inspectAgain(); })
        ->setEnabled(any && !desk_.batch().runner().isRunning());
    menu->addAction(icon(QStringLiteral("add")), tr("New batch"), this, [this] { desk_.batch().startNew(); })
        ->setEnabled(any);
    auto* earlier = menu->addMenu(icon(QStringLiteral("history")), tr("Earlier batches"));
    // The list comes from the store while the menu is open.
    earlier->addAction(tr("Looking …"))->setEnabled(false);
    desk_.batch().listBatches(earlier, [this, earlier](const QList<bridge::BatchItem>& batches) {
        earlier->clear();
        for (const bridge::BatchItem& each :
             batches.first(std::min<qsizetype>(batches.size(), kEarlierBatches))) {
            QAction* action = earlier->addAction(
                QStringLiteral("%1  ·  %2")
                    .arg(bridge::readableDay(each.when), bridge::readablePictures(each.pictures)),
                this, [this, id = each.id] { desk_.batch().openBatch(id); });
            action->setCheckable(true);
            action->setChecked(each.id == desk_.batch().id());
        }
        if (batches.isEmpty()) earlier->addAction(tr("There are none."))->setEnabled(false);
    });
    menu->addSeparator();
    for (const char* suffix : {"csv", "json", "pdf"}) {
        const QString name = QString::fromLatin1(suffix);
        menu->addAction(icon(QStringLiteral("export")),
                        name == QLatin1String("pdf")   ? tr("Export a report (PDF) …")
                        : name == QLatin1String("csv") ? tr("Export as CSV …")
                                                       : tr("Export as JSON …"),
                        this, [this, name] { exportAs(name); })
            ->setEnabled(any);
    }
    menu->addSeparator();
    const auto keyed = [](const QString& text, const char* keys) {
        return text + '\t' + QKeySequence(QLatin1String(keys)).toString(QKeySequence::NativeText);
    };
    menu->addAction(icon(QStringLiteral("restore")),
                    keyed(desk_.undo().canUndo() ? tr("Undo: %1").arg(desk_.undo().undoText()) : tr("Undo"),
                          "Ctrl+Z"),
                    this, [this] { desk_.undo().undo(); })
        ->setEnabled(desk_.undo().canUndo());
    menu->addAction(keyed(desk_.undo().canRedo() ? tr("Redo: %1").arg(desk_.undo().redoText()) : tr("Redo"),
                          "Ctrl+Shift+Z"),
                    this, [this] { desk_.undo().redo(); })
        ->setEnabled(desk_.undo().canRedo());
    menu->addAction(icon(QStringLiteral("sidebar")),
                    keyed(sidesFolded_ ? tr("Show the sides") : tr("Fold the sides away"), "Ctrl+B"), this,
                    &InspectPage::foldSides);
}

void InspectPage::askName(const QString& title, const QString& before, std::function<void(QString)> then) {
    auto* dialog = new QDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto* edit = new QLineEdit(before, dialog);
    edit->setAccessibleName(tr("Name"));
    edit->setMinimumWidth(280);
    edit->selectAll();
    auto* save = new QPushButton(tr("Save"), dialog);
    save->setProperty("primary", true);
    save->setDefault(true);
    auto* cancel = new QPushButton(tr("Cancel"), dialog);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    column->setSpacing(space::kMedium);
    column->addWidget(edit);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    connect(save, &QPushButton::clicked, dialog, &QDialog::accept);
    connect(dialog, &QDialog::accepted, this, [edit, then = std::move(then)] {
        if (!edit->text().simplified().isEmpty()) then(edit->text().simplified());
    });
    dialog->open();
}

void InspectPage::choose(const QString& title, bool folder, std::function<void(QStringList)> then) {
    auto* dialog = new QFileDialog(window(), title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    if (!folder) dialog->setNameFilters({tr("Pictures (%1)").arg(nameFilter()), tr("All files (*)")});
    dialog->setDirectory(backend_.settings().layout().value(kFolderKey).toString());
    connect(dialog, &QFileDialog::filesSelected, this,
            [this, then = std::move(then)](const QStringList& files) {
                if (files.isEmpty()) return;
                backend_.settings().layout().setValue(kFolderKey, QFileInfo(files.first()).absolutePath());
                then(files);
            });
    dialog->open();
}

void InspectPage::choosePictures() {
    choose(tr("Choose pictures to inspect"), false,
           [this](const QStringList& files) { desk_.inspect(files); });
}

void InspectPage::chooseGood() {
    choose(tr("Choose pictures of good parts"), false,
           [this](const QStringList& files) { desk_.addGood(files); });
}

void InspectPage::exportAs(const QString& suffix) {
    auto* dialog = new QFileDialog(window(), tr("Export the results"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Table (*.csv)"), tr("JSON (*.json)"), tr("Report (*.pdf)")});
    const QStringList suffixes{"csv", "json", "pdf"};
    dialog->selectNameFilter(dialog->nameFilters().value(suffixes.indexOf(suffix)));
    dialog->setDefaultSuffix(suffix);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, suffixes](const QString& filter) {
        dialog->setDefaultSuffix(suffixes.value(dialog->nameFilters().indexOf(filter)));
    });
    dialog->selectFile(desk_.project().name + '.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, &InspectPage::exportTo);
    dialog->open();
}

void InspectPage::exportTo(const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    desk_.write(path, [record = desk_.record(), suffix](const bridge::InspectDesk::PictureOf& picture) {
        const bridge::ExportedBatch batch = record.exported();
        return suffix == QLatin1String("pdf")    ? batchAsPdf(batch, picture)
               : suffix == QLatin1String("json") ? bridge::batchAsJson(batch)
                                                 : bridge::batchAsCsv(batch);
    });
}

}  // namespace ui
