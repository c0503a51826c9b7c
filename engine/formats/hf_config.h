// config.json of a Hugging Face folder: its values by name, each checked when it is asked for.
//
// A description of a text model inside a larger one (text_config) hides the outer values of the same names.
// Errors   throws Broken: a number is none, negative, or larger than any model has.
// Source   transformers' configuration classes; values that are missing there come from the family's
// defaults.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace engine {

struct HfDefault {
    std::string_view name;
    double value;
};

class HfConfig {
public:
    // The largest size that is believed: products of two of them do not overflow.
    static constexpr int64_t kLargest = int64_t{1} << 24;

    explicit HfConfig(nlohmann::json object);

    std::string modelType() const;
    // What is answered for a name that the file does not have.
    void setDefaults(std::span<const HfDefault> defaults) { defaults_ = defaults; }

    // Empty where the name is absent or null and has no default.
    std::optional<int64_t> size(std::string_view name) const;  // 0 … kLargest
    std::optional<double> number(std::string_view name) const;
    std::optional<bool> flag(std::string_view name) const;
    std::optional<std::string> text(std::string_view name) const;
    // The same, but absence or 0 is damage.
    int64_t needSize(std::string_view name) const;

    // Null where absent. `section` answers objects, `list` arrays; another kind is damage.
    const nlohmann::json* section(std::string_view name) const;
    const nlohmann::json* list(std::string_view name) const;
    // The numbers of a list inside a section, all of them finite; empty where absent.
    std::vector<double> numbers(const nlohmann::json& section, std::string_view name) const;
    std::optional<double> numberIn(const nlohmann::json& section, std::string_view name) const;
    std::optional<std::string> textIn(const nlohmann::json& section, std::string_view name) const;

    [[noreturn]] void broken(std::string fact) const;
    [[noreturn]] void beyond(std::string fact) const;

private:
    const nlohmann::json* find(std::string_view name) const;
    std::optional<double> defaultOf(std::string_view name) const;
    double toNumber(const nlohmann::json& value, std::string_view name) const;

    nlohmann::json root_;
    std::span<const HfDefault> defaults_;
};

}  // namespace engine
