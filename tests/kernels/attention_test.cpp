// Attention over pages and the choice of experts: the scalar path against the textbook, the others against
// the scalar.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "kernels/backend.h"
#include "tests/support/cpu_paths.h"

namespace {

using kernels::Backend;
using kernels::CpuPath;
using kernels::DType;

class Chunked final : public kernels::Parallel {
public:
    explicit Chunked(int threads) : threads_(threads) {}
    int threads() const override { return threads_; }
    void forEach(int64_t count, int64_t grain,
                 kernels::FunctionRef<void(int64_t, int64_t, int)> body) override {
        int worker = 0;
        for (int64_t at = 0; at < count; at += grain) {
            body(at, std::min(count, at + grain), worker);
            worker = (worker + 1) % threads_;
        }
    }

private:
    int threads_;
};

// Several sequences with random pages; keys and values are kept as the cache rounds them too, for the
// textbook.
struct Cache {
    kernels::AttentionShape shape;
    std::vector<kernels::AttentionSequence> sequences;
    std::vector<std::vector<char>> pages;
    std::vector<std::vector<const void*>> tables;
    std::vector<std::vector<float>> keys, values;  // [positions, G, K] of each sequence
    std::vector<float> q;
    int64_t rows = 0;

    struct Part {
        int64_t rows, before;
    };

    Cache(DType type, int64_t heads, int64_t kvHeads, int64_t width, const std::vector<Part>& parts) {
        shape.heads = heads;
        shape.kvHeads = kvHeads;
        shape.headWidth = width;
        shape.pageTokens = 16;
        shape.kvType = type;
        shape.scale = 1.0F / std::sqrt(static_cast<float>(width));
        std::mt19937_64 random(static_cast<uint64_t>(heads * 100 + width));
        std::normal_distribution<float> normal(0.0F, 1.5F);
        for (const Part& part : parts) {
            sequences.push_back({rows, part.rows, part.before, nullptr, nullptr});
            rows += part.rows;
            for (auto* store : {&keys, &values}) {
                tables.emplace_back();
                store->emplace_back(static_cast<size_t>((part.before + part.rows) * kvHeads * width));
                for (float& value : store->back())
                    value = normal(random);
                fillPages(store->back(), tables.back());
            }
        }
        for (size_t s = 0; s < sequences.size(); ++s) {
            sequences[s].keyPages = tables[2 * s].data();
            sequences[s].valuePages = tables[2 * s + 1].data();
        }
        q.resize(static_cast<size_t>(rows * heads * width));
        for (float& value : q)
            value = normal(random);
    }

    std::vector<float> run(const Backend& backend, int threads) const {
        Chunked parallel(threads);
        int64_t longest = 0;
        for (const auto& sequence : sequences)
            longest = std::max(longest, sequence.firstPosition + sequence.rows);
        std::vector<float> out(q.size(), -5.0F);
        const size_t bytes = backend.attentionScratchBytes(shape, rows, longest, threads);
        const auto scratch = std::make_unique<double[]>(bytes / sizeof(double) + 1);
        const int64_t stride = shape.heads * shape.headWidth;
        backend.attention(shape, sequences.data(), static_cast<int64_t>(sequences.size()), q.data(), stride,
                          out.data(), stride, scratch.get(), parallel);
        return out;
    }

    // Softmax as it is written down, over stored keys and values.
    std::vector<float> textbook() const {
        std::vector<float> out(q.size());
        const int64_t width = shape.headWidth;
        for (size_t s = 0; s < sequences.size(); ++s) {
            for (int64_t i = 0; i < sequences[s].rows; ++i) {
                for (int64_t h = 0; h < shape.heads; ++h) {
                    const int64_t g = h / (shape.heads / shape.kvHeads);
                    const int64_t at = ((sequences[s].firstRow + i) * shape.heads + h) * width;
                    std::vector<double> weights;
                    for (int64_t p = 0; p <= sequences[s].firstPosition + i; ++p) {
                        const float* key = keys[s].data() + (p * shape.kvHeads + g) * width;
                        weights.push_back(std::exp(std::inner_product(key, key + width, q.data() + at, 0.0) *
                                                   static_cast<double>(shape.scale)));
                    }
                    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
                    for (int64_t d = 0; d < width; ++d) {
                        double sum = 0.0;
                        for (size_t p = 0; p < weights.size(); ++p) {
                            const int64_t row = static_cast<int64_t>(p) * shape.kvHeads + g;
                            sum += weights[p] *
                                   static_cast<double>(values[s][static_cast<size_t>(row * width + d)]);
                        }
                        out[static_cast<size_t>(at + d)] = static_cast<float>(sum / total);
                    }
                }
            }
        }
        return out;
    }

private:
    void fillPages(std::vector<float>& store, std::vector<const void*>& table) {
        const Backend& scalar = *kernels::cpuBackend(CpuPath::kScalar);
        const int64_t row = shape.kvHeads * shape.headWidth;
        const size_t head = kernels::rowBytes(shape.kvType, shape.headWidth);
        const size_t bytes = head * static_cast<size_t>(shape.kvHeads);
        const auto positions = static_cast<int64_t>(store.size()) / row;
        for (int64_t p = 0; p < positions; ++p) {
            if (p % shape.pageTokens == 0) {
                pages.emplace_back(bytes * static_cast<size_t>(shape.pageTokens));
                table.push_back(pages.back().data());
            }
            for (int64_t g = 0; g < shape.kvHeads; ++g) {
                float* values32 = store.data() + p * row + g * shape.headWidth;
                char* to = pages.back().data() + static_cast<size_t>(p % shape.pageTokens) * bytes +
                           static_cast<size_t>(g) * head;
                scalar.storeRow(shape.kvType, values32, shape.headWidth, to);
                scalar.fetchRow({shape.kvType, 1, shape.headWidth, to}, 0, values32);
            }
        }
    }
};

float largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
    float largest = 0.0F;
    for (size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::fabs(a[i] - b[i]));
    return largest;
}

}  // namespace

class AttentionTest : public QObject {
    Q_OBJECT

private:
    static const Backend* wanted(int path) {
        return path < 0 ? kernels::cpuBackend(CpuPath::kScalar) : support::kVectorPaths[path].backend();
    }

private slots:
    void paths_data() {
        QTest::addColumn<int>("path");
        QTest::addColumn<int>("type");
        for (int path = -1; path < static_cast<int>(std::size(support::kVectorPaths)); ++path) {
            for (const DType type : {DType::kF32, DType::kF16, DType::kQ8_0}) {
                QTest::addRow("%s %s", path < 0 ? "scalar" : support::kVectorPaths[path].name,
                              kernels::describe(type).name)
                    << path << static_cast<int>(type);
            }
        }
    }
    // Values are of size 1.5 and float sums of some hundred of them are good to about 1e-6 of that.
    void paths() {
        QFETCH(int, path);
        QFETCH(int, type);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        const auto dtype = static_cast<DType>(type);
        const std::vector<Cache::Part> mixed = {{1, 0}, {70, 0}, {3, 40}, {1, 33}, {18, 15}};
        const std::vector<Cache::Part> decode = {{1, 1100}};  // long enough to be split among threads
        const std::vector<Cache::Part> tail = {{2, 700}};
        for (const int64_t width : {32, 64, 96}) {
            for (const auto& [heads, kvHeads] : {std::pair{4, 4}, {6, 2}, {7, 1}}) {
                for (const auto& parts : {mixed, decode, tail}) {
                    const Cache cache(dtype, heads, kvHeads, width, parts);
                    const float difference = largestDifference(cache.run(*backend, 3), cache.textbook());
                    QVERIFY2(difference < 1e-5F,
                             qPrintable(QString::number(static_cast<double>(difference))));
                }
            }
        }
    }

    // Heads of small random models are narrower than a vector.
    void narrowHeads_data() { paths_data(); }
    void narrowHeads() {
        QFETCH(int, path);
        QFETCH(int, type);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        if (static_cast<DType>(type) == DType::kQ8_0) QSKIP("blocks of 32 do not fit narrower heads");
        for (const int64_t width : {8, 12, 20}) {
            const Cache cache(static_cast<DType>(type), 4, 2, width, {{5, 0}, {1, 9}});
            QVERIFY(largestDifference(cache.run(*backend, 2), cache.textbook()) < 1e-5F);
        }
    }

    // A group of more heads than one block of queries holds.
    void manyHeadsToOne() {
        for (const CpuPath path : {CpuPath::kScalar, CpuPath::kAuto}) {
            const Cache cache(DType::kF16, 71, 1, 32, {{2, 5}});
            QVERIFY(largestDifference(cache.run(*kernels::cpuBackend(path), 2), cache.textbook()) < 1e-5F);
        }
    }

    void routesTheLargest() {
        const float scores[] = {0.0F, 3.0F, 1.0F, 3.0F, /**/ -1.0F, -2.0F, -1000.0F, -1.5F};
        int32_t chosen[6];
        float weights[6];
        for (const CpuPath path : {CpuPath::kScalar, CpuPath::kAuto}) {
            const Backend* backend = kernels::cpuBackend(path);
            backend->routeTopK(scores, 2, 4, 3, false, chosen, weights);
            // Of equal scores the lower number comes first.
            const int32_t expected[] = {1, 3, 2, 0, 3, 1};
            for (int i = 0; i < 6; ++i)
                QCOMPARE(chosen[i], expected[i]);
            const double all = 1.0 + 2.0 * std::exp(3.0) + std::exp(1.0);
            QVERIFY(std::fabs(static_cast<double>(weights[0]) - std::exp(3.0) / all) < 1e-6);
            QVERIFY(std::fabs(static_cast<double>(weights[2]) - std::exp(1.0) / all) < 1e-6);
            backend->routeTopK(scores, 2, 4, 2, true, chosen, weights);
            QVERIFY(std::fabs(weights[0] + weights[1] - 1.0F) < 1e-6F);
            QVERIFY(std::fabs(weights[0] - 0.5F) < 1e-6F);
            backend->routeTopK(scores, 1, 4, 4, true, chosen, weights);
            QCOMPARE(chosen[3], 0);
        }
    }
};

QTEST_GUILESS_MAIN(AttentionTest)
#include "attention_test.moc"
