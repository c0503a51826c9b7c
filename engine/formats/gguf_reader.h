// Opens GGUF files; ModelFile::open() is how the rest of the program comes here.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/base/result.h"
#include "engine/formats/model_file.h"

namespace engine {

Result<std::shared_ptr<const ModelFile>> openGguf(const std::filesystem::path& path);

}  // namespace engine
