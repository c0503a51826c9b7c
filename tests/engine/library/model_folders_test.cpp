#include "engine/library/model_folders.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <map>

using namespace engine;
namespace fs = std::filesystem;

namespace {

// Looks at the first bytes only: what the engine says about real files is tested with the engine.
Result<ModelInfo> inspectBytes(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.rfind("GGUF", 0) != 0) {
        return Error{.kind = ErrorKind::kBadInput,
                     .what = "“{0}” is not a GGUF file.",
                     .args = {path.filename().string()}};
    }
    ModelInfo info;
    info.name = text.substr(4);
    info.architecture = info.name == "clip" ? "clip" : "llama";
    info.hasWeights = info.name != "vocabulary";
    return info;
}

}  // namespace

class ModelFoldersTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        home_ = std::make_unique<QTemporaryDir>();
        root_ = home_->path().toStdString();
    }

    void otherPrograms() {
        make(".lmstudio/models/publisher/repo/alpha-Q4_K_M.gguf", "GGUFalpha");
        make(".lmstudio/models/publisher/repo/mmproj-alpha-f16.gguf", "GGUFclip");
        const std::string hash(64, 'a');
        const fs::path hub = ".cache/huggingface/hub/models--org--beta";
        make(hub / "blobs" / hash, "GGUFbeta");
        make(hub / "refs/main", "rev1");
        link("../../blobs/" + hash, hub / "snapshots/rev1/beta.gguf");
        link("../../blobs/" + hash, hub / "snapshots/rev2/beta.gguf");
        const std::string digest(64, 'b');
        make(fs::path(".ollama/models/blobs") / ("sha256-" + digest), "GGUFgamma");
        make(".ollama/models/manifests/registry.ollama.ai/library/gamma/3b",
             R"({"layers":[{"mediaType":"application/vnd.ollama.image.license","digest":"sha256:)" +
                 std::string(64, 'c') +
                 R"("},{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:)" + digest +
                 R"("}]})");
        make(".local/share/Jan/data/models/delta/delta.gguf", "GGUFdelta");
        make("jan/models/broken/model.gguf", "nothing of the kind");

        auto found = scan(knownModelFolders(root_));
        QCOMPARE(found.size(), size_t{6});
        QCOMPARE(found["alpha-Q4_K_M"].origin, std::string("LM Studio"));
        QVERIFY(found["alpha-Q4_K_M"].usable);
        QCOMPARE(found["alpha-Q4_K_M"].info.name, std::string("alpha"));
        QCOMPARE(found["alpha-Q4_K_M"].bytes, uint64_t{9});
        QVERIFY(!found["mmproj-alpha-f16"].usable);
        QVERIFY(found["mmproj-alpha-f16"].problem.text().find("pictures") != std::string::npos);
        QCOMPARE(found["beta"].origin, std::string("Hugging Face"));
        QVERIFY(found["beta"].path.string().find("snapshots") != std::string::npos);
        QCOMPARE(found["gamma:3b"].origin, std::string("Ollama"));
        QVERIFY(found["gamma:3b"].usable);
        QCOMPARE(found["delta"].origin, std::string("Jan"));
        QVERIFY(!found["model"].usable);
        QVERIFY(found["model"].problem.text().find("not a GGUF file") != std::string::npos);
    }

    void folderOfThePerson() {
        make("a/Upper.GGUF", "GGUFx");
        make("a/" + std::string(64, 'f'), "GGUFblob");  // named by its hash
        make("a/readme", "text");
        make("a/weights.bin", "GGUFnot by this name");
        make("a/vocab.gguf", "GGUFvocabulary");
        make("a/projector.gguf", "GGUFclip");
        make("a/.download-x/half.gguf", "GGUFhalf");
        make("a/big-00001-of-00003.gguf", "GGUFbig");
        make("a/big-00002-of-00003.gguf", "GGUF second");
        make("a/big-00003-of-00003.gguf", "GGUF third!");
        auto found = scan({{root_ / "a", "Folder"}});
        QCOMPARE(found.size(), size_t{5});
        QVERIFY(found.count("Upper") == 1 && found.count(std::string(64, 'f')) == 1);
        QVERIFY(!found["vocab"].usable);
        QVERIFY(found["vocab"].problem.text().find("no weights") != std::string::npos);
        QVERIFY(!found["projector"].usable);
        QVERIFY(found["big"].usable);
        QCOMPARE(found["big"].bytes, uint64_t{7 + 11 + 11});
    }

    void circlesAndDeepFolders() {
        make("a/b/m.gguf", "GGUFm");
        link("..", "a/b/up");
        link(root_ / "a", "a/again");
        link("nothing", "a/dangling.gguf");
        std::string deep = "a";
        for (int i = 0; i < 30; ++i)
            deep += "/d";
        make(deep + "/deep.gguf", "GGUFdeep");
        auto found =
            scan({{root_ / "a", "Folder"}, {root_ / "a" / "b", "Folder"}, {root_ / "missing", "Folder"}});
        QCOMPARE(found.size(), size_t{1});
        QVERIFY(found.count("m") == 1);
    }

    void manifestsAreNotTrusted() {
        make(
            "o/manifests/h/n/m/evil",
            R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:../../../etc/passwd"}]})");
        make(
            "o/manifests/h/n/m/kind",
            R"({"layers":[7, {"mediaType":7,"digest":{}}, {"mediaType":"application/vnd.ollama.image.model","digest":9}]})");
        make("o/manifests/h/n/m/text", "{{{{");
        make("o/manifests/h/n/m/list", "[1,2]");
        make("o/manifests/h/n/m/gone",
             R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:)" +
                 std::string(64, '0') + R"("}]})");
        QVERIFY(scan({{root_ / "o", "Ollama"}}).empty());
    }

    void stops() {
        make("a/m.gguf", "GGUFm");
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(scanModelFolders({{root_ / "a", "Folder"}}, inspectBytes, stop.get_token()).empty());
    }

private:
    void make(const fs::path& name, const std::string& bytes) {
        fs::create_directories((root_ / name).parent_path());
        std::ofstream(root_ / name, std::ios::binary) << bytes;
    }
    void link(const fs::path& target, const fs::path& name) {
        fs::create_directories((root_ / name).parent_path());
        fs::create_symlink(target, root_ / name);
    }
    static std::map<std::string, FoundModel> scan(const std::vector<ModelFolder>& folders) {
        std::map<std::string, FoundModel> named;
        for (auto& model : scanModelFolders(folders, inspectBytes)) {
            if (model.path.string().rfind("/usr/share", 0) != 0) named[model.name] = model;
        }
        return named;
    }

    std::unique_ptr<QTemporaryDir> home_;
    fs::path root_;
};

QTEST_GUILESS_MAIN(ModelFoldersTest)
#include "model_folders_test.moc"
