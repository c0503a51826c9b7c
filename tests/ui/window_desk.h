// A whole window over fake services, for tests that drive it.
#pragma once

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <fstream>

#include "fake_desk.h"
#include "ui/bridge/backend.h"
#include "ui/bridge/settings_service.h"
#include "ui/shell/main_window.h"

namespace tests {

// Longest time the event loop was not served while it lived, less what the thread spent waiting for a core
// that another program held.
class Watchdog : public QObject {
public:
    Watchdog() {
        restart();
        timer_.setTimerType(Qt::PreciseTimer);
        timer_.setInterval(5);
        connect(&timer_, &QTimer::timeout, this, [this] {
            const qint64 queued = queuedMs();
            longest_ = std::max(longest_, clock_.restart() - (queued - queued_));
            queued_ = queued;
        });
        timer_.start();
    }
    qint64 longestMs() const { return longest_; }
    void restart() {
        longest_ = 0;
        queued_ = queuedMs();
        clock_.start();
    }

private:
    // Linux: nanoseconds on a core, nanoseconds in the queue for one, slices.
    static qint64 queuedMs() {
        std::ifstream file("/proc/thread-self/schedstat");
        qint64 running = 0, queued = 0;
        return file >> running >> queued ? queued / 1'000'000 : 0;
    }

    QTimer timer_;
    QElapsedTimer clock_;
    qint64 longest_ = 0, queued_ = 0;
};

struct Desk {
    QTemporaryDir folder;
    std::shared_ptr<FakeWork> fake = std::make_shared<FakeWork>();
    std::unique_ptr<ui::shell::MainWindow> window;

    void open(QSize size = {1280, 800}) {
        window = std::make_unique<ui::shell::MainWindow>(fakeServices(folder.path(), fake));
        window->resize(size);
        window->show();
        // Nothing of a test depends on the machine's language or colours.
        window->backend().settings().set(ui::bridge::setting::kLanguage, QStringLiteral("en"));
        window->backend().settings().set(ui::bridge::setting::kTheme, QStringLiteral("light"));
        QTest::qWait(30);
    }

    template <class Widget = QAbstractButton>
    Widget* byText(const QString& text) const {
        for (auto* each : window->template findChildren<Widget*>()) {
            if (each->text() == text && each->isVisible()) return each;
        }
        return nullptr;
    }
    template <class Widget>
    Widget* byName(const QString& accessibleName) const {
        for (auto* each : window->template findChildren<Widget*>()) {
            if (each->accessibleName() == accessibleName && each->isVisible()) return each;
        }
        return nullptr;
    }
    // Moves the focus with Tab until it is on the wanted widget; false when it never comes there.
    bool tabTo(const QWidget* wanted) const {
        for (int steps = 0; steps < 80; ++steps) {
            if (QApplication::focusWidget() == wanted) return true;
            QTest::keyClick(
                QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : window.get(),
                Qt::Key_Tab);
        }
        return false;
    }
};

}  // namespace tests
