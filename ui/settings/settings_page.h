// One page of settings in groups; each change applies at once and can be undone. The plain word comes first,
// the field's term in grey after it.
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace ui::bridge {
class Backend;
}

namespace ui {

class SettingsPage : public QWidget {
    Q_OBJECT

public:
    SettingsPage(bridge::Backend& backend, QWidget* parent = nullptr);

signals:
    void libraryWanted();

private:
    QVBoxLayout* group(QVBoxLayout* column, const QString& title);
    void row(QVBoxLayout* group, const QString& word, const QString& term, const QString& sentence,
             QWidget* control);
    QComboBox* choice(const char* key, const QList<QPair<QString, QString>>& options, const QString& name);
    QSpinBox* number(const char* key, int most, int step, const QString& automatic, const QString& name);
    void refresh();
    void refreshFolders();

    bridge::Backend& backend_;
    QPushButton* undo_;
    QList<QComboBox*> choices_;
    QList<QSpinBox*> numbers_;
    QCheckBox* showPrompt_ = nullptr;
    QVBoxLayout* folders_ = nullptr;
    QLabel* cores_ = nullptr;
    bool refreshing_ = false;
};

}  // namespace ui
