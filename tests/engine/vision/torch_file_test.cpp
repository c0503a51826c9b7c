// PyTorch files that are right are read whole; nothing in them is run, and each way of being wrong gets its
// own sentence before anything is allocated on its word.
#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <fstream>

#include "engine/vision/torch_file.h"

using namespace engine;
using Bytes = std::string;

namespace {

Bytes number(uint64_t value, size_t bytes) {
    Bytes out;
    for (size_t i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i));
    return out;
}
Bytes text(const Bytes& value) {
    return Bytes("X").append(number(value.size(), 4)).append(value);
}
Bytes integer(uint32_t value) {
    return Bytes("J").append(number(value, 4));
}
Bytes tuple(const std::vector<uint32_t>& values) {
    Bytes out = "(";
    for (const uint32_t value : values)
        out += integer(value);
    return out + "t";
}
Bytes storage(uint32_t count, const Bytes& type = "FloatStorage") {
    return Bytes("(") + text("storage") + "ctorch\n" + type + "\n" + text("1") + text("cpu") +
           integer(count) + "NtQ";
}

// A file with one tensor, of which each piece may be something else.
struct Pieces {
    Bytes magic = Bytes("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.", 21);
    Bytes system = Bytes("\x80\x02}(") + text("little_endian") + "\x88u.";
    Bytes function = "ctorch._utils\n_rebuild_tensor_v2\n";
    Bytes storage = ::storage(6);
    Bytes offset = integer(0);
    Bytes shape = tuple({2, 3});
    Bytes strides = tuple({3, 1});
    Bytes name = text("a");
    Bytes tail;  // behind the tensor, in the dictionary
    Bytes keys = Bytes("\x80\x02](") + text("1") + "e.";
    Bytes count = number(6, 8);
    std::vector<float> values = {1, 2, 3, 4, 5, 6};
    Bytes end;

    Bytes tensor() const {
        return function + Bytes("(") + storage + offset + shape + strides + "\x89" +
               "ccollections\nOrderedDict\n)R" + "tR";
    }
    Bytes bytes() const {
        return magic + system + Bytes("\x80\x02") + "ccollections\nOrderedDict\n)R(" + name + tensor() +
               tail + "u." + keys + count +
               Bytes(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)) + end;
    }
};

}  // namespace

class TorchFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    Result<TorchFile> opened(const Bytes& bytes) const {
        const std::filesystem::path path = folder_.filePath("net.pth").toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        return TorchFile::open(path);
    }
    QString sentence(const Bytes& bytes) const {
        const auto file = opened(bytes);
        return file ? QString() : QString::fromStdString(file.error().text());
    }

private slots:
    void readsWhatTorchWrote() {
        const auto file = TorchFile::open(CONCLAVE_SOURCE_DIR "/tests/fixtures/backbone/weights.pth");
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QCOMPARE(file->tensors().size(), size_t{288});
        const auto* stem = file->find("_conv_stem.weight");
        QVERIFY(stem != nullptr && stem->isFloat);
        QVERIFY(stem->shape == std::vector<int64_t>({3, 3, 3, 3}));
        // Its channels lie last; row by row the second number is one column further.
        QVERIFY(stem->strides == std::vector<int64_t>({1, 3, 27, 9}));
        const auto values = stem->floats();
        QCOMPARE(values.size(), size_t{81});
        float second = 0;
        std::memcpy(&second, stem->data.data() + 9 * sizeof(float), sizeof(second));
        QCOMPARE(values[1], second);
        const auto* seen = file->find("_bn0.num_batches_tracked");
        QVERIFY(seen != nullptr && !seen->isFloat && seen->floats().empty());
        QVERIFY(file->find("nothing") == nullptr);
    }

    void readsStrides() {
        Pieces pieces;
        pieces.shape = tuple({3, 2});
        pieces.strides = tuple({1, 3});
        const auto file = opened(pieces.bytes());
        QVERIFY2(file.ok(), file ? "" : file.error().text().c_str());
        QVERIFY(file->find("a")->floats() == std::vector<float>({1, 4, 2, 5, 3, 6}));
        pieces.offset = integer(2);
        pieces.shape = tuple({2});
        pieces.strides = tuple({3});
        QVERIFY(opened(pieces.bytes())->find("a")->floats() == std::vector<float>({3, 6}));
    }

    void refused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("fact");
        const auto row = [](const char* name, const Pieces& pieces, const char* fact) {
            const Bytes bytes = pieces.bytes();
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))
                                << QString(fact);
        };
        Pieces p;
        p.function = "cposix\nsystem\n";
        row("a program", p, "asks for “posix.system”");
        p = {};
        p.function = "ccollections\nOrderedDict\n";
        row("a call that makes no tensor", p, "calls something");
        p = {};
        p.magic = "PK\x03\x04";
        row("the newer format", p, "newer zip format");
        p = {};
        p.magic = "\x80\x03";
        row("another file", p, "does not begin like");
        p = {};
        p.system = Bytes("\x80\x02}(") + text("little_endian") + "\x89u.";
        row("another byte order", p, "most significant byte first");
        p = {};
        p.shape = tuple({2, 4});
        row("more than its storage", p, "larger than its storage");
        p = {};
        p.offset = integer(1);
        row("behind its storage", p, "larger than its storage");
        p = {};
        p.shape = tuple({0x7FFFFFFF, 0x7FFFFFFF});
        p.strides = tuple({0, 0});
        row("one number many times", p, "larger than its storage");
        p = {};
        p.shape = tuple({0xFFFFFFFF, 3});
        row("a negative size", p, "wrong size");
        p = {};
        p.strides = tuple({3});
        row("a stride too few", p, "number of dimensions");
        p = {};
        p.storage = storage(0x7FFFFFFF);
        p.count = number(0x7FFFFFFF, 8);
        row("cut short", p, "was cut short");
        p = {};
        p.count = number(7, 8);
        row("another length", p, "another length than was said");
        p = {};
        p.storage = storage(6, "StrangeStorage");
        row("an unknown type", p, "type that PyTorch does not have");
        p = {};
        p.keys = Bytes("\x80\x02](") + text("2") + "e.";
        row("an unknown storage", p, "belongs to no tensor");
        p = {};
        p.keys = "\x80\x02].";
        p.count.clear();
        p.values.clear();
        row("a missing storage", p, "has no numbers");
        p = {};
        p.end = "x";
        row("a tail", p, "longer than its tensors");
        p = {};
        p.tail = text("a") + p.tensor();
        row("one name twice", p, "stands in it twice");
        p = {};
        p.tail = text("b") + integer(3);
        row("more than tensors", p, "more than tensors");
        p = {};
        p.name = Bytes("X") + number(0xFFFFFFFF, 4);
        row("a name without end", p, "ends inside");
        p = {};
        p.name = "h\x09";
        row("a thing it did not describe", p, "did not describe");
        p = {};
        p.name = "ttttt";
        row("more taken than made", p, "takes more than it made");
        p = {};
        p.name = "I5\n";
        row("an operation of text pickles", p, "operation that makes no tensor");
    }
    void refused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, fact);
        const QString said = sentence(bytes.toStdString());
        QVERIFY2(said.contains("net.pth") && said.contains(fact), qPrintable(said));
    }

    void everyCutIsRefused() {
        const Bytes whole = Pieces().bytes();
        QVERIFY(opened(whole).ok());
        for (size_t size = 0; size < whole.size(); ++size)
            QVERIFY2(!opened(whole.substr(0, size)).ok(), qPrintable(QString::number(size)));
    }
};

QTEST_GUILESS_MAIN(TorchFileTest)
#include "torch_file_test.moc"
