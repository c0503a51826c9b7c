// The window: the rail, the page that is looked at, the status line; drop, paste and the keys that work
// everywhere.
//
// Memory   owns the services behind it; they end with it.
#pragma once

#include <QMainWindow>
#include <memory>

#include "ui/bridge/services.h"
#include "ui/bridge/values.h"

class QStackedWidget;

namespace ui::bridge {
class Backend;
}

namespace ui {
class HistoryPage;
class InfoBar;
class InspectPage;
class LibraryPage;
class ReadPage;
class SettingsPage;
}  // namespace ui

namespace ui::shell {

class Rail;
class StatusLine;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    enum Page { kRead, kInspect, kLibrary, kHistory, kSettings };

    explicit MainWindow(bridge::Services services, QWidget* parent = nullptr);
    ~MainWindow() override;

    // Also from a second start: opens the files and comes to the front.
    void openFiles(const QStringList& files);
    void showPage(Page page);
    Page page() const;
    bridge::Backend& backend() { return *backend_; }
    ReadPage* readPage() const { return read_; }
    InspectPage* inspectPage() const { return inspect_; }
    LibraryPage* libraryPage() const { return library_; }
    HistoryPage* historyPage() const { return history_; }
    SettingsPage* settingsPage() const { return settings_; }
    InfoBar* infoBar() const { return bar_; }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();  // all of the window's insides, also after a change of the language
    void addShortcuts();
    void paste();
    void escape();
    void showError(const bridge::ErrorText& error);
    void showShortcuts();
    void takeFiles(const QStringList& files);

    std::unique_ptr<bridge::Backend> backend_;
    Rail* rail_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    InfoBar* bar_ = nullptr;
    StatusLine* status_ = nullptr;
    ReadPage* read_ = nullptr;
    InspectPage* inspect_ = nullptr;
    LibraryPage* library_ = nullptr;
    HistoryPage* history_ = nullptr;
    SettingsPage* settings_ = nullptr;
    QWidget* dropHint_ = nullptr;
};

}  // namespace ui::shell
