#include "ui/bridge/settings_service.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

// One row of the store holds the window's settings as one object.
constexpr const char* kStoreKey = "window";

QJsonObject parsed(const QString& json) {
    return QJsonDocument::fromJson(json.toUtf8()).object();
}

QByteArray written(const QHash<QString, QJsonValue>& values) {
    QJsonObject object;
    for (auto it = values.begin(); it != values.end(); ++it)
        object.insert(it.key(), it.value());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

}  // namespace

SettingsService::SettingsService(StoreService& store, const QString& dataFolder)
    : store_(store), layout_(dataFolder + QStringLiteral("/window.ini"), QSettings::IniFormat) {
    for (const char* key : {setting::kLanguage, setting::kTheme}) {
        const QString stored = layout_.value(key).toString();
        if (!stored.isEmpty()) values_.insert(key, stored);
    }
    connect(&store_, &StoreService::opened, this, &SettingsService::load);
    if (!store_.keeps()) loaded_ = true;
}

bool SettingsService::isLook(const QString& key) {
    return key == QLatin1String(setting::kLanguage) || key == QLatin1String(setting::kTheme);
}

QJsonValue SettingsService::defaultOf(const QString& key) {
    if (isLook(key)) return QStringLiteral("system");
    if (key == QLatin1String(setting::kKvType)) return QStringLiteral("f16");
    if (key == QLatin1String(setting::kAnswerLanguage)) return QStringLiteral("document");
    if (key == QLatin1String(setting::kModelFolders)) return QJsonArray();
    if (key == QLatin1String(setting::kShowPrompt)) return false;
    if (key == QLatin1String(setting::kThreads) || key == QLatin1String(setting::kContext)) return 0;
    return {};
}

QJsonValue SettingsService::value(const QString& key) const {
    const auto found = values_.constFind(key);
    return found != values_.constEnd() ? *found : defaultOf(key);
}

void SettingsService::set(const QString& key, const QJsonValue& value) {
    const QJsonValue before = this->value(key);
    if (before == value) return;
    undo_.append({key, before});
    write(key, value);
    emit undoChanged();
}

void SettingsService::note(const QString& key, const QJsonValue& value) {
    if (this->value(key) != value) write(key, value);
}

QString SettingsService::undo() {
    if (undo_.isEmpty()) return {};
    const Step step = undo_.takeLast();
    write(step.key, step.before);
    emit undoChanged();
    return step.key;
}

void SettingsService::write(const QString& key, const QJsonValue& value) {
    values_.insert(key, value);
    if (isLook(key)) {
        layout_.setValue(key, value.toString());
    } else {
        QHash<QString, QJsonValue> kept = values_;
        kept.remove(setting::kLanguage);
        kept.remove(setting::kTheme);
        store_.call([json = written(kept).toStdString()](Stores& stores) {
            return stores.settings.set(kStoreKey, json);
        });
    }
    emit changed(key);
}

void SettingsService::load() {
    store_.call(
        this, [](Stores& stores) { return stores.settings.get(kStoreKey); },
        [this](std::optional<std::string> json) {
            if (json) {
                const QJsonObject object = parsed(toQt(*json));
                for (auto it = object.begin(); it != object.end(); ++it) {
                    // What was changed before the store was open is newer.
                    if (!isLook(it.key()) && !values_.contains(it.key()))
                        values_.insert(it.key(), it.value());
                }
            }
            loaded_ = true;
            emit loadedFromStore();
        });
}

}  // namespace ui::bridge
