#include "engine/documents/summary_json.h"

#include <cmath>
#include <string>

namespace engine {
namespace {

using Json = nlohmann::ordered_json;

Json toJson(const Citation& citation) {
    return {{"page", citation.page},
            {"start", citation.range.begin},
            {"end", citation.range.end},
            {"quote", citation.quote}};
}

Json toJson(const std::vector<Citation>& citations) {
    Json list = Json::array();
    for (const Citation& citation : citations)
        list.push_back(toJson(citation));
    return list;
}

Json toJson(const std::vector<Statement>& statements) {
    Json list = Json::array();
    for (const Statement& statement : statements) {
        list.push_back({{"text", statement.text},
                        {"citations", toJson(statement.citations)},
                        {"kind", factName(statement.kind)},
                        {"page", statement.page},
                        {"head", statement.head},
                        {"wording", wordingName(statement.wording)}});
    }
    return list;
}

double rounded(double value) {
    return std::round(value * 10) / 10;
}

const char* codeOf(Language language) {
    return language == Language::kChinese ? "zh" : "en";
}

// A value of another type than expected counts as absent.
template <class T>
T valueOr(const Json& object, const char* key, T fallback) {
    const auto found = object.find(key);
    if (found == object.end()) return fallback;
    if constexpr (std::is_same_v<T, std::string>) {
        return found->is_string() ? found->template get<std::string>() : fallback;
    } else if constexpr (std::is_same_v<T, bool>) {
        return found->is_boolean() ? found->template get<bool>() : fallback;
    } else {
        return found->is_number() ? found->template get<T>() : fallback;
    }
}

const Json& arrayOf(const Json& object, const char* key) {
    static const Json kNone = Json::array();
    const auto found = object.find(key);
    return found != object.end() && found->is_array() ? *found : kNone;
}

const Json& objectOf(const Json& object, const char* key) {
    static const Json kNone = Json::object();
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? *found : kNone;
}

std::vector<Citation> citationsFrom(const Json& object) {
    std::vector<Citation> citations;
    for (const Json& each : arrayOf(object, "citations")) {
        if (!each.is_object()) continue;
        citations.push_back({valueOr<int32_t>(each, "page", 1),
                             {valueOr<int64_t>(each, "start", 0), valueOr<int64_t>(each, "end", 0)},
                             valueOr<std::string>(each, "quote", {})});
    }
    return citations;
}

ClauseKind kindFrom(const std::string& name) {
    for (int k = 0; k <= static_cast<int>(ClauseKind::kOther); ++k) {
        if (name == factName(static_cast<ClauseKind>(k))) return static_cast<ClauseKind>(k);
    }
    return ClauseKind::kOther;
}

Wording wordingFrom(const std::string& name) {
    for (Wording wording : {Wording::kRewritten, Wording::kShortened}) {
        if (name == wordingName(wording)) return wording;
    }
    return Wording::kVerbatim;
}

std::vector<Statement> statementsFrom(const Json& object, const char* key) {
    std::vector<Statement> statements;
    for (const Json& each : arrayOf(object, key)) {
        if (!each.is_object()) continue;
        Statement statement;
        statement.text = valueOr<std::string>(each, "text", {});
        statement.citations = citationsFrom(each);
        statement.kind = kindFrom(valueOr<std::string>(each, "kind", {}));
        statement.sentence = -1;  // the sentences of that reading are gone
        statement.page =
            valueOr<int32_t>(each, "page", statement.citations.empty() ? 1 : statement.citations[0].page);
        statement.head = valueOr<bool>(each, "head", false);
        statement.wording = wordingFrom(valueOr<std::string>(each, "wording", {}));
        statements.push_back(std::move(statement));
    }
    return statements;
}

Error notASummary() {
    return Error{.kind = ErrorKind::kBadInput,
                 .what = "What was kept is not a summary or an answer.",
                 .remedy = "Make it again."};
}

}  // namespace

const char* wordingName(Wording wording) {
    switch (wording) {
        case Wording::kRewritten:
            return "rewritten";
        case Wording::kShortened:
            return "shortened";
        case Wording::kVerbatim:
            break;
    }
    return "verbatim";
}

Json toJson(const Document& document, const Summary& summary) {
    Json facts = Json::array();
    for (const CitedFact& fact : summary.facts) {
        facts.push_back({{"name", factName(fact.fact.kind)},
                         {"value", fact.fact.value},
                         {"found", fact.fact.found},
                         {"citations", toJson(fact.citations)}});
    }
    const double seconds = summary.sayMs / 1000;
    return {{"file", document.name},
            {"language", codeOf(summary.language)},
            {"summary", summary.text},
            {"statements", toJson(summary.statements)},
            {"facts", std::move(facts)},
            {"coverage",
             {{"pages", summary.coverage.pages},
              {"pages_read", summary.coverage.pagesRead},
              {"unread", summary.coverage.unread}}},
            {"timings",
             {{"find_ms", rounded(summary.findMs)},
              {"say_ms", rounded(summary.sayMs)},
              {"prompt_tokens", summary.promptTokens},
              {"generated_tokens", summary.generatedTokens},
              {"generated_tokens_per_s",
               seconds > 0 ? rounded(static_cast<double>(summary.generatedTokens) / seconds) : 0.0}}}};
}

Json toJson(const Document& document, const Answer& answer) {
    return {{"file", document.name},
            {"answer", answer.text},
            {"found", answer.found},
            {"closest_only", answer.closestOnly},
            {"citations", toJson(answer.citations)},
            {"passages", toJson(answer.passages)},
            {"timings", {{"find_ms", rounded(answer.findMs)}, {"say_ms", rounded(answer.sayMs)}}}};
}

Result<Summary> summaryFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("statements")) return notASummary();
    Summary summary;
    summary.text = valueOr<std::string>(json, "summary", {});
    summary.statements = statementsFrom(json, "statements");
    for (const Json& each : arrayOf(json, "facts")) {
        if (!each.is_object()) continue;
        CitedFact fact;
        fact.fact.kind = kindFrom(valueOr<std::string>(each, "name", {}));
        fact.fact.value = valueOr<std::string>(each, "value", {});
        fact.fact.found = valueOr<bool>(each, "found", false);
        fact.citations = citationsFrom(each);
        summary.facts.push_back(std::move(fact));
    }
    const Json& coverage = objectOf(json, "coverage");
    summary.coverage.pages = valueOr<int32_t>(coverage, "pages", 0);
    summary.coverage.pagesRead = valueOr<int32_t>(coverage, "pages_read", 0);
    for (const Json& page : arrayOf(coverage, "unread")) {
        if (page.is_number_integer()) summary.coverage.unread.push_back(page.get<int32_t>());
    }
    summary.language =
        valueOr<std::string>(json, "language", {}) == "zh" ? Language::kChinese : Language::kEnglish;
    const Json& timings = objectOf(json, "timings");
    summary.findMs = valueOr<double>(timings, "find_ms", 0);
    summary.sayMs = valueOr<double>(timings, "say_ms", 0);
    summary.promptTokens = valueOr<int64_t>(timings, "prompt_tokens", 0);
    summary.generatedTokens = valueOr<int64_t>(timings, "generated_tokens", 0);
    return summary;
}

Result<Answer> answerFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("answer")) return notASummary();
    Answer answer;
    answer.text = valueOr<std::string>(json, "answer", {});
    answer.found = valueOr<bool>(json, "found", false);
    answer.closestOnly = valueOr<bool>(json, "closest_only", false);
    answer.citations = citationsFrom(json);
    answer.passages = statementsFrom(json, "passages");
    const Json& timings = objectOf(json, "timings");
    answer.findMs = valueOr<double>(timings, "find_ms", 0);
    answer.sayMs = valueOr<double>(timings, "say_ms", 0);
    return answer;
}

}  // namespace engine
