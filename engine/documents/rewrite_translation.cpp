#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "engine/documents/rewrite_han.h"
#include "engine/documents/rewrite_rules.h"
#include "engine/documents/rewrite_words.h"

namespace engine {
namespace {

// One part that someone plays, in both languages; longer words first where one holds another.
struct Part {
    std::string_view english;  // lower case, parted by "|"
    std::string_view chinese;
};

constexpr Part kParts[] = {
    {"party a", "甲方"},
    {"party b", "乙方"},
    {"disclosing party|discloser", "披露方"},
    {"receiving party|recipient", "接收方|接受方"},
    {"other party|counterparty", "另一方|对方|其他方"},
    {"third party|third parties", "第三方|第三人"},
    {"both parties|parties|each party|either party|any party|neither party|a party|party",
     "任何一方|双方|各方|当事人|一方|每一方|缔约方"},
    {"sublicensee", "被分许可方|分被许可人"},
    {"licensee", "被许可方|被许可人|获许可方"},
    {"licensor", "许可方|许可人"},
    {"lessee|tenant", "承租人|承租方"},
    {"lessor|landlord", "出租人|出租方|房东"},
    {"franchisee", "被特许人|加盟商|特许经营商|受许人"},
    {"franchisor", "特许人|特许方"},
    {"employer|employing unit", "用人单位|雇主"},
    {"employee|worker|laborer|labourer", "劳动者|员工|雇员"},
    {"buyer|purchaser", "买方|买受人|购买方|采购方|需方"},
    {"seller", "卖方|出卖人|销售方"},
    {"supplier|vendor", "供应商|供方|供货方|供货人"},
    {"customer|client", "客户|顾客"},
    {"distributor|reseller", "经销商|分销商|转售商"},
    {"manufacturer", "制造商|生产商"},
    {"contractor", "承包商|承包人"},
    {"consultant", "顾问"},
    {"developer", "开发商|开发者"},
    {"sponsor", "赞助商|赞助方|发起人"},
    {"lender", "贷款人|贷方"},
    {"borrower", "借款人|借方"},
    {"creditor", "债权人"},
    {"debtor", "债务人"},
    {"guarantor", "保证人|担保人"},
    {"trustee", "受托人"},
    {"agent", "代理人|代理商"},
    {"contributor", "贡献者"},
    {"affiliate", "关联方|附属公司|联属公司|关联公司"},
    {"company|corporation", "公司"},
    {"we|us|our", "我们|我方"},
    {"you|your", "您|你们|你|贵方"},
};

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> words;
    for (size_t at = 0; at <= list.size();) {
        const size_t end = std::min(list.find('|', at), list.size());
        words.emplace_back(list.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

struct PartWords {
    std::vector<std::vector<std::string>> english, chinese;
};
const PartWords& partWords() {
    static const PartWords all = [] {
        PartWords words;
        for (const Part& part : kParts) {
            words.english.push_back(split(part.english));
            words.chinese.push_back(split(part.chinese));
        }
        return words;
    }();
    return all;
}

// Indices into kParts in the order of the text, repeats next to each other joined.
std::vector<size_t> partsOf(std::string_view text, bool chinese) {
    std::string folded;
    for (char c : text)
        folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto isLatin = [](char c) { return (c >= 'a' && c <= 'z'); };
    const auto& lists = chinese ? partWords().chinese : partWords().english;
    std::vector<size_t> parts;
    for (size_t at = 0; at < folded.size();) {
        size_t best = 0, part = 0;
        for (size_t p = 0; p < lists.size(); ++p) {
            for (const std::string& word : lists[p]) {
                if (word.size() <= best || folded.compare(at, word.size(), word) != 0) continue;
                if (!chinese) {
                    size_t end = at + word.size();
                    if (end < folded.size() && folded[end] == 's') ++end;
                    if ((at > 0 && isLatin(folded[at - 1])) || (end < folded.size() && isLatin(folded[end])))
                        continue;
                }
                best = word.size();
                part = p;
            }
        }
        if (best == 0) {
            ++at;
            continue;
        }
        if (parts.empty() || parts.back() != part) parts.push_back(part);
        at += best;
    }
    return parts;
}

// What can be compared between the two languages.
struct Facts {
    std::multiset<std::string> numbers, references;
    int negations = 0, unless = 0, except = 0;
    bool right = false, duty = false, condition = false, only = false;
    bool before = false, within = false, least = false, most = false, more = false, less = false;
};

Facts factsOf(const std::vector<RewriteWord>& words) {
    using enum WordMark;
    Facts facts;
    for (size_t i = 0; i < words.size(); ++i) {
        const RewriteWord& word = words[i];
        switch (word.mark) {
            case kNumber:
                facts.numbers.insert(word.stem);
                break;
            case kReference:
                facts.references.insert(word.stem);
                break;
            case kNot:
            case kWithout:
            case kNoDuty:
                ++facts.negations;
                break;
            case kUnless:
                ++facts.unless;
                break;
            case kExcept:
                ++facts.except;
                break;
            case kRight:
                facts.right = true;
                break;
            case kDuty:
                facts.duty = true;
                break;
            case kIf:
            case kUpon:
            case kProvided:
                facts.condition = true;
                break;
            case kOnly:
                facts.only = true;
                break;
            case kBefore:
                facts.before = true;
                break;
            case kWithin:
                facts.within = true;
                break;
            case kAtLeast:
                facts.least = true;
                break;
            case kAtMost:
                facts.most = true;
                break;
            case kMore:
                facts.more = true;
                break;
            case kLess:
                facts.less = true;
                break;
            default:
                break;
        }
        if (word.lower.starts_with("prohibit") || word.lower.starts_with("forbid")) ++facts.negations;
        if (const int month = monthNumber(word.lower); month > 0 && word.capital && word.mark != kRight)
            facts.numbers.insert(std::to_string(month));
    }
    return facts;
}

Facts factsOf(const HanSentence& sentence) {
    using enum HanMark;
    Facts facts;
    for (const HanNumber& number : sentence.numbers)
        (number.reference ? facts.references : facts.numbers).insert(number.value);
    facts.negations = sentence.negations() + sentence.count(kNoDuty);
    facts.unless = sentence.count(kUnless);
    facts.except = sentence.count(kExcept);
    // A forbidden thing is neither a right nor a duty by itself in Chinese; in English it carries one of
    // their modals.
    facts.right = sentence.count(kRight) > 0;
    facts.duty = sentence.count(kDuty) > 0;
    facts.condition = sentence.count(kIf) > 0;
    facts.only = sentence.count(kOnly) > 0;
    facts.before = sentence.count(kBefore) > 0;
    facts.within = sentence.count(kWithin) > 0;
    facts.least = sentence.count(kAtLeast) > 0;
    facts.most = sentence.count(kAtMost) > 0;
    facts.more = sentence.count(kMore) > 0;
    facts.less = sentence.count(kLess) > 0;
    return facts;
}

bool isSubsequence(const std::vector<size_t>& part, const std::vector<size_t>& whole) {
    size_t at = 0;
    for (size_t each : whole) {
        if (at < part.size() && part[at] == each) ++at;
    }
    return at == part.size();
}

std::string lower(std::string_view text) {
    std::string folded;
    for (char c : text)
        folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return folded;
}

}  // namespace

RewriteVerdict checkTranslation(std::string_view source, std::string_view rewrite, Language sourceLanguage) {
    const bool fromEnglish = sourceLanguage == Language::kEnglish;
    const std::string_view englishText = fromEnglish ? source : rewrite,
                           chineseText = fromEnglish ? rewrite : source;
    const std::vector<RewriteWord> english = rewriteWords(englishText);
    const HanSentence chinese = readHan(chineseText);
    const Facts en = factsOf(english), zh = factsOf(chinese);
    const Facts &from = fromEnglish ? en : zh, &to = fromEnglish ? zh : en;

    auto left = from.numbers;
    for (const std::string& number : to.numbers) {
        const auto found = left.find(number);
        if (found == left.end()) return {RewriteDoubt::kNumber, number};
        left.erase(found);
    }
    for (const std::string& number : left) {
        if (!to.numbers.contains(number)) return {RewriteDoubt::kNumber, number};
    }
    for (const std::string& number : to.references) {
        if (number.find_first_of("0123456789") != std::string::npos && !from.references.contains(number) &&
            !from.numbers.contains(number))
            return {RewriteDoubt::kNumber, number};
    }
    if (en.negations != zh.negations) return {RewriteDoubt::kNegation, "not"};
    if (en.unless != zh.unless || en.except != zh.except) return {RewriteDoubt::kNegation, "unless"};
    if (en.condition != zh.condition) return {RewriteDoubt::kCondition, "if"};
    if (en.only != zh.only) return {RewriteDoubt::kCondition, "only"};
    if (en.before != zh.before || en.within != zh.within || en.least != zh.least || en.most != zh.most ||
        en.more != zh.more || en.less != zh.less)
        return {RewriteDoubt::kComparison, {}};
    const bool forbidden = zh.negations > 0;
    if (!forbidden && (en.right != zh.right || (zh.duty && !en.duty) || (en.duty && !zh.duty && zh.right)))
        return {RewriteDoubt::kDuty, {}};
    if (forbidden && zh.right && !en.right) return {RewriteDoubt::kDuty, {}};

    // Names that stayed in Latin letters: all of them from there, no more often, in the same order.
    size_t at = 0;
    for (const std::string& name : chinese.latin) {
        if (name.size() < 2) continue;
        while (at < english.size() && lower(english[at].text) != lower(name))
            ++at;
        if (fromEnglish && at == english.size()) return {RewriteDoubt::kName, name};
        ++at;
    }
    if (!fromEnglish) {
        // English names that the Chinese sentence does not bear out cannot be checked.
        static const std::set<std::string> kKnown = {
            "Party",    "Parties",  "A",        "B",        "Employer", "Employee", "Article",
            "Law",      "Contract", "Licensor", "Licensee", "Chinese",  "China",    "People's",
            "Republic", "State",    "Council",  "Labor",    "Civil",    "Code",     "Company"};
        for (size_t i = 1; i < english.size(); ++i) {
            if (!english[i].capital || english[i].mark != WordMark::kPlain ||
                monthNumber(english[i].lower) > 0)
                continue;
            const auto same = [&](const std::string& name) { return lower(name) == english[i].lower; };
            if (!kKnown.contains(english[i].text) &&
                std::none_of(chinese.latin.begin(), chinese.latin.end(), same))
                return {RewriteDoubt::kName, english[i].text};
        }
    }
    const std::vector<size_t> theirs = partsOf(source, !fromEnglish), mine = partsOf(rewrite, fromEnglish);
    if (!isSubsequence(mine, theirs)) return {RewriteDoubt::kParty, {}};
    if (!theirs.empty() && (mine.empty() || mine.front() != theirs.front()))
        return {RewriteDoubt::kParty, {}};
    return {};
}

}  // namespace engine
