// A Hugging Face folder reads like the GGUF file of the same model: keys, names, shapes, and the bytes
// rearranged; what does not fit together is refused by one sentence.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/formats/hf_transforms.h"
#include "tests/support/hf_folder.h"

using engine::ModelFile;
using tests::floatsOf;
using tests::HfFolder;
using tests::SafetensorsBytes;
using Change = std::function<void(HfFolder&)>;
Q_DECLARE_METATYPE(Change)

namespace {

std::filesystem::path fixtureFolder(const std::string& name) {
    return std::filesystem::path(CONCLAVE_SOURCE_DIR) / "tests/fixtures/folders" / name;
}

std::vector<float> floats(std::initializer_list<float> values) {
    return values;
}

// Sixteen bytes of the codes 0 … 15, 15 … 0, two neighbours to a byte.
std::string neighbours() {
    const auto code = [](int i) { return i < 16 ? i : 31 - i; };
    std::string block;
    for (int i = 0; i < 32; i += 2)
        block += static_cast<char>(code(i) | code(i + 1) << 4);
    return block;
}

HfFolder gptOss() {
    HfFolder made("gpt_oss");
    made.set("num_local_experts", "2")
        .set("num_experts_per_tok", "1")
        .set("head_dim", "2")
        .set("sliding_window", "16");
    made.ends().norms().attention();
    for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj"})
        made.numbered("model.layers.0.self_attn." + std::string(name) + ".bias", {4});
    made.numbered("model.layers.0.self_attn.sinks", {2});
    made.numbered("model.layers.0.mlp.router.weight", {2, 4}).numbered("model.layers.0.mlp.router.bias", {2});
    made.numbered("model.layers.0.mlp.experts.gate_up_proj_bias", {2, 6});
    made.numbered("model.layers.0.mlp.experts.down_proj_bias", {2, 4});
    return made;
}

}  // namespace

class HuggingFaceFolderTest : public QObject {
    Q_OBJECT

private slots:
    void readsEveryFamily_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("architecture");
        const std::pair<const char*, const char*> kFolders[] = {{"llama", "llama"},
                                                                {"mistral-window", "llama"},
                                                                {"mixtral", "llama"},
                                                                {"qwen2", "qwen2"},
                                                                {"qwen2moe-mixed", "qwen2moe"},
                                                                {"qwen3", "qwen3"},
                                                                {"qwen3moe", "qwen3moe"},
                                                                {"olmoe-clip", "olmoe"},
                                                                {"granite", "granite"},
                                                                {"granitemoe", "granitemoe"},
                                                                {"deepseek-moe-16b", "deepseek"},
                                                                {"deepseek-v2-lite", "deepseek2"},
                                                                {"deepseek-v3-fp8", "deepseek2"},
                                                                {"gpt-oss", "gpt-oss"},
                                                                {"gpt-oss-mxfp4", "gpt-oss"},
                                                                {"glm4moe", "glm4moe"},
                                                                {"gemma3", "gemma3"},
                                                                {"phi3-longrope", "phi3"}};
        for (const auto& [folder, architecture] : kFolders)
            QTest::newRow(folder) << QString(folder) << QString(architecture);
    }
    void readsEveryFamily() {
        QFETCH(QString, folder);
        QFETCH(QString, architecture);
        const auto path = fixtureFolder(folder.toStdString());
        const auto file = ModelFile::open(path);
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QCOMPARE((*file)->text("general.architecture").value_or(""),
                 std::string_view(architecture.toStdString()));
        QCOMPARE((*file)->text("general.name").value_or(""), std::string_view(folder.toStdString()));
        QCOMPARE((*file)->path(), path);
        QVERIFY((*file)->bytes() > 0);
        for (const engine::TensorView& view : (*file)->tensors()) {
            const auto bytes = (*file)->read(view);
            QVERIFY(bytes.ok());
            QCOMPARE(bytes->bytes.size(), view.bytes());
            QVERIFY((*file)->find(view.name) == &view);
        }
        // The same by the name of a file in it.
        QVERIFY(ModelFile::open(path / "config.json").ok());
        for (const auto& entry : std::filesystem::directory_iterator(path)) {
            if (entry.path().extension() == ".safetensors") QVERIFY(ModelFile::open(entry.path()).ok());
        }
    }

    void namesWhatIsThere() {
        HfFolder folder = HfFolder::llama();
        folder.set("tie_word_embeddings", "false").set("rope_theta", "5000");
        folder.numbered("lm_head.weight", {3, 4}, 7)
            .numbered("model.layers.0.self_attn.rotary_emb.inv_freq", {1});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        const ModelFile& model = **file;
        QCOMPARE(model.integer("llama.block_count").value_or(0), int64_t{1});
        QCOMPARE(model.integer("llama.embedding_length").value_or(0), int64_t{4});
        QCOMPARE(model.integer("llama.feed_forward_length").value_or(0), int64_t{6});
        QCOMPARE(model.integer("llama.attention.head_count").value_or(0), int64_t{2});
        QCOMPARE(model.integer("llama.attention.head_count_kv").value_or(0), int64_t{1});
        QCOMPARE(model.integer("llama.context_length").value_or(0), int64_t{64});
        QCOMPARE(model.integer("llama.rope.dimension_count").value_or(0), int64_t{2});
        QCOMPARE(model.number("llama.rope.freq_base").value_or(0), 5000.0);
        QCOMPARE(model.number("llama.attention.layer_norm_rms_epsilon").value_or(0), 1e-5);
        QCOMPARE(model.tensors().size(), size_t{12});
        QCOMPARE(floatsOf(model, "output.weight").at(0), 7.0F);
        QVERIFY(!model.find("blk.0.ffn_up.weight")->data.empty());  // borrowed
    }

    void leavesTheHeadOutWhereItIsTied() {
        HfFolder folder = HfFolder::llama();
        folder.numbered("lm_head.weight", {3, 4});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QVERIFY((*file)->find("output.weight") == nullptr);
    }

    void pairsRotatedRows() {
        HfFolder folder("llama");
        folder.set("head_dim", "4").set("attention_bias", "true").ends().norms().attention(4).mlp();
        folder.numbered("model.layers.0.self_attn.q_proj.bias", {8})
            .numbered("model.layers.0.self_attn.k_proj.bias", {4});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        // Two heads of four rows: 0 2 1 3 each. Keys have one head.
        QCOMPARE(floatsOf(**file, "blk.0.attn_q.bias"), floats({0, 2, 1, 3, 4, 6, 5, 7}));
        QCOMPARE(floatsOf(**file, "blk.0.attn_k.bias"), floats({0, 2, 1, 3}));
        const auto query = floatsOf(**file, "blk.0.attn_q.weight");
        QCOMPARE(query[4], 8.0F);  // row 1 is the folder's row 2, of four numbers
        QCOMPARE(query[7], 11.0F);
        QCOMPARE(floatsOf(**file, "blk.0.attn_v.weight")[4], 4.0F);
    }

    void stretchesAsLlama3() {
        HfFolder folder("llama");
        folder.set("head_dim", "16").ends().norms().attention(16).mlp();
        folder.set("rope_scaling",
                   "{\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, "
                   "\"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 64}");
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        // transformers 4.57.1; it computes in single precision.
        const auto expected = floats({1, 1.2939759F, 7.667385F, 8, 8, 8, 8, 8});
        const auto got = floatsOf(**file, "rope_freqs.weight");
        QCOMPARE(got.size(), expected.size());
        for (size_t i = 0; i < got.size(); ++i)
            QVERIFY(std::abs(got[i] - expected[i]) < 1e-5F * expected[i]);
        QVERIFY(!(*file)->text("llama.rope.scaling.type"));
    }

    void readsYarnAndWindows() {
        HfFolder folder("qwen2");
        folder.ends().norms().attention().mlp();
        for (const char* name : {"q_proj", "k_proj", "v_proj"})
            folder.numbered("model.layers.0.self_attn." + std::string(name) + ".bias",
                            {name[0] == 'q' ? 4 : 2});
        folder.set("rope_scaling",
                   "{\"type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 16, "
                   "\"attention_factor\": 1.0, \"beta_fast\": 20, \"truncate\": false}");
        folder.set("use_sliding_window", "false").set("sliding_window", "8");
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QCOMPARE((*file)->text("qwen2.rope.scaling.type").value_or(""), std::string_view("yarn"));
        QCOMPARE((*file)->integer("qwen2.rope.scaling.original_context_length").value_or(0), int64_t{16});
        QCOMPARE((*file)->number("qwen2.rope.scaling.yarn_beta_fast").value_or(0), 20.0);
        QCOMPARE((*file)->flag("qwen2.rope.scaling.yarn_truncate").value_or(true), false);
        // Times what the factor implies it is the 1 that was asked for.
        const double share = (*file)->number("qwen2.rope.scaling.yarn_attn_factor").value_or(0);
        QVERIFY(std::abs(share * (1.0 + 0.1 * std::log(4.0)) - 1.0) < 1e-12);
        QVERIFY(!(*file)->integer("qwen2.attention.sliding_window"));

        folder.set("use_sliding_window", "true").set("max_window_layers", "0");
        const auto windowed = folder.open();
        QCOMPARE((*windowed)->integer("qwen2.attention.sliding_window").value_or(0), int64_t{8});
        QVERIFY((*windowed)->array("qwen2.attention.sliding_window_pattern") == nullptr);  // all layers
    }

    void namesLayersWithAWindow() {
        const auto gemma = ModelFile::open(fixtureFolder("gemma3"));
        QVERIFY((*gemma)->array("gemma3.attention.sliding_window_pattern")->integers ==
                std::vector<int64_t>({1, 1, 0, 1}));
        QVERIFY(std::abs((*gemma)->number("gemma3.attention.scale").value_or(0) - 1.0 / std::sqrt(24.0)) <
                1e-12);
        QCOMPARE((*gemma)->number("gemma3.rope.freq_base_swa").value_or(0), 10000.0);
    }

    void addsOneToGemmasNorms() {
        HfFolder folder("gemma3");
        // A text model inside a larger one: names and numbers lie deeper.
        folder.config = {{"model_type", "\"gemma3\""},
                         {"text_config",
                          "{\"model_type\": \"gemma3_text\", \"hidden_size\": 4, \"intermediate_size\": 6, "
                          "\"num_attention_heads\": 2, \"num_key_value_heads\": 1, \"head_dim\": 2, "
                          "\"num_hidden_layers\": 1, \"vocab_size\": 3}"}};
        const std::string outer = "language_model.model.";
        const std::string layer = outer + "layers.0.";
        folder.numbered(outer + "embed_tokens.weight", {3, 4}).numbered(outer + "norm.weight", {4});
        for (const char* name : {"input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm",
                                 "post_feedforward_layernorm"})
            folder.numbered(layer + name + ".weight", {4});
        folder.weights.tensor<uint16_t>(layer + "self_attn.q_norm.weight", "BF16", {2},
                                        {0x3F80, 0xBE80});  // 1, -0.25
        folder.numbered(layer + "self_attn.k_norm.weight", {2});
        folder.numbered(layer + "self_attn.q_proj.weight", {4, 4})
            .numbered(layer + "self_attn.k_proj.weight", {2, 4});
        folder.numbered(layer + "self_attn.v_proj.weight", {2, 4})
            .numbered(layer + "self_attn.o_proj.weight", {4, 4});
        folder.numbered(layer + "mlp.gate_proj.weight", {6, 4})
            .numbered(layer + "mlp.up_proj.weight", {6, 4});
        folder.numbered(layer + "mlp.down_proj.weight", {4, 6}).numbered("vision_tower.patch.weight", {2});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QCOMPARE(floatsOf(**file, "output_norm.weight"), floats({1, 2, 3, 4}));
        QCOMPARE(floatsOf(**file, "blk.0.attn_q_norm.weight"), floats({2, 0.75F}));
        QVERIFY((*file)->find("blk.0.post_ffw_norm.weight") != nullptr);
        QCOMPARE((*file)->integer("gemma3.attention.sliding_window").value_or(0), int64_t{4096});
    }

    void slicesFusedExperts() {
        HfFolder folder("granitemoe");
        folder.set("num_local_experts", "2").set("num_experts_per_tok", "1").set("logits_scaling", "3");
        folder.ends().norms().attention();
        folder.numbered("model.layers.0.block_sparse_moe.router.layer.weight", {2, 4});
        folder.numbered("model.layers.0.block_sparse_moe.input_linear.weight", {2, 4, 4});
        folder.numbered("model.layers.0.block_sparse_moe.output_linear.weight", {2, 4, 2});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QCOMPARE(floatsOf(**file, "blk.0.ffn_gate.1.weight"), floats({16, 17, 18, 19, 20, 21, 22, 23}));
        QCOMPARE(floatsOf(**file, "blk.0.ffn_up.0.weight"), floats({8, 9, 10, 11, 12, 13, 14, 15}));
        QVERIFY(!(*file)->find("blk.0.ffn_up.0.weight")->data.empty());  // borrowed
        QVERIFY((*file)->find("blk.0.ffn_down_exps.weight")->shape == std::vector<int64_t>({2, 4, 2}));
        QCOMPARE((*file)->number("granitemoe.logit_scale").value_or(0), 3.0);
        QCOMPARE((*file)->number("granitemoe.residual_scale").value_or(0), 1.0);
    }

    // As transformers holds them since its version 5.
    void slicesExpertsThatOtherToolsStack() {
        HfFolder folder("qwen3_moe");
        folder.set("num_experts", "2")
            .set("num_experts_per_tok", "1")
            .set("moe_intermediate_size", "2")
            .set("head_dim", "2");
        folder.set("rope_parameters", "{\"rope_type\": \"default\", \"rope_theta\": 7000}");
        folder.ends().norms().attention();
        folder.numbered("model.layers.0.self_attn.q_norm.weight", {2})
            .numbered("model.layers.0.self_attn.k_norm.weight", {2});
        folder.numbered("model.layers.0.mlp.gate.weight", {2, 4});
        folder.numbered("model.layers.0.mlp.experts.gate_up_proj", {2, 4, 4});
        folder.numbered("model.layers.0.mlp.experts.down_proj", {2, 4, 2});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QCOMPARE(floatsOf(**file, "blk.0.ffn_up.1.weight"), floats({24, 25, 26, 27, 28, 29, 30, 31}));
        QVERIFY((*file)->find("blk.0.ffn_down_exps.weight")->shape == std::vector<int64_t>({2, 4, 2}));
        QCOMPARE((*file)->number("qwen3moe.rope.freq_base").value_or(0), 7000.0);
        QCOMPARE((*file)->flag("qwen3moe.expert_weights_norm").value_or(true), false);
    }

    void splitsLatentKeysAndValues() {
        HfFolder folder("deepseek_v2");
        folder.set("q_lora_rank", "null")
            .set("kv_lora_rank", "3")
            .set("qk_nope_head_dim", "2")
            .set("qk_rope_head_dim", "2");
        folder.set("v_head_dim", "1").set("n_routed_experts", "null");
        folder.set("rope_scaling",
                   "{\"type\": \"yarn\", \"factor\": 2.0, \"original_max_position_embeddings\": 32, "
                   "\"mscale\": 0.7, \"mscale_all_dim\": 0.7}");
        folder.ends().norms().mlp();
        folder.numbered("model.layers.0.self_attn.q_proj.weight", {8, 4});
        folder.numbered("model.layers.0.self_attn.kv_a_proj_with_mqa.weight", {5, 4});
        folder.numbered("model.layers.0.self_attn.kv_a_layernorm.weight", {3});
        folder.numbered("model.layers.0.self_attn.kv_b_proj.weight", {6, 3});
        folder.numbered("model.layers.0.self_attn.o_proj.weight", {4, 2});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        // Rows of a head: two of keys, one of values, each three wide. Keys are transposed.
        QVERIFY((*file)->find("blk.0.attn_k_b.weight")->shape == std::vector<int64_t>({2, 3, 2}));
        QCOMPARE(floatsOf(**file, "blk.0.attn_k_b.weight"),
                 floats({0, 3, 1, 4, 2, 5, 9, 12, 10, 13, 11, 14}));
        QVERIFY((*file)->find("blk.0.attn_v_b.weight")->shape == std::vector<int64_t>({2, 1, 3}));
        QCOMPARE(floatsOf(**file, "blk.0.attn_v_b.weight"), floats({6, 7, 8, 15, 16, 17}));
        QCOMPARE((*file)->integer("deepseek2.attention.key_length").value_or(0), int64_t{5});
        QCOMPARE((*file)->integer("deepseek2.attention.key_length_mla").value_or(0), int64_t{4});
        QCOMPARE((*file)->integer("deepseek2.attention.head_count_kv").value_or(0), int64_t{1});
        QVERIFY(std::abs((*file)->number("deepseek2.rope.scaling.yarn_log_multiplier").value_or(0) - 0.07) <
                1e-12);
        QVERIFY(!(*file)->number("deepseek2.rope.scaling.yarn_attn_factor"));  // 0.7 by 0.7 leaves nothing
    }

    void multipliesEightBitFloatsOut() {
        QCOMPARE(engine::valueOfE4m3(0x7E), 448.0F);
        QCOMPARE(engine::valueOfE4m3(0x01), std::ldexp(1.0F, -9));
        QCOMPARE(engine::valueOfE4m3(0xB8), -1.0F);
        QVERIFY(std::isnan(engine::valueOfE4m3(0x7F)));

        HfFolder folder("llama");
        folder.set("quantization_config", "{\"quant_method\": \"fp8\", \"weight_block_size\": [2, 3]}");
        folder.ends().norms().mlp();
        // Ones in tiles of [2, 3]; the rows are then paired: 0 2 1 3 in the one head of four.
        folder.set("num_attention_heads", "1").set("head_dim", "4");
        folder.weights.tensor("model.layers.0.self_attn.q_proj.weight", "F8_E4M3", {4, 4},
                              std::string(16, 0x38));
        folder.numbered("model.layers.0.self_attn.q_proj.weight_scale_inv", {2, 2}, 1);
        folder.numbered("model.layers.0.self_attn.k_proj.weight", {4, 4})
            .numbered("model.layers.0.self_attn.v_proj.weight", {4, 4});
        folder.weights.tensor("model.layers.0.self_attn.o_proj.weight", "F8_E4M3", {4, 4},
                              std::string(15, 0x38) + "\xC0");
        folder.weights.tensor<uint16_t>("model.layers.0.self_attn.o_proj.weight_scale_inv", "BF16", {2, 2},
                                        {0x3F80, 0x4000, 0x4040, 0x4080});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QCOMPARE(floatsOf(**file, "blk.0.attn_q.weight"),
                 floats({1, 1, 1, 2, 3, 3, 3, 4, 1, 1, 1, 2, 3, 3, 3, 4}));
        QCOMPARE(floatsOf(**file, "blk.0.attn_output.weight"),
                 floats({1, 1, 1, 2, 1, 1, 1, 2, 3, 3, 3, 4, 3, 3, 3, -8}));
    }

    void untanglesGptOss() {
        HfFolder folder = gptOss();
        folder.numbered("model.layers.0.mlp.experts.gate_up_proj", {2, 4, 6});
        folder.numbered("model.layers.0.mlp.experts.down_proj", {2, 3, 4});
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QVERIFY((*file)->find("blk.0.ffn_gate_exps.weight")->shape == std::vector<int64_t>({2, 3, 4}));
        const auto gate = floatsOf(**file, "blk.0.ffn_gate_exps.weight");
        const auto up = floatsOf(**file, "blk.0.ffn_up_exps.weight");
        const auto down = floatsOf(**file, "blk.0.ffn_down_exps.weight");
        // Row 0 of gate is column 0 of the folder's [4, 6], of up column 1; row 1 of gate is column 2.
        QCOMPARE(std::vector<float>(gate.begin(), gate.begin() + 5), floats({0, 6, 12, 18, 2}));
        QCOMPARE(std::vector<float>(up.begin(), up.begin() + 5), floats({1, 7, 13, 19, 3}));
        QCOMPARE(gate[12], 24.0F);
        QCOMPARE(std::vector<float>(down.begin(), down.begin() + 4), floats({0, 4, 8, 1}));
        QCOMPARE(floatsOf(**file, "blk.0.ffn_gate_exps.bias"), floats({0, 2, 4, 6, 8, 10}));
        QCOMPARE(floatsOf(**file, "blk.0.ffn_up_exps.bias"), floats({1, 3, 5, 7, 9, 11}));
        QVERIFY((*file)->array("gpt-oss.attention.sliding_window_pattern") ==
                nullptr);  // the one layer has it
        QCOMPARE((*file)->integer("gpt-oss.attention.sliding_window").value_or(0), int64_t{16});
    }

    // Floats that stand at an odd place are copied to an even one.
    void copiesWhatIsNotAligned() {
        const HfFolder folder = HfFolder::llama();
        folder.save();
        std::string text = folder.weights.bytes(8);
        SafetensorsBytes::write(
            folder.path() / "model.safetensors",
            SafetensorsBytes::withHeader(text.substr(8, text.size() - 8 - folder.weights.data.size()) + " ",
                                         folder.weights.data));
        const auto file = ModelFile::open(folder.path());
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QVERIFY((*file)->find("blk.0.ffn_up.weight")->data.empty());
        QCOMPARE(floatsOf(**file, "blk.0.ffn_up.weight")[23], 23.0F);
    }

    void repacksMxfp4() {
        HfFolder folder = gptOss();
        const std::string layer = "model.layers.0.mlp.experts.";
        const std::string blank(16, '\0');
        // [E, 2F, D/32, 16]: of the second expert's first pair of rows one is numbered.
        folder.weights.tensor(layer + "gate_up_proj_blocks", "U8", {2, 2, 1, 16},
                              blank + blank + blank + neighbours());
        folder.weights.tensor(layer + "gate_up_proj_scales", "U8", {2, 2, 1}, "abcd");
        folder.weights.tensor(layer + "down_proj_blocks", "U8", {2, 1, 1, 16}, neighbours() + blank);
        folder.weights.tensor(layer + "down_proj_scales", "U8", {2, 1, 1}, "ef");
        const auto file = folder.open();
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        const engine::TensorView* up = (*file)->find("blk.0.ffn_up_exps.weight");
        QVERIFY(up->type == kernels::DType::kMXFP4);
        QVERIFY(up->shape == std::vector<int64_t>({2, 1, 32}));
        const auto bytes = (*file)->read(*up);
        QCOMPARE(bytes->bytes.size(), size_t{34});
        QCOMPARE(static_cast<char>(bytes->bytes[0]), 'b');
        QCOMPARE(static_cast<char>(bytes->bytes[17]), 'd');
        // Value j and value j + 16, which is 15 - j here, share a byte.
        for (size_t j = 0; j < 16; ++j)
            QCOMPARE(static_cast<int>(bytes->bytes[18 + j]), static_cast<int>(j | (15 - j) << 4));
        const auto gate = (*file)->read(*(*file)->find("blk.0.ffn_gate_exps.weight"));
        QCOMPARE(static_cast<char>(gate->bytes[0]), 'a');
        QCOMPARE(static_cast<char>(gate->bytes[17]), 'c');
        const auto down = (*file)->read(*(*file)->find("blk.0.ffn_down_exps.weight"));
        QCOMPARE(static_cast<char>(down->bytes[0]), 'e');
        QCOMPARE(static_cast<int>(down->bytes[16]), 15);
    }

    void refusesWhatDoesNotFit_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, Change change, const char* says) {
            QTest::newRow(name) << std::move(change) << QString(says);
        };
        const auto set = [&](const char* name, const char* key, const char* value, const char* says) {
            row(
                name, [key, value](HfFolder& f) { f.set(key, value); }, says);
        };
        set("an unknown model type", "model_type", "\"rwkv\"", "the model type “rwkv”");
        set("no model type", "model_type", "null", "the model type “”");
        set("a model type that is none", "model_type", "7", "“model_type” is not a text");
        set("one layer too many", "num_hidden_layers", "2",
            "the tensor “model.layers.1.input_layernorm.weight”, which is in no shard");
        set("layers without end", "num_hidden_layers", "1e12",
            "“num_hidden_layers” is 1000000000000, which cannot be");
        set("more layers than tensors", "num_hidden_layers", "16000000", "it states 16000000 layers");
        set("negative", "hidden_size", "-4", "“hidden_size” is -4, which cannot be");
        set("nothing", "num_attention_heads", "0", "“num_attention_heads” is 0, which cannot be");
        set("a fraction", "hidden_size", "4.5", "which cannot be");
        set("a text", "hidden_size", "\"4\"", "“hidden_size” is not a number");
        set("absent", "hidden_size", "null", "does not state “hidden_size”");
        set("an infinite number", "rms_norm_eps", "1e999", "not a JSON object");
        set("heads that do not divide", "num_key_value_heads", "3", "does not divide");
        set("a section that is none", "rope_scaling", "[1]", "“rope_scaling” is not an object");
        set("an unknown stretch", "rope_scaling", "{\"type\": \"dynamic\", \"factor\": 2}",
            "positions stretched by “dynamic”");
        set("a stretch by nothing", "rope_scaling", "{\"type\": \"linear\", \"factor\": 0}", "not above 0");
        set("another quantisation", "quantization_config", "{\"quant_method\": \"gptq\"}",
            "quantised by “gptq”");
        set("a head that is not there", "tie_word_embeddings", "false",
            "the tensor “lm_head.weight”, which is in no shard");
        set("heads of an odd width", "head_dim", "3", "an odd part of its heads is rotated");
        row(
            "nested too deep", [](HfFolder& f) { f.set("x", std::string(100, '[') + std::string(100, ']')); },
            "more than 64 deep");
        row(
            "a tensor of no use",
            [](HfFolder& f) { f.numbered("model.layers.0.self_attn.g_proj.weight", {2}); },
            "the tensor “model.layers.0.self_attn.g_proj.weight”");
        row(
            "a type of no use",
            [](HfFolder& f) {
                f.weights = {};
                f.weights.tensor("model.embed_tokens.weight", "I8", {3, 4}, std::string(12, 0));
            },
            "the weight type “I8”");
        row(
            "eight bits without factors",
            [](HfFolder& f) {
                f.weights = {};
                f.weights.tensor("model.embed_tokens.weight", "F8_E4M3", {3, 4}, std::string(12, 0));
            },
            "“model.embed_tokens.weight” are missing");
        row(
            "eight bits with other factors",
            [](HfFolder& f) {
                f.weights = {};
                f.weights.tensor("model.embed_tokens.weight", "F8_E4M3", {3, 4}, std::string(12, 0));
                f.numbered("model.embed_tokens.weight_scale_inv", {1, 2});
            },
            "do not suit its shape");
        row(
            "a row too few for its heads",
            [](HfFolder& f) {
                f.weights = {};
                f.ends().norms().numbered("model.layers.0.self_attn.q_proj.weight", {3, 4});
            },
            "do not suit the shape of the tensor “model.layers.0.self_attn.q_proj.weight”");
    }
    void refusesWhatDoesNotFit() {
        QFETCH(Change, change);
        QFETCH(QString, says);
        HfFolder folder = HfFolder::llama();
        change(folder);
        const std::string text = folder.sentence();
        QVERIFY2(text.find(says.toStdString()) != std::string::npos, text.c_str());
    }

    void findsTheFirstLayerWithExperts() {
        const auto mixed = ModelFile::open(fixtureFolder("qwen2moe-mixed"));  // 3 alone has experts
        QCOMPARE((*mixed)->integer("qwen2moe.leading_dense_block_count").value_or(0), int64_t{3});
        QVERIFY((*mixed)->find("blk.1.ffn_gate.weight") != nullptr &&
                (*mixed)->find("blk.3.ffn_gate.5.weight") != nullptr);
        const auto all = ModelFile::open(fixtureFolder("qwen2moe"));
        QVERIFY(!(*all)->integer("qwen2moe.leading_dense_block_count"));

        HfFolder folder("qwen2_moe");
        folder.set("num_experts", "2").set("num_experts_per_tok", "1").set("mlp_only_layers", "[0, 0]");
        folder.ends();
        QVERIFY(folder.sentence().find("names more layers than it has") != std::string::npos);
        folder.set("num_hidden_layers", "2").set("mlp_only_layers", "[1]");
        QVERIFY(folder.sentence().find("a dense layer behind one with experts") != std::string::npos);
    }

    void saysWhatIsNotThere() {
        HfFolder folder = HfFolder::llama();
        folder.save();
        std::filesystem::remove(folder.path() / "model.safetensors");
        QVERIFY(ModelFile::open(folder.path()).error().text().find("holds neither") != std::string::npos);
        SafetensorsBytes::write(folder.path() / "config.json", "[]");
        QVERIFY(ModelFile::open(folder.path()).error().text().find("not a JSON object") != std::string::npos);
        SafetensorsBytes::write(folder.path() / "config.json", "");
        QVERIFY(!ModelFile::open(folder.path()).ok());
    }
};

QTEST_GUILESS_MAIN(HuggingFaceFolderTest)
#include "hugging_face_folder_test.moc"
