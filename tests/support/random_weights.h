// Random weight matrices in any block format: random bits with scales of a sane size.
#pragma once

#include <cstring>
#include <random>
#include <vector>

#include "kernels/backend.h"
#include "kernels/cpu/blocks.h"

namespace support {

struct RandomWeights {
    std::vector<uint8_t> bytes;
    kernels::Weights view;

    RandomWeights(kernels::DType type, int64_t rows, int64_t columns, uint64_t seed) {
        const kernels::DTypeInfo& info = kernels::describe(type);
        const size_t rowBytes = kernels::rowBytes(type, columns);
        bytes.resize(rowBytes * static_cast<size_t>(rows));
        view = {type, rows, columns, bytes.data()};
        std::mt19937_64 random(seed);
        if (info.blockElements == 1) {
            const kernels::Backend* backend = kernels::cpuBackend(kernels::CpuPath::kScalar);
            std::vector<float> row(static_cast<size_t>(columns));
            for (int64_t n = 0; n < rows; ++n) {
                for (float& value : row)
                    value = uniform(random);
                backend->storeRow(type, row.data(), columns,
                                  bytes.data() + static_cast<size_t>(n) * rowBytes);
            }
            return;
        }
        size_t at = 0;
        for (; at + 8 <= bytes.size(); at += 8) {
            const uint64_t bits = random();
            std::memcpy(&bytes[at], &bits, 8);
        }
        for (; at < bytes.size(); ++at)
            bytes[at] = static_cast<uint8_t>(random());
        const auto blockBytes = static_cast<size_t>(info.blockBytes);
        for (size_t block = 0; block < bytes.size(); block += blockBytes) {
            if (type == kernels::DType::kMXFP4) {
                bytes[block] = static_cast<uint8_t>(118 + bytes[block] % 5);
                continue;
            }
            const size_t scale = block + scaleOffset(type, blockBytes);
            putHalf(scale, 0.01F + 0.01F * uniform(random));
            if (hasMinimum(type)) putHalf(scale + 2, 0.05F * uniform(random));
        }
    }

private:
    static float uniform(std::mt19937_64& random) {  // -1 … 1
        return static_cast<float>(static_cast<int64_t>(random() >> 40) - (1 << 23)) /
               static_cast<float>(1 << 23);
    }
    static bool hasMinimum(kernels::DType type) {
        using kernels::DType;
        return type == DType::kQ4_1 || type == DType::kQ5_1 || type == DType::kQ4_K || type == DType::kQ5_K ||
               type == DType::kQ2_K;
    }
    // Where a block keeps its scale; the minimum, if it has one, is next to it.
    static size_t scaleOffset(kernels::DType type, size_t blockBytes) {
        using kernels::DType;
        if (type == DType::kQ2_K) return blockBytes - 4;
        return type == DType::kQ6_K || type == DType::kQ3_K ? blockBytes - 2 : 0;
    }
    void putHalf(size_t at, float value) {
        const uint16_t half = kernels::cpu::floatToHalf(value);
        std::memcpy(&bytes[at], &half, 2);
    }
};

// The same weights as a backend wants them for few tokens; the view has no data where they stay as they are.
struct RepackedWeights {
    std::vector<uint8_t> bytes;
    kernels::Weights view;

    RepackedWeights(const kernels::Weights& w, const kernels::Backend& backend, kernels::Parallel& parallel) {
        bytes.resize(backend.repackedBytes(w.type, w.rows, w.columns), 0xAA);
        if (bytes.empty()) return;
        backend.repack(w, bytes.data(), parallel);
        view = {w.type, w.rows, w.columns, bytes.data(), kernels::Layout::kTiles};
    }
};

}  // namespace support
