// A template as a tree.
//
// Memory   a node owns those below it; no tree is higher than kHighestTree, so walking one needs little
// stack.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/jinja_value.h"

namespace engine::jinja {

inline constexpr int kHighestTree = 200;

struct Expression;
using ExpressionRef = std::unique_ptr<const Expression>;

struct Argument {
    std::string name;  // empty for one by place
    ExpressionRef value;
};

struct Expression {
    enum class Kind {
        kLiteral,      // value
        kName,         // name
        kList,         // parts; tuple: see flag
        kDict,         // parts: key, value, key, value …
        kAttribute,    // parts[0].name
        kItem,         // parts[0][parts[1]]
        kSlice,        // parts[0][parts[1]:parts[2]:parts[3]], absent ones null
        kCall,         // parts[0](arguments)
        kFilter,       // parts[0] | name(arguments)
        kTest,         // parts[0] is name(arguments); flag: is not
        kNot,          // not parts[0]
        kNegative,     // -parts[0]
        kPositive,     // +parts[0]
        kAnd,          // parts[0] and parts[1]
        kOr,           // parts[0] or parts[1]
        kBinary,       // parts[0] name parts[1]: + - * / // % ** ~
        kCompare,      // parts[0] names[0] parts[1] names[1] parts[2] …
        kConditional,  // parts[0] if parts[1] else parts[2], which may be null
    };
    Kind kind = Kind::kLiteral;
    int line = 0;
    int height = 1;
    bool flag = false;
    std::string name;
    std::vector<std::string> names;
    Value value;
    std::vector<ExpressionRef> parts;
    std::vector<Argument> arguments;
};

struct Statement;
using Body = std::vector<std::unique_ptr<const Statement>>;

struct Macro {
    std::string name;
    std::vector<std::string> parameters;
    std::vector<ExpressionRef> defaults;  // as many as parameters; null where there is none
    Body body;
};

struct Branch {
    ExpressionRef condition;  // null for else
    Body body;
};

struct Statement {
    enum class Kind {
        kText,      // text
        kPrint,     // expression
        kIf,        // branches
        kFor,       // names in expression if condition: body; else otherwise
        kSet,       // names = expression, or one name.attribute = expression
        kSetBlock,  // names[0] = body, through the filters in expression
        kMacro,     // macro
        kBreak,
        kContinue,
        kScope,        // with names = expressions: body
        kFilterBlock,  // body through the filters in expression
        kTransparent,  // body as it is ({% generation %})
        kDo,           // expression, its value dropped
    };
    Kind kind = Kind::kText;
    int line = 0;
    std::string text;
    std::string attribute;
    std::vector<std::string> names;
    ExpressionRef expression;
    ExpressionRef condition;
    std::vector<ExpressionRef> expressions;
    std::vector<Branch> branches;
    Body body;
    Body otherwise;
    std::unique_ptr<Macro> macro;
};

// The name by which a filter block's body stands in its chain of filters.
inline constexpr const char* kBodyName = "\x01body";

// Fails with a sentence for what is not in the subset, wrong, or too deep.
Body parse(std::string_view source);

}  // namespace engine::jinja
