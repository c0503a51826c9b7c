// Everything the window asks of the engine, as values: the program hands in the engine's own functions, a
// test others.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/machine.h"
#include "engine/documents/summarizer.h"
#include "engine/library/catalogue.h"
#include "engine/library/model_folders.h"
#include "engine/run/engine.h"
#include "engine/store/document_store.h"

namespace ui::bridge {

struct InspectCalls;

// Renders a page (from 0) at a resolution; used on one thread only.
using RenderPage = std::function<engine::Result<engine::PagePicture>(int32_t page, double dotsPerInch)>;
struct OpenRenderer {
    int pages = 0;
    RenderPage render;
};

struct EngineCalls {
    std::function<engine::Result<engine::Document>(
        const std::filesystem::path&, const std::function<void(int32_t, int32_t)>&, std::stop_token)>
        importDocument;
    std::function<engine::SentenceMap(const engine::Document&)> splitSentences;
    std::function<std::vector<engine::StoredPassage>(const engine::Document&, const engine::SentenceMap&)>
        passages;
    std::function<engine::Result<OpenRenderer>(const std::filesystem::path&)> openRenderer;
    std::function<engine::Result<engine::Summary>(const engine::Document&, const engine::SummarizeOptions&,
                                                  std::stop_token)>
        summarize;
    // The summary as JSON, as the command line prints it, and with what the router did, as the store keeps
    // it.
    std::function<std::string(const engine::Document&, const engine::Summary&)> summaryJson;
    std::function<engine::Result<engine::Answer>(const engine::Document&, const std::string&,
                                                 const engine::AskOptions&, std::stop_token)>
        ask;
    std::function<engine::Result<std::shared_ptr<engine::Engine>>(
        const std::filesystem::path&, const engine::EngineOptions&, std::stop_token)>
        load;
    std::function<engine::Result<engine::ModelInfo>(const std::filesystem::path&)> inspect;
    std::function<engine::Result<engine::MemoryPlan>(const std::filesystem::path&,
                                                     const engine::EngineOptions&, const engine::Bandwidth&)>
        plan;
    std::function<engine::Bandwidth(const std::filesystem::path& dataFolder,
                                    const std::filesystem::path& model, int threads)>
        bandwidth;
    std::function<std::vector<engine::FoundModel>(const std::vector<engine::ModelFolder>&, std::stop_token)>
        scan;
    std::function<engine::Result<std::filesystem::path>(
        const engine::CatalogueModel&, const std::filesystem::path&,
        const std::function<void(const engine::FetchProgress&)>&, std::stop_token)>
        fetch;
    // A dense model into one with 16 experts, two of them active.
    std::function<engine::Status(const std::filesystem::path& dense, const std::filesystem::path& output,
                                 const std::function<void(uint64_t bytesDone, uint64_t bytesTotal)>&,
                                 std::stop_token)>
        upcycle;
    std::function<engine::Machine()> machine;
    std::shared_ptr<const InspectCalls> inspecting;
};

// The engine itself.
EngineCalls realEngineCalls();

}  // namespace ui::bridge
