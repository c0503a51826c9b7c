#include "engine/text/jinja_parser.h"

#include <algorithm>
#include <charconv>

namespace engine::jinja {

using Kind = Expression::Kind;

void WordReader::needSign(std::string_view sign) {
    if (!takeSign(sign)) failHere("“" + std::string(sign) + "” is missing");
}

std::string WordReader::needName() {
    if (peek().kind != Word::Kind::kName) failHere("a name is missing");
    return take().text;
}

void WordReader::failHere(std::string what, Failure::Kind kind) const {
    throw Failure{kind, std::move(what), peek().line};
}

// Counts how deep the parser has called itself.
class ExpressionParser::Depth {
public:
    explicit Depth(ExpressionParser& parser) : parser_(parser) {
        if (++parser_.depth_ > kHighestTree) {
            --parser_.depth_;
            parser_.words_.failHere("expressions nest too deeply", Failure::Kind::kTooMuch);
        }
    }
    ~Depth() { --parser_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

private:
    ExpressionParser& parser_;
};

std::unique_ptr<Expression> ExpressionParser::make(Kind kind) const {
    auto node = std::make_unique<Expression>();
    node->kind = kind;
    node->line = words_.peek().line;
    return node;
}

void ExpressionParser::add(Expression& node, ExpressionRef part) const {
    if (part != nullptr) node.height = std::max(node.height, part->height + 1);
    if (node.height > kHighestTree) words_.failHere("expressions nest too deeply", Failure::Kind::kTooMuch);
    node.parts.push_back(std::move(part));
}

ExpressionRef ExpressionParser::expression(bool withConditional) {
    const Depth depth(*this);
    ExpressionRef value = either();
    while (withConditional && words_.takeName("if")) {
        auto node = make(Kind::kConditional);
        add(*node, std::move(value));
        add(*node, either());
        add(*node, words_.takeName("else") ? expression() : nullptr);
        value = std::move(node);
    }
    return value;
}

ExpressionRef ExpressionParser::expressionOrTuple(bool withConditional) {
    ExpressionRef first = expression(withConditional);
    if (!words_.isSign(",")) return first;
    auto node = make(Kind::kList);
    node->flag = true;
    add(*node, std::move(first));
    while (words_.takeSign(",")) {
        const Word::Kind next = words_.peek().kind;
        if (next == Word::Kind::kTagEnd || next == Word::Kind::kPrintEnd || words_.isSign(")")) break;
        add(*node, expression(withConditional));
    }
    return node;
}

ExpressionRef ExpressionParser::either() {
    ExpressionRef left = both();
    while (words_.takeName("or")) {
        auto node = make(Kind::kOr);
        add(*node, std::move(left));
        add(*node, both());
        left = std::move(node);
    }
    return left;
}

ExpressionRef ExpressionParser::both() {
    ExpressionRef left = negation();
    while (words_.takeName("and")) {
        auto node = make(Kind::kAnd);
        add(*node, std::move(left));
        add(*node, negation());
        left = std::move(node);
    }
    return left;
}

ExpressionRef ExpressionParser::negation() {
    if (!words_.isName("not")) return comparison();
    const Depth depth(*this);
    auto node = make(Kind::kNot);
    words_.take();
    add(*node, negation());
    return node;
}

ExpressionRef ExpressionParser::comparison() {
    ExpressionRef first = sum();
    std::unique_ptr<Expression> node;
    static constexpr std::string_view kSigns[] = {"==", "!=", "<=", ">=", "<", ">"};
    while (true) {
        std::string sign;
        for (const std::string_view known : kSigns) {
            if (sign.empty() && words_.takeSign(known)) sign = known;
        }
        if (sign.empty() && words_.takeName("in")) sign = "in";
        if (sign.empty() && words_.isName("not") && words_.isName("in", 1)) {
            words_.take();
            words_.take();
            sign = "not in";
        }
        if (sign.empty()) break;
        if (node == nullptr) {
            node = make(Kind::kCompare);
            add(*node, std::move(first));
        }
        node->names.push_back(std::move(sign));
        add(*node, sum());
    }
    return node == nullptr ? std::move(first) : ExpressionRef(std::move(node));
}

ExpressionRef ExpressionParser::binary(ExpressionRef (ExpressionParser::*next)(),
                                       std::initializer_list<std::string_view> signs) {
    ExpressionRef left = (this->*next)();
    while (true) {
        const auto sign =
            std::find_if(signs.begin(), signs.end(), [&](auto known) { return words_.isSign(known); });
        if (sign == signs.end()) return left;
        auto node = make(Kind::kBinary);
        node->name = *sign;
        words_.take();
        add(*node, std::move(left));
        add(*node, (this->*next)());
        left = std::move(node);
    }
}

ExpressionRef ExpressionParser::sum() {
    return binary(&ExpressionParser::joined, {"+", "-"});
}
ExpressionRef ExpressionParser::joined() {
    return binary(&ExpressionParser::product, {"~"});
}
ExpressionRef ExpressionParser::product() {
    return binary(&ExpressionParser::power, {"*", "/", "//", "%"});
}

ExpressionRef ExpressionParser::power() {
    ExpressionRef left = unary();
    while (words_.isSign("**")) {
        auto node = make(Kind::kBinary);
        node->name = words_.take().text;
        add(*node, std::move(left));
        add(*node, unary());
        left = std::move(node);
    }
    return left;
}

ExpressionRef ExpressionParser::unary(bool withFilters) {
    const Depth depth(*this);
    ExpressionRef value;
    if (words_.isSign("-") || words_.isSign("+")) {
        auto node = make(words_.isSign("-") ? Kind::kNegative : Kind::kPositive);
        words_.take();
        add(*node, unary(false));
        value = std::move(node);
    } else {
        value = primary();
    }
    value = postfix(std::move(value));
    return withFilters ? filters(std::move(value)) : std::move(value);
}

ExpressionRef ExpressionParser::literalName(const std::string& name) {
    auto node = make(Kind::kLiteral);
    if (name == "true" || name == "True")
        node->value = Value(true);
    else if (name == "false" || name == "False")
        node->value = Value(false);
    else if (name != "none" && name != "None") {
        node->kind = Kind::kName;
        node->name = name;
    }
    return node;
}

ExpressionRef ExpressionParser::primary() {
    const Word& word = words_.peek();
    switch (word.kind) {
        case Word::Kind::kName:
            return literalName(words_.take().text);
        case Word::Kind::kString: {
            auto node = make(Kind::kLiteral);
            std::string text;
            while (words_.peek().kind == Word::Kind::kString)
                text += words_.take().text;
            node->value = Value(std::move(text));
            return node;
        }
        case Word::Kind::kInteger: {
            auto node = make(Kind::kLiteral);
            int64_t number = 0;
            const std::string digits = word.text;
            const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (read.ec != std::errc())
                words_.failHere("a whole number is too large", Failure::Kind::kBeyond);
            words_.take();
            node->value = Value(number);
            return node;
        }
        case Word::Kind::kDouble: {
            auto node = make(Kind::kLiteral);
            node->value = Value(std::strtod(words_.take().text.c_str(), nullptr));
            return node;
        }
        default:
            break;
    }
    if (words_.takeSign("(")) {
        if (words_.takeSign(")")) {
            auto node = make(Kind::kList);
            node->flag = true;
            return node;
        }
        ExpressionRef inside = expressionOrTuple();
        words_.needSign(")");
        return inside;
    }
    if (words_.isSign("[")) return listLiteral();
    if (words_.isSign("{")) return dictLiteral();
    words_.failHere("an expression is missing");
}

ExpressionRef ExpressionParser::listLiteral() {
    auto node = make(Kind::kList);
    words_.needSign("[");
    while (!words_.takeSign("]")) {
        if (!node->parts.empty()) {
            words_.needSign(",");
            if (words_.takeSign("]")) break;
        }
        add(*node, expression());
    }
    return node;
}

ExpressionRef ExpressionParser::dictLiteral() {
    auto node = make(Kind::kDict);
    words_.needSign("{");
    while (!words_.takeSign("}")) {
        if (!node->parts.empty()) {
            words_.needSign(",");
            if (words_.takeSign("}")) break;
        }
        add(*node, expression());
        words_.needSign(":");
        add(*node, expression());
    }
    return node;
}

ExpressionRef ExpressionParser::postfix(ExpressionRef on) {
    while (true) {
        if (words_.isSign(".")) {
            auto node = make(Kind::kAttribute);
            words_.take();
            if (words_.peek().kind == Word::Kind::kInteger) {
                node->kind = Kind::kItem;
                add(*node, std::move(on));
                add(*node, primary());
            } else {
                node->name = words_.needName();
                add(*node, std::move(on));
            }
            on = std::move(node);
        } else if (words_.isSign("[")) {
            on = subscript(std::move(on));
        } else if (words_.isSign("(")) {
            auto node = make(Kind::kCall);
            add(*node, std::move(on));
            node->arguments = arguments();
            on = std::move(node);
        } else {
            return on;
        }
    }
}

ExpressionRef ExpressionParser::subscript(ExpressionRef on) {
    auto node = make(Kind::kItem);
    words_.needSign("[");
    add(*node, std::move(on));
    ExpressionRef first = words_.isSign(":") ? nullptr : expression();
    if (words_.takeSign("]")) {
        add(*node, std::move(first));
        return node;
    }
    node->kind = Kind::kSlice;
    add(*node, std::move(first));
    words_.needSign(":");
    add(*node, words_.isSign(":") || words_.isSign("]") ? nullptr : expression());
    const bool hasStep = words_.takeSign(":") && !words_.isSign("]");
    add(*node, hasStep ? expression() : nullptr);
    words_.needSign("]");
    return node;
}

std::vector<Argument> ExpressionParser::arguments() {
    std::vector<Argument> out;
    words_.needSign("(");
    while (!words_.takeSign(")")) {
        if (!out.empty()) {
            words_.needSign(",");
            if (words_.takeSign(")")) break;
        }
        if (words_.isSign("*") || words_.isSign("**"))
            words_.failHere("arguments that are unpacked from a list", Failure::Kind::kBeyond);
        std::string name;
        if (words_.peek().kind == Word::Kind::kName && words_.isSign("=", 1)) {
            name = words_.take().text;
            words_.take();
        }
        ExpressionRef value = expression();
        if (value->height >= kHighestTree)
            words_.failHere("expressions nest too deeply", Failure::Kind::kTooMuch);
        out.push_back({std::move(name), std::move(value)});
    }
    return out;
}

ExpressionRef ExpressionParser::filters(ExpressionRef on) {
    while (true) {
        if (words_.takeSign("|"))
            on = filter(std::move(on));
        else if (words_.takeName("is"))
            on = test(std::move(on));
        else if (words_.isSign("("))  // what a filter answered is called
            on = postfix(std::move(on));
        else
            return on;
    }
}

ExpressionRef ExpressionParser::filterChain(ExpressionRef on) {
    on = filter(std::move(on));
    while (words_.takeSign("|"))
        on = filter(std::move(on));
    return on;
}

ExpressionRef ExpressionParser::filter(ExpressionRef on) {
    auto node = make(Kind::kFilter);
    node->name = words_.needName();
    add(*node, std::move(on));
    if (words_.isSign("(")) node->arguments = arguments();
    return node;
}

ExpressionRef ExpressionParser::test(ExpressionRef on) {
    auto node = make(Kind::kTest);
    node->flag = words_.takeName("not");
    node->name = words_.needName();
    add(*node, std::move(on));
    const Word& next = words_.peek();
    if (words_.isSign("(")) {
        node->arguments = arguments();
    } else if (next.kind == Word::Kind::kString || next.kind == Word::Kind::kInteger ||
               next.kind == Word::Kind::kDouble || words_.isSign("[") || words_.isSign("{") ||
               (next.kind == Word::Kind::kName && !words_.isName("else") && !words_.isName("or") &&
                !words_.isName("and") && !words_.isName("if") && !words_.isName("is") &&
                !words_.isName("not") && !words_.isName("in") && !words_.isName("recursive"))) {
        node->arguments.push_back({"", postfix(primary())});
    }
    return node;
}

}  // namespace engine::jinja
