#include "engine/formats/gguf_types.h"

#include "engine/base/check.h"

namespace engine {
namespace {

using kernels::DType;

constexpr struct {
    uint32_t number;
    DType type;
} kTypes[] = {{0, DType::kF32},     {1, DType::kF16},     {2, DType::kQ4_0},  {3, DType::kQ4_1},
              {6, DType::kQ5_0},    {7, DType::kQ5_1},    {8, DType::kQ8_0},  {10, DType::kQ2_K},
              {11, DType::kQ3_K},   {12, DType::kQ4_K},   {13, DType::kQ5_K}, {14, DType::kQ6_K},
              {20, DType::kIQ4_NL}, {23, DType::kIQ4_XS}, {30, DType::kBF16}, {39, DType::kMXFP4}};

}  // namespace

std::optional<DType> typeOfGguf(uint32_t number) {
    for (const auto& each : kTypes) {
        if (each.number == number) return each.type;
    }
    return std::nullopt;
}

uint32_t ggufNumberOf(DType type) {
    for (const auto& each : kTypes) {
        if (each.type == type) return each.number;
    }
    CONCLAVE_CHECK(false);
}

}  // namespace engine
