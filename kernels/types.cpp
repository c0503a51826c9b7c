#include "kernels/types.h"

namespace kernels {

const DTypeInfo& describe(DType type) {
    static constexpr DTypeInfo kTable[kDTypeCount] = {
        {"F32", 1, 4},      {"F16", 1, 2},      {"BF16", 1, 2},       {"Q8_0", 32, 34},
        {"Q4_0", 32, 18},   {"Q4_1", 32, 20},   {"Q5_0", 32, 22},     {"Q5_1", 32, 24},
        {"Q4_K", 256, 144}, {"Q5_K", 256, 176}, {"Q6_K", 256, 210},   {"Q2_K", 256, 84},
        {"Q3_K", 256, 110}, {"IQ4_NL", 32, 18}, {"IQ4_XS", 256, 136}, {"MXFP4", 32, 17},
    };
    return kTable[static_cast<int>(type)];
}

size_t rowBytes(DType type, int64_t columns) {
    const DTypeInfo& info = describe(type);
    return static_cast<size_t>(columns / info.blockElements) * static_cast<size_t>(info.blockBytes);
}

}  // namespace kernels
