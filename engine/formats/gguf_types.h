// The numbers that GGUF gives to element types and to the types of its values.
//
// Source   GGUF specification; ggml's type numbers.
#pragma once

#include <cstdint>
#include <optional>

#include "kernels/types.h"

namespace engine {

std::optional<kernels::DType> typeOfGguf(uint32_t number);
uint32_t ggufNumberOf(kernels::DType type);

// Of values in the head; comparable with the numbers in a file.
struct GgufValue {
    enum Type : uint32_t { kU8, kI8, kU16, kI16, kU32, kI32, kF32, kBool, kText, kList, kU64, kI64, kF64 };
};

}  // namespace engine
