#include <array>
#include <string>
#include <vector>

#include "engine/documents/clause_pattern.h"
#include "engine/documents/clauses.h"

namespace engine {
namespace {

struct Cue {
    ClauseKind kind;
    float points;
    const char* pattern;  // over the folded question
};

using enum ClauseKind;

// The kind with the most points answers; at least one point is needed.
constexpr Cue kCues[] = {
    // -- parties
    {kParties, 2,
     "\\b(?:who|which (?:companies|compan\\w+|persons?|entit\\w+)|between whom|with "
     "whom)\\b{..50}\\b(?:part(?:y|ies)|sign\\w*|contract\\w*|agreement|bound|enter\\w*|involved)"},
    {kParties, 2,
     "\\b(?:names?|identity|list|identify|what) (?:are |is )?(?:of )?(?:all )?(?:the )?(?:contracting "
     "|counter)?(?:part(?:y|ies)|counterpart(?:y|ies)|signator(?:y|ies))\\b"},
    {kParties, 1.6, "\\b(?:contracting parties|parties to (?:the|this)|counterparty|signatories)\\b"},
    {kParties, 2,
     "当事人|(?:合同|协议)?(?:双方|各方)(?:是|分别|有|都)|(?:甲方|乙方|许可方|卖方|买方|出租方|承租方)(?:是|"
     "为)谁|谁(?:和|与|跟)谁|签约(?:方|主体)|哪些(?:公司|主体|人)(?:签|订)|谁(?:签|订)"},

    // -- agreement date
    {kAgreementDate, 2.4,
     "\\b(?:agreement|contract|signing|signature|execution|document|contractual) date\\b|\\bdate of (?:the "
     "|this )?(?:agreement|contract|signing|signature|execution|document)\\b"},
    {kAgreementDate, 2.2,
     "\\b(?:when|what (?:date|day)|on which (?:date|day)|which "
     "date)\\b{..50}\\b(?:signed|executed|made|dated|concluded|entered into|sign|written)"},
    {kAgreementDate, 2.4,
     "签(?:订|署|约|字)(?:的)?(?:日期|时间|日)|(?:何时|什么时候|哪天|哪一天|几号)[^？?]{0,12}(?:签|订立)|(?:"
     "合同|协议)(?:的)?日期"},

    // -- effective date
    {kEffectiveDate, 2.6, "\\beffective date\\b|\\bcommencement date\\b|\\bstart date\\b"},
    {kEffectiveDate, 2.4,
     "\\b(?:when|what (?:date|day)|from (?:when|what|which)|which date|since when|as of when|at what "
     "(?:time|point))\\b{..70}\\b(?:effective|effect|in force|into "
     "force|start|begin|commence|binding|valid)"},
    {kEffectiveDate, 1.6,
     "\\b(?:take|takes|took|taking|come|comes|go|goes) (?:in)?(?:to )?(?:effect|force)\\b|\\bbecomes? "
     "(?:effective|binding)"},
    {kEffectiveDate, 2.4,
     "生效|施行(?:日|时)|起效|从(?:何时|什么时候|哪天)(?:开始|起)|(?:何时|什么时候|哪天)[^？?]{0,14}(?:开始|"
     "起算|施行|实施)"},

    // -- expiration
    {kExpiration, 2.4, "\\b(?:expir(?:e|es|y|ation|ing)|end date|term end|run(?:s)? out|lapse)\\b"},
    {kExpiration, 2.4,
     "\\bhow "
     "long\\b{..60}\\b(?:agreement|contract|term|last|run|remain|valid|stay|force|effect|bound|license|deal|"
     "franchise|it)\\b|\\b(?:duration|length|term) (?:of|does) "},
    {kExpiration, 2,
     "\\b(?:when|what date|until when|on what date)\\b{..50}\\b(?:end|ends|over|terminate "
     "automatically|finish|cease)\\b|\\bcontract (?:period|duration|term)|\\binitial term\\b|\\bwhat is the "
     "term\\b|\\bterm of (?:the|this) (?:agreement|contract|license)"},
    {kExpiration, 2.4,
     "(?:何时|什么时候|哪天|哪一天)[^？?]{0,12}(?:到期|届满|期满|终止|结束|失效)|(?:合同|协议|许可|租)(?:的)?"
     "(?:有效)?(?:期限|期)(?:是|有|为|多|$|？)|有效期|多(?:长|久)[^？?]{0,8}(?:有效|期限)?|(?:期限|时间)(?:"
     "是)?多(?:长|久)|到期|届满|期满"},

    // -- renewal
    {kRenewal, 3,
     "\\brenew(?:s|ed|al|als|able|ing)?\\b|\\bautomatic(?:ally)? (?:exten|continu|roll)|\\brolls? "
     "over\\b|\\bextension (?:of|option|period|term)|\\bevergreen\\b"},
    {kRenewal, 2.6,
     "\\b(?:extend|extended|extends|prolong\\w*)\\b{..40}\\b(?:agreement|contract|term|license)|\\b(?:"
     "agreement|contract|term|license)\\b{..40}\\b(?:extend|extended|prolong\\w*)|\\bafter (?:the "
     ")?(?:initial )?term\\b"},
    {kRenewal, 3, "续(?:期|展|约|签|订|租)|自动(?:延|顺)|展期|延长"},

    // -- notice that stops a renewal
    {kNoticePeriod, 4.2,
     "\\b(?:notice|notify|notification|how "
     "(?:far|long|much|many))\\b{..90}\\b(?:renew\\w*|non-?renew\\w*|exten(?:d|sion)\\w*|roll)"},
    {kNoticePeriod, 4.2,
     "\\b(?:renew\\w*|non-?renew\\w*|extension)\\b{..90}\\b(?:notice|notif\\w+|in advance|beforehand)"},
    {kNoticePeriod, 4.4,
     "\\b(?:stop|prevent|avoid|opt out|cancel|decline|terminate|refuse|not)\\b{..50}\\b(?:(?:auto\\w*[- "
     "]?)?renew\\w*|automatic exten\\w*)"},
    {kNoticePeriod, 2,
     "\\bnotice period\\b|\\bhow much notice\\b|\\bperiod of notice\\b|\\bhow many (?:days|months)'? "
     "notice\\b"},
    {kNoticePeriod, 4.6,
     "(?:续(?:期|展|约|签|订)|自动(?:延|顺))[^？?]{0,30}(?:通知|提前|提出)|(?:通知|提前|提出)[^？?]{0,30}(?:"
     "续(?:期|展|约|签|订))|不(?:再)?续"},
    {kNoticePeriod, 2.2, "通知期|提前(?:多久|多长|几|多少)[^？?]{0,10}通知"},

    // -- governing law
    {kGoverningLaw, 3,
     "\\bgoverning law\\b|\\bchoice of law\\b|\\bapplicable "
     "law\\b|\\blaw\\b{..50}\\b(?:govern|appl(?:y|ies)|control|interpret|constru)|\\b(?:govern|constru|"
     "interpret)\\w*\\b{..60}\\blaws?\\b"},
    {kGoverningLaw, 2.6,
     "\\b(?:which|what|whose) (?:(?:state|country|jurisdiction|nation|province)(?:'s|s)?(?:/\\w+'?s?)? "
     ")?(?:laws?)\\b|\\bunder (?:which|what|whose)\\b{..30}\\blaws?\\b|\\b(?:which|what) "
     "(?:state|country|jurisdiction)\\b{..40}\\b(?:govern|law)"},
    {kGoverningLaw, 3,
     "适用(?:的)?(?:是)?(?:哪|什么|何)?[^？?]{0,8}法|准据法|(?:哪|什么|何)(?:个|国|地|里|种)?[^？?]{0,8}法律|"
     "法律适用|管辖法律"},

    // -- liability
    {kLiabilityCap, 3,
     "\\b(?:cap|caps|capped|limit|limits|limited|limitation|limitations|maximum|ceiling|exclu\\w+)\\b{..60}"
     "\\b(?:liab\\w+|damages|compensation|exposure)|\\b(?:liab\\w+|damages|exposure)\\b{..60}\\b(?:cap|caps|"
     "capped|limit\\w*|maximum|ceiling|exclu\\w+)"},
    {kLiabilityCap, 2.4,
     "\\b(?:consequential|indirect|punitive|incidental) damages|\\bhow "
     "much\\b{..50}\\b(?:liable|liability|damages)|\\bliability\\b|\\bliable\\b"},
    {kLiabilityCap, 3,
     "责任(?:的)?(?:上限|限额|限制|限度|范围|封顶)|赔偿(?:的)?(?:上限|限额|限制|最高|封顶)|(?:最高|最多)[^？?"
     "]{0,8}(?:赔|责任)|免责|间接损失|责任限制"},

    // -- exclusivity
    {kExclusivity, 3,
     "\\bexclusiv\\w*\\b(?! (?:jurisdiction|venue|remed))|\\bsole "
     "(?:supplier|distributor|provider|source|licensee|agent)"},
    {kExclusivity, 2.2,
     "\\b(?:deal|work|contract|sell|buy|purchase|cooperate|collaborate|partner)\\w*\\b{..30}\\b(?:only|"
     "solely|(?:with|to|from|for) (?:others|other|third|anyone|someone else|competitors|another))"},
    {kExclusivity, 3,
     "独家|排他|独占|唯一(?:供应|经销|代理|合作)|专有许可|专属|(?:能否|可以|能不能)[^？?]{0,10}(?:与|和|跟)(?"
     ":其他|别)"},

    // -- termination for convenience
    {kTerminationForConvenience, 4,
     "\\b(?:terminat\\w*|cancel\\w*|end|exit|leave|withdraw|walk away|get "
     "out|quit)\\b{..80}\\b(?:convenience|without (?:any |a |giving |stating )?(?:cause|reason)|for any "
     "reason|for no reason|at any time|at will|any time|whenever|unilaterally|early|no reason|without "
     "breach)"},
    {kTerminationForConvenience, 4,
     "\\b(?:convenience|without (?:any |a )?(?:cause|reason)|for any reason|at any time|at "
     "will|unilaterally|early)\\b{..60}\\b(?:terminat\\w*|cancel\\w*|end|exit)"},
    {kTerminationForConvenience, 2,
     "\\b(?:can|may|could|right to|able to|allowed to|how "
     "(?:can|do))\\b{..50}\\b(?:terminate|cancel|exit|get out of|end)\\b"},
    {kTerminationForConvenience, 4,
     "(?:无(?:需|须)?(?:任何)?(?:理由|原因)|没有(?:理由|原因)|任意|随时|单方(?:面)?|便利)[^？?]{0,14}(?:解除|"
     "终止|取消|退出)|(?:任意|单方)(?:解除|终止)权"},
    {kTerminationForConvenience, 2, "(?:能否|可以|是否|能不能|怎么|如何|有权)[^？?]{0,14}(?:解除|终止|退出)"},

    // -- assignment
    {kAntiAssignment, 3,
     "\\b(?:assign(?:s|ed|able|ment|ing)?|anti-?assignment|transfer(?:s|red|able|ring)?|sublicens\\w*|change "
     "(?:of|in) control|sell (?:its|their|the) rights|hand over|novat\\w*)\\b"},
    {kAntiAssignment, 3, "转让|让与|转许可|再许可|分包|转包|转给|控制权变更"},

    // -- the other kinds
    {kPayment, 2.2,
     "\\b(?:pay|pays|paid|payment|payments|payable|royalt(?:y|ies)|invoice\\w*|installments?|compensat\\w+|"
     "remunerat\\w+|commission)\\b"},
    {kPayment, 2.2, "付款|支付|结算|缴纳|佣金|报酬|工资"},
    {kPrice, 2,
     "\\b(?:price|prices|pricing|cost|costs|fees?|how expensive|rate|charges?)\\b|\\bhow "
     "much\\b{..30}\\b(?:cost|pay|charge)"},
    {kPrice, 2, "价格|价款|多少钱|费用|单价|租金|费率"},
    {kDelivery, 2.4, "\\b(?:deliver\\w*|ship\\w*|risk of loss|incoterm\\w*)\\b"},
    {kDelivery, 2.4, "交付|交货|发货|运输|送货"},
    {kIndemnity, 3.2, "\\bindemn\\w*|\\bhold\\w* harmless|\\bcompensate\\w* for (?:losses|claims)"},
    {kIndemnity, 2.4, "赔偿|补偿"},
    {kIntellectualProperty, 2.6,
     "\\b(?:intellectual property|copyrights?|patents?|trademarks?|ip "
     "rights?|own(?:s|ed|ership)?\\b{..30}\\b(?:software|work|invention|content|result|deliverable)|who "
     "owns)\\b"},
    {kIntellectualProperty, 2.6, "知识产权|著作权|版权|专利|商标|所有权|归谁"},
    {kConfidentiality, 3, "\\bconfidential\\w*|\\bnon-?disclosure|\\bsecre(?:t|cy)|\\bdisclos\\w+"},
    {kConfidentiality, 3, "保密|泄露|机密|商业秘密"},
    {kWarranty, 2.6, "\\bwarrant(?:y|ies|s|ed)?\\b|\\bguarantees?\\b|\\brepresentations?\\b|\\bas is\\b"},
    {kWarranty, 2.6, "质量保证|保修|质保|担保|保证(?:期|责任|了)?|陈述"},
    {kTerminationForCause, 3.2,
     "\\b(?:terminat\\w*|cancel\\w*|end)\\b{..60}\\b(?:breach|default|cause|bankrupt\\w*|insolv\\w*|"
     "violat\\w*|non-?payment)|\\b(?:breach|default)\\b"},
    {kTerminationForCause, 3.2,
     "违约[^？?]{0,14}(?:解除|终止)|(?:解除|终止)[^？?]{0,14}(?:违约|情形|条件)|违约(?:责任|怎么|如何|会)"},
    {kDisputes, 2.6,
     "\\bdisputes?\\b|\\barbitrat\\w*|\\bjurisdiction\\b|\\bvenue\\b|\\bcourts?\\b|\\bmediat\\w*|\\bjury\\b|"
     "\\bsue\\b|\\blitigat\\w+"},
    {kDisputes, 2.8, "争议|纠纷|仲裁|诉讼|管辖|法院|起诉"},
    {kForceMajeure, 3.4,
     "\\bforce majeure|\\bacts? of god|\\bbeyond (?:the|its|their|a party's) control|\\bnatural "
     "disaster|\\bpandemic"},
    {kForceMajeure, 3.4, "不可抗力|自然灾害"},
    {kInsurance, 3, "\\binsur\\w+"},
    {kInsurance, 3, "保险|投保"},
    {kAudit, 3, "\\baudit\\w*|\\binspect\\w*|\\b(?:books and )?records\\b"},
    {kAudit, 3, "审计|查账|账簿|检查"},
    {kNonCompete, 3.4, "\\bnon-?compet\\w*|\\bcompet(?:e|es|ing|ition|itors?)\\b|\\b(?:non-?)?solicit\\w*"},
    {kNonCompete, 3.4, "竞业|同业竞争|竞争"},
    {kPenalty, 3,
     "\\bpenalt(?:y|ies)\\b|\\bliquidated damages|\\blate "
     "(?:fee|fees|charge|charges|payment)\\b|\\binterest\\b{..30}\\b(?:late|overdue)|\\boverdue\\b|\\bfines?"
     "\\b"},
    {kPenalty, 3, "违约金|滞纳金|罚款|罚息|逾期"},
};

struct CompiledCue {
    ClauseKind kind;
    float points;
    ClausePattern pattern;
};

}  // namespace

ClauseKind questionKind(const std::string& question) {
    static const std::vector<CompiledCue> cues = [] {
        std::vector<CompiledCue> all;
        for (const Cue& cue : kCues)
            all.push_back({cue.kind, cue.points, ClausePattern(cue.pattern)});
        return all;
    }();
    const std::string folded = foldText(question);
    std::array<float, static_cast<size_t>(ClauseKind::kOther) + 1> points{};
    for (const CompiledCue& cue : cues) {
        if (cue.pattern.matches(folded)) points[static_cast<size_t>(cue.kind)] += cue.points;
    }
    ClauseKind best = ClauseKind::kOther;
    float most = 0.9F;
    for (size_t k = 0; k < points.size(); ++k) {
        if (points[k] > most) {
            most = points[k];
            best = static_cast<ClauseKind>(k);
        }
    }
    return best;
}

std::string confirmCriterion(ClauseKind kind) {
    switch (kind) {
        case kParties:
            return "name the parties who make this agreement";
        case kAgreementDate:
            return "give the date on which this agreement was made or signed";
        case kEffectiveDate:
            return "state the date from which this agreement is effective";
        case kExpiration:
            return "state how long this agreement lasts or when it ends";
        case kRenewal:
            return "say that the term of this agreement is renewed or extended, or that a party may renew it";
        case kNoticePeriod:
            return "state how long in advance notice must be given to stop the renewal of this agreement";
        case kGoverningLaw:
            return "state which law governs the contract";
        case kLiabilityCap:
            return "limit the amount of a party's liability, exclude a kind of damages, or limit the time "
                   "for claims";
        case kExclusivity:
            return "give one party an exclusive right, or oblige a party to deal only with the other party";
        case kTerminationForConvenience:
            return "allow a party to end this agreement without giving a reason";
        case kAntiAssignment:
            return "restrict a party from assigning or transferring this agreement or its rights without "
                   "consent";
        case kPayment:
            return "oblige a party to pay money";
        case kPrice:
            return "state a price or how it is determined";
        case kDelivery:
            return "state when, where or how something must be delivered";
        case kIndemnity:
            return "oblige a party to indemnify or hold harmless another";
        case kIntellectualProperty:
            return "state who owns or may use intellectual property";
        case kConfidentiality:
            return "oblige a party to keep information confidential";
        case kWarranty:
            return "give or disclaim a warranty";
        case kTerminationForCause:
            return "allow a party to end this agreement because of a breach or insolvency";
        case kDisputes:
            return "state how or where disputes are settled";
        case kForceMajeure:
            return "excuse a party for events beyond its control";
        case kInsurance:
            return "oblige a party to carry insurance";
        case kAudit:
            return "allow a party to audit or inspect the other's books or premises";
        case kNonCompete:
            return "forbid a party to compete or to solicit customers or employees";
        case kPenalty:
            return "provide for liquidated damages, a penalty or interest on late payment";
        case kOther:
            return {};
    }
    return {};
}

}  // namespace engine
