#include "ui/bridge/status_board.h"

namespace ui::bridge {

void StatusBoard::set(QObject* writer, Weight weight, const JobStatus& status, std::function<void()> stop) {
    auto found = lines_.find(writer);
    if (found == lines_.end()) {
        connect(writer, &QObject::destroyed, this, [this, writer] { clear(writer); });
        found = lines_.insert(writer, {weight, status, {}, ++order_});
    }
    found->weight = weight;
    found->status = status;
    found->status.stoppable = static_cast<bool>(stop);
    found->stop = std::move(stop);
    emit changed();
}

void StatusBoard::clear(QObject* writer) {
    if (lines_.remove(writer) > 0) {
        disconnect(writer, &QObject::destroyed, this, nullptr);
        emit changed();
    }
}

const StatusBoard::Line* StatusBoard::topLine() const {
    const Line* best = nullptr;
    for (const Line& line : lines_) {
        if (best == nullptr || line.weight > best->weight ||
            (line.weight == best->weight && line.order < best->order)) {
            best = &line;
        }
    }
    return best;
}

JobStatus StatusBoard::top() const {
    const Line* line = topLine();
    return line != nullptr ? line->status : JobStatus{};
}

void StatusBoard::stopTop() {
    const Line* line = topLine();
    if (line == nullptr || !line->stop) return;
    const auto stop = line->stop;  // the line may go while it is stopped
    stop();
}

}  // namespace ui::bridge
