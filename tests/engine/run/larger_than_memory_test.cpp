// A model whose routed experts have no room in memory answers as it would with room, and of its experts only
// those that were chosen are read.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "engine/base/file_pages.h"
#include "engine/base/log.h"
#include "engine/model/make_model.h"
#include "engine/run/engine.h"

using namespace engine;

namespace {

constexpr int64_t kLayers = 4;
constexpr int64_t kExperts = 16;
constexpr int64_t kActive = 2;
constexpr uint64_t kBorder = 68 << 10;  // a touched page brings its neighbours along if they are in memory
constexpr uint64_t kExpertBytes = 3 * 256 * 128 * sizeof(float);

bool isExpert(const TensorView& view) {
    return view.name.find("_exps") != std::string_view::npos;
}

// Asks for the bytes until all of them are in memory, so that no read of them is still under way.
bool waitFor(std::span<const std::byte> bytes) {
    return QTest::qWaitFor([&] {
        readAhead(bytes);
        return cachedBytes(bytes) == bytes.size();
    });
}

// The experts go out of memory; false where the system keeps files in memory only. The file's header stays,
// because its pages are in use: reading it again would bring what lies beside it.
bool driveOutExperts(const ModelFile& opened, const std::filesystem::path& path) {
    for (const TensorView& view : opened.tensors()) {
        if (!waitFor(view.data)) return false;
    }
    const int file = ::open(path.c_str(), O_RDONLY);
    if (file < 0) return false;
    ::fsync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
    return std::ranges::none_of(opened.tensors(), [](const TensorView& view) {
        return isExpert(view) && cachedBytes(view.data) > kBorder;
    });
}

// Bytes of this process's mappings of the file that the system reads nothing around in.
uint64_t scatteredBytes(const std::filesystem::path& path) {
    std::ifstream lines("/proc/self/smaps");
    std::string line;
    bool ours = false;
    uint64_t size = 0;
    uint64_t bytes = 0;
    while (std::getline(lines, line)) {
        if (line.find('-') < line.find(' ')) ours = line.ends_with(path.filename().string());
        if (line.starts_with("Size:")) size = std::stoull(line.substr(5)) * 1024;
        if (ours && line.starts_with("VmFlags:") && line.find(" rr") != std::string::npos) bytes += size;
    }
    return bytes;
}

int64_t majorFaults() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_majflt;
}

GenerateRequest oneToken() {
    GenerateRequest request;
    request.prompt = {7};
    request.maxTokens = 1;
    request.ignoreEnd = true;
    request.recordRouting = true;
    return request;
}

}  // namespace

class LargerThanMemoryTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_{QDir::currentPath() + "/larger-XXXXXX"};  // temporary folders may lie in memory
    std::filesystem::path path_;
    EngineOptions small_ = {.threads = 2, .contextLength = 256, .maxSequences = 1};

private slots:
    void initTestCase() {
        setLogLevel(LogLevel::kError);
        path_ = folder_.filePath("experts.gguf").toStdString();
        auto shape = completeShape({.architecture = "qwen3moe",
                                    .layers = kLayers,
                                    .width = 256,
                                    .heads = 4,
                                    .kvHeads = 2,
                                    .headWidth = 64,
                                    .expertForward = 128,
                                    .vocabulary = 500,
                                    .context = 256,
                                    .experts = kExperts,
                                    .expertsUsed = kActive});
        QVERIFY2(shape.ok(), shape.ok() ? "" : shape.error().text().c_str());
        auto made = makeModel(*shape, *findQuantization("F32"), path_, 1, {}, {});
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().text().c_str());
        // Room for everything but three quarters of the experts.
        auto plan = Engine::plan(path_, small_);
        QVERIFY(plan.ok() && plan->fits && !plan->placement.readsDisk());
        QCOMPARE(plan->placement[Device::kRam].routed, kLayers * kExperts * kExpertBytes);
        const uint64_t rest = plan->placement[Device::kRam].total() - plan->placement[Device::kRam].routed;
        small_.memoryBytes = rest + kLayers * kExpertBytes * (kActive + kExperts / 4);
    }

    void aPlanPutsThemOnTheDisk() {
        auto plan = Engine::plan(path_, small_, {.memory = 10, .disk = 1});
        QVERIFY(plan.ok());
        QVERIFY(plan->fits);
        QCOMPARE(plan->placement[Device::kDisk].routed, kLayers * kExpertBytes * kExperts * 3 / 4);
        QCOMPARE(plan->placement[Device::kRam].total(), small_.memoryBytes);
        QVERIFY(plan->placement.tokensPerSecond > 0);
        EngineOptions large = small_;
        large.memoryBytes = 0;
        QVERIFY(plan->placement.tokensPerSecond <
                Engine::plan(path_, large, {.memory = 10, .disk = 1})->placement.tokensPerSecond / 2);
        // Without room for the rest it is refused, with the context that would fit.
        EngineOptions tiny = small_;
        tiny.memoryBytes = small_.memoryBytes - kLayers * kExpertBytes * (kExperts / 4) - 1;
        auto refused = Engine::load(path_, tiny);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::kDoesNotFit);
        tiny.contextLength = 0;
        QVERIFY(!Engine::load(path_, tiny).ok());
    }

    void itSaysTheSame() {
        auto roomy = Engine::load(path_, {.threads = 2, .contextLength = 256, .maxSequences = 1});
        auto tight = Engine::load(path_, small_);
        QVERIFY(roomy.ok() && tight.ok());
        QVERIFY(!(*roomy)->memoryPlan().placement.readsDisk());
        QCOMPARE(scatteredBytes(path_) / kExpertBytes, uint64_t{kLayers * kExperts});
        QVERIFY((*tight)->memoryPlan().placement.readsDisk());
        std::vector<Token> tokens;
        for (int i = 0; i < 100; ++i)
            tokens.push_back(i * 37 % 500);
        auto expected = (*roomy)->logits(tokens, 0, false, {}, {});
        auto got = (*tight)->logits(tokens, 0, false, {}, {});
        QVERIFY(expected.ok() && got.ok());
        QVERIFY(expected->values == got->values);
    }

    void onlyChosenExpertsAreRead() {
        auto file = ModelFile::open(path_);
        QVERIFY(file.ok());
        // A system short of memory may drop any page at any moment, and reading it again brings its
        // neighbours; an engine that reads too much does so every time.
        QString complaint;
        for (int attempt = 0; attempt < 10; ++attempt) {
            auto engine = Engine::load(path_, small_);  // a new one, for pages in use stay
            QVERIFY(engine.ok());
            if (!driveOutExperts(**file, path_)) QSKIP("This disk does not let go of pages.");
            complaint = complaintOfReads(**engine, **file);
            if (complaint.isEmpty()) return;
        }
        QFAIL(qPrintable(complaint));
    }

private:
    // What is wrong with the reads of one token, none of whose experts are in memory; empty if nothing is.
    static QString complaintOfReads(Engine& engine, const ModelFile& file) {
        for (const TensorView& view : file.tensors()) {
            if (!isExpert(view) && !waitFor(view.data)) return QStringLiteral("The rest cannot be read.");
        }
        const int64_t before = majorFaults();
        auto result = engine.generate(oneToken(), {});
        const int64_t faults = majorFaults() - before;
        if (!result.ok() || !result->routing) return QStringLiteral("No token.");
        uint64_t unasked = 0;
        for (int64_t layer = 0; layer < kLayers; ++layer) {
            for (const char* role : {"gate", "up", "down"}) {
                const auto* view =
                    file.find("blk." + std::to_string(layer) + ".ffn_" + role + "_exps.weight");
                if (view == nullptr) return QStringLiteral("No experts.");
                const size_t one = view->data.size() / kExperts;
                for (int64_t e = 0; e < kExperts; ++e) {
                    const uint64_t read = cachedBytes(view->data.subspan(static_cast<size_t>(e) * one, one));
                    if (result->routing->count(layer, e) == 0)
                        unasked += read;
                    else if (read != one)
                        return QStringLiteral("Of a chosen expert %1 of %2 bytes were read.")
                            .arg(read)
                            .arg(one);
                }
            }
        }
        if (unasked > kLayers * 3 * kBorder) return QStringLiteral("Unasked: %1 bytes.").arg(unasked);
        // They were asked for before they were touched: hardly a page had to be waited for by its own.
        const int64_t pages = kLayers * kActive * static_cast<int64_t>(kExpertBytes) / 4096;
        if (faults >= pages / 4) return QStringLiteral("Waited for %1 of %2 pages.").arg(faults).arg(pages);
        return {};
    }
};

QTEST_GUILESS_MAIN(LargerThanMemoryTest)
#include "larger_than_memory_test.moc"
