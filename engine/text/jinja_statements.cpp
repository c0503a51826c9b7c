// The statements of a template.
#include <algorithm>

#include "engine/text/jinja_parser.h"

namespace engine::jinja {

namespace {

using Kind = Statement::Kind;

class StatementParser {
public:
    explicit StatementParser(std::vector<Word> words) : words_(std::move(words)), expressions_(words_) {}

    Body all() {
        Body body = until({});
        if (words_.peek().kind != Word::Kind::kEnd) words_.failHere("a tag stands where none may");
        return body;
    }

private:
    // Statements up to a tag of one of these names, which is left to be read.
    Body until(std::initializer_list<std::string_view> ends) {
        if (++depth_ > kHighestTree) words_.failHere("tags nest too deeply", Failure::Kind::kTooMuch);
        Body body;
        while (words_.peek().kind != Word::Kind::kEnd) {
            if (words_.peek().kind == Word::Kind::kTagBegin) {
                const bool ends_ =
                    std::any_of(ends.begin(), ends.end(), [&](auto name) { return words_.isName(name, 1); });
                if (ends_) break;
            }
            body.push_back(statement());
        }
        --depth_;
        return body;
    }

    std::unique_ptr<Statement> make(Kind kind) const {
        auto made = std::make_unique<Statement>();
        made->kind = kind;
        made->line = words_.peek().line;
        return made;
    }

    void endTag() {
        if (words_.peek().kind != Word::Kind::kTagEnd) words_.failHere("a tag goes on where it should end");
        words_.take();
    }

    // {% name %}
    void needTag(std::string_view name) {
        if (words_.peek().kind != Word::Kind::kTagBegin || !words_.isName(name, 1))
            words_.failHere("{% " + std::string(name) + " %} is missing");
        words_.take();
        words_.take();
        // Some say what they end: {% endmacro name %}.
        if (words_.peek().kind == Word::Kind::kName) words_.take();
        endTag();
    }

    std::unique_ptr<const Statement> statement() {
        if (words_.peek().kind == Word::Kind::kText) {
            auto made = make(Kind::kText);
            made->text = words_.take().text;
            return made;
        }
        if (words_.peek().kind == Word::Kind::kPrintBegin) {
            auto made = make(Kind::kPrint);
            words_.take();
            made->expression = expressions_.expressionOrTuple();
            if (words_.peek().kind != Word::Kind::kPrintEnd) words_.failHere("“}}” is missing");
            words_.take();
            return made;
        }
        if (words_.peek().kind != Word::Kind::kTagBegin) words_.failHere("a tag is not closed");
        words_.take();
        const std::string name = words_.needName();
        if (name == "if") return ifTag();
        if (name == "for") return forTag();
        if (name == "set") return setTag();
        if (name == "macro") return macroTag();
        if (name == "with") return withTag();
        if (name == "filter") return filterTag();
        if (name == "generation") return generationTag();
        if (name == "break" || name == "continue") {
            if (loops_ == 0) words_.failHere("“" + name + "” stands outside a loop");
            auto made = make(name == "break" ? Kind::kBreak : Kind::kContinue);
            endTag();
            return made;
        }
        if (name == "do") {
            auto made = make(Kind::kDo);
            made->expression = expressions_.expressionOrTuple();
            endTag();
            return made;
        }
        static constexpr std::string_view kKnown[] = {"block", "extends", "include", "import",
                                                      "from",  "call",    "trans",   "autoescape"};
        const bool known = std::find(std::begin(kKnown), std::end(kKnown), name) != std::end(kKnown);
        words_.failHere(known ? "the tag “" + name + "”" : "the unknown tag “" + name.substr(0, 64) + "”",
                        known ? Failure::Kind::kBeyond : Failure::Kind::kWrong);
    }

    std::unique_ptr<const Statement> ifTag() {
        auto made = make(Kind::kIf);
        bool more = true;
        while (more) {
            Branch branch;
            branch.condition = expressions_.expressionOrTuple();
            endTag();
            branch.body = until({"elif", "else", "endif"});
            made->branches.push_back(std::move(branch));
            more = words_.isName("elif", 1);
            if (more) {
                words_.take();
                words_.take();
            }
        }
        if (words_.isName("else", 1)) {
            words_.take();
            words_.take();
            endTag();
            made->branches.push_back({nullptr, until({"endif"})});
        }
        needTag("endif");
        return made;
    }

    std::vector<std::string> targetNames() {
        std::vector<std::string> names;
        const bool bracket = words_.takeSign("(");
        do {
            if (!names.empty() && words_.peek().kind != Word::Kind::kName) break;
            names.push_back(words_.needName());
        } while (words_.takeSign(","));
        if (bracket) words_.needSign(")");
        return names;
    }

    std::unique_ptr<const Statement> forTag() {
        auto made = make(Kind::kFor);
        made->names = targetNames();
        if (!words_.takeName("in")) words_.failHere("“in” is missing");
        made->expression = expressions_.expressionOrTuple(false);
        if (words_.takeName("if")) made->condition = expressions_.expression();
        if (words_.isName("recursive")) words_.failHere("a recursive loop", Failure::Kind::kBeyond);
        endTag();
        ++loops_;
        made->body = until({"else", "endfor"});
        --loops_;
        if (words_.isName("else", 1)) {
            words_.take();
            words_.take();
            endTag();
            made->otherwise = until({"endfor"});
        }
        needTag("endfor");
        return made;
    }

    std::unique_ptr<const Statement> setTag() {
        auto made = make(Kind::kSet);
        if (words_.isSign(".", 1)) {
            made->names.push_back(words_.needName());
            words_.take();
            made->attribute = words_.needName();
        } else {
            made->names = targetNames();
        }
        if (words_.takeSign("=")) {
            made->expression = expressions_.expressionOrTuple();
            endTag();
            return made;
        }
        if (made->names.size() != 1 || !made->attribute.empty()) words_.failHere("“=” is missing");
        made->kind = Kind::kSetBlock;
        if (words_.takeSign("|")) made->expression = expressions_.filterChain(bodyName());
        endTag();
        made->body = until({"endset"});
        needTag("endset");
        return made;
    }

    ExpressionRef bodyName() const {
        auto body = std::make_unique<Expression>();
        body->kind = Expression::Kind::kName;
        body->name = kBodyName;
        body->line = words_.peek().line;
        return body;
    }

    std::unique_ptr<const Statement> macroTag() {
        auto made = make(Kind::kMacro);
        made->macro = std::make_unique<Macro>();
        Macro& macro = *made->macro;
        macro.name = words_.needName();
        words_.needSign("(");
        while (!words_.takeSign(")")) {
            if (!macro.parameters.empty()) words_.needSign(",");
            macro.parameters.push_back(words_.needName());
            macro.defaults.push_back(words_.takeSign("=") ? expressions_.expression() : nullptr);
            if (macro.defaults.back() == nullptr && macro.defaults.size() > 1 &&
                macro.defaults[macro.defaults.size() - 2] != nullptr)
                words_.failHere("a parameter without a default stands after one that has a default");
        }
        endTag();
        const int loops = std::exchange(loops_, 0);
        macro.body = until({"endmacro"});
        loops_ = loops;
        needTag("endmacro");
        return made;
    }

    std::unique_ptr<const Statement> withTag() {
        auto made = make(Kind::kScope);
        while (words_.peek().kind == Word::Kind::kName) {
            made->names.push_back(words_.needName());
            words_.needSign("=");
            made->expressions.push_back(expressions_.expression());
            if (!words_.takeSign(",")) break;
        }
        endTag();
        made->body = until({"endwith"});
        needTag("endwith");
        return made;
    }

    std::unique_ptr<const Statement> filterTag() {
        auto made = make(Kind::kFilterBlock);
        made->expression = expressions_.filterChain(bodyName());
        endTag();
        made->body = until({"endfilter"});
        needTag("endfilter");
        return made;
    }

    std::unique_ptr<const Statement> generationTag() {
        auto made = make(Kind::kTransparent);
        endTag();
        made->body = until({"endgeneration"});
        needTag("endgeneration");
        return made;
    }

    WordReader words_;
    ExpressionParser expressions_;
    int depth_ = 0;
    int loops_ = 0;
};

}  // namespace

Body parse(std::string_view source) {
    return StatementParser(cutIntoWords(source)).all();
}

}  // namespace engine::jinja
