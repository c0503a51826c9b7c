// The answer of anything that may fail because of the world: a value, or one clear sentence and what to do about it.
//
// Errors   text() is the English sentence. what and remedy are templates ("“{0}” is not a GGUF file.") whose
//          arguments are kept apart, so that the window can translate the template and fill in the names.
// Memory   a Result owns its value or its Error; both are plain values and may cross threads.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace engine {

enum class ErrorKind {
    kBadInput,    // the file, text or number given cannot be used
    kNotFound,    // it is not there
    kDoesNotFit,  // too little memory, disk or context
    kCancelled,   // the person changed their mind: a normal ending
    kIo,          // reading or writing failed
    kUnsupported, // valid, but beyond this version
    kInternal     // a Defect caught at a thread's edge
};

struct Error {
    ErrorKind kind = ErrorKind::kInternal;
    std::string what;               // template: what is wrong, naming the thing as {0}, {1} …
    std::string remedy;             // template: what to do; may be empty
    std::vector<std::string> args;  // fill {0}, {1} … in what and remedy
    std::string detail;             // the fact for the log

    // "what remedy" in English with the arguments filled in.
    std::string text() const;
};

// Replaces {0}, {1} … in a template by args.
std::string fillTemplate(const std::string& text, const std::vector<std::string>& args);

Error cancelled();

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const { return std::get<1>(state_); }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    bool ok() const { return !error_; }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return *error_; }

private:
    std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace engine
