// One window a person and data folder: a second start hands its files to the first and ends.
#pragma once

#include <QObject>
#include <QStringList>

class QLocalServer;

namespace ui::shell {

class SingleInstance : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(const QString& dataFolder, QObject* parent = nullptr);
    // True when another window took the files; the caller then ends. Waits at most half a second, before any
    // window.
    bool handOver(const QStringList& files);
    // Answers false when no one could be listened to (the program then runs all the same).
    bool listen();

signals:
    void filesArrived(const QStringList& files);

private:
    void receive();

    QString name_;
    QLocalServer* server_ = nullptr;
};

}  // namespace ui::shell
