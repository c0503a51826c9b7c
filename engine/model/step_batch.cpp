#include "engine/model/step_batch.h"

#include <algorithm>
#include <cstring>

#include "engine/base/check.h"

namespace engine {
namespace {

constexpr int64_t kStoreGrain = 4096;  // numbers
constexpr int64_t kBlock = 32;         // elements of a q8_0 block

int64_t pagesOf(const StepPart& part) {
    return KvPages::pagesFor(part.firstPosition + static_cast<int64_t>(part.tokens.size()));
}

// Writes one token's row of each head, filled up to whole blocks, where it belongs in a page.
void storeHeads(const kernels::Backend& backend, kernels::DType type, const float* rows, int64_t heads,
                int64_t width, std::byte* page, size_t slot) {
    const int64_t cached = kernels::cachedWidth(type, width);
    const size_t bytes = kernels::rowBytes(type, cached);
    for (int64_t h = 0; h < heads; ++h) {
        const float* row = rows + h * width;
        std::byte* to = page + (static_cast<size_t>(h * KvPages::kPageTokens) + slot) * bytes;
        if (cached == width) {
            backend.storeRow(type, row, width, to);
            continue;
        }
        const int64_t whole = cached - kBlock;
        float last[kBlock] = {};
        std::copy(row + whole, row + width, last);
        backend.storeRow(type, row, whole, to);
        backend.storeRow(type, last, kBlock, to + kernels::rowBytes(type, whole));
    }
}

}  // namespace

void StepBatch::set(std::span<const StepPart> parts) {
    parts_ = parts;
    all_.sequences.clear();
    wanted_.sequences.clear();
    all_.recorded.clear();
    wanted_.recorded.clear();
    wantedIndex_.clear();
    size_t pages = 0;
    int64_t row = 0;
    for (const StepPart& part : parts) {
        const auto count = static_cast<int64_t>(part.tokens.size());
        all_.sequences.push_back({row, count, part.firstPosition, nullptr, nullptr});
        const int64_t wanted = part.wanted == Wanted::kAll ? count : part.wanted == Wanted::kLast ? 1 : 0;
        wanted_.sequences.push_back({static_cast<int64_t>(wantedIndex_.size()), wanted,
                                     part.firstPosition + count - wanted, nullptr, nullptr});
        if (part.statistics != nullptr) {
            all_.recorded.push_back({row, count, part.statistics});
            wanted_.recorded.push_back({wanted_.sequences.back().firstRow, wanted, part.statistics});
        }
        for (int64_t i = count - wanted; i < count; ++i)
            wantedIndex_.push_back(row + i);
        row += count;
        pages += static_cast<size_t>(pagesOf(part));
    }
    all_.rows = row;
    wanted_.rows = static_cast<int64_t>(wantedIndex_.size());
    keyPages_.resize(pages);
    valuePages_.resize(pages);
    size_t first = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        for (Batch* batch : {&all_, &wanted_}) {
            batch->sequences[i].keyPages = keyPages_.data() + first;
            batch->sequences[i].valuePages = valuePages_.data() + first;
        }
        first += static_cast<size_t>(pagesOf(parts[i]));
    }
    std::erase_if(wanted_.sequences, [](const kernels::AttentionSequence& s) { return s.rows == 0; });
}

void StepBatch::pointAtPages(int64_t layer) {
    size_t next = 0;
    for (const StepPart& part : parts_) {
        const int64_t pages = pagesOf(part);
        for (int64_t i = 0; i < pages; ++i, ++next) {
            const PageId page = part.pages->pages()[static_cast<size_t>(i)];
            keyPages_[next] = pages_.keys(layer, page);
            valuePages_[next] = pages_.values(layer, page);
        }
    }
}

void StepBatch::store(const kernels::Backend& backend, int64_t layer, const float* keys, const float* values,
                      kernels::Parallel& parallel) const {
    const KvShape& shape = pages_.shape();
    const int64_t keyRow = shape.kvHeads * shape.keyWidth;
    const int64_t valueRow = shape.kvHeads * shape.valueWidth;
    const int64_t grain = std::max<int64_t>(1, kStoreGrain / (keyRow + valueRow));
    parallel.forEach(all_.rows, grain, [&](int64_t begin, int64_t end, int) {
        size_t index = 0;
        for (int64_t row = begin; row < end; ++row) {
            while (all_.sequences[index].firstRow + all_.sequences[index].rows <= row)
                ++index;
            const kernels::AttentionSequence& sequence = all_.sequences[index];
            const int64_t position = sequence.firstPosition + row - sequence.firstRow;
            const PageId page =
                parts_[index].pages->pages()[static_cast<size_t>(position / KvPages::kPageTokens)];
            const auto slot = static_cast<size_t>(position % KvPages::kPageTokens);
            storeHeads(backend, shape.type, keys + row * keyRow, shape.kvHeads, shape.keyWidth,
                       pages_.keys(layer, page), slot);
            if (values == nullptr) continue;
            storeHeads(backend, shape.type, values + row * valueRow, shape.kvHeads, shape.valueWidth,
                       pages_.values(layer, page), slot);
        }
    });
}

void StepBatch::keepWanted(float* rows, int64_t width) const {
    for (int64_t i = 0; i < wanted_.rows; ++i) {
        const int64_t from = wantedIndex_[static_cast<size_t>(i)];
        if (from != i)
            std::memcpy(rows + i * width, rows + from * width, static_cast<size_t>(width) * sizeof(float));
    }
}

}  // namespace engine
