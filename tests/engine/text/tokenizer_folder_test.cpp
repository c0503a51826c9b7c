// Tokenizers of model folders against the reference's ids (tests/fixtures/make_tokenizers.py), and folders
// that are wrong.
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/text/tokenizer.h"
#include "engine/text/tokenizer_tables.h"
#include "tests/support/gguf_bytes.h"

using engine::Token;
using Json = nlohmann::json;

namespace {

const std::filesystem::path kFixtures = CONCLAVE_SOURCE_DIR "/tests/fixtures/tokenizers";

std::string readAll(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Json readCases() {
    return Json::parse(readAll(kFixtures / "cases.json"));
}

std::string spelt(const std::vector<Token>& tokens) {
    std::string out;
    for (const Token token : tokens)
        out += std::to_string(token) + " ";
    return out;
}

// A model folder as engine/formats opens it, without its weights.
class FolderModel final : public engine::ModelFile {
public:
    explicit FolderModel(std::filesystem::path path) : path_(std::move(path)) {}
    const std::filesystem::path& path() const override { return path_; }
    uint64_t bytes() const override { return 0; }
    const std::map<std::string, engine::MetadataValue, std::less<>>& metadata() const override {
        return metadata_;
    }
    const std::vector<engine::TensorView>& tensors() const override { return tensors_; }
    const engine::TensorView* find(std::string_view) const override { return nullptr; }

private:
    std::filesystem::path path_;
    std::map<std::string, engine::MetadataValue, std::less<>> metadata_;
    std::vector<engine::TensorView> tensors_;
};

}  // namespace

class TokenizerFolderTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::filesystem::path folder() const { return folder_.path().toStdString(); }
    void write(const char* name, const std::string& text) const {
        std::ofstream(folder() / name, std::ios::binary) << text;
    }

private slots:
    void init() {
        for (const auto& entry : std::filesystem::directory_iterator(folder()))
            std::filesystem::remove(entry.path());
    }

    void equalsTheReference_data() {
        QTest::addColumn<QString>("text");
        for (const Json& one : readCases())
            QTest::newRow(one["folder"].get<std::string>().c_str()) << QString::fromStdString(one.dump());
    }

    void equalsTheReference() {
        QFETCH(QString, text);
        const Json one = Json::parse(text.toStdString());
        const auto loaded = engine::Tokenizer::loadFolder(kFixtures / one["folder"].get<std::string>());
        QVERIFY2(loaded.ok(), loaded ? "" : loaded.error().text().c_str());
        const engine::Tokenizer& tokenizer = **loaded;
        QCOMPARE(tokenizer.size(), one["size"].get<int32_t>());
        QCOMPARE(
            spelt(tokenizer.encode("Hello world", {.parseSpecial = true, .addBegin = true, .addEnd = true})),
            spelt(one["whole"].get<std::vector<Token>>()));
        for (const Json& line : one["lines"]) {
            const auto expected = line["ids"].get<std::vector<Token>>();
            const std::string source = line["text"];
            QVERIFY2(tokenizer.encode(source, {.parseSpecial = true}) == expected,
                     (line["text"].dump() + "\n" + spelt(tokenizer.encode(source, {.parseSpecial = true})) +
                      "\n" + spelt(expected))
                         .c_str());
            // Bytes that are no character are told by the reference as U+FFFD.
            const std::string decoded = line.value("decoded", std::string());
            if (line.contains("decoded") && decoded.find("\xEF\xBF\xBD") == std::string::npos)
                QCOMPARE(QString::fromStdString(tokenizer.decode(expected)), QString::fromStdString(decoded));
        }
    }

    // A megabyte of one character takes a time that grows with its length, for every kind; and text that is
    // no UTF-8 comes back, as it was or as U+FFFD.
    void takesLongRuns_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"deepseek-v2", "mixtral", "mistral", "gemma3", "steps", "bert-uncased", "t5",
                                 "unigram-bytes", "sentencepiece-bpe", "sentencepiece-unigram"})
            QTest::newRow(name) << QString(name);
    }

    void takesLongRuns() {
        QFETCH(QString, name);
        const auto loaded = engine::Tokenizer::loadFolder(kFixtures / name.toStdString());
        QVERIFY(loaded.ok());
        constexpr size_t kLength = size_t{1} << 20;
        for (const char* unit : {"a", " ", "\n", "!", "7", "合", "\u0301", "😀", "<", "ADDED", "\xFF"}) {
            std::string text;
            while (text.size() < kLength)
                text += unit;
            text += "x";
            const auto begin = std::chrono::steady_clock::now();
            const auto tokens = (*loaded)->encode(text);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
            QVERIFY(!tokens.empty());
            // Measured at 0.1 to 0.6 s; anything quadratic would take hours.
            QVERIFY2(took.count() < 20.0, unit);
        }
    }

    void repairsBrokenText() {
        const std::string broken = "Hello\xFFworld";
        const std::string repaired = "Hello\xEF\xBF\xBDworld";
        for (const char* name : {"mixtral", "t5", "sentencepiece-unigram-bytes"}) {
            const auto tokenizer = *engine::Tokenizer::loadFolder(kFixtures / name);
            QVERIFY2(tokenizer->encode(broken) == tokenizer->encode(repaired), name);
        }
        const auto bytes = *engine::Tokenizer::loadFolder(kFixtures / "qwen2");
        QCOMPARE(bytes->decode(bytes->encode(broken)), broken);
    }

    // A text may spell a control token; only a rendered template may mean it.
    void readsControlTokensOnlyInTemplates() {
        for (const char* name : {"qwen2", "mixtral", "sentencepiece-bpe"}) {
            const auto tokenizer = *engine::Tokenizer::loadFolder(kFixtures / name);
            const Token special = tokenizer->find("SPECIAL");
            QVERIFY2(special != engine::kNoToken && tokenizer->isControl(special), name);
            const auto plain = tokenizer->encode("a SPECIAL b");
            QVERIFY2(std::find(plain.begin(), plain.end(), special) == plain.end(), name);
            QCOMPARE(tokenizer->decode(plain), std::string("a SPECIAL b"));
            const auto meant = tokenizer->encode("a SPECIAL b", {.parseSpecial = true});
            QVERIFY2(std::find(meant.begin(), meant.end(), special) != meant.end(), name);
            QVERIFY2(!tokenizer->isControl(tokenizer->find("ADDED")), name);
        }
    }

    void readsTheFilesBesideIt() {
        std::filesystem::copy_file(kFixtures / "qwen2/tokenizer.json", folder() / "tokenizer.json");
        write(
            "tokenizer_config.json",
            "{\"bos_token\": null, \"eos_token\": {\"content\": \"</s>\"}, \"pad_token\": \"<s>\", "
            "\"chat_template\": "
            "[{\"name\": \"tool_use\", \"template\": \"T\"}, {\"name\": \"default\", \"template\": \"D\"}], "
            "\"added_tokens_decoder\": {\"482\": {\"content\": \"SPECIAL\", \"special\": false}}}");
        auto tokenizer = *engine::Tokenizer::loadFolder(folder());
        const Token special = tokenizer->find("SPECIAL");
        QVERIFY(special != engine::kNoToken && !tokenizer->isControl(special));
        QCOMPARE(tokenizer->beginToken(), engine::kNoToken);
        QVERIFY(!tokenizer->addsBegin());
        QCOMPARE(tokenizer->endToken(), tokenizer->find("</s>"));
        QVERIFY(tokenizer->endsText(tokenizer->endToken()) && !tokenizer->endsText(special));
        QCOMPARE(std::string(tokenizer->chatTemplate()), std::string("D"));
        write("generation_config.json", "{\"eos_token_id\": [" + std::to_string(special) + ", 99999999]}");
        write("chat_template.jinja", "{{ messages }}");
        // Llama's and Gemma's classes begin a text with a token that tokenizer.json does not name.
        write("tokenizer_config.json",
              "{\"bos_token\": \"<s>\", \"tokenizer_class\": \"LlamaTokenizerFast\"}");
        tokenizer = *engine::Tokenizer::loadFolder(folder());
        QVERIFY(tokenizer->endsText(special));
        QCOMPARE(std::string(tokenizer->chatTemplate()), std::string("{{ messages }}"));
        QCOMPARE(tokenizer->encode("a", {.addBegin = true}).front(), tokenizer->find("<s>"));
        write("tokenizer_config.json",
              "{\"bos_token\": \"<s>\", \"tokenizer_class\": \"LlamaTokenizer\", \"add_bos_token\": false, "
              "\"add_eos_token\": true, \"eos_token\": \"</s>\", \"chat_template\": \"x\"}");
        std::filesystem::remove(folder() / "chat_template.jinja");
        tokenizer = *engine::Tokenizer::loadFolder(folder());
        QVERIFY(!tokenizer->addsBegin());
        QCOMPARE(tokenizer->encode("a", {.addEnd = true}).back(), tokenizer->find("</s>"));
        QCOMPARE(std::string(tokenizer->chatTemplate()), std::string("x"));
    }

    // A model that is a folder, or a file in one, brings its tokenizer along; a GGUF file has only its own.
    void isFoundBesideTheWeights() {
        for (const char* name : {"", "config.json", "model.safetensors"}) {
            const FolderModel model(name[0] == 0 ? kFixtures / "qwen2" : kFixtures / "qwen2" / name);
            QVERIFY2(engine::Tokenizer::isIn(model), name);
            QCOMPARE((*engine::Tokenizer::load(model))->size(), 484);
        }
        for (const auto& path :
             {kFixtures / "qwen2/weights.gguf", folder(), folder() / "model.safetensors"}) {
            QVERIFY(!engine::Tokenizer::isIn(FolderModel(path)));
            QVERIFY(!engine::Tokenizer::load(FolderModel(path)).ok());
        }
    }

    void refusesWhatCannotBe_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const Json& json, const char* says) {
            QTest::newRow(name) << QString::fromStdString(json.dump()) << QString(says);
        };
        Json good = {
            {"model", {{"type", "BPE"}, {"vocab", {{"a", 0}, {"b", 1}, {"ab", 2}}}, {"merges", {"a b"}}}}};
        const auto changed = [&](const char* pointer, const Json& value) {
            Json json = good;
            json[Json::json_pointer(pointer)] = value;
            return json;
        };
        row("no model", Json::object(), "it has no model");
        row("no vocabulary", {{"model", {{"type", "BPE"}}}}, "it has no vocabulary");
        row("empty vocabulary", changed("/model/vocab", Json::object()), "it has no tokens");
        row("vocabulary is a list", changed("/model/vocab", Json::array()), "does not give texts their ids");
        row("id is a text", changed("/model/vocab/a", "x"), "does not give texts their ids");
        row("id is too large", changed("/model/vocab/a", 3'000'000'000), "is out of range");
        row("id is far away", changed("/model/vocab/a", 100'000), "is out of range");
        row("id is negative", changed("/model/vocab/a", -1), "is out of range");
        row("one id twice", changed("/model/vocab/a", 1), "two tokens have the id 1");
        row("added id is taken",
            changed("/added_tokens", Json::array({{{"id", 1}, {"content", "<x>"}, {"special", true}}})),
            "two tokens have the id 1");
        row("merge of unknown tokens", changed("/model/merges", {"a c"}),
            "a merge names “c”, which is no token");
        row("merge into nothing", changed("/model/merges", {"b a"}), "a merge names “ba”");
        row("merge of one", changed("/model/merges", {"a"}), "a merge is not a pair");
        row("merge of three", changed("/model/merges", {"a b a"}), "a merge is not a pair");
        row("another model", changed("/model/type", "WordLevel"), "needs the model “WordLevel”");
        row("affixes", changed("/model/end_of_word_suffix", "</w>"), "where in a word they stand");
        row("another normalizer", changed("/normalizer", {{"type", "Martian"}}),
            "needs the normalizer “Martian”");
        row("another pre-tokenizer", changed("/pre_tokenizer", {{"type", "UnicodeScripts"}}),
            "the pre-tokenizer “UnicodeScripts”");
        row("another decoder", changed("/decoder", {{"type", "CTC"}}), "the decoder “CTC”");
        row("another post-processor", changed("/post_processor", {{"type", "Martian"}}),
            "the post-processor “Martian”");
        row("post-processor of a token that is not there",
            changed("/post_processor", {{"type", "BertProcessing"}, {"cls", {"x", 7}}, {"sep", {"y", 8}}}),
            "a token that is not there");
        const auto pattern = [&](const char* source) {
            return changed("/pre_tokenizer",
                           {{"type", "Split"}, {"pattern", {{"Regex", source}}}, {"behavior", "Isolated"}});
        };
        row("wrong pattern", pattern("(a"), "cannot read: “(a”");
        row("classes in classes", pattern("[a[bc]]"), "cannot read");
        row("intersection", pattern("[a-z&&[^x]]"), "cannot read");
        row("exponential pattern", pattern("(a|aa)+$"), "takes for ever");
        row("quadratic pattern", pattern("(?:a|b)+;"), "takes for ever");
        row("damaged map of characters",
            changed("/normalizer", {{"type", "Precompiled"}, {"precompiled_charsmap", "//8AAA=="}}),
            "map of characters");
    }

    void refusesWhatCannotBe() {
        QFETCH(QString, json);
        QFETCH(QString, says);
        write("tokenizer.json", json.toStdString());
        const auto loaded = engine::Tokenizer::loadFolder(folder());
        QVERIFY2(!loaded.ok(), "it should have been refused");
        QVERIFY2(loaded.error().text().find(says.toStdString()) != std::string::npos,
                 loaded.error().text().c_str());
    }

    // Before anything is made of them.
    void refusesFilesThatAskForTooMuch() {
        const auto says = [&](const std::string& text, const char* sentence) {
            write("tokenizer.json", text);
            const auto begin = std::chrono::steady_clock::now();
            const auto loaded = engine::Tokenizer::loadFolder(folder());
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
            QVERIFY(!loaded.ok());
            QVERIFY2(loaded.error().text().find(sentence) != std::string::npos,
                     loaded.error().text().c_str());
            QVERIFY2(took.count() < 5.0, "it took too long");
        };
        says("", "not a JSON object");
        says("{\"model\": ", "not a JSON object");
        says("{\"a\": \"\xFF\"}", "not a JSON object");
        says("{\"a\": " + std::string(1'000'000, '['), "nests too deeply");
        std::string many = "{\"a\": [";
        for (int i = 0; i < 9'000'000; ++i)
            many += "0,";
        says(many + "0]}", "more than eight million values");
        std::filesystem::resize_file(folder() / "tokenizer.json", uintmax_t{65} << 20);
        const auto loaded = engine::Tokenizer::loadFolder(folder());
        QVERIFY(!loaded.ok() && loaded.error().text().find("longer than 64 MiB") != std::string::npos);
    }

    void refusesDamagedSentencePiece() {
        const std::string whole = readAll(kFixtures / "sentencepiece-bpe/tokenizer.model");
        // Every beginning of it ends in a sentence or, where the pieces are whole, in a tokenizer.
        for (size_t size = 0; size < whole.size(); size += 97) {
            write("tokenizer.model", whole.substr(0, size));
            const auto loaded = engine::Tokenizer::loadFolder(folder());
            QVERIFY(loaded.ok() || loaded.error().text().find("tokenizer") != std::string::npos);
        }
        write("tokenizer.model", "\x0A\xFF\xFF\xFF\xFF\x0F");
        QVERIFY(engine::Tokenizer::loadFolder(folder()).error().text().find("cut short") !=
                std::string::npos);
        write("tokenizer.model", "\x13");
        QVERIFY(engine::Tokenizer::loadFolder(folder()).error().text().find("is not a SentencePiece model") !=
                std::string::npos);
    }

    // Written into a GGUF file and read again, a tokenizer gives the same ids.
    void givesTablesForGguf_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("pre");
        for (const auto& [name, model, pre] :
             std::initializer_list<std::array<const char*, 3>>{{"llama3", "gpt2", "llama-bpe"},
                                                               {"qwen2", "gpt2", "qwen2"},
                                                               {"deepseek-v2", "gpt2", "deepseek-llm"},
                                                               {"deepseek-v3", "gpt2", "deepseek-v3"},
                                                               {"olmoe", "gpt2", "gpt-2"},
                                                               {"glm4", "gpt2", "dbrx"},
                                                               {"granite", "gpt2", "starcoder"},
                                                               {"mixtral", "llama", "default"},
                                                               {"gemma3", "llama", "default"},
                                                               {"phi3", "llama", "default"},
                                                               {"sentencepiece-bpe", "llama", "default"}})
            QTest::newRow(name) << QString(model) << QString(pre);
    }

    void givesTablesForGguf() {
        QFETCH(QString, model);
        QFETCH(QString, pre);
        const auto place = kFixtures / QTest::currentDataTag();
        const auto tables = engine::readTokenizerTables(place);
        QVERIFY2(tables.ok(), tables ? "" : tables.error().text().c_str());
        QCOMPARE(QString::fromStdString(tables->model), model);
        QCOMPARE(QString::fromStdString(tables->pre), pre);
        tests::GgufBytes bytes;
        bytes.header(0, tables->scores.empty() ? 7 : 8)
            .value("tokenizer.ggml.model", tables->model.c_str())
            .value("tokenizer.ggml.pre", tables->pre.c_str())
            .list("tokenizer.ggml.tokens", tables->tokens)
            .numbers("tokenizer.ggml.token_type", tests::kGgufI32, tables->types)
            .list("tokenizer.ggml.merges", tables->merges)
            .value<uint8_t>("tokenizer.ggml.add_space_prefix", tests::kGgufBool, tables->addsBlank ? 1 : 0)
            .value<uint32_t>("tokenizer.ggml.unknown_token_id", tests::kGgufU32,
                             static_cast<uint32_t>(tables->unknownToken));
        if (!tables->scores.empty()) bytes.numbers("tokenizer.ggml.scores", tests::kGgufF32, tables->scores);
        bytes.save(folder() / "v.gguf");
        const auto file = engine::ModelFile::open(folder() / "v.gguf");
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        const auto written = engine::Tokenizer::load(**file);
        QVERIFY2(written.ok(), written ? "" : written.error().text().c_str());
        const auto read = *engine::Tokenizer::loadFolder(place);
        QCOMPARE((*written)->size(), read->size());
        for (const Json& one : readCases()) {
            if (one["folder"] != QTest::currentDataTag()) continue;
            for (const Json& line : one["lines"]) {
                const std::string text = line["text"];
                // What GGUF has no words for: Unicode's forms, and white space that special tokens take
                // along.
                if (text.find("SPECIAL") != std::string::npos || text.find("ADDED") != std::string::npos)
                    continue;
                if (pre == "qwen2" || pre == "gpt-2") continue;
                QVERIFY2((*written)->encode(text) == read->encode(text), line["text"].dump().c_str());
            }
        }
    }

    void refusesTablesThatGgufCannotSay() {
        for (const char* name :
             {"falcon", "roberta", "steps", "no-bytes", "bert-cased", "t5", "sentencepiece-unigram"}) {
            const auto tables = engine::readTokenizerTables(kFixtures / name);
            QVERIFY2(!tables.ok(), name);
            QCOMPARE(tables.error().kind, engine::ErrorKind::kUnsupported);
        }
    }

    void refusesFoldersWithout() {
        const auto loaded = engine::Tokenizer::loadFolder(folder());
        QVERIFY(!loaded.ok());
        QVERIFY2(
            loaded.error().text().find("neither tokenizer.json nor tokenizer.model") != std::string::npos,
            loaded.error().text().c_str());
        QVERIFY(!engine::Tokenizer::loadFolder(folder() / "absent").ok());
    }
};

QTEST_GUILESS_MAIN(TokenizerFolderTest)
#include "tokenizer_folder_test.moc"
