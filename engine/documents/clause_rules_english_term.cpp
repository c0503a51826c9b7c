#include "engine/documents/clause_rules.h"

// English rules for how long it lasts: ending without a reason, renewal, the notice against it, expiration.
// Patterns see folded text: lower case, straight quotes, hyphens, single blanks.
namespace engine {
namespace {

using enum ClauseKind;
using enum RuleRole;

constexpr ClauseRule kTerm[] = {
    // ---- termination for convenience: ending it without a reason
    {kTerminationForConvenience, kGate, 0,
     "terminat|terminable|cancel|withdraw|discontinu|\\bend (?:this|the)\\b|\\bno reason\\b|\\bwithout "
     "cause\\b"},
    // An item whose lead a page's layout has taken away.
    {kTerminationForConvenience, kBase, 3.4,
     "^\\W*(?:\\w{1,4}\\W+)?at any time\\b{..120}\\b{noreason}{..120}\\bnotice\\b"},
    {kTerminationForConvenience, kBase, 3.6, "\\b{mayend}{..320}\\b{noreason}"},
    {kTerminationForConvenience, kBase, 3.6,
     "\\b(?:may|right|entitled|elect to|can|shall|will)\\b{..90}\\b{noreason}{..160}\\b(?:terminat|cancel)"},
    {kTerminationForConvenience, kBase, 3.2,
     "\\b(?:terminable|cancellable|cancelable)\\b{..80}\\b(?:at will|at any time|without|upon|by "
     "either|on)\\b"},
    {kTerminationForConvenience, kBase, 3.4,
     "\\b{mayend}{..240}\\b(?:at any time|in (?:its|their) (?:sole|absolute|own)|at (?:its|their) (?:sole "
     "|own "
     "|absolute )?(?:option|election|discretion|convenience)|in (?:the )?(?:sole|absolute) (?:and absolute "
     ")?discretion|unilaterally|at the (?:sole )?(?:option|discretion))"},
    // The same words before the verb: "may at any time and in its sole discretion terminate".
    {kTerminationForConvenience, kBase, 3.4,
     "\\b(?:may|can|right|entitled)\\b{..90}\\b(?:at any time|at (?:its|their) (?:sole |own |absolute "
     ")?(?:option|election|discretion|convenience)|in (?:its|their) (?:sole|absolute|own)(?: and absolute)? "
     "(?:discretion|judgment))\\b{..60}\\b(?:terminate|cancel|withdraw|discontinue|end) (?:from "
     ")?(?:this|the|"
     "its|such|or)\\b"},
    {kTerminationForConvenience, kBase, 3,
     "\\b{mayend}{..200}(?:\\b(?:upon|by|on|with|after|giv\\w+|provid\\w+|deliver\\w+|serv\\w+|send\\w+|"
     "subject to)\\b{..80}{span}{..60}\\bnoti(?:ce|fication)|\\bnotice\\b{..30}\\bof\\b{..30}{span}|"
     "\\bnotice\\b{..80}{span}{..20}\\b(?:prior to|before|in advance))"},
    {kTerminationForConvenience, kBase, 3,
     "\\b(?:upon|on|by|after|with)\\b{..60}{span}{..60}\\bnotice\\b{..110}\\b(?:may|can|right|entitled)\\b{.."
     "60}"
     "\\b(?:terminate|cancel|withdraw)"},
    {kTerminationForConvenience, kBase, 3,
     "\\b(?:may|can|entitled "
     "to)\\b,?{..30}\\b(?:upon|on|by|after|with)\\b{..60}{span}{..60}\\bnotice\\b{..80}"
     "\\b(?:terminate|cancel|withdraw)"},
    // It lasts until somebody ends it.
    {kTerminationForConvenience, kBase, 3.2,
     "\\b(?:continu|remain|stay|effect|force|valid|thereafter|term|run)\\w*\\b{..110}\\b(?:until|unless and "
     "until)\\b{..60}\\b(?:terminated|cancelled|canceled)\\b{..60}\\bby (?:either|any|one|the|a)\\b{..100}(?:"
     "{span}{..60}\\bnotice|\\bnotice\\b{..40}{span})"},
    {kTerminationForConvenience, kBase, 3.2,
     "\\b(?:continu|remain|stay|effect|force|valid|thereafter|term|run)\\w*\\b{..110}\\b(?:until|unless and "
     "until)\\b (?:such time as )?(?:either|any|one|a) (?:party|of the "
     "parties)\\b{..60}\\b(?:gives?|terminates?|"
     "cancels?|serves?|provides?|notifies|delivers?)\\b{..120}{span}"},
    {kTerminationForConvenience, kBase, 2.4,
     "\\b{mayend} (?:[\\w-]+ ){0,5}?(?:agreement|contract|appointment|engagement)\\b{..60}\\b(?:upon|by|on|"
     "with|giving|providing|effective)\\b{..40}\\b(?:notice|notify)"},
    {kTerminationForConvenience, kBase, 3,
     "\\b(?:entitled|right|may)\\b{..40}\\b(?:unilaterally "
     "(?:terminat|cancel)|(?:terminat|cancel)\\w*\\b{..40} unilaterally)"},
    {kTerminationForConvenience, kBase, 2.8,
     "\\b(?:desires?|wish(?:es)?|elects?|intends?|chooses?|decides?) to "
     "(?:terminat|cancel|withdraw)\\w*\\b{..200}{span}"},
    {kTerminationForConvenience, kBase, 2.6,
     "\\b(?:terminat\\w+|cancel\\w*)\\b by "
     "(?:either|any|each|the)\\b{..60}\\b(?:upon|on|with|by|at)\\b{..60}{span}{..50}\\bnotice"},
    {kTerminationForConvenience, kBase, 2.6,
     "\\bnotice\\b{..60}{span}{..160}\\b(?:this|the) (?:[\\w-]+ ){0,3}?(?:agreement|contract) (?:shall|will) "
     "terminate"},
    {kTerminationForConvenience, kBoost, 2,
     "\\b(?:for (?:its |their |his |the )?(?:\\w+ )?convenience|for any (?:or no )?reason|for no "
     "reason|with(?:out)? (?:or without )?(?:any )?(?:cause|reason)|at will)\\b"},
    {kTerminationForConvenience, kBoost, 1.2, "",
     "convenience|without cause|at will|optional termination|voluntary|early termination|option to "
     "terminate"},
    {kTerminationForConvenience, kBoost, 0.4, "", "terminat"},
    {kTerminationForConvenience, kBoost, 0.6, "\\beither party\\b|\\bany party\\b|\\bat any time\\b"},
    {kTerminationForConvenience, kBoost, 1,
     "(?:terminat|cancel)\\w* (?:its (?:participation|rights|obligations)|(?:[\\w,]+ "
     "){0,3}?(?:this|the|its|such) (?:[\\w-]+ "
     "){0,3}?(?:agreement|contract|appointment|engagement|participation|amendment|attachment))|\\b(?:this|"
     "the) (?:[\\w-]+ ){0,3}?(?:agreement|contract|appointment|engagement|amendment) "
     "(?:may|can|shall|will|is)"},
    {kTerminationForConvenience, kAgainst, 3.4,
     "\\b(?:breach\\w*|default\\w*|bankrupt\\w*|insolv\\w*|fails?|failure|failed|cure|cured|violat\\w*|"
     "receiver|misconduct|fraud)\\b"},
    {kTerminationForConvenience, kAgainst, 2.4,
     "\\b(?:if|in the event|in the case|in case|where|should|unless|upon the occurrence|because|due to|as a "
     "result)\\b{..140}\\b(?:force majeure|change (?:of|in) (?:the )?control|destroy|condemn|infring|not "
     "(?:meet|achieve|obtain|agree|receive|been)|unable|cease|death|disab|illegal|prohibit|safety|regulatory|"
     "approval|lease|insurance|dispute|increase|law|sell|acquir|transfer|delay|conclude|determin|less "
     "than|competitor)"},
    {kTerminationForConvenience, kAgainst, 2.6,
     "(?:terminat|cancel)\\w*\\b{..280}\\b(?:if|in the event|on the occurrence|upon the occurrence|in "
     "case|where|to the extent that|pursuant to (?:section|article|paragraph)|in accordance with|as a "
     "result|because of|due to)\\b(?! (?:that )?(?:[\\w']+ "
     "){1,4}?(?:desires?|elects?|wish|chooses|intends))|\\b(?:if|in the event|in case|should|upon the "
     "occurrence|otherwise)\\b(?! (?:that )?(?:[\\w']+ "
     "){1,4}?(?:desires?|elects?|wish|chooses|intends)){..300}\\b(?:terminat|cancel)"},
    {kTerminationForConvenience, kAgainst, 3,
     "\\b(?:mutual|unanimous|joint)\\b{..30}\\b(?:consent|agreement|decision)\\b"},
    {kTerminationForConvenience, kAgainst, 1.2, "\\bfor (?:good |just )?cause\\b"},
    {kTerminationForConvenience, kAgainst, 4,
     "\\b(?:upon|after|following|in the event of|on|if|any|of|notwithstanding|by reason "
     "of|survives?|whether|when|event)\\b(?: "
     "(?:any|the|such|a|expiration|expiry|or|earlier|of|this|termination|agreement|cancellation|[\\w-]+ "
     "agreement)){0,7} (?:(?:is|are|has been|being|be|shall be) "
     ")?(?:terminated|cancelled|canceled|termination|cancellation)\\b{..60}\\b(?:for any (?:or no "
     ")?reason|without cause|for convenience|at any time)"},
    {kTerminationForConvenience, kAgainst, 1.5,
     "^.{0,40}?\\b(?:upon|after|following|in the event of|on) (?:any |the |such )?(?:expiration or |expiry "
     "or )?(?:earlier )?termination"},
    {kTerminationForConvenience, kAgainst, 2.5,
     "terminat(?:e|es|ed) [\\w' ]{0,20}\\b(?:employment|services of (?:any|an) employee)\\b"},
    {kTerminationForConvenience, kAgainst, 1.8,
     "\\b(?:employment|employee|insurance|policy|cancellation of such|coverage|purchase "
     "orders?|lease|offer|council|license granted)\\b"},
    // Ends something smaller than the agreement.
    {kTerminationForConvenience, kAgainst, 2.4,
     "\\b(?:terminat|cancel|withdraw|discontinu)\\w* (?:of )?(?:any|such|each|the|a|an|its|their|all|one or "
     "more|individual) (?:[\\w-]+ "
     "){0,4}?(?:sub-?licen[sc]es?|orders?|products?|lease|shipments?|reservations?|"
     "subscriptions?|accounts?|polic(?:y|ies)|coverage|deliver\\w+|events?|campaigns?|advertis\\w+|meetings?|"
     "negotiations?|offering|registration|applications?|commitments?)\\b"},
    // Tied to something that happened.
    {kTerminationForConvenience, kAgainst, 3,
     "^(?!.*\\bno reason\\b).*\\b(?:following|upon|on|within {span} (?:of|after|following))\\b "
     "(?:a|an|any|the|such|receipt|"
     "learning|becoming|occurrence|[\\w']+'s?)\\b(?: [\\w,'-]+){0,5}? (?:change (?:of|in)|loss|occurrence|"
     "happening|event|death|disability|failure|breach|default|insolvency|acquisition|merger|notice from|"
     "receipt|determination|increase|rejection|denial|revocation|withdrawal|destruction|casualty|"
     "condemnation)"
     "\\b"},
    {kTerminationForConvenience, kAgainst, 1, "\\bwarrant|\\brepresent(?:s|ation)\\b|\\bmeans\\b"},
    {kTerminationForConvenience, kAgainst, 1, "\\b(?:renew|non-?renew|automatically extend)"},

    // ---- renewal: the term goes on after it ends
    {kRenewal, kGate, 0,
     "prolong|roll(?:s|ed)? over|year[- ]to[- ]year|month[- ]to[- ]month|renew|exten[ds]|successor "
     "(?:franchise|term)|additional (?:term|period)|successive"},
    {kRenewal, kBase, 4.5,
     "\\b(?:renew(?:ed|s|al|als|able)?|exten(?:d|ds|ded|sion|sions)|continu\\w*|prolong\\w*|roll(?:s|ed)? "
     "over)\\b{..60}\\bautomatic|\\bautomatic\\w*\\b{..60}\\b(?:renew|exten[ds]|continu|prolong|roll)|"
     "\\brolls? over\\b"},
    {kRenewal, kBase, 3,
     "\\b(?:renew(?:ed|s|al|als|able)?|exten(?:d|ds|ded|sion|sions)|continu\\w*)\\b{..140}\\b(?:successive|"
     "additional|consecutive|further|subsequent|another|like|similar)\\b{..40}\\b(?:terms?|periods?|years?|"
     "months?|days?)\\b"},
    {kRenewal, kBase, 3.6,
     "\\b(?:option|right|elect\\w*|privilege|opportunity|may|entitled)\\b{..110}\\b(?:renew|extend)\\w*\\b{.."
     "110}\\b(?:agreement|term|license|franchise|contract|rights)\\b"},
    {kRenewal, kBase, 3.4,
     "\\b(?:renew|exten[ds])\\w*\\b{..60}\\b(?:agreement|term|license|franchise|contract)\\b{..90}\\bfor\\b{."
     ".40}{span}"},
    {kRenewal, kBase, 3.4,
     "\\b(?:agreement|term|license|franchise|contract)\\b{..60}\\b(?:renew|extend)(?:ed|s|able)?\\b{..90}"
     "\\bfor\\b{..40}{span}"},
    {kRenewal, kBase, 3,
     "\\b(?:agreement|term|license|franchise|contract)\\b{..80}\\b(?:be|is) (?:renew|extend)(?:ed|able)\\b"},
    {kRenewal, kBase, 3.4, "\\b(?:right|option)\\b{..40}\\b(?:successor|renewal|extension)\\b{..160}{span}"},
    {kRenewal, kBase, 3.2,
     "\\b(?:successor|renewal|additional|extension|extended|option) "
     "(?:franchise|terms?|periods?)\\b{..120}{span}"},
    {kRenewal, kBase, 3.6, "\\b(?:month[- ]to[- ]month|year[- ]to[- ]year)\\b"},
    {kRenewal, kBase, 2.6, "\\brenewable\\b{..30}{span}|{span}{..20}\\brenewable\\b"},
    {kRenewal, kBoost, 1,
     "\\b(?:this|the|initial|such|its|original) (?:[\\w-]+ "
     "){0,3}?(?:agreement|contract|franchise|license|lease|term|appointment)\\b{..140}\\b(?:renew|exten[ds])|"
     "\\b(?:renew|exten[ds])\\w*\\b{..60}\\b(?:this|the|its|your|such) (?:[\\w-]+ "
     "){0,3}?(?:agreement|contract|franchise|license|term|rights)"},
    {kRenewal, kBoost, 1.2, "", "renew|exten[ds]"},
    {kRenewal, kBoost, 0.6, "", "\\bterm\\b"},
    {kRenewal, kBoost, 0.8,
     "\\b(?:initial|original|then[- ]current|current|renewal) term|\\bunless\\b{..80}\\bnotice"},
    {kRenewal, kBoost, 0.6, "\\bfor\\b{..60}{span}"},
    {kRenewal, kAgainst, 2,
     "\\b(?:insurance|policy|policies|coverage|certificate|letter of credit|letters of "
     "credit|loan|lease|patent|trademark|domain|registration|permits?|visa|line of credit|bond)\\b"},
    {kRenewal, kAgainst, 1.6,
     "\\bexten(?:ds?|ded|sions?)\\b (?:of time|credit|beyond|to (?:the|all|any)|the "
     "(?:time|deadline|period)|shipping|delivery|such (?:time|deadline|period))"},
    {kRenewal, kAgainst, 1.8,
     "\\b(?:condition|require\\w*|exercise|at the time|upon|prior to|date|in connection with|fee|event) "
     "(?:of |for |to |to the )?(?:any |each |such |the )?renewal\\b|\\brenewal fee"},
    {kRenewal, kAgainst, 1.4, "\\b(?:means|shall mean)\\b"},
    {kRenewal, kAgainst, 1.2, "\\b(?:duration of|during|receipt of|withdrawn|form of)\\b{..40}\\brenew"},
    {kRenewal, kAgainst, 1.4,
     "\\bnot to renew|\\bnon-?renewal|\\bunless\\b{..40}\\brenewed\\b|\\brenewed as provided"},
    {kRenewal, kAgainst, 6.4,
     "\\b(?:shall|will|does|do) not (?:be )?(?:automatically )?(?:renew|extend)|\\bno automatic (?:renewal|"
     "extension)"},
    {kRenewal, kAgainst, 2.6,
     "\\b(?:closing|completion|delivery|maturity|outside|due|response|filing|cure|inspection|diligence)"
     "(?: date| period| deadline| time)\\b{..60}\\b(?:renew|exten[ds])|\\bextend the (?:[\\w-]+ "
     "){0,3}?(?:lease|"
     "loan|offer|date|deadline)\\b"},
    {kRenewal, kBoost, 1.4, "\\bautomatic"},
    {kRenewal, kAgainst, 5,
     "\\bmutual\\w*\\b{..40}\\b(?:agree|consent)|\\bparties\\b{..60}\\b(?:agree|decide|negotiate|discuss|"
     "consider)\\b{..60}\\b(?:renew|exten)|\\b(?:renew|exten)\\w*\\b{..120}\\b(?:if|upon|by|as) (?:the |both "
     ")?(?:written |mutual |further )*(?:agreement|agreed|consent)\\b"},
    {kRenewal, kAgainst, 1.4,
     "\\bno (?:right|option|obligation)\\b{..40}\\b(?:renew|extend)|\\b(?:not|non)[- ](?:be )?renew"},
    {kRenewal, kAgainst, 2,
     "\\bforce "
     "majeure|\\bexcusable|\\bdelay|\\bcur(?:e|ing)\\b|\\bdefault|\\bconfidential|\\bdisclos|\\bcopyright|"
     "\\bsurviv"},
    {kRenewal, kAgainst, 1, "\\b(?:during|throughout) the (?:initial )?term\\b{..60}\\b(?:renew|exten[ds])"},

    // ---- notice that stops a renewal
    {kNoticePeriod, kGate, 0,
     "renew|exten[ds]|expir|end of|then[- ]current|successive|year[- ]to[- ]year|roll(?:s|ed)? over|prolong|"
     "anniversary"},
    {kNoticePeriod, kGate, 0, "noti(?:ce|fi|fy)|advis|inform|\\bunless\\b|in writing"},
    {kNoticePeriod, kBase, 4.5,
     "(?:\\b(?:renew|exten[ds]|prolong)\\w*\\b|\\brolls? over\\b|\\bcontinu\\w*\\b{..60}\\b(?:thereafter|"
     "automatic\\w*|successive|additional|year[- ]to|month[- "
     "]to)){..260}\\b(?:unless|except|provided|if|subject "
     "to|but)\\b{..200}(?:\\bnoti(?:ce|fi)\\w*\\b{..160}{span}|{span}{..100}\\bnoti(?:ce|fi)\\w*|\\b(?:"
     "terminat|cancel|object|inform|advis|opt)\\w*\\b{..100}{span}{..40}\\b(?:prior|before|in advance))"},
    {kNoticePeriod, kBase, 4,
     "\\b(?:cancel|prevent|stop|opt\\w* out of|declin|reject|avoid)\\w* (?:the |such |any |said |automatic "
     ")*(?:renewal|extension)\\b{..200}{span}"},
    {kNoticePeriod, kBase, 4,
     "\\b(?:if neither|absent|in the absence of|without|if "
     "no)\\b{..60}\\b(?:notice|objects?|notif\\w+)\\b{..140}"
     "{span}{..160}\\b(?:renew|exten[ds]|continu)"},
    {kNoticePeriod, kBase, 4,
     "(?:\\b(?:not|decline) (?:(?:wish|want|intend|elect|desire|choose) )?(?:to )?(?:be )?|\\bnon-? "
     "?)(?:renew|extend)\\w*\\b{..220}{span}"},
    {kNoticePeriod, kBase, 4, "{span}{..160}\\b(?:not to |not |non-? ?)(?:renew|extend)"},
    {kNoticePeriod, kBase, 3.4,
     "\\bunless\\b{..160}\\bnoti(?:ce|fi)\\w*\\b{..160}{span}{..60}\\b(?:prior|before|preceding|in "
     "advance)\\b{..60}\\b(?:expir|end|terminat|conclusion|anniversary|renewal|initial term|then)"},
    {kNoticePeriod, kBase, 3,
     "\\bnoti(?:ce|fi)\\w*\\b{..120}{span}{..30}\\b(?:prior to|before|in advance "
     "of|preceding)\\b{..40}\\b(?:expir\\w*|end|conclusion)\\b{..30}\\b(?:term|period|initial|original|"
     "then)"},
    {kNoticePeriod, kBoost, 1, "", "renew|exten[ds]"},
    {kNoticePeriod, kBoost, 0.8, "\\bautomatic|\\bsuccessive"},
    {kNoticePeriod, kAgainst, 5,
     "\\b(?:insurance|polic(?:y|ies)|coverages?|certificates?|letter of credit|patent|lease)\\b"},
    {kNoticePeriod, kAgainst, 2.6,
     "\\b(?:exercis\\w+|elect\\w*|intent\\w*|election|desire|choice|option|request|right) (?:of |its |such "
     "|this |your |his )?(?:right |option |intent\\w* |election )?(?:to )?(?:renew|extend)"},
    {kNoticePeriod, kAgainst, 1.6, "\\b(?:breach|default|cure|bankruptcy)\\b"},
    {kNoticePeriod, kAgainst, 2.5, "\\bwarrant(?:y|ies) (?:period|claim)|\\bclaims? (?:must|shall) be"},
    {kNoticePeriod, kAgainst, 1.8,
     "\\b(?:elect|exercis|option|right|seek)\\w*\\b{..60}(?<!not )\\bto (?:seek to )?(?:renew|extend)"},
    {kNoticePeriod, kAgainst, 4, "", "insur"},
    {kNoticePeriod, kAgainst, 2.5,
     "\\bcancel\\w*,? (?:or )?non-?renew|\\bnon-?renewal,? (?:or )?(?:cancel|modif|material)"},
    {kNoticePeriod, kAgainst, 1, "\\b(?:means|shall mean)\\b"},

    // ---- term and expiration of the agreement itself
    {kExpiration, kGate, 0,
     "\\bterm\\b|expir|terminat|effect|continu|remain|\\buntil\\b|perpetu|duration|period|\\byears?\\b"},
    {kExpiration, kBase, 4.5,
     "\\b(?:initial |original |contract |base |primary )?(?:term|duration|period)(?: of validity)? of (?:the "
     "|this |such |each |your |our )?(?:[\\w/'-]+ "
     "){0,4}?\\(?(?:agreement|contract|franchise|license|lease|appointment|engagement|venture|attachment|"
     "alliance|sow)\\b\\)?{..140}\\b(?:shall|will|is|are|commences?|begins?|starts?|runs?|expires?|continues?"
     "|extends?|terminates?|remains?|begin|commence|be)\\b{..160}(?:{span}|\\buntil\\b|\\bexpir|\\bperpetu|"
     "\\bindefinite|\\bend(?:s|ing)?\\b|\\bterminat|\\bthrough\\b|\\bcontinu|{date})"},
    {kExpiration, kBase, 4,
     "\\b(?:this|the|such) (?:[\\w/'-]+ "
     "){0,4}?(?:agreement|contract|franchise|license|appointment|engagement|venture|attachment|alliance|"
     "lease|amendment)\\b{..160}\\b(?:shall|will|is|to)\\b{..50}\\b(?:continue|remain|stay|be "
     "(?:effective|valid|in (?:full )?(?:force|effect)|for)|run|last|extend|have (?:a|an) (?:initial "
     ")?term|commence|begin|become "
     "effective)\\b{..160}(?:\\bfor\\b{..50}{span}|\\buntil\\b|\\bthrough\\b|\\bperpetu|\\bindefinite|"
     "\\bending\\b|\\bexpir|\\bterm of\\b|\\bunless\\b{..40}\\bterminat)"},
    {kExpiration, kBase, 3.6,
     "\\b(?:agreement|contract|franchise|license|appointment|engagement|term|venture)\\b{..110}\\b(?:shall|"
     "will)\\b{..40}\\b(?:expire|terminate|end|cease)\\b{..80}(?:\\bon\\b|\\bupon\\b|\\bat\\b|\\bin\\b|{span}"
     "|{date}|\\bearl|\\blat)"},
    {kExpiration, kBase, 3.6,
     "\\b(?:commenc|begin|start|effective)\\w*\\b{..160}\\b(?:and (?:shall |will "
     ")?(?:continu|end|expir|terminat|remain|run|extend)\\w*|until|ending|through)\\b{..120}(?:{span}|{date}|"
     "\\banniversary|\\bexpir|\\bterminat|\\bend of)"},
    {kExpiration, kBase, 3.6,
     "\\b(?:initial |original |base |contract )?term (?:of (?:this|the) (?:\\w+ "
     "){0,2}?(?:agreement|contract) )?(?:is|shall be|will be|shall last|runs?|lasts?)\\b{..20}(?:for |from "
     ")?{..20}(?:{span}|{date})"},
    {kExpiration, kBase, 3.4,
     "^[\\W\\d]*(?:contract |initial |agreement )?(?:term|period|duration|contract period)(?: of (?:this "
     "|the )?(?:agreement|contract))? ?[:.-]{..40}(?:{date}|{span})"},
    {kExpiration, kBase, 2.2,
     "\\b(?:term|period)\\b{..60}\\b(?:from )?{date}{..20}\\b(?:through|to|until|till)\\b{..20}{date}"},
    {kExpiration, kBase, 3,
     "\\bterm\\b{..60}\\b(?:of|be|is|for)\\b ?(?:a |an )?(?:period of |term of )?{span}"},
    {kExpiration, kBase, 4,
     "\\b(?:agreement|contract|engagement|appointment|license|franchise|retained|engaged|employed)\\b{..60}"
     "\\bfor (?:a|an|the) (?:initial |fixed |original |minimum )?(?:term|period) of\\b{..20}{span}"},
    {kExpiration, kBase, 4,
     "\\b(?:agreement|contract|license|letter)\\b{..40}\\b(?:is|be|remains?|stays?) (?:valid|effective|in "
     "(?:full )?(?:force|effect))\\b{..60}\\b(?:until|through|till|perpetu|indefinite|for an indefinite|for "
     "(?:a|an|the)? ?(?:term|period)? ?(?:of )?{span})"},
    {kExpiration, kBase, 3,
     "\\bfor (?:a|an|the) (?:initial |original )?(?:term|period)(?: "
     "of)?\\b{..30}{span}{..60}\\b(?:from|commencing|beginning|after|following|starting)\\b"},
    {kExpiration, kBase, 3,
     "\\b(?:expir(?:es|ation|y)|termination|end|contract end)(?: date)?(?: of (?:the|this) "
     "(?:agreement|contract|term))?\\b ?(?:is|shall be|means|:|-) ?(?:the "
     ")?{..30}(?:{date}|{span}|\\banniversary)"},
    {kExpiration, kBase, 2.4, "(?:{span}|\\buntil\\b|\\bperpetu|{date}|\\bexpir)",
     "^[\\W\\d]*(?:article |section )?[\\W\\d]*(?:initial )?(?:term|duration|term of (?:the )?agreement|term "
     "and (?:termination|renewal)|period|effective date and term)\\b"},
    {kExpiration, kBoost, 1.2, "", "\\bterm\\b|duration|effective (?:date|period)|expiration|validity"},
    {kExpiration, kBoost, 0.8,
     "\\bunless (?:\\w+ ){0,3}?(?:earlier|sooner|terminat|extend|otherwise)|\\bearlier terminat|\\bsooner "
     "terminat"},
    {kExpiration, kBoost, 1,
     "\\(?(?:the|each|this)? ?\\\"(?:initial |original )?(?:term|contract period|term of this "
     "agreement)\\.?,?\\\""},
    {kExpiration, kBoost, 0.8, "\\b(?:term of (?:this|the)|this agreement)\\b"},
    {kExpiration, kBoost, 0.5,
     "\\b(?:commence|effective date|date (?:hereof|of this agreement|first (?:above|set forth)))"},
    {kExpiration, kAgainst, 1.8, "\\bsurviv"},
    {kExpiration, kAgainst, 1.6,
     "\\b(?:confidential|non-?disclosure|trade secret|proprietary information)\\b"},
    {kExpiration, kAgainst, 2, "{span}{..20}\\b(?:after|following) (?:the |such |any )?(?:expir|terminat)"},
    {kExpiration, kAgainst, 1.4,
     "\\b(?:insurance|policy|policies|warranty period|warranties|records|books|retain|audit)\\b"},
    {kExpiration, kAgainst, 1.2, "\\b(?:breach|default|cure|fails?|bankrupt\\w*|insolv\\w*)\\b"},
    {kExpiration, kAgainst, 1.2,
     "\\b(?:renew|exten[ds])(?:ed|al|sion|s|able)?\\b{..60}(?:\\bautomatic|\\bsuccessive|\\badditional|"
     "\\bconsecutive|\\bperiods)|\\bautomatic\\w* (?:renew|extend)"},
    {kExpiration, kAgainst, 1,
     "\\b(?:upon|after|following|on|at|prior to|from|event of) (?:the |any |such )?(?:earlier "
     ")?(?:expir\\w+|termination|end)\\b{..40}(?:,|\\b(?:shall|will|may)\\b)"},
    {kExpiration, kAgainst, 1.2, "\\b(?:may|right to|entitled to) (?:\\w+ ){0,3}?terminat"},
    {kExpiration, kAgainst, 1.2,
     "\\b(?:patent|royalt\\w+ term|option "
     "period|lease|loan|promissory|payments?|invoice|delivery|employment)\\b"},
    {kExpiration, kAgainst, 0.8, "\\b(?:means|shall mean)\\b"},
};

}  // namespace

std::span<const ClauseRule> englishTermRules() {
    return kTerm;
}

}  // namespace engine
