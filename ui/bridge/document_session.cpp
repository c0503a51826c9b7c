#include "ui/bridge/document_session.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <algorithm>
#include <atomic>
#include <ctime>
#include <mutex>

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
constexpr const char* kPartialKey = "window.partial";  // what was shown of a reading that is not finished

// Finished parts of a reading go straight to the store, on the thread that reads.
class StoreJournal final : public engine::ReadingJournal {
public:
    StoreJournal(std::shared_ptr<Stores> stores, engine::RowId document)
        : stores_(std::move(stores)), document_(document) {}

    std::optional<std::string> get(const std::string& key) override {
        auto found = stores_->documents.part(document_, key);
        return found ? std::move(*found) : std::nullopt;
    }
    void put(const std::string& key, const std::string& text) override {
        auto status = stores_->documents.putPart(document_, key, text);
        if (!status && !problem_) problem_ = status.error();
    }
    const std::optional<engine::Error>& problem() const { return problem_; }

private:
    std::shared_ptr<Stores> stores_;
    engine::RowId document_;
    std::optional<engine::Error> problem_;
};

std::string jsonText(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}
std::string jsonText(const QJsonArray& array) {
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

const char* stateName(MessageItem::State state) {
    switch (state) {
        case MessageItem::State::Running:
            return "running";
        case MessageItem::State::Stopped:
            return "stopped";
        case MessageItem::State::Failed:
            return "failed";
        case MessageItem::State::Done:
            break;
    }
    return "done";
}

MessageItem::State stateFrom(const std::string& name) {
    if (name == "running") return MessageItem::State::Running;
    if (name == "stopped") return MessageItem::State::Stopped;
    if (name == "failed") return MessageItem::State::Failed;
    return MessageItem::State::Done;
}

MessageItem toItem(const engine::StoredMessage& stored) {
    MessageItem item;
    item.id = stored.id;
    item.fromUser = stored.role == "user";
    item.text = toQt(stored.text);
    item.state = stateFrom(stored.state);
    item.model = toQt(stored.model);
    citationsFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(stored.citationsJson)).array(), item);
    item.routing =
        routingFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(stored.routingJson)).object());
    return item;
}

std::optional<engine::Language> languageOf(const QString& setting) {
    if (setting == QLatin1String("en")) return engine::Language::kEnglish;
    if (setting == QLatin1String("zh")) return engine::Language::kChinese;
    return std::nullopt;
}

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

// What was kept of a document, read in one go.
struct Kept {
    SummaryItem summary;
    qint64 conversation = 0;
    QList<MessageItem> messages;
};

engine::Result<Kept> readKept(Stores& stores, engine::RowId id) {
    Kept kept;
    auto summary = stores.documents.summary(id);
    if (!summary) return summary.error();
    if (*summary)
        kept.summary =
            summaryFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(**summary)).object());
    if (kept.summary.isEmpty()) {
        auto partial = stores.documents.part(id, kPartialKey);
        if (!partial) return partial.error();
        if (*partial && !(*partial)->empty())
            kept.summary =
                summaryFromJson(QJsonDocument::fromJson(QByteArray::fromStdString(**partial)).object());
    }
    auto conversations = stores.conversations.list(id);
    if (!conversations) return conversations.error();
    if (!conversations->empty()) {
        kept.conversation = conversations->front().id;
        auto messages = stores.conversations.messages(kept.conversation);
        if (!messages) return messages.error();
        for (const engine::StoredMessage& each : *messages)
            kept.messages.append(toItem(each));
    }
    return kept;
}

engine::StoredRun runOf(const char* kind, const QString& title, const QString& model, qint64 document,
                        const std::string& json, const QString& searchText, double seconds) {
    engine::StoredRun run;
    run.kind = kind;
    run.title = title.toStdString();
    run.model = model.toStdString();
    if (document > 0) run.document = document;
    run.resultJson = json;
    run.searchText = searchText.toStdString();
    run.createdAt = static_cast<int64_t>(std::time(nullptr));
    run.seconds = seconds;
    return run;
}

}  // namespace

// Written by the thread that reads, taken by the GUI thread at the screen's pace.
struct ReadingFeed {
    std::mutex mutex;
    std::vector<engine::Statement> statements;
    engine::ReadingProgress progress;
    bool fresh = false;
};

struct AnswerFeed {
    std::mutex mutex;
    std::string text;  // all of it so far
    bool fresh = false;
};

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
        [this](Kept kept) {
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

// ---- reading ----

void DocumentSession::setSummary(SummaryItem summary) {
    summary_ = std::move(summary);
    cited_.clear();
    for (StatementItem& statement : summary_.statements) {
        placeStatement(statement);
        cite(statement);
    }
    for (const FactItem& fact : summary_.facts) {
        for (const CitationItem& citation : fact.citations)
            cited_.insert(citation.page - 1);
    }
    std::stable_sort(summary_.statements.begin(), summary_.statements.end(),
                     [](const StatementItem& a, const StatementItem& b) { return a.place < b.place; });
    for (int page = 0; page < pageStates_.size(); ++page) {
        if (pageStates_[page] == PageState::Failed) continue;
        pageStates_[page] = summary_.complete || cited_.contains(page) ? PageState::Read : PageState::Unread;
    }
    emit summaryChanged();
    emit coverageChanged();
}

void DocumentSession::placeStatement(StatementItem& statement) const {
    auto after =
        std::upper_bound(outline_.begin(), outline_.end(), statement.place,
                         [](qint64 place, const OutlineItem& item) { return place < item.range.begin; });
    if (after == outline_.begin()) return;
    const OutlineItem& heading = *std::prev(after);
    statement.section = QStringList{heading.number, heading.title}.join(u' ').simplified();
}

void DocumentSession::cite(const StatementItem& statement) {
    for (const CitationItem& citation : statement.citations)
        cited_.insert(citation.page - 1);
}

void DocumentSession::summarize() {
    if (state_ != State::Ready || job_ != Job::None) return;
    setJob(Job::Waiting);
    jobStop_ = std::stop_source();
    if (readyForJobs_) {
        startReading();
    } else {
        wantsSummary_ = true;
    }
}

void DocumentSession::startReading() {
    reading_ = std::make_shared<ReadingFeed>();
    stage_ = -1;
    jobClock_.start();
    if (!summary_.isEmpty()) {
        // What was read before comes back from the journal; facts and opening stay until they are made anew.
        summary_.statements.clear();
        summary_.routing = {};
        summary_.complete = false;
        setSummary(std::move(summary_));
    }
    showStatus(startingText(), -1, -1, 0);

    EngineService::Job job;
    job.stop = jobStop_;
    const auto answerLanguage = languageOf(desk_.settings->text(setting::kAnswerLanguage));
    job.body = [self = QPointer<QObject>(this), this, service = desk_.engine, calls = desk_.calls,
                text = text_, feed = reading_, stores = desk_.store->stores(), id = id_, answerLanguage](
                   engine::Result<std::shared_ptr<engine::Engine>> loaded, std::stop_token stop) {
        std::optional<StoreJournal> journal;
        const auto run = [&]() -> engine::Result<std::pair<SummaryItem, std::string>> {
            if (!loaded) return loaded.error();
            if (stores && id > 0) journal.emplace(stores, id);
            engine::SummarizeOptions options;
            options.language = answerLanguage;
            options.engine = *loaded;
            options.journal = journal ? &*journal : nullptr;
            options.onProgress = [&feed](const engine::ReadingProgress& progress) {
                std::lock_guard lock(feed->mutex);
                feed->progress = progress;
                feed->fresh = true;
            };
            options.onStatement = [&feed](const engine::Statement& statement) {
                std::lock_guard lock(feed->mutex);
                feed->statements.push_back(statement);
                feed->fresh = true;
            };
            auto summary = calls->summarize(text->document(), options, stop);
            if (!summary) return summary.error();
            return std::pair(bridge::toItem(*summary), calls->summaryJson(text->document(), *summary));
        };
        auto result = std::make_shared<engine::Result<std::pair<SummaryItem, std::string>>>(caught(run));
        const auto unkept = journal ? journal->problem() : std::nullopt;
        service->deliver(self, [this, result, unkept] {
            if (unkept) emit failed(toErrorText(*unkept));
            if (result->ok()) {
                endReading(std::move((**result).first), toQt((**result).second));
            } else {
                readingFailed(toErrorText(result->error()));
            }
        });
    };
    desk_.engine->submit(std::move(job));
    feedTimer_.start();
    keepTimer_.start();
}

void DocumentSession::pollReading() {
    std::vector<engine::Statement> statements;
    engine::ReadingProgress progress;
    {
        std::lock_guard lock(reading_->mutex);
        if (!reading_->fresh) return;
        statements.swap(reading_->statements);
        progress = reading_->progress;
        reading_->fresh = false;
    }
    if (job_ == Job::Waiting) setJob(Job::Reading);

    QList<StatementItem> added;
    int now = -1;
    for (const engine::Statement& each : statements) {
        StatementItem item = bridge::toItem(each, static_cast<int>(summary_.statements.size()));
        placeStatement(item);
        cite(item);
        now = item.page - 1;
        auto at = std::upper_bound(
            summary_.statements.begin(), summary_.statements.end(), item,
            [](const StatementItem& a, const StatementItem& b) { return a.place < b.place; });
        summary_.statements.insert(at, item);
        added.append(item);
    }
    if (!added.isEmpty()) emit statementsAdded(added);

    const bool finding = progress.stage == engine::ReadingStage::kFinding;
    for (PageState& state : pageStates_) {
        if (state == PageState::Now) state = PageState::Unread;
    }
    for (const int32_t page : progress.pagesDone) {
        if (page >= 0 && page < pageStates_.size() && pageStates_[page] != PageState::Failed)
            pageStates_[page] = PageState::Read;
    }
    if (finding) now = progress.done - 1;
    if (now >= 0 && now < pageStates_.size() && pageStates_[now] == PageState::Unread)
        pageStates_[now] = PageState::Now;
    emit coverageChanged();

    if (static_cast<int>(progress.stage) != stage_) {
        stage_ = static_cast<int>(progress.stage);
        stageStart_ = progress.done;
        stageClock_.start();
    }
    const double elapsed = static_cast<double>(stageClock_.elapsed()) / 1000.0;
    const int moved = progress.done - stageStart_;
    const double ofStage = progress.total > 0 ? static_cast<double>(progress.done) / progress.total : 0;
    const int read = static_cast<int>(std::count(pageStates_.begin(), pageStates_.end(), PageState::Read));
    const int pages = pageCount();
    switch (progress.stage) {
        case engine::ReadingStage::kFinding:
            showStatus(tr("Looking for clauses: page %1 of %2").arg(progress.done).arg(progress.total),
                       0.05 * ofStage, -1, progress.tokensPerSecond);
            break;
        case engine::ReadingStage::kConfirming:
            showStatus(tr("Confirming what was found: %1 of %2").arg(progress.done).arg(progress.total),
                       0.05 + 0.15 * ofStage, -1, progress.tokensPerSecond);
            break;
        case engine::ReadingStage::kRewriting: {
            const double left = moved > 0 ? elapsed / moved * (progress.total - progress.done) : -1;
            showStatus(tr("Reading page %1 of %2").arg(std::min(read + 1, pages)).arg(pages),
                       0.2 + 0.78 * ofStage, left, progress.tokensPerSecond);
            break;
        }
        case engine::ReadingStage::kComposing:
            showStatus(tr("Writing the opening"), 0.99, -1, progress.tokensPerSecond);
            break;
    }
}

void DocumentSession::showStatus(const QString& what, double fraction, double secondsLeft,
                                 double tokensPerSecond) {
    fraction_ = std::max(0.0, fraction);
    desk_.board->set(this, StatusBoard::Weight::Reading, {what, fraction, secondsLeft, tokensPerSecond, true},
                     [this] { stop(); });
}

void DocumentSession::endReading(SummaryItem summary, const QString& json) {
    pollReading();
    const double seconds = static_cast<double>(jobClock_.elapsed()) / 1000.0;
    summary.model = modelName();
    summary.seconds = seconds;
    reading_.reset();
    resumable_ = false;
    if (!desk_.engine->choice().isEmpty() && text_)
        desk_.engine->noteReading(desk_.engine->choice().path, text_->bytes(), seconds);
    if (id_ > 0) {
        QString searched = summary.opening;
        for (const StatementItem& each : summary.statements)
            searched += u'\n' + each.text;
        desk_.store->call([id = id_, model = modelName().toStdString(), kept = json.toStdString(),
                           run = runOf("summary", name(), modelName(), id_, json.toStdString(), searched,
                                       seconds)](Stores& stores) -> engine::Status {
            if (auto status = stores.documents.putSummary(id, model, kept); !status) return status;
            if (auto added = stores.runs.add(run); !added) return added.error();
            return stores.documents.putPart(id, kPartialKey, "");
        });
    }
    setSummary(std::move(summary));
    setJob(Job::None);
    emit stored();
}

void DocumentSession::readingFailed(const ErrorText& error) {
    pollReading();
    keepPartial();
    reading_.reset();
    for (PageState& state : pageStates_) {
        if (state == PageState::Now) state = PageState::Unread;
    }
    resumable_ = !summary_.statements.isEmpty();
    setJob(Job::None);
    emit summaryChanged();
    emit coverageChanged();
    if (!error.cancelled) emit failed(error);
}

void DocumentSession::keepPartial() {
    if (id_ == 0 || summary_.statements.isEmpty()) return;
    SummaryItem partial = summary_;
    partial.complete = false;
    desk_.store->call([id = id_, partial = std::move(partial)](Stores& stores) {
        return stores.documents.putPart(id, kPartialKey, jsonText(summaryToJson(partial)));
    });
}

// ---- questions ----

void DocumentSession::ask(const QString& question) {
    const QString asked = question.trimmed();
    if (state_ != State::Ready || job_ != Job::None || asked.isEmpty()) return;
    MessageItem user;
    user.fromUser = true;
    user.text = asked;
    MessageItem assistant;
    assistant.state = MessageItem::State::Running;
    assistant.model = modelName();
    messages_.append({user, assistant});
    pendingQuestion_ = asked;
    jobStop_ = std::stop_source();
    setJob(Job::Waiting);
    emit messagesChanged();
    if (id_ == 0) {
        startAnswer();
        return;
    }
    // The question is safe before anything is done about it.
    struct Ids {
        engine::RowId conversation = 0, user = 0, assistant = 0;
    };
    desk_.store->call(
        this,
        [document = id_, conversation = conversation_, text = asked.toStdString(),
         model = modelName().toStdString()](Stores& stores) -> engine::Result<Ids> {
            Ids ids;
            ids.conversation = conversation;
            if (conversation == 0) {
                auto begun = stores.conversations.begin(document, text);
                if (!begun) return begun.error();
                ids.conversation = *begun;
            }
            engine::StoredMessage message;
            message.conversation = ids.conversation;
            message.role = "user";
            message.text = text;
            message.citationsJson = "[]";
            message.state = "done";
            message.model = model;
            message.createdAt = static_cast<int64_t>(std::time(nullptr));
            auto first = stores.conversations.addMessage(message);
            if (!first) return first.error();
            ids.user = *first;
            message.role = "assistant";
            message.text.clear();
            message.state = "running";
            auto second = stores.conversations.addMessage(message);
            if (!second) return second.error();
            ids.assistant = *second;
            return ids;
        },
        [this](Ids ids) {
            conversation_ = ids.conversation;
            messages_[messages_.size() - 2].id = ids.user;
            messages_.last().id = ids.assistant;
            startAnswer();
        },
        [this] { startAnswer(); });
}

void DocumentSession::regenerate() {
    if (job_ != Job::None || messages_.size() < 2) return;
    MessageItem& last = messages_.last();
    const MessageItem& question = messages_[messages_.size() - 2];
    if (last.fromUser || !question.fromUser) return;
    pendingQuestion_ = question.text;
    last.text.clear();
    last.citations.clear();
    last.routing = {};
    last.notFound = last.closestOnly = false;
    last.state = MessageItem::State::Running;
    last.model = modelName();
    jobStop_ = std::stop_source();
    setJob(Job::Waiting);
    emit messagesChanged();
    startAnswer();
}

void DocumentSession::newConversation() {
    if (job_ == Job::Answering || job_ == Job::Waiting) return;
    conversation_ = 0;
    messages_.clear();
    emit messagesChanged();
}

void DocumentSession::startAnswer() {
    answer_ = std::make_shared<AnswerFeed>();
    jobClock_.start();
    showStatus(startingText(), -1, -1, 0);
    EngineService::Job job;
    job.stop = jobStop_;
    const auto answerLanguage = languageOf(desk_.settings->text(setting::kAnswerLanguage));
    job.body = [self = QPointer<QObject>(this), this, service = desk_.engine, calls = desk_.calls,
                text = text_, feed = answer_, question = pendingQuestion_.toStdString(), answerLanguage](
                   engine::Result<std::shared_ptr<engine::Engine>> loaded, std::stop_token stop) {
        const auto run = [&]() -> engine::Result<MessageItem> {
            if (!loaded) return loaded.error();
            engine::AskOptions options;
            options.language = answerLanguage;
            options.engine = *loaded;
            options.onText = [&feed](std::string_view piece) {
                std::lock_guard lock(feed->mutex);
                feed->text.append(piece);
                feed->fresh = true;
            };
            auto answer = calls->ask(text->document(), question, options, stop);
            if (!answer) return answer.error();
            return bridge::toItem(*answer);
        };
        auto result = std::make_shared<engine::Result<MessageItem>>(caught(run));
        service->deliver(self, [this, result] {
            if (result->ok()) {
                endAnswer(std::move(**result));
                return;
            }
            const ErrorText error = toErrorText(result->error());
            pollAnswer();
            MessageItem ended = messages_.last();
            ended.state = error.cancelled ? MessageItem::State::Stopped : MessageItem::State::Failed;
            endAnswer(std::move(ended));
            if (!error.cancelled) emit failed(error);
        });
    };
    setJob(Job::Answering);
    desk_.engine->submit(std::move(job));
    feedTimer_.start();
    keepTimer_.start();
}

void DocumentSession::pollAnswer() {
    {
        std::lock_guard lock(answer_->mutex);
        if (!answer_->fresh) return;
        messages_.last().text = toQt(answer_->text);
        answer_->fresh = false;
    }
    showStatus(tr("Answering"), -1, -1, 0);
    emit answerGrew();
}

void DocumentSession::endAnswer(MessageItem answer) {
    MessageItem& last = messages_.last();
    answer.id = last.id;
    answer.model = last.model;
    answer.seconds = static_cast<double>(jobClock_.elapsed()) / 1000.0;
    if (answer.state == MessageItem::State::Running) answer.state = MessageItem::State::Done;
    last = std::move(answer);
    keepAnswer();
    answer_.reset();
    if (id_ > 0 && last.state == MessageItem::State::Done) {
        QJsonObject object{{"question", pendingQuestion_},
                           {"answer", last.text},
                           {"found", !last.notFound && !last.closestOnly},
                           {"closest", last.closestOnly},
                           {"citations", citationsToJson(last)}};
        if (!last.routing.isEmpty()) object.insert("routing", routingToJson(last.routing));
        desk_.store->call([run = runOf("question", pendingQuestion_, last.model, id_, jsonText(object),
                                       pendingQuestion_ + u'\n' + last.text,
                                       last.seconds)](Stores& stores) -> engine::Status {
            if (auto added = stores.runs.add(run); !added) return added.error();
            return {};
        });
    }
    setJob(Job::None);
    emit messagesChanged();
    emit stored();
}

void DocumentSession::keepAnswer() {
    if (id_ == 0 || messages_.isEmpty() || messages_.last().id == 0) return;
    const MessageItem& last = messages_.last();
    desk_.store->call(
        [id = last.id, text = last.text.toStdString(), citations = jsonText(citationsToJson(last)),
         state = std::string(stateName(last.state)),
         routing =
             last.routing.isEmpty() ? std::string() : jsonText(routingToJson(last.routing))](Stores& stores) {
            return stores.conversations.updateMessage(id, text, citations, state, routing);
        });
}

// ---- both ----

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
