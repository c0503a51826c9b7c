// The words of a template to its tree: expressions here, statements in jinja_statements.cpp.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/jinja_lexer.h"
#include "engine/text/jinja_syntax.h"

namespace engine::jinja {

// Where the reading of the words stands.
class WordReader {
public:
    explicit WordReader(std::vector<Word> words) : words_(std::move(words)) {}

    const Word& peek(size_t ahead = 0) const { return words_[std::min(at_ + ahead, words_.size() - 1)]; }
    const Word& take() { return words_[at_ + 1 < words_.size() ? at_++ : at_]; }
    bool isSign(std::string_view sign, size_t ahead = 0) const {
        return peek(ahead).kind == Word::Kind::kSign && peek(ahead).text == sign;
    }
    bool isName(std::string_view name, size_t ahead = 0) const {
        return peek(ahead).kind == Word::Kind::kName && peek(ahead).text == name;
    }
    bool takeSign(std::string_view sign) { return isSign(sign) && (take(), true); }
    bool takeName(std::string_view name) { return isName(name) && (take(), true); }
    void needSign(std::string_view sign);
    std::string needName();
    [[noreturn]] void failHere(std::string what, Failure::Kind kind = Failure::Kind::kWrong) const;

private:
    std::vector<Word> words_;
    size_t at_ = 0;
};

class ExpressionParser {
public:
    explicit ExpressionParser(WordReader& words) : words_(words) {}

    ExpressionRef expression(bool withConditional = true);
    // One or, with commas, a tuple of several.
    ExpressionRef expressionOrTuple(bool withConditional = true);
    // A chain of filters on something that stands elsewhere, as in {% filter upper | trim %}.
    ExpressionRef filterChain(ExpressionRef on);

private:
    class Depth;

    ExpressionRef either();
    ExpressionRef both();
    ExpressionRef negation();
    ExpressionRef comparison();
    ExpressionRef sum();
    ExpressionRef joined();
    ExpressionRef product();
    ExpressionRef power();
    ExpressionRef unary(bool withFilters = true);
    ExpressionRef primary();
    ExpressionRef literalName(const std::string& name);
    ExpressionRef listLiteral();
    ExpressionRef dictLiteral();
    ExpressionRef postfix(ExpressionRef on);
    ExpressionRef subscript(ExpressionRef on);
    ExpressionRef filters(ExpressionRef on);
    ExpressionRef filter(ExpressionRef on);
    ExpressionRef test(ExpressionRef on);
    std::vector<Argument> arguments();
    ExpressionRef binary(ExpressionRef (ExpressionParser::*next)(),
                         std::initializer_list<std::string_view> signs);

    std::unique_ptr<Expression> make(Expression::Kind kind) const;
    // Takes a part into a node and checks that the tree stays low.
    void add(Expression& node, ExpressionRef part) const;

    WordReader& words_;
    int depth_ = 0;
};

}  // namespace engine::jinja
