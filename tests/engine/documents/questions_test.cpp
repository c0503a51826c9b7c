#include <QTest>
#include <algorithm>
#include <string>

#include "engine/documents/clauses.h"
#include "engine/documents/sentences.h"

using namespace engine;

class QuestionsTest : public QObject {
    Q_OBJECT

private slots:
    void knowsWhatAQuestionAsksFor_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("question");
        const auto row = [](ClauseKind kind, const char* question) {
            QTest::newRow(question) << static_cast<int>(kind) << QString::fromUtf8(question);
        };
        using enum ClauseKind;
        row(kParties, "Who are the parties to this agreement?");
        row(kParties, "Which companies signed this contract?");
        row(kParties, "合同双方是谁？");
        row(kAgreementDate, "When was the agreement signed?");
        row(kAgreementDate, "What is the date of the contract?");
        row(kAgreementDate, "合同是什么时候签订的？");
        row(kEffectiveDate, "On which date does the agreement become effective?");
        row(kEffectiveDate, "When does the contract take effect?");
        row(kEffectiveDate, "What is the effective date?");
        row(kEffectiveDate, "From when is this agreement in force?");
        row(kEffectiveDate, "The date when the contract is effective");
        row(kEffectiveDate, "本合同何时生效？");
        row(kEffectiveDate, "这部法律从什么时候开始施行？");
        row(kExpiration, "When does this agreement expire?");
        row(kExpiration, "How long does the contract last?");
        row(kExpiration, "On what date will the contract's initial term expire?");
        row(kExpiration, "What is the term of the agreement?");
        row(kExpiration, "When does the contract end?");
        row(kExpiration, "What is the duration of the agreement?");
        row(kExpiration, "合同的期限是多久？");
        row(kExpiration, "协议什么时候到期？");
        row(kRenewal, "Does the agreement renew automatically, and for how long?");
        row(kRenewal, "What is the renewal term after the initial term expires?");
        row(kRenewal, "Can the contract be extended?");
        row(kRenewal, "What happens when the term ends: is there an automatic extension?");
        row(kRenewal, "合同到期后会自动续期吗？");
        row(kNoticePeriod, "How much notice is needed to prevent renewal?");
        row(kNoticePeriod, "What is the notice period required to terminate renewal?");
        row(kNoticePeriod,
            "How many days before the end of the term must a party give notice of non-renewal?");
        row(kNoticePeriod, "How do we stop the auto-renewal?");
        row(kNoticePeriod, "By when must we say that we do not want to renew?");
        row(kNoticePeriod, "不续签需要提前多久通知？");
        row(kGoverningLaw, "Which law governs this contract?");
        row(kGoverningLaw, "What is the governing law?");
        row(kGoverningLaw, "Which state/country's law governs the interpretation of the contract?");
        row(kGoverningLaw, "Under whose laws is this agreement construed?");
        row(kGoverningLaw, "The law of which state applies?");
        row(kGoverningLaw, "适用哪国法律？");
        row(kGoverningLaw, "本协议的准据法是什么？");
        row(kLiabilityCap, "Is there a cap on liability?");
        row(kLiabilityCap, "Is liability limited?");
        row(kLiabilityCap,
            "Does the contract include a cap on liability upon the breach of a party's obligation?");
        row(kLiabilityCap, "What is the maximum amount of damages?");
        row(kLiabilityCap, "Are consequential damages excluded?");
        row(kLiabilityCap, "责任上限是多少？");
        row(kLiabilityCap, "有没有免责条款？");
        row(kExclusivity, "Is there an exclusivity obligation?");
        row(kExclusivity, "Is the license exclusive?");
        row(kExclusivity, "Is there an exclusive dealing commitment with the counterparty?");
        row(kExclusivity, "May the supplier sell to others?");
        row(kExclusivity, "是否独家？");
        row(kTerminationForConvenience, "Can a party terminate without cause?");
        row(kTerminationForConvenience,
            "Can a party terminate this contract without cause (solely by giving a notice and allowing a "
            "waiting period to expire)?");
        row(kTerminationForConvenience, "Is there a right to terminate for convenience?");
        row(kTerminationForConvenience, "Can we get out of the contract early?");
        row(kTerminationForConvenience, "May either party cancel at any time?");
        row(kTerminationForConvenience, "可以随时解除合同吗？");
        row(kTerminationForConvenience, "能否无理由终止协议？");
        row(kAntiAssignment, "Can the agreement be assigned without consent?");
        row(kAntiAssignment,
            "Is consent or notice required of a party if the contract is assigned to a third party?");
        row(kAntiAssignment, "May the contract be transferred?");
        row(kAntiAssignment, "What happens on a change of control?");
        row(kAntiAssignment, "合同可以转让吗？");
        row(kPayment, "When must invoices be paid?");
        row(kPayment, "付款期限是几天？");
        row(kIndemnity, "Who indemnifies whom?");
        row(kConfidentiality, "Is there a confidentiality obligation?");
        row(kDisputes, "How are disputes resolved?");
        row(kDisputes, "发生争议怎么解决？");
        row(kForceMajeure, "What counts as force majeure?");
        row(kTerminationForCause, "Can the contract be terminated for breach?");
        row(kNonCompete, "Is there a non-compete clause?");
        row(kPenalty, "What is the penalty for late payment?");
        row(kPenalty, "违约金是多少？");
        row(kWarranty, "What warranties are given?");
        row(kInsurance, "What insurance is required?");
        row(kAudit, "Is there a right to audit?");
        row(kOther, "What colour is the logo?");
        row(kOther, "谁负责打扫办公室？");
    }

    void knowsWhatAQuestionAsksFor() {
        QFETCH(int, kind);
        QFETCH(QString, question);
        QCOMPARE(QString(factName(questionKind(question.toStdString()))),
                 QString(factName(static_cast<ClauseKind>(kind))));
    }

    void confirmsEveryKindInWords() {
        for (int k = 0; k < static_cast<int>(ClauseKind::kOther); ++k) {
            QVERIFY(!confirmCriterion(static_cast<ClauseKind>(k)).empty());
        }
        QVERIFY(confirmCriterion(ClauseKind::kOther).empty());
    }

    void closestSentencesUseSynonyms() {
        Document document;
        document.text =
            "The Supplier shall deliver the Products to the warehouse within ten days.\n\n"
            "Either party may terminate this Agreement upon thirty days notice.\n\n"
            "The logo of the Company is printed on each box in green ink.\n\n"
            "Each party shall keep the terms of this Agreement confidential.\n";
        const SentenceMap map = splitSentences(document);
        const auto cancel = closestSentences(map, "How can we cancel?", 3);
        QVERIFY(!cancel.empty());
        QVERIFY(map.sentences[static_cast<size_t>(cancel.front().sentence)].clean.find("terminate") !=
                std::string::npos);
        const auto logo = closestSentences(map, "What colour is the logo printed in?", 3);
        QVERIFY(!logo.empty());
        QVERIFY(map.sentences[static_cast<size_t>(logo.front().sentence)].clean.find("logo") !=
                std::string::npos);
        QVERIFY(std::is_sorted(logo.begin(), logo.end(),
                               [](const auto& a, const auto& b) { return a.score > b.score; }));
        QVERIFY(closestSentences(map, "", 3).empty());
        QVERIFY(closestSentences(map, "logo", 0).empty());
    }

    void closestSentencesReadChinese() {
        Document document;
        document.text =
            "第一条 甲方应当在十日内交付标的物。\n\n第二条 任何一方可以提前三十日通知对方解除合同。\n\n"
            "第三条 用人单位应当按月支付劳动报酬。\n";
        const SentenceMap map = splitSentences(document);
        const auto pay = closestSentences(map, "劳动报酬什么时候支付？", 2);
        QVERIFY(!pay.empty());
        QVERIFY(map.sentences[static_cast<size_t>(pay.front().sentence)].clean.find("报酬") !=
                std::string::npos);
        const auto end = closestSentences(map, "怎样终止合同？", 2);
        QVERIFY(!end.empty());
        QVERIFY(map.sentences[static_cast<size_t>(end.front().sentence)].clean.find("解除") !=
                std::string::npos);
    }
};

QTEST_GUILESS_MAIN(QuestionsTest)
#include "questions_test.moc"
