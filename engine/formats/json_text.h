// JSON of a model folder, which may have been written by anyone: limited in size and depth, no exceptions of
// the parser.
//
// Errors   throws Broken with the file's name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace engine {

// The object that `text` holds, nested at most 64 deep.
nlohmann::json parseJsonObject(std::string_view text, const std::string& file);

// The object in a file of at most 64 MiB; null when there is no such file.
nlohmann::json readJsonObject(const std::filesystem::path& path);

// Events of the parser that a reader of one known shape does not expect are damage: it overrides those that
// it does.
class JsonEvents : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit JsonEvents(std::string file) : file_(std::move(file)) {}
    // Walks the whole of `text`.
    void read(std::string_view text);

    bool null() override { unexpected(); }
    bool boolean(bool) override { unexpected(); }
    bool number_integer(number_integer_t) override { unexpected(); }
    bool number_unsigned(number_unsigned_t) override { unexpected(); }
    bool number_float(number_float_t, const string_t&) override { unexpected(); }
    bool string(string_t&) override { unexpected(); }
    bool binary(binary_t&) override { unexpected(); }
    bool start_object(std::size_t) override { unexpected(); }
    bool key(string_t&) override { unexpected(); }
    bool end_object() override { unexpected(); }
    bool start_array(std::size_t) override { unexpected(); }
    bool end_array() override { unexpected(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override;

protected:
    [[noreturn]] void broken(std::string fact) const;
    [[noreturn]] void unexpected() const;

private:
    std::string file_;
};

}  // namespace engine
