// What is going on, for the status line: every worker writes its own line, the most important one is shown.
#pragma once

#include <QHash>
#include <QObject>
#include <functional>

#include "ui/bridge/values.h"

namespace ui::bridge {

class StatusBoard : public QObject {
    Q_OBJECT

public:
    enum class Weight { Opening, Fetching, Reading };  // the later, the more it matters

    explicit StatusBoard(QObject* parent = nullptr) : QObject(parent) {}
    // stop may be empty. The line of a writer is replaced by its next one and goes with clear() or with the
    // writer.
    void set(QObject* writer, Weight weight, const JobStatus& status, std::function<void()> stop = {});
    void clear(QObject* writer);

    JobStatus top() const;
    int running() const { return static_cast<int>(lines_.size()); }
    void stopTop();

signals:
    void changed();

private:
    struct Line {
        Weight weight;
        JobStatus status;
        std::function<void()> stop;
        int order = 0;
    };
    const Line* topLine() const;

    QHash<QObject*, Line> lines_;
    int order_ = 0;
};

}  // namespace ui::bridge
