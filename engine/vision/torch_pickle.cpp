#include "engine/vision/torch_pickle.h"

#include "engine/formats/model_fault.h"

namespace engine {
namespace {

constexpr size_t kLongestProgram = size_t{16} << 20;
constexpr size_t kMaxDimensions = 8;

// The operations of pickle protocol 2 that a saved state dictionary is made of.
enum Operation : uint8_t {
    kMark = '(',
    kStop = '.',
    kBinInt = 'J',
    kBinInt1 = 'K',
    kBinInt2 = 'M',
    kNone = 'N',
    kBinPersistentId = 'Q',
    kReduce = 'R',
    kBinUnicode = 'X',
    kAppend = 'a',
    kBuild = 'b',
    kGlobal = 'c',
    kAppends = 'e',
    kBinGet = 'h',
    kLongBinGet = 'j',
    kBinPut = 'q',
    kLongBinPut = 'r',
    kSetItem = 's',
    kTuple = 't',
    kSetItems = 'u',
    kEmptyList = ']',
    kEmptyTuple = ')',
    kEmptyDictionary = '}',
    kProtocol = 0x80,
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kTrue = 0x88,
    kFalse = 0x89
};

}  // namespace

void TorchPickle::broken(const std::string& fact) const {
    throw Broken{file_, fact};
}

uint64_t TorchPickle::number(size_t bytes) {
    const std::string_view digits = text(bytes);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; ++i)
        value |= static_cast<uint64_t>(static_cast<unsigned char>(digits[i])) << (8 * i);
    return value;
}

std::string_view TorchPickle::text(size_t length) {
    if (length > bytes_.size() - at_) broken("it ends inside its description of tensors");
    const std::string_view taken(reinterpret_cast<const char*>(bytes_.data()) + at_, length);
    at_ += length;
    return taken;
}

std::string_view TorchPickle::line() {
    constexpr size_t kLongest = 256;
    const std::string_view rest(reinterpret_cast<const char*>(bytes_.data()) + at_,
                                std::min(kLongest, bytes_.size() - at_));
    const size_t length = rest.find('\n');
    if (length == std::string_view::npos) broken("a name in it has no end");
    at_ += length + 1;
    return rest.substr(0, length);
}

TorchPickle::Value TorchPickle::pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
        broken("its description of tensors takes more than it made");
    const Value value = stack_.back();
    stack_.pop_back();
    return value;
}

std::vector<TorchPickle::Value> TorchPickle::popToMark() {
    if (marks_.empty()) broken("its description of tensors takes more than it made");
    const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Value> values(from, stack_.end());
    stack_.erase(from, stack_.end());
    marks_.pop_back();
    return values;
}

void TorchPickle::pushItems(Kind kind, std::vector<Value> values) {
    push(&items_.emplace_back(Items{kind, std::move(values)}));
}

TorchPickle::Items& TorchPickle::topItems(Kind kind) {
    auto* items = stack_.empty() ? nullptr : std::get_if<Items*>(&stack_.back());
    if (items == nullptr || (*items)->kind != kind) broken("it adds to something that is no list");
    return **items;
}

void TorchPickle::remember(uint64_t index) {
    if (stack_.empty()) broken("its description of tensors takes more than it made");
    memo_[index] = stack_.back();
}

void TorchPickle::recall(uint64_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) broken("it refers to something that it did not describe");
    push(found->second);
}

void TorchPickle::global() {
    const std::string_view module = line();
    const std::string_view name = line();
    if (module == "collections" && name == "OrderedDict") {
        push(Global{Name::kOrderedDict, {}});
    } else if (module == "torch._utils" && name == "_rebuild_tensor_v2") {
        push(Global{Name::kRebuildTensor, {}});
    } else if (module == "torch" && name.ends_with("Storage")) {
        push(Global{Name::kStorage, name});
    } else {
        broken("it asks for " + inQuotes(std::string(module) + "." + std::string(name)) +
               ", and only tensors are read from it");
    }
}

const TorchPickle::Items& TorchPickle::tupleOf(const Value& value) const {
    const auto* items = std::get_if<Items*>(&value);
    if (items == nullptr || (*items)->kind != Kind::kTuple)
        broken("a tensor in it is not described by lists");
    return **items;
}

// ("storage", its type, its key, where it was, how many elements, a view that is no longer used)
void TorchPickle::storage() {
    const Items& said = tupleOf(pop());
    const auto& values = said.values;
    const auto* word = values.size() < 5 ? nullptr : std::get_if<std::string_view>(values.data());
    const auto* type = values.size() < 5 ? nullptr : std::get_if<Global>(&values[1]);
    const auto* key = values.size() < 5 ? nullptr : std::get_if<std::string_view>(&values[2]);
    const auto* count = values.size() < 5 ? nullptr : std::get_if<int64_t>(&values[4]);
    if (word == nullptr || *word != "storage" || type == nullptr || type->name != Name::kStorage ||
        key == nullptr || count == nullptr || *count < 0)
        broken("a storage in it is not described as one");
    if (values.size() > 5 && !std::holds_alternative<None>(values[5]))
        broken("a storage in it is a part of another");
    push(&storages_.emplace_back(Storage{type->storage, *key, static_cast<uint64_t>(*count)}));
}

void TorchPickle::reduce() {
    const Items& arguments = tupleOf(pop());
    const Value function = pop();
    const auto* global = std::get_if<Global>(&function);
    if (global != nullptr && global->name == Name::kOrderedDict && arguments.values.empty())
        pushItems(Kind::kDictionary, {});
    else if (global != nullptr && global->name == Name::kRebuildTensor)
        push(tensor(arguments));
    else
        broken("it calls something that makes no tensor");
}

// (storage, offset, sizes, strides, whether it is trained, hooks)
TorchPickle::Value TorchPickle::tensor(const Items& arguments) {
    if (arguments.values.size() < 4) broken("a tensor in it is described in part");
    const auto* storage = std::get_if<const Storage*>(arguments.values.data());
    const auto* offset = std::get_if<int64_t>(&arguments.values[1]);
    const Items& sizes = tupleOf(arguments.values[2]);
    const Items& strides = tupleOf(arguments.values[3]);
    if (storage == nullptr || offset == nullptr || *offset < 0) broken("a tensor in it has no place");
    if (sizes.values.size() != strides.values.size() || sizes.values.size() > kMaxDimensions)
        broken("a tensor in it has a wrong number of dimensions");
    Tensor tensor{.storage = *storage, .offset = static_cast<uint64_t>(*offset)};
    uint64_t elements = 1;
    uint64_t last = tensor.offset;  // the place of the last element
    for (size_t i = 0; i < sizes.values.size(); ++i) {
        const auto* size = std::get_if<int64_t>(&sizes.values[i]);
        const auto* stride = std::get_if<int64_t>(&strides.values[i]);
        // No factor is beyond 31 bits: pickled numbers are not, so that the products do not overflow.
        if (size == nullptr || stride == nullptr || *size <= 0 || *stride < 0)
            broken("a tensor in it has a wrong size");
        elements *= static_cast<uint64_t>(*size);
        last += static_cast<uint64_t>(*size - 1) * static_cast<uint64_t>(*stride);
        if (elements > tensor.storage->count || last >= tensor.storage->count)
            broken("a tensor in it is larger than its storage");
        tensor.shape.push_back(*size);
        tensor.strides.push_back(*stride);
    }
    if (last >= tensor.storage->count) broken("a tensor in it is larger than its storage");
    return &tensors_.emplace_back(std::move(tensor));
}

TorchPickle::Value TorchPickle::run() {
    stack_.clear();
    marks_.clear();
    memo_.clear();
    const size_t begin = at_;
    while (true) {
        if (at_ - begin > kLongestProgram) broken("its description of tensors is over 16 MB long");
        switch (const auto operation = static_cast<uint8_t>(number(1)); operation) {
            case kProtocol:
                if (number(1) != 2) broken("it is pickled by another protocol than 2");
                break;
            case kMark:
                marks_.push_back(stack_.size());
                break;
            case kNone:
                push(None{});
                break;
            case kTrue:
                push(true);
                break;
            case kFalse:
                push(false);
                break;
            case kBinInt:
                push(int64_t{static_cast<int32_t>(number(4))});
                break;
            case kBinInt1:
                push(static_cast<int64_t>(number(1)));
                break;
            case kBinInt2:
                push(static_cast<int64_t>(number(2)));
                break;
            case kBinUnicode:
                push(text(number(4)));
                break;
            case kBinPut:
                remember(number(1));
                break;
            case kLongBinPut:
                remember(number(4));
                break;
            case kBinGet:
                recall(number(1));
                break;
            case kLongBinGet:
                recall(number(4));
                break;
            case kEmptyList:
                pushItems(Kind::kList, {});
                break;
            case kEmptyTuple:
                pushItems(Kind::kTuple, {});
                break;
            case kEmptyDictionary:
                pushItems(Kind::kDictionary, {});
                break;
            case kTuple:
                pushItems(Kind::kTuple, popToMark());
                break;
            case kTuple1:
            case kTuple2:
            case kTuple3: {
                std::vector<Value> values(operation - kTuple1 + 1U);
                for (size_t i = values.size(); i-- > 0;)
                    values[i] = pop();
                pushItems(Kind::kTuple, std::move(values));
                break;
            }
            case kAppend:
            case kSetItem: {
                const Value last = pop();
                const Value key = operation == kSetItem ? pop() : last;
                auto& values = topItems(operation == kSetItem ? Kind::kDictionary : Kind::kList).values;
                if (operation == kSetItem) values.push_back(key);
                values.push_back(last);
                break;
            }
            case kAppends:
            case kSetItems: {
                const std::vector<Value> more = popToMark();
                auto& values = topItems(operation == kSetItems ? Kind::kDictionary : Kind::kList).values;
                if (operation == kSetItems && more.size() % 2 != 0) broken("a name in it has no value");
                values.insert(values.end(), more.begin(), more.end());
                break;
            }
            case kGlobal:
                global();
                break;
            case kBinPersistentId:
                storage();
                break;
            case kReduce:
                reduce();
                break;
            case kBuild:
                pop();
                break;  // versions of the layers' formats, which hold no tensor
            case kStop:
                return pop();
            default:
                broken("its description of tensors uses an operation that makes no tensor");
        }
    }
}

}  // namespace engine
