#include "ui/bridge/inspect_words.h"

#include <QCoreApplication>
#include <QLocale>

#include "ui/bridge/engine_text.h"
#include "ui/bridge/readable.h"

namespace ui::bridge {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Inspecting", text);
}

}  // namespace

QString verdictTitle(VerdictMark mark) {
    switch (mark) {
        case VerdictMark::Ok:
            return say(QT_TRANSLATE_NOOP("Inspecting", "OK"));
        case VerdictMark::Ng:
            return say(QT_TRANSLATE_NOOP("Inspecting", "NG"));
        case VerdictMark::Unsure:
            return say(QT_TRANSLATE_NOOP("Inspecting", "Unsure"));
        case VerdictMark::None:
            break;
    }
    return {};
}

QString stateWords(PictureState state, VerdictMark mark) {
    switch (state) {
        case PictureState::Waiting:
            return say(QT_TRANSLATE_NOOP("Inspecting", "Waiting"));
        case PictureState::Running:
            return say(QT_TRANSLATE_NOOP("Inspecting", "Being inspected"));
        case PictureState::Failed:
            return say(QT_TRANSLATE_NOOP("Inspecting", "Could not be read"));
        case PictureState::Done:
            break;
    }
    return verdictTitle(mark);
}

QString kindTitle(const QString& key, const std::vector<engine::DefectKind>& known) {
    if (key.isEmpty() || key == QLatin1String("unknown"))
        return say(QT_TRANSLATE_NOOP("Inspecting", "unknown kind"));
    for (const engine::DefectKind& kind : known) {
        if (toQt(kind.key) == key)
            return toQt(QLocale().language() == QLocale::Chinese ? kind.chinese : kind.english);
    }
    return key;
}

QString kindTitle(const QString& key) {
    return kindTitle(key, engine::builtInKinds());
}

QString readablePictures(int pictures) {
    return pictures == 1 ? say(QT_TRANSLATE_NOOP("Inspecting", "1 picture"))
                         : say(QT_TRANSLATE_NOOP("Inspecting", "%1 pictures")).arg(readableCount(pictures));
}

QString readablePercent(double fraction) {
    const double percent = fraction * 100;
    const int decimals = percent < 9.95 && std::abs(percent - std::round(percent)) > 0.05 ? 1 : 0;
    return say(QT_TRANSLATE_NOOP("Inspecting", "%1 %")).arg(QLocale().toString(percent, 'f', decimals));
}

QString readableScore(double score) {
    if (std::abs(score) < 0.005) score = 0;  // no minus before 0.00
    return QLocale().toString(score, 'f', 2);
}

}  // namespace ui::bridge
