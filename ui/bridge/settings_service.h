// Settings by name, applied at once and undoable. How the window looks (language, theme, where it stood) is
// known before the store is open and therefore lies in window.ini beside it; the rest is in the store.
#pragma once

#include <QHash>
#include <QJsonValue>
#include <QObject>
#include <QSettings>
#include <QVector>
#include <memory>

namespace ui::bridge {

class StoreService;

namespace setting {
inline constexpr const char* kLanguage = "language";  // "system", "en", "zh"
inline constexpr const char* kTheme = "theme";        // "system", "light", "dark"
inline constexpr const char* kModel = "model";        // path of the model file; empty: chosen by the program
inline constexpr const char* kModelFolders = "modelFolders";      // paths that the person added
inline constexpr const char* kThreads = "threads";                // 0: one per core
inline constexpr const char* kContext = "contextLength";          // 0: what model and memory allow
inline constexpr const char* kKvType = "kvType";                  // "f16", "q8_0"
inline constexpr const char* kAnswerLanguage = "answerLanguage";  // "document", "en", "zh"
inline constexpr const char* kShowPrompt = "showPrompt";
}  // namespace setting

class SettingsService : public QObject {
    Q_OBJECT

public:
    SettingsService(StoreService& store, const QString& dataFolder);

    QJsonValue value(const QString& key) const;  // what was set, else the default
    QString text(const QString& key) const { return value(key).toString(); }
    int number(const QString& key) const { return value(key).toInt(); }
    bool flag(const QString& key) const { return value(key).toBool(); }
    static QJsonValue defaultOf(const QString& key);

    // By the person: can be undone.
    void set(const QString& key, const QJsonValue& value);
    // By the program (a measured rate): not part of what can be undone.
    void note(const QString& key, const QJsonValue& value);
    bool canUndo() const { return !undo_.isEmpty(); }
    QString undo();  // answers the key that went back
    bool loaded() const { return loaded_; }

    // Places of splitters and of the window; never in the store.
    QSettings& layout() { return layout_; }

signals:
    void changed(const QString& key);
    void undoChanged();
    void loadedFromStore();

private:
    struct Step {
        QString key;
        QJsonValue before;
    };
    void write(const QString& key, const QJsonValue& value);
    void load();
    static bool isLook(const QString& key);

    StoreService& store_;
    QSettings layout_;
    QHash<QString, QJsonValue> values_;
    QVector<Step> undo_;
    bool loaded_ = false;
};

}  // namespace ui::bridge
