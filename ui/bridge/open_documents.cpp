#include "ui/bridge/open_documents.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include "ui/bridge/engine_calls.h"
#include "ui/bridge/engine_text.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {

constexpr const char* kSample = ":/samples/supply_agreement.txt";

QString sameFile(const QString& path) {
    const QString canonical = QFileInfo(path).canonicalFilePath();
    return canonical.isEmpty() ? QDir::cleanPath(path) : canonical;
}

}  // namespace

OpenDocuments::OpenDocuments(const SessionDesk& desk, const QString& dataFolder, QObject* parent)
    : QAbstractListModel(parent), desk_(desk), dataFolder_(dataFolder) {
    connect(desk_.store, &StoreService::opened, this, &OpenDocuments::load);
}

OpenDocuments::~OpenDocuments() = default;

QStringList OpenDocuments::readableSuffixes() {
    return {"pdf", "docx", "txt", "md"};
}

bool OpenDocuments::canRead(const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    return readableSuffixes().contains(suffix) || suffix == QLatin1String("markdown") ||
           suffix == QLatin1String("text");
}

int OpenDocuments::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant OpenDocuments::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const Row& row = rows_[index.row()];
    const DocumentSession* session = row.session;
    switch (role) {
        case Qt::DisplayRole:
            return row.name;
        case Qt::ToolTipRole:
            return QDir::toNativeSeparators(row.path);
        case Qt::AccessibleTextRole: {
            QStringList parts{row.name};
            if (row.pages > 0) parts.append(readablePages(row.pages));
            if (row.hasSummary) parts.append(tr("summarised"));
            return parts.join(QStringLiteral(", "));
        }
        case PathRole:
            return row.path;
        case PagesRole:
            return session != nullptr && session->pageCount() > 0 ? session->pageCount() : row.pages;
        case OpenedRole:
            return row.openedAt;
        case SummaryRole:
            return row.hasSummary;
        case FractionRole:
            return session != nullptr ? session->readFraction() : 0.0;
        case FailedRole:
            return session != nullptr && session->state() == DocumentSession::State::Failed;
        case BusyRole:
            return session != nullptr && (session->job() != DocumentSession::Job::None ||
                                          session->state() == DocumentSession::State::Opening);
        default:
            return {};
    }
}

DocumentSession* OpenDocuments::makeSession(const QString& path) {
    auto* session = new DocumentSession(desk_, path, this);
    watch(session);
    return session;
}

void OpenDocuments::watch(DocumentSession* session) {
    const auto changed = [this, session] { touch(session); };
    connect(session, &DocumentSession::stateChanged, this, changed);
    connect(session, &DocumentSession::jobChanged, this, changed);
    connect(session, &DocumentSession::coverageChanged, this, changed);
    connect(session, &DocumentSession::summaryChanged, this, changed);
    connect(session, &DocumentSession::stored, this, [this, session] { settle(session); });
}

DocumentSession* OpenDocuments::openFile(const QString& path) {
    const QString wanted = sameFile(path);
    for (int row = 0; row < rows_.size(); ++row) {
        if (sameFile(rows_[row].path) == wanted) return openRow(row);
    }
    auto* session = makeSession(wanted);
    beginInsertRows({}, 0, 0);
    rows_.prepend({0, session->name(), wanted, 0, QDateTime::currentDateTime(), false, session});
    endInsertRows();
    return session;
}

DocumentSession* OpenDocuments::openRow(int row) {
    if (row < 0 || row >= rows_.size()) return nullptr;
    if (rows_[row].session == nullptr) {
        rows_[row].session = makeSession(rows_[row].path);
        emit dataChanged(index(row), index(row));
    } else if (rows_[row].session->state() == DocumentSession::State::Failed) {
        rows_[row].session->tryAgain();
    }
    return rows_[row].session;
}

DocumentSession* OpenDocuments::openStored(qint64 id) {
    return openRow(rowOfStored(id));
}

DocumentSession* OpenDocuments::openText(const QString& text) {
    const QDir folder(dataFolder_ + QStringLiteral("/pasted"));
    QDir().mkpath(folder.path());
    const QString title =
        tr("Pasted text %1").arg(QDateTime::currentDateTime().toString("yyyy-MM-dd hh-mm-ss"));
    QString path = folder.filePath(title + QStringLiteral(".txt"));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.commit()) return nullptr;
    return openFile(path);
}

bool OpenDocuments::hasSample() {
    return QFile::exists(kSample);
}

DocumentSession* OpenDocuments::openSample() {
    QFile sample(kSample);
    if (!sample.open(QIODevice::ReadOnly)) return nullptr;
    const QDir folder(dataFolder_ + QStringLiteral("/samples"));
    QDir().mkpath(folder.path());
    const QString path = folder.filePath(QStringLiteral("supply_agreement.txt"));
    const QByteArray bytes = sample.readAll();
    QFile there(path);
    if (!there.open(QIODevice::ReadOnly) || there.readAll() != bytes) {
        there.close();
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) < 0 || !file.commit()) return nullptr;
    }
    return openFile(path);
}

int OpenDocuments::rowOf(const DocumentSession* session) const {
    for (int row = 0; row < rows_.size(); ++row) {
        if (rows_[row].session == session) return row;
    }
    return -1;
}

int OpenDocuments::rowOfStored(qint64 id) const {
    for (int row = 0; row < rows_.size(); ++row) {
        if (id > 0 && rows_[row].id == id) return row;
    }
    return -1;
}

QStringList OpenDocuments::openPaths() const {
    QStringList paths;
    for (const Row& row : rows_) {
        if (row.session != nullptr) paths.append(row.path);
    }
    return paths;
}

void OpenDocuments::touch(const DocumentSession* session) {
    const int row = rowOf(session);
    if (row < 0) return;
    rows_[row].pages = session->pageCount() > 0 ? session->pageCount() : rows_[row].pages;
    rows_[row].hasSummary = rows_[row].hasSummary || session->summary().complete;
    emit dataChanged(index(row), index(row));
}

// A document that has its place in the store: an older row of the same text is this one.
void OpenDocuments::settle(DocumentSession* session) {
    for (int row = static_cast<int>(rows_.size()) - 1; row >= 0; --row) {
        if (rows_[row].id != session->storeId() || rows_[row].session == session || session->storeId() == 0)
            continue;
        if (rows_[row].session != nullptr) {
            emit sessionGone(rows_[row].session);
            rows_[row].session->deleteLater();
        }
        beginRemoveRows({}, row, row);
        rows_.removeAt(row);
        endRemoveRows();
    }
    const int row = rowOf(session);
    if (row >= 0) rows_[row].id = session->storeId();
    touch(session);
}

void OpenDocuments::load() {
    desk_.store->call(
        this, [](Stores& stores) { return stores.documents.list(); },
        [this](std::vector<engine::StoredDocument> stored) {
            QList<Row> older;
            for (const engine::StoredDocument& each : stored) {
                const QString path = toQt(each.path);
                bool there = rowOfStored(each.id) >= 0;
                for (const Row& row : std::as_const(rows_))
                    there = there || sameFile(row.path) == sameFile(path);
                if (there) continue;
                older.append({each.id, toQt(each.name), path, each.pages,
                              QDateTime::fromSecsSinceEpoch(each.openedAt), each.hasSummary, nullptr});
            }
            if (!older.isEmpty()) {
                const int first = static_cast<int>(rows_.size());
                beginInsertRows({}, first, first + static_cast<int>(older.size()) - 1);
                rows_.append(older);
                endInsertRows();
            }
            emit loaded();
        });
}

void OpenDocuments::remove(int row) {
    if (row < 0 || row >= rows_.size()) return;
    const Row gone = rows_[row];
    if (gone.session != nullptr) {
        gone.session->stop();
        emit sessionGone(gone.session);
        gone.session->deleteLater();
    }
    beginRemoveRows({}, row, row);
    rows_.removeAt(row);
    endRemoveRows();
    if (gone.id > 0) {
        desk_.store->call([id = gone.id](Stores& stores) { return stores.documents.moveToBin(id); });
        emit removed(gone.id, gone.name);
    }
}

void OpenDocuments::restore(qint64 id) {
    desk_.store->call(
        this, [id](Stores& stores) { return stores.documents.restore(id); }, [this] { load(); });
}

}  // namespace ui::bridge
