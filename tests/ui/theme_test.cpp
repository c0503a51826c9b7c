// The colours of both themes can be read, and Chinese letters are not boxes.
#include <QApplication>
#include <QFontDatabase>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "ui/look/icons.h"
#include "ui/look/theme.h"

namespace {

double channel(double value) {
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QImage drawn(const QString& text) {
    QImage image(64, 64, QImage::Format_ARGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    QFont font = QApplication::font();
    font.setPixelSize(40);
    painter.setFont(font);
    painter.drawText(image.rect(), Qt::AlignCenter, text);
    return image;
}

}  // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { ui::Theme::instance().install(*qApp); }

    void textCanBeRead_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("back");
        const QList<QPair<QString, QString>> pairs{
            {"text", "window"},        {"text", "rail"},         {"text", "surface"},
            {"text", "sunken"},        {"text", "accentSoft"},   {"text", "goodSoft"},
            {"text", "warnSoft"},      {"text", "badSoft"},      {"text", "line"},
            {"muted", "window"},       {"muted", "rail"},        {"muted", "surface"},
            {"muted", "sunken"},       {"muted", "accentSoft"},  {"muted", "line"},
            {"accentText", "surface"}, {"accentText", "window"}, {"accentText", "accentSoft"},
            {"accentText", "rail"},    {"onAccent", "accent"},   {"onAccent", "accentText"},
            {"good", "surface"},       {"good", "accentSoft"},   {"warn", "warnSoft"},
            {"warn", "surface"},       {"bad", "badSoft"},       {"bad", "surface"},
            {"bad", "accentSoft"},     {"paperText", "paper"},   {"paperText", "lit"},
            {"paperText", "cited"},    {"text", "lit"},
        };
        for (const bool dark : {false, true}) {
            for (const auto& [text, back] : pairs) {
                QTest::addRow("%s: %s on %s", dark ? "dark" : "light", qPrintable(text), qPrintable(back))
                    << dark << text << back;
            }
        }
    }
    void textCanBeRead() {
        QFETCH(bool, dark);
        QFETCH(QString, text);
        QFETCH(QString, back);
        const ui::Colors colors = ui::Theme::read(dark);
        QVERIFY(colors.named(text).isValid() && colors.named(back).isValid());
        // 4.5:1 is what WCAG asks of text (AA).
        const double ratio = contrast(colors.named(text), colors.named(back));
        QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio)));
    }

    void edgesCanBeSeen() {
        for (const bool dark : {false, true}) {
            const ui::Colors colors = ui::Theme::read(dark);
            // 3:1 is what WCAG asks of the parts of a control and of focus.
            QVERIFY(contrast(colors.accent, colors.surface) >= 3.0);
            QVERIFY(contrast(colors.accent, colors.line) >= 2.0);
        }
    }

    void switchesLive() {
        QSignalSpy spy(&ui::Theme::instance(), &ui::Theme::changed);
        ui::Theme::instance().choose(ui::Theme::Choice::Dark);
        QVERIFY(ui::Theme::instance().isDark());
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 100);
        ui::Theme::instance().choose(ui::Theme::Choice::Light);
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 200);
        QVERIFY(spy.count() >= 1);
    }

    void iconsFollowTheTheme() {
        const QIcon icon = ui::icon(QStringLiteral("read"));
        ui::Theme::instance().choose(ui::Theme::Choice::Light);
        const QImage light = icon.pixmap(24, 24).toImage();
        ui::Theme::instance().choose(ui::Theme::Choice::Dark);
        const QImage dark = icon.pixmap(24, 24).toImage();
        ui::Theme::instance().choose(ui::Theme::Choice::Light);
        QVERIFY(!light.isNull() && light != dark);
    }

    void chineseLettersAreNotBoxes() {
        if (!QFontDatabase::families().contains(QStringLiteral("Noto Sans CJK SC")))
            QSKIP("no Chinese font here");
        QVERIFY(drawn(QStringLiteral("合")) != drawn(QStringLiteral("同")));
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
