#include "engine/documents/compose_words.h"

namespace engine {
namespace {

struct Title {
    ClauseKind kind;
    const char* english;
    const char* chinese;
};

using enum ClauseKind;
constexpr Title kTitles[] = {
    {kParties, "Parties", "当事人"},
    {kAgreementDate, "Agreement date", "签订日期"},
    {kEffectiveDate, "Effective date", "生效日期"},
    {kExpiration, "Term", "期限"},
    {kRenewal, "Renewal", "续约"},
    {kNoticePeriod, "Notice to stop renewal", "不续约通知期"},
    {kGoverningLaw, "Governing law", "适用法律"},
    {kLiabilityCap, "Liability", "责任限制"},
    {kExclusivity, "Exclusivity", "独家"},
    {kTerminationForConvenience, "Termination without cause", "任意终止"},
    {kAntiAssignment, "Assignment", "转让"},
    {kPayment, "Payment", "付款"},
    {kPrice, "Price", "价格"},
    {kDelivery, "Delivery", "交付"},
    {kIndemnity, "Indemnity", "赔偿"},
    {kIntellectualProperty, "Intellectual property", "知识产权"},
    {kConfidentiality, "Confidentiality", "保密"},
    {kWarranty, "Warranty", "保证"},
    {kTerminationForCause, "Termination for cause", "违约解除"},
    {kDisputes, "Disputes", "争议解决"},
    {kForceMajeure, "Force majeure", "不可抗力"},
    {kInsurance, "Insurance", "保险"},
    {kAudit, "Audit", "审计"},
    {kNonCompete, "Competition", "竞业限制"},
    {kPenalty, "Penalty", "违约金"},
};

}  // namespace

std::string themeTitle(ClauseKind kind, Language language) {
    for (const Title& title : kTitles) {
        if (title.kind == kind) return language == Language::kChinese ? title.chinese : title.english;
    }
    return {};
}

std::string notInDocument(Language language) {
    return language == Language::kChinese ? "本文件中没有相关内容。" : "Not in this document.";
}

std::string closestPassagesIntro(Language language) {
    return language == Language::kChinese ? "最接近的段落：" : "The closest passages:";
}

std::string nothingClose(Language language) {
    return language == Language::kChinese ? "本文件中没有与此问题用词相近的内容。"
                                          : "No passage in this document uses the words of this question.";
}

}  // namespace engine
