// Every block format gives bit for bit the values that the reference implementation of GGUF gives.
#include <QFile>
#include <QTest>
#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/backend.h"
#include "kernels/cpu/blocks.h"

using kernels::DType;

class DequantizeTest : public QObject {
    Q_OBJECT

private slots:
    void matchesReference_data() {
        QTest::addColumn<int>("type");
        for (int type = 0; type < kernels::kDTypeCount; ++type) {
            if (static_cast<DType>(type) == DType::kF32) continue;
            QTest::newRow(kernels::describe(static_cast<DType>(type)).name) << type;
        }
    }
    void matchesReference() {
        QFETCH(int, type);
        const auto dtype = static_cast<DType>(type);
        const kernels::DTypeInfo& info = kernels::describe(dtype);
        QFile file(QString(CONCLAVE_SOURCE_DIR "/tests/fixtures/blocks/%1.bin").arg(info.name));
        QVERIFY2(file.open(QIODevice::ReadOnly), "the fixture is missing");
        const QByteArray bytes = file.readAll();
        const int64_t columns = info.blockElements == 1 ? 64 : 2 * info.blockElements;
        const size_t packed = kernels::rowBytes(dtype, columns);
        QCOMPARE(static_cast<size_t>(bytes.size()), packed + static_cast<size_t>(columns) * sizeof(float));
        std::vector<float> values(static_cast<size_t>(columns));
        kernels::cpuBackend(kernels::CpuPath::kScalar)
            ->fetchRow({dtype, 1, columns, bytes.constData()}, 0, values.data());
        std::vector<float> expected(values.size());
        std::memcpy(expected.data(), bytes.constData() + packed, expected.size() * sizeof(float));
        for (size_t i = 0; i < values.size(); ++i)
            QCOMPARE(values[i], expected[i]);
    }

    // All 65536 halves survive the way to float and back (a NaN may change its payload).
    void halvesRoundTrip() {
        for (uint32_t half = 0; half < 0x10000; ++half) {
            const float value = kernels::cpu::halfToFloat(static_cast<uint16_t>(half));
            const uint16_t back = kernels::cpu::floatToHalf(value);
            if (std::isnan(value)) {
                QVERIFY((back & 0x7C00U) == 0x7C00U && (back & 0x3FFU) != 0);
            } else {
                QCOMPARE(back, static_cast<uint16_t>(half));
            }
        }
        QCOMPARE(kernels::cpu::floatToHalf(1.0F + 0x1p-11F),
                 static_cast<uint16_t>(0x3C00));  // a tie goes to even
        QCOMPARE(kernels::cpu::floatToHalf(65520.0F), static_cast<uint16_t>(0x7C00));
        QCOMPARE(kernels::cpu::floatToHalf(65519.0F), static_cast<uint16_t>(0x7BFF));
    }

    // The KV cache must not depend on the path: ties, what is too large or too small, odd lengths.
    void storesHalvesAlikeOnEveryPath() {
        constexpr int64_t kColumns = 101;
        float in[kColumns];
        for (int i = 0; i < kColumns; ++i)
            in[i] = std::ldexp(std::sin(static_cast<float>(i) * 1.7F), i % 48 - 28);
        const float edges[] = {1.0F + 0x1p-11F, 1.0F + 0x3p-11F, 65519.0F, 65520.0F, -1e30F,
                               0x1p-24F,        0x1p-25F,        -0.0F,    0x3p-26F};
        std::copy(std::begin(edges), std::end(edges), in + 40);
        uint16_t expected[kColumns];
        kernels::cpuBackend(kernels::CpuPath::kScalar)->storeRow(DType::kF16, in, kColumns, expected);
        for (const auto path : {kernels::CpuPath::kAvx2, kernels::CpuPath::kAvx512, kernels::CpuPath::kAmx}) {
            const kernels::Backend* backend = kernels::cpuBackend(path);
            if (backend == nullptr) continue;
            uint16_t stored[kColumns + 1] = {};
            stored[kColumns] = 0x5555;
            backend->storeRow(DType::kF16, in, kColumns, stored);
            for (int i = 0; i < kColumns; ++i)
                QCOMPARE(stored[i], expected[i]);
            QCOMPARE(stored[kColumns], static_cast<uint16_t>(0x5555));
        }
    }

    // Storing rounds to the nearest value of the type: Q8_0 within half a step of its block (and the half
    // scale's error).
    void storeRowIsClose() {
        constexpr int64_t kColumns = 64;
        float in[kColumns];
        for (int i = 0; i < kColumns; ++i)
            in[i] = std::sin(static_cast<float>(i) * 1.7F) * (i < 32 ? 1.0F : 20.0F);
        const kernels::Backend* backend = kernels::cpuBackend(kernels::CpuPath::kScalar);
        const std::pair<DType, float> cases[] = {{DType::kF32, 0.0F},
                                                 {DType::kF16, 0x1p-11F},
                                                 {DType::kBF16, 0x1p-8F},
                                                 {DType::kQ8_0, 0.5F / 127.0F + 0x1p-11F}};
        for (const auto& [type, tolerance] : cases) {
            char stored[kColumns * 4];
            float out[kColumns];
            backend->storeRow(type, in, kColumns, stored);
            backend->fetchRow({type, 1, kColumns, stored}, 0, out);
            for (int i = 0; i < kColumns; ++i) {
                const float scale = i < 32 ? 1.0F : 20.0F;
                QVERIFY(std::fabs(out[i] - in[i]) <= tolerance * scale);
            }
        }
    }
};

QTEST_GUILESS_MAIN(DequantizeTest)
#include "dequantize_test.moc"
