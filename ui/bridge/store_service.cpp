#include "ui/bridge/store_service.h"

#include <ctime>

namespace ui::bridge {

namespace {

constexpr int64_t kBinSeconds = 30LL * 24 * 3600;
// Says "there is no store": it was reported when it could not be opened, once is enough.
constexpr const char* kNotKept = "store is not open";

// What is done once at every start.
void settle(Stores& stores) {
    const int64_t limit = static_cast<int64_t>(std::time(nullptr)) - kBinSeconds;
    (void)stores.conversations.settleInterrupted();
    (void)stores.conversations.emptyBin(limit);
    (void)stores.runs.emptyBin(limit);
    (void)stores.documents.emptyBin(limit);
    (void)stores.inspections.emptyBin(limit);
}

}  // namespace

StoreService::StoreService(const std::filesystem::path& folder, std::shared_ptr<engine::Database> database,
                           Open open) {
    if (!database && !open) {
        keeps_ = false;
        return;
    }
    worker_.run(
        this,
        [this, folder, database, open](std::stop_token) -> engine::Result<std::shared_ptr<engine::Database>> {
            auto opening =
                database ? engine::Result<std::shared_ptr<engine::Database>>(database) : open(folder);
            if (!opening) return opening;
            auto stores = std::make_shared<Stores>(*opening);
            settle(*stores);
            std::lock_guard lock(mutex_);
            stores_ = std::move(stores);
            return opening;
        },
        [this](engine::Result<std::shared_ptr<engine::Database>> result) {
            if (result) {
                emit opened();
            } else {
                keeps_ = false;
                problem_ = toErrorText(result.error());
                emit failed(problem_);
            }
        });
}

StoreService::~StoreService() = default;

std::shared_ptr<Stores> StoreService::stores() const {
    std::lock_guard lock(mutex_);
    return stores_;
}

engine::Error StoreService::notKept() const {
    return engine::Error{.kind = engine::ErrorKind::kCancelled, .what = kNotKept};
}

void StoreService::report(const engine::Error& error) {
    if (error.kind == engine::ErrorKind::kCancelled) return;
    emit failed(toErrorText(error));
}

}  // namespace ui::bridge
