// The words that kernels are spoken to in: element types, borrowed weight matrices, and who runs loops in
// parallel.
//
// Shapes   T tokens in this step, D model width, H query heads, G key/value heads, K width of a head, E
// experts,
//          A experts active per token, F width inside an expert, V vocabulary, S cached positions.
// Memory   everything here is borrowed; kernels allocate nothing.
// Source   block layouts are those of the GGUF format (ggml, versions 2 and 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace kernels {

enum class DType : uint8_t {
    kF32,
    kF16,
    kBF16,
    kQ8_0,
    kQ4_0,
    kQ4_1,
    kQ5_0,
    kQ5_1,
    kQ4_K,
    kQ5_K,
    kQ6_K,
    kQ2_K,
    kQ3_K,
    kIQ4_NL,
    kIQ4_XS,
    kMXFP4
};
inline constexpr int kDTypeCount = 16;

struct DTypeInfo {
    const char* name;   // as the field writes it: "Q4_K"
    int blockElements;  // elements in one block: 1, 32 or 256
    int blockBytes;     // bytes of one block
};

const DTypeInfo& describe(DType type);

// Bytes of one row; columns must be a multiple of the block.
size_t rowBytes(DType type, int64_t columns);

// Elements that a row of the KV cache takes: whole blocks.
inline int64_t cachedWidth(DType type, int64_t width) {
    const int64_t block = describe(type).blockElements;
    return (width + block - 1) / block * block;
}

// How a matrix lies in memory: row after row of blocks as in the file, or repacked by a backend's repack()
// into tiles of kTileRows rows that only this backend reads.
enum class Layout : uint8_t { kRows, kTiles };
inline constexpr int64_t kTileRows = 16;
inline constexpr int64_t kRowsTogether = 2 * kTileRows;  // that products like best: where to cut a matrix
inline int64_t tilesOf(int64_t rows) {
    return (rows + kTileRows - 1) / kTileRows;
}

// A weight matrix [rows, columns].
struct Weights {
    DType type = DType::kF32;
    int64_t rows = 0;
    int64_t columns = 0;
    const void* data = nullptr;
    Layout layout = Layout::kRows;

    // Rows first … first + count; of tiles, first is the beginning of one. A tile takes the bytes of its
    // rows.
    Weights slice(int64_t first, int64_t count) const {
        return {type, count, columns,
                static_cast<const char*>(data) + static_cast<size_t>(first) * rowBytes(type, columns),
                layout};
    }
};

// A reference to something callable; borrows it for the duration of the call.
template <class Signature>
class FunctionRef;
template <class R, class... Args>
class FunctionRef<R(Args...)> {
public:
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>) FunctionRef(F&& callee)
        : callee_(const_cast<void*>(static_cast<const void*>(&callee))),
          call_([](void* object, Args... args) -> R {
              return (*static_cast<std::remove_reference_t<F>*>(object))(args...);
          }) {}
    R operator()(Args... args) const { return call_(callee_, args...); }

private:
    void* callee_;
    R (*call_)(void*, Args...);
};

// Runs body over [0, count) cut into pieces, each a whole number of grains from a multiple of the grain on
// (the last may be shorter), on several threads, and returns when all is done. worker is in [0, threads()).
// Pieces are handed out as threads are free, so that a core that another program holds does less of them.
class Parallel {
public:
    virtual ~Parallel() = default;
    virtual int threads() const = 0;
    virtual void forEach(int64_t count, int64_t grain,
                         FunctionRef<void(int64_t begin, int64_t end, int worker)> body) = 0;
};

// The calling thread alone: for what a loop does that is spread over the threads already.
class Alone final : public Parallel {
public:
    int threads() const override { return 1; }
    void forEach(int64_t count, int64_t, FunctionRef<void(int64_t, int64_t, int)> body) override {
        if (count > 0) body(0, count, 0);
    }
};

}  // namespace kernels
