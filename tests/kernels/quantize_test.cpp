// Writing blocks: what is read back is as close as the format allows, and nothing odd in a row does harm.
#include <QTest>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "kernels/backend.h"

using kernels::DType;

namespace {

const kernels::Backend& scalar() {
    return *kernels::cpuBackend(kernels::CpuPath::kScalar);
}

std::vector<float> throughBlocks(DType type, const std::vector<float>& in) {
    const auto columns = static_cast<int64_t>(in.size());
    std::vector<char> blocks(kernels::rowBytes(type, columns));
    scalar().storeRow(type, in.data(), columns, blocks.data());
    std::vector<float> out(in.size());
    scalar().fetchRow({type, 1, columns, blocks.data()}, 0, out.data());
    return out;
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
    return error / size;
}

std::vector<float> gaussian(size_t count, float spread) {
    std::mt19937_64 random(3);
    std::normal_distribution<float> normal(0.0F, spread);
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(random);
    return values;
}

struct Written {
    DType type;
    double error;  // of normal values
};

// What the search reaches. The gguf package (0.19.0), which rounds on a grid between the outermost values,
// has 7.40e-3, 6.13e-3, 1.82e-3, 1.43e-3 and 1.30e-2 for Q4_0 to MXFP4. The K formats are those of the same
// levels with scales and minima of six bits, which costs 4 % at four bits and 12 % at five; Q6_K has 64
// levels over 16 values (range 3.5 of the spread), a step of 3.5 / 64 and an error of its square over
// 12, 2.5e-4, and a fifth more for its scale's eight bits.
constexpr Written kWritten[] = {
    {DType::kQ8_0, 2.87e-5}, {DType::kQ4_0, 6.57e-3}, {DType::kQ4_1, 4.94e-3},
    {DType::kQ5_0, 1.62e-3}, {DType::kQ5_1, 1.15e-3}, {DType::kMXFP4, 1.265e-2},
    {DType::kQ4_K, 5.12e-3}, {DType::kQ5_K, 1.29e-3}, {DType::kQ6_K, 2.98e-4},
};

}  // namespace

class QuantizeTest : public QObject {
    Q_OBJECT

private:
    static void addTypes() {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("limit");
        for (const Written& written : kWritten)
            QTest::newRow(kernels::describe(written.type).name)
                << static_cast<int>(written.type) << written.error;
    }

private slots:
    void normalValues_data() { addTypes(); }
    // At any size of value that a half-precision scale can hold; 1 % for the draw of 2^16 values.
    void normalValues() {
        QFETCH(int, type);
        QFETCH(double, limit);
        for (const float spread : {0.02F, 30.0F}) {
            const auto in = gaussian(1 << 16, spread);
            const double error = relativeError(throughBlocks(static_cast<DType>(type), in), in);
            QVERIFY2(error < limit * 1.01, qPrintable(QString::number(error)));
        }
    }

    void oneSidedValues_data() { addTypes(); }
    // Values that are all above or all below zero still get a level each: formats with a minimum use it, the
    // others lose a bit at most (four times the error over a mean square that is 10 times the variance).
    void oneSidedValues() {
        QFETCH(int, type);
        QFETCH(double, limit);
        for (const float sign : {1.0F, -1.0F}) {
            auto in = gaussian(1 << 12, 0.1F);
            for (float& value : in)
                value = sign * (value + 0.3F);
            const double error = relativeError(throughBlocks(static_cast<DType>(type), in), in);
            QVERIFY2(error < limit, qPrintable(QString::number(error)));
        }
    }

    void whatIsOnTheGridStays_data() { addTypes(); }
    // Blocks read and written again give the same values: to a rounding of the scale, 2^-11 of the value.
    void whatIsOnTheGridStays() {
        QFETCH(int, type);
        const auto once = throughBlocks(static_cast<DType>(type), gaussian(1024, 1.0F));
        const double error = relativeError(throughBlocks(static_cast<DType>(type), once), once);
        QFETCH(double, limit);
        QVERIFY2(error < 0.1 * limit, qPrintable(QString::number(error)));
    }

    void oddRows_data() { addTypes(); }
    void oddRows() {
        QFETCH(int, type);
        const auto dtype = static_cast<DType>(type);
        for (const float value : throughBlocks(dtype, std::vector<float>(256, 0.0F)))
            QCOMPARE(value, 0.0F);
        for (const float constant : {0.5F, -0.5F}) {
            for (const float value : throughBlocks(dtype, std::vector<float>(256, constant)))
                QVERIFY(std::fabs(value - constant) < 0.005F);
        }
        // Values that are no numbers spoil their own block at most.
        auto in = gaussian(512, 1.0F);
        in[3] = std::numeric_limits<float>::quiet_NaN();
        in[70] = std::numeric_limits<float>::infinity();
        const auto out = throughBlocks(dtype, in);
        for (size_t i = 256; i < out.size(); ++i)
            QVERIFY(std::isfinite(out[i]));
    }
};

QTEST_GUILESS_MAIN(QuantizeTest)
#include "quantize_test.moc"
