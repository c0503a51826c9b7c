#include "engine/documents/clause_rules.h"

// English rules. Patterns see folded text: lower case, straight quotes, hyphens, single blanks.
namespace engine {
namespace {

using enum ClauseKind;
using enum RuleRole;

constexpr ClauseRule kEnglish[] = {
    // ---- governing law: the law that governs this agreement, not laws that someone must obey or is
    // organised under
    {kGoverningLaw, kGate, 0, "\\blaws?\\b|\\bstatutes\\b|jurisdiction of|governing"},
    {kGoverningLaw, kBase, 4,
     "\\b(?:govern|constru|interpret|enforc|determin|controll?)(?:ed|es|s|ing|e)?\\b{..170}\\b(?:by|under|"
     "with|to|of)\\b{..70}\\b(?:laws?|statutes)\\b(?: and "
     "(?:regulations|rules|jurisdiction|decisions|statutes))?(?:,? \\(?(?:other than|excluding|without|but "
     "not|exclusive)[^)]{0,90}\\)?,?)? (?:of|in|prevailing|applicable|as applied|then|from time)\\b"},
    {kGoverningLaw, kBase, 4,
     "\\b(?:govern|constru|interpret|enforc)(?:ed|es|s)?\\b{..100}\\b(?:by|under|in accordance with|pursuant "
     "to|according to) (?:the )?(?:[\\w.'-]+ ){1,4}laws?\\b"},
    {kGoverningLaw, kBase, 3.8,
     "\\blaws? of (?:the )?(?:[\\w\\[\\]*.,'()-]+ ){1,18}?(?:shall |will |must |do |is to |are to "
     ")?(?:exclusively |also )?(?:governs?|controls?|appl(?:y|ies)|be applied|be the "
     "(?:governing|applicable|proper))"},
    {kGoverningLaw, kBase, 3,
     "\\b(?:shall|will|to) be (?:subject to|interpreted|construed)\\b{..60}\\blaws? (?:of|in)\\b"},
    {kGoverningLaw, kBase, 3,
     "(?:governing|applicable|choice of|proper) law\\b ?(?:of this (?:agreement|contract) )?(?:shall "
     "be|is|will be|:|-)"},
    {kGoverningLaw, kBase, 3,
     "\\b(?:require|elect|choose|select|agree)\\w*\\b{..60}\\b(?:application|applicability) of the laws? "
     "of\\b"},
    {kGoverningLaw, kBase, 2.6,
     "\\b(?:governed|construed)\\b{..60}\\b(?:law governing|governing law|laws thereof|local laws?|federal "
     "laws?)"},
    {kGoverningLaw, kBase, 2.4, "\\b(?:laws?|statutes)\\b (?:of|in)\\b",
     "govern|applicable law|choice of law|controlling law|\\blaw\\b"},
    {kGoverningLaw, kBase, 3.2,
     "\\blaws?\\b(?: of (?:the )?[\\w .,]{2,50}?)? (?:shall |will |must |is to )?(?:also |exclusively "
     ")?(?:govern|appl(?:y|ies)|control)s?\\b{..120}\\b(?:agreement|contract|hereto|lease|license|dispute)"},
    {kGoverningLaw, kBase, 3, "\\blaws?\\b{..40}\\b(?:govern|appl|control)", "\\blaws?\\b"},
    {kGoverningLaw, kBase, 3,
     "\\b(?:governed|construed|interpreted)\\b{..60}\\b(?:by|under)\\b{..50}\\b(?:laws?|statutes)\\b"},
    {kGoverningLaw, kBase, 3,
     "\\b(?:disputes?|questions?|claims?|controvers\\w+|matters?|construction|validity)\\b{..120}\\b(?:"
     "resolved|decided|determined|settled|adjudicated|construed)\\b{..60}\\b(?:under|according "
     "to|by|with|applying)\\b{..30}\\blaws? of\\b"},
    {kGoverningLaw, kBase, 1.6,
     "\\blaws? of (?:the )?(?:state|commonwealth|province|republic|kingdom|people's|united "
     "states|england|[\\w]+ law)\\b"},
    {kGoverningLaw, kBoost, 1,
     "(?:this|the) (?:[\\w-]+ "
     "){0,4}?(?:agreement|contract|letter|amendment|lease|license|franchise)\\b{..160}\\b(?:govern|constru|"
     "interpret)"},
    {kGoverningLaw, kBoost, 0.8,
     "conflicts?[ -]of[ -]laws?|choice[ -]of[ -]law|without (?:regard|reference|giving effect)|law "
     "principles"},
    {kGoverningLaw, kBoost, 1, "", "govern|applicable law|choice of law|controlling law|construction"},
    {kGoverningLaw, kAgainst, 2.5,
     "\\b(?:organi[sz]ed|incorporated|existing|formed|chartered)\\b{..50}\\bunder the laws?\\b"},
    {kGoverningLaw, kAgainst, 1.5,
     "\\b(?:comply|compliance|complies|violat\\w+|required by|permitted by|accordance with all) "
     "{..40}\\blaws?\\b"},
    {kGoverningLaw, kAgainst, 2,
     "\\blaws? of\\b{..40}\\bgoverning (?:the|all|its|such)\\b|\\bfamiliar with\\b"},
    {kGoverningLaw, kAgainst, 3, "\\bconstrued (?:to|so as)\\b|\\bviolat\\w+\\b{..30}\\blaws?\\b"},
    {kGoverningLaw, kAgainst, 2, "\\b(?:means|shall mean)\\b"},
    {kGoverningLaw, kAgainst, 1.5,
     "\\b(?:patent|trademark|copyright|tax|bankruptcy|securities|antitrust|privacy) laws?\\b"},
    {kGoverningLaw, kAgainst, 1.6,
     "\\b(?:franchisees? governed|offer|registration) |\\bany provisions?\\b|\\bprovisions? "
     "(?:which|that)\\b|\\b(?:which|that) (?:specif|requir|provid)|franchise (?:law|act)|\\battorneys?' "
     "fees"},

    // ---- cap on liability: amounts, kinds of damages and time to claim that are shut out
    {kLiabilityCap, kGate, 0,
     "liab|damages|responsib|recover|remed|claims?\\b|actions?\\b|obligation|indemnif|suits?\\b"},
    {kLiabilityCap, kBase, 4.5,
     "\\b(?:aggregate|total|entire|maximum|cumulative|collective|overall|annual)\\b{..50}\\b(?:liabilit|"
     "obligations? to indemnif|damages)\\w*{..260}\\b(?:exceed|limited|greater|more than|excess)"},
    {kLiabilityCap, kBase, 4,
     "\\bliabilit(?:y|ies)\\b{..260}\\b(?:not (?:in any (?:event|case) )?(?:be (?:greater|more)|exceed)|be "
     "limited|is limited|are limited|limited (?:solely |only )?(?:to|as)|no(?:t)? (?:greater|more) "
     "than|capped)"},
    {kLiabilityCap, kBase, 4,
     "\\bliab(?:le|ility)\\b{..120}\\b(?:in excess of|greater than|exceed(?:s|ing)?|more than|beyond)\\b"},
    {kLiabilityCap, kBase, 4,
     "(?:\\bno event\\b|\\bno circumstances?\\b|\\bnot\\b(?! "
     "limited)|\\bno\\b|\\bnor\\b|\\bneither\\b|\\bnone\\b|\\bdisclaims?\\b|\\bexcludes?\\b){..220}\\b(?:"
     "liable|responsible|liabilit\\w+|responsibility|accountable)\\b{..420}\\b{special}"},
    {kLiabilityCap, kBase, 3.5,
     "\\b(?:waiv\\w+|relinquish\\w*|releas\\w+|disclaim\\w*|forgo\\w*|not be entitled to|not "
     "(?:seek|recover|claim)|no (?:right|claim))\\b{..160}\\b{special}{..80}\\bdamages?"},
    {kLiabilityCap, kBase, 3.2,
     "\\b{special}{..160}\\bdamages?\\b{..160}\\b(?:are|is|be) (?:excluded|waived|disclaimed|barred)"},
    {kLiabilityCap, kBase, 3,
     "\\b(?:damages|recovery|remed(?:y|ies)|compensation)\\b{..110}\\b(?:limited to|not exceed|exceed|in "
     "excess of|greater than)\\b{..80}(?:actual|direct|amount|fees|paid|price|{money}|\\d ?%|percent|sum)"},
    {kLiabilityCap, kBase, 3, "\\blimited to\\b{..30}\\b(?:actual|direct)\\b{..20}\\bdamages"},
    {kLiabilityCap, kBase, 3, "\\b(?:only|exclusive\\w*|sole(?:ly)?)\\b{..80}\\b(?:direct|actual) damages"},
    {kLiabilityCap, kBase, 4,
     "\\b(?:claims?|actions?|suits?|proceedings?|litigation|arbitration)\\b{..200}\\b(?:must|shall|may|will|"
     "can|cannot|be|is|are|not)\\b{..50}\\b(?:commenced?|brought|bring|filed|file|instituted?|asserted|made|"
     "barred|maintain(?:ed)?)\\b{..120}\\b(?:within|more than|no later|not later|later "
     "than|after|unless|prior "
     "to)\\b{..90}{span}{..60}\\b(?:after|from|of|following|the|such|cause|date|claim|barred)"},
    {kLiabilityCap, kBase, 2.6,
     "\\b(?:indemnif|indemnity)\\w*\\b{..200}\\b(?:not exceed|limited to|in excess "
     "of|exceeds?)\\b{..60}(?:{money}|\\bprice\\b|\\bamounts?\\b|\\bfees\\b|\\bpaid\\b|\\bpercent)"},
    {kLiabilityCap, kBase, 2.8,
     "\\b(?:obligations?|liability|remed\\w+)\\b{..60}\\blimited "
     "to\\b{..30}\\b(?:repair|replac|refund|re-?perform|correct|credit)"},
    {kLiabilityCap, kBase, 3, "\\bno {special}{..40}\\bdamages\\b{..60}\\b(?:recover|award|claim|payable)"},
    {kLiabilityCap, kBase, 3,
     "\\bin no "
     "event\\b{..120}\\b(?:amount|damages|remed\\w+|refund|credits?|recovery)\\b{..220}\\b(?:exceed|greater "
     "than|more than)\\b"},
    {kLiabilityCap, kBase, 2.8,
     "\\b(?:maximum|aggregate|total|entire)\\b{..40}\\b(?:amount|damages|recovery|compensation)\\b{..60}\\b(?"
     ":damages|liab\\w+|recoverable|losses)\\b"},
    {kLiabilityCap, kBase, 2.8,
     "\\b(?:liability|damages)\\b{..20}\\b(?:exclusion|excluded|limitation)\\b{..80}{special}"},
    {kLiabilityCap, kBase, 1.3,
     "\\b(?:in no event|under no circumstances|shall not|will not|neither|no party|none of|shall have no|not "
     "have any|has no)\\b{..130}\\b(?:liable|liability|responsible)\\b"},
    {kLiabilityCap, kBase, 1.2, "\\b(?:sole|exclusive|only)\\b{..30}\\bremed(?:y|ies)\\b"},
    {kLiabilityCap, kBoost, 1.2, "",
     "limit\\w* (?:of|on) (?:\\w+ )?(?:liabilit|damages|remed)|liabilit\\w* (?:limit|cap)|damages|exclusion "
     "of|liability"},
    {kLiabilityCap, kBoost, 0.6,
     "even if|advised of|regardless of the (?:form|theory|cause)|theory of liability|whether in "
     "contract|possibility of such"},
    {kLiabilityCap, kBoost, 0.6,
     "\\b(?:claim|action|suit)s?\\b{..300}\\bbarred\\b|cause of action (?:accru|aris|arose)"},
    {kLiabilityCap, kAgainst, 2.4,
     "\\binfringement (?:proceedings?|actions?|suits?|claims?)|\\bnotice of (?:its |such |the "
     ")*(?:decision|receipt|claim|certification)"},
    {kLiabilityCap, kAgainst, 2, "\\b(?:bankruptcy|insolvency|unstayed|receiver)\\b"},
    {kLiabilityCap, kBoost, 0.8, "\\b(?:in no event|under no circumstances)\\b"},
    {kLiabilityCap, kAgainst, 1.6,
     "\\b(?:insurance|policy|policies|coverage)\\b{..160}(?:\\bliability\\b|{money})"},
    {kLiabilityCap, kAgainst, 2.4,
     "\\bforce majeure|\\bforces beyond|not within the (?:reasonable )?control|\\bacts? of god|beyond "
     "(?:the|its|their) (?:reasonable )?control"},
    {kLiabilityCap, kAgainst, 1.4,
     "\\bany provision\\b|\\brequiring\\b|\\bnon-?compet|\\bcompetitive\\b|\\bfiduciary\\b"},
    {kLiabilityCap, kAgainst, 1, "\\b(?:means|shall mean)\\b"},
    {kLiabilityCap, kAgainst, 1.6,
     "remed(?:y|ies)\\b{..60}\\bcumulative|\\bnot (?:be )?exclusive|\\bin addition "
     "to\\b{..60}\\bremed|(?:shall|will|does|do) not (?:apply|be applicable|limit)"},
    {kLiabilityCap, kAgainst, 0.8, "\\b(?:liquidated damages|late (?:fee|charge)|interest)\\b"},

    // ---- exclusivity: dealing with one partner only; not courts, remedies or property
    {kExclusivity, kGate, 0,
     "exclusiv|\\bsole(?:ly)?\\b|\\bneither\\b|\\bonly\\b|\\bnot\\b|requirements|\\bno other\\b"},
    {kExclusivity, kBase, 4,
     "\\b(?:grant|appoint|licens|licenc|engage|designat|retain|award|give|receiv|obtain|have|has|accept)\\w*"
     "\\b{..260}(?<!non-)(?<!non)(?<!non )(?<!not )(?<!-)\\bexclusive(?:,| \\([^)]{0,90}\\),?)? "
     "(?!jurisdiction|venue|property|remed|owner|forum|control|of\\b|economic|judg|means|benefit|responsib|"
     "title|discretion|authority)(?:[\\w,/()'-]+ "
     "){0,9}?(?:licen[sc]e|rights?|distribut|franchis|agen|supplier|provider|resell|option|territor|sublicen|"
     "partner|sponsor|representative|manufactur|dealer|market|promot|sell|broker|basis|vendor|privilege|"
     "concession)"},
    {kExclusivity, kBase, 4,
     "\\b(?:be|as|is|are|become|remain|constitute)\\b(?: [\\w.'&-]+){0,6}? (?<!non-)(?:sole and |official "
     "and |official )?exclusive (?:[\\w,/&'-]+ "
     "){0,6}?(?:supplier|provider|distributor|agent|partner|source|manufacturer|sponsor|representative|"
     "vendor|licensee|broker|retailer|dealer|reseller|franchisee|advertis|service|carrier|endors|contractor|"
     "operator|servicer|developer|marketer|purchaser|basis)"},
    {kExclusivity, kBase, 3.6,
     "\\b(?:purchas|buy|obtain|sourc|procur|deal|sell|suppl|provid|work|negotiat|promot|market|offer|"
     "manufactur|distribut|order|engag|contract|refer|endors)\\w*\\b{..110}\\bexclusively\\b(?! "
     "(?:governed|construed|by the (?:laws|courts)|in the courts|subject|resolved))"},
    {kExclusivity, kBase, 3.2,
     "(?<!non-)\\bexclusively "
     "(?:from|through|with|purchase|deal|sell|market|promote|distribute|supply|engage)\\b(?! (?:the "
     ")?(?:jurisdiction|courts?|laws?|arbitration|purposes?))"},
    {kExclusivity, kBase, 3.6,
     "\\b(?:purchas|buy|obtain|order|procur|sourc|suppl|manufactur|acquir|provid|fulfil)\\w*\\b{..90}\\b(?:"
     "all|100%|entire|total|substantially all)\\b(?: of)?(?: [\\w.'&-]+){0,3}? (?:requirements?|needs)\\b"},
    {kExclusivity, kBase, 3.2,
     "\\b(?:shall|will|may|agrees?|covenants?|undertakes?|must|can)\\b{..60}\\bnot?\\b{..110}\\b(?:grant|"
     "licen[sc]e|appoint|engage|authori[sz]e|permit|allow|sell|supply|provide|enter "
     "into|purchase|obtain|distribute|promote|market|offer|contract "
     "with|develop|manufacture|commerciali[sz]e|establish|operate|endorse|advertise|sponsor|display)\\b{.."
     "130}\\b(?:any other "
     "(?:person|party|third|entity|company|franchise|distribut|licens|supplier|sponsor|brand|product|vendor|"
     "manufactur)|other franchise|anyone (?:else|other)|third part\\w+|another "
     "(?:person|party|company|sponsor|distribut|supplier)|compet\\w+|others\\b|parties other than|person "
     "other than)"},
    {kExclusivity, kBase, 3.2,
     "\\b(?:shall|will|may|agrees?)\\b{..60}\\bnot\\b{..90}\\b(?:establish|operate|grant|franchis|licens|"
     "open|locate|sell|appoint|authori[sz]e)\\w*\\b{..140}\\b(?:within|in|inside|for)\\b "
     "(?:the|your|such|said|franchisee's|distributor's|licensee's)(?: \\w+){0,3} "
     "(?:territory|area|zone|radius|market|region)"},
    {kExclusivity, kBase, 3.2,
     "\\b(?:be|is|as|are|the|its|their|remain|become) (?:[\\w'.-]+ )?(?:only|sole) "
     "(?!responsib|discretion|cost|expense|risk|judg|remed|option|authority|purpose|benefit)(?:[\\w-]+ "
     "){0,3}?(?:supplier|provider|distributor|sponsor|licensee|vendor|source|manufacturer|retailer|agent|"
     "dealer|reseller)s?\\b"},
    {kExclusivity, kBase, 3,
     "\\bno other\\b (?:[\\w-]+ "
     "){0,4}?(?:supplier|provider|distributor|sponsor|licensee|vendor|franchis\\w+|manufacturer|retailer|"
     "agent|dealer|company|brand|product)s?\\b"},
    {kExclusivity, kBase, 3,
     "\\b(?:shall|will|may|agrees?|covenants?)\\b{..60}\\b(?:not|refrain)\\b{..120}\\b(?:endors|sponsor|"
     "advertis|lend|represent|promot|appear|wear|carry)\\w*\\b{..110}\\b(?:any "
     "other|another|competing|competitive|competitor)"},
    {kExclusivity, kBase, 3,
     "\\bnot\\b{..30}\\benter into (?:any|an|a) (?:[\\w,-]+ "
     "){0,4}?(?:agreement|arrangement|contract|relationship|understanding)\\b{..260}\\bwith "
     "(?:any|other|another|a third)"},
    {kExclusivity, kAgainst, 1.6,
     "\\bviolat|\\bunauthori[sz]ed|\\billegal|\\bunlawful|\\blicense restrictions"},
    {kExclusivity, kAgainst, 1.4, "\\b(?:permit|allow)\\w*\\b{..30}\\bto use\\b|\\bmanuals?\\b"},
    {kExclusivity, kAgainst, 1, "\\bwhereas\\b|\\bwishes to\\b|\\bdesires? to\\b|\\bdated\\b"},
    {kExclusivity, kBase, 3,
     "\\b(?:grant|appoint|give|licens)\\w*\\b{..120}\\bsole (?:and [\\w-]+ "
     ")?(?:right|licen[sc]e|distribut|agen|franchise|authority to sell)"},
    {kExclusivity, kBase, 3,
     "\\b(?:purchase|buy|obtain|procure|order|source)s?\\b{..90}\\b(?:solely|only) (?:from|through)\\b(?! "
     "(?:suppliers|vendors|sources|persons|those|the "
     "extent))|\\b(?:sell|supply|provide)s?\\b{..90}\\b(?:solely|only) to\\b(?! (?:the "
     "extent|those|persons))"},
    {kExclusivity, kBase, 3,
     "\\b(?:not|neither|nor|no)\\b{..60}\\b(?:negotiate|enter into|engage "
     "in|pursue|solicit)\\b{..60}\\b(?:similar|any|other|another|competing)\\b{..120}\\bwith "
     "(?:any|a|another|other) (?:third|other|person|party|entity|competitor)"},
    {kExclusivity, kBase, 3, "\\b(?:solely|only|exclusively) (?:for|to|from|with)\\b{..60}\\bno other\\b"},
    {kExclusivity, kBase, 3, "\\bexclusiv\\w+ period\\b{..120}\\bnot\\b"},
    {kExclusivity, kBase, 2.6,
     "(?<!non-)(?<!non)\\bexclusiv(?:ity|e "
     "(?:territor|relationship|arrangement|distributorship|negotiation|period|dealing|supply|provider))"},
    {kExclusivity, kBase, 2.2,
     "(?<!non-)(?<!non)(?<!-)\\bexclusive(?:ly)?\\b "
     "(?!jurisdiction|venue|property|remed|owner|forum|control|of\\b|judg)",
     "exclusiv|non-?compet|grant|appointment|territor|scope"},
    {kExclusivity, kBoost, 1, "", "(?<!non-)exclusiv|appointment|territor|grant"},
    {kExclusivity, kBoost, 0.5,
     "during the (?:initial |entire )?term|for the term|in the territory|throughout the|within the"},
    {kExclusivity, kBoost, 0.8, "\\bhereby (?:grants?|appoints?|engages?|retains?)|even as to"},
    {kExclusivity, kAgainst, 2, "\\b(?:jurisdiction|venue|courts? of|remed(?:y|ies))\\b"},
    {kExclusivity, kAgainst, 2.2,
     "\\binure|\\bgoodwill\\b|\\bexclusive (?:property|owner|ownership|title|control|right, "
     "title)|(?:sole|exclusively) own|own exclusively|exclusive and sole property|right, title|\\btitles?,? "
     "|\\bownership\\b"},
    {kExclusivity, kAgainst, 2, "\\bconfidential|\\bdisclos(?:e|ed|ure)\\b|trade secret"},
    {kExclusivity, kAgainst, 1.6, "\\b(?:prosecut\\w+|defend|enforce|infring\\w+|litigat\\w+|settle)\\b"},
    {kExclusivity, kAgainst, 1.4, "\\b(?:means|shall mean|defined as|is defined)\\b"},
    {kExclusivity, kAgainst, 2,
     "\\battorney[- ]in[- ]fact\\b|\\bconfine\\b|\\boption to purchase\\b|\\bpreviously granted\\b|\\bno "
     "knowledge\\b"},
    {kExclusivity, kAgainst, 2.4, "\\b(?:no|any|without|not (?:be )?an?) (?:\\w+ ){0,2}?exclusive\\b"},
    {kExclusivity, kAgainst, 1.6, "\\bnon-?exclusive\\b|\\bnot exclusive\\b|\\bnot be exclusive"},
    {kExclusivity, kAgainst, 1, "\\b(?:employee|employment|solicit|hire)\\w*\\b"},
    {kExclusivity, kAgainst, 1.4, "\\bwithout\\b{..50}{consent}"},
    {kExclusivity, kAgainst, 1, "\\bwarrant(?:s|y|ies)\\b|\\brepresent(?:s|ation|ations)\\b"},

    // ---- termination for convenience: ending it without a reason
    {kTerminationForConvenience, kGate, 0, "terminat|terminable|cancel|withdraw|\\bend this\\b"},
    {kTerminationForConvenience, kBase, 3.6,
     "\\b(?:may|rights? (?:to|of)|entitled to|option (?:to|of)|elect to|ability to|opt to|power "
     "to|can|choose to|free to|able to|reserves?|permitted to)\\b(?: [\\w,'()-]+){0,9}? "
     "(?:terminat|cancel|withdraw)\\w*\\b{..320}\\b(?:for (?:its |their |his |the )?(?:\\w+ "
     ")?convenience|for any (?:or no )?reason|for any cause|for any other reason|for no reason|with or "
     "without|without (?:any )?(?:cause|reason)|without (?:having|giving|stating|specifying|assigning) "
     "(?:any |a )?(?:cause|reason)|without good cause|at will)\\b"},
    {kTerminationForConvenience, kBase, 3.6,
     "\\b(?:may|right to|entitled to|elect to|can|shall|will)\\b{..60}\\b(?:for (?:its |their )?(?:\\w+ "
     ")?convenience|for any (?:or no )?reason|without cause|with or without cause|at "
     "will)\\b{..160}\\b(?:terminat|cancel)"},
    {kTerminationForConvenience, kBase, 3.2,
     "\\b(?:terminable|cancellable|cancelable)\\b{..80}\\b(?:at will|at any time|without|upon|by "
     "either|on)\\b"},
    {kTerminationForConvenience, kBase, 3.4,
     "\\b(?:may|right to|rights? of|entitled to|option to|elect to|ability to|opt to|power to|can|choose "
     "to)\\b(?: [\\w,'()-]+){0,6}? (?:terminat|cancel|withdraw)\\w*\\b{..240}\\b(?:at any time|in its "
     "(?:sole|absolute|own)|at its (?:sole |own |absolute )?(?:option|election|discretion|convenience)|in "
     "(?:the )?sole (?:and absolute )?discretion|unilaterally|at the (?:sole )?(?:option|discretion))"},
    {kTerminationForConvenience, kBase, 3,
     "\\b(?:may|rights? (?:to|of)|entitled to|option (?:to|of)|elect to|ability to|opt to|can|choose "
     "to)\\b(?: [\\w,'()-]+){0,8}? "
     "(?:terminat|cancel|withdraw)\\w*\\b{..200}\\b(?:upon|by|on|with|after|giv\\w+|provid\\w+|deliver\\w+|"
     "serv\\w+)\\b{..80}{span}{..60}\\bnoti(?:ce|fication)"},
    {kTerminationForConvenience, kBase, 2.4,
     "\\b(?:may|right to|entitled to|option to|elect to|can)\\b(?: [\\w,'()-]+){0,4}? "
     "(?:terminat|cancel)\\w* (?:this|the|its) (?:[\\w-]+ "
     "){0,3}?(?:agreement|contract|appointment|engagement)\\b{..60}\\b(?:upon|by|on|with|giving|providing)"
     "\\b{..40}\\bnotice"},
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
    {kTerminationForConvenience, kAgainst, 1, "\\bwarrant|\\brepresent(?:s|ation)\\b|\\bmeans\\b"},
    {kTerminationForConvenience, kAgainst, 1, "\\b(?:renew|non-?renew|automatically extend)"},

    // ---- anti-assignment: this agreement, or rights under it, may not pass to others without consent
    {kAntiAssignment, kGate, 0,
     "assign|transfer|sublicen|sub-?franchis|subcontract|change (?:of|in) control|personal to|convey"},
    {kAntiAssignment, kBase, 4.5,
     "\\b(?:not|neither|no|nor|never|without|unless|only)\\b{..200}\\b(?:assign|transfer)(?:s|ed|able|ment|"
     "ing)?\\b{..260}\\b(?:without|unless|except|absent|only)\\b{..110}{consent}"},
    {kAntiAssignment, kBase, 4,
     "\\b(?:without|absent)\\b{..90}{consent}{..160}\\b(?:assign|transfer|delegate)(?:s|ed|able|ment|ing)?"
     "\\b"},
    {kAntiAssignment, kBase, 3.8,
     "\\b(?:neither|no) (?:[\\w,'-]+ ){0,14}?(?:may|shall|will|can|is|are) (?:[\\w,'-]+ "
     "){0,6}?(?:assign|transfer|delegat|sublicens)"},
    {kAntiAssignment, kBase, 3.6,
     "\\bno (?:[\\w,-]+ "
     "){0,4}?(?:assignment|transfer|sublicen[sc]e|delegation)\\b{..160}\\b(?:valid|binding|effective|made|"
     "permitted|without|unless)"},
    {kAntiAssignment, kBase, 3.6,
     "\\b(?:may|shall|will|can|must|does|is|are)(?: not|not) (?:[\\w,'()-]+ "
     "){0,9}?(?:assign|transfer|sublicen[sc]e|delegate|convey|subcontract)(?:ed|able|s)?\\b{..160}(?:\\bthis "
     "(?:[\\w-]+ "
     "){0,3}?(?:agreement|contract|license|franchise)|\\brights?\\b|\\binterests?\\b|\\bobligations?\\b|"
     "\\bduties\\b|\\blicen[sc]e)"},
    {kAntiAssignment, kBase, 3.6,
     "\\b(?:this|the) (?:[\\w-]+ "
     "){0,4}?(?:agreement|contract|license|franchise|rights)\\b{..120}\\b(?:not|non-?)\\b{..30}\\b(?:assign|"
     "transfer)(?:ed|able)\\b"},
    {kAntiAssignment, kBase, 3,
     "\\b(?:assign|transfer)(?:s|ed|ment|ing)?\\b{..220}\\b(?:void|invalid|no (?:force|legal|effect)|not be "
     "(?:binding|valid|effective))\\b"},
    {kAntiAssignment, kBase, 3,
     "\\b(?:assign|transfer)(?:s|ed|ment|ing)?\\b{..240}\\b(?:with|require\\w*|obtain\\w*|subject "
     "to|upon|receiv\\w*)\\b{..80}\\b(?:written|prior|express)\\b{..40}{consent}"},
    {kAntiAssignment, kBase, 2.8,
     "\\bmay (?:freely |also |only |at any time |otherwise )?(?:assign|transfer)\\b{..160}\\b(?:this "
     "(?:[\\w-]+ ){0,3}?agreement|rights|interest|obligations)"},
    {kAntiAssignment, kBase, 3,
     "\\b(?:change (?:of|in) (?:the )?(?:\\w+ )?control|merger|sale of "
     "(?:all|substantially))\\b{..200}\\b(?:assign|transfer|consent|deemed)"},
    {kAntiAssignment, kBase, 3.6,
     "\\bright to (?:[\\w,]+ ){0,3}?(?:assign|transfer)\\b{..80}\\b(?:this|the) (?:[\\w-]+ "
     "){0,3}?(?:agreement|contract|franchise|license)"},
    {kAntiAssignment, kBase, 3.2,
     "\\b(?:assign|transfer)(?:s|ed|ment|ing)?\\b{..160}\\b(?:only )?(?:with|upon|require\\w*|subject "
     "to)\\b{..60}{consent}"},
    {kAntiAssignment, kBase, 3.2,
     "\\bterminat\\w*\\b{..60}\\b(?:attempted|purported|unauthori[sz]ed) (?:assign|transfer)"},
    {kAntiAssignment, kBase, 3.4,
     "\\bchange (?:of|in) (?:the )?(?:\\w+ "
     ")?control\\b{..160}\\b(?:terminat|consent|deemed|assign)|\\bterminat\\w*\\b{..200}\\bchange (?:of|in) "
     "(?:the )?(?:\\w+ )?control"},
    {kAntiAssignment, kBase, 2.4,
     "\\b(?:rights|duties|obligations|license|agreement|franchise)\\b{..80}\\b(?:are|is) personal\\b"},
    {kAntiAssignment, kBase, 3.4,
     "\\b(?:shall|will|may)(?: not|not) (?:[\\w,'()-]+ "
     "){0,9}?(?:sublicen[sc]e|sub-?franchise|subcontract)\\b"},
    {kAntiAssignment, kBase, 2, "\\b(?:assign|transfer|delegate|subcontract)(?:s|ed|ment|able|ing)?\\b",
     "assign|transfer"},
    {kAntiAssignment, kBoost, 1.2, "", "assign|transfer|successors"},
    {kAntiAssignment, kBoost, 1,
     "\\b(?:assign|transfer)\\w*\\b{..90}\\b(?:this|the) (?:[\\w-]+ ){0,3}?(?:agreement|contract)\\b"},
    {kAntiAssignment, kBoost, 0.7,
     "\\b(?:assign|transfer)\\w*\\b{..90}\\b(?:its|any|their|all|your|such|the)(?: of)?(?: its| their| the)? "
     "(?:rights?|interests?|obligations?|duties)"},
    {kAntiAssignment, kBoost, 1, "\\b(?:purported|attempted) (?:[\\w,]+ ){0,3}?(?:assign|transfer|sale)"},
    {kAntiAssignment, kBoost, 0.6,
     "\\b(?:by operation of law|in whole or in part|voluntarily|null and void)\\b"},
    {kAntiAssignment, kAgainst, 2,
     "\\b(?:hereby|agrees? to|shall|will|and) (?:irrevocably )?(?:and \\w+ "
     ")?assigns?\\b{..80}\\b(?:all|entire|its|any) (?:[\\w,]+ ){0,3}?(?:right, title|rights?, "
     "titles?|inventions?|copyright|ownership)"},
    {kAntiAssignment, kAgainst, 1.8,
     "\\bassign(?:ed|s|ing)?\\b{..30}\\b(?:employees?|personnel|representatives?|tasks?|staff|manager|number|"
     "priority|work|project|inspector|individuals?|engineer)\\b"},
    {kAntiAssignment, kAgainst, 1.6,
     "\\btransfer\\w*\\b{..40}\\b(?:of "
     "(?:title|risk|technology|data|funds|know-how|custody|inventory|materials)|funds|technology|know-how|"
     "data|files|wire)\\b"},
    {kAntiAssignment, kAgainst, 1.6,
     "\\bconfidential|\\bdisclose\\b|\\btransferred (?:material|data|information)"},
    {kAntiAssignment, kAgainst, 1.2, "\\b(?:relieve|release)s?\\b|\\bthird[- ]party beneficiar|\\bconfer\\b"},
    {kAntiAssignment, kAgainst, 1.4, "\\b(?:means|shall mean)\\b"},
    {kAntiAssignment, kAgainst, 1.4, "\\brepresents? and warrants?\\b|\\bwarrants? that\\b"},
    {kAntiAssignment, kAgainst, 1, "\\btax(?:es)?\\b|\\bpatent applications?\\b|\\bemploy(?:ees?|ment)\\b"},

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
    {kNoticePeriod, kGate, 0, "renew|exten[ds]|expir|end of|then[- ]current|successive"},
    {kNoticePeriod, kGate, 0, "noti(?:ce|fi|fy)|advis|\\bunless\\b|in writing"},
    {kNoticePeriod, kBase, 4.5,
     "(?:\\b(?:renew|exten[ds])\\w*\\b|\\bcontinu\\w*\\b{..60}\\b(?:thereafter|automatic\\w*|successive|"
     "additional|year[- ]to|month[- ]to)){..260}\\b(?:unless|except|provided|if|subject "
     "to|but)\\b{..200}(?:\\bnoti(?:ce|fi)\\w*\\b{..160}{span}|{span}{..100}\\bnoti(?:ce|fi)\\w*|\\b(?:"
     "terminat|cancel)\\w*\\b{..100}{span}{..40}\\b(?:prior|before))"},
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

std::span<const ClauseRule> englishRules() {
    return kEnglish;
}

}  // namespace engine
