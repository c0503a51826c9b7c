#include "ui/look/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QToolTip>

namespace ui {

namespace {

struct Named {
    const char* name;
    QColor Colors::*member;
};
constexpr Named kNames[] = {
    {"window", &Colors::window},
    {"rail", &Colors::rail},
    {"surface", &Colors::surface},
    {"sunken", &Colors::sunken},
    {"line", &Colors::line},
    {"lineStrong", &Colors::lineStrong},
    {"text", &Colors::text},
    {"muted", &Colors::muted},
    {"accent", &Colors::accent},
    {"onAccent", &Colors::onAccent},
    {"accentText", &Colors::accentText},
    {"accentSoft", &Colors::accentSoft},
    {"good", &Colors::good},
    {"goodSoft", &Colors::goodSoft},
    {"warn", &Colors::warn},
    {"warnSoft", &Colors::warnSoft},
    {"bad", &Colors::bad},
    {"badSoft", &Colors::badSoft},
    {"paper", &Colors::paper},
    {"paperText", &Colors::paperText},
    {"lit", &Colors::lit},
    {"litEdge", &Colors::litEdge},
    {"cited", &Colors::cited},
    {"desk", &Colors::desk},
    {"shadow", &Colors::shadow},
};

QByteArray resource(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Fusion, less its dotted focus frames (the style sheet draws focus) and with tool tips that come soon.
class HouseStyle : public QProxyStyle {
public:
    HouseStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* answer) const override {
        switch (hint) {
            case SH_ToolTip_WakeUpDelay:
                return 350;
            case SH_ItemView_ActivateItemOnSingleClick:
                return 0;
            case SH_EtchDisabledText:
            case SH_DitherDisabledText:
                return 0;
            default:
                return QProxyStyle::styleHint(hint, option, widget, answer);
        }
    }
};

QPalette paletteOf(const Colors& c) {
    QPalette palette;
    const auto all = [&](QPalette::ColorRole role, const QColor& color) { palette.setColor(role, color); };
    all(QPalette::Window, c.window);
    all(QPalette::WindowText, c.text);
    all(QPalette::Base, c.surface);
    all(QPalette::AlternateBase, c.sunken);
    all(QPalette::Text, c.text);
    all(QPalette::PlaceholderText, c.muted);
    all(QPalette::Button, c.surface);
    all(QPalette::ButtonText, c.text);
    all(QPalette::BrightText, c.bad);
    all(QPalette::ToolTipBase, c.surface);
    all(QPalette::ToolTipText, c.text);
    all(QPalette::Highlight, c.accent);
    all(QPalette::HighlightedText, c.onAccent);
    all(QPalette::Link, c.accentText);
    all(QPalette::LinkVisited, c.accentText);
    all(QPalette::Light, c.surface);
    all(QPalette::Midlight, c.sunken);
    all(QPalette::Mid, c.line);
    all(QPalette::Dark, c.lineStrong);
    all(QPalette::Shadow, c.lineStrong);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, c.muted);
    return palette;
}

}  // namespace

QColor Colors::named(const QString& name) const {
    for (const Named& each : kNames) {
        if (name == QLatin1String(each.name)) return this->*each.member;
    }
    return {};
}

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

Theme::Choice Theme::choiceNamed(const QString& name) {
    if (name == QLatin1String("light")) return Choice::Light;
    if (name == QLatin1String("dark")) return Choice::Dark;
    return Choice::System;
}

int Theme::motion() const {
    return QApplication::style()->styleHint(QStyle::SH_Widget_Animate) != 0 &&
                   QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) != 0
               ? 160
               : 0;
}

Colors Theme::read(bool dark) {
    const QString path = dark ? QStringLiteral(":/themes/dark.json") : QStringLiteral(":/themes/light.json");
    const QJsonObject object = QJsonDocument::fromJson(resource(path)).object();
    Colors colors;
    for (const Named& each : kNames)
        colors.*each.member = QColor(object[QLatin1String(each.name)].toString());
    return colors;
}

void Theme::install(QApplication& application) {
    if (installed_) return;
    installed_ = true;
    const QPalette system = QApplication::palette();
    systemIsDark_ = system.color(QPalette::Window).lightness() < 128;
    application.setStyle(new HouseStyle);
    // The system's font first; Chinese is named so that it comes in its simplified form everywhere.
    QFont font = QApplication::font();
    font.setFamilies({font.family(), QStringLiteral("DejaVu Sans"), QStringLiteral("Noto Sans CJK SC")});
    font.setHintingPreference(QFont::PreferVerticalHinting);
    QApplication::setFont(font);
    QToolTip::setFont(font);
    apply(systemIsDark_);
}

void Theme::choose(Choice choice) {
    const bool dark = choice == Choice::Dark || (choice == Choice::System && systemIsDark_);
    if (dark != dark_) apply(dark);
}

void Theme::apply(bool dark) {
    dark_ = dark;
    colors_ = read(dark);
    QString sheet = QString::fromUtf8(resource(QStringLiteral(":/themes/style.qss")));
    sheet.replace(QLatin1String("@chevron"), dark ? QLatin1String(":/themes/combo-dark.svg")
                                                  : QLatin1String(":/themes/combo-light.svg"));
    const double base = QFontInfo(QApplication::font()).pixelSize();
    sheet.replace(QLatin1String("@h1"), QStringLiteral("%1px").arg(qRound(base * 1.5)));
    sheet.replace(QLatin1String("@h2"), QStringLiteral("%1px").arg(qRound(base * 1.2)));
    // Longer names first: "accentSoft" begins with "accent".
    QList<Named> names(std::begin(kNames), std::end(kNames));
    std::sort(names.begin(), names.end(),
              [](const Named& a, const Named& b) { return qstrlen(a.name) > qstrlen(b.name); });
    for (const Named& each : std::as_const(names))
        sheet.replace('@' + QLatin1String(each.name), (colors_.*each.member).name());
    QApplication::setPalette(paletteOf(colors_));
    qApp->setStyleSheet(sheet);
    emit changed();
}

}  // namespace ui
