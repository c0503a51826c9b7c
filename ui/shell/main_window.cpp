#include "ui/shell/main_window.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QScreen>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/bridge/backend.h"
#include "ui/bridge/history_model.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/model_catalog.h"
#include "ui/bridge/open_documents.h"
#include "ui/bridge/settings_service.h"
#include "ui/bridge/store_service.h"
#include "ui/history/history_page.h"
#include "ui/inspect/inspect_page.h"
#include "ui/library/library_page.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/read/read_page.h"
#include "ui/settings/settings_page.h"
#include "ui/shell/language.h"
#include "ui/shell/rail.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/info_bar.h"

namespace ui::shell {

namespace {

constexpr const char* kGeometryKey = "window/geometry";

// Covers the window while a file is held over it.
class DropHint : public QWidget {
public:
    explicit DropHint(QWidget* parent) : QWidget(parent) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colors& c = colors();
        QColor veil = c.window;
        veil.setAlpha(220);
        painter.fillRect(rect(), veil);
        painter.setPen(QPen(c.accent, 2, Qt::DashLine));
        painter.setBrush(c.accentSoft);
        painter.drawRoundedRect(QRectF(rect()).adjusted(24, 24, -24, -24), 14, 14);
        painter.drawPixmap(width() / 2 - 24, height() / 2 - 52,
                           iconPixmap(QStringLiteral("read"), c.accentText, 48, devicePixelRatioF()));
        QFont font = this->font();
        font.setPixelSize(qRound(QFontInfo(font).pixelSize() * 1.5));
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(c.accentText);
        painter.drawText(rect().adjusted(0, 30, 0, 30), Qt::AlignCenter,
                         MainWindow::tr("Drop to read or inspect it"));
    }
};

QStringList filesOf(const QMimeData* data) {
    QStringList files;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile()) files.append(url.toLocalFile());
    }
    return files;
}

}  // namespace

MainWindow::MainWindow(bridge::Services services, QWidget* parent) : QMainWindow(parent) {
    const auto files = services.files;
    backend_ = std::make_unique<bridge::Backend>(std::move(services));
    Theme::instance().install(*qApp);
    Theme::instance().choose(Theme::choiceNamed(backend_->settings().text(bridge::setting::kTheme)));
    Language::instance().choose(backend_->settings().text(bridge::setting::kLanguage));
    setWindowTitle(QStringLiteral("Conclave"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/conclave.svg")));
    setAcceptDrops(true);
    setMinimumSize(820, 560);
    if (!restoreGeometry(backend_->settings().layout().value(kGeometryKey).toByteArray())) {
        const QSize room = screen() != nullptr ? screen()->availableSize() : QSize(1280, 800);
        resize(std::min(1440, room.width() * 9 / 10), std::min(900, room.height() * 9 / 10));
    }
    build();
    addShortcuts();
    connect(&backend_->store(), &bridge::StoreService::failed, this, &MainWindow::showError);
    connect(&backend_->settings(), &bridge::SettingsService::changed, this, [this](const QString& key) {
        if (key == QLatin1String(bridge::setting::kTheme))
            Theme::instance().choose(Theme::choiceNamed(backend_->settings().text(bridge::setting::kTheme)));
        if (key == QLatin1String(bridge::setting::kLanguage) &&
            Language::instance().choose(backend_->settings().text(bridge::setting::kLanguage))) {
            // Not inside the signal of a control that is about to go.
            QMetaObject::invokeMethod(
                this, [this] { build(); }, Qt::QueuedConnection);
        }
    });
    QStringList paths;
    for (const auto& file : files)
        paths.append(QString::fromStdString(file.string()));
    if (!paths.isEmpty()) takeFiles(paths);
}

MainWindow::~MainWindow() {
    // The pages look at the services: they go first.
    delete takeCentralWidget();
}

void MainWindow::build() {
    const Page current = pages_ != nullptr ? page() : kRead;
    bridge::DocumentSession* open = read_ != nullptr ? read_->session() : nullptr;
    delete takeCentralWidget();

    auto* central = new QWidget(this);
    rail_ = new Rail(central);
    rail_->add(QStringLiteral("read"), tr("Read"), QStringLiteral("Ctrl+1"), false);
    rail_->add(QStringLiteral("inspect"), tr("Inspect"), QStringLiteral("Ctrl+2"), false);
    rail_->add(QStringLiteral("library"), tr("Library"), QStringLiteral("Ctrl+3"), false);
    rail_->add(QStringLiteral("history"), tr("History"), QStringLiteral("Ctrl+4"), false);
    rail_->add(QStringLiteral("settings"), tr("Settings"), QStringLiteral("Ctrl+,"), true);
    bar_ = new InfoBar(central);
    read_ = new ReadPage(*backend_, central);
    inspect_ = new InspectPage(*backend_, central);
    library_ = new LibraryPage(*backend_, central);
    history_ = new HistoryPage(*backend_, central);
    settings_ = new SettingsPage(*backend_, central);
    pages_ = new QStackedWidget(central);
    for (QWidget* each :
         {static_cast<QWidget*>(read_), static_cast<QWidget*>(inspect_), static_cast<QWidget*>(library_),
          static_cast<QWidget*>(history_), static_cast<QWidget*>(settings_)})
        pages_->addWidget(each);
    status_ = new StatusLine(*backend_, central);

    auto* right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(bar_);
    right->addWidget(pages_, 1);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 0, 0);
    top->setSpacing(0);
    top->addWidget(rail_);
    top->addLayout(right, 1);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top, 1);
    column->addWidget(status_);
    setCentralWidget(central);
    dropHint_ = new DropHint(central);

    connect(rail_, &Rail::chosen, this, [this](int index) { showPage(static_cast<Page>(index)); });
    connect(read_, &ReadPage::libraryWanted, this, [this] { showPage(kLibrary); });
    connect(read_, &ReadPage::failed, this, &MainWindow::showError);
    connect(read_, &ReadPage::noticed, bar_, &InfoBar::show);
    connect(inspect_, &InspectPage::failed, this, &MainWindow::showError);
    connect(inspect_, &InspectPage::noticed, bar_, &InfoBar::show);
    connect(library_, &LibraryPage::failed, this, &MainWindow::showError);
    connect(library_, &LibraryPage::noticed, bar_, &InfoBar::show);
    connect(history_, &HistoryPage::noticed, bar_, &InfoBar::show);
    connect(history_, &HistoryPage::inspectionWanted, this,
            [this](qint64 product, qint64 batch, bool toExport) {
                showPage(kInspect);
                inspect_->openBatch(product, batch, toExport);
            });
    connect(history_, &HistoryPage::documentWanted, this, [this](qint64 id) {
        showPage(kRead);
        read_->openStored(id);
    });
    connect(settings_, &SettingsPage::libraryWanted, this, [this] { showPage(kLibrary); });
    connect(&backend_->board(), &bridge::StatusBoard::changed, rail_, [this] {
        const int elsewhere = (backend_->models().isFetching() ? 1 : 0) + backend_->inspecting().running();
        rail_->setBusy(kRead, backend_->board().running() > elsewhere);
        rail_->setBusy(kInspect, backend_->inspecting().running() > 0);
        rail_->setBusy(kLibrary, backend_->models().isFetching());
    });
    if (open != nullptr) read_->showDocument(open);
    showPage(current);
    if (!backend_->store().problem().isEmpty()) showError(backend_->store().problem());
}

MainWindow::Page MainWindow::page() const {
    return static_cast<Page>(pages_->currentIndex());
}

void MainWindow::showPage(Page page) {
    // The focus goes along, to what the page is about, unless it is on the rail.
    const bool follow =
        QApplication::focusWidget() == nullptr || pages_->isAncestorOf(QApplication::focusWidget());
    pages_->setCurrentIndex(page);
    rail_->setCurrent(page);
    const QWidget* subject = pages_->currentWidget()->focusProxy();
    if (follow && subject != nullptr && subject->isVisible()) pages_->currentWidget()->setFocus();
    if (page == kHistory) backend_->history().refresh();
}

void MainWindow::addShortcuts() {
    const auto add = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    add(QKeySequence(Qt::CTRL | Qt::Key_1), [this] { showPage(kRead); });
    add(QKeySequence(Qt::CTRL | Qt::Key_2), [this] { showPage(kInspect); });
    add(QKeySequence(Qt::CTRL | Qt::Key_3), [this] { showPage(kLibrary); });
    add(QKeySequence(Qt::CTRL | Qt::Key_4), [this] { showPage(kHistory); });
    add(QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { showPage(kSettings); });
    add(QKeySequence(Qt::CTRL | Qt::Key_L), [this] { showPage(kLibrary); });
    add(QKeySequence::Open, [this] {
        if (page() == kInspect) {
            inspect_->choosePictures();
            return;
        }
        showPage(kRead);
        read_->chooseFile();
    });
    add(QKeySequence(Qt::CTRL | Qt::Key_N), [this] {
        showPage(kRead);
        read_->newConversation();
    });
    add(QKeySequence(Qt::CTRL | Qt::Key_B), [this] {
        if (page() == kInspect) {
            inspect_->foldSides();
        } else {
            read_->foldSides();
        }
    });
    add(QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
        if (page() == kHistory) {
            history_->focusSearch();
        } else {
            showPage(kRead);
            read_->focusSearch();
        }
    });
    add(QKeySequence::Find, [this] {
        if (page() == kHistory) {
            history_->focusSearch();
        } else if (page() == kInspect) {
            inspect_->focusPrompt();
        } else {
            showPage(kRead);
            read_->find();
        }
    });
    add(QKeySequence::Paste, [this] { paste(); });
    add(QKeySequence(Qt::Key_Escape), [this] { escape(); });
    add(QKeySequence(Qt::CTRL | Qt::Key_Slash), [this] { showShortcuts(); });
    add(QKeySequence::Quit, [this] { close(); });
}

void MainWindow::openFiles(const QStringList& files) {
    takeFiles(files);
    if (isMinimized()) showNormal();
    raise();
    activateWindow();
}

void MainWindow::takeFiles(const QStringList& files) {
    QStringList documents, pictures, others;
    for (const QString& file : files) {
        const bool picture = QFileInfo(file).isDir() || bridge::FolderWatch::isPicture(file);
        (bridge::OpenDocuments::canRead(file) ? documents : picture ? pictures : others).append(file);
    }
    if (!documents.isEmpty()) {
        showPage(kRead);
        read_->openFiles(documents);
    }
    if (!pictures.isEmpty()) {
        showPage(kInspect);
        inspect_->inspectFiles(pictures);
    }
    if (!others.isEmpty()) {
        showError(
            {tr("%1 is no document and no picture that can be read here.")
                 .arg(QFileInfo(others.first()).fileName()),
             tr("Use a PDF, Word (docx), Markdown or text file, or a PNG, JPEG, TIFF, BMP or WebP picture."),
             {},
             false,
             false});
    }
}

void MainWindow::paste() {
    const QMimeData* copied = QApplication::clipboard()->mimeData();
    if (copied == nullptr) return;
    if (const QStringList files = filesOf(copied); !files.isEmpty()) {
        takeFiles(files);
    } else if (copied->hasImage()) {
        showPage(kInspect);
        inspect_->pasteImage(qvariant_cast<QImage>(copied->imageData()));
    } else if (const QString text = copied->text(); text.size() > 200) {
        // A few words are no document.
        showPage(kRead);
        read_->pasteText(text);
    }
}

void MainWindow::escape() {
    if (page() == kInspect && inspect_->isLarge()) {
        inspect_->showGrid();
    } else if (bar_->isVisible()) {
        bar_->dismiss();
    } else if (page() == kRead) {
        read_->stop();
    } else if (page() == kInspect) {
        inspect_->escape();
    }
}

void MainWindow::showError(const bridge::ErrorText& error) {
    if (error.isEmpty() || error.cancelled) return;
    bar_->show({InfoBar::Kind::Error, error.what, error.remedy, error.detail, {}, {}});
}

void MainWindow::showShortcuts() {
    QString rows;
    const auto row = [&rows](const QString& keys, const QString& what) {
        rows +=
            QStringLiteral(
                "<tr><td style='padding:3px 24px 3px 0'><b>%1</b></td><td style='padding:3px 0'>%2</td></tr>")
                .arg(keys, what.toHtmlEscaped());
    };
    row(QStringLiteral("Ctrl+O"), tr("Open a document"));
    row(QStringLiteral("Ctrl+V"), tr("Read or inspect what was copied: files, a long text or a picture"));
    row(QStringLiteral("Enter"), tr("Ask the question; Shift+Enter breaks the line"));
    row(QStringLiteral("Esc"), tr("Stop; what is finished is kept"));
    row(QStringLiteral("Ctrl+N"), tr("New conversation about the document"));
    row(QStringLiteral("Ctrl+F"), tr("Find in the document"));
    row(QStringLiteral("Ctrl+K"), tr("Search all documents"));
    row(QStringLiteral("O  N  U"), tr("Say that a picture is OK, NG or unsure"));
    row(QStringLiteral("Delete"), tr("Take a picture out of the batch"));
    row(QStringLiteral("Ctrl+Z"), tr("Undo what was said of pictures"));
    row(QStringLiteral("Ctrl+B"), tr("Fold the sides away"));
    row(QStringLiteral("Ctrl+L"), tr("Choose a model"));
    row(QStringLiteral("Ctrl+1 … 4"), tr("Go to a page"));
    row(QStringLiteral("Ctrl+,"), tr("Settings"));
    auto* sheet = new QWidget(this, Qt::Dialog);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->setWindowTitle(tr("Keys"));
    auto* text = new QLabel(QStringLiteral("<table>%1</table>").arg(rows), sheet);
    text->setTextFormat(Qt::RichText);
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(space::kHuge, space::kHuge, space::kHuge, space::kHuge);
    column->addWidget(text);
    auto* close = new QShortcut(QKeySequence(Qt::Key_Escape), sheet);
    connect(close, &QShortcut::activated, sheet, &QWidget::close);
    sheet->show();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (filesOf(event->mimeData()).isEmpty() && !event->mimeData()->hasText()) return;
    event->acceptProposedAction();
    dropHint_->setGeometry(centralWidget()->rect());
    dropHint_->raise();
    dropHint_->show();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    dropHint_->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
    dropHint_->hide();
    const QStringList files = filesOf(event->mimeData());
    event->acceptProposedAction();
    if (!files.isEmpty()) {
        takeFiles(files);
    } else if (event->mimeData()->hasText()) {
        showPage(kRead);
        read_->pasteText(event->mimeData()->text());
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    backend_->settings().layout().setValue(kGeometryKey, saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (dropHint_ != nullptr && centralWidget() != nullptr) dropHint_->setGeometry(centralWidget()->rect());
}

}  // namespace ui::shell
