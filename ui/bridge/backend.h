// Everything behind the window, made once and handed to the pages: the services and the lists they show.
//
// Memory   owns all of it; the threads of the services end before what they use.
#pragma once

#include <QObject>
#include <memory>

#include "ui/bridge/services.h"
#include "ui/bridge/status_board.h"

namespace ui::bridge {

class StoreService;
class SettingsService;
class EngineService;
class ModelCatalog;
class OpenDocuments;
class HistoryModel;
class PassageSearch;
class Worker;
class InspectDesk;

class Backend : public QObject {
    Q_OBJECT

public:
    explicit Backend(Services services);
    ~Backend() override;

    const Services& services() const { return services_; }
    StatusBoard& board() { return board_; }
    StoreService& store() { return *store_; }
    SettingsService& settings() { return *settings_; }
    EngineService& engine() { return *engine_; }
    ModelCatalog& models() { return *models_; }
    OpenDocuments& documents() { return *documents_; }
    HistoryModel& history() { return *history_; }
    PassageSearch& search() { return *search_; }
    InspectDesk& inspecting() { return *inspecting_; }

private:
    Services services_;
    StatusBoard board_;
    std::unique_ptr<StoreService> store_;
    std::unique_ptr<SettingsService> settings_;
    std::unique_ptr<EngineService> engine_;
    std::unique_ptr<ModelCatalog> models_;
    std::unique_ptr<Worker> imports_;
    std::unique_ptr<OpenDocuments> documents_;
    std::unique_ptr<HistoryModel> history_;
    std::unique_ptr<PassageSearch> search_;
    std::unique_ptr<InspectDesk> inspecting_;
};

}  // namespace ui::bridge
