#include "engine/documents/rewrite_synonyms.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "engine/documents/rewrite_words.h"

namespace engine {
namespace {

// The plainer word, then the words it may stand for.
constexpr std::string_view kLists[] = {
    "end terminate termination expire expiration conclude cease discontinue",
    "stop terminate cease discontinue suspend",
    "cancel terminate rescind revoke",
    "ended terminated expired",
    "start commence begin initiate effective",
    "begin commence start effective",
    "last continue remain effect force term",
    "continue remain survive",
    "stay remain",
    "buy purchase acquire procure",
    "purchase buy acquire",
    "sell sale",
    "use utilize utilization usage using employ",
    "tell notify inform advise",
    "inform notify advise notice notification",
    "notify inform advise notice notification",
    "notice notification notify",
    "give provide grant deliver furnish supply render",
    "provide furnish supply give deliver render provision",
    "grant give license",
    "send deliver transmit submit forward remit",
    "deliver furnish delivery tender",
    "pay payment remit compensate reimburse payable paid",
    "payment pay payable paid remit",
    "reimburse reimbursement refund repay",
    "repay reimburse refund",
    "cost expense costs",
    "expense cost",
    "money amount sum funds",
    "amount sum",
    "agreement contract hereof herein hereunder hereto",
    "contract agreement hereof herein hereunder hereto",
    "deal agreement",
    "permission consent approval authorization",
    "approval approve consent authorization",
    "approve consent authorize approval",
    "consent approval approve",
    "agree consent mutual mutually agreement",
    "allow permit authorize permissible",
    "allowed permitted authorized entitled",
    "permit allow authorize",
    "let permit allow",
    "responsible liable responsibility liability",
    "liable responsible liability responsibility",
    "responsibility obligation duty responsible",
    "duty obligation",
    "obligation duty",
    "keep maintain retain preserve hold",
    "maintain keep",
    "hold retain keep",
    "get obtain receive acquire",
    "obtain get acquire",
    "receive receipt obtain",
    "share disclose",
    "reveal disclose",
    "secret confidential confidence",
    "private confidential",
    "confidential confidence",
    "fix remedy cure correct repair rectify",
    "cure remedy",
    "correct remedy cure",
    "break breach violate",
    "breach violate default violation",
    "violate breach violation infringe contravene",
    "transfer assign assignment convey",
    "law statute legislation",
    "court tribunal",
    "rule regulation",
    "change amend modify alter amendment modification",
    "modify amend amendment change alter modification",
    "written writing write",
    "document documentation",
    "show demonstrate display evidence",
    "prove demonstrate evidence",
    "ask request",
    "request ask",
    "choose elect select election option",
    "option elect election",
    "decide determine decision determination",
    "determine decide decision determination",
    "think deem believe",
    "consider deem",
    "try attempt endeavor effort",
    "effort endeavor",
    "help assist assistance aid",
    "assist help assistance",
    "make create manufacture prepare",
    "create make prepare",
    "build construct construction",
    "promptly immediately forthwith promptly",
    "immediately forthwith promptly",
    "quickly promptly immediately forthwith",
    "soon promptly",
    "yearly annual annually",
    "annual yearly annually year",
    "annually year annual yearly",
    "monthly month",
    "quarterly quarter",
    "daily day",
    "weekly week",
    "year annual annually calendar",
    "month monthly",
    "extra additional",
    "additional further extra",
    "further additional",
    "more additional further greater",
    "total aggregate",
    "whole entire",
    "full entire complete",
    "complete completion entire full",
    "part portion",
    "portion part",
    "place location premises",
    "location place premises",
    "premise facility location",
    "facility premise",
    "goods products merchandise",
    "product goods",
    "people persons individuals person individual personnel",
    "person individual",
    "worker employee personnel",
    "staff personnel employee",
    "issue dispute issuance",
    "disagreement dispute",
    "conflict dispute inconsistency inconsistent",
    "problem defect",
    "loss losses damage",
    "damage losses harm loss",
    "harm damage injury",
    "happen occur arise",
    "occur happen arise occurrence",
    "arise occur arising",
    "follow comply compliance adhere observe accordance",
    "comply compliance follow observe",
    "meet satisfy fulfill",
    "fulfill satisfy perform",
    "do perform conduct carry",
    "perform conduct carry performance",
    "carry perform conduct",
    "govern construe interpret",
    "interpret construe",
    "state provide specify set forth",
    "specify set forth specified",
    "set specify forth establish",
    "describe set forth specified described",
    "list set forth enumerate",
    "define meaning mean definition",
    "mean meaning define",
    "own ownership title",
    "property title ownership",
    "ownership own title",
    "renew extend renewal extension",
    "extend renew extension renewal prolong",
    "renewal renew",
    "extension extend",
    "automatically automatic",
    "period term",
    "term period duration",
    "duration term",
    "protect safeguard defend",
    "defend protect",
    "cover include comprise indemnify",
    "join participate",
    "review examine inspect examination",
    "check inspect examine verify review",
    "inspect examine inspection",
    "test examine inspect",
    "need require necessary requirement",
    "require need necessary requirement",
    "required necessary",
    "requirement require",
    "ensure assure cause guarantee",
    "cause ensure",
    "promise covenant warrant represent guarantee undertake",
    "guarantee warrant warranty",
    "sole exclusive only",
    "exclusive sole",
    "prohibit forbid",
    "forbid prohibit",
    "limit restrict limitation restriction",
    "restrict limit",
    "refuse decline reject",
    "reject refuse",
    "accept acknowledge acceptance",
    "acknowledge agree accept",
    "confirm acknowledge",
    "remove delete eliminate",
    "return redeliver",
    "earlier first",
    "later last",
    "big large material substantial",
    "significant material substantial",
    "reasonable reasonably",
    "commercial commercially",
    "current then-current currently present",
    "event occurrence",
    "fee charge compensation",
    "charge fee",
    "price cost",
    "tax taxes",
    "sign execute executed execution",
    "signed executed execute dated",
    "enter execute",
    "made enter entered executed dated",
    "involve relate concern",
    "affect impair",
    "name designate appoint title",
    "appoint designate nominate",
    "report statement",
    "copy duplicate counterpart",
    "success successful",
    "visit access",
    "access visit",
    "support assistance support",
    "train training",
    "training train",
    "ship shipment deliver",
    "shipment ship delivery",
    "delivery deliver shipment",
    "open opening",
    "register registration",
    "advertise advertising advertisement promote",
    "advertising advertisement promotion",
    "promote market advertise",
    "sue action proceeding",
    "settle resolve settlement",
    "resolve settle resolution settled",
    "bind binding bound",
    "binding bind bound",
    "valid effect force effective",
    "effective effect",
    "effect effective force",
    "insurance insure policy",
    "store storage",
    "record books",
    "website site",
    "online internet",
    "specific specify particular",
    "particular specific",
    "separate severable",
    "apply applicable",
    "concern relate",
    "date day",
    "day date",
};

const std::unordered_map<std::string, std::unordered_set<std::string>>& lists() {
    static const auto all = [] {
        std::unordered_map<std::string, std::unordered_set<std::string>> map;
        for (std::string_view list : kLists) {
            std::string first;
            for (size_t at = 0; at < list.size();) {
                const size_t end = std::min(list.find(' ', at), list.size());
                const std::string stem = rewriteStem(list.substr(at, end - at));
                if (at == 0) {
                    first = stem;
                } else {
                    map[first].insert(stem);
                }
                at = end + 1;
            }
        }
        return map;
    }();
    return all;
}

}  // namespace

bool plainerWord(std::string_view plain, std::string_view legal) {
    const auto found = lists().find(std::string(plain));
    return found != lists().end() && found->second.contains(std::string(legal));
}

bool meansTheSame(std::string_view rewrite, std::string_view source) {
    if (rewrite == source) return true;
    // Irregular or cut differently: "provis-ion", "provid-e" share five letters and little remains.
    if (rewrite.size() >= 5 && source.size() >= 5) {
        size_t same = 0;
        while (same < std::min(rewrite.size(), source.size()) && rewrite[same] == source[same])
            ++same;
        const size_t rest = std::max(rewrite.size(), source.size()) - same;
        // Roles differ in their last letters alone.
        const auto role = [](std::string_view s) {
            return s.ends_with("or") || s.ends_with("ee") || s.ends_with("er");
        };
        if (same >= 5 && rest <= 3 && !role(rewrite) && !role(source)) return true;
    }
    return plainerWord(rewrite, source);
}

}  // namespace engine
