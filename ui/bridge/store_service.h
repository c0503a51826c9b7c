// The store, on a thread of its own: the window never waits for the disk.
//
// Thread   call() from the GUI thread; what it answers is delivered there. stores() from any thread.
// Errors   a call that fails tells failed(); the caller's `then` is not run.
#pragma once

#include <QObject>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "engine/store/conversation_store.h"
#include "engine/store/document_store.h"
#include "engine/store/inspection_store.h"
#include "engine/store/run_store.h"
#include "engine/store/settings_store.h"
#include "ui/bridge/engine_text.h"
#include "ui/bridge/worker.h"

namespace ui::bridge {

struct Stores {
    explicit Stores(const std::shared_ptr<engine::Database>& database)
        : documents(database), conversations(database), inspections(database), runs(database),
          settings(database) {}
    engine::DocumentStore documents;
    engine::ConversationStore conversations;
    engine::InspectionStore inspections;
    engine::RunStore runs;
    engine::SettingsStore settings;
};

class StoreService : public QObject {
    Q_OBJECT

public:
    using Open =
        std::function<engine::Result<std::shared_ptr<engine::Database>>(const std::filesystem::path&)>;
    // With neither a database nor open(), nothing is kept and calls are dropped without a word.
    StoreService(const std::filesystem::path& folder, std::shared_ptr<engine::Database> database, Open open);
    ~StoreService() override;

    // make(Stores&) answers a Result<T>; then(T) is run on the GUI thread while asker lives, otherwise() when
    // it failed.
    template <class Make, class Then, class Otherwise>
    void call(QObject* asker, Make make, Then then, Otherwise otherwise) {
        using Answer = std::invoke_result_t<Make, Stores&>;
        worker_.run(
            asker,
            [this, make = std::move(make)](std::stop_token) mutable -> Answer {
                const auto open = stores();
                if (!open) return notKept();
                return make(*open);
            },
            [this, then = std::move(then), otherwise = std::move(otherwise)](Answer&& answer) mutable {
                if (answer.ok()) {
                    if constexpr (std::is_same_v<Answer, engine::Status>) {
                        then();
                    } else {
                        then(std::move(*answer));
                    }
                } else {
                    report(answer.error());
                    otherwise();
                }
            });
    }
    template <class Make, class Then>
    void call(QObject* asker, Make make, Then then) {
        call(asker, std::move(make), std::move(then), [] {});
    }

    // The same, when only the doing matters.
    template <class Make>
    void call(Make make) {
        call(
            this, [make = std::move(make)](Stores& stores) mutable -> engine::Status { return make(stores); },
            [] {});
    }

    // Null until the store is open.
    std::shared_ptr<Stores> stores() const;
    bool keeps() const { return keeps_; }
    ErrorText problem() const { return problem_; }

signals:
    void opened();
    void failed(const ui::bridge::ErrorText& error);

private:
    engine::Error notKept() const;
    void report(const engine::Error& error);

    bool keeps_ = true;
    ErrorText problem_;
    mutable std::mutex mutex_;
    std::shared_ptr<Stores> stores_;
    Worker worker_;  // last: its thread ends before what it uses
};

}  // namespace ui::bridge
