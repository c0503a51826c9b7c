// Many pictures through one project, as many at once as there are cores.
//
// Thread   the caller's: results are handed over on it, in the order of the pictures, each as soon as it and
// those
//          before it are there.
// Memory   at most 32 results wait to be handed over.
// Errors   a picture that cannot be read is a result as good as another; the batch goes on.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>

#include "engine/vision/inspection_project.h"

namespace engine {

// One picture, read from its file, with its sentence and the time it took. Without a project it gets a
// preview of unusual areas. What is thrown, such as for memory, is an error of this picture.
Result<Inspection> inspectPicture(const Backbone& backbone, const InspectionProject* project,
                                  const InspectionPrompt& prompt, const std::filesystem::path& picture);

using InspectedPicture = std::function<void(size_t index, Result<Inspection>& found)>;

// Answers false when it was stopped; what was in work by then is not handed over.
bool inspectBatch(const Backbone& backbone, const InspectionProject* project, const InspectionPrompt& prompt,
                  std::span<const std::filesystem::path> pictures, const InspectedPicture& onResult,
                  std::stop_token stop);

// 16-bit grey of the picture's size; 0 … 65535 are scores of -3 … 5.
Status writeHeatMap(const Inspection& inspection, const std::filesystem::path& png);

}  // namespace engine
