// Constraints: everything that is allowed fits the grammar, everything that fits is allowed, and it ends.
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "engine/text/byte_grammar.h"
#include "engine/text/grammar_text.h"
#include "engine/text/token_constraint.h"
#include "engine/text/utf8.h"
#include "tests/support/real_models.h"

using engine::Token;

namespace {

// Tokens are the 256 bytes, a few longer texts, and one that ends.
class PlainTokenizer final : public engine::Tokenizer {
public:
    explicit PlainTokenizer(const std::vector<std::string>& words = {}) {
        for (int byte = 0; byte < 256; ++byte)
            texts_.emplace_back(1, static_cast<char>(static_cast<uint8_t>(byte)));
        texts_.insert(texts_.end(), words.begin(), words.end());
        texts_.emplace_back("<end>");
    }
    std::vector<Token> encode(std::string_view text, const engine::TokenizeOptions&) const override {
        std::vector<Token> out;
        for (const char c : text)
            out.push_back(static_cast<uint8_t>(c));
        return out;
    }
    std::string pieceBytes(Token token, bool showSpecial) const override {
        return token == endToken() && !showSpecial ? std::string() : texts_[static_cast<size_t>(token)];
    }
    int32_t size() const override { return static_cast<int32_t>(texts_.size()); }
    bool isControl(Token token) const override { return token == endToken(); }
    bool endsText(Token token) const override { return token == endToken(); }
    Token beginToken() const override { return engine::kNoToken; }
    Token endToken() const override { return size() - 1; }
    bool addsBegin() const override { return false; }
    Token find(std::string_view text) const override {
        const auto found = std::find(texts_.begin(), texts_.end(), text);
        return found == texts_.end() ? engine::kNoToken : static_cast<Token>(found - texts_.begin());
    }

private:
    std::vector<std::string> texts_;
};

std::vector<Token> allowed(const engine::TokenConstraint& constraint, int32_t count) {
    std::vector<float> logits(static_cast<size_t>(count), 1.0F);
    constraint.mask(logits);
    std::vector<Token> out;
    for (Token token = 0; token < count; ++token) {
        if (!std::isinf(logits[static_cast<size_t>(token)])) out.push_back(token);
    }
    return out;
}

bool matches(const std::string& grammar, std::string_view text) {
    const auto parsed = engine::parseGrammar(grammar);
    if (!parsed) return false;
    engine::GrammarReader reader((*parsed)->grammar, (*parsed)->root);
    auto state = reader.start();
    for (const char c : text)
        state = reader.step(state, static_cast<uint8_t>(c));
    return state != engine::GrammarReader::kDead && reader.mayEnd(state);
}

// Walks at random through what is allowed until nothing may follow.
std::string wander(engine::TokenConstraint& constraint, const engine::Tokenizer& tokenizer, uint32_t seed,
                   int most) {
    std::mt19937 random(seed);
    std::string text;
    for (int i = 0; i < most && !constraint.complete(); ++i) {
        const auto tokens = allowed(constraint, tokenizer.size());
        if (tokens.empty()) return text + "<nothing allowed>";
        // End where that is possible: an endless grammar would go on.
        const bool ends = std::find(tokens.begin(), tokens.end(), tokenizer.endToken()) != tokens.end();
        const Token next = ends && i > 20 ? tokenizer.endToken() : tokens[random() % tokens.size()];
        text += tokenizer.pieceBytes(next, false);
        constraint.accept(next);
    }
    return text;
}

}  // namespace

class TokenConstraintTest : public QObject {
    Q_OBJECT
private slots:
    void allowsExactlyTheChoices() {
        const auto tokenizer = std::make_shared<PlainTokenizer>(
            std::vector<std::string>{"ye", "yes", "no", "yesterday", "nope"});
        auto constraint = engine::constrainToChoices(tokenizer, {"yes", "no", "not"});
        const auto id = [&](const char* text) { return tokenizer->find(text); };
        QVERIFY(allowed(*constraint, tokenizer->size()) ==
                std::vector<Token>({'n', 'y', id("ye"), id("yes"), id("no")}));
        constraint->accept(id("no"));
        // "no" is whole, "not" goes on.
        QVERIFY(!constraint->complete());
        QVERIFY(allowed(*constraint, tokenizer->size()) == std::vector<Token>({'t', tokenizer->endToken()}));
        constraint->accept('t');
        QVERIFY(constraint->complete());
        QVERIFY(allowed(*constraint, tokenizer->size()) == std::vector<Token>({tokenizer->endToken()}));
    }

    void endsAtAnEndToken() {
        const auto tokenizer = std::make_shared<PlainTokenizer>();
        auto constraint = *engine::constrainToGrammar(tokenizer, "root ::= [0-9]*");
        constraint->accept('4');
        QVERIFY(!constraint->complete());
        constraint->accept(tokenizer->endToken());
        QVERIFY(constraint->complete());
    }

    void readsGrammars_data() {
        QTest::addColumn<QString>("grammar");
        QTest::addColumn<QStringList>("fits");
        QTest::addColumn<QStringList>("fitsNot");
        const auto row = [](const char* name, const char* grammar, const QStringList& fits,
                            const QStringList& fitsNot) {
            QTest::newRow(name) << QString(grammar) << fits << fitsNot;
        };
        row("literal", "root ::= \"ab\\n\\x41\\u5408\\\"\"", {"ab\nA合\""}, {"", "ab", "ab\nA合\"x"});
        row("alternatives", "root ::= \"a\" | \"b\"\n  | \"c\"", {"a", "b", "c"}, {"", "d", "ab"});
        row("empty", "root ::= \"\" | \"a\"", {"", "a"}, {"b"});
        row("class", "root ::= [a-c_^-]", {"a", "c", "_", "^", "-"}, {"d", "", "ab"});
        row("inverted", "root ::= [^a-z\\n]", {"A", "合", "😀", " "}, {"b", "\n", ""});
        row("wide ranges", "root ::= [\\u0100-\\uFFFF😀-😂]+", {"合", "Ā", "😁", "￼"}, {"a", "😃", "ÿ"});
        row("any", "root ::= . .", {"ab", "合b"}, {"a", "abc"});
        row("star", "root ::= \"ab\"*", {"", "ab", "abab"}, {"a", "aba"});
        row("plus", "root ::= [0-9]+", {"0", "42"}, {"", "4a"});
        row("maybe", "root ::= \"a\"? \"b\"", {"b", "ab"}, {"a", "aab"});
        row("times", "root ::= \"a\"{2} \"b\"{1,3} \"c\"{0,1} \"d\"{1,}", {"aabd", "aabbbcddd"},
            {"abd", "aabbbbd", "aabcc"});
        row("group", "root ::= (\"a\" | \"b\" \"c\")+ \"!\"", {"a!", "bca!"}, {"!", "b!"});
        row("rules",
            "# numbers\nroot ::= sum # here\nsum ::= term (\"+\" term)*\nterm ::= [0-9]+ | \"(\" sum \")\"\n",
            {"1", "1+2", "(1+(2+3))+4"}, {"", "1+", "(1", "1)"});
        row("nothing many times", "root ::= (\"a\"*)* \"b\"", {"b", "aab"}, {"", "a"});
        row("right recursion", "root ::= \"a\" root | \"\"", {"", "aaaa"}, {"b"});
        row("balanced", "root ::= \"(\" root \")\" root | \"\"", {"", "()", "(()())()"}, {"(", "())"});
        row("ambiguous", "root ::= (\"a\" | \"aa\" | \"aaa\")* ", {"", "aaaaaaaaaaaaaaaaaaaa"}, {"b"});
    }

    void readsGrammars() {
        QFETCH(QString, grammar);
        QFETCH(QStringList, fits);
        QFETCH(QStringList, fitsNot);
        const auto parsed = engine::parseGrammar(grammar.toStdString());
        QVERIFY2(parsed.ok(), parsed ? "" : parsed.error().text().c_str());
        for (const QString& text : fits)
            QVERIFY2(matches(grammar.toStdString(), text.toStdString()), qPrintable(text));
        for (const QString& text : fitsNot)
            QVERIFY2(!matches(grammar.toStdString(), text.toStdString()), qPrintable(text));
    }

    void refusesWrongGrammars_data() {
        QTest::addColumn<QString>("grammar");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& grammar, const char* says) {
            QTest::newRow(name) << QString::fromStdString(grammar) << QString(says);
        };
        row("nothing", "", "no rule named “root”");
        row("no root", "a ::= \"b\"", "no rule named “root”");
        row("unknown rule", "root ::= a", "“a” is used but not given");
        row("left recursion", "root ::= root \"a\" | \"b\"", "“root” calls itself");
        row("hidden left recursion", "root ::= x a\na ::= x root \"b\"\nx ::= \"\" | \"c\"", "calls itself");
        row("twice", "root ::= \"a\"\nroot ::= \"b\"", "given twice");
        row("open text", "root ::= \"a", "no end");
        row("open class", "root ::= [a", "no end");
        row("open group", "root ::= (\"a\"", "“)” is missing");
        row("no sign", "root = \"a\"", "“::=” is missing");
        row("backwards", "root ::= [z-a]", "backwards");
        row("too often", "root ::= \"a\"{99999}", "2000");
        row("nothing repeated", "root ::= *", "nothing to repeat");
        row("deep", "root ::= " + std::string(5000, '(') + "\"a\"" + std::string(5000, ')'), "too deeply");
        row(
            "large",
            "root ::= ((((\"abcdefgh\"{2000}){2000}){2000}){2000}){2000} a\na ::= " +
                [] {
                    std::string out;
                    for (int i = 0; i < 300; ++i)
                        out += "[a-z]{1000} ";
                    return out;
                }(),
            "too large");
        row("broken escape", "root ::= \"\\xZZ\"", "escape");
    }

    void refusesWrongGrammars() {
        QFETCH(QString, grammar);
        QFETCH(QString, says);
        const auto parsed = engine::parseGrammar(grammar.toStdString());
        QVERIFY(!parsed.ok());
        QVERIFY2(parsed.error().text().find(says.toStdString()) != std::string::npos,
                 parsed.error().text().c_str());
    }

    void writesJsonOfAShape_data() {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QStringList>("fits");
        QTest::addColumn<QStringList>("fitsNot");
        const auto row = [](const char* name, const char* schema, const QStringList& fits,
                            const QStringList& fitsNot) {
            QTest::newRow(name) << QString(schema) << fits << fitsNot;
        };
        row("object",
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"age\":{\"type\":"
            "\"integer\"},\"ok\":{\"type\":\"boolean\"}}}",
            {"{\"name\": \"合 \\\"x\\\" \\u00e9\", \"age\": -12, \"ok\": true}",
             "{\"name\":\"\",\"age\":0,\"ok\":false}"},
            {"{}", "{\"age\": 1}", "{\"name\": \"a\", \"age\": 1.5, \"ok\": true}", "{\"name\": \"a"});
        row("optional",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"},"
            "\"c\":{\"type\":\"integer\"}},\"required\":[\"b\"]}",
            {"{\"b\": 1}", "{\"a\": 1, \"b\": 2}", "{\"b\": 1, \"c\": 2}", "{\"a\": 1, \"b\": 2, \"c\": 3}"},
            {"{}", "{\"a\": 1}", "{\"a\": 1, \"c\": 2}", "{, \"b\": 1}", "{\"b\": 1,}"});
        row("all optional",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"null\"},\"b\":{\"type\":\"null\"}},"
            "\"required\":[]}",
            {"{}", "{\"a\": null}", "{\"b\": null}", "{\"a\": null, \"b\": null}"}, {"{\"a\": null,}"});
        row("array", "{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"minItems\":1,\"maxItems\":3}",
            {"[1]", "[1.5, -2e10, 0.25]"}, {"[]", "[1, 2, 3, 4]", "[01]", "[1,]"});
        row("enum", "{\"enum\":[\"a\",\"b \\\"q\\\"\",3,null]}", {"\"a\"", "\"b \\\"q\\\"\"", "3", "null"},
            {"\"c\"", "4"});
        row("either", "{\"anyOf\":[{\"type\":\"string\",\"maxLength\":2},{\"type\":[\"integer\",\"null\"]}]}",
            {"\"ab\"", "\"\"", "7", "null"}, {"\"abc\"", "true"});
        row("anything", "{}", {"1", "\"a\"", "{\"a\": [1, {\"b\": null}]}", "[]"}, {"", "{a: 1}", "[1 2]"});
    }

    void writesJsonOfAShape() {
        QFETCH(QString, schema);
        QFETCH(QStringList, fits);
        QFETCH(QStringList, fitsNot);
        const auto grammar = engine::jsonGrammar(schema.toStdString());
        QVERIFY2(grammar.ok(), grammar ? "" : grammar.error().text().c_str());
        QVERIFY2(engine::parseGrammar(*grammar).ok(), grammar->c_str());
        for (const QString& text : fits)
            QVERIFY2(matches(*grammar, text.toStdString()), qPrintable(text));
        for (const QString& text : fitsNot)
            QVERIFY2(!matches(*grammar, text.toStdString()), qPrintable(text));
        // Whatever is written within it is JSON.
        const auto tokenizer =
            std::make_shared<PlainTokenizer>(std::vector<std::string>{"{\"", "\": ", ", \"", "\"}", "true"});
        for (uint32_t seed = 0; seed < 5; ++seed) {
            auto constraint = *engine::constrainToGrammar(tokenizer, *grammar);
            const std::string text = wander(*constraint, *tokenizer, seed, 2000);
            if (!constraint->complete()) continue;  // a string that has not ended yet
            QVERIFY2(nlohmann::json::accept(text), text.c_str());
        }
    }

    void refusesSchemasBeyondTheSubset() {
        QVERIFY(!engine::jsonGrammar("{").ok());
        QVERIFY(!engine::jsonGrammar("3").ok());
        QVERIFY(!engine::jsonGrammar("{\"type\":\"thing\"}").ok());
        const auto pattern = engine::jsonGrammar("{\"type\":\"string\",\"pattern\":\"a+\"}");
        QVERIFY(!pattern.ok());
        QVERIFY(pattern.error().text().find("“pattern”") != std::string::npos);
        std::string deep;
        for (int i = 0; i < 200; ++i)
            deep += "{\"type\":\"array\",\"items\":";
        deep += "{}" + std::string(200, '}');
        QVERIFY(!engine::jsonGrammar(deep).ok());
    }

    // Long texts do not make it slow or large: states that are behind are dropped.
    void goesOnForLong() {
        const auto tokenizer = std::make_shared<PlainTokenizer>();
        auto constraint = *engine::constrainToGrammar(tokenizer, "root ::= \"(\" root \")\" | [a-z]{0,2000}");
        for (int i = 0; i < 20000; ++i)
            constraint->accept('(');
        QVERIFY(allowed(*constraint, tokenizer->size()).size() == 28);
        for (int i = 0; i < 2000; ++i)
            constraint->accept('a');
        QVERIFY(allowed(*constraint, tokenizer->size()) == std::vector<Token>({')'}));
        for (int i = 0; i < 20000; ++i)
            constraint->accept(')');
        QVERIFY(constraint->complete());
    }

    void isFastOnARealVocabulary() {
        std::shared_ptr<const engine::Tokenizer> tokenizer;
        for (const auto& path : tests::realModels()) {
            const auto file = engine::ModelFile::open(path);
            auto loaded = file ? engine::Tokenizer::load(**file) : file.error();
            if (loaded && (tokenizer == nullptr || (*loaded)->size() > tokenizer->size()))
                tokenizer = *loaded;
        }
        if (tokenizer == nullptr) QSKIP("no models: set CONCLAVE_MODELS to a folder of GGUF files");
        const auto grammar = engine::jsonGrammar(
            "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"n\":{\"type\":\"integer\"}"
            "}}");
        auto constraint = *engine::constrainToGrammar(tokenizer, *grammar);
        const std::string text = "{\"text\": \"The term is two years, 合同有效期为两年。\", \"n\": 24}";
        std::vector<float> logits(static_cast<size_t>(tokenizer->size()));
        double worst = 0;
        double total = 0;
        const auto tokens = tokenizer->encode(text);
        for (const Token token : tokens) {
            std::fill(logits.begin(), logits.end(), 0.0F);
            const auto begin = std::chrono::steady_clock::now();
            constraint->mask(logits);
            const double took =
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
            worst = std::max(worst, took);
            total += took;
            QVERIFY2(logits[static_cast<size_t>(token)] == 0.0F, tokenizer->pieceBytes(token).c_str());
            constraint->accept(token);
        }
        QVERIFY(constraint->complete());
        qInfo("%d tokens: %.2f ms each, %.2f ms at most", static_cast<int>(tokens.size()),
              total / static_cast<double>(tokens.size()), worst);
    }
};

QTEST_GUILESS_MAIN(TokenConstraintTest)
#include "token_constraint_test.moc"
