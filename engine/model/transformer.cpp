#include "engine/model/transformer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/check.h"
#include "engine/model/work_area.h"

namespace engine {
namespace {

// Multiplications in one call of the attention kernel; a longer one is cut so that a stop is heard in
// between.
constexpr int64_t kAttentionWork = int64_t{1} << 30;
constexpr int64_t kStoreGrain = 16;

kernels::AttentionShape attentionShape(const ModelConfig& config, kernels::DType kvType) {
    return {.heads = config.heads,
            .kvHeads = config.kvHeads,
            .headWidth = config.headWidth,
            .pageTokens = KvPages::kPageTokens,
            .kvType = kvType,
            .scale = 1.0F / std::sqrt(static_cast<float>(config.headWidth))};
}

struct Parts {
    float* x;
    float* normed;
    float* query;
    float* key;
    float* value;
    float* attended;
    float* projected;
    float* gate;
    float* up;
    float* cosSin;
    float* logits;
    std::byte* packed;
    std::byte* scratch;
    size_t bytes;
};

Parts cut(const ModelConfig& config, const kernels::Backend& backend, const StepLimits& limits,
          kernels::DType kvType, int threads, std::byte* memory) {
    WorkArea area(memory);
    const int64_t rows = limits.rows;
    const int64_t inner = config.experts > 0 ? 0 : config.feedForward;
    Parts parts = {};
    parts.x = area.takeFloats(rows * config.width);
    parts.normed = area.takeFloats(rows * config.width);
    parts.query = area.takeFloats(rows * config.queryWidth());
    parts.key = area.takeFloats(rows * config.keyWidth());
    parts.value = area.takeFloats(rows * config.keyWidth());
    parts.attended = area.takeFloats(rows * config.queryWidth());
    parts.projected = area.takeFloats(rows * config.width);
    parts.gate = area.takeFloats(rows * inner);
    parts.up = area.takeFloats(rows * inner);
    parts.cosSin = area.takeFloats(rows * config.rope.rotated);
    parts.logits = area.takeFloats(limits.scoredRows * config.vocabulary);
    const int64_t widest = std::max({config.width, config.queryWidth(), inner});
    parts.packed = area.take(backend.activationBytes(rows, widest));
    parts.scratch = area.take(
        backend.attentionScratchBytes(attentionShape(config, kvType), rows, limits.positions, threads));
    parts.bytes = area.used();
    return parts;
}

}  // namespace

uint64_t Transformer::workingBytes(const ModelConfig& config, const kernels::Backend& backend,
                                   const StepLimits& limits, kernels::DType kvType, int threads) {
    uint64_t bytes = cut(config, backend, limits, kvType, threads, nullptr).bytes;
    if (config.experts > 0) bytes += ExpertBlock::bytes(config, backend, limits.rows);
    return bytes;
}

Result<std::unique_ptr<Transformer>> Transformer::create(const ModelConfig& config,
                                                         const ModelWeights& weights,
                                                         const kernels::Backend& backend, KvPages& pages,
                                                         kernels::Parallel& parallel,
                                                         const StepLimits& limits) {
    const int threads = parallel.threads();
    const kernels::DType kvType = pages.shape().type;
    auto memory = Buffer::allocate(cut(config, backend, limits, kvType, threads, nullptr).bytes);
    if (!memory) return memory.error();
    std::unique_ptr<Transformer> made(new Transformer(config, weights, backend, pages, parallel, limits));
    const Parts parts = cut(config, backend, limits, kvType, threads, memory->data());
    made->memory_ = std::move(*memory);
    made->x_ = parts.x;
    made->normed_ = parts.normed;
    made->query_ = parts.query;
    made->key_ = parts.key;
    made->value_ = parts.value;
    made->attended_ = parts.attended;
    made->projected_ = parts.projected;
    made->gate_ = parts.gate;
    made->up_ = parts.up;
    made->cosSin_ = parts.cosSin;
    made->logits_ = parts.logits;
    made->packed_ = parts.packed;
    made->scratch_ = parts.scratch;
    if (config.experts > 0) {
        auto experts = ExpertBlock::create(config, backend, limits.rows);
        if (!experts) return experts.error();
        made->experts_ = std::move(*experts);
    }
    return made;
}

Transformer::Transformer(const ModelConfig& config, const ModelWeights& weights,
                         const kernels::Backend& backend, KvPages& pages, kernels::Parallel& parallel,
                         const StepLimits& limits)
    : config_(config), weights_(weights), backend_(backend), pages_(pages), parallel_(parallel),
      limits_(limits), rope_(config.rope, weights.ropeDivisors),
      shape_(attentionShape(config, pages.shape().type)) {}

bool Transformer::run(std::span<const StepPart> parts, kernels::FunctionRef<bool()> proceed) {
    embed(parts);
    listSequences(parts);
    for (int64_t layer = 0; layer < config_.layers; ++layer) {
        if (!runLayer(parts, layer, proceed)) return false;
    }
    backend_.rmsNorm(x_, wantedRows_, config_.width, weights_.outputNorm.data(), config_.rmsEpsilon, normed_,
                     parallel_);
    return proceed();
}

void Transformer::embed(std::span<const StepPart> parts) {
    int64_t row = 0;
    for (const StepPart& part : parts) {
        const auto count = static_cast<int64_t>(part.tokens.size());
        CONCLAVE_CHECK(row + count <= limits_.rows && part.firstPosition + count <= limits_.positions);
        CONCLAVE_CHECK(part.firstPosition + count <= part.pages->capacity());
        for (int64_t i = 0; i < count; ++i, ++row) {
            const int32_t token = part.tokens[static_cast<size_t>(i)];
            CONCLAVE_CHECK(token >= 0 && token < config_.vocabulary);
            backend_.fetchRow(weights_.embedding, token, x_ + row * config_.width);
            rope_.angles(part.firstPosition + i, cosSin_ + row * config_.rope.rotated);
        }
    }
    all_.rows = row;
}

// Lists whose queries attend where: all rows, and those that are left when the last layer drops the unwanted.
void Transformer::listSequences(std::span<const StepPart> parts) {
    all_.sequences.clear();
    wanted_.sequences.clear();
    wantedIndex_.clear();
    size_t pages = 0;
    int64_t row = 0;
    for (const StepPart& part : parts) {
        const auto count = static_cast<int64_t>(part.tokens.size());
        all_.sequences.push_back({row, count, part.firstPosition, nullptr, nullptr});
        const int64_t wanted = part.wanted == Wanted::kAll ? count : part.wanted == Wanted::kLast ? 1 : 0;
        wanted_.sequences.push_back({static_cast<int64_t>(wantedIndex_.size()), wanted,
                                     part.firstPosition + count - wanted, nullptr, nullptr});
        for (int64_t i = count - wanted; i < count; ++i)
            wantedIndex_.push_back(row + i);
        row += count;
        pages += static_cast<size_t>(KvPages::pagesFor(part.firstPosition + count));
    }
    wantedRows_ = wanted_.rows = static_cast<int64_t>(wantedIndex_.size());
    keyPages_.resize(pages);
    valuePages_.resize(pages);
    size_t first = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        for (Batch* batch : {&all_, &wanted_}) {
            batch->sequences[i].keyPages = keyPages_.data() + first;
            batch->sequences[i].valuePages = valuePages_.data() + first;
        }
        const auto count = static_cast<int64_t>(parts[i].tokens.size());
        first += static_cast<size_t>(KvPages::pagesFor(parts[i].firstPosition + count));
    }
    std::erase_if(wanted_.sequences, [](const kernels::AttentionSequence& s) { return s.rows == 0; });
}

void Transformer::pointAtPages(std::span<const StepPart> parts, int64_t layer) {
    size_t next = 0;
    for (const StepPart& part : parts) {
        const int64_t pages =
            KvPages::pagesFor(part.firstPosition + static_cast<int64_t>(part.tokens.size()));
        for (int64_t i = 0; i < pages; ++i, ++next) {
            const PageId page = part.pages->pages()[static_cast<size_t>(i)];
            keyPages_[next] = pages_.keys(layer, page);
            valuePages_[next] = pages_.values(layer, page);
        }
    }
}

void Transformer::storeKeysAndValues(std::span<const StepPart> parts, int64_t layer, int64_t rows) {
    const int64_t width = config_.keyWidth();
    const size_t bytes = pages_.shape().rowBytes();
    int64_t first = 0;
    for (const StepPart& part : parts) {
        const auto count = static_cast<int64_t>(part.tokens.size());
        parallel_.forEach(count, kStoreGrain, [&](int64_t begin, int64_t end, int) {
            for (int64_t i = begin; i < end; ++i) {
                const int64_t position = part.firstPosition + i;
                const PageId page = part.pages->pages()[static_cast<size_t>(position / KvPages::kPageTokens)];
                const size_t slot = static_cast<size_t>(position % KvPages::kPageTokens) * bytes;
                backend_.storeRow(shape_.kvType, key_ + (first + i) * width, width,
                                  pages_.keys(layer, page) + slot);
                backend_.storeRow(shape_.kvType, value_ + (first + i) * width, width,
                                  pages_.values(layer, page) + slot);
            }
        });
        first += count;
    }
    CONCLAVE_CHECK(first == rows);
}

// After the last layer's keys and values are stored, rows that nobody wants have done their part.
void Transformer::keepWantedRows() {
    const auto move = [this](float* rows, int64_t width) {
        for (int64_t i = 0; i < wantedRows_; ++i) {
            const int64_t from = wantedIndex_[static_cast<size_t>(i)];
            if (from != i)
                std::memcpy(rows + i * width, rows + from * width,
                            static_cast<size_t>(width) * sizeof(float));
        }
    };
    move(x_, config_.width);
    move(normed_, config_.width);
    move(cosSin_, config_.rope.rotated);
}

kernels::Activations Transformer::pack(const float* rows, int64_t count, int64_t width, kernels::DType a,
                                       kernels::DType b, kernels::DType c) {
    kernels::Activations activations = {rows, nullptr, count, width, width};
    for (const kernels::DType type : {a, b, c}) {
        if (backend_.activationFormat(type) != kernels::ActivationFormat::kInt8) continue;
        backend_.packActivations(rows, width, count, width, packed_, parallel_);
        activations.packed = packed_;
        break;
    }
    return activations;
}

void Transformer::project(const kernels::Weights& w, const kernels::Activations& x,
                          std::span<const float> bias, float* out) {
    backend_.matmul(w, x, out, w.rows, parallel_);
    if (!bias.empty()) backend_.addBias(out, w.rows, x.tokens, w.rows, bias.data(), parallel_);
}

void Transformer::normHeads(float* rows, int64_t count, int64_t heads, std::span<const float> weight) {
    if (weight.empty()) return;
    backend_.rmsNorm(rows, count * heads, config_.headWidth, weight.data(), config_.rmsEpsilon, rows,
                     parallel_);
}

bool Transformer::runLayer(std::span<const StepPart> parts, int64_t index,
                           kernels::FunctionRef<bool()> proceed) {
    const LayerWeights& layer = weights_.layers[static_cast<size_t>(index)];
    const int64_t width = config_.width;
    const int64_t headWidth = config_.headWidth;
    const int64_t rotated = config_.rope.rotated;
    const bool last = index + 1 == config_.layers;
    const Batch& batch = last ? wanted_ : all_;

    backend_.rmsNorm(x_, all_.rows, width, layer.attentionNorm.data(), config_.rmsEpsilon, normed_,
                     parallel_);
    kernels::Activations input =
        pack(normed_, all_.rows, width, layer.query.type, layer.key.type, layer.value.type);
    project(layer.key, input, layer.keyBias, key_);
    project(layer.value, input, layer.valueBias, value_);
    if (!proceed()) return false;
    normHeads(key_, all_.rows, config_.kvHeads, layer.keyNorm);
    backend_.rope(key_, config_.keyWidth(), all_.rows, config_.kvHeads, headWidth, rotated, cosSin_,
                  config_.rope.style, parallel_);
    storeKeysAndValues(parts, index, all_.rows);
    if (last && wantedRows_ < all_.rows) {
        if (wantedRows_ == 0) return true;
        keepWantedRows();
        input = pack(normed_, wantedRows_, width, layer.query.type, layer.query.type, layer.query.type);
    }
    project(layer.query, input, layer.queryBias, query_);
    if (!proceed()) return false;
    normHeads(query_, batch.rows, config_.heads, layer.queryNorm);
    backend_.rope(query_, config_.queryWidth(), batch.rows, config_.heads, headWidth, rotated, cosSin_,
                  config_.rope.style, parallel_);
    pointAtPages(parts, index);
    if (!attend(batch, proceed)) return false;

    const kernels::DType outputType = layer.output.type;
    project(layer.output,
            pack(attended_, batch.rows, config_.queryWidth(), outputType, outputType, outputType),
            layer.outputBias, projected_);
    backend_.addRows(x_, projected_, batch.rows, width, parallel_);
    if (!proceed()) return false;
    backend_.rmsNorm(x_, batch.rows, width, layer.feedForwardNorm.data(), config_.rmsEpsilon, normed_,
                     parallel_);
    if (experts_) return experts_->run(layer, normed_, batch.rows, x_, parallel_, proceed);
    return feedForward(layer, batch.rows, proceed);
}

bool Transformer::attend(const Batch& batch, kernels::FunctionRef<bool()> proceed) {
    const int64_t stride = config_.queryWidth();
    // Short rows go together in one call; a sequence with much to do goes in pieces.
    int64_t work = 0;
    for (const auto& sequence : batch.sequences)
        work += sequence.rows * (sequence.firstPosition + sequence.rows) * stride * 2;
    if (work <= kAttentionWork) {
        backend_.attention(shape_, batch.sequences.data(), static_cast<int64_t>(batch.sequences.size()),
                           query_, stride, attended_, stride, scratch_, parallel_);
        return proceed();
    }
    for (const auto& sequence : batch.sequences) {
        const int64_t each = (sequence.firstPosition + sequence.rows) * stride * 2;
        const int64_t step = std::max<int64_t>(8, kAttentionWork / each / 8 * 8);
        for (int64_t done = 0; done < sequence.rows; done += step) {
            kernels::AttentionSequence piece = sequence;
            piece.firstRow += done;
            piece.rows = std::min(step, sequence.rows - done);
            piece.firstPosition += done;
            backend_.attention(shape_, &piece, 1, query_, stride, attended_, stride, scratch_, parallel_);
            if (!proceed()) return false;
        }
    }
    return true;
}

bool Transformer::feedForward(const LayerWeights& layer, int64_t rows, kernels::FunctionRef<bool()> proceed) {
    const int64_t inner = config_.feedForward;
    const kernels::Activations input =
        pack(normed_, rows, config_.width, layer.gate.type, layer.up.type, layer.up.type);
    project(layer.gate, input, {}, gate_);
    if (!proceed()) return false;
    project(layer.up, input, {}, up_);
    if (!proceed()) return false;
    backend_.siluMultiply(gate_, up_, rows * inner, parallel_);
    const kernels::DType downType = layer.down.type;
    project(layer.down, pack(gate_, rows, inner, downType, downType, downType), {}, projected_);
    backend_.addRows(x_, projected_, rows, config_.width, parallel_);
    return proceed();
}

float* Transformer::logits(int64_t first, int64_t count) {
    CONCLAVE_CHECK(first >= 0 && count <= limits_.scoredRows && first + count <= wantedRows_);
    const kernels::DType type = weights_.head.type;
    const auto input = pack(normed_ + first * config_.width, count, config_.width, type, type, type);
    backend_.matmul(weights_.head, input, logits_, config_.vocabulary, parallel_);
    return logits_;
}

void Transformer::scores(int64_t row, std::span<const int32_t> choices, float* out) {
    CONCLAVE_CHECK(row >= 0 && row < wantedRows_);
    const kernels::Weights& head = weights_.head;
    const size_t bytes = kernels::rowBytes(head.type, head.columns);
    const auto input = pack(normed_ + row * config_.width, 1, config_.width, head.type, head.type, head.type);
    for (size_t i = 0; i < choices.size(); ++i) {
        const int32_t token = choices[i];
        CONCLAVE_CHECK(token >= 0 && token < config_.vocabulary);
        const kernels::Weights one = {
            head.type, 1, head.columns,
            static_cast<const std::byte*>(head.data) + static_cast<size_t>(token) * bytes};
        backend_.matmul(one, input, out + i, 1, parallel_);
    }
}

}  // namespace engine
