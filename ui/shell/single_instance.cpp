#include "ui/shell/single_instance.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>

namespace ui::shell {

namespace {

constexpr int kWaitMs = 500;
constexpr qint64 kMostBytes = 1 << 20;

}  // namespace

SingleInstance::SingleInstance(const QString& dataFolder, QObject* parent) : QObject(parent) {
    const QByteArray place =
        (QFileInfo(dataFolder).absoluteFilePath() + qEnvironmentVariable("USER")).toUtf8();
    name_ = QStringLiteral("conclave-") +
            QString::fromLatin1(QCryptographicHash::hash(place, QCryptographicHash::Sha1).toHex().left(16));
}

bool SingleInstance::handOver(const QStringList& files) {
    QLocalSocket socket;
    socket.connectToServer(name_);
    if (!socket.waitForConnected(kWaitMs)) return false;
    QStringList absolute;
    for (const QString& file : files)
        absolute.append(QFileInfo(file).absoluteFilePath());
    QByteArray message;
    QDataStream out(&message, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out << absolute;
    socket.write(message);
    if (!socket.waitForBytesWritten(kWaitMs)) return false;
    // The first window says that it has them; a hung one does not swallow them.
    return socket.waitForReadyRead(kWaitMs) && socket.readAll() == "ok";
}

bool SingleInstance::listen() {
    server_ = new QLocalServer(this);
    server_->setSocketOptions(QLocalServer::UserAccessOption);
    connect(server_, &QLocalServer::newConnection, this, &SingleInstance::receive);
    if (server_->listen(name_)) return true;
    // A killed program leaves its socket behind; nobody answered on it.
    QLocalServer::removeServer(name_);
    return server_->listen(name_);
}

void SingleInstance::receive() {
    QLocalSocket* socket = server_->nextPendingConnection();
    if (socket == nullptr) return;
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    const auto read = [this, socket] {
        if (socket->bytesAvailable() > kMostBytes) {
            socket->abort();
            return;
        }
        QDataStream in(socket);
        in.setVersion(QDataStream::Qt_6_0);
        in.startTransaction();
        QStringList files;
        in >> files;
        if (!in.commitTransaction()) return;
        socket->write("ok");
        socket->flush();
        emit filesArrived(files);
    };
    connect(socket, &QLocalSocket::readyRead, this, read);
    if (socket->bytesAvailable() > 0) read();
}

}  // namespace ui::shell
