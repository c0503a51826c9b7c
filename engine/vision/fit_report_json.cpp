#include "engine/vision/fit_report_json.h"

#include <nlohmann/json.hpp>

namespace engine {

using Json = nlohmann::ordered_json;

namespace {

Json figuresJson(const DetectionFigures& figures) {
    return {{"imageAuroc", figures.imageAuroc},
            {"recall", figures.recall},
            {"kindAccuracy", figures.kindAccuracy}};
}

DetectionFigures figuresFrom(const Json& json) {
    return {.imageAuroc = json.at("imageAuroc").get<double>(),
            .recall = json.at("recall").get<double>(),
            .kindAccuracy = json.at("kindAccuracy").get<double>()};
}

}  // namespace

std::string fitReportJson(const FitReport& report) {
    Json unreadable = Json::array();
    for (const auto& [file, error] : report.unreadable)
        unreadable.push_back({file, error.text()});
    Json json{{"good", report.good},
              {"groups", report.groups},
              {"goodScores", report.goodScores},
              {"taughtScores", report.taughtScores},
              {"threshold", report.threshold},
              {"falseAlarms", {report.falseAlarmsFrom, report.falseAlarmsTo}},
              {"promised", report.promised},
              {"untaught", figuresJson(report.untaught)},
              {"taught", figuresJson(report.taught)},
              {"unlike", report.unlike},
              {"twoProducts", report.twoProducts},
              {"unreadable", std::move(unreadable)},
              {"method", report.method},
              {"seconds", report.seconds}};
    if (report.tileColumns * report.tileRows > 1) json["tiles"] = {report.tileColumns, report.tileRows};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<FitReport> fitReportFromJson(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        FitReport report;
        report.good = json.at("good").get<int32_t>();
        report.groups = json.at("groups").get<int32_t>();
        report.goodScores = json.at("goodScores").get<std::vector<double>>();
        report.taughtScores = json.at("taughtScores").get<std::vector<double>>();
        report.threshold = json.at("threshold").get<double>();
        report.falseAlarmsFrom = json.at("falseAlarms").at(0).get<double>();
        report.falseAlarmsTo = json.at("falseAlarms").at(1).get<double>();
        report.promised = json.at("promised").get<bool>();
        report.untaught = figuresFrom(json.at("untaught"));
        report.taught = figuresFrom(json.at("taught"));
        report.unlike = json.at("unlike").get<std::vector<std::string>>();
        report.twoProducts = json.at("twoProducts").get<bool>();
        for (const Json& each : json.at("unreadable")) {
            report.unreadable.emplace_back(
                each.at(0).get<std::string>(),
                Error{.kind = ErrorKind::kBadInput, .what = each.at(1).get<std::string>()});
        }
        report.method = json.at("method").get<std::string>();
        report.seconds = json.at("seconds").get<double>();
        if (const auto tiles = json.find("tiles"); tiles != json.end()) {
            report.tileColumns = tiles->at(0).get<int32_t>();
            report.tileRows = tiles->at(1).get<int32_t>();
        }
        return report;
    } catch (const Json::exception& problem) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "The report of a fit cannot be read.",
                     .remedy = "Fit the project again.",
                     .detail = problem.what()};
    }
}

}  // namespace engine
