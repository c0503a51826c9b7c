// Finds tensors by name, holds them against the shapes that the config asks for, and remembers where each is
// wanted. Nothing is allocated or made before everything has been checked: first ask for all, then fill().
//
// Memory   borrows the file, and the places, which must not move before fill().
// Thread   one thread.
// Errors   the first thing that is wrong, kept until fill().
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/weights.h"

namespace engine {

class TensorBinder {
public:
    explicit TensorBinder(const ModelFile& file) : file_(file) {}

    bool has(const std::string& name) const { return file_.find(name) != nullptr; }
    void ignore(const std::string& name) { used_.insert(name); }
    void require(const std::string& name);

    void vector(const std::string& name, int64_t size, std::span<const float>& place);
    void optionalVector(const std::string& name, int64_t size, std::span<const float>& place);
    // [experts, size] in one tensor, flat in place.
    void optionalVectors(const std::string& name, int64_t count, int64_t size, std::span<const float>& place);
    void matrix(const std::string& name, int64_t rows, int64_t columns, kernels::Weights& place);
    // A vector that is read as a matrix of one row.
    void row(const std::string& name, int64_t columns, kernels::Weights& place);
    // One tensor whose rows are several matrices, one below the other.
    void fused(const std::string& name, int64_t columns,
               std::vector<std::pair<int64_t, kernels::Weights*>> parts);
    // `count` matrices in one tensor, or each in one of its own: {} in single stands for its number.
    void list(const std::string& stacked, const std::string& single, int64_t count, int64_t rows,
              int64_t columns, MatrixList& place);
    // A matrix [count (first + second), columns]: for each of count, `first` rows turned into a matrix
    // [columns, first] of its own, and the `second` rows behind them as they are.
    void turned(const std::string& name, int64_t count, int64_t first, int64_t second, int64_t columns,
                MatrixList& turnedPlace, MatrixList& place);

    void fail(ErrorKind kind, const char* what, std::vector<std::string> args);
    bool failed() const { return error_.has_value(); }

    struct Copies {
        std::vector<std::vector<float>> vectors;
        std::vector<std::vector<std::byte>> made;
    };
    // Fills every place. Refuses tensors that nobody asked for.
    Result<Copies> fill(const std::string& architecture, const kernels::Backend& backend);

private:
    const TensorView* tensor(const std::string& name, const std::vector<int64_t>& shape);
    static Result<const std::byte*> bytesOf(const ModelFile& file, const TensorView& view, Copies& copies);
    void refuseUnasked(const std::string& architecture);

    struct VectorPlace {
        const TensorView* view;
        std::span<const float>* place;
    };
    struct RowsPlace {
        const TensorView* view;
        int64_t firstRow;
        kernels::Weights* place;
    };
    struct ListPlace {
        const TensorView* view;
        int64_t first;  // index in the list of what the tensor holds
        int64_t count;
        MatrixList* place;
    };
    struct TurnedPlace {
        const TensorView* view;
        int64_t count, first, second;
        MatrixList* turned;
        MatrixList* place;
    };

    const ModelFile& file_;
    std::set<std::string, std::less<>> used_;
    std::optional<Error> error_;
    std::vector<VectorPlace> vectors_;
    std::vector<RowsPlace> matrices_;
    std::vector<ListPlace> lists_;
    std::vector<TurnedPlace> turned_;
};

}  // namespace engine
