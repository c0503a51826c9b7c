#include "engine/documents/clause_opening.h"

#include <algorithm>
#include <cmath>

namespace engine {
namespace {

// The preamble may come after a cover, a table of contents and definitions, but not later than this.
constexpr int64_t kOpeningBytes = 40'000;

// A date that scores this stands in the preamble or is set like a date of its own.
constexpr float kSureDate = 3.5F;

struct PartyPatterns {
    ClausePattern between{
        "\\bby and (?:between|among)\\b|\\bby,? between\\b|\\b(?:between|among)\\b{..400}\\band\\b"};
    ClausePattern agreement{
        "\\b(?:this|the|th[ei]s) (?:[\\w&'/,-]+ "
        "){0,10}?\\(?(?:agreement|contract|amendment|lease|license|letter|deed|memorandum|addendum|schedule|"
        "plan|statement of work|venture|alliance|indenture|guaranty)\\b"};
    ClausePattern made{"\\b(?:made|entered|dated|executed|effective|concluded|signed|as of)\\b"};
    ClausePattern alias{
        "\\((?:[^()\"]{0,60})\"[^\"]{1,60}\"[^()]{0,80}\\)|\\bherein(?:after)?\\b[^\"]{0,60}\"[^\"]{1,60}\"|,"
        " \"[^\"]{1,40}\"[,;.]?"};
    ClausePattern hereinafter{
        "\\bherein(?:after)? (?:is |are |sometimes |also |collectively |individually |jointly |be "
        ")*(?:referred|called|known|designated|the|\")"};
    ClausePattern company{
        "\\b(?:inc|incorporated|l\\.?l\\.?c|corp|corporation|ltd|limited|company|co\\.|l\\.?p\\.|l\\.?l\\.?p|"
        "plc|gmbh|a\\.?g\\b|n\\.v|b\\.v|s\\.a|s\\.p\\.a|s\\.r\\.l|partnership|trust|association|bank|"
        "university|pte|pty|oy|a/s|town of|city of|county of|foundation|institute)\\b"};
    ClausePattern described{
        "\\ba(?:n)? (?:[\\w-]+ "
        "){1,4}?(?:corporation|company|partnership|trust|association|bank|entity|individual|resident|citizen)"
        "\\b|\\b(?:organi[sz]ed|existing|incorporated)\\b{..40}\\blaws\\b|\\b(?:principal|registered|"
        "executive|main) "
        "(?:place|office|executive)|\\b(?:having|with|whose|located|residing)\\b{..40}\\b(?:address|offices?|"
        "at)\\b"};
    ClausePattern labelled{
        "^[\\W\\d]*(?:party "
        "[a-z1-9]|parties|licensor|licensee|seller|buyer|supplier|customer|client|company|contractor|"
        "franchisor|franchisee|distributor|owner|service provider|lessor|lessee|sponsor)\\b ?[:(]"};
    ClausePattern numbered{"^\\W*(?:section |article )?(?:[2-9]|[1-9]\\d)(?:\\.\\d+)*\\.? "};
    ClausePattern partyLetter{"\\bparty [a-e](?: ?\\([^)]{1,30}\\))? ?: ?"};
    ClausePattern both{
        "\"part(?:y|ies)\\b|\\bcollectively\\b{..40}\"[^\"]{0,20}part|\\beach\\b{..30}\"party"};
    ClausePattern against{
        "\\bwhereas\\b|\\bmeans\\b|\\bshall mean\\b|\\bterminat|\\bprovided "
        "that\\b|\\bindemnif|\\bdispute|\\bconfidential treatment|\\bamong other "
        "things|\\bsource:|\\bdifferences? between|\\brelationship (?:of|between)|\\bagreement "
        "between\\b|\\bobligations?\\b"};
    ClausePattern signature{
        "\\b(?:in witness whereof|by: ?[_/]|name: |title: |signature|authori[sz]ed "
        "(?:signatory|representative))"};
    ClausePattern contents{"(?:\\. ?){5,}|\\btable of contents\\b|\\bpage\\b{..20}\\barticle\\b"};
};

const PartyPatterns& partyPatterns() {
    static const PartyPatterns patterns;
    return patterns;
}

int count(const ClausePattern& pattern, std::string_view text, int atMost) {
    int n = 0;
    size_t from = 0;
    while (n < atMost) {
        const auto match = pattern.find(text, from);
        if (!match.found || match.end <= from) break;
        ++n;
        from = match.end;
    }
    return n;
}

void sortBest(std::vector<ClauseFind>& finds) {
    std::stable_sort(finds.begin(), finds.end(),
                     [](const ClauseFind& a, const ClauseFind& b) { return a.score > b.score; });
}

// How much a sentence looks like the words that name the parties.
float partyScore(std::string_view own) {
    const PartyPatterns& p = partyPatterns();
    const bool between = p.between.matches(own);
    const int aliases = count(p.alias, own, 3);
    const bool labelled = p.labelled.matches(own);
    const int letters = count(p.partyLetter, own, 2);
    if (!between && aliases == 0 && letters == 0 && !labelled && !p.hereinafter.matches(own)) return 0;
    float score = 0;
    if (between) score += p.agreement.matches(own) ? 3.0F : 1.5F;
    if (p.made.matches(own)) score += 1.0F;
    score += 1.2F * static_cast<float>(std::min(aliases, 2));
    if (p.hereinafter.matches(own)) score += 1.0F;
    score += 0.8F * static_cast<float>(std::min(count(p.company, own, 3), 2));
    if (p.described.matches(own)) score += 0.8F;
    if (labelled) score += 1.5F;
    score += 1.5F * static_cast<float>(letters);
    if (p.both.matches(own)) score += 0.5F;
    if (p.numbered.matches(own)) score -= 1.5F;
    if (p.against.matches(own)) score -= 2.5F;
    if (p.contents.matches(own)) score -= 3.0F;
    return score;
}

struct DatePatterns {
    ClausePattern date{"{date}"};
    ClausePattern made{
        "\\b(?:dated?|made|entered|executed|effective|as of|commencing|signed|concluded|agreement "
        "date|execution date|on)\\b{..110}{date}"};
    ClausePattern dated{
        "\\b(?:dated?|made|entered|executed|as of|signed|concluded|agreement date|execution "
        "date)\\b{..90}{date}"};
    ClausePattern other{
        "\\bwhereas\\b|\\b(?:pursuant to|under|to|amend\\w*|supersed\\w+|in|certain|that) "
        "(?:the|that|a|an|certain|prior)?{..60}\\bagreement,? "
        "dated\\b|\\b(?:amended|filed|omitted|source:|exhibit \\d|10-[kq]|8-k|s-1|securities "
        "act|rev\\.|revised|version|form)\\b"};
    ClausePattern signature{
        "(?:\\bdated?\\b ?(?:of (?:signature|execution|agreement))? "
        "?[:_]|\\bdate\\b|\\bby:|^\\W*dated\\b|\\bsignature\\b|/s/)"};
    ClausePattern signedAndDated{"\\b(?:its|by|title|name)\\b ?:.{0,140}\\bdated? ?:? ?{date}"};
    ClausePattern thisAgreementDated{
        "\\bth(?:is|e) (?:[\\w&'/,-]+ ){0,8}?\\(?(?:agreement|contract|amendment|lease|license|letter|deed|"
        "memorandum|addendum)\\b{..80}\\b(?:dated|made|entered|executed|signed|concluded)\\b{..90}{date}"};
    ClausePattern dateLine{
        "^\\W*(?:date|dated|date of (?:agreement|contract)|agreement date)\\b ?:? ?{date}\\W*$"};
    ClausePattern effectiveLabel{"^\\W*(?:the )?effective date(?: of (?:this )?agreement)?\\W*$"};
    ClausePattern witness{"\\bin witness whereof\\b|\\b(?:executed|signed)\\b{..60}\\b(?:as of|on|this)\\b"};
    ClausePattern signaturePage{
        "\\b(?:signature page|latest date|last date|date of (?:the )?(?:last|later|latest)|last "
        "signature|date (?:first )?(?:written|set forth) (?:below|above)|date of "
        "(?:execution|signature|signing)|date (?:upon|on) which)"};

    ClausePattern definedAfterDate{
        "{date}{..120}(?:\\(|\"|\\bhereinafter\\b|\\bherein\\b|\\bcalled\\b|\\breferred to "
        "as\\b){..30}(?:effective|commencement) date"};
    ClausePattern defined{
        "\"(?:effective|commencement|contract effective|agreement effective) date\"? "
        "?(?:shall|will|means|is|of this|:|-)|\\bas of the \"?effective date\"? (?:that|set "
        "forth|indicated|stated|specified|shown|below|on)|^\\W*effective date "
        "?:|\\((?:the|this|hereinafter){..40}\"(?:effective|commencement) date\\.?,?\""};
    ClausePattern labelled{
        "\\b(?:(?:effective|commencement|start(?:ing)?) date|contract start)(?: of (?:this|the) [\\w "
        "]{2,30}?)? "
        "?[:.-]? ?(?:is |shall be |means )?{..14}{date}|^\\W*(?:effective|commencement|start) ?:? ?{date}"};
    ClausePattern becomes{
        "\\b(?:agreement|contract|amendment|franchise|license|letter|lease|venture|attachment|document|"
        "addendum|it)\\b{..110}\\b(?:shall|will|is|are|to)\\b{..40}\\b(?:become|be|take|come|made|deemed)\\b{"
        "..24}\\b(?:effective|effect|binding|into force|valid)\\b(?! (?:up)?on (?:the "
        "part|all|each|any|and|its|their)){..60}\\b(?:on|as "
        "of|upon|when|from|after|only|once|immediately|date)\\b"};
    ClausePattern effectiveDateOf{
        "\\b(?:the )?effective date (?:of|for) (?:this|the) (?:[\\w-]+ "
        "){0,3}?(?:agreement|contract|franchise|amendment)\\b{..40}\\b(?:is|shall be|will be|means)\\b"};
    ClausePattern effectiveAsOf{
        "\\b(?:agreement|contract|amendment|letter|term|license|lease|engagement|appointment|venture|"
        "addendum|"
        "made|entered into|executed)\\b{..160}\\beffective\\b{..24}(?:as of|on|this|from)?{..24}{date}|"
        "^\\W*(?:this is )?effective (?:as of |on |this |from )?{date}"};
    // The agreement's own day is named as the day from which it counts.
    ClausePattern countsFromItsDay{
        "\\b(?:commenc|begin|start|run|effective|effect|force)\\w*\\b{..60}\\b(?:date (?:hereof|of this|of "
        "the "
        "agreement|first|above|set forth|hereinabove|indicated|written)|effective "
        "date)\\b|\\b(?:from|after|of) "
        "(?:and after )?the (?:date hereof|date of this (?:agreement|contract)|date first|effective date)\\b|"
        "\\bthe \"?(?:effective|commencement) date\\b(?! of (?:the |such |any |said |its |a |an |each "
        ")*(?!this|agreement|contract)\\w)"};
    ClausePattern otherPeriod{
        "\\b(?:warranty|option|royalty|notice|cure|standstill|renewal|extension|extended|lease|probation\\w*|"
        "fiscal|test|trial|review|closing|construction|transition|restricted|limitation|payment|reporting|"
        "measurement|accounting|calendar|contract|license|sales|each|such)(?:'s)? "
        "(?:period|terms?|quarters?|years?"
        ")\\b{..60}\\b(?:commenc|begin|start)|\\b(?:price|rates?|fees?|salary|royalt\\w+|increase|interest|"
        "payments?|pricing|insurance|coverage)\\b{..80}\\b(?:effective|commencing|beginning|starting)\\b"};
    ClausePattern commences{
        "\\b(?:agreement|term|contract|franchise|license|venture|services|appointment|period)\\b{..140}\\b(?:"
        "shall|will|to|is|are|and)\\b{..40}\\b(?:commenc|begin|start)\\w*\\b{..50}(?:{date}|\\bdate\\b|"
        "\\bupon\\b|\\beffective|\\bfirst "
        "day|\\bexecution|\\bsign)|\\bterm\\b{..60}\\b(?:commencing|beginning|starting)\\b{..30}(?:{date}|"
        "\\bthe date)"};
    ClausePattern against{
        "\\beffective (?:through|until|for)\\b|\\beffective date of (?:the |such |any |said "
        ")*(?:cancel|terminat|assign|transfer|resign|change|notice|merger|registration)|\\bas "
        "modified|\\bsource:|\\b(?:provision|invalid|section|assignment|transfer|termination|policy|"
        "insurance|resignation|notice|change|amendment|modification|waiver)\\b{..80}\\b(?:shall|will|be|"
        "become)\\b{..40}\\beffective\\b|\\bterminat\\w*\\b{..60}\\beffective\\b|\\b(?:prior "
        "to|after|following|since|on or before) the effective date|\\brepresents and "
        "warrants|\\bwhereas\\b|\\bbecame effective|\\bsurviv|\\bimplication"};
    // Says that it starts when it starts: of use only where nothing better is said.
    ClausePattern circular{
        "\\b(?:on|upon|as of|from) the (?:effective|commencement) date\\b|\\bhas the meaning\\b|\\bset forth "
        "(?:above|in the (?:preamble|introduct))"};
    ClausePattern otherDefinition{
        "^[\\W\\d]*(?:the term )?\"(?!(?:contract |agreement "
        ")?(?:effective|commencement))[^\"]{1,60}\"{..20}\\b(?:means|shall mean|is "
        "defined)\\b|\\bmeans\\b{..100}\\b(?:effective|dated|entered)"};
};

const DatePatterns& datePatterns() {
    static const DatePatterns patterns;
    return patterns;
}

std::string_view ownWords(const RuleText& text) {
    return std::string_view(text.folded).substr(std::min(text.ownBegin, text.folded.size()));
}

void keep(std::vector<ClauseFind>& finds, ClauseKind kind, int32_t sentence, float score) {
    if (score > 0) finds.push_back({kind, sentence, score});
}

}  // namespace

Opening readOpening(const Document& document, const SentenceMap& map, std::span<const RuleText> texts) {
    Opening opening;
    const auto& p = partyPatterns();
    const auto& d = datePatterns();
    const auto total = static_cast<int32_t>(map.sentences.size());
    const auto length = static_cast<double>(std::max<size_t>(1, document.text.size()));
    int32_t headEnd = 0;
    while (headEnd < total && (map.sentences[static_cast<size_t>(headEnd)].begin() < kOpeningBytes))
        ++headEnd;

    // The preamble: the sentence that looks most like it, earlier ones preferred.
    std::vector<float> looks(static_cast<size_t>(headEnd), 0.0F);
    float best = 0;
    for (int32_t i = 0; i < headEnd; ++i) {
        const auto at = static_cast<size_t>(i);
        looks[at] = partyScore(ownWords(texts[at]));
        if (looks[at] <= 0) continue;
        const auto distance = static_cast<float>(map.sentences[at].begin()) / 6000.0F;
        const float score = looks[at] - std::min(distance, 3.0F);
        if (score > best) {
            best = score;
            opening.preamble = i;
        }
    }
    if (best < 2.0F) opening.preamble = -1;
    if (opening.preamble >= 0) {
        keep(opening.parties, ClauseKind::kParties, opening.preamble, best);
        // A preamble laid out over several lines names each party in a sentence of its own.
        for (int32_t i = std::max(0, opening.preamble - 4); i < std::min(headEnd, opening.preamble + 7);
             ++i) {
            if (i == opening.preamble) continue;
            const auto at = static_cast<size_t>(i);
            if (looks[at] >= 2.0F) keep(opening.parties, ClauseKind::kParties, i, looks[at] * 0.6F);
        }
    }
    if (opening.preamble < 0 || best < 3.5F) {
        // No preamble to speak of, as in a filled-in form: names with a company's ending near the top,
        // labelled names, or those who sign.
        for (int32_t i = 0; i < total; ++i) {
            const auto at = static_cast<size_t>(i);
            const auto own = ownWords(texts[at]);
            const bool top = map.sentences[at].begin() < 3000;
            const bool end = static_cast<double>(map.sentences[at].begin()) > 0.8 * length;
            if (!top && !end) continue;
            if (own.size() > 400 || p.against.matches(own)) continue;
            float score = 0;
            if (top && p.labelled.matches(own)) score = 1.6F;
            if (top && p.company.matches(own)) score += 1.0F;
            if (end && p.signature.matches(own)) score += p.company.matches(own) ? 1.0F : 0.6F;
            if (i != opening.preamble) keep(opening.parties, ClauseKind::kParties, i, score);
        }
    }
    sortBest(opening.parties);

    // The date: in the preamble, on the cover, else beside a signature.
    bool onSignaturePage = false;
    if (opening.preamble >= 0) {
        const auto own = ownWords(texts[static_cast<size_t>(opening.preamble)]);
        onSignaturePage = d.signaturePage.matches(own) && !d.date.matches(own);
    }
    const int32_t coverEnd =
        opening.preamble >= 0 ? std::min(headEnd, opening.preamble + 6) : std::min(headEnd, 12);
    for (int32_t i = 0; i < total; ++i) {
        const auto at = static_cast<size_t>(i);
        const auto own = ownWords(texts[at]);
        const bool cover = i < coverEnd;
        const bool end = static_cast<double>(map.sentences[at].begin()) > 0.7 * length;
        if (!d.date.matches(own)) continue;
        if (!cover && !end) {
            // A signature page before the exhibits.
            if ((own.size() < 60 && d.dateLine.matches(own)) || d.signedAndDated.matches(own)) {
                keep(opening.agreementDate, ClauseKind::kAgreementDate, i, 1.3F);
            }
            continue;
        }
        float score = 0;
        if (cover) {
            if (i == opening.preamble ? d.made.matches(own) : d.dated.matches(own)) score += 2.5F;
            if (own.size() < 40) score += 1.5F;
            if (i == opening.preamble) score += 3.0F;
            if (i > opening.preamble && i != opening.preamble && opening.preamble >= 0) score -= 0.8F;
            if (i != opening.preamble && d.other.matches(own)) score -= 3.0F;
        } else {
            if (d.witness.matches(own)) score += 1.6F;
            if (d.signature.matches(own) && own.size() < 500) score += 1.2F;
            if (onSignaturePage && score > 0) score += 1.5F;
            if (d.other.matches(own)) score -= 1.5F;
        }
        keep(opening.agreementDate, ClauseKind::kAgreementDate, i, score);
    }
    if (opening.agreementDate.empty()) {
        // Long front matter hides the words that open it.
        for (int32_t i = 0; i < total; ++i) {
            const auto own = ownWords(texts[static_cast<size_t>(i)]);
            if (d.thisAgreementDated.matches(own) && !d.other.matches(own))
                keep(opening.agreementDate, ClauseKind::kAgreementDate, i, 1.2F);
        }
    }
    sortBest(opening.agreementDate);
    if (!opening.agreementDate.empty() && opening.agreementDate.front().score < kSureDate) {
        // No preamble says it: cover and signatures are cited side by side.
        for (ClauseFind& find : opening.agreementDate) {
            if (find.score >= 0.3F * opening.agreementDate.front().score)
                find.score = std::max(find.score, 0.5F * opening.agreementDate.front().score);
        }
    }

    bool fromItsDay = false;
    for (int32_t i = 0; i < total && !fromItsDay; ++i) {
        const auto own = ownWords(texts[static_cast<size_t>(i)]);
        if (own.find("date") == std::string_view::npos) continue;
        fromItsDay = i != opening.preamble && d.countsFromItsDay.matches(own);
    }
    for (int32_t i = 0; i < total; ++i) {
        const auto at = static_cast<size_t>(i);
        const auto own = ownWords(texts[at]);
        if (own.find("effect") == std::string_view::npos && own.find("commenc") == std::string_view::npos &&
            own.find("begin") == std::string_view::npos && own.find("start") == std::string_view::npos &&
            i != opening.preamble) {
            continue;
        }
        float score = 0;
        if (d.definedAfterDate.matches(own)) score = std::max(score, 5.0F);
        if (d.defined.matches(own)) score = std::max(score, 4.0F);
        if (d.labelled.matches(own)) score = std::max(score, 3.6F);
        if (d.effectiveDateOf.matches(own)) score = std::max(score, 3.6F);
        if (d.effectiveAsOf.matches(own)) score = std::max(score, 3.2F);
        if (d.becomes.matches(own)) score = std::max(score, 3.0F);
        if (d.commences.matches(own)) score = std::max(score, d.date.matches(own) ? 2.8F : 2.0F);
        if (d.effectiveLabel.matches(own) && i + 1 < total && d.date.matches(ownWords(texts[at + 1]))) {
            // A table: the label in one line, the date in the next.
            keep(opening.effectiveDate, ClauseKind::kEffectiveDate, i + 1, 4.2F);
            continue;
        }
        if (i == opening.preamble) {
            // The day it was made is the day it counts from where it is said so, here or elsewhere.
            if (d.date.matches(own) && (score > 0 || fromItsDay)) score = std::max(score + 1.5F, 2.6F);
        } else if (score > 0) {
            if (d.against.matches(own)) score -= 2.0F;
            if (d.otherDefinition.matches(own)) score -= 3.0F;
            if (d.circular.matches(own)) score -= 1.4F;
            if (d.otherPeriod.matches(own)) score -= 1.6F;
        }
        keep(opening.effectiveDate, ClauseKind::kEffectiveDate, i, score);
    }
    if (fromItsDay && opening.effectiveDate.empty() && !opening.agreementDate.empty()) {
        keep(opening.effectiveDate, ClauseKind::kEffectiveDate, opening.agreementDate.front().sentence, 1.0F);
    }
    if (onSignaturePage && !opening.agreementDate.empty()) {
        // "as of the latest date on the signature page": that date is the effective one.
        const ClauseFind& signedOn = opening.agreementDate.front();
        keep(opening.effectiveDate, ClauseKind::kEffectiveDate, signedOn.sentence, 4.0F);
    }
    sortBest(opening.effectiveDate);
    return opening;
}

}  // namespace engine
