// history: the rows of the store.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "engine/store/run_store.h"

namespace app {

namespace {

engine::Result<Output> history(const CommonOptions& options, const engine::RunQuery& query) {
    auto store = openStore(options);
    if (!store) return store.error();
    auto rows = engine::RunStore(*store).list(query);
    if (!rows) return rows.error();
    Output out;
    out.json["rows"] = Json::array();
    for (const auto& row : *rows) {
        const Json result = Json::parse(row.resultJson, nullptr, false);
        out.json["rows"].push_back({{"id", row.id},
                                    {"kind", row.kind},
                                    {"title", row.title},
                                    {"model", row.model},
                                    {"created_at", row.createdAt},
                                    {"seconds", row.seconds},
                                    {"document", row.document ? Json(*row.document) : Json(nullptr)},
                                    {"result", result.is_discarded() ? Json(nullptr) : result}});
        out.text += fmt::format("{:>5}  {:%Y-%m-%d %H:%M}  {:<11} {}\n", row.id,
                                fmt::localtime(static_cast<std::time_t>(row.createdAt)), row.kind, row.title);
    }
    if (rows->empty()) out.text = "Nothing here.\n";
    return out;
}

}  // namespace

std::vector<Command> addHistoryCommands(CLI::App& root) {
    auto* parser = root.add_subcommand("history", "Every result of this store, newest first");
    auto query = std::make_shared<engine::RunQuery>();
    parser->add_option("--kind", query->kind, "summary, question, generate, perplexity or bench");
    parser->add_option("--limit", query->limit, "At most this many rows")->check(CLI::PositiveNumber);
    parser->add_option("--search", query->words, "Words to find");
    return {{parser,
             [query](const CommonOptions& options, std::stop_token) { return history(options, *query); }}};
}

}  // namespace app
