#include "engine/formats/hf_config.h"

#include <fmt/format.h>

#include <cmath>

#include "engine/formats/model_fault.h"

namespace engine {
namespace {

constexpr const char* kFile = "config.json";

const nlohmann::json* lookUp(const nlohmann::json& object, std::string_view name) {
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

}  // namespace

HfConfig::HfConfig(nlohmann::json object) : root_(std::move(object)) {
    const nlohmann::json* inner = section("text_config");
    if (inner == nullptr) return;
    const nlohmann::json text = *inner;
    for (const auto& [name, value] : text.items())
        root_[name] = value;
}

void HfConfig::broken(std::string fact) const {
    throw Broken{kFile, std::move(fact)};
}

void HfConfig::beyond(std::string fact) const {
    throw Beyond{kFile, std::move(fact)};
}

const nlohmann::json* HfConfig::find(std::string_view name) const {
    return lookUp(root_, name);
}

std::optional<double> HfConfig::defaultOf(std::string_view name) const {
    for (const HfDefault& each : defaults_) {
        if (each.name == name) return each.value;
    }
    return std::nullopt;
}

double HfConfig::toNumber(const nlohmann::json& value, std::string_view name) const {
    const double number = value.is_number() ? value.get<double>() : NAN;
    if (!std::isfinite(number)) broken(fmt::format("its “{}” is not a number", name));
    return number;
}

std::string HfConfig::modelType() const {
    return text("model_type").value_or("");
}

std::optional<int64_t> HfConfig::size(std::string_view name) const {
    const auto value = number(name);
    if (!value) return std::nullopt;
    if (*value < 0.0 || *value > static_cast<double>(kLargest) || *value != std::floor(*value))
        broken(fmt::format("its “{}” is {}, which cannot be", name, *value));
    return static_cast<int64_t>(*value);
}

int64_t HfConfig::needSize(std::string_view name) const {
    const auto value = size(name);
    if (!value) broken(fmt::format("it does not state “{}”", name));
    if (*value == 0) broken(fmt::format("its “{}” is 0, which cannot be", name));
    return *value;
}

std::optional<double> HfConfig::number(std::string_view name) const {
    const nlohmann::json* value = find(name);
    return value == nullptr ? defaultOf(name) : toNumber(*value, name);
}

std::optional<bool> HfConfig::flag(std::string_view name) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr) {
        const auto otherwise = defaultOf(name);
        return otherwise ? std::optional(*otherwise != 0.0) : std::nullopt;
    }
    if (!value->is_boolean()) broken(fmt::format("its “{}” is neither true nor false", name));
    return value->get<bool>();
}

std::optional<std::string> HfConfig::text(std::string_view name) const {
    return textIn(root_, name);
}

const nlohmann::json* HfConfig::section(std::string_view name) const {
    const nlohmann::json* value = find(name);
    if (value != nullptr && !value->is_object()) broken(fmt::format("its “{}” is not an object", name));
    return value;
}

const nlohmann::json* HfConfig::list(std::string_view name) const {
    const nlohmann::json* value = find(name);
    if (value != nullptr && !value->is_array()) broken(fmt::format("its “{}” is not a list", name));
    return value;
}

std::vector<double> HfConfig::numbers(const nlohmann::json& section, std::string_view name) const {
    const nlohmann::json* value = lookUp(section, name);
    std::vector<double> out;
    if (value == nullptr) return out;
    if (!value->is_array()) broken(fmt::format("its “{}” is not a list", name));
    for (const nlohmann::json& each : *value)
        out.push_back(toNumber(each, name));
    return out;
}

std::optional<double> HfConfig::numberIn(const nlohmann::json& section, std::string_view name) const {
    const nlohmann::json* value = lookUp(section, name);
    return value == nullptr ? std::nullopt : std::optional(toNumber(*value, name));
}

std::optional<std::string> HfConfig::textIn(const nlohmann::json& section, std::string_view name) const {
    const nlohmann::json* value = lookUp(section, name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) broken(fmt::format("its “{}” is not a text", name));
    return value->get<std::string>();
}

}  // namespace engine
