// Learning from the pictures of a project, behind the window: how far it is, how long it takes, and an end to
// it.
//
// Thread   GUI thread; the fit runs on a worker of its own.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>
#include <stop_token>

#include "ui/bridge/inspect_calls.h"
#include "ui/bridge/values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

class InspectFit : public QObject {
    Q_OBJECT

public:
    struct Fitted {
        std::shared_ptr<OpenInspector> inspector;
        QString name;      // of what it learned from
        double asked = 0;  // rate of false alarms
        int taught = 0;
    };

    InspectFit(std::shared_ptr<const InspectCalls> calls, QObject* parent);
    ~InspectFit() override;

    void start(SharedBackbone backbone, const engine::FitOptions& options, const QString& name);
    void cancel();
    bool isRunning() const { return running_; }
    QString stage() const { return stage_; }       // "Reading picture 12 of 240"
    double fraction() const { return fraction_; }  // below 0: not known
    double secondsLeft() const { return secondsLeft_; }

    // One that was saved before.
    void load(SharedBackbone backbone, const QString& file, QObject* asker,
              std::function<void(engine::Result<Fitted>)> then);
    void save(const Fitted& fitted, const QString& file, QObject* asker,
              std::function<void(engine::Status)> then);

signals:
    void progressed();
    void fitted(const ui::bridge::InspectFit::Fitted& fitted);
    void failed(const ui::bridge::ErrorText& error);
    void ended();

private:
    struct Feed;
    void poll();

    std::shared_ptr<const InspectCalls> calls_;
    std::shared_ptr<Feed> feed_;
    std::stop_source stop_;
    bool running_ = false;
    QString stage_;
    std::string stageName_;
    double fraction_ = -1, secondsLeft_ = -1;
    QElapsedTimer stageClock_;
    QTimer timer_;
    Worker worker_;
};

}  // namespace ui::bridge
