// How the bytes of a folder's tensor become those of GGUF's and back.
//
// All rearranging is one thing: GGUF's element [a, b, c, d] is the folder's element at a + b + c + d strides.
// The way back writes where the way there reads. Eight-bit floats are multiplied out to F32 first: a tile's
// factor has 24 bits of its own, so nothing narrower holds the product, and a later conversion rounds once.
//
// Memory   planTensor() allocates nothing of a tensor's size; makeBytes() the tensor and, for eight-bit
// floats, its
//          floats beside it.
// Thread   any; plans are values that borrow the tensors of the folder.
// Errors   planTensor() throws Broken and Beyond: a shape or type that does not suit the transform.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/formats/hf_families.h"
#include "engine/formats/hf_metadata.h"
#include "engine/formats/safetensors_reader.h"
#include "kernels/types.h"

namespace engine {

struct Rearrangement {
    std::array<int64_t, 4> counts = {1, 1, 1, 1};
    std::array<int64_t, 4> strides = {0, 0, 0, 1};  // elements in the folder's tensor
    int64_t first = 0;
    std::vector<int64_t> shape;  // GGUF's

    bool contiguous() const;
};

// Of a folder's tensor of this shape. Throws Broken when the shape does not suit.
Rearrangement rearrange(Make make, const std::vector<int64_t>& shape, const HfMetadata& model, int64_t expert,
                        const std::string& tensor);
// The shape of the folder's tensor of which a GGUF tensor of this shape is made.
std::vector<int64_t> folderShape(Make make, const std::vector<int64_t>& gguf, const HfMetadata& model);
// out[a, b, c, d] = in[…], elements of `size` bytes.
void gather(const Rearrangement& how, size_t size, const std::byte* in, std::byte* out);
// out[…] = in[a, b, c, d]
void scatter(const Rearrangement& how, size_t size, const std::byte* in, std::byte* out);

struct Fp8Tiles {
    int64_t rows = 128;
    int64_t columns = 128;
};

struct TensorPlan {
    Make make = Make::kKeep;
    Rearrangement how;
    kernels::DType type = kernels::DType::kF32;
    const SafetensorsTensor* source = nullptr;
    const SafetensorsTensor* scales = nullptr;  // of eight-bit floats and of MXFP4 blocks
    Fp8Tiles tiles;
    std::span<const std::byte> borrowed;  // empty: makeBytes() makes them
};

// `scales` is null when the folder has none.
TensorPlan planTensor(Make make, const SafetensorsTensor& source, const SafetensorsTensor* scales,
                      Fp8Tiles tiles, const HfMetadata& model, int64_t expert);
std::vector<std::byte> makeBytes(const TensorPlan& plan);

// The value of an eight-bit float: one sign, four exponent and three mantissa bits, no infinities.
float valueOfE4m3(uint8_t bits);

}  // namespace engine
