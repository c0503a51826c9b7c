#include "engine/documents/clause_rules.h"

// English rules for the kinds that the summary and questions know besides the facts.
// Patterns see folded text: lower case, straight quotes, hyphens, single blanks.
namespace engine {
namespace {

using enum ClauseKind;
using enum RuleRole;

constexpr ClauseRule kKinds[] = {
    // ---- kinds that the summary and questions know besides
    {kPayment, kGate, 0, "pay|fee|royalt|invoice|remit|reimburse|compensat|commission"},
    {kPayment, kBase, 3,
     "\\b(?:shall|will|must|agrees? to|is (?:obligated|required) to) (?:[\\w,]+ "
     "){0,6}?(?:pay|remit|reimburse|compensate)\\b"},
    {kPayment, kBase, 2.6,
     "\\b(?:fees?|royalt(?:y|ies)|invoices?|payments?|amounts?|commissions?|installments?)\\b{..120}\\b(?:"
     "due|payable|paid|remitted)\\b"},
    {kPayment, kBase, 2, "\\bpay(?:ments?|able)?\\b", "pay|fee|royalt|compensation|consideration|invoic"},
    {kPayment, kBoost, 0.8, "{money}|\\d ?%|percent"},
    {kPayment, kBoost, 0.6, "\\bwithin\\b{..20}{span}|\\bmonthly|\\bquarterly|\\bannual"},
    {kPayment, kAgainst, 1, "\\bmeans\\b"},

    {kPrice, kGate, 0, "pric|rate|fee|cost|charge"},
    {kPrice, kBase, 2.8,
     "\\b(?:purchase |unit |contract |transfer |list )?(?:prices?|pricing|rates?)\\b{..120}\\b(?:shall "
     "be|will be|is|are|equal|set forth|adjust\\w*|increase|decrease|determined|fixed)\\b"},
    {kPrice, kBase, 2, "\\b(?:prices?|pricing|fees?)\\b", "pric|fees|rates|charges"},
    {kPrice, kBoost, 1, "{money}"},
    {kPrice, kAgainst, 1.2, "\\binterest rate|\\bexchange rate|\\bmeans\\b"},

    {kDelivery, kGate, 0, "deliver|ship|f\\.?o\\.?b|incoterm|risk of loss|title"},
    {kDelivery, kBase, 2.8,
     "\\b(?:shall|will|must|agrees? to) (?:[\\w,]+ "
     "){0,6}?(?:deliver|ship|dispatch)\\b{..160}\\b(?:products?|goods|order|software|content|equipment|"
     "materials|units?|to|within)\\b"},
    {kDelivery, kBase, 2.8,
     "\\b(?:f\\.o\\.b|fob|ex works|incoterms|cif|fca|dap|ddp)\\b|\\brisk of "
     "loss\\b|\\btitle\\b{..40}\\bpass"},
    {kDelivery, kBase, 2, "\\bdeliver|\\bship", "deliver|ship"},
    {kDelivery, kAgainst, 1.4,
     "\\bdeliver\\w*\\b{..20}\\b(?:notice|certificate|written|copy|report|opinion)"},

    {kIndemnity, kGate, 0, "indemnif|indemnit|hold (?:\\w+ ){0,3}?harmless|hold harmless"},
    {kIndemnity, kBase, 4,
     "\\b(?:shall|will|agrees? to|hereby|must|to) (?:[\\w,]+ ){0,8}?(?:indemnify|hold (?:[\\w,]+ "
     "){0,6}?harmless)"},
    {kIndemnity, kBase, 2.4, "\\bindemni"},
    {kIndemnity, kBoost, 0.8, "", "indemni"},
    {kIndemnity, kAgainst, 1, "\\bmeans\\b|\\binsurance\\b"},

    {kIntellectualProperty, kGate, 0,
     "intellectual|patent|copyright|trademark|marks|license|licence|own|invention|work "
     "product|know-how|title|software"},
    {kIntellectualProperty, kBase, 3.4,
     "\\b(?:grants?|license[sd]?)\\b{..120}\\b(?:licen[sc]e|right)\\b{..120}\\b(?:use|reproduce|make|sell|"
     "distribute|display|practice|exploit|marks?|patents?|software|technology|content)"},
    {kIntellectualProperty, kBase, 3,
     "\\b(?:retain|own|owns|owned|belong|vest|property of|title)\\w*\\b{..120}\\b(?:intellectual "
     "property|copyrights?|patents?|trademarks?|marks|inventions?|work "
     "product|know-how|improvements|software|content|rights)"},
    {kIntellectualProperty, kBase, 3,
     "\\b(?:intellectual property|copyrights?|patents?|trademarks?|proprietary marks|inventions?|work "
     "product|know-how|software|goodwill)\\b{..140}\\b(?:retain|own|owns|owned|belong|vest|property "
     "of|title|inure)\\w*"},
    {kIntellectualProperty, kBase, 2.4, "\\b(?:infring|misappropriat)\\w*\\b"},
    {kIntellectualProperty, kAgainst, 1, "\\bmeans\\b"},

    {kConfidentiality, kGate, 0,
     "confiden|non-?disclos|disclos|proprietary information|trade secret|secrecy"},
    {kConfidentiality, kBase, 4,
     "\\b(?:shall|will|agrees? to|must|undertakes? "
     "to|may)\\b{..90}\\b(?:not{..60}disclose|keep{..60}confiden|maintain{..60}confiden|hold{..60}confiden|"
     "treat{..60}confiden|protect{..60}confiden|use{..60}confidential)"},
    {kConfidentiality, kBase, 2.6,
     "\\bconfidential(?:ity)?\\b{..160}\\b(?:shall|will|must|may "
     "not|agrees?|obligation|return|destroy|disclos)"},
    {kConfidentiality, kBoost, 0.8, "", "confiden|disclos|secre"},
    {kConfidentiality, kAgainst, 1.6,
     "confidential (?:treatment|portion)|\\bomitted\\b|securities and exchange commission"},
    {kConfidentiality, kAgainst, 0.8, "\\bmeans\\b"},

    {kWarranty, kGate, 0, "warrant|represent|as is|as-is|merchantab"},
    {kWarranty, kBase, 3.4,
     "\\b(?:represents?|warrants?|covenants?)\\b(?:,? "
     "(?:and|or|represents?|warrants?|covenants?|to|that|the|[\\w-]+)){0,8}? that\\b"},
    {kWarranty, kBase, 3.4,
     "\\b(?:disclaims?|no|makes? no|without|exclud\\w+)\\b{..60}\\bwarrant(?:y|ies)\\b|\\b\"?as[ "
     "-]is\"?\\b|\\bmerchantability\\b"},
    {kWarranty, kBase, 2.6, "\\bwarrant(?:y|ies)\\b{..120}\\b(?:shall|will|period|cover|void|defect)"},
    {kWarranty, kBoost, 0.6, "", "warrant|represent"},

    {kTerminationForCause, kGate, 0, "terminat|cancel"},
    {kTerminationForCause, kBase, 3.6,
     "\\b(?:terminat\\w+|cancel\\w*)\\b{..260}\\b(?:breach\\w*|default\\w*|bankrupt\\w*|insolv\\w*|fails? "
     "to|failure to|violat\\w*|for cause|cure)\\b"},
    {kTerminationForCause, kBase, 3.2,
     "\\b(?:breach\\w*|default\\w*|bankrupt\\w*|insolv\\w*|fails? to|failure to|violat\\w*|for "
     "cause)\\b{..260}\\b(?:may|right to|entitled to|shall)\\b{..60}\\b(?:terminat|cancel)"},
    {kTerminationForCause, kBase, 2.4, "\\b(?:grounds?|cause) for termination|\\bevent of default\\b"},
    {kTerminationForCause, kBoost, 0.6, "", "terminat|default"},

    {kDisputes, kGate, 0, "arbitrat|mediat|jurisdiction|venue|disput|courts?\\b|jury"},
    {kDisputes, kBase, 3.6,
     "\\b(?:disputes?|claims?|controvers(?:y|ies)|differences?)\\b{..200}\\b(?:arbitrat|mediat|settled|"
     "resolved|submitted|courts?|litigat|negotiat)"},
    {kDisputes, kBase, 3.4,
     "\\b(?:exclusive |non-exclusive |personal "
     ")?(?:jurisdiction|venue)\\b{..120}\\bcourts?\\b|\\bcourts?\\b{..120}\\b(?:jurisdiction|venue)"},
    {kDisputes, kBase, 3, "\\barbitrat(?:ion|ors?)\\b|\\bjury trial\\b|\\btrial by jury"},
    {kDisputes, kBoost, 0.6, "", "disput|arbitrat|jurisdiction|venue|remed"},

    {kForceMajeure, kGate, 0,
     "force majeure|acts? of god|beyond (?:the |its |their |such |his )?(?:\\w+ )?(?:reasonable )?control"},
    {kForceMajeure, kBase, 3, "."},
    {kForceMajeure, kBoost, 1, "", "force majeure|excus"},
    {kForceMajeure, kAgainst, 0.5, "\\bmeans\\b"},

    {kInsurance, kGate, 0, "insur"},
    {kInsurance, kBase, 3.4,
     "\\b(?:shall|will|must|agrees? "
     "to)\\b{..90}\\b(?:maintain|obtain|carry|procure|keep|provide|purchase)\\w*\\b{..120}\\binsurance"},
    {kInsurance, kBase, 2.6,
     "\\binsurance\\b{..160}(?:\\bcoverage|\\bpolic|\\bminimum|\\bnot less than|{money}|\\badditional "
     "insured|\\bcertificate)"},
    {kInsurance, kBoost, 0.8, "", "insur"},

    {kAudit, kGate, 0, "audit|inspect|books|records"},
    {kAudit, kBase, 3.2,
     "\\b(?:right to|may|entitled to|shall "
     "(?:permit|allow|have)|permit|allow|access)\\b{..120}\\b(?:audit|inspect|examine)\\w*"},
    {kAudit, kBase, 2.6, "\\b(?:keep|maintain|retain|preserve)\\b{..80}\\b(?:books|records|accounts)\\b"},
    {kAudit, kBoost, 0.8, "", "audit|inspect|records|report"},

    {kNonCompete, kGate, 0, "compet|solicit"},
    {kNonCompete, kBase, 3.4,
     "\\b(?:shall|will|may|agrees?|covenants?)\\b{..60}\\bnot\\b{..200}\\b(?:compet\\w+|solicit\\w*)"},
    {kNonCompete, kBase, 2.6,
     "\\bnon-?(?:compet|solicit)\\w*|\\bcovenants? not to compete|\\bcompetitive "
     "(?:business|activit|product)"},
    {kNonCompete, kBoost, 0.8, "", "compet|solicit|covenant"},
    {kNonCompete, kAgainst, 1, "\\bcompetitive (?:price|bid|market|harm)|\\bcompetent\\b|\\bmeans\\b"},

    {kPenalty, kGate, 0, "liquidated|penalt|late (?:fee|charge|payment)|interest|overdue|past due"},
    {kPenalty, kBase, 3.4,
     "\\bliquidated damages\\b|\\blate (?:fee|charge|payment charge)s?\\b|\\bpenalt(?:y|ies)\\b"},
    {kPenalty, kBase, 3.2,
     "\\b(?:overdue|late|past "
     "due|unpaid|delinquent)\\b{..160}\\binterest\\b|\\binterest\\b{..160}\\b(?:overdue|late|past "
     "due|unpaid|delinquent|per (?:annum|month))"},
};

}  // namespace

std::span<const ClauseRule> englishKindRules() {
    return kKinds;
}

}  // namespace engine
