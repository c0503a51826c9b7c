// Numbers as people read them: thousands separated, units named, time in words, three significant figures at
// the most.
#pragma once

#include <QDateTime>
#include <QString>

namespace ui::bridge {

QString readableCount(qint64 count);
QString readableBytes(quint64 bytes);
// "about 2 min", "1 min 20 s", "40 s"
QString readableTime(double seconds);
QString readableRate(double perSecond);
// "1.54 B", "494 M" parameters
QString readableParameters(qint64 count);
QString readablePages(int pages);
QString readableDay(const QDateTime& time);
// The name of a kind of clause ("Governing law") in the person's language.
QString clauseTitle(const QString& englishName);

}  // namespace ui::bridge
