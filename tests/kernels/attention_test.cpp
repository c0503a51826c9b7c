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

    Cache(DType type, int64_t heads, int64_t kvHeads, int64_t width, const std::vector<Part>& parts)
        : Cache(kernels::AttentionShape{.heads = heads,
                                        .kvHeads = kvHeads,
                                        .headWidth = width,
                                        .valueWidth = width,
                                        .kvType = type},
                parts) {}

    Cache(const kernels::AttentionShape& wanted, const std::vector<Part>& parts) : shape(wanted) {
        const int64_t heads = shape.heads;
        const int64_t width = shape.headWidth;
        shape.pageTokens = 16;
        shape.scale = 1.0F / std::sqrt(static_cast<float>(width));
        std::mt19937_64 random(static_cast<uint64_t>(heads * 100 + width));
        std::normal_distribution<float> normal(0.0F, 1.5F);
        for (const Part& part : parts) {
            sequences.push_back({rows, part.rows, part.before, nullptr, nullptr});
            rows += part.rows;
            for (auto* store : {&keys, &values}) {
                const int64_t each = store == &keys ? width : shape.valueWidth;
                tables.emplace_back();
                store->emplace_back(static_cast<size_t>((part.before + part.rows) * shape.kvHeads * each));
                for (float& value : store->back())
                    value = normal(random);
                fillPages(store->back(), each, tables.back());
            }
            if (shape.valuesInKeys) copyValues();
        }
        for (size_t s = 0; s < sequences.size(); ++s) {
            sequences[s].keyPages = tables[2 * s].data();
            sequences[s].valuePages = tables[shape.valuesInKeys ? 2 * s : 2 * s + 1].data();
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
        std::vector<float> out(static_cast<size_t>(rows * shape.heads * shape.valueWidth), -5.0F);
        const size_t bytes = backend.attentionScratchBytes(shape, rows, longest, threads);
        const auto scratch = std::make_unique<double[]>(bytes / sizeof(double) + 1);
        backend.attention(shape, sequences.data(), static_cast<int64_t>(sequences.size()), q.data(),
                          shape.heads * shape.headWidth, out.data(), shape.heads * shape.valueWidth,
                          scratch.get(), parallel);
        return out;
    }

    // Softmax as it is written down, over stored keys and values.
    std::vector<float> textbook() const {
        std::vector<float> out(static_cast<size_t>(rows * shape.heads * shape.valueWidth));
        const int64_t width = shape.headWidth;
        const int64_t valueWidth = shape.valueWidth;
        for (size_t s = 0; s < sequences.size(); ++s) {
            for (int64_t i = 0; i < sequences[s].rows; ++i) {
                for (int64_t h = 0; h < shape.heads; ++h) {
                    const int64_t g = h / (shape.heads / shape.kvHeads);
                    const int64_t head = (sequences[s].firstRow + i) * shape.heads + h;
                    const int64_t at = head * width;
                    const int64_t last = sequences[s].firstPosition + i;
                    const int64_t first =
                        shape.window > 0 ? std::max<int64_t>(0, last - shape.window + 1) : 0;
                    std::vector<double> weights;
                    for (int64_t p = first; p <= last; ++p) {
                        const float* key = keys[s].data() + (p * shape.kvHeads + g) * width;
                        weights.push_back(std::exp(std::inner_product(key, key + width, q.data() + at, 0.0) *
                                                   static_cast<double>(shape.scale)));
                    }
                    double total = std::accumulate(weights.begin(), weights.end(), 0.0);
                    if (shape.sinks != nullptr) total += std::exp(static_cast<double>(shape.sinks[h]));
                    for (int64_t d = 0; d < valueWidth; ++d) {
                        double sum = 0.0;
                        for (size_t p = 0; p < weights.size(); ++p) {
                            const int64_t row = (first + static_cast<int64_t>(p)) * shape.kvHeads + g;
                            sum += weights[p] *
                                   static_cast<double>(values[s][static_cast<size_t>(row * valueWidth + d)]);
                        }
                        out[static_cast<size_t>(head * valueWidth + d)] = static_cast<float>(sum / total);
                    }
                }
            }
        }
        return out;
    }

private:
    // The last sequence's values become the beginnings of its keys.
    void copyValues() {
        for (size_t row = 0; row < keys.back().size() / static_cast<size_t>(shape.headWidth); ++row) {
            for (int64_t d = 0; d < shape.valueWidth; ++d) {
                values.back()[row * static_cast<size_t>(shape.valueWidth) + static_cast<size_t>(d)] =
                    keys.back()[row * static_cast<size_t>(shape.headWidth) + static_cast<size_t>(d)];
            }
        }
    }

    void fillPages(std::vector<float>& store, int64_t width, std::vector<const void*>& table) {
        const Backend& scalar = *kernels::cpuBackend(CpuPath::kScalar);
        const int64_t row = shape.kvHeads * width;
        const int64_t cached = kernels::cachedWidth(shape.kvType, width);
        const size_t head = kernels::rowBytes(shape.kvType, cached);
        const size_t bytes = head * static_cast<size_t>(shape.kvHeads);
        const auto positions = static_cast<int64_t>(store.size()) / row;
        for (int64_t p = 0; p < positions; ++p) {
            if (p % shape.pageTokens == 0) {
                pages.emplace_back(bytes * static_cast<size_t>(shape.pageTokens));
                table.push_back(pages.back().data());
            }
            for (int64_t g = 0; g < shape.kvHeads; ++g) {
                float* values32 = store.data() + p * row + g * width;
                char* to = pages.back().data() +
                           static_cast<size_t>(g * shape.pageTokens + p % shape.pageTokens) * head;
                std::vector<float> padded(static_cast<size_t>(cached));
                std::copy(values32, values32 + width, padded.begin());
                scalar.storeRow(shape.kvType, padded.data(), cached, to);
                scalar.fetchRow({shape.kvType, 1, cached, to}, 0, padded.data());
                std::copy(padded.begin(), padded.begin() + width, values32);
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
        for (const int64_t width : {8, 12, 20, 40}) {
            const Cache cache(static_cast<DType>(type), 4, 2, width, {{5, 0}, {1, 9}});
            QVERIFY(largestDifference(cache.run(*backend, 2), cache.textbook()) < 1e-5F);
        }
    }

    // Windows, sinks, values of another width, and values that lie in the keys, alone and split among
    // threads.
    void otherKinds_data() { paths_data(); }
    void otherKinds() {
        QFETCH(int, path);
        QFETCH(int, type);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        const float sinks[] = {0.5F, -2.0F, 3.0F, 0.0F};
        const kernels::AttentionShape plain = {
            .heads = 4, .kvHeads = 2, .headWidth = 48, .valueWidth = 48, .kvType = static_cast<DType>(type)};
        std::vector<kernels::AttentionShape> shapes(5, plain);
        shapes[0].window = 7;
        shapes[1].window = 300;
        shapes[2].sinks = sinks;
        shapes[3].valueWidth = 20;
        shapes[4].kvHeads = 1;
        shapes[4].valueWidth = 32;
        shapes[4].valuesInKeys = true;
        shapes[4].window = 40;
        shapes[4].sinks = sinks;
        for (const auto& shape : shapes) {
            for (const std::vector<Cache::Part>& parts :
                 {std::vector<Cache::Part>{{1, 0}, {70, 0}, {3, 40}}, {{1, 1100}}, {{40, 600}}}) {
                const Cache cache(shape, parts);
                QVERIFY(largestDifference(cache.run(*backend, 3), cache.textbook()) < 1e-5F);
            }
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
            kernels::RouterSpec spec = {.experts = 4, .active = 3};
            backend->routeExperts(spec, scores, nullptr, 2, chosen, weights);
            // Of equal scores the lower number comes first.
            const int32_t expected[] = {1, 3, 2, 0, 3, 1};
            for (int i = 0; i < 6; ++i)
                QCOMPARE(chosen[i], expected[i]);
            const double all = 1.0 + 2.0 * std::exp(3.0) + std::exp(1.0);
            QVERIFY(std::fabs(static_cast<double>(weights[0]) - std::exp(3.0) / all) < 1e-6);
            QVERIFY(std::fabs(static_cast<double>(weights[2]) - std::exp(1.0) / all) < 1e-6);
            spec = {.experts = 4, .active = 2, .renormalise = true};
            backend->routeExperts(spec, scores, nullptr, 2, chosen, weights);
            QVERIFY(std::fabs(weights[0] + weights[1] - 1.0F) < 1e-6F);
            QVERIFY(std::fabs(weights[0] - 0.5F) < 1e-6F);
            spec.active = 4;
            backend->routeExperts(spec, scores, nullptr, 1, chosen, weights);
            QCOMPARE(chosen[3], 0);
        }
    }

    // DeepSeek-V3: the bias counts in the choice but not in the shares, groups rank by their best two.
    void routesWithinGroups() {
        const float scores[] = {2.0F, -3.0F, 1.0F, 0.9F, 0.0F, -1.0F};
        const float bias[] = {0.0F, 0.0F, 0.0F, 0.0F, 0.5F, 0.4F};
        const Backend* backend = kernels::cpuBackend(CpuPath::kScalar);
        kernels::RouterSpec spec = {.experts = 6,
                                    .active = 2,
                                    .score = kernels::RouterScore::kSigmoid,
                                    .groups = 3,
                                    .groupsUsed = 1,
                                    .groupRank = kernels::GroupRank::kBestTwo,
                                    .scale = 2.5F};
        int32_t chosen[2];
        float shares[2];
        backend->routeExperts(spec, scores, bias, 1, chosen, shares);
        // Of the sums 0.93, 1.44 and 1.67 the last group's is the highest.
        QCOMPARE(chosen[0], 4);
        QCOMPARE(chosen[1], 5);
        QVERIFY(std::fabs(shares[0] - 2.5F * 0.5F) < 1e-6F);
        spec.groupRank = kernels::GroupRank::kBest;
        backend->routeExperts(spec, scores, nullptr, 1, chosen, shares);
        QCOMPARE(chosen[0], 0);
        QCOMPARE(chosen[1], 1);
        spec = {.experts = 6, .active = 2, .score = kernels::RouterScore::kSoftmaxOfChosen};
        backend->routeExperts(spec, scores, nullptr, 1, chosen, shares);
        QCOMPARE(chosen[1], 2);
        QVERIFY(std::fabs(static_cast<double>(shares[1]) - 1.0 / (1.0 + std::exp(1.0))) < 1e-6);
    }
};

QTEST_GUILESS_MAIN(AttentionTest)
#include "attention_test.moc"
