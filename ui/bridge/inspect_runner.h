// Goes through the waiting pictures of a batch, two at once. Each result is in the store before it is told,
// so that a program that is killed loses no finished picture.
//
// Thread   GUI thread; pictures are inspected on two workers.
#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QSet>
#include <filesystem>
#include <functional>
#include <memory>

#include "engine/vision/inspection.h"
#include "ui/bridge/inspect_values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

class StoreService;

class InspectRunner : public QObject {
    Q_OBJECT

public:
    struct Method {
        std::function<engine::Result<engine::Inspection>(const std::filesystem::path& picture)> inspect;
        QString fit;      // empty: without good pictures
        double line = 1;  // on the scale of that fit
    };

    struct Waiting {
        qint64 id = 0;
        QString path;
    };

    InspectRunner(StoreService& store, QObject* parent);
    ~InspectRunner() override;

    // While it runs, adds to what is waiting.
    void start(const Method& method, const QList<Waiting>& pictures);
    void stop();                         // after the two pictures that are being inspected
    void drop(const QSet<qint64>& ids);  // nobody wants to know about these any more
    bool isRunning() const { return open_ > 0; }
    bool isStopping() const { return stopping_; }
    int queued() const;  // those that nobody has begun
    int done() const { return done_; }
    double perSecond() const;  // 0: not measured yet

signals:
    void began(qint64 id);
    // Without its heat map where that is in the store.
    void finished(const ui::bridge::PictureItem& picture);
    void ended(bool stopped);
    void failed(const ui::bridge::ErrorText& error);  // what was found could not be kept

private:
    struct Queue;
    void work(Worker& worker);
    void took(const PictureItem& picture);
    void workerEnded();

    StoreService& store_;
    Method method_;
    std::shared_ptr<Queue> queue_;
    int open_ = 0;  // workers that go on
    int done_ = 0;
    bool stopping_ = false;
    QElapsedTimer clock_;
    std::unique_ptr<Worker> workers_[2];
};

}  // namespace ui::bridge
