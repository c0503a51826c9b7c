#include "engine/formats/convert_to_gguf.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace engine {
namespace {

using kernels::DType;

// One tensor of the file, and what it is made of: itself, or a stack's experts in their order.
struct Output {
    GgufTensor tensor;
    std::vector<const TensorView*> sources;
};

// "blk.3.ffn_gate.17.weight" is expert 17 of "blk.3.ffn_gate_exps.weight".
struct ExpertName {
    std::string stack;
    int64_t expert = 0;
};

std::optional<ExpertName> expertName(std::string_view name) {
    constexpr std::string_view kWeight = ".weight";
    if (!name.starts_with("blk.") || !name.ends_with(kWeight)) return std::nullopt;
    name.remove_suffix(kWeight.size());
    const size_t dot = name.rfind('.');
    const std::string_view number = name.substr(dot + 1);
    const std::string_view head = name.substr(0, dot);
    if (!head.ends_with(".ffn_gate") && !head.ends_with(".ffn_up") && !head.ends_with(".ffn_down"))
        return std::nullopt;
    ExpertName found;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), found.expert);
    if (problem != std::errc() || end != number.data() + number.size() || found.expert < 0)
        return std::nullopt;
    found.stack = std::string(head) + "_exps" + std::string(kWeight);
    return found;
}

bool staysFloat32(const GgufTensor& tensor) {
    const std::string_view name = tensor.name;
    return tensor.shape.size() == 1 || !name.ends_with(".weight") || name.ends_with(".ffn_gate_inp.weight") ||
           name.ends_with(".ffn_gate_inp_shexp.weight");
}

DType typeFor(const GgufTensor& tensor, const std::optional<DType>& asked) {
    if (staysFloat32(tensor)) return DType::kF32;
    if (!asked) return tensor.type;
    const bool whole = tensor.shape.back() % kernels::describe(*asked).blockElements == 0;
    return whole ? *asked : DType::kF16;
}

Error unevenStack(const std::string& stack) {
    return {.kind = ErrorKind::kBadInput,
            .what = "The experts of “{0}” are not all there or not alike, so they make no stack.",
            .remedy = "Get the model again.",
            .args = {stack}};
}

Result<std::vector<Output>> plan(const ModelFile& model, const std::optional<DType>& type) {
    std::vector<Output> outputs;
    std::map<std::string, size_t> stacks;
    for (const TensorView& view : model.tensors()) {
        const auto expert = expertName(view.name);
        if (!expert) {
            outputs.push_back({{std::string(view.name), view.type, view.shape}, {&view}});
            continue;
        }
        const auto [found, isNew] = stacks.emplace(expert->stack, outputs.size());
        if (isNew) {
            outputs.push_back({{expert->stack, view.type, view.shape}, {}});
            outputs.back().tensor.shape.insert(outputs.back().tensor.shape.begin(), 0);
        }
        Output& stack = outputs[found->second];
        const bool next = expert->expert == static_cast<int64_t>(stack.sources.size());
        const bool alike = std::equal(view.shape.begin(), view.shape.end(), stack.tensor.shape.begin() + 1,
                                      stack.tensor.shape.end());
        if (!next || !alike || (!type && view.type != stack.tensor.type)) return unevenStack(expert->stack);
        stack.sources.push_back(&view);
        ++stack.tensor.shape.front();
    }
    for (Output& output : outputs) {
        if (stacks.contains(output.tensor.name) &&
            output.tensor.shape.front() != outputs[stacks.begin()->second].tensor.shape.front())
            return unevenStack(output.tensor.name);
        output.tensor.type = typeFor(output.tensor, type);
    }
    return outputs;
}

// general.file_type of the type that most bytes have.
std::optional<int64_t> fileType(const std::vector<Output>& outputs) {
    std::map<DType, uint64_t> bytes;
    for (const Output& output : outputs)
        bytes[output.tensor.type] += output.tensor.bytes();
    if (bytes.empty()) return std::nullopt;
    const auto most = std::max_element(bytes.begin(), bytes.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    switch (most->first) {
        case DType::kF32:
            return 0;
        case DType::kF16:
            return 1;
        case DType::kQ8_0:
            return 7;
        case DType::kBF16:
            return 32;
        case DType::kMXFP4:
            return 38;
        default:
            return std::nullopt;  // mixtures keep what their maker wrote
    }
}

}  // namespace

Status giveRows(const ModelFile& model, const TensorView& view, DType type, const Arithmetic& arithmetic,
                const std::function<Status(std::span<const std::byte>)>& take) {
    auto bytes = model.read(view);
    if (!bytes) return bytes.error();
    if (view.type == type) return take(bytes->bytes);
    constexpr size_t kPiece = size_t{8} << 20;
    const int64_t columns = view.shape.back();
    const kernels::Weights in = {view.type, view.elements() / columns, columns, bytes->bytes.data()};
    const size_t size = kernels::rowBytes(type, columns);
    const int64_t most = std::clamp<int64_t>(static_cast<int64_t>(kPiece / size), 1, in.rows);
    const auto width = static_cast<size_t>(columns);
    std::vector<std::byte> piece(static_cast<size_t>(most) * size);
    std::vector<float> rows(static_cast<size_t>(arithmetic.parallel.threads()) *
                            width);  // one for each thread
    for (int64_t first = 0; first < in.rows; first += most) {
        const int64_t count = std::min(most, in.rows - first);
        arithmetic.parallel.forEach(count, 16, [&](int64_t begin, int64_t end, int worker) {
            float* row = rows.data() + static_cast<size_t>(worker) * width;
            for (int64_t r = begin; r < end; ++r) {
                arithmetic.backend.fetchRow(in, first + r, row);
                arithmetic.backend.storeRow(type, row, columns, piece.data() + static_cast<size_t>(r) * size);
            }
        });
        if (auto taken = take(std::span(piece).first(static_cast<size_t>(count) * size)); !taken)
            return taken;
    }
    return {};
}

Result<Converted> convertToGguf(const ModelFile& model, const GgufWriter::Metadata& more,
                                const Conversion& how, const Arithmetic& arithmetic,
                                const std::filesystem::path& output, const std::stop_token& stop) {
    auto outputs = plan(model, how.type);
    if (!outputs) return outputs.error();
    GgufWriter::Metadata metadata = model.metadata();
    for (const auto& [key, value] : more)
        metadata.insert_or_assign(key, value);
    if (const auto type = fileType(*outputs)) metadata.insert_or_assign("general.file_type", *type);
    metadata.insert_or_assign("general.quantization_version", int64_t{2});

    std::vector<GgufTensor> tensors;
    uint64_t total = 0;
    for (const Output& each : *outputs) {
        tensors.push_back(each.tensor);
        total += each.tensor.bytes();
    }
    auto writer = GgufWriter::create(output, metadata, std::move(tensors));
    if (!writer) return writer.error();
    uint64_t done = 0;
    for (const Output& each : *outputs) {
        if (how.progress) how.progress(each.tensor.name, done, total);
        for (const TensorView* source : each.sources) {
            if (stop.stop_requested()) return cancelled();
            auto given = giveRows(model, *source, each.tensor.type, arithmetic,
                                  [&](std::span<const std::byte> bytes) { return writer->write(bytes); });
            if (!given) return given.error();
        }
        done += each.tensor.bytes();
    }
    auto size = writer->finish();
    if (!size) return size.error();
    return Converted{.bytes = *size, .tensors = outputs->size()};
}

}  // namespace engine
