#include "engine/model/tensor_binder.h"

#include <algorithm>

#include "engine/base/check.h"

namespace engine {
namespace {

std::string readableShape(const std::vector<int64_t>& shape) {
    std::string text = "[";
    for (const int64_t size : shape) {
        if (text.size() > 1) text += ", ";
        text += std::to_string(size);
    }
    return text + "]";
}

std::string numbered(const std::string& name, int64_t number) {
    std::string text = name;
    return text.replace(text.find("{}"), 2, std::to_string(number));
}

}  // namespace

const TensorView* TensorBinder::tensor(const std::string& name, const std::vector<int64_t>& shape) {
    const TensorView* found = file_.find(name);
    require(name);
    if (found == nullptr) return nullptr;
    if (found->shape != shape) {
        fail(ErrorKind::kBadInput, "The tensor “{0}” is {1}, but this model's measures ask for {2}.",
             {name, readableShape(found->shape), readableShape(shape)});
        return nullptr;
    }
    // The reader has compared offset and length with the file; this holds the length against the shape.
    if (shape.back() % kernels::describe(found->type).blockElements != 0 ||
        (!found->data.empty() && found->data.size() != found->bytes())) {
        fail(ErrorKind::kBadInput, "The tensor “{0}” does not hold whole blocks of {1}.",
             {name, kernels::describe(found->type).name});
        return nullptr;
    }
    used_.emplace(found->name);
    return found;
}

void TensorBinder::require(const std::string& name) {
    if (!has(name)) fail(ErrorKind::kBadInput, "The model file lacks the tensor “{0}”.", {name});
}

void TensorBinder::vector(const std::string& name, int64_t size, std::span<const float>& place) {
    if (const TensorView* view = tensor(name, {size})) vectors_.push_back({view, &place});
}

void TensorBinder::optionalVector(const std::string& name, int64_t size, std::span<const float>& place) {
    if (has(name)) vector(name, size, place);
}

void TensorBinder::optionalVectors(const std::string& name, int64_t count, int64_t size,
                                   std::span<const float>& place) {
    if (!has(name)) return;
    if (const TensorView* view = tensor(name, {count, size})) vectors_.push_back({view, &place});
}

void TensorBinder::matrix(const std::string& name, int64_t rows, int64_t columns, kernels::Weights& place) {
    fused(name, columns, {{rows, &place}});
}

void TensorBinder::row(const std::string& name, int64_t columns, kernels::Weights& place) {
    const TensorView* found = file_.find(name);
    const bool flat = found != nullptr && found->shape.size() == 1;
    const TensorView* view = flat ? tensor(name, {columns}) : tensor(name, {1, columns});
    if (view == nullptr) return;
    place = {view->type, 1, columns, nullptr};
    matrices_.push_back({view, 0, &place});
}

void TensorBinder::fused(const std::string& name, int64_t columns,
                         std::vector<std::pair<int64_t, kernels::Weights*>> parts) {
    int64_t rows = 0;
    for (const auto& [count, place] : parts)
        rows += count;
    const TensorView* view = tensor(name, {rows, columns});
    if (view == nullptr) return;
    int64_t first = 0;
    for (const auto& [count, place] : parts) {
        *place = {view->type, count, columns, nullptr};
        matrices_.push_back({view, first, place});
        first += count;
    }
}

void TensorBinder::list(const std::string& stacked, const std::string& single, int64_t count, int64_t rows,
                        int64_t columns, MatrixList& place) {
    if (has(stacked)) {
        const TensorView* view = tensor(stacked, {count, rows, columns});
        if (view == nullptr) return;
        place.shape = {view->type, rows, columns, nullptr};
        lists_.push_back({view, 0, count, &place});
        return;
    }
    if (single.empty() || !has(numbered(single, 0))) return require(stacked);
    for (int64_t i = 0; i < count && !failed(); ++i) {
        const TensorView* view = tensor(numbered(single, i), {rows, columns});
        if (view == nullptr) return;
        if (i == 0) place.shape = {view->type, rows, columns, nullptr};
        if (view->type != place.shape.type) {
            fail(ErrorKind::kUnsupported, "The tensor “{0}” is of another type than the ones beside it.",
                 {std::string(view->name)});
        }
        lists_.push_back({view, i, 1, &place});
    }
}

void TensorBinder::turned(const std::string& name, int64_t count, int64_t first, int64_t second,
                          int64_t columns, MatrixList& turnedPlace, MatrixList& place) {
    const TensorView* view = tensor(name, {count * (first + second), columns});
    if (view == nullptr) return;
    place.shape = {view->type, second, columns, nullptr};
    // Turned values cannot stay in their blocks: half precision keeps what any block of four to eight bits
    // says.
    const bool wide = view->type == kernels::DType::kF32 || view->type == kernels::DType::kBF16;
    turnedPlace.shape = {wide ? kernels::DType::kF32 : kernels::DType::kF16, columns, first, nullptr};
    turned_.push_back({view, count, first, second, &turnedPlace, &place});
}

void TensorBinder::fail(ErrorKind kind, const char* what, std::vector<std::string> args) {
    if (error_) return;
    error_ = Error{.kind = kind,
                   .what = what,
                   .remedy = kind == ErrorKind::kUnsupported ? "Choose another model."
                                                             : "The file is damaged or was made for another "
                                                               "program; fetch it again.",
                   .args = std::move(args)};
}

void TensorBinder::refuseUnasked(const std::string& architecture) {
    for (const TensorView& view : file_.tensors()) {
        if (error_) return;
        if (used_.contains(view.name)) continue;
        fail(ErrorKind::kUnsupported,
             "The model file holds the tensor “{0}”, which this version does not know in a {1} model.",
             {std::string(view.name), architecture});
    }
}

// Where the tensor's bytes lie: in the file, or in a copy that is made now.
Result<const std::byte*> TensorBinder::bytesOf(const ModelFile& file, const TensorView& view,
                                               Copies& copies) {
    auto bytes = file.read(view);
    if (!bytes) return bytes.error();
    if (bytes->owned.empty()) return bytes->bytes.data();
    copies.made.push_back(std::move(bytes->owned));
    return copies.made.back().data();
}

Result<TensorBinder::Copies> TensorBinder::fill(const std::string& architecture,
                                                const kernels::Backend& backend) {
    refuseUnasked(architecture);
    if (error_) return *error_;
    Copies copies;
    for (const VectorPlace& wanted : vectors_) {
        auto bytes = file_.read(*wanted.view);
        if (!bytes) return bytes.error();
        const int64_t size = wanted.view->elements();
        std::vector<float>& copy = copies.vectors.emplace_back(static_cast<size_t>(size));
        backend.fetchRow({wanted.view->type, 1, size, bytes->bytes.data()}, 0, copy.data());
        *wanted.place = copy;
    }
    const TensorView* last = nullptr;
    const std::byte* at = nullptr;
    for (const RowsPlace& wanted : matrices_) {
        if (wanted.view != last) {  // parts of a fused tensor follow each other
            auto bytes = bytesOf(file_, *wanted.view, copies);
            if (!bytes) return bytes.error();
            at = *bytes;
            last = wanted.view;
        }
        kernels::Weights& place = *wanted.place;
        place.data = at + kernels::rowBytes(place.type, place.columns) * static_cast<size_t>(wanted.firstRow);
    }
    for (const ListPlace& wanted : lists_) {
        auto bytes = bytesOf(file_, *wanted.view, copies);
        if (!bytes) return bytes.error();
        MatrixList& place = *wanted.place;
        const size_t one =
            kernels::rowBytes(place.shape.type, place.shape.columns) * static_cast<size_t>(place.shape.rows);
        place.data.resize(static_cast<size_t>(wanted.first + wanted.count));
        for (int64_t i = 0; i < wanted.count; ++i)
            place.data[static_cast<size_t>(wanted.first + i)] = *bytes + static_cast<size_t>(i) * one;
    }
    for (const TurnedPlace& wanted : turned_) {
        auto bytes = bytesOf(file_, *wanted.view, copies);
        if (!bytes) return bytes.error();
        const int64_t columns = wanted.place->shape.columns;
        const size_t row = kernels::rowBytes(wanted.view->type, columns);
        const kernels::DType type = wanted.turned->shape.type;
        const size_t turnedRow = kernels::rowBytes(type, wanted.first);
        std::vector<float> block(static_cast<size_t>(wanted.first * columns));
        std::vector<float> line(static_cast<size_t>(wanted.first));
        for (int64_t i = 0; i < wanted.count; ++i) {
            const std::byte* begin = *bytes + row * static_cast<size_t>(i * (wanted.first + wanted.second));
            const kernels::Weights rows = {wanted.view->type, wanted.first, columns, begin};
            for (int64_t r = 0; r < wanted.first; ++r)
                backend.fetchRow(rows, r, block.data() + r * columns);
            auto& to = copies.made.emplace_back(turnedRow * static_cast<size_t>(columns));
            for (int64_t c = 0; c < columns; ++c) {
                for (int64_t r = 0; r < wanted.first; ++r)
                    line[static_cast<size_t>(r)] = block[static_cast<size_t>(r * columns + c)];
                backend.storeRow(type, line.data(), wanted.first,
                                 to.data() + turnedRow * static_cast<size_t>(c));
            }
            wanted.turned->data.push_back(to.data());
            wanted.place->data.push_back(begin + row * static_cast<size_t>(wanted.first));
        }
    }
    return copies;
}

}  // namespace engine
