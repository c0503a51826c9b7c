#include "ui/shell/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace ui::shell {

Language& Language::instance() {
    static Language language;
    return language;
}

bool Language::choose(const QString& name) {
    const bool system = name != QLatin1String("en") && name != QLatin1String("zh");
    const bool chinese =
        name == QLatin1String("zh") || (system && QLocale::system().language() == QLocale::Chinese);
    QLocale::setDefault(system    ? QLocale::system()
                        : chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                  : QLocale(QLocale::English, QLocale::UnitedStates));
    if (chinese == chinese_) return false;
    chinese_ = chinese;
    auto* app = QCoreApplication::instance();
    for (QTranslator** each : {&own_, &qt_}) {
        if (*each != nullptr) {
            QCoreApplication::removeTranslator(*each);
            delete *each;
            *each = nullptr;
        }
    }
    if (!chinese) return true;
    own_ = new QTranslator(app);
    if (own_->load(QStringLiteral(":/translations/zh_CN.qm"))) QCoreApplication::installTranslator(own_);
    qt_ = new QTranslator(app);
    if (qt_->load(QStringLiteral("qtbase_zh_CN"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt_);
    return true;
}

}  // namespace ui::shell
