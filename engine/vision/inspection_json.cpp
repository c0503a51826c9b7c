#include "engine/vision/inspection_json.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace engine {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostBytes = 4U << 20U, kMostDefects = 1000, kMostText = 20'000;

double rounded(double value) {
    return std::isfinite(value) ? std::round(value * 1e4) / 1e4 : 0.0;
}

Json toJson(const FoundDefect& defect) {
    const PixelBox& box = defect.box;
    return {{"type", defect.kind},
            {"asked", defect.asked},
            {"confidence", rounded(defect.confidence)},
            {"type_confidence", rounded(defect.kindConfidence)},
            {"score", rounded(defect.score)},
            {"box", {box.x, box.y, box.width, box.height}},
            {"area", defect.area}};
}

Error notAnInspection() {
    return Error{.kind = ErrorKind::kBadInput,
                 .what = "What was kept is not the result of an inspection.",
                 .remedy = "Inspect the picture again."};
}

// Members of one object; the first that is not as it should be is remembered.
class Fields {
public:
    explicit Fields(const Json& object) : object_(object), good_(object.is_object()) {}

    std::string text(const char* key) {
        const Json* value = find(key);
        if (!value || !value->is_string()) return fail(std::string());
        auto text = value->get<std::string>();
        return text.size() <= kMostText ? text : fail(std::string());
    }
    double number(const char* key) {
        const Json* value = find(key);
        const double number = value && value->is_number() ? value->get<double>() : std::nan("");
        return std::isfinite(number) ? number : fail(0.0);
    }
    template <class T>
    T whole(const char* key) {
        const Json* value = find(key);
        return value ? asWhole<T>(*value) : fail(T{});
    }
    bool flag(const char* key) {
        const Json* value = find(key);
        return value && value->is_boolean() ? value->get<bool>() : fail(false);
    }
    PixelBox box(const char* key) {
        const Json* value = find(key);
        if (!value || !value->is_array() || value->size() != 4) return fail(PixelBox());
        const auto at = [&](size_t i) { return asWhole<int32_t>((*value)[i]); };
        return {at(0), at(1), at(2), at(3)};
    }
    const Json* array(const char* key) {
        const Json* value = find(key);
        if (value && value->is_array()) return value;
        good_ = false;
        return nullptr;
    }
    bool good() const { return good_; }

private:
    const Json* find(const char* key) {
        if (!object_.is_object()) return nullptr;
        const auto at = object_.find(key);
        return at == object_.end() ? nullptr : &*at;
    }
    // Pixels: neither negative nor beyond what a picture can have.
    template <class T>
    T asWhole(const Json& value) {
        if (!value.is_number_integer()) return fail(T{});
        if (value.is_number_unsigned() &&
            value.get<uint64_t>() <= static_cast<uint64_t>(std::numeric_limits<T>::max()))
            return static_cast<T>(value.get<uint64_t>());
        const bool fits = !value.is_number_unsigned() && value.get<int64_t>() >= 0 &&
                          value.get<int64_t>() <= std::numeric_limits<T>::max();
        return fits ? static_cast<T>(value.get<int64_t>()) : fail(T{});
    }
    template <class T>
    T fail(T value) {
        good_ = false;
        return value;
    }
    const Json& object_;
    bool good_;
};

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

}  // namespace

const char* verdictName(Verdict verdict) {
    switch (verdict) {
        case Verdict::kOk:
            return "OK";
        case Verdict::kNg:
            return "NG";
        case Verdict::kUnsure:
            break;
    }
    return "unsure";
}

Json toJson(const Inspection& inspection) {
    Json defects = Json::array();
    for (const FoundDefect& defect : inspection.defects)
        defects.push_back(toJson(defect));
    return {{"file", inspection.file},
            {"width", inspection.width},
            {"height", inspection.height},
            {"verdict", verdictName(inspection.verdict)},
            {"score", rounded(inspection.score)},
            {"defects", std::move(defects)},
            {"text", inspection.text},
            {"seconds", rounded(inspection.seconds)}};
}

namespace {

std::string compact(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Discarded for what is too long or no JSON.
Json parsed(std::string_view text) {
    if (text.size() > kMostBytes) return Json::value_t::discarded;
    // Deep nesting is refused while parsing: nothing here is deeper than four.
    const Json::parser_callback_t shallow = [](int depth, Json::parse_event_t, Json&) { return depth < 8; };
    return Json::parse(text, shallow, false);
}

Result<Inspection> inspectionFrom(const Json& json) {
    Fields fields(json);
    Inspection inspection;
    inspection.file = fields.text("file");
    inspection.width = fields.whole<int32_t>("width");
    inspection.height = fields.whole<int32_t>("height");
    inspection.score = fields.number("score");
    inspection.text = fields.text("text");
    inspection.seconds = fields.number("seconds");
    const std::string verdict = fields.text("verdict");
    constexpr std::array kVerdicts{Verdict::kOk, Verdict::kNg, Verdict::kUnsure};
    const auto named = std::ranges::find(kVerdicts, verdict, verdictName);
    const Json* defects = fields.array("defects");
    if (!fields.good() || named == kVerdicts.end() || defects->size() > kMostDefects)
        return notAnInspection();
    inspection.verdict = *named;
    for (const Json& each : *defects) {
        Fields of(each);
        FoundDefect defect{.kind = of.text("type"),
                           .asked = of.flag("asked"),
                           .confidence = of.number("confidence"),
                           .kindConfidence = of.number("type_confidence"),
                           .score = of.number("score"),
                           .box = of.box("box"),
                           .area = of.whole<int64_t>("area")};
        if (!of.good()) return notAnInspection();
        inspection.defects.push_back(std::move(defect));
    }
    return inspection;
}

}  // namespace

Result<Inspection> inspectionFromJson(std::string_view text) {
    return inspectionFrom(parsed(text));
}

// ---- what the store keeps ----

Json toJson(const KeptInspection& kept) {
    Json json = toJson(kept.inspection);
    for (size_t i = 0; i < kept.byHand.size(); ++i)
        if (kept.byHand[i]) json["defects"][i]["by_hand"] = true;
    if (!kept.fit.empty()) {
        json["fit"] = kept.fit;
        json["line"] = kept.line;
    }
    return json;
}

Result<KeptInspection> keptFromJson(std::string_view text) {
    const Json json = parsed(text);
    auto inspection = inspectionFrom(json);
    if (!inspection) return inspection.error();
    KeptInspection kept{.inspection = std::move(*inspection)};
    for (const Json& defect : json["defects"])
        kept.byHand.push_back(defect.contains("by_hand") && defect["by_hand"] == true);
    if (json.contains("fit")) {
        Fields fields(json);
        kept.fit = fields.text("fit");
        kept.line = fields.number("line");
        if (!fields.good()) return notAnInspection();
    }
    return kept;
}

StoredInspection storedInspection(RowId id, const Result<KeptInspection>& found) {
    StoredInspection stored;
    stored.id = id;
    if (!found) {
        const Error& error = found.error();
        stored.state = InspectionState::kFailed;
        stored.resultJson = compact(
            {{"what", error.what}, {"remedy", error.remedy}, {"args", error.args}, {"detail", error.detail}});
        return stored;
    }
    const Inspection& inspection = found->inspection;
    stored.state = InspectionState::kDone;
    stored.verdict = verdictName(inspection.verdict);
    stored.score = inspection.score;
    stored.seconds = inspection.seconds;
    stored.resultJson = compact(toJson(*found));
    const HeatMap& map = inspection.heatMap;
    if (map.values.empty()) return stored;
    for (const int32_t side : {map.columns, map.rows})
        stored.heatMap.append(reinterpret_cast<const char*>(&side), sizeof(side));
    stored.heatMap.append(reinterpret_cast<const char*>(map.values.data()),
                          map.values.size() * sizeof(float));
    return stored;
}

Error failureFromJson(const std::string& text) {
    const Json json = parsed(text);
    if (!json.is_object()) return Error{.kind = ErrorKind::kBadInput, .what = text};
    const auto textOf = [&json](const char* key) {
        const auto at = json.find(key);
        return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
    };
    // Earlier versions kept the sentence alone.
    Error error{.kind = ErrorKind::kBadInput,
                .what = json.contains("what") ? textOf("what") : textOf("error"),
                .remedy = textOf("remedy"),
                .detail = textOf("detail")};
    if (const auto args = json.find("args"); args != json.end() && args->is_array())
        for (const Json& each : *args)
            error.args.push_back(each.is_string() ? each.get<std::string>() : std::string());
    return error;
}

HeatMap heatMapFromBytes(std::string_view bytes) {
    HeatMap map;
    std::array<int32_t, 2> sides{};
    if (bytes.size() < sizeof(sides)) return map;
    std::memcpy(sides.data(), bytes.data(), sizeof(sides));
    bytes.remove_prefix(sizeof(sides));
    const size_t cells = bytes.size() / sizeof(float);
    if (sides[0] <= 0 || sides[1] <= 0 ||
        cells / static_cast<size_t>(sides[0]) != static_cast<size_t>(sides[1]) ||
        cells % static_cast<size_t>(sides[0]) != 0)
        return map;
    map.columns = sides[0];
    map.rows = sides[1];
    map.values.resize(cells);
    std::memcpy(map.values.data(), bytes.data(), cells * sizeof(float));
    return map;
}

std::string regionsJson(std::span<const TaughtRegion> regions) {
    Json array = Json::array();
    for (const TaughtRegion& each : regions)
        array.push_back(
            {{"box", {each.box.x, each.box.y, each.box.width, each.box.height}}, {"kind", each.kind}});
    return compact(array);
}

std::vector<TaughtRegion> regionsFromJson(std::string_view text) {
    std::vector<TaughtRegion> regions;
    const Json json = parsed(text);
    if (!json.is_array()) return regions;
    for (const Json& each : json) {
        Fields fields(each);
        TaughtRegion region{.box = fields.box("box"), .kind = fields.text("kind")};
        if (fields.good()) regions.push_back(std::move(region));
    }
    return regions;
}

// ---- a table ----

std::string inspectionsToCsv(std::span<const TableRow> rows) {
    std::string out =
        "file,verdict,overruled,score,type,asked,confidence,type_confidence,x,y,width,height,area,text\r\n";
    for (const TableRow& row : rows) {
        const Inspection& inspection = row.inspection;
        const bool inspected = row.verdict != "failed" && row.verdict != "waiting";
        const std::string head =
            fmt::format("{},{},{},{}", quoted(inspection.file), row.verdict, row.overruled ? "yes" : "no",
                        inspected ? fmt::format("{}", rounded(inspection.score)) : std::string());
        const std::string text = quoted(inspection.text);
        for (const FoundDefect& defect : inspection.defects) {
            out += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\r\n", head, quoted(defect.kind),
                               defect.asked ? "yes" : "no", rounded(defect.confidence),
                               rounded(defect.kindConfidence), defect.box.x, defect.box.y, defect.box.width,
                               defect.box.height, defect.area, text);
        }
        if (inspection.defects.empty()) out += fmt::format("{},,,,,,,,,,{}\r\n", head, text);
    }
    return out;
}

}  // namespace engine
