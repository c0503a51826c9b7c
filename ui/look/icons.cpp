#include "ui/look/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "ui/look/theme.h"

namespace ui {

namespace {

QByteArray source(const QString& name) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QPixmap drawn(const QByteArray& svg, QSize size, qreal scale) {
    QPixmap pixmap(size * scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(svg).render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(scale);
    return pixmap;
}

class TintedIcon : public QIconEngine {
public:
    TintedIcon(QString name, QString tint) : name_(std::move(name)), tint_(std::move(tint)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const int side = std::min(rect.width(), rect.height());
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        painter->drawPixmap(square.topLeft(), iconPixmap(name_, color(mode, state), side,
                                                         painter->device()->devicePixelRatioF()));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1.0);
    }
    // size is in pixels of the device.
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
        return iconPixmap(name_, color(mode, state), qRound(std::min(size.width(), size.height()) / scale),
                          scale);
    }
    QIconEngine* clone() const override { return new TintedIcon(name_, tint_); }
    QString key() const override { return QStringLiteral("conclave"); }

private:
    QColor color(QIcon::Mode mode, QIcon::State state) const {
        if (mode == QIcon::Disabled) return colors().lineStrong;
        if (state == QIcon::On || mode == QIcon::Selected) return colors().accentText;
        return colors().named(tint_);
    }

    QString name_, tint_;
};

}  // namespace

QIcon icon(const QString& name, const QString& tint) {
    return QIcon(new TintedIcon(name, tint));
}

QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal scale) {
    const QString key = QStringLiteral("conclave/%1/%2/%3/%4")
                            .arg(name, color.name(), QString::number(size), QString::number(scale));
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;
    QByteArray svg = source(name);
    svg.replace("#000", color.name().toLatin1());
    pixmap = drawn(svg, QSize(size, size), scale);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QPixmap picture(const QString& name, qreal scale) {
    QByteArray svg = source(name);
    svg.replace("#000", colors().lineStrong.name().toLatin1());
    svg.replace("#111", colors().accent.name().toLatin1());
    const QSize size = QSvgRenderer(svg).defaultSize();
    return drawn(svg, size, scale);
}

}  // namespace ui
