#include "ui/bridge/readable.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace ui::bridge {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Readable", text);
}

// Three significant figures, no trailing noughts behind the point.
QString threeFigures(double value) {
    const int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    QString text = QLocale().toString(value, 'f', decimals);
    const QString point = QLocale().decimalPoint();
    if (text.contains(point)) {
        while (text.endsWith('0'))
            text.chop(1);
        if (text.endsWith(point)) text.chop(point.size());
    }
    return text;
}

}  // namespace

QString readableCount(qint64 count) {
    return QLocale().toString(count);
}

QString readableBytes(quint64 bytes) {
    const double value = static_cast<double>(bytes);
    if (value >= 1e9) return say(QT_TRANSLATE_NOOP("Readable", "%1 GB")).arg(threeFigures(value / 1e9));
    if (value >= 1e6) return say(QT_TRANSLATE_NOOP("Readable", "%1 MB")).arg(threeFigures(value / 1e6));
    return say(QT_TRANSLATE_NOOP("Readable", "%1 kB")).arg(threeFigures(std::max(value / 1e3, 0.0)));
}

QString readableTime(double seconds) {
    if (seconds < 1) return say(QT_TRANSLATE_NOOP("Readable", "under 1 s"));
    const qint64 whole = std::llround(seconds);
    if (whole < 60) return say(QT_TRANSLATE_NOOP("Readable", "%1 s")).arg(whole);
    const qint64 minutes = whole / 60;
    if (minutes >= 60) {
        const qint64 rest = minutes % 60;
        return rest == 0 ? say(QT_TRANSLATE_NOOP("Readable", "%1 h")).arg(minutes / 60)
                         : say(QT_TRANSLATE_NOOP("Readable", "%1 h %2 min")).arg(minutes / 60).arg(rest);
    }
    // Seconds beside many minutes would only flicker.
    if (minutes >= 10 || whole % 60 == 0) return say(QT_TRANSLATE_NOOP("Readable", "%1 min")).arg(minutes);
    return say(QT_TRANSLATE_NOOP("Readable", "%1 min %2 s")).arg(minutes).arg(whole % 60);
}

QString readableRate(double perSecond) {
    return say(QT_TRANSLATE_NOOP("Readable", "%1 tokens/s")).arg(threeFigures(perSecond));
}

QString readableParameters(qint64 count) {
    const double value = static_cast<double>(count);
    if (count <= 0) return QStringLiteral("–");
    if (value >= 1e9) return say(QT_TRANSLATE_NOOP("Readable", "%1 B")).arg(threeFigures(value / 1e9));
    return say(QT_TRANSLATE_NOOP("Readable", "%1 M")).arg(threeFigures(value / 1e6));
}

QString readablePages(int pages) {
    return pages == 1 ? say(QT_TRANSLATE_NOOP("Readable", "1 page"))
                      : say(QT_TRANSLATE_NOOP("Readable", "%1 pages")).arg(readableCount(pages));
}

QString readableDay(const QDateTime& time) {
    const QDate day = time.date();
    const QDate today = QDate::currentDate();
    const QString hour = QLocale().toString(time.time(), QLocale::ShortFormat);
    if (day == today) return say(QT_TRANSLATE_NOOP("Readable", "today, %1")).arg(hour);
    if (day == today.addDays(-1)) return say(QT_TRANSLATE_NOOP("Readable", "yesterday, %1")).arg(hour);
    return QLocale().toString(day, QLocale::ShortFormat) + QStringLiteral(", ") + hour;
}

}  // namespace ui::bridge
