// The network that inspecting looks with: whether its weights are on this machine, getting them when they are
// not, and opening it once.
//
// Thread   GUI thread; looking, getting and opening are on a worker.
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <stop_token>

#include "engine/library/catalogue.h"
#include "ui/bridge/inspect_calls.h"
#include "ui/bridge/values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

struct EngineCalls;
class StatusBoard;

class InspectBackbone : public QObject {
    Q_OBJECT

public:
    enum class State { Missing, Getting, Opening, Ready, Failed };

    InspectBackbone(std::shared_ptr<const EngineCalls> calls, StatusBoard& board,
                    const std::string& catalogueJson, const std::filesystem::path& modelsFolder,
                    QObject* parent);
    ~InspectBackbone() override;

    void look();
    State state() const { return state_; }
    const SharedBackbone& network() const { return network_; }  // null unless Ready
    const ErrorText& problem() const { return problem_; }

    QString title() const;
    quint64 bytes() const { return model_.bytes(); }
    double fraction() const { return fraction_; }  // while it is got
    void get();
    void cancel() { stop_.request_stop(); }

signals:
    void changed();

private:
    struct Feed;
    void setState(State state);
    void poll();

    std::shared_ptr<const EngineCalls> calls_;
    StatusBoard& board_;
    engine::CatalogueModel model_;
    std::filesystem::path modelsFolder_;
    State state_ = State::Missing;
    SharedBackbone network_;
    ErrorText problem_;
    double fraction_ = 0;
    std::shared_ptr<Feed> feed_;
    std::stop_source stop_;
    QTimer timer_;
    Worker worker_;
};

}  // namespace ui::bridge
