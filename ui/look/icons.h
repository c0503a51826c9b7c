// Line icons from resources/icons, tinted with the theme: they follow a change of the theme by themselves.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace ui {

// tint names a colour of the theme ("text", "muted", "accentText"); a checked or selected icon is drawn in
// accentText.
QIcon icon(const QString& name, const QString& tint = QStringLiteral("text"));
QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal scale);
// A picture for an empty page, in two colours of the theme.
QPixmap picture(const QString& name, qreal scale);

}  // namespace ui
