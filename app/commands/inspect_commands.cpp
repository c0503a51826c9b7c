// inspect, inspect-fit: pictures of products, what is unlike the good ones, and what was taught.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <optional>

#include "app/commands/command.h"
#include "app/paths.h"
#include "engine/store/inspection_store.h"
#include "engine/vision/example_folders.h"
#include "engine/vision/findings_text.h"
#include "engine/vision/image_list.h"
#include "engine/vision/inspect_batch.h"
#include "engine/vision/inspection_json.h"
#include "engine/vision/kind_guess.h"

namespace app {

using engine::Error;
using engine::ErrorKind;
using engine::Result;
namespace fs = std::filesystem;

namespace {

constexpr const char* kBackboneName = "efficientnet-lite0";

struct FitWanted {
    std::string good, defects, output;
    double falseAlarmRate = 0.05;
};

struct InspectWanted {
    std::vector<std::string> pictures;
    std::string prompt, project, heatMaps;
    FitWanted fit;
};

Result<std::shared_ptr<const engine::Backbone>> loadBackbone() {
    for (const auto& model : catalogue()) {
        if (model.name != kBackboneName) continue;
        const auto weights = engine::presentModel(model, modelsFolder());
        if (!weights) break;
        auto onnx = engine::prepareBackbone(*weights);
        if (!onnx) return onnx.error();
        return engine::Backbone::load(*onnx);
    }
    return Error{.kind = ErrorKind::kNotFound,
                 .what = "The image network {0} has not been fetched.",
                 .remedy = "Run: conclave-cli models --fetch {0}",
                 .args = {kBackboneName}};
}

Result<engine::InspectionProject> fitProject(std::shared_ptr<const engine::Backbone> backbone,
                                             const FitWanted& wanted, std::stop_token stop) {
    engine::FitOptions options;
    options.falseAlarmRate = wanted.falseAlarmRate;
    auto good = engine::goodPicturesIn(wanted.good, stop);
    if (!good) return good.error();
    options.good = std::move(*good);
    if (!wanted.defects.empty()) {
        auto taught = engine::taughtPicturesIn(wanted.defects, stop);
        if (!taught) return taught.error();
        options.taught = std::move(*taught);
    }
    auto project = engine::InspectionProject::fit(
        std::move(backbone), options,
        [](const engine::FitProgress& progress) {
            showProgress(fmt::format("{} {} of {}", progress.stage, progress.done, progress.total));
        },
        stop);
    endProgress();
    return project;
}

Json reportJson(const engine::FitReport& report) {
    const auto figures = [](const engine::DetectionFigures& each) {
        return Json{
            {"image_auroc", each.imageAuroc}, {"recall", each.recall}, {"kind_accuracy", each.kindAccuracy}};
    };
    Json unreadable = Json::array();
    for (const auto& [file, error] : report.unreadable)
        unreadable.push_back({{"file", file}, {"error", error.text()}});
    return {{"method", report.method},
            {"tiles", {report.tileColumns, report.tileRows}},
            {"good", report.good},
            {"groups", report.groups},
            {"threshold", report.threshold},
            {"false_alarms_expected", {report.falseAlarmsFrom, report.falseAlarmsTo}},
            {"before_teaching", figures(report.untaught)},
            {"after_teaching", figures(report.taught)},
            {"unlike_the_others", report.unlike},
            {"unreadable", std::move(unreadable)},
            {"seconds", report.seconds}};
}

std::string reportText(const engine::FitReport& report, double wanted) {
    const std::string tiles =
        report.tileColumns * report.tileRows > 1
            ? fmt::format(", whole and in {} × {} tiles", report.tileColumns, report.tileRows)
            : std::string();
    std::string text = fmt::format(
        "{} good pictures in {} groups, {}{}, {:.1f} s\nFalse alarms: {:.1f} % wanted, {:.1f} to {:.1f} % to "
        "expect on new parts\n",
        report.good, report.groups, report.method, tiles, report.seconds, 100 * wanted,
        100 * report.falseAlarmsFrom, 100 * report.falseAlarmsTo);
    if (report.taught.imageAuroc > 0) {
        text += fmt::format(
            "Taught defects, held back: AUROC {:.3f} before and {:.3f} after, kinds right {:.0f} %\n",
            report.untaught.imageAuroc, report.taught.imageAuroc, 100 * report.taught.kindAccuracy);
    }
    for (const std::string& file : report.unlike)
        text += fmt::format("Unlike the other good pictures: {}\n", file);
    for (const auto& [file, error] : report.unreadable)
        text += fmt::format("Left out: {}\n", error.text());
    return text;
}

Result<Output> inspectFit(const CommonOptions&, const FitWanted& wanted, std::stop_token stop) {
    auto backbone = loadBackbone();
    if (!backbone) return backbone.error();
    auto project = fitProject(*backbone, wanted, stop);
    if (!project) return project.error();
    if (auto saved = project->save(wanted.output); !saved) return saved.error();
    Json json = reportJson(project->report());
    json["output"] = wanted.output;
    return Output{.json = std::move(json), .text = reportText(project->report(), wanted.falseAlarmRate)};
}

Result<std::vector<fs::path>> picturesOf(const std::vector<std::string>& names, std::stop_token stop) {
    std::vector<fs::path> pictures;
    for (const std::string& name : names) {
        std::error_code ignored;
        if (!fs::is_directory(name, ignored)) {
            pictures.emplace_back(name);
            continue;
        }
        auto listed = engine::goodPicturesIn(name, stop);  // masks beside pictures are none
        if (!listed) return listed.error();
        for (engine::GoodPicture& each : *listed)
            pictures.push_back(std::move(each.file));
    }
    return pictures;
}

// Results go to the store as they are found.
class StoredBatch {
public:
    StoredBatch(const CommonOptions& options, const std::string& name, const std::string& prompt,
                const std::vector<fs::path>& pictures) {
        if (auto begun = begin(options, name, prompt, pictures); !begun) warn(begun.error());
    }

    // The batch as one line of the history.
    void remember(const engine::StoredRun& run) {
        if (!store_) return;
        if (auto kept = store_->keepRun(batch_, run); !kept) warn(kept.error());
    }
    void put(const fs::path& picture, const Result<engine::Inspection>& found) {
        const auto row = ids_.find(keyOf(picture));
        if (!store_ || row == ids_.end()) return;
        const auto kept = found ? Result<engine::KeptInspection>({.inspection = *found}) : found.error();
        if (auto put = store_->putResult(engine::storedInspection(row->second, kept)); !put)
            warn(put.error());
    }

private:
    engine::Status begin(const CommonOptions& options, const std::string& name, const std::string& prompt,
                         const std::vector<fs::path>& pictures) {
        auto database = openStore(options);
        if (!database) return database.error();
        store_.emplace(*database);
        auto project = projectOf(name);
        if (!project) return project.error();
        std::vector<std::string> paths;
        for (const fs::path& each : pictures)
            paths.push_back(keyOf(each));
        auto batch = store_->beginBatch(*project, prompt, paths);
        if (!batch) return batch.error();
        batch_ = *batch;
        auto rows = store_->inspections(*batch);
        if (!rows) return rows.error();
        for (const engine::StoredInspection& row : *rows)
            ids_[row.path] = row.id;
        return {};
    }
    Result<engine::RowId> projectOf(const std::string& name) {
        auto projects = store_->projects();
        if (!projects) return projects.error();
        for (const engine::StoredProject& each : *projects)
            if (each.name == name) return each.id;
        return store_->addProject(name);
    }
    static std::string keyOf(const fs::path& picture) {
        return fs::absolute(picture).lexically_normal().string();
    }
    // Inspecting goes on without the store.
    void warn(const Error& error) {
        std::fprintf(stderr, "Not kept in the store: %s\n", error.text().c_str());
        store_.reset();
    }

    std::optional<engine::InspectionStore> store_;
    engine::RowId batch_ = 0;
    std::map<std::string, engine::RowId> ids_;
};

Result<engine::InspectionPrompt> parsePrompt(const std::string& text,
                                             const engine::InspectionProject* project,
                                             std::shared_ptr<engine::Engine> model) {
    std::vector<engine::DefectKind> own;
    if (project != nullptr)
        for (const std::string& kind : project->kinds())
            own.push_back(engine::ownKind(kind));
    return engine::parseInspectionPrompt(text, own, engine::guessWithModel(std::move(model)));
}

Result<Output> inspect(const CommonOptions& options, const InspectWanted& wanted, std::stop_token stop) {
    auto pictures = picturesOf(wanted.pictures, stop);
    if (!pictures) return pictures.error();
    if (!wanted.heatMaps.empty()) {
        std::error_code failed;
        fs::create_directories(wanted.heatMaps, failed);
        if (failed) {
            return Error{.kind = ErrorKind::kIo,
                         .what = "The folder “{0}” cannot be made.",
                         .remedy = "Name a folder that can be written.",
                         .args = {wanted.heatMaps}};
        }
    }
    auto backbone = loadBackbone();
    if (!backbone) return backbone.error();
    std::optional<engine::InspectionProject> project;
    if (!wanted.project.empty() || !wanted.fit.good.empty()) {
        auto opened = wanted.project.empty() ? fitProject(*backbone, wanted.fit, stop)
                                             : engine::InspectionProject::load(*backbone, wanted.project);
        if (!opened) return opened.error();
        project = std::move(*opened);
    }
    // A language model names unknown words and writes the sentences only when it was asked for.
    std::shared_ptr<engine::Engine> model;
    if (!options.model.empty() && options.model != "none") {
        auto loaded = loadEngine(options, stop);
        if (!loaded) return loaded.error();
        model = std::move(*loaded);
    }
    auto prompt = parsePrompt(wanted.prompt, project ? &*project : nullptr, model);
    if (!prompt) return prompt.error();

    const std::string name = !wanted.project.empty() ? fs::path(wanted.project).stem().string()
                             : !wanted.fit.good.empty()
                                 ? fs::path(wanted.fit.good).lexically_normal().string()
                                 : std::string("preview");
    StoredBatch stored(options, name, wanted.prompt, *pictures);
    Json images = Json::array();
    Json failed = Json::array();
    std::string text;
    std::vector<engine::Inspection> found;
    const auto begin = std::chrono::steady_clock::now();
    const bool whole = engine::inspectBatch(
        **backbone, project ? &*project : nullptr, *prompt, *pictures,
        [&](size_t index, Result<engine::Inspection>& each) {
            if (each && !wanted.heatMaps.empty()) {
                const fs::path file =
                    fs::path(wanted.heatMaps) / ((*pictures)[index].stem().string() + ".png");
                if (auto written = engine::writeHeatMap(*each, file); !written) each = written.error();
            }
            stored.put((*pictures)[index], each);
            showProgress(fmt::format("{} of {}", index + 1, pictures->size()));
            if (each) {
                found.push_back(std::move(*each));
            } else {
                failed.push_back({{"file", (*pictures)[index].string()}, {"error", each.error().text()}});
                text += each.error().text() + "\n";
            }
        },
        stop);
    endProgress();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::string report = engine::reportOf(found, *prompt);
    if (model != nullptr && whole) {
        size_t count = 0;
        auto sentences = engine::writeSentences(
            model.get(), found, *prompt,
            [&count](size_t, const std::string&) { showProgress(fmt::format("sentence {}", ++count)); },
            stop);
        endProgress();
        if (!sentences) return sentences.error();
        for (size_t i = 0; i < found.size(); ++i)
            found[i].text = std::move((*sentences)[i]);
        auto written = engine::writeReport(model.get(), found, *prompt, stop);
        if (!written) return written.error();
        report = std::move(*written);
    }
    for (const engine::Inspection& each : found) {
        images.push_back(engine::toJson(each));
        text += fmt::format("{}: {}  {:.2f}  {}\n", each.file, engine::verdictName(each.verdict), each.score,
                            each.text);
    }
    if (found.empty() && !failed.empty() && failed.size() == 1)
        return Error{
            .kind = ErrorKind::kBadInput, .what = "{0}", .args = {failed[0]["error"].get<std::string>()}};
    const double rate = static_cast<double>(found.size()) / std::max(1e-9, took.count());
    Json json{{"images", std::move(images)}, {"images_per_s", rate}, {"failed", std::move(failed)}};
    Json asked = Json::array();
    for (const engine::AskedKind& kind : prompt->kinds)
        asked.push_back(kind.key);
    json["kinds_asked"] = std::move(asked);
    json["not_understood"] = prompt->notUnderstood;
    if (project) json["fit"] = reportJson(project->report());
    json["report"] = report;
    text += report + "\n";
    stored.remember({.kind = "inspection",
                     .title = name,
                     .model = fs::path(options.model).filename().string(),
                     .resultJson = json.dump(-1, ' ', false, Json::error_handler_t::replace),
                     .searchText = wanted.prompt + '\n' + report,
                     .seconds = took.count()});
    return Output{.json = std::move(json), .text = std::move(text), .cancelled = !whole};
}

void addFitOptions(CLI::App& parser, FitWanted& wanted) {
    parser
        .add_option("--false-alarms", wanted.falseAlarmRate, "The share of good parts that may be called bad")
        ->check(CLI::Range(0.001, 0.5));
    parser.add_option(
        "--defects", wanted.defects,
        "A folder of taught defects, one folder a kind; masks or VOC boxes beside the pictures");
}

}  // namespace

std::vector<Command> addInspectCommands(CLI::App& root) {
    auto* fitParser =
        root.add_subcommand("inspect-fit", "Learn what good parts look like, and defects if there are any");
    auto fitWanted = std::make_shared<FitWanted>();
    fitParser->add_option("--good", fitWanted->good, "A folder of pictures of good parts")->required();
    fitParser->add_option("--output", fitWanted->output, "The project file to write")->required();
    addFitOptions(*fitParser, *fitWanted);

    auto* parser = root.add_subcommand("inspect", "Look for defects in pictures");
    auto wanted = std::make_shared<InspectWanted>();
    parser->add_option("IMAGE", wanted->pictures, "Pictures or folders of them")->required();
    parser->add_option("--prompt", wanted->prompt, "What to look for, in English or Chinese")->required();
    auto* good = parser->add_option("--good", wanted->fit.good,
                                    "A folder of pictures of good parts to learn from first");
    parser->add_option("--project", wanted->project, "A project that inspect-fit wrote")->excludes(good);
    parser->add_option(
        "--heatmaps", wanted->heatMaps,
        "A folder for heat maps: 16-bit grey of the picture's size, 0 to 65535 for scores of -3 to 5 "
        "(0 the median good picture, 1 the line)");
    addFitOptions(*parser, wanted->fit);
    return {{fitParser, [fitWanted](const CommonOptions& options,
                                    std::stop_token stop) { return inspectFit(options, *fitWanted, stop); }},
            {parser, [wanted](const CommonOptions& options, std::stop_token stop) {
                 return inspect(options, *wanted, stop);
             }}};
}

}  // namespace app
