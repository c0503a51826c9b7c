// A window's services without models, network or waiting: a contract of six pages, an engine that says what
// the test tells it to, at the pace that the test wants.
#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QThread>
#include <atomic>
#include <memory>
#include <random>
#include <regex>

#include "engine/documents/passages.h"
#include "engine/model/router_statistics_json.h"
#include "engine/store/database.h"
#include "fake_inspect.h"
#include "ui/bridge/engine_calls.h"
#include "ui/bridge/services.h"

namespace tests {

// Pages are cut at form feeds.
inline const char* contractText() {
    return "SUPPLY AGREEMENT\n\n"
           "This Supply Agreement is made on 1 March 2024 between Northwind Castings Ltd., a company "
           "registered in England "
           "(the \"Supplier\"), and Harbour Pumps GmbH, a company registered in Germany (the \"Buyer\").\n\n"
           "1. Products\n\n"
           "The Supplier shall deliver pump housings and impellers as listed in Annex A. The Buyer may order "
           "other sizes at "
           "the prices of Annex B. Drawings remain the property of the Buyer at all times.\n"
           "\f"
           "2. Orders and Delivery\n\n"
           "The Buyer shall place orders in writing at least thirty (30) days before the wanted date of "
           "delivery. The Supplier "
           "shall confirm each order within five (5) working days. Goods are delivered DAP Hamburg. The "
           "Supplier shall pay 0.5 % "
           "of the price for each week of delay, at most 5 % in all.\n"
           "\f"
           "3. Price and Payment\n\n"
           "Prices are fixed until 31 December 2025. The Buyer shall pay each invoice within forty-five (45) "
           "days of its date. "
           "Interest on late payments is four per cent above the base rate of the Bank of England.\n\n"
           "4. Warranty\n\n"
           "The Supplier warrants for twenty-four (24) months from delivery that the goods are free from "
           "defects. The Buyer "
           "shall report a defect within ten (10) days after it was found.\n"
           "\f"
           "5. Liability\n\n"
           "The total liability of either party under this Agreement shall not exceed EUR 2,000,000 in any "
           "calendar year. "
           "Nothing limits liability for death, injury or wilful misconduct. Neither party is liable for "
           "loss of profit.\n"
           "\f"
           "6. Term and Termination\n\n"
           "This Agreement takes effect on 1 April 2024 and ends on 31 March 2027. It is renewed for one "
           "year at a time unless "
           "a party gives notice ninety (90) days before the end. The Buyer may terminate this Agreement for "
           "convenience with "
           "one hundred and eighty (180) days of notice. Either party may terminate at once if the other "
           "becomes insolvent.\n"
           "\f"
           "7. General\n\n"
           "This Agreement is governed by the laws of England and Wales. Neither party may assign this "
           "Agreement without the "
           "prior written consent of the other. Changes are valid only in writing. The courts of London have "
           "jurisdiction.\n";
}

inline QString writeContract(const QString& folder,
                             const QString& name = QStringLiteral("supply agreement.txt")) {
    QFile file(QDir(folder).filePath(name));
    if (!file.open(QIODevice::WriteOnly)) return {};
    file.write(contractText());
    return file.fileName();
}

struct FakeWork {
    std::atomic<int> paceMs{0};     // between two statements or two words
    std::atomic<int> summaries{0};  // begun
    std::atomic<bool> failLoading{false};
    bool withModel = true;
    std::shared_ptr<engine::Engine> model;  // what loading answers; readings and answers do without
    int layers = 24, experts = 0;           // of the model; without experts nothing is recorded
    std::vector<engine::FoundModel> found;
    std::shared_ptr<FakeInspect> inspect = std::make_shared<FakeInspect>();
};

// What a router might have done over some hundred tokens: each layer has its favourites, the first is dense.
inline engine::RouterStatistics fakeRouting(const FakeWork& fake) {
    if (fake.experts == 0) return {};
    const int active = fake.experts >= 64 ? 8 : 2;
    engine::RouterStatistics routing(fake.layers, fake.experts, active, false);
    std::mt19937 random(7);
    std::vector<double> likely(static_cast<size_t>(fake.experts));
    std::vector<std::pair<double, int32_t>> scores(likely.size());
    std::vector<int32_t> chosen(static_cast<size_t>(active));
    for (int layer = 1; layer < fake.layers; ++layer) {
        std::normal_distribution<double> favour(0, 0.2 + 1.2 * layer / fake.layers);
        std::extreme_value_distribution<double> chance(0, 1);
        for (double& each : likely)
            each = favour(random);
        for (int token = 0; token < 300; ++token) {
            for (size_t expert = 0; expert < likely.size(); ++expert)
                scores[expert] = {likely[expert] + chance(random), static_cast<int32_t>(expert)};
            std::partial_sort(scores.begin(), scores.begin() + active, scores.end(), std::greater<>());
            std::transform(scores.begin(), scores.begin() + active, chosen.begin(),
                           [](const auto& each) { return each.second; });
            routing.add(layer, chosen.data(), 1);
        }
    }
    return routing;
}

inline bool waitOrStop(int milliseconds, std::stop_token stop) {
    for (int waited = 0; waited < milliseconds; waited += 2) {
        if (stop.stop_requested()) return false;
        QThread::msleep(2);
    }
    return !stop.stop_requested();
}

inline engine::Citation citationOf(const engine::Document& document, const engine::TextRange& range) {
    engine::Citation citation;
    citation.page = document.pages[static_cast<size_t>(document.pageAt(range.begin))].number;
    citation.range = range;
    citation.quote = std::string(document.slice(range));
    return citation;
}

inline engine::TextRange findText(const engine::Document& document, const std::string& words) {
    const auto at = document.text.find(words);
    if (at == std::string::npos) return {};
    return {static_cast<int64_t>(at), static_cast<int64_t>(at + words.size())};
}

inline engine::Result<engine::Summary> fakeSummary(FakeWork& fake, const engine::Document& document,
                                                   const engine::SummarizeOptions& options,
                                                   std::stop_token stop) {
    ++fake.summaries;
    engine::Summary summary;
    engine::ReadingProgress progress;
    const auto pages = static_cast<int32_t>(document.pages.size());
    const auto tell = [&](engine::ReadingStage stage, int32_t done, int32_t total) {
        progress.stage = stage;
        progress.done = done;
        progress.total = total;
        progress.tokensPerSecond = stage == engine::ReadingStage::kRewriting ? 212 : 0;
        if (options.onProgress) options.onProgress(progress);
    };
    for (int32_t page = 1; page <= pages; ++page)
        tell(engine::ReadingStage::kFinding, page, pages);

    // Every sentence of more than a few words is a statement; each has its own words, one in three is
    // rewritten.
    std::vector<engine::TextRange> sentences;
    for (const engine::Page& page : document.pages) {
        int64_t begin = page.text.begin;
        for (int64_t at = page.text.begin; at < page.text.end; ++at) {
            const char c = document.text[static_cast<size_t>(at)];
            const bool end = c == '\n' || (c == '.' && at + 1 < page.text.end &&
                                           document.text[static_cast<size_t>(at + 1)] <= ' ');
            if (!end) continue;
            if (at - begin > 40) sentences.push_back({begin, at + (c == '.' ? 1 : 0)});
            begin = at + 1;
            while (begin < page.text.end && document.text[static_cast<size_t>(begin)] <= ' ')
                ++begin;
        }
    }
    const auto total = static_cast<int32_t>(sentences.size());
    int32_t number = 0;
    for (const engine::TextRange& range : sentences) {
        if (!waitOrStop(fake.paceMs, stop)) return engine::cancelled();
        engine::Statement statement;
        statement.citations.push_back(citationOf(document, range));
        statement.page = statement.citations.front().page;
        statement.text = statement.citations.front().quote;
        statement.wording = number % 3 == 0   ? engine::Wording::kRewritten
                            : number % 7 == 5 ? engine::Wording::kShortened
                                              : engine::Wording::kVerbatim;
        static constexpr engine::ClauseKind kThemes[] = {
            engine::ClauseKind::kPayment, engine::ClauseKind::kDelivery, engine::ClauseKind::kWarranty,
            engine::ClauseKind::kLiabilityCap};
        statement.head = number % 3 == 0;
        statement.kind = statement.head ? kThemes[(number / 3) % 4] : engine::ClauseKind::kOther;
        statement.sentence = number;
        summary.statements.push_back(statement);
        ++number;
        if (statement.page > 1 &&
            (progress.pagesDone.empty() || progress.pagesDone.back() < statement.page - 2))
            progress.pagesDone.push_back(statement.page - 2);
        if (options.onStatement) options.onStatement(statement);
        tell(engine::ReadingStage::kRewriting, number, total);
    }
    summary.text =
        "A supply agreement between Northwind Castings Ltd. and Harbour Pumps GmbH, made on 1 March 2024, in "
        "force from "
        "1 April 2024 to 31 March 2027, under the laws of England and Wales.\n- and so on";
    const auto fact = [&](engine::ClauseKind kind, const std::string& value) {
        engine::CitedFact cited;
        cited.fact.kind = kind;
        const engine::TextRange range = findText(document, value);
        cited.fact.found = range.size() > 0;
        if (cited.fact.found) {
            cited.fact.value = value;
            cited.citations.push_back(citationOf(document, range));
        }
        summary.facts.push_back(cited);
    };
    fact(engine::ClauseKind::kParties, "Northwind Castings Ltd.");
    fact(engine::ClauseKind::kAgreementDate, "1 March 2024");
    fact(engine::ClauseKind::kEffectiveDate, "1 April 2024");
    fact(engine::ClauseKind::kExpiration, "31 March 2027");
    fact(engine::ClauseKind::kRenewal, "renewed for one year at a time");
    fact(engine::ClauseKind::kNoticePeriod, "ninety (90) days");
    fact(engine::ClauseKind::kGoverningLaw, "laws of England and Wales");
    fact(engine::ClauseKind::kLiabilityCap, "EUR 2,000,000 in any calendar year");
    fact(engine::ClauseKind::kExclusivity, "no such words");
    fact(engine::ClauseKind::kTerminationForConvenience, "one hundred and eighty (180) days of notice");
    fact(engine::ClauseKind::kAntiAssignment, "without the prior written consent of the other");
    summary.coverage.pages = summary.coverage.pagesRead = pages;
    summary.routing = fakeRouting(fake);
    return summary;
}

inline engine::Result<engine::Answer> fakeAnswer(FakeWork& fake, const engine::Document& document,
                                                 const std::string& question,
                                                 const engine::AskOptions& options, std::stop_token stop) {
    engine::Answer answer;
    if (question.find("insurance") != std::string::npos) {
        if (!waitOrStop(fake.paceMs, stop)) return engine::cancelled();
        answer.text = "No clause about insurance was found on any of the 6 pages.";
        return answer;
    }
    const std::string text = "The agreement is governed by the laws of England and Wales.";
    for (size_t at = 0; at < text.size();) {
        if (!waitOrStop(fake.paceMs, stop)) return engine::cancelled();
        const size_t end = std::min(text.find(' ', at + 1), text.size());
        if (options.onText) options.onText(text.substr(at, end - at));
        at = end;
    }
    answer.text = text;
    answer.found = true;
    answer.routing = fakeRouting(fake);
    const engine::TextRange range =
        findText(document, "This Agreement is governed by the laws of England and Wales.");
    if (range.size() > 0) answer.citations.push_back(citationOf(document, range));
    return answer;
}

inline engine::FoundModel fakeModel(const std::filesystem::path& path, const std::string& name) {
    engine::FoundModel model;
    model.path = path;
    model.name = name;
    model.origin = "Conclave";
    model.bytes = 491'400'064;
    model.usable = true;
    model.info.name = name;
    model.info.architecture = "qwen2";
    model.info.quantization = "Q4_K_M";
    model.info.parameters = 494'032'768;
    model.info.activeParameters = 494'032'768;
    model.info.layers = 24;
    model.info.contextLength = 32768;
    model.info.bytes = model.bytes;
    model.info.bytesPerToken = 320'000'000;
    model.info.hasTokenizer = model.info.hasWeights = true;
    return model;
}

// A small model whose context decides whether it fits, and a large one most of whose experts stay on the
// disk.
inline engine::MemoryPlan fakePlan(const engine::FoundModel& model, const engine::EngineOptions& options,
                                   const engine::Bandwidth& bandwidth) {
    engine::MemoryPlan plan;
    plan.device = "CPU (AVX2, 2 threads)";
    plan.model.working = 120'000'000;
    plan.model.pageTokens = 64;
    plan.machine[engine::Device::kRam] = {2'400'000'000, bandwidth.memory};
    const uint64_t cached = options.kvType == engine::KvType::kQ8 ? 256 : 512;
    if (model.info.experts == 0) {
        plan.model.layers.assign(24, {.attention = 2'400'000, .shared = 12'400'000, .kvPerToken = cached});
        plan.model.head = 136'200'064;
    } else {
        plan.model.layers.assign(48, {.attention = 21'000'000,
                                      .shared = 700'000,
                                      .expert = 2'650'000,
                                      .experts = model.info.experts,
                                      .active = model.info.expertsUsed,
                                      .kvPerToken = cached * 4});
        plan.model.embedding = 175'000'000;
        plan.model.head = 255'000'000;
        plan.machine[engine::Device::kRam].bytes = 9'400'000'000;
        plan.machine[engine::Device::kDisk] = {uint64_t{48} * 128 * 2'650'000, bandwidth.disk};
    }
    plan.placement = engine::planPlacement(plan.model, plan.machine,
                                           options.contextLength > 0 ? options.contextLength : 16384);
    plan.contextLength = plan.placement.contextLength;
    plan.fits = plan.placement.fits;
    return plan;
}

inline engine::FoundModel fakeExpertModel(const std::filesystem::path& path) {
    engine::FoundModel model = fakeModel(path, "Qwen3 30B A3B Instruct");
    model.bytes = model.info.bytes = 18'560'000'000;
    model.info.architecture = "qwen3moe";
    model.info.parameters = 30'532'122'624;
    model.info.activeParameters = 3'352'000'000;
    model.info.experts = 128;
    model.info.expertsUsed = 8;
    model.info.layers = 48;
    model.info.contextLength = 131072;
    model.info.bytesPerToken = 1'800'000'000;
    return model;
}

inline std::string catalogueText() {
    QFile file(QStringLiteral(CONCLAVE_SOURCE_DIR "/resources/models.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

// The document room and the store are the real ones; models, readings and answers are the fake's.
inline std::shared_ptr<ui::bridge::EngineCalls> fakeCalls(std::shared_ptr<FakeWork> fake) {
    auto calls = std::make_shared<ui::bridge::EngineCalls>();
    calls->inspecting = fakeInspectCalls(fake->inspect);
    calls->importDocument = [](const std::filesystem::path& path,
                               const std::function<void(int32_t, int32_t)>& progress, std::stop_token stop) {
        return engine::importDocument(path, {}, progress, stop);
    };
    calls->splitSentences = engine::splitSentences;
    calls->passages = engine::storedPassages;
    calls->openRenderer = [](const std::filesystem::path& path) -> engine::Result<ui::bridge::OpenRenderer> {
        auto opening = engine::PageRenderer::open(path);
        if (!opening) return opening.error();
        auto renderer = std::make_shared<engine::PageRenderer>(std::move(*opening));
        return ui::bridge::OpenRenderer{
            renderer->pages(), [renderer](int32_t page, double dpi) { return renderer->render(page, dpi); }};
    };
    calls->summarize = [fake](const engine::Document& document, const engine::SummarizeOptions& options,
                              std::stop_token stop) { return fakeSummary(*fake, document, options, stop); };
    calls->summaryJson = [](const engine::Document&, const engine::Summary& summary) {
        // Enough to come back as it was.
        std::string json =
            R"({"opening":")" + summary.text.substr(0, summary.text.find('\n')) + R"(","statements":[)";
        bool first = true;
        for (const auto& each : summary.statements) {
            std::string text;
            for (const char c : each.text)
                text += c == '"' ? std::string("\\\"") : std::string(1, c);
            json += std::string(first ? "" : ",") + R"({"text":")" + text + R"(","head":)" +
                    (each.head ? "true" : "false") + R"(,"citations":[{"page":)" + std::to_string(each.page) +
                    R"(,"start":)" + std::to_string(each.citations[0].range.begin) + R"(,"end":)" +
                    std::to_string(each.citations[0].range.end) + R"(,"quote":")" + text + R"("}]})";
            first = false;
        }
        json += R"(],"coverage":{"pages":6,"pages_read":6})";
        if (!summary.routing.empty()) json += R"(,"routing":)" + engine::toJson(summary.routing).dump();
        return json + '}';
    };
    calls->ask = [fake](const engine::Document& document, const std::string& question,
                        const engine::AskOptions& options, std::stop_token stop) {
        return fakeAnswer(*fake, document, question, options, stop);
    };
    calls->load = [fake](const std::filesystem::path& path, const engine::EngineOptions&,
                         std::stop_token) -> engine::Result<std::shared_ptr<engine::Engine>> {
        if (fake->failLoading)
            return engine::Error{
                .kind = engine::ErrorKind::kBadInput,
                .what = "The model file “{0}” is damaged: {1}.",
                .remedy = "Get it again.",
                .args = {path.filename().string(), "120 MB of 491 MB are there"},
                .detail = "tensor blk.7.ffn_down.weight ends at 491400064, file has 120000000 bytes"};
        return fake->model;
    };
    calls->plan = [fake](const std::filesystem::path& path, const engine::EngineOptions& options,
                         const engine::Bandwidth& bandwidth) -> engine::Result<engine::MemoryPlan> {
        for (const engine::FoundModel& model : fake->found) {
            if (model.path == path) return fakePlan(model, options, bandwidth);
        }
        return engine::Error{.kind = engine::ErrorKind::kNotFound, .what = "“{0}” is not there."};
    };
    calls->bandwidth = [](const std::filesystem::path&, const std::filesystem::path&, int) {
        return engine::Bandwidth{.memory = 12, .disk = 1.5};
    };
    calls->scan = [fake](const std::vector<engine::ModelFolder>&, std::stop_token) { return fake->found; };
    calls->fetch = [fake](const engine::CatalogueModel& model, const std::filesystem::path& folder,
                          const std::function<void(const engine::FetchProgress&)>& progress,
                          std::stop_token stop) -> engine::Result<std::filesystem::path> {
        for (int part = 1; part <= 50; ++part) {
            if (!waitOrStop(std::max(4, fake->paceMs.load()), stop)) return engine::cancelled();
            progress({model.bytes() * static_cast<uint64_t>(part) / 50, model.bytes(), 24e6, "downloading"});
        }
        auto got = fakeModel(folder / model.name / model.files.front().file, model.title);
        got.bytes = model.files.front().bytes;
        fake->found.push_back(got);
        return got.path;
    };
    calls->upcycle = [fake](const std::filesystem::path&, const std::filesystem::path& output,
                            const std::function<void(uint64_t, uint64_t)>& progress,
                            std::stop_token stop) -> engine::Status {
        for (uint64_t part = 1; part <= 20; ++part) {
            if (!waitOrStop(std::max(4, fake->paceMs.load()), stop)) return engine::cancelled();
            progress(part, 20);
        }
        auto made = fakeModel(output, output.stem().string());
        made.info.experts = 16;
        made.info.expertsUsed = 2;
        fake->found.push_back(made);
        return {};
    };
    calls->machine = [] {
        engine::Machine machine;
        machine.totalMemoryBytes = 16'000'000'000;
        machine.freeMemoryBytes = 9'400'000'000;
        machine.cores = 2;
        return machine;
    };
    return calls;
}

// Services over a folder of the test's own.
inline ui::bridge::Services fakeServices(const QString& folder, std::shared_ptr<FakeWork> fake,
                                         bool withStore = true) {
    if (fake->withModel && fake->found.empty()) {
        auto model = fakeModel(
            (folder + "/models/qwen2.5-coder-0.5b/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf").toStdString(),
            "Qwen2.5-Coder 0.5B Instruct");
        fake->found.push_back(model);
    }
    ui::bridge::Services services;
    services.dataFolder = folder.toStdString();
    services.modelsFolder = (folder + "/models").toStdString();
    services.catalogueJson = catalogueText();
    services.calls = fakeCalls(std::move(fake));
    if (withStore)
        services.openStore = [](const std::filesystem::path& at) { return engine::Database::open(at); };
    return services;
}

}  // namespace tests
