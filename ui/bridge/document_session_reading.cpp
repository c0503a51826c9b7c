// A session reads its document: the summary.
#include "ui/bridge/document_session.h"

#include <QFileInfo>
#include <algorithm>
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

namespace ui::bridge {

namespace {

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

}  // namespace

// Written by the thread that reads, taken by the GUI thread at the screen's pace.
struct ReadingFeed {
    std::mutex mutex;
    std::vector<engine::Statement> statements;
    engine::ReadingProgress progress;
    bool fresh = false;
};

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

}  // namespace ui::bridge
