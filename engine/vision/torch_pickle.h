// The stack machine that a pickle is a program for, as far as saved tensors need it.
//
// Memory   every value lives in the machine and refers to the bytes: both must outlive what run() returns.
//          What is made is bounded by the length of the program, which is itself bounded.
// Errors   throws Broken of engine/formats/model_fault.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace engine {

class TorchPickle {
public:
    enum class Name { kOrderedDict, kRebuildTensor, kStorage };
    struct None {};
    struct Global {
        Name name = Name::kOrderedDict;
        std::string_view storage;  // "FloatStorage"
    };
    struct Storage {
        std::string_view type, key;
        uint64_t count = 0;  // elements
    };
    struct Items;
    struct Tensor;
    // Tuples, lists and dictionaries (key, value, key, value …) by where they are kept, so that one which
    // holds itself is no harm.
    using Value =
        std::variant<None, bool, int64_t, std::string_view, Global, const Storage*, Items*, const Tensor*>;
    enum class Kind { kTuple, kList, kDictionary };
    struct Items {
        Kind kind = Kind::kTuple;
        std::vector<Value> values;
    };
    struct Tensor {
        const Storage* storage = nullptr;
        uint64_t offset = 0;                  // in elements
        std::vector<int64_t> shape, strides;  // all places lie in the storage, and are no more than it has
    };

    TorchPickle(std::span<const std::byte> bytes, size_t at, std::string file)
        : bytes_(bytes), at_(at), file_(std::move(file)) {}

    // Runs the program that begins here to its end.
    Value run();
    size_t at() const { return at_; }  // of the byte behind the last program

    [[noreturn]] void broken(const std::string& fact) const;

private:
    uint64_t number(size_t bytes);
    std::string_view text(size_t length);
    std::string_view line();
    void push(Value value) { stack_.push_back(value); }
    Value pop();
    std::vector<Value> popToMark();
    void pushItems(Kind kind, std::vector<Value> values);
    Items& topItems(Kind kind);
    void remember(uint64_t index);
    void recall(uint64_t index);
    void global();
    void storage();
    void reduce();
    Value tensor(const Items& arguments);
    const Items& tupleOf(const Value& value) const;

    std::span<const std::byte> bytes_;
    size_t at_ = 0;
    std::string file_;
    std::vector<Value> stack_;
    std::vector<size_t> marks_;
    std::unordered_map<uint64_t, Value> memo_;
    std::deque<Items> items_;
    std::deque<Storage> storages_;
    std::deque<Tensor> tensors_;
};

}  // namespace engine
