// Where the parts of a model go on machines of every size, and what is said when they go nowhere.
#include "engine/memory/placement.h"

#include <QTest>

using namespace engine;

namespace {

constexpr uint64_t kMB = 1'000'000;

// Four layers of 10 + 20 MB and eight experts of 5 MB, of which two are chosen; one KV page of 64 tokens is
// 4 layers of 64 kB.
ModelMeasures smallModel() {
    ModelMeasures model;
    model.layers.assign(4, {.attention = 10 * kMB,
                            .shared = 20 * kMB,
                            .expert = 5 * kMB,
                            .experts = 8,
                            .active = 2,
                            .kvPerToken = 1000});
    model.embedding = 7 * kMB;
    model.head = 13 * kMB;
    model.working = 30 * kMB;
    model.pageTokens = 64;
    model.sparePages = 0;
    return model;
}

constexpr uint64_t kAlways = (4 * 30 + 7 + 13 + 30) * kMB;  // without routed experts and KV
constexpr uint64_t kRouted = 4 * 8 * 5 * kMB;
constexpr uint64_t kContextKv = 4 * 1000 * 6400;  // of 6400 tokens
constexpr uint64_t kReadThrough = 4 * 2 * 5 * kMB;

MachineMeasures machineOf(uint64_t gpu, uint64_t ram, uint64_t disk = kRouted) {
    MachineMeasures machine;
    machine[Device::kGpu] = {gpu, 1000};
    machine[Device::kRam] = {ram, 100};
    machine[Device::kDisk] = {disk, 10};
    return machine;
}

uint64_t routedOf(const Placement& placement, size_t layer, Device device) {
    const auto& experts = placement.layers[layer].experts;
    return static_cast<uint64_t>(std::count(experts.begin(), experts.end(), device)) * 5 * kMB;
}

}  // namespace

class PlacementTest : public QObject {
    Q_OBJECT

private slots:
    void places_data() {
        QTest::addColumn<quint64>("gpu");
        QTest::addColumn<quint64>("ram");
        QTest::addColumn<quint64>("disk");
        QTest::addColumn<bool>("fits");
        QTest::addColumn<quint64>("gpuAttention");
        QTest::addColumn<quint64>("gpuShared");
        QTest::addColumn<quint64>("gpuKv");
        QTest::addColumn<quint64>("gpuRouted");
        QTest::addColumn<quint64>("ramRouted");
        QTest::addColumn<quint64>("diskRouted");
        const auto row = [](const char* name, MachineMeasures machine, bool fits, uint64_t attention,
                            uint64_t shared, uint64_t kv, uint64_t gpu, uint64_t ram, uint64_t disk) {
            QTest::newRow(name) << quint64{machine[Device::kGpu].bytes}
                                << quint64{machine[Device::kRam].bytes}
                                << quint64{machine[Device::kDisk].bytes} << fits << quint64{attention}
                                << quint64{shared} << quint64{kv} << quint64{gpu} << quint64{ram}
                                << quint64{disk};
        };
        const uint64_t exactly = kAlways + kContextKv + kRouted;
        row("no GPU, all in memory", machineOf(0, exactly), true, 0, 0, 0, 0, kRouted, 0);
        row("no GPU, a byte short", machineOf(0, exactly - 1), true, 0, 0, 0, 0,
            kRouted - kReadThrough - 5 * kMB, kReadThrough + 5 * kMB);
        row("no GPU, just the rest", machineOf(0, kAlways + kContextKv + kReadThrough), true, 0, 0, 0, 0, 0,
            kRouted);
        row("no GPU, not the rest", machineOf(0, kAlways + kContextKv + kReadThrough - 1), false, 0, 0, 0, 0,
            0, kRouted);
        row("no GPU, experts made on loading", machineOf(0, exactly - 1, 0), false, 0, 0, 0, 0, kRouted, 0);
        row("GPU of no use", machineOf(59 * kMB, exactly), true, 0, 0, 0, 0, kRouted, 0);
        row("small GPU: two layers", machineOf(94 * kMB, exactly), true, 20 * kMB, 40 * kMB, 0, 0, kRouted,
            0);
        row("small GPU: two layers and the KV of one", machineOf(97 * kMB, exactly), true, 20 * kMB, 40 * kMB,
            kContextKv / 4, 0, kRouted, 0);
        row("GPU for all but experts", machineOf(163 * kMB + kContextKv, exactly), true, 40 * kMB, 93 * kMB,
            kContextKv, 0, kRouted, 0);
        row("GPU for some experts", machineOf(163 * kMB + kContextKv + 52 * kMB, exactly), true, 40 * kMB,
            93 * kMB, kContextKv, 50 * kMB, kRouted - 50 * kMB, 0);
        row("GPU for some experts, memory for few",
            machineOf(163 * kMB + kContextKv + 52 * kMB, 37 * kMB + kReadThrough + 11 * kMB), true, 40 * kMB,
            93 * kMB, kContextKv, 50 * kMB, 10 * kMB, kRouted - 60 * kMB);
        row("large GPU", machineOf(163 * kMB + kContextKv + kRouted, 37 * kMB), true, 40 * kMB, 93 * kMB,
            kContextKv, kRouted, 0, 0);
        row("nothing fits", machineOf(0, 100 * kMB), false, 0, 0, 0, 0, 0, kRouted);
    }

    void places() {
        QFETCH(quint64, gpu);
        QFETCH(quint64, ram);
        QFETCH(quint64, disk);
        QFETCH(bool, fits);
        QFETCH(quint64, gpuAttention);
        QFETCH(quint64, gpuShared);
        QFETCH(quint64, gpuKv);
        QFETCH(quint64, gpuRouted);
        QFETCH(quint64, ramRouted);
        QFETCH(quint64, diskRouted);
        const Placement placement = planPlacement(smallModel(), machineOf(gpu, ram, disk), 6400);
        QCOMPARE(placement.fits, fits);
        const DeviceLoad& onGpu = placement[Device::kGpu];
        const DeviceLoad& inRam = placement[Device::kRam];
        const DeviceLoad& onDisk = placement[Device::kDisk];
        QCOMPARE(quint64{onGpu.attention}, gpuAttention);
        QCOMPARE(quint64{onGpu.shared}, gpuShared);
        QCOMPARE(quint64{onGpu.kv}, gpuKv);
        QCOMPARE(quint64{onGpu.routed}, gpuRouted);
        QCOMPARE(quint64{inRam.routed}, ramRouted);
        QCOMPARE(quint64{onDisk.routed}, diskRouted);
        QCOMPARE(onDisk.total(), onDisk.routed);
        // Nothing is left out and nothing is there twice.
        QCOMPARE(onGpu.attention + inRam.attention, 40 * kMB);
        QCOMPARE(onGpu.shared + inRam.shared, 100 * kMB);
        QCOMPARE(onGpu.kv + inRam.kv, kContextKv);
        QCOMPARE(onGpu.routed + inRam.routed + onDisk.routed, kRouted);
        QCOMPARE(inRam.readThrough, diskRouted > 0 ? kReadThrough : 0);
        QVERIFY(onGpu.total() <= gpu);
        QCOMPARE(inRam.total() <= ram, fits);
        for (const Device device : {Device::kGpu, Device::kRam, Device::kDisk}) {
            uint64_t listed = 0;
            for (size_t l = 0; l < 4; ++l)
                listed += routedOf(placement, l, device);
            QCOMPARE(listed, placement[device].routed);
        }
    }

    void aRefusalNamesTheLongestContext() {
        const uint64_t ram = kAlways + kReadThrough + kContextKv;
        const Placement placement = planPlacement(smallModel(), machineOf(0, ram), 100'000);
        QVERIFY(!placement.fits);
        QCOMPARE(placement.longestContext, 6400);
        QCOMPARE(placement.tokensPerSecond, 0.0);
        QVERIFY(planPlacement(smallModel(), machineOf(0, ram), 6400).fits);
        QVERIFY(!planPlacement(smallModel(), machineOf(0, ram), 6401).fits);
        QCOMPARE(planPlacement(smallModel(), machineOf(0, 100 * kMB), 100'000).longestContext, 0);
        // The shortest context that is of use is the shortest that is offered.
        const uint64_t least = kAlways + kReadThrough + 4 * 1000 * 512;
        QCOMPARE(planPlacement(smallModel(), machineOf(0, least), 6400).longestContext, 512);
        QCOMPARE(planPlacement(smallModel(), machineOf(0, least - 1), 6400).longestContext, 0);
        // No number is too large to be refused.
        QVERIFY(!planPlacement(smallModel(), machineOf(0, ram), INT64_MAX).fits);
    }

    void pagesAreWhole() {
        ModelMeasures model = smallModel();
        model.sparePages = 3;
        const auto kv = [&](int64_t context) {
            return planPlacement(model, machineOf(0, 1000 * kMB), context)[Device::kRam].kv;
        };
        QCOMPARE(kv(64), uint64_t{4 * 1000 * 64 * 4});
        QCOMPARE(kv(65), uint64_t{4 * 1000 * 64 * 5});
    }

    void theMostUsedExpertsComeFirst() {
        std::vector<int64_t> uses(32, 1);
        uses[3 * 8 + 5] = 9;  // layer 3, expert 5
        uses[1 * 8 + 2] = 5;
        uses[0] = 0;
        const uint64_t rest = kAlways + kContextKv + kReadThrough;
        const auto two = planPlacement(
            smallModel(), machineOf(163 * kMB + kContextKv + 5 * kMB, rest + 5 * kMB), 6400, uses);
        QCOMPARE(two.layers[3].experts[5], Device::kGpu);
        QCOMPARE(two.layers[1].experts[2], Device::kRam);
        const auto most =
            planPlacement(smallModel(), machineOf(0, rest + kRouted - kReadThrough - 1), 6400, uses);
        QCOMPARE(most.layers[0].experts[0], Device::kDisk);
        // Layer 3 was asked 16 times, each time for two: expert 5 is read with 9 tokens of 8, that is always.
        const auto alone =
            planPlacement(smallModel(), machineOf(163 * kMB + kContextKv + 5 * kMB, rest), 6400, uses);
        QCOMPARE(alone[Device::kGpu].readsPerToken, (120 + 13 + 5) * kMB);
    }

    void speedFollowsWhatIsRead() {
        // 133 MB that every token reads and 8 experts of 5 MB, at 100 GB/s.
        const auto inRam = planPlacement(smallModel(), machineOf(0, 1000 * kMB), 6400);
        QCOMPARE(inRam[Device::kRam].readsPerToken, 173 * kMB);
        QCOMPARE(qRound(inRam.tokensPerSecond), qRound(100e9 / 173e6));
        QCOMPARE(qRound(inRam.tokensPerSecondAtEnd), qRound(100e9 / (173e6 + 4 * 1000 * 6400)));
        // Half of the experts on the disk: half of the choices are read from there, at 10 GB/s.
        const uint64_t ram = kAlways + kContextKv + kReadThrough + kRouted / 2;
        const auto mixed = planPlacement(smallModel(), machineOf(0, ram), 6400);
        QVERIFY(mixed.readsDisk());
        QCOMPARE(mixed[Device::kDisk].readsPerToken, 20 * kMB);
        QCOMPARE(mixed[Device::kRam].readsPerToken, 173 * kMB);
        QCOMPARE(qRound(mixed.tokensPerSecond), qRound(1.0 / (173e6 / 100e9 + 20e6 / 10e9)));
        // All on the GPU.
        const auto gpu = planPlacement(smallModel(), machineOf(1000 * kMB, 1000 * kMB), 6400);
        QCOMPARE(qRound(gpu.tokensPerSecond), qRound(1000e9 / 173e6));
        // A device that was not measured makes no promise.
        MachineMeasures unknown = machineOf(0, ram);
        unknown[Device::kDisk].gigabytesPerSecond = 0;
        QCOMPARE(planPlacement(smallModel(), unknown, 6400).tokensPerSecond, 0.0);
        unknown[Device::kRam].bytes = 1000 * kMB;
        QVERIFY(planPlacement(smallModel(), unknown, 6400).tokensPerSecond > 0.0);
    }

    void aWindowReadsNoMoreThanItSees() {
        ModelMeasures model = smallModel();
        model.layers[0].window = model.layers[2].window = 100;
        const auto placement = planPlacement(model, machineOf(0, 1000 * kMB), 6400);
        QCOMPARE(qRound(placement.tokensPerSecondAtEnd), qRound(100e9 / (173e6 + 2 * 1000 * (6400 + 100))));
        QCOMPARE(placement[Device::kRam].kv, kContextKv);
    }

    void thereIsRoomToReadThrough() {
        // Of 24 layers of 48 MB a token a gibibyte is kept; of 4 layers of 1.2 GB what two of them take.
        ModelMeasures model = smallModel();
        model.layers.assign(24, {.expert = 24 * kMB, .experts = 64, .active = 2});
        const auto kept = [&] {
            return planPlacement(model, machineOf(0, 10'000 * kMB, UINT64_MAX), 64)[Device::kRam].readThrough;
        };
        QCOMPARE(kept(), uint64_t{1} << 30);
        model.layers.assign(4, {.expert = 600 * kMB, .experts = 64, .active = 2});
        QCOMPARE(kept(), 2400 * kMB);
    }

    void denseModelsStayOrAreRefused() {
        ModelMeasures model = smallModel();
        for (LayerMeasures& layer : model.layers)
            layer.expert = layer.experts = layer.active = 0;
        QVERIFY(planPlacement(model, machineOf(0, kAlways + kContextKv, 0), 6400).fits);
        QVERIFY(!planPlacement(model, machineOf(0, kAlways + kContextKv - 1, 0), 6400).fits);
    }
};

QTEST_GUILESS_MAIN(PlacementTest)
#include "placement_test.moc"
