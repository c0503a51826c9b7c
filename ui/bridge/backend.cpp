#include "ui/bridge/backend.h"

#include "ui/bridge/engine_calls.h"
#include "ui/bridge/engine_service.h"
#include "ui/bridge/engine_text.h"
#include "ui/bridge/history_model.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/model_catalog.h"
#include "ui/bridge/open_documents.h"
#include "ui/bridge/passage_search.h"
#include "ui/bridge/settings_service.h"
#include "ui/bridge/store_service.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

Backend::Backend(Services services) : services_(std::move(services)) {
    const QString dataFolder = pathText(services_.dataFolder);
    store_ = std::make_unique<StoreService>(services_.dataFolder, services_.database, services_.openStore);
    settings_ = std::make_unique<SettingsService>(*store_, dataFolder);
    engine_ = std::make_unique<EngineService>(services_.calls, *settings_, board_);
    models_ = std::make_unique<ModelCatalog>(services_.calls, *settings_, *engine_, board_,
                                             toQt(services_.catalogueJson), pathText(services_.modelsFolder),
                                             pathText(services_.homeFolder), dataFolder, nullptr);
    imports_ = std::make_unique<Worker>();
    documents_ = std::make_unique<OpenDocuments>(
        SessionDesk{services_.calls, store_.get(), engine_.get(), settings_.get(), &board_, imports_.get()},
        dataFolder, nullptr);
    history_ = std::make_unique<HistoryModel>(*store_, nullptr);
    search_ = std::make_unique<PassageSearch>(*store_, nullptr);
    inspecting_ = std::make_unique<InspectDesk>(
        InspectDesk::Place{services_.calls, store_.get(), &board_, engine_.get(), settings_.get(),
                           services_.catalogueJson, services_.modelsFolder, services_.dataFolder});
    connect(history_.get(), &HistoryModel::removed, inspecting_.get(), &InspectDesk::forgetRun);
}

Backend::~Backend() {
    // Readings are told to stop before their threads are waited for; what they have finished is in the store.
    documents_.reset();
    inspecting_.reset();
    imports_.reset();
    models_.reset();
    engine_.reset();
}

}  // namespace ui::bridge
