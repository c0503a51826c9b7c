// Between the engine's strings and the window's: UTF-8, paths, and errors put into the person's language.
#pragma once

#include <QString>
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "ui/bridge/values.h"

namespace ui::bridge {

inline QString toQt(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
QString pathText(const std::filesystem::path& path);
std::filesystem::path toPath(const QString& path);

// The engine's sentence: its template translated in the context "engine", then filled with its names.
ErrorText toErrorText(const engine::Error& error);

}  // namespace ui::bridge
