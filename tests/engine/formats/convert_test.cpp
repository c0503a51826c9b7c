// A folder becomes a GGUF file and that a folder again: the same tensors bit for bit, and a configuration
// that reads the same.
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <map>

#include "engine/base/thread_pool.h"
#include "engine/formats/convert_to_folder.h"
#include "tests/support/hf_folder.h"

using engine::ModelFile;
using tests::floatsOf;
using tests::HfFolder;

namespace {

std::filesystem::path fixtureFolder(const std::string& name) {
    return std::filesystem::path(CONCLAVE_SOURCE_DIR) / "tests/fixtures/folders" / name;
}

engine::Arithmetic scalar() {
    static engine::ThreadPool pool(2);
    return {*kernels::cpuBackend(kernels::CpuPath::kScalar), pool};
}

// Every tensor as floats; experts of a stack one by one.
std::map<std::string, std::vector<float>> allFloats(const ModelFile& model) {
    std::map<std::string, std::vector<float>> out;
    for (const engine::TensorView& view : model.tensors()) {
        std::string name(view.name);
        const bool stack = name.find("_exps.weight") != std::string::npos;
        const int64_t experts = stack ? view.shape.front() : 1;
        std::vector<float> values;
        (void)engine::giveRows(model, view, kernels::DType::kF32, scalar(),
                               [&](std::span<const std::byte> bytes) -> engine::Status {
                                   const size_t at = values.size();
                                   values.resize(at + bytes.size() / sizeof(float));
                                   std::memcpy(values.data() + at, bytes.data(), bytes.size());
                                   return {};
                               });
        const size_t one = values.size() / static_cast<size_t>(experts);
        for (int64_t e = 0; e < experts; ++e) {
            const auto begin = values.begin() + static_cast<std::ptrdiff_t>(static_cast<size_t>(e) * one);
            std::string single = name;
            if (stack) single.replace(name.find("_exps"), 5, std::to_string(e).insert(0, 1, '.'));
            out[single] = {begin, begin + static_cast<std::ptrdiff_t>(one)};
        }
    }
    return out;
}

bool sameValue(const engine::MetadataValue& a, const engine::MetadataValue& b) {
    if (const auto* x = std::get_if<double>(&a)) {
        const auto* y = std::get_if<double>(&b);
        return y != nullptr && std::abs(*x - *y) <= 1e-6 * std::abs(*x);
    }
    const auto whole = [](const engine::MetadataValue& value) {
        if (const auto* x = std::get_if<int64_t>(&value)) return *x;
        if (const auto* x = std::get_if<uint64_t>(&value)) return static_cast<int64_t>(*x);
        return int64_t{-1};
    };
    if (const auto* x = std::get_if<engine::MetadataArray>(&a)) {
        const auto* y = std::get_if<engine::MetadataArray>(&b);
        return y != nullptr && x->integers == y->integers && x->strings == y->strings;
    }
    if (const auto* x = std::get_if<std::string_view>(&a)) {
        const auto* y = std::get_if<std::string_view>(&b);
        return y != nullptr && *x == *y;
    }
    if (const auto* x = std::get_if<bool>(&a))
        return std::get_if<bool>(&b) != nullptr && *x == std::get<bool>(b);
    return whole(a) == whole(b);
}

// What one says of its model and the other says otherwise.
std::string difference(const ModelFile& a, const ModelFile& b) {
    for (const auto& [key, value] : a.metadata()) {
        if (key.starts_with("general.") && key != "general.architecture") continue;
        const auto found = b.metadata().find(key);
        if (found == b.metadata().end() || !sameValue(value, found->second)) return key;
    }
    const auto x = allFloats(a);
    const auto y = allFloats(b);
    for (const auto& [name, values] : x) {
        const auto found = y.find(name);
        if (found == y.end() || values != found->second) return name;
    }
    return x.size() == y.size() ? "" : "more tensors";
}

}  // namespace

class ConvertTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path at(const std::string& name) const {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }

private slots:
    void goesThereAndBack_data() {
        QTest::addColumn<QString>("folder");
        for (const char* folder : {"llama",         "llama3-rope",
                                   "llama-yarn",    "mistral-window",
                                   "mixtral",       "qwen2",
                                   "qwen2moe",      "qwen2moe-mixed",
                                   "qwen3",         "qwen3moe-norenorm",
                                   "olmoe-clip",    "granite",
                                   "granitemoe",    "deepseek-moe-16b-norm",
                                   "deepseek-v2",   "deepseek-v2-lite",
                                   "deepseek-v3",   "deepseek-v3-fp8",
                                   "gpt-oss",       "gpt-oss-mxfp4",
                                   "glm4moe",       "glm4moe-qknorm",
                                   "gemma3",        "phi3",
                                   "phi3-longrope", "phi3-longrope-short"})
            QTest::newRow(folder) << QString(folder);
    }
    void goesThereAndBack() {
        QFETCH(QString, folder);
        const auto file = ModelFile::open(fixtureFolder(folder.toStdString()));
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        const auto gguf = at(folder.toStdString() + ".gguf");
        const auto there = engine::convertToGguf(**file, {}, {}, scalar(), gguf, {});
        QVERIFY2(there.ok(), there ? "" : there.error().text().c_str());
        QCOMPARE(there->bytes, std::filesystem::file_size(gguf));
        const auto stacked = ModelFile::open(gguf);
        QVERIFY2(stacked.ok(), stacked ? "" : stacked.error().text().c_str());
        QCOMPARE((*stacked)->tensors().size(), there->tensors);
        QCOMPARE(difference(**file, **stacked), std::string());
        for (const engine::TensorView& view : (*stacked)->tensors())
            QVERIFY(view.shape.size() > 1 || view.type == kernels::DType::kF32);

        const auto back = at(folder.toStdString());
        const auto made =
            engine::convertToFolder(**stacked, {.type = kernels::DType::kF32}, scalar(), back, {});
        QVERIFY2(made.ok(), made ? "" : made.error().text().c_str());
        const auto again = ModelFile::open(back);
        QVERIFY2(again.ok(), again ? "" : again.error().text().c_str());
        QCOMPARE(difference(**file, **again), std::string());
    }

    void changesTypes() {
        HfFolder made("llama");
        made.set("hidden_size", "32").set("intermediate_size", "6");
        made.numbered("model.embed_tokens.weight", {3, 32}).numbered("model.norm.weight", {32});
        made.numbered("model.layers.0.input_layernorm.weight", {32})
            .numbered("model.layers.0.post_attention_layernorm.weight", {32});
        made.numbered("model.layers.0.self_attn.q_proj.weight", {32, 32}, 1)
            .numbered("model.layers.0.self_attn.k_proj.weight", {16, 32});
        made.numbered("model.layers.0.self_attn.v_proj.weight", {16, 32})
            .numbered("model.layers.0.self_attn.o_proj.weight", {32, 32});
        made.numbered("model.layers.0.mlp.gate_proj.weight", {6, 32})
            .numbered("model.layers.0.mlp.up_proj.weight", {6, 32});
        made.numbered("model.layers.0.mlp.down_proj.weight", {32, 6});
        const auto file = made.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        std::vector<std::string> told;
        const engine::Conversion how = {
            .type = kernels::DType::kQ8_0,
            .progress = [&](std::string_view tensor, uint64_t done, uint64_t total) {
                told.emplace_back(tensor);
                QVERIFY(done < total);
            }};
        const auto there = engine::convertToGguf(**file, {{"tokenizer.chat_template", std::string_view("x")}},
                                                 how, scalar(), at("q.gguf"), {});
        QVERIFY2(there.ok(), there ? "" : there.error().text().c_str());
        const auto quantised = ModelFile::open(at("q.gguf"));
        const ModelFile& model = **quantised;
        QCOMPARE(told.size(), model.tensors().size());
        QVERIFY(model.find("blk.0.attn_q.weight")->type == kernels::DType::kQ8_0);
        QVERIFY(model.find("blk.0.ffn_down.weight")->type == kernels::DType::kF16);  // rows of six
        QVERIFY(model.find("blk.0.attn_norm.weight")->type == kernels::DType::kF32);
        QCOMPARE(model.integer("general.file_type").value_or(0), int64_t{7});
        QCOMPARE(model.text("tokenizer.chat_template").value_or(""), std::string_view("x"));
        // Row 0 is 1 … 32: a step is 32/127, and a value is off by half of one at most.
        const auto row = allFloats(model)["blk.0.attn_q.weight"];
        for (size_t i = 0; i < 32; ++i)
            QVERIFY(std::abs(row[i] - static_cast<float>(i + 1)) <= 0.51F * 32 / 127);

        // Blocks become floats in a folder, of which nothing else would know what to do.
        const auto back = engine::convertToFolder(model, {}, scalar(), at("back"), {});
        QVERIFY2(back.ok(), back ? "" : back.error().text().c_str());
        const auto folder = ModelFile::open(at("back"));
        QVERIFY2(folder.ok(), folder ? "" : folder.error().text().c_str());
        QVERIFY((*folder)->find("blk.0.attn_v.weight")->type == kernels::DType::kF16);
        QVERIFY((*folder)->find("blk.0.attn_norm.weight")->type == kernels::DType::kF32);
    }

    void stopsWithoutATrace() {
        const auto file = ModelFile::open(fixtureFolder("llama"));
        std::stop_source stop;
        engine::Conversion how = {.type = std::nullopt,
                                  .progress = [&](std::string_view tensor, uint64_t, uint64_t) {
                                      if (tensor.find("attn_v") != std::string::npos) stop.request_stop();
                                  }};
        const auto gguf =
            engine::convertToGguf(**file, {}, how, scalar(), at("stopped.gguf"), stop.get_token());
        QVERIFY(!gguf.ok());
        QCOMPARE(gguf.error().kind, engine::ErrorKind::kCancelled);
        const auto folder = engine::convertToFolder(**file, how, scalar(), at("stopped"), stop.get_token());
        QCOMPARE(folder.error().kind, engine::ErrorKind::kCancelled);
        QVERIFY(!std::filesystem::exists(at("stopped.gguf")));
        QVERIFY(std::filesystem::is_empty(at("stopped")));
    }

    // A model that reads but says what no folder of its family can say.
    void refusesWhatAFolderCannotSay_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("says");
        QTest::newRow("a value") << "llama.attention.clamp_kqv"
                                 << "";
        QTest::newRow("a value of no folder") << "llama.logit_bias"
                                              << "“llama.logit_bias” that a folder cannot state";
        QTest::newRow("another scaling") << "llama.rope.scaling.yarn_ext_factor"
                                         << "that a folder cannot state";
    }
    void refusesWhatAFolderCannotSay() {
        QFETCH(QString, key);
        QFETCH(QString, says);
        const auto file = ModelFile::open(fixtureFolder("llama"));
        const auto gguf = at("said.gguf");
        QVERIFY(engine::convertToGguf(**file, {{key.toStdString(), 0.5}}, {}, scalar(), gguf, {}).ok());
        const auto model = ModelFile::open(gguf);
        const auto made = engine::convertToFolder(**model, {}, scalar(), at("said"), {});
        const std::string text = made ? "" : made.error().text();
        if (says.isEmpty()) {
            QVERIFY2(made.ok(), text.c_str());
            return;
        }
        QVERIFY2(text.find(says.toStdString()) != std::string::npos, text.c_str());
    }

    void refusesOtherFamiliesAndFolders() {
        const auto file = ModelFile::open(fixtureFolder("llama"));
        const auto gguf = at("falcon.gguf");
        QVERIFY(engine::convertToGguf(**file, {{"general.architecture", std::string_view("falcon")}}, {},
                                      scalar(), gguf, {})
                    .ok());
        const auto falcon = ModelFile::open(gguf);
        const auto made = engine::convertToFolder(**falcon, {}, scalar(), at("falcon"), {});
        QVERIFY(made.error().text().find("the architecture “falcon”") != std::string::npos);
        QVERIFY(!std::filesystem::exists(at("falcon")));
        std::filesystem::create_directories(at("taken"));
        tests::SafetensorsBytes::write(at("taken") / "model.safetensors.index.json", "{}");
        QVERIFY(engine::convertToFolder(**file, {}, scalar(), at("taken"), {})
                    .error()
                    .text()
                    .find("holds another model") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ConvertTest)
#include "convert_test.moc"
