// A session answers questions about its document.
#include "ui/bridge/document_session.h"

#include <QFileInfo>
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

namespace ui::bridge {

// Written by the thread that answers, taken by the GUI thread at the screen's pace.
struct AnswerFeed {
    std::mutex mutex;
    std::string text;  // all of it so far
    bool fresh = false;
};

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

}  // namespace ui::bridge
