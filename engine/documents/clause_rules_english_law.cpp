#include "engine/documents/clause_rules.h"

// English rules for what binds the parties: law, liability, exclusivity, assignment.
// Patterns see folded text: lower case, straight quotes, hyphens, single blanks.
namespace engine {
namespace {

using enum ClauseKind;
using enum RuleRole;

constexpr ClauseRule kLaw[] = {
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
    {kLiabilityCap, kAgainst, 0.8, "^(?!.*\\b{special}).*\\b(?:force majeure|acts? of god)\\b"},
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
     "manufactur|distribut|order|engag|contract|refer|endors|cooperat)\\w*\\b{..110}\\bexclusively\\b(?! "
     "(?:governed|construed|by the (?:laws|courts)|in the courts|subject|resolved))"},
    {kExclusivity, kBase, 3.2,
     "(?<!non-)\\bexclusively "
     "(?:from|through|with|purchase|deal|sell|market|promote|distribute|supply|engage)\\b(?! (?:the "
     ")?(?:jurisdiction|courts?|laws?|arbitration|purposes?))"},
    {kExclusivity, kBase, 3.6,
     "\\b(?:purchas|buy|obtain|order|procur|sourc|suppl|manufactur|acquir|provid|fulfil)\\w*\\b{..90}\\b(?:"
     "all|100%|entire|total|substantially all)\\b(?: of)?(?: [\\w.'&-]+){0,3}? (?:requirements?|needs)\\b"},
    // No dealing with others. "Another distributor" and "competing" say it; "third parties" alone only with
    // verbs that choose a partner, else it may be a licence's limits.
    {kExclusivity, kBase, 3.2,
     "\\b(?:(?:shall|will|may|agrees?|covenants?|undertakes?|must|can)\\b{..60}\\bnot?\\b|neither\\b{..60}"
     "\\b(?:"
     "shall|will|may)\\b){..110}\\b(?:grant|licen[sc]e|appoint|engage|authori[sz]e|permit|allow|sell|supply|"
     "provide|enter into|purchase|obtain|distribute|promote|market|offer|contract "
     "with|develop|manufacture|commerciali[sz]e|establish|operate|endorse|advertise|sponsor|display|employ|"
     "retain|use|accept|carry|represent|solicit|recommend)\\b{..130}\\b(?:any other "
     "(?:party|third|entity|company|franchise|distribut|licens|supplier|sponsor|brand|product|vendor|"
     "manufactur|manager|agent|provider|carrier|dealer|contractor|bank|retailer|broker|consultant)|other "
     "franchise|anyone (?:else|other)|another (?:person|party|company|sponsor|distribut|supplier|agent|"
     "franchise|manager|provider|restaurant|vendor)|compet(?:e|es|ing|itive|itors?|itor's)\\b|parties other "
     "than|person other than)"},
    {kExclusivity, kBase, 3.2,
     "\\b(?:shall|will|may|agrees?|covenants?|undertakes?|must|can)\\b{..60}\\bnot?\\b{..110}\\b(?:grant|"
     "licen[sc]e|appoint|engage|enter into|purchase|obtain|contract "
     "with|accept|receive|negotiate)\\b{..130}\\b(?:third "
     "part\\w+|others\\b|any other person)"},
    {kExclusivity, kBase, 2.6,
     "\\b(?:shall|will|may|agrees?|covenants?|undertakes?|must|can)\\b{..60}\\bnot?\\b{..110}\\b(?:authori["
     "sz]e|"
     "sell|supply|provide|distribute|promote|market|offer|develop|manufacture|commerciali[sz]e|establish|"
     "operate|sponsor|display)\\b{..130}\\b(?:third part\\w+|others\\b|any other person)"},
    {kExclusivity, kBase, 2.8,
     "\\b(?:shall|will|may|agrees?)\\b{..60}\\bnot?\\b{..110}\\b(?:sell|supply|purchase|use|distribute|"
     "promote|"
     "market|offer|carry|serve|display|advertise)\\b{..60}\\b(?:any|another) (?:[\\w-]+ ){1,5}?(?:programs?|"
     "products?|services?|cards?|brands?|goods|channels?|software|beverages?|equipment) (?:[\\w-]+ "
     "){0,8}?other "
     "than (?:the|those|such|products)\\b"},
    {kExclusivity, kBase, 3.4,
     "\\b(?:rights?|licen[sc]es?|appointment|engagement|grants?|relationship|distributorship|agency)\\b{.."
     "120}"
     "\\b(?:shall be|is|are|will be|be)\\b (?:an? |on an? |sole and )?exclusive\\b(?! "
     "(?:property|of|remed|owner|jurisdiction|and sole property))"},
    {kExclusivity, kBase, 3.2,
     "\\b(?:carry|use|exhibit|wear|broadcast|feature|perform|appear|serve|stock)\\b{..60}\\bexclusively\\b(?!"
     " "
     "(?:for|to|in|by))"},
    {kExclusivity, kBase, 4.4, "\\bnon-?exclusive\\b{..20}\\bto (?:an? )?exclusive\\b"},
    {kExclusivity, kBase, 3.6, "(?<!non-)(?<!non)\\b(?:on|upon|as) an? (?:sole and )?exclusive basis\\b"},
    {kExclusivity, kBase, 3.2,
     "\\b(?:ha(?:s|ve)|grants?|granted|enjoys?|provides?|offers?|maintains?|entitled "
     "to)\\b{..40}(?<!non-)\\b(?:exclusivity|sole right to (?:sell|distribute|market|supply))\\b"},
    {kExclusivity, kBase, 3.2,
     "\\b(?:use|engage|contract|employ|retain|appoint)\\w*\\b{..80}\\bfor all(?: of)?(?: [\\w-]+){0,5}? "
     "(?:needs|requirements)\\b"},
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
    // A licence's limits, somebody's data, a defence: not a choice of partner.
    {kExclusivity, kAgainst, 2,
     "\\b(?:copy|reverse[- "
     "]engineer|decompil\\w*|disassembl\\w*|sublicens\\w*|rent)\\b|\\b(?:customer|personal|"
     "user) (?:data|information)|\\b(?:contracts?|agreements?|obligations?|commitments?) (?:for or )?on "
     "behalf of\\b|\\bcontrol (?:of )?(?:the|such|any) (?:defen[sc]e|"
     "prosecution)|\\bnot (?:be "
     ")?(?:required|obligated|obliged|restrict\\w*|prevent\\w*|preclud\\w*|prohibit\\w*)"
     "\\b"},
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
    {kExclusivity, kAgainst, 1,
     "\\b(?:employee|employment|hire)\\w*\\b|\\bsolicit\\w*\\b(?! (?:or |and )?(?:\\w+ "
     ")?(?:orders|sales|business|"
     "customers))"},
    {kExclusivity, kAgainst, 1.4,
     "^(?!.*\\b(?:same|similar|compet\\w+|exclusiv\\w+)\\b).*\\bwithout\\b{..50}{consent}"},
    {kExclusivity, kAgainst, 1, "\\bwarrant(?:s|y|ies)\\b|\\brepresent(?:s|ation|ations)\\b"},

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
     "){0,12}?(?:assign|transfer|delegat|sublicens)"},
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
    {kAntiAssignment, kBase, 3.8,
     "\\b(?:agreement|contract|rights?|interests?|obligations?|duties|licen[sc]e|franchise)\\b{..120}\\b(?:"
     "may|"
     "shall|can)(?: not|not)\\b (?:[\\w,'()-]+ ){0,6}?(?:assign|transfer|delegat|sublicens|convey)\\w*"},
    {kAntiAssignment, kBase, 3.4,
     "\\b(?:agreement|contract|licen[sc]e|rights?)\\b{..80}\\bnon-?assignable\\b|\\bnot (?:be "
     ")?(?:assignable|transferable)\\b"},
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
     "\\bconfidential|\\bdisclose\\b|\\bproprietary information|\\btransferred "
     "(?:material|data|information)"},
    {kAntiAssignment, kAgainst, 1.2, "\\b(?:relieve|release)s?\\b|\\bthird[- ]party beneficiar|\\bconfer\\b"},
    {kAntiAssignment, kAgainst, 2.6, "\\bmay (?:be )?freely (?:be )?(?:assign|transfer)"},
    // Moves goods, data or money, not the agreement.
    {kAntiAssignment, kAgainst, 2.4,
     "^(?!.*\\b(?:agreement|contract|rights?|interests?|obligations?|duties|franchise|licen[sc]e|hereunder|"
     "hereof|herein|assign|void|stock|shares|venture)).*\\btransfer"},
    {kAntiAssignment, kAgainst, 1.4, "\\b(?:means|shall mean)\\b"},
    {kAntiAssignment, kAgainst, 1.4, "\\brepresents? and warrants?\\b|\\bwarrants? that\\b"},
    {kAntiAssignment, kAgainst, 1, "\\btax(?:es)?\\b|\\bpatent applications?\\b|\\bemploy(?:ees?|ment)\\b"},
};

}  // namespace

std::span<const ClauseRule> englishLawRules() {
    return kLaw;
}

}  // namespace engine
