#include "ui/bridge/engine_text.h"

#include <QCoreApplication>
#include <QFile>

namespace ui::bridge {

namespace {

QString translatedAndFilled(const std::string& text, const std::vector<std::string>& args) {
    if (text.empty()) return {};
    const QString translated = QCoreApplication::translate("engine", text.c_str());
    return toQt(engine::fillTemplate(translated.toStdString(), args));
}

}  // namespace

QString pathText(const std::filesystem::path& path) {
    return QFile::decodeName(path.string().c_str());
}

std::filesystem::path toPath(const QString& path) {
    return std::filesystem::path(QFile::encodeName(path).toStdString());
}

ErrorText toErrorText(const engine::Error& error) {
    ErrorText text;
    text.what = translatedAndFilled(error.what, error.args);
    text.remedy = translatedAndFilled(error.remedy, error.args);
    text.detail = toQt(error.detail);
    text.cancelled = error.kind == engine::ErrorKind::kCancelled;
    text.missingFile = error.kind == engine::ErrorKind::kNotFound;
    return text;
}

}  // namespace ui::bridge
