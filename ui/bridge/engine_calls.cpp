#include "ui/bridge/engine_calls.h"

#include <nlohmann/json.hpp>

#include "engine/documents/passages.h"
#include "engine/documents/summary_json.h"
#include "engine/model/router_statistics_json.h"
#include "engine/model/upcycle.h"
#include "ui/bridge/inspect_calls.h"

namespace ui::bridge {

EngineCalls realEngineCalls() {
    EngineCalls calls;
    calls.importDocument = [](const std::filesystem::path& path,
                              const std::function<void(int32_t, int32_t)>& progress, std::stop_token stop) {
        return engine::importDocument(path, {}, progress, stop);
    };
    calls.splitSentences = engine::splitSentences;
    calls.passages = engine::storedPassages;
    calls.openRenderer = [](const std::filesystem::path& path) -> engine::Result<OpenRenderer> {
        auto opening = engine::PageRenderer::open(path);
        if (!opening) return opening.error();
        auto renderer = std::make_shared<engine::PageRenderer>(std::move(*opening));
        return OpenRenderer{renderer->pages(), [renderer](int32_t page, double dotsPerInch) {
                                return renderer->render(page, dotsPerInch);
                            }};
    };
    calls.summarize = engine::summarize;
    calls.summaryJson = [](const engine::Document& document, const engine::Summary& summary) {
        auto json = engine::toJson(document, summary);
        if (!summary.routing.empty()) json["routing"] = engine::toJson(summary.routing);
        return json.dump(-1, ' ', false, std::remove_cvref_t<decltype(json)>::error_handler_t::replace);
    };
    calls.ask = engine::ask;
    calls.load = engine::Engine::load;
    calls.inspect = engine::Engine::inspect;
    calls.plan = engine::Engine::plan;
    calls.bandwidth = engine::bandwidthOf;
    calls.scan = [](const std::vector<engine::ModelFolder>& folders, std::stop_token stop) {
        return engine::scanModelFolders(folders, stop);
    };
    calls.fetch = [](const engine::CatalogueModel& model, const std::filesystem::path& folder,
                     const std::function<void(const engine::FetchProgress&)>& progress,
                     std::stop_token stop) { return engine::fetchModel(model, folder, progress, stop); };
    calls.upcycle = [](const std::filesystem::path& dense, const std::filesystem::path& output,
                       const std::function<void(uint64_t, uint64_t)>& progress,
                       std::stop_token stop) -> engine::Status {
        auto model = engine::ModelFile::open(dense);
        if (!model) return model.error();
        auto made = engine::upcycle(**model, {}, {.progress = progress}, output, stop);
        return made ? engine::Status() : engine::Status(made.error());
    };
    calls.machine = [] { return engine::readMachine(); };
    calls.inspecting = std::make_shared<InspectCalls>(realInspectCalls());
    return calls;
}

}  // namespace ui::bridge
