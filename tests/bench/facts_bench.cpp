// Reads the facts of every document in a folder by rules alone and writes one JSON a document, in the form
// that `summarize --json` uses for facts; optionally what the questions of the nine kinds get. Prints the
// time each took.
//
// usage: facts_bench FOLDER OUT [--questions FILE] [--sentences]
//   FILE has one question a line; OUT/answers.tsv then has document, question, kind, score.
//   --sentences adds every sentence with its heading, finds and salience to the JSON.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/documents/clauses.h"
#include "engine/documents/document.h"
#include "engine/documents/sentences.h"

namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

json citationsOf(const engine::Document& document, const std::vector<engine::TextRange>& ranges) {
    json list = json::array();
    for (const engine::TextRange& piece : ranges) {
        list.push_back({{"page", document.pages.empty() ? 1 : document.pageAt(piece.begin) + 1},
                        {"start", piece.begin},
                        {"end", piece.end},
                        {"quote", std::string(document.slice(piece))}});
    }
    return list;
}

json sentencesOf(const engine::Document& document, const engine::SentenceMap& map,
                 const engine::ClauseMap& clauses) {
    json list = json::array();
    for (size_t i = 0; i < map.sentences.size(); ++i) {
        const engine::Sentence& s = map.sentences[i];
        json finds = json::object();
        for (const engine::ClauseFind& find : clauses.finds) {
            if (find.sentence == static_cast<int32_t>(i)) finds[engine::factName(find.kind)] = find.score;
        }
        list.push_back({{"start", s.begin()},
                        {"end", s.end()},
                        {"clean", s.clean},
                        {"own", s.ownBegin},
                        {"heading", s.heading >= 0 ? map.headings[static_cast<size_t>(s.heading)].title : ""},
                        {"is_heading", s.isHeading},
                        {"salience", clauses.salience[i]},
                        {"finds", finds}});
    }
    (void)document;
    return list;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: facts_bench FOLDER OUT [--questions FILE] [--sentences]\n");
        return 2;
    }
    const std::filesystem::path folder = argv[1], out = argv[2];
    std::vector<std::string> questions;
    bool withSentences = false;
    for (int i = 3; i < argc; ++i) {
        const std::string option = argv[i];
        if (option == "--sentences") withSentences = true;
        if (option == "--questions" && i + 1 < argc) {
            std::ifstream file(argv[++i]);
            for (std::string line; std::getline(file, line);) {
                if (!line.empty()) questions.push_back(line);
            }
        }
    }
    std::filesystem::create_directories(out);
    std::ofstream answers;
    if (!questions.empty()) answers.open(out / "answers.tsv");

    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        auto start = Clock::now();
        auto document = engine::importDocument(path);
        const double importMs = msSince(start);
        if (!document) {
            std::fprintf(stderr, "%s: %s\n", path.filename().c_str(), document.error().what.c_str());
            continue;
        }
        start = Clock::now();
        const engine::SentenceMap map = engine::splitSentences(*document);
        const double splitMs = msSince(start);
        start = Clock::now();
        const engine::ClauseMap clauses = engine::findClauses(*document, map);
        const double rulesMs = msSince(start);

        json facts = json::array();
        for (const engine::Fact& fact : clauses.facts) {
            json citations = json::array();
            for (size_t i = 0; i < fact.sentences.size(); ++i) {
                for (auto& citation : citationsOf(*document, engine::citedRanges(fact, i, map))) {
                    citations.push_back(std::move(citation));
                }
            }
            facts.push_back({{"name", engine::factName(fact.kind)},
                             {"found", fact.found},
                             {"value", fact.value},
                             {"score", fact.score},
                             {"citations", std::move(citations)}});
        }
        json result = {
            {"file", path.filename().string()}, {"statements", json::array()}, {"facts", std::move(facts)}};
        if (withSentences) result["sentences"] = sentencesOf(*document, map, clauses);
        std::ofstream(out / (path.stem().string() + ".json"))
            << result.dump(1, ' ', false, json::error_handler_t::replace) << "\n";
        if (withSentences) {
            std::filesystem::create_directories(out / "extracted");
            std::ofstream(out / "extracted" / (path.stem().string() + ".txt"), std::ios::binary)
                << document->text;
        }
        for (const std::string& question : questions) {
            const engine::ClauseKind kind = engine::questionKind(question);
            const auto closest = engine::closestSentences(map, question, 8);
            answers << path.stem().string() << '\t' << question << '\t' << engine::factName(kind);
            for (const engine::ClauseFind& find : closest) {
                answers << '\t' << map.sentences[static_cast<size_t>(find.sentence)].begin() << '-'
                        << map.sentences[static_cast<size_t>(find.sentence)].end() << ':' << find.score;
            }
            answers << '\n';
        }
        std::printf("%-44.44s %8zu bytes %6zu sentences  import %7.1f  split %6.1f  rules %6.1f ms\n",
                    path.filename().c_str(), document->text.size(), map.sentences.size(), importMs, splitMs,
                    rulesMs);
    }
    return 0;
}
