// How the matrices of a model get from the file into the layout in which they are multiplied.
#include <algorithm>
#include <span>
#include <vector>

#include "engine/base/file_pages.h"
#include "engine/model/weights.h"

namespace engine {
namespace {

constexpr size_t kAlignment = 64;
constexpr std::ptrdiff_t kNeighbours = std::ptrdiff_t{1} << 20;
constexpr size_t kPiece = size_t{8} << 20;  // bytes that lie twice in memory for a while

std::span<const std::byte> bytesOf(const kernels::Weights& w) {
    return {static_cast<const std::byte*>(w.data),
            kernels::rowBytes(w.type, w.columns) * static_cast<size_t>(w.rows)};
}

// A matrix as it lies in rows, and who points at it.
struct Matrix {
    kernels::Weights rows;
    const void** place;
    size_t at = 0;  // in the new memory

    bool isSame(const Matrix& other) const {
        return rows.data == other.rows.data && rows.rows == other.rows.rows;
    }
};

class Collector {
public:
    explicit Collector(const kernels::Backend& backend) : backend_(backend) {}

    void add(kernels::Weights& w) {
        if (!hasTiles(w) || w.data == nullptr) return;
        matrices.push_back({w, &w.data});
        layouts.push_back(&w.layout);
    }
    void add(MatrixList& list) {
        if (!hasTiles(list.shape) || list.data.empty()) return;
        for (size_t i = 0; i < list.data.size(); ++i)
            matrices.push_back({list[static_cast<int64_t>(i)], &list.data[i]});
        layouts.push_back(&list.shape.layout);
    }
    void add(FeedForwardWeights& block) {
        add(block.gate);
        add(block.up);
        add(block.down);
    }
    void add(LayerWeights& layer) {
        for (kernels::Weights* w : {&layer.query, &layer.key, &layer.value, &layer.output, &layer.queryDown,
                                    &layer.rotatedKey, &layer.router, &layer.sharedGate})
            add(*w);
        add(layer.headKeys);
        add(layer.headValues);
        add(layer.dense);
        add(layer.shared);
        if (layer.expertsAhead > 0) return;
        add(layer.expertGate);
        add(layer.expertUp);
        add(layer.expertDown);
    }

    // Puts them in the order of the file, gives each its place and returns the bytes of all; those that are
    // the same bytes share one place.
    size_t arrange() {
        std::sort(matrices.begin(), matrices.end(),
                  [](const Matrix& a, const Matrix& b) { return a.rows.data < b.rows.data; });
        size_t total = 0;
        for (size_t i = 0; i < matrices.size(); ++i) {
            Matrix& matrix = matrices[i];
            if (i > 0 && matrix.isSame(matrices[i - 1])) {
                matrix.at = matrices[i - 1].at;
                continue;
            }
            matrix.at = total;
            const size_t bytes =
                backend_.repackedBytes(matrix.rows.type, matrix.rows.rows, matrix.rows.columns);
            total += (bytes + kAlignment - 1) / kAlignment * kAlignment;
        }
        return total;
    }

    std::vector<Matrix> matrices;
    std::vector<kernels::Layout*> layouts;

private:
    bool hasTiles(const kernels::Weights& w) const {
        return w.layout == kernels::Layout::kRows && backend_.repackedBytes(w.type, w.rows, w.columns) > 0;
    }

    const kernels::Backend& backend_;
};

}  // namespace

Status ModelWeights::repack(const kernels::Backend& backend, kernels::Parallel& parallel,
                            std::stop_token stop) {
    Collector found(backend);
    found.add(head);
    if (tied) found.add(embedding);  // of another one single rows are looked up
    for (LayerWeights& layer : layers)
        found.add(layer);
    auto memory = Buffer::allocate(found.arrange(), Pages::kLarge);
    if (!memory) return memory.error();

    const std::vector<Matrix>& matrices = found.matrices;
    const auto isMade = [this](const void* data) {
        return std::any_of(made_.begin(), made_.end(), [data](const std::vector<std::byte>& made) {
            return data >= made.data() && data < made.data() + made.size();
        });
    };
    const std::byte* done = nullptr;  // in the file; what lies before is not read again
    for (size_t i = 0; i < matrices.size(); ++i) {
        const kernels::Weights& rows = matrices[i].rows;
        if (i > 0 && matrices[i].isSame(matrices[i - 1])) continue;
        const bool inFile = !isMade(rows.data);
        if (inFile && i + 1 < matrices.size()) readAhead(bytesOf(matrices[i + 1].rows));
        const size_t row = kernels::rowBytes(rows.type, rows.columns);
        const auto step = static_cast<int64_t>(kPiece / (row * kernels::kTileRows) + 1) * kernels::kTileRows;
        for (int64_t first = 0; first < rows.rows; first += step) {
            if (stop.stop_requested()) return cancelled();
            const kernels::Weights piece = rows.slice(first, std::min(step, rows.rows - first));
            backend.repack(piece, memory->data() + matrices[i].at + static_cast<size_t>(first) * row,
                           parallel);
            if (inFile) {
                // With the end of what was given back before: a page that is read brings its neighbours.
                const std::span<const std::byte> range = bytesOf(piece);
                const std::byte* end = range.data() + range.size();
                const bool near = done != nullptr && done < range.data() &&
                                  range.data() - done < static_cast<std::ptrdiff_t>(kPiece);
                const std::byte* begin = near ? done : range.data();
                giveBack({begin, end});
                done = end - std::min<std::ptrdiff_t>(end - begin, kNeighbours);
            }
        }
    }
    for (const Matrix& matrix : matrices)
        *matrix.place = memory->data() + matrix.at;
    for (kernels::Layout* layout : found.layouts)
        *layout = kernels::Layout::kTiles;
    repacked_ = std::move(*memory);
    return {};
}

}  // namespace engine
