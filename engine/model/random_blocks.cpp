#include "engine/model/random_blocks.h"

#include <cmath>
#include <cstring>

#include "engine/base/check.h"
#include "kernels/backend.h"
#include "kernels/cpu/blocks.h"

namespace engine {
namespace {

using kernels::DType;
using namespace kernels::cpu;

// Where a block keeps what must not be random.
struct Layout {
    size_t scale = 0;       // offset of the scale
    size_t scaleBytes = 2;  // 4 with a minimum behind it, 1 for an exponent
    double centre = 0.0;    // the minimum in scales: what centres the levels
    // Small scales and minima of groups, in pairs that all ones keep equal.
    size_t groups = 0;
    size_t groupBytes = 0;
};

Layout layoutOf(DType type) {
    switch (type) {
        case DType::kQ8_0:
        case DType::kQ4_0:
        case DType::kQ5_0:
        case DType::kIQ4_NL:
        case DType::kIQ4_XS:
            return {};
        case DType::kQ4_1:
            return {.scaleBytes = 4, .centre = -7.5};
        case DType::kQ5_1:
            return {.scaleBytes = 4, .centre = -15.5};
        case DType::kQ4_K:
            return {.scaleBytes = 4, .centre = 7.5, .groups = offsetof(BlockQ4_K, scales), .groupBytes = 12};
        case DType::kQ5_K:
            return {.scaleBytes = 4, .centre = 15.5, .groups = offsetof(BlockQ5_K, scales), .groupBytes = 12};
        case DType::kQ6_K:
            return {.scale = offsetof(BlockQ6_K, d)};
        case DType::kQ2_K:
            return {.scale = offsetof(BlockQ2_K, d),
                    .scaleBytes = 4,
                    .centre = 1.5,
                    .groups = 0,
                    .groupBytes = 16};
        case DType::kQ3_K:
            return {.scale = offsetof(BlockQ3_K, d)};
        case DType::kMXFP4:
            return {.scaleBytes = 1};
        case DType::kF32:
        case DType::kF16:
        case DType::kBF16:
            break;
    }
    CONCLAVE_CHECK(false);
}

bool isFloat(DType type) {
    return kernels::describe(type).blockElements == 1;
}

const kernels::Backend& scalar() {
    return *kernels::cpuBackend(kernels::CpuPath::kScalar);
}

}  // namespace

RandomBlocks::RandomBlocks(DType type, double spread, uint64_t seed) : type_(type), random_(seed) {
    if (isFloat(type)) {
        makeValues(spread);
    } else if (type == DType::kMXFP4) {
        makeExponents(1.0);
        makeExponents(spread / measureSpread());
    } else {
        makeScales(1.0);
        makeScales(spread / measureSpread());
    }
}

// Evenly over a range that has this spread.
void RandomBlocks::makeValues(double spread) {
    std::array<float, kChoices> all;
    for (size_t i = 0; i < kChoices; ++i) {
        const double place = (2.0 * static_cast<double>(i) + 1.0) / static_cast<double>(kChoices) - 1.0;
        all[i] = static_cast<float>(spread * std::sqrt(3.0) * place);
    }
    values_.resize(kernels::rowBytes(type_, kChoices));
    scalar().storeRow(type_, all.data(), kChoices, values_.data());
}

void RandomBlocks::makeScales(double scale) {
    const double centre = layoutOf(type_).centre;
    for (size_t i = 0; i < kChoices; ++i) {
        const double share =
            2.0 / 3.0 + 2.0 / 3.0 * static_cast<double>(i) / static_cast<double>(kChoices - 1);
        const double own = i % 2 == 0 ? scale * share : -scale * share;
        const Half halves[2] = {floatToHalf(static_cast<float>(own)),
                                floatToHalf(static_cast<float>(own * centre))};
        std::memcpy(scales_[i].data(), halves, sizeof(halves));
    }
}

// Powers of two alone: the two about the scale, as often as the mean square asks for.
void RandomBlocks::makeExponents(double scale) {
    const double power = std::floor(std::log2(scale));
    const double square = std::pow(scale / std::exp2(power), 2.0);  // 1 … 4
    const double larger = (square - 1.0) / 3.0 * static_cast<double>(kChoices);
    for (size_t i = 0; i < kChoices; ++i) {
        const double exponent = 127.0 + power + (static_cast<double>(i) < larger ? 1.0 : 0.0);
        scales_[i][0] = static_cast<uint8_t>(std::fmin(std::fmax(exponent, 0.0), 254.0));
    }
}

double RandomBlocks::measureSpread() {
    constexpr int64_t kElements = 1 << 16;
    std::vector<std::byte> blocks(kernels::rowBytes(type_, kElements));
    fill(blocks);
    std::vector<float> values(kElements);
    scalar().fetchRow({type_, 1, kElements, blocks.data()}, 0, values.data());
    double squares = 0.0;
    for (const float value : values)
        squares += static_cast<double>(value) * static_cast<double>(value);
    return std::sqrt(squares / static_cast<double>(kElements));
}

void RandomBlocks::fillValues(std::span<std::byte> values) {
    const auto size = static_cast<size_t>(kernels::describe(type_).blockBytes);
    CONCLAVE_CHECK(values.size() % size == 0);
    uint64_t bits = 0;
    int left = 0;
    for (size_t at = 0; at < values.size(); at += size, bits >>= 8, --left) {
        if (left == 0) {
            bits = random_();
            left = 8;
        }
        std::memcpy(values.data() + at, values_.data() + (bits & (kChoices - 1)) * size, size);
    }
}

void RandomBlocks::fill(std::span<std::byte> blocks) {
    if (isFloat(type_)) return fillValues(blocks);
    for (size_t at = 0; at < blocks.size(); at += sizeof(uint64_t)) {
        const uint64_t bits = random_();
        std::memcpy(blocks.data() + at, &bits, std::min(sizeof(bits), blocks.size() - at));
    }
    const Layout layout = layoutOf(type_);
    const auto size = static_cast<size_t>(kernels::describe(type_).blockBytes);
    CONCLAVE_CHECK(blocks.size() % size == 0);
    for (size_t block = 0; block < blocks.size(); block += size) {
        std::byte* scale = blocks.data() + block + layout.scale;
        std::memcpy(scale, scales_[static_cast<size_t>(*scale)].data(), layout.scaleBytes);
        std::memset(blocks.data() + block + layout.groups, 0xFF, layout.groupBytes);
    }
}

}  // namespace engine
