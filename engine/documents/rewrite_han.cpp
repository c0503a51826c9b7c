#include "engine/documents/rewrite_han.h"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/documents/characters.h"

namespace engine {
namespace {

using enum HanMark;

struct List {
    HanMark mark;
    std::u32string_view words;  // parted by blanks
};

constexpr List kLists[] = {
    {kNeutral,
     U"不可抗力 不动产 是否 能否 可否 无论 不论 不仅 不但 许可 认可 可能 可靠 可行 可见 可预见 可得 "
     U"功能 能力 性能 职能 应收 应付 相应 适应 响应 对应 供应 反应 必需品 需求 例如 如下 如期 如实 如何 比如 "
     U"诸如 内容 内部 前款 前条 前述 前项 前两 目前 提前 后果 后续 然后 最后 起诉 一起 引起 发起 起草 起算 "
     U"不同 许可人 非常 并非如此 除外责任 产能 智能 技能 效能 节能 可再生 可执行 可转让 应用 应急 应邀 内资 "
     U"以内部 但书 "
     U"需方 后方 前期 前提 国内 境内 体内 室内 下列 上下 以下简称 以下称"},
    {kForbidden, U"不得 不能 不可以 不应当 不应该 不应 不准 不允许 不可 禁止 严禁 无权 不许 不予"},
    {kNoDuty, U"无需 无须 不必 不需要 不需 可以不 可不 不用 不负有 没有义务 无义务"},
    {kNot, U"没有 尚未 未能 未经 未 不 无 没 非 勿 免于 免除 并非 从未 拒绝 拒不 毋"},
    {kUnless, U"除非"},
    {kExcept, U"除外 例外"},
    {kRight, U"可以 有权 能够 允许 可 能 得以 有权利"},
    {kDuty, U"应当 必须 应该 应 须 需要 需 有义务 负有义务 有责任 务必"},
    {kIf, U"如果 如 若 倘若 假如 要是 一旦 只要 的情况下 情形下 的情形 在下列情形 情形之一"},
    {kOnly, U"只有 仅 只能 只 仅仅 唯一"},
    {kBut, U"但是 但 然而 不过"},
    {kAtLeast, U"不少于 不低于 至少 最少 以上 不得少于 不得低于 最低"},
    {kAtMost, U"不超过 不多于 不高于 至多 最多 最高 以下 不得超过 不得多于 不得高于 最长 不能超过"},
    {kMore, U"超过 高于 多于 大于 超出"},
    {kLess, U"少于 低于 不足 不满 小于 未满"},
    {kWithin, U"之内 以内 内"},
    {kBefore, U"之前 以前 前"},
    {kAfter, U"之后 以后 后 之日起 起"},
    {kWho,
     U"甲方 乙方 丙方 用人单位 劳动者 许可方 被许可方 许可人 被许可人 出租人 承租人 出租方 承租方 买方 卖方 "
     U"买受人 "
     U"出卖人 发包人 承包人 定作人 承揽人 委托人 受托人 债权人 债务人 保证人 抵押人 抵押权人 质权人 出质人 "
     U"当事人 双方 "
     U"一方 任何一方 另一方 对方 第三人 第三方 公司 股东 董事 监事 法定代表人 供应商 供方 需方 采购方 供货方 "
     U"客户 受让人 "
     U"转让人 让与人 赠与人 受赠人 贷款人 借款人 承运人 托运人 收货人 保管人 寄存人 中介人 合伙人 物业服务人 "
     U"业主 监护人 "
     U"被监护人 继承人 遗嘱人 夫妻 父母 子女 劳动行政部门 工会 劳务派遣单位 用工单位 人民法院 仲裁机构 "
     U"侵权人 被侵权人 "
     U"经营者 消费者 行为人 相对人 代理人 被代理人 供货人 购买方 销售方 经销商 分销商 代理商 服务商 员工 "
     U"雇员 雇主 贡献者 "
     U"各方 披露方 接收方 守约方 违约方 受害人 权利人 义务人 所有权人 占有人 承担人 让与方 受让方 总公司 "
     U"子公司 分公司"},
    {kPronoun, U"你 您 我们 我方 他们 她 他 它 贵方 大家 你们 咱们"},
};

// Words in which a negation has grown in: they must be met again as they are.
constexpr std::u32string_view kLexical =
    U"无效 非法 无偿 无形 不当得利 无权处分 无因管理 未成年人 无民事行为能力 不正当 不良 "
    U"不合格 不真实 不利 不法 不履行 不可撤销 不可转让 非独占 非排他 无限 未成年";

// Characters that hold a sentence together; two sentences may differ in them freely.
constexpr std::u32string_view kBinding =
    U"的了在是和与及或就都也还要会把被将给让从对为以其之于等而且所该本此这那个中上下时由向按照依据根并于与同"
    U"关有使得因所";

struct Lexicon {
    struct Entry {
        HanMark mark;
        bool lexical;
    };
    std::map<std::u32string, Entry, std::less<>> words;
    size_t longest = 1;
};

const Lexicon& lexicon() {
    static const Lexicon all = [] {
        Lexicon lexicon;
        const auto add = [&lexicon](std::u32string_view list, HanMark mark, bool lexical) {
            for (size_t at = 0; at < list.size();) {
                const size_t end = std::min(list.find(U' ', at), list.size());
                if (end > at) {
                    lexicon.words[std::u32string(list.substr(at, end - at))] = {mark, lexical};
                    lexicon.longest = std::max(lexicon.longest, end - at);
                }
                at = end + 1;
            }
        };
        add(kLexical, kNeutral, true);
        for (const List& list : kLists)
            add(list.words, list.mark, false);
        return lexicon;
    }();
    return all;
}

int numeral(char32_t c) {
    static constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
    if (c == U'零') return 0;
    if (c == U'两') return 2;
    if (c >= U'０' && c <= U'９') return static_cast<int>(c - U'０');
    const size_t at = kDigits.find(c);
    return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}
int64_t scale(char32_t c) {
    switch (c) {
        case U'十':
            return 10;
        case U'百':
            return 100;
        case U'千':
            return 1000;
        case U'万':
            return 10000;
        case U'亿':
            return 100000000;
        default:
            return 0;
    }
}

// 三十二 → 32, 二〇二四 → 2024, 一百万 → 1000000.
std::string hanValue(std::u32string_view text) {
    if (std::none_of(text.begin(), text.end(), [](char32_t c) { return scale(c) > 0; })) {
        std::string digits;
        for (char32_t c : text)
            digits += static_cast<char>('0' + numeral(c));
        return digits;
    }
    int64_t total = 0, section = 0, digit = 0;
    for (char32_t c : text) {
        if (const int64_t by = scale(c); by >= 10000) {
            total = (total + section + digit) * by;
            section = digit = 0;
        } else if (by > 0) {
            section += (digit == 0 ? 1 : digit) * by;
            digit = 0;
        } else {
            digit = numeral(c);
        }
        if (total > 1'000'000'000'000'000) break;  // no sum of money; keeps the arithmetic whole
    }
    return std::to_string(total + section + digit);
}

class HanReader {
public:
    explicit HanReader(std::string_view text) {
        for (size_t at = 0; at < text.size();) {
            const Character character = characterAt(text, at);
            at += static_cast<size_t>(character.size);
            text_ += character.code;
        }
    }

    HanSentence run() {
        while (at_ < text_.size()) {
            if (number() || word() || latin()) continue;
            other();
        }
        return std::move(sentence_);
    }

private:
    char32_t code(size_t at) const { return at < text_.size() ? text_[at] : 0; }

    static std::string utf8(std::u32string_view text) {
        std::string bytes;
        for (char32_t c : text)
            appendUtf8(bytes, c);
        return bytes;
    }

    bool number() {
        const char32_t first = code(at_);
        const bool arabic = isDigit(first) || (first >= U'０' && first <= U'９');
        size_t end = at_;
        HanNumber number;
        if (arabic) {
            while (isDigit(code(end)) || (code(end) >= U'０' && code(end) <= U'９') ||
                   ((code(end) == ',' || code(end) == '.') && isDigit(code(end + 1))))
                ++end;
            for (size_t i = at_; i < end; ++i) {
                const char32_t c = text_[i];
                if (c == ',') continue;
                number.value += static_cast<char>(c < 0x80 ? c : '0' + (c - U'０'));
            }
            while (number.value.size() > 1 && number.value[0] == '0' && number.value[1] != '.')
                number.value.erase(0, 1);
            while (code(end) == ' ')
                ++end;
            if (code(end) == U'万' || code(end) == U'亿') {
                number.value += code(end) == U'万' ? "0000" : "00000000";
                ++end;
            }
        } else {
            if (numeral(first) < 0 && scale(first) == 0) return false;
            while (numeral(code(end)) >= 0 || scale(code(end)) > 0)
                ++end;
            number.value = hanValue(std::u32string_view(text_).substr(at_, end - at_));
        }
        const bool ordinal = at_ > 0 && code(at_ - 1) == U'第';
        const bool share =
            at_ > 2 && code(at_ - 1) == U'之' && code(at_ - 2) == U'分' && code(at_ - 3) == U'百';
        size_t unitAt = end;
        while (code(unitAt) == ' ' || code(unitAt) == U'个')
            ++unitAt;
        if (code(unitAt) == U'工' && code(unitAt + 1) == U'作') unitAt += 2;
        static constexpr std::u32string_view kUnits = U"日天月年元倍次周％%份小岁";
        const char32_t unit = code(unitAt);
        const bool known = kUnits.find(unit) != std::u32string_view::npos && unit != 0;
        // 一方, 一致, 统一: no number; nor a lone 万 or 千.
        if (!arabic && !ordinal && !share && !known) {
            if (end == at_ + 1 || scale(first) >= 100) return false;
        }
        if (!arabic && first == U'百' && code(at_ + 1) == U'分') return false;
        if (share) {
            number.unit = "%";
        } else if (known && !ordinal) {
            number.unit = unit == U'天'   ? "日"
                          : unit == U'％' ? "%"
                                          : utf8(std::u32string_view(&text_[unitAt], 1));
        }
        number.reference = ordinal;
        sentence_.numbers.push_back(std::move(number));
        at_ = end;
        return true;
    }

    bool word() {
        const Lexicon& words = lexicon();
        const std::u32string_view rest = std::u32string_view(text_).substr(at_);
        for (size_t length = std::min(words.longest, rest.size()); length > 0; --length) {
            const auto found = words.words.find(rest.substr(0, length));
            if (found == words.words.end()) continue;
            const std::u32string_view token = rest.substr(0, length);
            const HanMark mark = found->second.mark;
            ++sentence_.counts[static_cast<int>(mark)];
            if (mark == kWho) {
                std::string who = utf8(token);
                if (sentence_.who.empty() || sentence_.who.back() != who)
                    sentence_.who.push_back(std::move(who));
            } else if (mark == kPronoun) {
                sentence_.pronouns.push_back(utf8(token));
            } else if (found->second.lexical) {
                sentence_.lexical.push_back(utf8(token));
            }
            // Marks are compared as marks; what they are made of need not be the same.
            if (mark == kNeutral || mark == kWho) sentence_.content += token;
            at_ += length;
            return true;
        }
        return false;
    }

    bool latin() {
        if (!isLetter(code(at_)) || isHan(code(at_))) return false;
        size_t end = at_;
        while (end < text_.size() && !isHan(code(end)) &&
               (isLetter(code(end)) || isDigit(code(end)) || code(end) == '-' || code(end) == '&'))
            ++end;
        sentence_.latin.push_back(utf8(std::u32string_view(text_).substr(at_, end - at_)));
        at_ = end;
        return true;
    }

    void other() {
        const char32_t c = code(at_);
        if (c == U'除' && exceptEnds()) {
            ++sentence_.counts[static_cast<int>(kExcept)];
        } else if (c == U'的' && (code(at_ + 1) == U'，' || code(at_ + 1) == ',')) {
            ++sentence_.counts[static_cast<int>(kIf)];
        } else if (isHan(c) && kBinding.find(c) == std::u32string_view::npos) {
            sentence_.content += c;
        }
        ++at_;
    }

    // 除 … 外, 除 … 以外.
    bool exceptEnds() const {
        for (size_t i = at_ + 1; i < text_.size() && i < at_ + 40; ++i) {
            if (text_[i] == U'外') return true;
            if (text_[i] == U'。' || text_[i] == U'；') return false;
        }
        return false;
    }

    std::u32string text_;
    size_t at_ = 0;
    HanSentence sentence_;
};

}  // namespace

HanSentence readHan(std::string_view text) {
    return HanReader(text).run();
}

}  // namespace engine
