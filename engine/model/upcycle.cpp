#include "engine/model/upcycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>

#include "kernels/router.h"

namespace engine {
namespace {

struct Relative {
    std::string_view dense;
    std::string_view withExperts;
};
constexpr Relative kRelatives[] = {
    {"llama", "llama"}, {"qwen2", "qwen2moe"}, {"qwen3", "qwen3moe"}, {"granite", "granitemoe"}};

Error refused(const char* what, const char* remedy, std::vector<std::string> args) {
    return {.kind = ErrorKind::kBadInput, .what = what, .remedy = remedy, .args = std::move(args)};
}

// "blk.3.ffn_up.weight", of a dense layer.
bool isFeedForward(std::string_view name) {
    return name.starts_with("blk.") &&
           (name.ends_with(".ffn_gate.weight") || name.ends_with(".ffn_up.weight") ||
            name.ends_with(".ffn_down.weight"));
}

std::string expertName(std::string_view name, int64_t expert) {
    const size_t end = name.rfind('.');
    return fmt::format("{}.{}{}", name.substr(0, end), expert, name.substr(end));
}

// The values of the dense model under the prefix of its relative, and those of the experts.
GgufWriter::Metadata metadataFor(const ModelFile& dense, const Relative& relative, const Upcycling& how,
                                 const std::string& name) {
    const std::string from = std::string(relative.dense) + ".";
    const std::string to = std::string(relative.withExperts) + ".";
    GgufWriter::Metadata values;
    for (const auto& [key, value] : dense.metadata())
        values.emplace(key.starts_with(from) ? to + key.substr(from.size()) : key, value);
    values["general.architecture"] = relative.withExperts;
    values["general.name"] = std::string_view(name);
    values[to + "expert_count"] = how.experts;
    values[to + "expert_used_count"] = how.active;
    values[to + "expert_feed_forward_length"] = *dense.integer(from + "feed_forward_length");
    values[to + "expert_weights_norm"] = true;
    return values;
}

// Scores of size one for inputs of size one: what is chosen depends on the token, no expert is left out.
std::vector<float> randomRouter(int64_t experts, int64_t width, std::mt19937_64& random) {
    std::normal_distribution<float> normal(0.0F, 1.0F / std::sqrt(static_cast<float>(width)));
    std::vector<float> router(static_cast<size_t>(experts * width));
    std::generate(router.begin(), router.end(), [&] { return normal(random); });
    return router;
}

}  // namespace

bool canUpcycle(std::string_view architecture) {
    return std::ranges::any_of(kRelatives, [&](const Relative& each) { return each.dense == architecture; });
}

Result<uint64_t> upcycle(const ModelFile& dense, const GgufWriter::Metadata& more, const Upcycling& how,
                         const std::filesystem::path& output, std::stop_token stop) {
    if (how.experts < 2 || how.experts > kernels::kMaxExperts || how.active < 1 || how.active > how.experts) {
        return refused("{0} of {1} experts cannot be active.", "Use 2 to 1024 experts and fewer active ones.",
                       {std::to_string(how.active), std::to_string(how.experts)});
    }
    const std::string architecture(dense.text("general.architecture").value_or(""));
    const auto* relative = std::find_if(std::begin(kRelatives), std::end(kRelatives),
                                        [&](const Relative& each) { return each.dense == architecture; });
    if (relative == std::end(kRelatives)) {
        return refused("A model of the architecture “{0}” has no relative with experts to become.",
                       "Use a dense model of the families Llama, Qwen2, Qwen3 or Granite.", {architecture});
    }
    if (dense.integer(architecture + ".expert_count").value_or(0) > 0 ||
        !dense.integer(architecture + ".feed_forward_length")) {
        return refused("This model has experts already.", "Use a dense model.", {});
    }

    std::vector<GgufTensor> tensors;
    std::vector<const TensorView*> sources;  // null for a router
    for (const TensorView& view : dense.tensors()) {
        const GgufTensor same = {std::string(view.name), view.type, view.shape};
        if (!isFeedForward(view.name)) {
            tensors.push_back(same);
            sources.push_back(&view);
            continue;
        }
        for (int64_t expert = 0; expert < how.experts; ++expert) {
            GgufTensor one = same;
            one.name = expertName(view.name, expert);
            if (expert > 0) one.sameBytesAs = expertName(view.name, 0);
            tensors.push_back(std::move(one));
        }
        sources.push_back(&view);
        if (!view.name.ends_with(".ffn_up.weight")) continue;
        std::string router(view.name.substr(0, view.name.size() - std::strlen("ffn_up.weight")));
        tensors.push_back(
            {router + "ffn_gate_inp.weight", kernels::DType::kF32, {how.experts, view.shape.back()}});
        sources.push_back(nullptr);
    }

    const std::string name =
        fmt::format("{}, {} experts", dense.text("general.name").value_or("model"), how.experts);
    GgufWriter::Metadata values = metadataFor(dense, *relative, how, name);
    for (const auto& [key, value] : more)
        values[key] = value;
    auto writer = GgufWriter::create(output, values, std::move(tensors));
    if (!writer) return writer.error();
    std::mt19937_64 random(how.seed);
    uint64_t done = 0;
    const int64_t width = dense.integer(architecture + ".embedding_length").value_or(0);
    for (const TensorView* source : sources) {
        if (stop.stop_requested()) return cancelled();
        if (how.progress) how.progress(done, dense.bytes());
        if (source == nullptr) {
            const std::vector<float> router = randomRouter(how.experts, width, random);
            if (auto wrote = writer->write(std::as_bytes(std::span(router))); !wrote) return wrote.error();
            continue;
        }
        auto bytes = dense.read(*source);
        if (!bytes) return bytes.error();
        if (auto wrote = writer->write(bytes->bytes); !wrote) return wrote.error();
        done += bytes->bytes.size();
    }
    return writer->finish();
}

}  // namespace engine
