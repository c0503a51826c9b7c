// Python's arithmetic on whole and other numbers. Whole numbers that outgrow 64 bits are refused.
#include <cmath>

#include "engine/text/jinja_evaluator.h"

namespace engine::jinja {

namespace {

[[noreturn]] void tooLarge() {
    fail("a number grows too large", Failure::Kind::kTooMuch);
}

int64_t power(int64_t base, int64_t exponent) {
    int64_t out = 1;
    // A base other than -1, 0 and 1 overflows after 63 steps.
    if (base == 0 || base == 1) return exponent == 0 ? 1 : base;
    if (base == -1) return exponent % 2 == 0 ? 1 : -1;
    for (int64_t i = 0; i < exponent; ++i) {
        if (__builtin_mul_overflow(out, base, &out)) tooLarge();
    }
    return out;
}

Value ofIntegers(std::string_view sign, int64_t a, int64_t b) {
    int64_t out = 0;
    if (sign == "+") {
        if (__builtin_add_overflow(a, b, &out)) tooLarge();
    } else if (sign == "-") {
        if (__builtin_sub_overflow(a, b, &out)) tooLarge();
    } else if (sign == "*") {
        if (__builtin_mul_overflow(a, b, &out)) tooLarge();
    } else if (sign == "**") {
        if (b < 0) return Value(std::pow(static_cast<double>(a), static_cast<double>(b)));
        return Value(power(a, b));
    } else {
        if (b == 0) fail("a number is divided by zero");
        if (sign == "/") return Value(static_cast<double>(a) / static_cast<double>(b));
        if (b == -1) {
            if (sign == "%") return Value(int64_t{0});
            if (__builtin_sub_overflow(int64_t{0}, a, &out)) tooLarge();
            return Value(out);
        }
        // Python rounds towards minus infinity.
        const bool rounds = a % b != 0 && (a % b < 0) != (b < 0);
        out = sign == "//" ? a / b - (rounds ? 1 : 0) : a % b + (rounds ? b : 0);
    }
    return Value(out);
}

Value ofDoubles(std::string_view sign, double a, double b) {
    if (sign == "+") return Value(a + b);
    if (sign == "-") return Value(a - b);
    if (sign == "*") return Value(a * b);
    if (sign == "**") return Value(std::pow(a, b));
    if (b == 0.0) fail("a number is divided by zero");
    if (sign == "/") return Value(a / b);
    const double floored = std::floor(a / b);
    if (sign == "//") return Value(floored);
    const double rest = std::fmod(a, b);
    return Value(rest != 0.0 && (rest < 0.0) != (b < 0.0) ? rest + b : rest);
}

}  // namespace

Value arithmetic(std::string_view sign, const Value& a, const Value& b) {
    a.defined();
    b.defined();
    if (!a.isNumber() || !b.isNumber()) {
        fail("“" + std::string(sign) + "” cannot join values of type " + a.typeName() + " and " +
             b.typeName());
    }
    if (a.isDouble() || b.isDouble()) return ofDoubles(sign, a.number(), b.number());
    return ofIntegers(sign, a.integer(), b.integer());
}

}  // namespace engine::jinja
