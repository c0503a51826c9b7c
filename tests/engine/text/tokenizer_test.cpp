// Byte-level BPE: published vectors, round trips, control tokens, streaming, and vocabularies that are wrong.
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <random>
#include <sstream>

#include "engine/text/tokenizer.h"
#include "engine/text/utf8.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/real_models.h"

using engine::Token;

namespace {

const std::filesystem::path kVectors = CONCLAVE_SOURCE_DIR "/../shared/data/ggml_vocab";

std::string readAll(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::shared_ptr<const engine::Tokenizer> loadFrom(const std::filesystem::path& path) {
    const auto file = engine::ModelFile::open(path);
    if (!file) return nullptr;
    auto loaded = engine::Tokenizer::load(**file);
    return loaded ? *loaded : nullptr;
}

// A file with this family's vocabulary: the one beside the vectors, or a model that the tester has.
std::filesystem::path vocabularyOf(const std::string& family) {
    const auto beside = kVectors / ("ggml-vocab-" + family + ".gguf");
    if (std::filesystem::exists(beside)) return beside;
    for (const auto& path : tests::realModels()) {
        const auto file = engine::ModelFile::open(path);
        if (file && (*file)->text("tokenizer.ggml.pre").value_or("") == family) return path;
    }
    return {};
}

std::vector<std::string> splitAt(const std::string& text, const std::string& separator) {
    std::vector<std::string> out;
    size_t begin = 0;
    for (size_t at = text.find(separator); at != std::string::npos; at = text.find(separator, begin)) {
        out.push_back(text.substr(begin, at - begin));
        begin = at + separator.size();
    }
    out.push_back(text.substr(begin));
    return out;
}

// A megabyte of English, Chinese, code and emoji, the same on every machine.
std::string mixedText() {
    const std::vector<std::string> pieces = {
        "The Supplier shall not, without prior written consent, assign this Agreement. ",
        "本协议自双方签字之日起生效，有效期为三年；任何一方可提前三十日书面通知终止。",
        "for (int i = 0; i < n; ++i) {\n\t\tsum += values[i] * 0x1F;\n}\n",
        "😀🚀👩‍👩‍👧‍👦🏳️‍🌈 ",
        "  \n\n\t \r\n   ",
        "don't I'LL we've “quoted” 1,234.56 € №42 ½ ",
        "Ünïcödé ελληνικά русский العربية हिन्दी ไทย 한국어 日本語 ",
        "https://example.org/a?b=c&d=%20#e ",
        "3333333 ---- ======= !!!!!!????? ",
        "e\u0301 a\u0308 \u200B\u00A0\u3000\u2028",
    };
    std::mt19937 random(7);
    std::string out;
    while (out.size() < (size_t{1} << 20)) {
        out += pieces[random() % pieces.size()];
        if (random() % 8 == 0) engine::appendUtf8(out, U'\u4E00' + random() % 0x5000);
        if (random() % 8 == 0) engine::appendUtf8(out, 0x1F300 + random() % 0x300);
        if (random() % 4 == 0) out += static_cast<char>(' ' + random() % 95);
    }
    return out;
}

// The 256 bytes, a few merges, one user-defined and three control tokens.
tests::GgufBytes tinyVocabulary(const char* family, bool allBytes = true) {
    std::vector<std::string> tokens;
    char32_t next = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
        const bool visible = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        std::string text;
        engine::appendUtf8(text, visible ? static_cast<char32_t>(byte) : next++);
        if (allBytes || byte < 0xF5) tokens.push_back(text);
    }
    const size_t bytes = tokens.size();
    for (const char* token :
         {"he", "ll", "hell", "hello", "Ġhello", "<tool>", "<|end|>", "<|start|>", "<|unk|>"})
        tokens.push_back(token);
    std::vector<int32_t> types(tokens.size(), 1);
    types[bytes + 5] = 4;
    types[bytes + 6] = types[bytes + 7] = 3;
    types[bytes + 8] = 2;
    return tests::GgufBytes()
        .header(0, 8)
        .value("tokenizer.ggml.model", "gpt2")
        .value("tokenizer.ggml.pre", family)
        .list("tokenizer.ggml.tokens", tokens)
        .numbers("tokenizer.ggml.token_type", tests::kGgufI32, types)
        .list("tokenizer.ggml.merges", {"h e", "l l", "he ll", "hell o", "Ġ hello"})
        .value<uint32_t>("tokenizer.ggml.eos_token_id", tests::kGgufU32, static_cast<uint32_t>(bytes + 6))
        .value<uint32_t>("tokenizer.ggml.bos_token_id", tests::kGgufU32, static_cast<uint32_t>(bytes + 7))
        .value<uint8_t>("tokenizer.ggml.add_bos_token", tests::kGgufBool, 1);
}

}  // namespace

class TokenizerTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    engine::Result<std::shared_ptr<const engine::Tokenizer>> load(const tests::GgufBytes& bytes) {
        const auto path = std::filesystem::path(folder_.path().toStdString()) / "v.gguf";
        bytes.save(path);
        const auto file = engine::ModelFile::open(path);
        if (!file) return file.error();
        return engine::Tokenizer::load(**file);
    }

private slots:
    void equalsPublishedVectors_data() {
        QTest::addColumn<QString>("family");
        for (const char* family :
             {"bert-bge", "command-r", "deepseek-coder", "deepseek-llm", "falcon", "gemma-4", "gpt-2",
              "llama-bpe", "llama-spm", "mpt", "phi-3", "qwen2", "qwen35", "refact", "starcoder"})
            QTest::newRow(family) << QString(family);
    }

    void equalsPublishedVectors() {
        QFETCH(QString, family);
        const auto base = kVectors / ("ggml-vocab-" + family.toStdString() + ".gguf");
        if (!std::filesystem::exists(base.string() + ".inp")) QSKIP("no vectors of this family");
        const auto vocabulary = vocabularyOf(family.toStdString());
        if (vocabulary.empty()) QSKIP("no file with this family's vocabulary");
        const auto tokenizer = loadFrom(vocabulary);
        QVERIFY2(tokenizer != nullptr, vocabulary.c_str());
        const auto texts = splitAt(readAll(base.string() + ".inp"), "\n__ggml_vocab_test__\n");
        const auto lines = splitAt(readAll(base.string() + ".out"), "\n");
        QVERIFY(texts.size() >= 46 && lines.size() >= texts.size());
        for (size_t i = 0; i < texts.size(); ++i) {
            std::istringstream in(lines[i]);
            const std::vector<Token> expected{std::istream_iterator<Token>(in),
                                              std::istream_iterator<Token>()};
            QVERIFY2(tokenizer->encode(texts[i]) == expected, texts[i].c_str());
            // WordPiece forgets case, accents and blanks.
            if (family != "bert-bge") QCOMPARE(tokenizer->decode(expected), texts[i]);
        }
    }

    void roundTripsAMegabyte_data() {
        QTest::addColumn<QString>("path");
        for (const char* family : {"deepseek-llm", "falcon", "gpt-2", "mpt", "refact"}) {
            const auto path = kVectors / ("ggml-vocab-" + std::string(family) + ".gguf");
            if (std::filesystem::exists(path)) QTest::newRow(family) << QString::fromStdString(path.string());
        }
        for (const auto& path : tests::realModels())
            QTest::newRow(path.filename().c_str()) << QString::fromStdString(path.string());
        QTest::newRow("tiny") << QString();
    }

    void roundTripsAMegabyte() {
        QFETCH(QString, path);
        const auto tokenizer = path.isEmpty() ? *load(tinyVocabulary("qwen2")) : loadFrom(path.toStdString());
        if (tokenizer == nullptr) QSKIP("not a byte-level BPE vocabulary");
        const std::string text = mixedText();
        const std::vector<Token> tokens = tokenizer->encode(text);
        QVERIFY(tokenizer->decode(tokens) == text);
        // The same words with and without the memory for them.
        const std::string part = text.substr(0, 400);
        const auto alone = tokenizer->encode(part.substr(0, engine::findBrokenUtf8(part, 0)));
        QVERIFY(std::equal(alone.begin(), alone.end() - 5, tokens.begin()));
        // Token by token, whole characters only, and nothing lost.
        engine::StreamDecoder stream(tokenizer);
        std::string streamed;
        for (const Token token : tokens) {
            const std::string piece = stream.push(token);
            QVERIFY(engine::findBrokenUtf8(piece, 0) == piece.size());
            streamed += piece;
        }
        QVERIFY(streamed + stream.finish() == text);
    }

    void mergesAsTheMergesSay() {
        const auto tokenizer = *load(tinyVocabulary("gpt-2"));
        QVERIFY(tokenizer->encode("hello hello") == std::vector<Token>({259, 260}));
        QVERIFY(tokenizer->encode("hell") == std::vector<Token>({258}));
        QVERIFY(tokenizer->encode("heo") == std::vector<Token>({256, 'o'}));
        QVERIFY(tokenizer->encode("").empty());
        QCOMPARE(tokenizer->find(" hello"), Token{260});
        QCOMPARE(tokenizer->find("<|end|>"), Token{262});
        QCOMPARE(tokenizer->find("absent"), engine::kNoToken);
        QVERIFY(tokenizer->encode("hello", {.addBegin = true}) == std::vector<Token>({263, 259}));
        QVERIFY(tokenizer->endsText(262) && !tokenizer->endsText(263) && tokenizer->addsBegin());
    }

    // A text may spell a control token; only a rendered template may mean it. User-defined tokens are always
    // meant.
    void readsControlTokensOnlyInTemplates() {
        const auto tokenizer = *load(tinyVocabulary("gpt-2"));
        const std::string text = "hello<|end|><tool>hello";
        const auto plain = tokenizer->encode(text);
        QVERIFY(std::find(plain.begin(), plain.end(), Token{262}) == plain.end());
        QVERIFY(std::find(plain.begin(), plain.end(), Token{261}) != plain.end());
        QCOMPARE(tokenizer->decode(plain), text);
        const auto special = tokenizer->encode(text, {.parseSpecial = true});
        QVERIFY(special == std::vector<Token>({259, 262, 261, 259}));
        QCOMPARE(tokenizer->decode(special), std::string("hello<tool>hello"));
        QCOMPARE(tokenizer->decode(special, true), text);
        QVERIFY(tokenizer->isControl(262) && tokenizer->isControl(264) && !tokenizer->isControl(261));
        QCOMPARE(tokenizer->pieceBytes(-5), std::string());
        QCOMPARE(tokenizer->pieceBytes(100000), std::string());
    }

    // Bytes that are no UTF-8 come back as they were, or as U+FFFD where the vocabulary has no token for
    // them.
    void keepsBrokenText() {
        const std::string text =
            "a\xFF\xFE\xE5\x90"
            "b\xC0\x80\xED\xA0\x80\xF8 \xE5";
        const auto whole = *load(tinyVocabulary("qwen2"));
        QCOMPARE(whole->decode(whole->encode(text)), text);
        std::string noise;
        std::mt19937 random(3);
        for (int i = 0; i < 100000; ++i)
            noise += static_cast<char>(random() % 256);
        QVERIFY(whole->decode(whole->encode(noise)) == noise);
        const auto fewer = *load(tinyVocabulary("qwen2", false));
        QCOMPARE(fewer->decode(fewer->encode("a\xFF"
                                             "b")),
                 std::string("a\xEF\xBF\xBD"
                             "b"));
        QCOMPARE(fewer->decode(fewer->encode("a\xE5"
                                             "b")),
                 std::string("a\xE5"
                             "b"));
    }

    void streamsWholeCharactersOnly() {
        const auto tokenizer = *load(tinyVocabulary("qwen2"));
        engine::StreamDecoder stream(tokenizer);
        const auto byteOf = [&](uint8_t byte) {
            return tokenizer->find(std::string(1, static_cast<char>(byte)));
        };
        QCOMPARE(stream.push(byteOf(0xE5)), std::string());
        QCOMPARE(stream.push(byteOf(0x90)), std::string());
        QCOMPARE(stream.push(byteOf(0x88)), std::string("合"));
        QCOMPARE(stream.push(byteOf(0xF0)), std::string());
        QCOMPARE(stream.push(byteOf('a')), std::string("\xEF\xBF\xBD"
                                                       "a"));  // it can never become one
        QCOMPARE(stream.push(262), std::string());             // a control token shows nothing
        QCOMPARE(stream.push(byteOf(0xE5)), std::string());
        QCOMPARE(stream.finish(), std::string("\xEF\xBF\xBD"));
        QCOMPARE(stream.finish(), std::string());
    }

    // Every family's patterns take a megabyte of one character in a time that grows with its length, and lose
    // nothing.
    void takesLongRuns_data() {
        QTest::addColumn<QString>("family");
        for (const char* family :
             {"gpt-2", "smollm", "llama-bpe", "qwen2", "qwen35", "deepseek-llm", "deepseek-coder",
              "deepseek-v3", "falcon", "gpt-4o", "tekken", "kimi-k2", "youtu", "minicpm5", "bailingmoe",
              "seed-coder", "bloom", "viking", "default"})
            QTest::newRow(family) << QString(family);
    }

    void takesLongRuns() {
        QFETCH(QString, family);
        const auto loaded = load(tinyVocabulary(family.toUtf8().constData()));
        QVERIFY2(loaded.ok(), loaded ? "" : loaded.error().text().c_str());
        constexpr size_t kLength = size_t{1} << 20;
        for (const char* unit :
             {"a", "A", " ", "\n", " \n", "!", "7", "'", "合", "\u0301", "\u3000", "😀", "aA", "Aa"}) {
            std::string text;
            while (text.size() < kLength)
                text += unit;
            text += "x";
            const auto begin = std::chrono::steady_clock::now();
            const auto tokens = (*loaded)->encode(text);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
            QVERIFY2((*loaded)->decode(tokens) == text, unit);
            // Measured at 0.1 to 0.5 s; anything quadratic would take hours.
            QVERIFY2(took.count() < 20.0, unit);
        }
    }

    void refusesOtherVocabularies_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const tests::GgufBytes& made, const char* says) {
            QTest::newRow(name) << QByteArray(made.bytes.data(), static_cast<qsizetype>(made.bytes.size()))
                                << QString(says);
        };
        using tests::GgufBytes;
        row("none", GgufBytes().header(0, 0).data(0), "has no tokenizer");
        row("unknown kind", GgufBytes().header(0, 1).value("tokenizer.ggml.model", "martian"),
            "of the kind martian");
        row("no scores",
            GgufBytes()
                .header(0, 2)
                .value("tokenizer.ggml.model", "llama")
                .list("tokenizer.ggml.tokens", {"a", "b"}),
            "scores are not equally many");
        row("no tokens", GgufBytes().header(0, 1).value("tokenizer.ggml.model", "gpt2"), "no list of tokens");
        row("unknown family",
            GgufBytes()
                .header(0, 2)
                .value("tokenizer.ggml.model", "gpt2")
                .value("tokenizer.ggml.pre", "martian"),
            "“martian”");
        row("no merges",
            GgufBytes()
                .header(0, 2)
                .value("tokenizer.ggml.model", "gpt2")
                .list("tokenizer.ggml.tokens", {"a", "b"}),
            "list of merges");
        row("fewer kinds than tokens",
            GgufBytes()
                .header(0, 3)
                .value("tokenizer.ggml.model", "gpt2")
                .list("tokenizer.ggml.tokens", {"a", "b"})
                .numbers<int32_t>("tokenizer.ggml.token_type", tests::kGgufI32, {1}),
            "not equally many");
    }

    void refusesOtherVocabularies() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const auto loaded = load({bytes.toStdString()});
        QVERIFY(!loaded.ok());
        QVERIFY2(loaded.error().text().find(says.toStdString()) != std::string::npos,
                 loaded.error().text().c_str());
    }
};

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"
