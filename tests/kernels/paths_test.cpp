// Every path of the CPU backend against the scalar one, which adds in double. Paths that this machine has not
// got are reported as skipped.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <random>
#include <string_view>
#include <vector>

#include "kernels/backend.h"
#include "tests/support/cpu_paths.h"
#include "tests/support/random_weights.h"

namespace {

using kernels::Backend;
using kernels::CpuPath;
using kernels::DType;

constexpr int kPathCount = static_cast<int>(std::size(support::kVectorPaths));

// Two threads by turns are enough to see that a chunk's limits are kept; the pool has its own test.
class Chunked final : public kernels::Parallel {
public:
    int threads() const override { return 2; }
    void forEach(int64_t count, int64_t grain,
                 kernels::FunctionRef<void(int64_t, int64_t, int)> body) override {
        int worker = 0;
        for (int64_t at = 0; at < count; at += grain) {
            body(at, std::min(count, at + grain), worker);
            worker = 1 - worker;
        }
    }
};

std::vector<float> randomFloats(size_t count, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(random);
    return values;
}

// Squared error over squared size.
double relativeError(const std::vector<float>& got, const std::vector<float>& expected) {
    double error = 0.0;
    double size = 0.0;
    for (size_t i = 0; i < got.size(); ++i) {
        const double difference = static_cast<double>(got[i]) - static_cast<double>(expected[i]);
        error += difference * difference;
        size += static_cast<double>(expected[i]) * static_cast<double>(expected[i]);
    }
    return error / (size + 1e-30);
}

}  // namespace

class PathsTest : public QObject {
    Q_OBJECT

private:
    const Backend& scalar_ = *kernels::cpuBackend(CpuPath::kScalar);
    Chunked parallel_;

    static void addPaths() {
        QTest::addColumn<int>("path");
        for (int path = 0; path < kPathCount; ++path)
            QTest::newRow(support::kVectorPaths[path].name) << path;
    }
    // The types of which matrices of 16 rows and more have tiles.
    static bool repacked(DType type) {
        constexpr DType kTypes[] = {DType::kQ8_0, DType::kQ4_0, DType::kQ4_1, DType::kQ5_0,
                                    DType::kQ5_1, DType::kQ4_K, DType::kQ5_K, DType::kQ6_K};
        return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
    }
    // Where matrix registers multiply, both sides have 16 bits.
    static bool byMatrices(const Backend& backend, const kernels::Weights& w, int64_t tokens) {
        return std::string_view(backend.name) == "cpu amx" && w.layout == kernels::Layout::kTiles &&
               tokens > 8;
    }
    static const Backend* wanted(int path) { return support::kVectorPaths[path].backend(); }

    // `more` are forms that are packed beside what the product reads.
    std::vector<float> multiply(const Backend& backend, const kernels::Weights& w,
                                const std::vector<float>& x, int64_t tokens, int64_t stride,
                                kernels::ActivationForms more = 0) {
        const int64_t outStride = w.rows + 5;
        std::vector<float> out(static_cast<size_t>(tokens * outStride), -77.0F);
        const auto forms =
            static_cast<kernels::ActivationForms>(backend.activationForms(w.type, w.layout, tokens) | more);
        std::vector<char> packed(backend.activationBytes(forms, tokens, w.columns));
        backend.packActivations(forms, x.data(), stride, tokens, w.columns, packed.data(), parallel_);
        backend.matmul(w, {x.data(), packed.data(), tokens, w.columns, stride, forms}, out.data(), outStride,
                       parallel_);
        return out;
    }

    // Squared error over the squares that were added up: unlike the products themselves these do not cancel,
    // so that a single product can be judged, and untouched elements behind the rows do not count.
    double productError(const kernels::Weights& w, const std::vector<float>& x, int64_t tokens,
                        int64_t stride, const std::vector<float>& got, const std::vector<float>& expected) {
        const auto columns = static_cast<size_t>(w.columns);
        std::vector<double> rowSquares(columns);
        std::vector<double> tokenSquares(columns);
        std::vector<float> row(columns);
        for (int64_t n = 0; n < w.rows; ++n) {
            scalar_.fetchRow(w, n, row.data());
            for (size_t d = 0; d < columns; ++d)
                rowSquares[d] += static_cast<double>(row[d]) * static_cast<double>(row[d]);
        }
        double error = 0.0;
        for (int64_t t = 0; t < tokens; ++t) {
            const float* token = x.data() + t * stride;
            for (size_t d = 0; d < columns; ++d)
                tokenSquares[d] += static_cast<double>(token[d]) * static_cast<double>(token[d]);
            for (int64_t n = 0; n < w.rows; ++n) {
                const auto at = static_cast<size_t>(t * (w.rows + 5) + n);
                error += std::pow(static_cast<double>(got[at]) - static_cast<double>(expected[at]), 2.0);
            }
        }
        double size = 0.0;
        for (size_t d = 0; d < columns; ++d)
            size += rowSquares[d] * tokenSquares[d];
        return error / size;
    }

private slots:
    void products_data() {
        QTest::addColumn<int>("path");
        QTest::addColumn<int>("type");
        for (int path = 0; path < kPathCount; ++path) {
            for (int type = 0; type < kernels::kDTypeCount; ++type) {
                QTest::addRow("%s %s", support::kVectorPaths[path].name,
                              kernels::describe(static_cast<DType>(type)).name)
                    << path << type;
            }
        }
    }
    // int8 activations with a scale for each 32 normal values have a step of about a 50th of their spread, so
    // an error of 1/50²/12 = 3e-5 of the product's size; 5e-4 leaves room for a single product's luck. int16
    // activations are 64² times closer, floats closer still. Of matrices both sides have 16 bits with a step
    // for each 256, and products of two low bytes are left out: seen are errors of 3e-9.
    void products() {
        QFETCH(int, path);
        QFETCH(int, type);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        const auto dtype = static_cast<DType>(type);
        const int block = kernels::describe(dtype).blockElements;
        const bool exact = block == 1;
        const bool wide = dtype == DType::kQ8_0 || dtype == DType::kQ3_K;
        const double limit = exact ? 1e-11 : wide ? 1e-7 : 5e-4;
        QCOMPARE(backend->activationForms(dtype, kernels::Layout::kRows, 9), exact  ? kernels::kFloatForm
                                                                             : wide ? kernels::kWordForm
                                                                                    : kernels::kByteForm);
        const int64_t widths[] = {block == 1 ? 47 : block, block == 1 ? 96 : 3 * block,
                                  block == 1 ? 16 : 1536};
        for (const int64_t columns : widths) {
            for (const int64_t rows : {1, 16, 24, 37}) {
                const support::RandomWeights w(dtype, rows, columns, static_cast<uint64_t>(columns + rows));
                const support::RepackedWeights tiles(w.view, *backend, parallel_);
                QCOMPARE(tiles.view.data != nullptr, rows >= 16 && repacked(dtype));
                for (const int64_t tokens : {1, 2, 3, 4, 5, 7, 8, 9, 18, 40}) {
                    const int64_t stride = columns + 3;
                    const auto x = randomFloats(static_cast<size_t>(tokens * stride), 11);
                    const auto expected = multiply(scalar_, w.view, x, tokens, stride);
                    for (const kernels::Weights& view : {w.view, tiles.view}) {
                        if (view.data == nullptr) continue;
                        const auto got = multiply(*backend, view, x, tokens, stride);
                        const double error = productError(w.view, x, tokens, stride, got, expected);
                        QVERIFY2(error < (byMatrices(*backend, view, tokens) ? 2e-8 : limit),
                                 qPrintable(QString("%1 x %2, %3 tokens, layout %4: %5")
                                                .arg(columns)
                                                .arg(rows)
                                                .arg(tokens)
                                                .arg(static_cast<int>(view.layout))
                                                .arg(error)));
                        for (int64_t t = 0; t < tokens; ++t) {
                            for (int64_t n = rows; n < rows + 5; ++n)
                                QCOMPARE(got[static_cast<size_t>(t * (rows + 5) + n)], -77.0F);
                        }
                    }
                }
            }
        }
    }

    // What else is packed of the same rows changes nothing.
    void formsBesideOthers_data() { products_data(); }
    void formsBesideOthers() {
        QFETCH(int, path);
        QFETCH(int, type);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        const auto dtype = static_cast<DType>(type);
        const int64_t columns = 3 * std::max(32, kernels::describe(dtype).blockElements);
        const support::RandomWeights w(dtype, 24, columns, 5);
        const support::RepackedWeights tiles(w.view, *backend, parallel_);
        for (const int64_t tokens : {1, 3, 12}) {
            const auto x = randomFloats(static_cast<size_t>(tokens * columns), 12);
            for (const kernels::Weights& view : {w.view, tiles.view}) {
                if (view.data == nullptr) continue;
                QCOMPARE(multiply(*backend, view, x, tokens, columns, kernels::kAllForms),
                         multiply(*backend, view, x, tokens, columns));
            }
        }
    }

    // Repacking moves bits and loses none: every row reads the same, and so do the rows of a slice.
    void repackedRows_data() { products_data(); }
    void repackedRows() {
        QFETCH(int, path);
        QFETCH(int, type);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        const auto dtype = static_cast<DType>(type);
        if (!repacked(dtype)) QSKIP("this type stays as it is");
        const int64_t rows = 37;
        const int64_t columns = 5 * kernels::describe(dtype).blockElements + 512;
        const support::RandomWeights w(dtype, rows, columns, 9);
        const support::RepackedWeights tiles(w.view, *backend, parallel_);
        std::vector<float> expected(static_cast<size_t>(columns));
        std::vector<float> got(expected.size());
        for (int64_t row = 0; row < rows; ++row) {
            scalar_.fetchRow(w.view, row, expected.data());
            backend->fetchRow(tiles.view, row, got.data());
            QCOMPARE(got, expected);
            backend->fetchRow(tiles.view.slice(row / 16 * 16, 16), row % 16, got.data());
            QCOMPARE(got, expected);
        }
    }

    void zeroActivations_data() { addPaths(); }
    void zeroActivations() {
        QFETCH(int, path);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        const support::RandomWeights w(DType::kQ4_K, 16, 256, 1);
        const std::vector<float> x(256 * 5, 0.0F);
        for (const int64_t tokens : {1, 5}) {
            const auto out = multiply(*backend, w.view, x, tokens, 256);
            for (size_t i = 0; i < 16; ++i)
                QCOMPARE(out[i], 0.0F);
        }
    }

    // The same row gives the same product to a few units in the last place whether it comes alone or among
    // others.
    void chunksAgree_data() { products_data(); }
    void chunksAgree() {
        QFETCH(int, path);
        QFETCH(int, type);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        const support::RandomWeights w(static_cast<DType>(type), 32, 512, 5);
        const support::RepackedWeights tiles(w.view, *backend, parallel_);
        const auto x = randomFloats(512 * 10, 12);
        const auto together = multiply(*backend, w.view, x, 10, 512);
        const auto tiled = tiles.view.data == nullptr ? together : multiply(*backend, tiles.view, x, 10, 512);
        for (size_t t = 0; t < 10; ++t) {
            const std::vector<float> row(x.begin() + static_cast<long>(t * 512),
                                         x.begin() + static_cast<long>(t * 512 + 512));
            const auto alone = multiply(*backend, w.view, row, 1, 512);
            const std::vector<float> expected(alone.begin(), alone.begin() + 32);
            const auto part = [t](const std::vector<float>& all) {
                return std::vector<float>(all.begin() + static_cast<long>(t * 37),
                                          all.begin() + static_cast<long>(t * 37 + 32));
            };
            QVERIFY(relativeError(part(together), expected) < 1e-11);
            QVERIFY(relativeError(part(tiled), expected) <
                    (byMatrices(*backend, tiles.view, 10) ? 5e-4 : 1e-11));
            if (tiles.view.data == nullptr) continue;
            const auto tile = multiply(*backend, tiles.view, row, 1, 512);
            QVERIFY(relativeError({tile.begin(), tile.begin() + 32}, expected) < 1e-11);
        }
    }

    void tokenwise_data() { addPaths(); }
    // Float arithmetic in another order: relative errors of about 1e-7, squared 1e-14.
    void tokenwise() {
        QFETCH(int, path);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        for (const int64_t width : {1, 7, 16, 48, 896}) {
            const int64_t rows = 5;
            const auto count = static_cast<size_t>(rows * width);
            const auto x = randomFloats(count, 1);
            const auto y = randomFloats(count, 2);
            std::vector<float> expected(count);
            std::vector<float> got(count);
            scalar_.rmsNorm(x.data(), rows, width, y.data(), 1e-6F, expected.data(), parallel_);
            backend->rmsNorm(x.data(), rows, width, y.data(), 1e-6F, got.data(), parallel_);
            QVERIFY(relativeError(got, expected) < 1e-12);

            expected = got = x;
            scalar_.addRows(expected.data(), y.data(), rows, width, parallel_);
            backend->addRows(got.data(), y.data(), rows, width, parallel_);
            QCOMPARE(got, expected);

            expected = got = x;
            scalar_.addBias(expected.data(), width, rows, width - width / 3, y.data(), parallel_);
            backend->addBias(got.data(), width, rows, width - width / 3, y.data(), parallel_);
            QCOMPARE(got, expected);

            auto gate = x;
            for (float& value : gate)
                value *= 8.0F;
            gate[0] = -200.0F;
            for (const auto gating :
                 {kernels::Gating::kSilu, kernels::Gating::kGelu, kernels::Gating::kClampedSilu}) {
                expected = got = gate;
                scalar_.gateMultiply(gating, expected.data(), y.data(), static_cast<int64_t>(count),
                                     parallel_);
                backend->gateMultiply(gating, got.data(), y.data(), static_cast<int64_t>(count), parallel_);
                QVERIFY(relativeError(got, expected) < 1e-12);
            }
            expected = got = x;
            scalar_.clamp(expected.data(), static_cast<int64_t>(count), 0.5F, parallel_);
            backend->clamp(got.data(), static_cast<int64_t>(count), 0.5F, parallel_);
            QCOMPARE(got, expected);
            scalar_.scale(expected.data(), static_cast<int64_t>(count), 3.0F, parallel_);
            backend->scale(got.data(), static_cast<int64_t>(count), 3.0F, parallel_);
            QCOMPARE(got, expected);
        }
    }

    void rope_data() { addPaths(); }
    void rope() {
        QFETCH(int, path);
        const Backend* backend = wanted(path);
        if (backend == nullptr) QSKIP("this machine has not got this path");
        const int64_t tokens = 3;
        const int64_t heads = 5;
        const int64_t width = 48;
        const int64_t stride = heads * width + 4;
        const auto x = randomFloats(static_cast<size_t>(tokens * stride), 3);
        for (const int64_t rotated : {48, 20}) {
            const auto angles = randomFloats(static_cast<size_t>(tokens * rotated), 4);
            for (const auto style : {kernels::RopeStyle::kInterleaved, kernels::RopeStyle::kHalves}) {
                auto expected = x;
                auto got = x;
                scalar_.rope(expected.data(), stride, tokens, heads, width, rotated, angles.data(), style,
                             parallel_);
                backend->rope(got.data(), stride, tokens, heads, width, rotated, angles.data(), style,
                              parallel_);
                QVERIFY(relativeError(got, expected) < 1e-12);
            }
        }
    }
};

QTEST_GUILESS_MAIN(PathsTest)
#include "paths_test.moc"
