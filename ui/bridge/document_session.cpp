#include "ui/bridge/document_session.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <algorithm>
#include <atomic>
#include <ctime>
#include <mutex>

#include "ui/bridge/document_records.h"
#include "ui/bridge/engine_calls.h"
#include "ui/bridge/engine_service.h"
#include "ui/bridge/engine_text.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/routing_values.h"
#include "ui/bridge/settings_service.h"
#include "ui/bridge/status_board.h"
#include "ui/bridge/store_service.h"
#include "ui/bridge/summary_values.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

namespace {

constexpr int kScreenPaceMs = 33;
constexpr int kKeepMs = 1000;

QList<OutlineItem> outlineOf(const DocumentText& text, const engine::SentenceMap& map) {
    QList<OutlineItem> outline;
    for (const engine::Heading& heading : map.headings) {
        OutlineItem item;
        item.number = toQt(heading.number);
        item.title = toQt(heading.title).simplified();
        item.level = heading.level;
        item.range = {heading.range.begin, heading.range.end};
        item.page = text.pages().isEmpty() ? 1 : text.pages().at(text.pageAt(item.range.begin)).number;
        outline.append(item);
    }
    return outline;
}

}  // namespace

struct ImportFeed {
    std::atomic<int> done{0};
    std::atomic<int> total{0};
};

DocumentSession::DocumentSession(const SessionDesk& desk, const QString& path, QObject* parent)
    : QObject(parent), desk_(desk), path_(path) {
    feedTimer_.setInterval(kScreenPaceMs);
    connect(&feedTimer_, &QTimer::timeout, this, [this] {
        if (reading_) pollReading();
        if (answer_) pollAnswer();
        if (importing_ && importing_->total > 0) {
            const int done = importing_->done, total = importing_->total;
            desk_.board->set(this, StatusBoard::Weight::Opening,
                             {tr("Opening %1: page %2 of %3").arg(name()).arg(done).arg(total),
                              total > 0 ? static_cast<double>(done) / total : -1, -1, 0, true},
                             [this] { importStop_.request_stop(); });
        }
    });
    keepTimer_.setInterval(kKeepMs);
    connect(&keepTimer_, &QTimer::timeout, this, [this] {
        if (reading_) keepPartial();
        if (answer_) keepAnswer();
    });
    connect(desk_.store, &StoreService::opened, this, [this] {
        if (text_) keepInStore();
    });
    connect(desk_.store, &StoreService::failed, this, [this] {
        if (text_ && id_ == 0 && !desk_.store->keeps()) jobsMayStart();
    });
    open();
}

DocumentSession::~DocumentSession() {
    importStop_.request_stop();
    jobStop_.request_stop();
}

QString DocumentSession::name() const {
    return QFileInfo(path_).fileName();
}

QString DocumentSession::formatName() const {
    const QString suffix = QFileInfo(path_).suffix().toLower();
    if (suffix == QLatin1String("pdf")) return tr("PDF");
    if (suffix == QLatin1String("docx")) return tr("Word document");
    if (suffix == QLatin1String("md")) return tr("Markdown");
    return tr("Text");
}

int DocumentSession::pageCount() const {
    if (text_) return static_cast<int>(text_->pages().size());
    return pictures_ ? pictures_->pages() : 0;
}

QString DocumentSession::startingText() const {
    if (desk_.engine->waiting() > 0) return tr("Waiting for another reading to end");
    if (!desk_.engine->choice().isEmpty() && desk_.engine->modelState() != EngineService::ModelState::Loaded)
        return tr("Loading %1").arg(modelName());
    return tr("Looking through %1").arg(name());
}

QString DocumentSession::modelName() const {
    return desk_.engine->choice().title;
}

PageState DocumentSession::pageState(int page) const {
    return page >= 0 && page < pageStates_.size() ? pageStates_[page] : PageState::Unread;
}

// ---- opening ----

void DocumentSession::open() {
    state_ = State::Opening;
    problem_ = {};
    importStop_ = std::stop_source();
    if (QFileInfo(path_).suffix().compare(QLatin1String("pdf"), Qt::CaseInsensitive) == 0) {
        pictures_ = std::make_unique<PagePictures>(desk_.calls, path_);
        connect(pictures_.get(), &PagePictures::opened, this, [this] {
            if (state_ == State::Opening) emit stateChanged();
        });
    }
    importing_ = std::make_shared<ImportFeed>();
    feedTimer_.start();
    struct Imported {
        std::shared_ptr<const DocumentText> text;
        QList<OutlineItem> outline;
    };
    desk_.imports->run(
        this,
        [calls = desk_.calls, path = toPath(path_), feed = importing_,
         own = importStop_](std::stop_token ending) mutable -> engine::Result<Imported> {
            std::stop_callback forward(ending, [&own] { own.request_stop(); });
            auto document = calls->importDocument(
                path, [&](int32_t done, int32_t total) { feed->done = done, feed->total = total; },
                own.get_token());
            if (!document) return document.error();
            Imported imported;
            imported.text = std::make_shared<DocumentText>(
                std::make_shared<const engine::Document>(std::move(*document)));
            imported.outline = outlineOf(*imported.text, calls->splitSentences(imported.text->document()));
            return imported;
        },
        [this](engine::Result<Imported> result) {
            importing_.reset();
            feedTimer_.stop();
            desk_.board->clear(this);
            if (result) {
                imported(result->text, result->outline);
                return;
            }
            state_ = State::Failed;
            problem_ = toErrorText(result.error());
            if (problem_.cancelled) problem_.what = tr("Opening %1 was stopped.").arg(name());
            emit stateChanged();
        });
}

void DocumentSession::tryAgain() {
    if (state_ == State::Failed) {
        open();
        emit stateChanged();
    }
}

void DocumentSession::imported(std::shared_ptr<const DocumentText> text, const QList<OutlineItem>& outline) {
    text_ = std::move(text);
    outline_ = outline;
    state_ = State::Ready;
    pageStates_.fill(PageState::Unread, text_->pages().size());
    for (int page = 0; page < pageStates_.size(); ++page) {
        if (!text_->pages()[page].readable) pageStates_[page] = PageState::Failed;
    }
    emit stateChanged();
    emit coverageChanged();
    if (!desk_.store->keeps()) {
        jobsMayStart();
    } else if (desk_.store->stores()) {
        keepInStore();
    }
}

void DocumentSession::keepInStore() {
    desk_.store->call(
        this,
        [calls = desk_.calls, text = text_](Stores& stores) -> engine::Result<engine::RowId> {
            const engine::Document& document = text->document();
            engine::StoredDocument facts;
            facts.name = document.name;
            std::error_code ignored;
            facts.path = std::filesystem::absolute(document.path, ignored).string();
            facts.hash = document.hash;
            static constexpr const char* kFormats[] = {"text", "markdown", "pdf", "docx"};
            facts.format = kFormats[static_cast<int>(document.format)];
            facts.pages = static_cast<int32_t>(document.pages.size());
            facts.textBytes = static_cast<int64_t>(document.text.size());
            facts.openedAt = static_cast<int64_t>(std::time(nullptr));
            return stores.documents.open(facts, document.text,
                                         calls->passages(document, calls->splitSentences(document)));
        },
        [this](engine::RowId id) {
            id_ = id;
            emit stored();
            loadKept();
        },
        [this] { jobsMayStart(); });
}

void DocumentSession::loadKept() {
    desk_.store->call(
        this, [id = id_](Stores& stores) { return readKept(stores, id); },
        [this](KeptDocument kept) {
            conversation_ = kept.conversation;
            if (messages_.isEmpty()) {
                messages_ = kept.messages;
                emit messagesChanged();
            }
            if (summary_.isEmpty() && !kept.summary.isEmpty() && job_ != Job::Reading) {
                resumable_ = !kept.summary.complete;
                setSummary(std::move(kept.summary));
            }
            jobsMayStart();
        },
        [this] { jobsMayStart(); });
}

void DocumentSession::jobsMayStart() {
    if (readyForJobs_) return;
    readyForJobs_ = true;
    if (wantsSummary_) {
        wantsSummary_ = false;
        startReading();
    }
}

void DocumentSession::find(const QString& words, int limit, QObject* asker,
                           std::function<void(QList<FoundText>)> then) {
    if (!text_) return;
    desk_.imports->run(
        asker,
        [text = text_, words, limit](std::stop_token) -> engine::Result<QList<FoundText>> {
            return text->find(words, limit);
        },
        [then = std::move(then)](engine::Result<QList<FoundText>> found) {
            if (found) then(*found);
        });
}

void DocumentSession::stop() {
    jobStop_.request_stop();
    if (wantsSummary_) {
        wantsSummary_ = false;
        setJob(Job::None);
    }
}

void DocumentSession::setJob(Job job) {
    if (job_ == job) return;
    job_ = job;
    if (job == Job::None) {
        feedTimer_.stop();
        keepTimer_.stop();
        fraction_ = 0;
        desk_.board->clear(this);
    }
    emit jobChanged();
}

}  // namespace ui::bridge
