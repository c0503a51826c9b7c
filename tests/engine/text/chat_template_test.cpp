// Chat templates against what Jinja 2 renders, set up as transformers does
// (tests/fixtures/make_templates.py), and templates that must be refused.
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/formats/model_file.h"
#include "engine/text/chat_template.h"
#include "tests/support/real_models.h"

namespace {

using Json = nlohmann::ordered_json;

Json readCases() {
    std::ifstream in(CONCLAVE_SOURCE_DIR "/tests/fixtures/templates/cases.json");
    return Json::parse(in);
}

engine::Result<std::string> render(const std::string& source, const Json& messages,
                                   const engine::ChatVariables& variables) {
    auto parsed = engine::ChatTemplate::parse(source);
    if (!parsed) return parsed.error();
    std::vector<engine::ChatMessage> list;
    for (const Json& message : messages) {
        engine::ChatMessage made;
        made.role = message["role"];
        if (message["content"].is_string()) made.content = message["content"];
        made.name = message.value("name", "");
        made.reasoning = message.value("reasoning_content", "");
        made.toolCallId = message.value("tool_call_id", "");
        if (message.contains("tool_calls")) made.toolCallsJson = message["tool_calls"].dump();
        list.push_back(std::move(made));
    }
    return (*parsed)->render(list, variables);
}

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

}  // namespace

class ChatTemplateTest : public QObject {
    Q_OBJECT
private slots:
    void rendersAsJinjaDoes_data() {
        QTest::addColumn<QString>("text");
        const Json all = readCases();
        for (Json one : all["cases"]) {
            if (one.contains("family")) one["template"] = all["families"][one["family"].get<std::string>()];
            for (const char* key : {"messages", "tools"}) {
                if (one.contains(key)) one[key] = all["shared"][one[key].get<size_t>()];
            }
            QTest::newRow(one["name"].get<std::string>().c_str()) << QString::fromStdString(one.dump());
        }
    }

    void rendersAsJinjaDoes() {
        QFETCH(QString, text);
        const Json one = Json::parse(text.toStdString());
        engine::ChatVariables variables;
        variables.addGenerationPrompt = one["prompt"];
        variables.beginText = one["bos"];
        variables.endText = one["eos"];
        // As Python writes it: with the keys in the order of the fixture.
        if (one.contains("tools")) variables.toolsJson = one["tools"].dump();
        if (one.contains("more")) variables.moreJson = one["more"].dump();
        variables.now = 1721995200;
        const auto rendered = render(one["template"], one["messages"], variables);
        if (one.contains("expected")) {
            QVERIFY2(rendered.ok(), rendered ? "" : rendered.error().text().c_str());
            QCOMPARE(QString::fromStdString(*rendered), QString::fromStdString(one["expected"]));
            return;
        }
        QVERIFY2(!rendered.ok(), "it should have been refused");
        const std::string says = one.contains("error") ? one["error"] : one["says"];
        QVERIFY2(rendered.error().text().find(says) != std::string::npos, rendered.error().text().c_str());
    }

    // Calls' arguments reach a template as objects, whichever way they come, and as texts where it joins
    // texts.
    void givesArgumentsAsTheTemplateTakesThem() {
        const Json object =
            Json::parse("[{\"function\": {\"name\": \"f\", \"arguments\": {\"a\": 1, \"b\": [2]}}}]");
        Json text = object;
        text[0]["function"]["arguments"] = "{\"a\": 1, \"b\": [2]}";
        const std::string asObject = "{{ messages[0].tool_calls[0].function.arguments.b[0] }}";
        const std::string asText = "{{ 'x' + messages[0].tool_calls[0].function.arguments }}";
        for (const Json& calls : {object, text}) {
            const Json messages = {{{"role", "assistant"}, {"content", nullptr}, {"tool_calls", calls}}};
            QCOMPARE(*render(asObject, messages, {}), std::string("2"));
            QCOMPARE(*render(asText, messages, {}), std::string("x{\"a\": 1, \"b\": [2]}"));
        }
        engine::ChatMessage wrong{.role = "assistant"};
        wrong.toolCallsJson = "{}";
        const auto parsed = engine::ChatTemplate::parse("{{ messages[0].role }}");
        QVERIFY((*parsed)->render({wrong}, {}).error().text().find("not a list") != std::string::npos);
        wrong.toolCallsJson = "[";
        QVERIFY(!(*parsed)->render({wrong}, {}).ok());
        QVERIFY(!(*parsed)->render({}, {.moreJson = "[1]"}).ok());
        const auto date = engine::ChatTemplate::parse("{{ strftime_now('%Y') | int >= 2025 }}");
        QCOMPARE(*(*date)->render({}, {}), std::string("True"));
    }

    void refusesWhatNestsTooDeeply_data() {
        QTest::addColumn<QString>("source");
        const auto row = [](const char* name, const std::string& source) {
            QTest::newRow(name) << QString::fromStdString(source);
        };
        row("brackets", "{{ " + repeated("(", 5000) + "1" + repeated(")", 5000) + " }}");
        row("lists", "{{ " + repeated("[", 5000) + repeated("]", 5000) + " }}");
        row("tags", repeated("{% if 1 %}", 3000));
        row("nots", "{{ " + repeated("not ", 5000) + "1 }}");
        row("minuses", "{{ " + repeated("-", 5000) + "1 }}");
        row("pluses", "{{ 1" + repeated(" + 1", 5000) + " }}");
        row("attributes", "{{ a" + repeated(".a", 5000) + " }}");
        row("filters", "{{ 'a'" + repeated(" | upper", 5000) + " }}");
        row("conditions", "{{ 1" + repeated(" if 1 else 1", 5000) + " }}");
        row("arguments", "{{ " + repeated("range(", 5000) + repeated(")", 5000) + " }}");
        row("powers", "{{ 1" + repeated(" ** 1", 5000) + " }}");
    }

    void refusesWhatNestsTooDeeply() {
        QFETCH(QString, source);
        const auto rendered = render(source.toStdString(), Json::array(), {});
        QVERIFY(!rendered.ok());
        QVERIFY2(rendered.error().text().find("nest too deeply") != std::string::npos,
                 rendered.error().text().c_str());
    }

    // Each ends within the limits, whatever it asks for; two seconds are many times what the slowest takes.
    void endsSoon_data() {
        QTest::addColumn<QString>("source");
        const auto row = [](const char* name, const char* source) { QTest::newRow(name) << QString(source); };
        row("loops",
            "{% for a in range(99999) %}{% for b in range(99999) %}{{ '' }}{% endfor %}{% endfor %}");
        row("case",
            "{% set t = 'x' * 1000000 %}{% for a in range(99999) %}{% set q = t | upper %}{% endfor %}");
        row("titles",
            "{% set t = 'x ' * 1000000 %}{% for a in range(99999) %}{% set q = t | title %}{% endfor %}");
        row("replacing",
            "{% set t = 'x' * 1000000 %}{% for a in range(99999) %}{% set q = t.replace('x', 'yy') %}{% "
            "endfor %}");
        row("searching",
            "{% set t = 'x' * 1000000 %}{% for a in range(99999) %}{% set q = 'y' in t %}{% endfor %}");
        row("comparing",
            "{% set t = range(90000) | list %}{% for a in range(99999) %}{% set q = t == t %}{% endfor %}");
        row("splitting",
            "{% set t = 'x ' * 1000000 %}{% for a in range(99999) %}{% set q = t.split() %}{% endfor %}");
        row("unique", "{{ range(99999) | unique | list | length }}");
        row("sorting", "{% for a in range(999) %}{% set q = range(99999) | sort %}{% endfor %}");
        row("stripping",
            "{% set t = ' ' * 1000000 %}{% for a in range(99999) %}{% set q = t.strip() %}{% endfor %}");
        row("counting",
            "{% set t = 'é' * 1000000 %}{% for a in range(99999) %}{% set q = t[-1] %}{% endfor %}");
        row("dicts",
            "{% set ns = namespace() %}{% for a in range(99999) %}{% set ns.d = dict(ns.d or {}, a=ns.d) "
            "%}{% endfor %}");
    }

    void endsSoon() {
        QFETCH(QString, source);
        const auto begin = std::chrono::steady_clock::now();
        const auto rendered = render(source.toStdString(), Json::array(), {});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        QVERIFY(!rendered.ok());
        qInfo("%s (%.2f s)", rendered.error().text().c_str(), took.count());
        QVERIFY2(took.count() < 20.0, "it took too long");
    }

    void rendersTheTemplatesOfRealModels() {
        const auto models = tests::realModels();
        if (models.empty()) QSKIP("no models: set CONCLAVE_MODELS to a folder of GGUF files");
        for (const auto& path : models) {
            const auto file = engine::ModelFile::open(path);
            QVERIFY2(file.ok(), path.c_str());
            const auto source = (*file)->text("tokenizer.chat_template");
            if (!source) continue;
            const auto rendered = render(std::string(*source),
                                         Json::parse("[{\"role\": \"user\", \"content\": \"Hello\"}]"), {});
            QVERIFY2(rendered.ok(), rendered ? "" : rendered.error().text().c_str());
            QVERIFY2(rendered->find("Hello") != std::string::npos, rendered->c_str());
        }
    }
};

QTEST_GUILESS_MAIN(ChatTemplateTest)
#include "chat_template_test.moc"
