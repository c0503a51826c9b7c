// Everything the Inspect page asks of the engine, as values: the program hands in the engine's own functions,
// a test others.
#pragma once

#include <QImage>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/library/catalogue.h"
#include "engine/run/engine.h"
#include "engine/vision/findings_text.h"
#include "engine/vision/inspection_project.h"

namespace ui::bridge {

// A fitted product. inspect() from any thread, answers with a sentence; setThreshold() while none inspects.
struct OpenInspector {
    engine::FitReport report;
    std::vector<std::string> kinds;  // that were taught
    std::function<engine::Result<engine::Inspection>(const std::filesystem::path& picture,
                                                     const engine::InspectionPrompt& prompt)>
        inspect;
    std::function<void(double)> setThreshold;
    std::function<engine::Status(const std::filesystem::path& file)> save;
};

using SharedBackbone = std::shared_ptr<const engine::Backbone>;

struct InspectCalls {
    // The pictures of a folder and those below it, in the order of their names.
    std::function<engine::Result<std::vector<std::filesystem::path>>(const std::filesystem::path& folder,
                                                                     std::stop_token)>
        listPictures;
    // Upright and opaque; its longer side at most `longest` pixels, 0: as it is.
    std::function<engine::Result<QImage>(const std::filesystem::path& picture, int longest)> picture;
    // The weights that the catalogue fetches, when they are on this machine.
    std::function<std::optional<std::filesystem::path>(const engine::CatalogueModel&,
                                                       const std::filesystem::path& modelsFolder)>
        weights;
    std::function<engine::Result<SharedBackbone>(const std::filesystem::path& weights)> openBackbone;
    std::function<engine::Result<OpenInspector>(SharedBackbone, const engine::FitOptions&,
                                                const std::function<void(const engine::FitProgress&)>&,
                                                std::stop_token)>
        fit;
    std::function<engine::Result<OpenInspector>(SharedBackbone, const std::filesystem::path& file)> load;
    std::function<engine::Result<engine::Inspection>(SharedBackbone, const std::filesystem::path& picture,
                                                     const engine::InspectionPrompt& prompt)>
        preview;
    std::function<const std::vector<engine::DefectKind>&()> kinds;
    std::function<engine::Result<engine::InspectionPrompt>(
        const std::string& text, const std::vector<engine::DefectKind>& ownKinds, const engine::KindGuess&)>
        parsePrompt;
    std::function<engine::KindGuess(std::shared_ptr<engine::Engine>)> guess;
    // One sentence from the findings, in the prompt's language.
    std::function<std::string(const engine::Inspection&, const engine::InspectionPrompt&)> sentence;
    // The same of a batch.
    std::function<std::string(std::span<const engine::Inspection>, const engine::InspectionPrompt&)> report;
    // The same in the model's words where they say nothing that was not found.
    std::function<engine::Result<std::vector<std::string>>(
        engine::Engine*, std::span<const engine::Inspection>, const engine::InspectionPrompt&,
        const engine::WrittenSentence& onSentence, std::stop_token)>
        writeSentences;
    std::function<engine::Result<std::string>(engine::Engine*, std::span<const engine::Inspection>,
                                              const engine::InspectionPrompt&, std::stop_token)>
        writeReport;
};

// The engine itself.
InspectCalls realInspectCalls();

}  // namespace ui::bridge
