// The language of the window: English in the source, Simplified Chinese from the catalogue, Qt's own words
// with it.
#pragma once

#include <QObject>
#include <QString>

class QTranslator;

namespace ui::shell {

class Language : public QObject {
    Q_OBJECT

public:
    static Language& instance();
    // "system", "en" or "zh"; answers true when the language changed.
    bool choose(const QString& name);
    bool isChinese() const { return chinese_; }

private:
    Language() = default;

    QTranslator* own_ = nullptr;
    QTranslator* qt_ = nullptr;
    bool chinese_ = false;
};

}  // namespace ui::shell
