#include "engine/documents/clause_salience.h"

#include <algorithm>

namespace engine {
namespace {

struct SaliencePatterns {
    ClausePattern duty{
        "\\b(?:shall|must|will|agrees? to|undertakes? to|is (?:obligated|required) to|is responsible for|may "
        "not|is prohibited)\\b"};
    ClausePattern right{"\\b(?:may|has the right|have the right|entitled to|is granted|hereby grants?)\\b"};
    ClausePattern money{"{money}|\\b\\d+(?:\\.\\d+)? ?(?:%|percent)"};
    ClausePattern span{"{span}"};
    ClausePattern date{"{date}"};
    ClausePattern definition{
        "\\\"[^\\\"]{1,60}\\\" (?:shall )?(?:means?|has the meaning|refers)|\\bhas the meaning\\b|\\bas "
        "defined in\\b|\\bmeaning set forth"};
    ClausePattern boilerplate{
        "\\bcounterparts?\\b|\\bheadings?\\b|\\bseverab|\\bentire agreement\\b|\\bsupersedes?\\b|\\bin "
        "witness whereof\\b|\\bgender\\b|\\bwaiver of any\\b|\\bfailure (?:of|by) (?:any|either|a) party to "
        "(?:enforce|exercise|insist)|\\bfacsimile\\b|\\bbinding upon and inure|\\binvalid(?:ity)? or "
        "unenforceab|\\bnotices? (?:shall|must) be (?:in writing|sent)|\\bintentionally (?:omitted|left "
        "blank|deleted)|\\bnothing (?:contained )?(?:herein|in this agreement) shall be construed"};
    ClausePattern recital{"^[\\W\\d]*(?:[a-z]\\. )?whereas\\b|^[\\W\\d]*now,? therefore\\b|\\bwitnesseth\\b"};
    ClausePattern form{
        "(?:\\. ?){5,}|_{6,}|\\btable of contents\\b|\\bby: ?_|\\bname: ?|\\btitle: ?|\\bconfidential "
        "treatment\\b|\\bomitted and filed\\b|^source:|\\bexhibit \\d+\\.\\d|\\bhas been "
        "(?:excluded|redacted|omitted)\\b|securities and exchange commission"};
    ClausePattern reference{"^[\\W\\d]*(?:see|subject to|as set forth in|except as)\\b"};

    ClausePattern dutyChinese{"应当|应|必须|不得|有权|负责|承担|禁止|可以"};
    ClausePattern moneyChinese{"元|％|%|百分之|万|倍"};
    ClausePattern dateChinese{"[0-9０-９〇一二三四五六七八九十两]+ ?(?:个)?(?:日|天|月|年|个工作日)"};
    ClausePattern definitionChinese{"是指|系指|本法所称|以下简称"};
    ClausePattern formChinese{
        "（盖章）|（签字）|\\((?:盖章|签字)\\)|(?:盖章|签字|签章|法定代表人)[:：]|^目录|…{2,}|\\.{5,}"};
};

const SaliencePatterns& patterns() {
    static const SaliencePatterns p;
    return p;
}

// Which kinds a reader most wants to hear of, besides the facts.
float weightOf(ClauseKind kind) {
    switch (kind) {
        case ClauseKind::kParties:
            return 0.20F;
        case ClauseKind::kAgreementDate:
        case ClauseKind::kEffectiveDate:
            return 0.12F;
        case ClauseKind::kExpiration:
        case ClauseKind::kRenewal:
        case ClauseKind::kNoticePeriod:
        case ClauseKind::kLiabilityCap:
        case ClauseKind::kExclusivity:
        case ClauseKind::kTerminationForConvenience:
        case ClauseKind::kAntiAssignment:
        case ClauseKind::kGoverningLaw:
            return 0.30F;
        case ClauseKind::kPayment:
        case ClauseKind::kIndemnity:
        case ClauseKind::kTerminationForCause:
        case ClauseKind::kNonCompete:
        case ClauseKind::kPenalty:
            return 0.26F;
        case ClauseKind::kPrice:
        case ClauseKind::kDelivery:
        case ClauseKind::kIntellectualProperty:
        case ClauseKind::kConfidentiality:
        case ClauseKind::kWarranty:
        case ClauseKind::kDisputes:
        case ClauseKind::kInsurance:
            return 0.20F;
        case ClauseKind::kForceMajeure:
        case ClauseKind::kAudit:
            return 0.16F;
        case ClauseKind::kOther:
            return 0;
    }
    return 0;
}

}  // namespace

float sentenceSalience(const Sentence& sentence, const RuleText& text, std::span<const ClauseFind> finds,
                       bool chinese) {
    if (sentence.isHeading) return 0.02F;
    const SaliencePatterns& p = patterns();
    const std::string_view own =
        std::string_view(text.folded).substr(std::min(text.ownBegin, text.folded.size()));
    const std::string_view all = text.folded;
    float score = 0.18F;
    if (chinese) {
        if (p.dutyChinese.matches(own)) score += 0.2F;
        if (p.moneyChinese.matches(own)) score += 0.12F;
        if (p.dateChinese.matches(own)) score += 0.1F;
        if (p.definitionChinese.matches(own)) score -= 0.06F;
        if (p.formChinese.matches(own)) score -= 0.3F;
        if (own.size() < 24) score -= 0.2F;  // eight characters
    } else {
        if (p.duty.matches(all)) score += 0.2F;
        if (p.right.matches(all)) score += 0.08F;
        if (p.money.matches(own)) score += 0.14F;
        if (p.span.matches(own)) score += 0.08F;
        if (p.date.matches(own)) score += 0.06F;
        if (p.definition.matches(own)) score -= 0.12F;
        if (p.boilerplate.matches(own)) score -= 0.2F;
        if (p.recital.matches(own)) score -= 0.1F;
        if (p.form.matches(own)) score -= 0.35F;
        if (own.size() < 40) score -= 0.22F;
        if (p.reference.matches(own) && own.size() < 120) score -= 0.08F;
        size_t letters = 0;
        for (char c : own)
            letters += c >= 'a' && c <= 'z' ? 1U : 0U;
        if (letters * 2 < own.size()) score -= 0.25F;  // a table, a line of dashes
    }
    if (own.size() > 900) score -= 0.06F;  // nobody reads it in a summary
    float kinds = 0;
    for (const ClauseFind& find : finds) {
        kinds = std::max(kinds, weightOf(find.kind) * std::min(1.0F, 0.5F + find.score / 6.0F));
    }
    score += kinds;
    if (finds.size() > 1) score += 0.04F;
    return std::clamp(score, 0.0F, 1.0F);
}

}  // namespace engine
