// summarize, ask, extract: reading documents.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>

#include "app/commands/command.h"
#include "engine/documents/passages.h"
#include "engine/documents/summarizer.h"
#include "engine/documents/summary_json.h"
#include "engine/store/document_store.h"
#include "engine/store/run_store.h"

namespace app {

using engine::Error;
using engine::ErrorKind;
using engine::Result;

namespace {

// Finished parts go to the store, so that a run that was killed resumes.
class StoreJournal final : public engine::ReadingJournal {
public:
    StoreJournal(engine::DocumentStore& store, engine::RowId document) : store_(store), document_(document) {}

    std::optional<std::string> get(const std::string& key) override {
        auto found = store_.part(document_, key);
        return found ? std::move(*found) : std::nullopt;
    }
    void put(const std::string& key, const std::string& text) override {
        if (auto status = store_.putPart(document_, key, text); !status && !warned_) {
            warned_ = true;
            std::fprintf(stderr, "This reading cannot be resumed: %s\n", status.error().text().c_str());
        }
    }

private:
    engine::DocumentStore& store_;
    engine::RowId document_;
    bool warned_ = false;
};

// A document read and kept in the store.
struct OpenDocument {
    engine::Document document;
    std::shared_ptr<engine::Database> database;
    engine::RowId id = 0;
};

Result<OpenDocument> openDocument(const CommonOptions& options, const std::string& file,
                                  std::stop_token stop) {
    auto document = engine::importDocument(
        file, {},
        [](int32_t done, int32_t total) { showProgress(fmt::format("opening page {} of {}", done, total)); },
        stop);
    if (!document) return document.error();
    auto database = openStore(options);
    if (!database) return database.error();

    engine::StoredDocument facts;
    facts.name = document->name;
    std::error_code ignored;
    facts.path = std::filesystem::absolute(document->path, ignored).string();
    facts.hash = document->hash;
    facts.pages = static_cast<int32_t>(document->pages.size());
    facts.textBytes = static_cast<int64_t>(document->text.size());
    const engine::SentenceMap map = engine::splitSentences(*document);
    auto id =
        engine::DocumentStore(*database).open(facts, document->text, engine::storedPassages(*document, map));
    if (!id) return id.error();
    return OpenDocument{std::move(*document), std::move(*database), *id};
}

// Null for --model none.
Result<std::shared_ptr<engine::Engine>> readingEngine(const CommonOptions& options, std::stop_token stop) {
    if (options.model == "none") return std::shared_ptr<engine::Engine>();
    return loadEngine(options, stop);
}

std::optional<engine::Language> languageOf(const std::string& name) {
    if (name == "en") return engine::Language::kEnglish;
    if (name == "zh") return engine::Language::kChinese;
    return std::nullopt;
}

std::string citationMarks(const std::vector<engine::Citation>& citations) {
    std::string marks;
    for (const auto& citation : citations)
        marks += fmt::format(" [p. {}]", citation.page);
    return marks;
}

std::string readableStatement(const engine::Statement& statement) {
    return "- " + statement.text + citationMarks(statement.citations) + '\n';
}

void rememberReading(const OpenDocument& open, const std::string& kind, const std::string& title,
                     const std::string& model, const Json& result, const std::string& searchText,
                     double seconds) {
    engine::StoredRun run;
    run.kind = kind;
    run.title = title;
    run.model = model;
    run.document = open.id;
    run.resultJson = result.dump(-1, ' ', false, Json::error_handler_t::replace);
    run.searchText = searchText;
    run.seconds = seconds;
    if (auto added = engine::RunStore(open.database).add(run); !added) {
        std::fprintf(stderr, "Not kept in the history: %s\n", added.error().text().c_str());
    }
}

Result<Output> summarize(const CommonOptions& options, const std::string& file, const std::string& language,
                         std::stop_token stop) {
    const auto start = std::chrono::steady_clock::now();
    auto open = openDocument(options, file, stop);
    if (!open) return open.error();
    for (const auto& page : open->document.pages) {
        if (!page.readable)
            std::fprintf(stderr, "Page %d was not read: %s\n", page.number, page.problem.c_str());
    }
    auto loaded = readingEngine(options, stop);
    if (!loaded) return loaded.error();

    engine::DocumentStore store(open->database);
    StoreJournal journal(store, open->id);
    engine::SummarizeOptions reading;
    reading.language = languageOf(language);
    reading.engine = *loaded;
    reading.journal = &journal;
    reading.onProgress = [](const engine::ReadingProgress& progress) {
        static constexpr const char* kStages[] = {"finding", "confirming", "rewriting", "composing"};
        showProgress(fmt::format("{}: {} of {}, {:.0f} tokens/s", kStages[static_cast<int>(progress.stage)],
                                 progress.done, progress.total, progress.tokensPerSecond));
    };
    if (!options.json) {
        // Each statement is shown when it is ready and already safe in the journal.
        reading.onStatement = [](const engine::Statement& statement) {
            endProgress();
            std::cout << readableStatement(statement) << std::flush;
        };
    }
    auto summary = engine::summarize(open->document, reading, stop);
    if (!summary) return summary.error();

    Output out;
    out.json = engine::toJson(open->document, *summary);
    const std::string model = *loaded ? (*loaded)->info().name : "";
    const std::string json = out.json.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (auto kept = store.putSummary(open->id, model, json); !kept) return kept.error();
    rememberReading(*open, "summary", open->document.name, model, out.json, summary->text,
                    secondsSince(start));

    out.text = '\n' + summary->text + "\n\nFacts\n";
    for (const auto& fact : summary->facts) {
        out.text +=
            fmt::format("{:<28} {}{}\n", engine::factName(fact.fact.kind),
                        fact.fact.found ? fact.fact.value : "not found", citationMarks(fact.citations));
    }
    out.text += fmt::format("\n{} of {} pages read, {} statements\n", summary->coverage.pagesRead,
                            summary->coverage.pages, summary->statements.size());
    return out;
}

Result<Output> ask(const CommonOptions& options, const std::string& file, const std::string& question,
                   const std::string& language, std::stop_token stop) {
    const auto start = std::chrono::steady_clock::now();
    auto open = openDocument(options, file, stop);
    if (!open) return open.error();
    auto loaded = readingEngine(options, stop);
    if (!loaded) return loaded.error();
    engine::AskOptions asking;
    asking.language = languageOf(language);
    asking.engine = *loaded;
    auto answer = engine::ask(open->document, question, asking, stop);
    if (!answer) return answer.error();

    Output out;
    out.json = engine::toJson(open->document, *answer);
    rememberReading(*open, "question", question, *loaded ? (*loaded)->info().name : "", out.json,
                    question + '\n' + answer->text, secondsSince(start));
    out.text = answer->text + '\n';
    for (const auto& citation : answer->citations)
        out.text += fmt::format("  [p. {}] {}\n", citation.page, citation.quote);
    return out;
}

// The text that all offsets count in.
Result<Output> extract(const std::string& file, std::stop_token stop) {
    auto document = engine::importDocument(file, {}, {}, stop);
    if (!document) return document.error();
    Output out;
    out.json = {{"text", document->text}, {"encoding", document->encoding}, {"pages", Json::array()}};
    for (const auto& page : document->pages) {
        out.json["pages"].push_back({{"number", page.number},
                                     {"start", page.text.begin},
                                     {"end", page.text.end},
                                     {"readable", page.readable},
                                     {"problem", page.problem}});
    }
    out.text = document->text;
    return out;
}

}  // namespace

std::vector<Command> addDocumentCommands(CLI::App& root) {
    std::vector<Command> commands;
    const auto isLanguage = CLI::IsMember({"en", "zh"});

    auto* summarizeParser =
        root.add_subcommand("summarize", "A whole document as cited statements, facts and a summary");
    auto file = std::make_shared<std::string>();
    auto language = std::make_shared<std::string>();
    summarizeParser->add_option("FILE", *file, "txt, md, pdf or docx")->required();
    summarizeParser
        ->add_option("--language", *language, "Language of the summary: en or zh; default is the document's")
        ->check(isLanguage);
    commands.push_back(
        {summarizeParser, [file, language](const CommonOptions& options, std::stop_token stop) {
             return summarize(options, *file, *language, stop);
         }});

    auto* askParser = root.add_subcommand("ask", "A question about a document");
    auto question = std::make_shared<std::string>();
    auto askFile = std::make_shared<std::string>();
    auto askLanguage = std::make_shared<std::string>();
    askParser->add_option("FILE", *askFile, "txt, md, pdf or docx")->required();
    askParser->add_option("QUESTION", *question, "The question")->required();
    askParser->add_option("--language", *askLanguage, "Language of the answer: en or zh")->check(isLanguage);
    commands.push_back(
        {askParser, [askFile, question, askLanguage](const CommonOptions& options, std::stop_token stop) {
             return ask(options, *askFile, *question, *askLanguage, stop);
         }});

    auto* extractParser =
        root.add_subcommand("extract", "The text of a document, in which all offsets count");
    auto extractFile = std::make_shared<std::string>();
    extractParser->add_option("FILE", *extractFile, "txt, md, pdf or docx")->required();
    commands.push_back({extractParser, [extractFile](const CommonOptions&, std::stop_token stop) {
                            return extract(*extractFile, stop);
                        }});
    return commands;
}

}  // namespace app
