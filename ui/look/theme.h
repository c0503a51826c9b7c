// The colours, fonts and style of the window, light and dark, switched live.
//
// Source   resources/themes/light.json, dark.json and style.qss.
// Thread   GUI thread.
#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>
#include <QString>

class QApplication;

namespace ui {

struct Colors {
    QColor window, rail, surface, sunken, line, lineStrong;
    QColor text, muted;
    QColor accent, onAccent, accentText, accentSoft;
    QColor good, goodSoft, warn, warnSoft, bad, badSoft;
    QColor paper, paperText, lit, litEdge, cited, desk, shadow;

    // A colour by its name in the theme file; invalid when there is none.
    QColor named(const QString& name) const;
};

// Distances and sizes that the pages share, in pixels.
namespace space {
inline constexpr int kTiny = 4;
inline constexpr int kSmall = 8;
inline constexpr int kMedium = 12;
inline constexpr int kLarge = 16;
inline constexpr int kHuge = 24;
inline constexpr int kRadius = 6;
inline constexpr int kColumn = 760;  // widest column of text
}  // namespace space

class Theme : public QObject {
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };

    static Theme& instance();
    // Fusion, the fonts and the palette; once, before the first window.
    void install(QApplication& application);
    void choose(Choice choice);
    static Choice choiceNamed(const QString& name);

    const Colors& colors() const { return colors_; }
    bool isDark() const { return dark_; }
    // Motion that explains, in milliseconds; 0 when the desktop asks for none.
    int motion() const;

    static Colors read(bool dark);

signals:
    void changed();

private:
    Theme() = default;
    void apply(bool dark);

    Colors colors_;
    bool dark_ = false;
    bool systemIsDark_ = false;
    bool installed_ = false;
};

inline const Colors& colors() {
    return Theme::instance().colors();
}

}  // namespace ui
