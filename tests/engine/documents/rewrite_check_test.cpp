// What a rewrite may and may not do, sentence by sentence. The refused ones are what small models really
// wrote, or one word away from it.
#include "engine/documents/rewrite_check.h"

#include <QTest>

using engine::Language;

class RewriteCheckTest : public QObject {
    Q_OBJECT

private slots:
    void english_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("rewrite");
        QTest::addColumn<QString>("doubt");
        const auto row = [](const char* name, const char* source, const char* rewrite, const char* doubt) {
            QTest::newRow(name) << QString::fromUtf8(source) << QString::fromUtf8(rewrite)
                                << QString::fromUtf8(doubt);
        };
        const char* pay =
            "The Buyer shall pay the Supplier each invoice within thirty (30) days after receipt of the "
            "invoice.";
        row("plain words", pay,
            "The Buyer must pay the Supplier each invoice within 30 days after receiving it.", "party");
        row("plain words, no pronoun", pay,
            "The Buyer must pay the Supplier each invoice within 30 days of receipt.", "none");
        row("another number", pay, "The Buyer must pay the Supplier each invoice within 60 days of receipt.",
            "number");
        row("a number lost", pay, "The Buyer must pay the Supplier each invoice after receipt.", "number");
        row("another unit", pay, "The Buyer must pay the Supplier each invoice within 30 months of receipt.",
            "number");
        row("parties changed", pay, "The Supplier must pay the Buyer each invoice within 30 days of receipt.",
            "party");
        row("who is paid became who pays", pay,
            "The Supplier must pay each invoice within 30 days of receipt.", "party");
        row("duty became right", pay,
            "The Buyer may pay the Supplier each invoice within 30 days of receipt.", "duty");
        row("negation added", pay,
            "The Buyer must not pay the Supplier each invoice within 30 days of receipt.", "negation");
        row("within became after", pay, "The Buyer must pay the Supplier each invoice 30 days after receipt.",
            "comparison");
        row("a name nobody gave", pay, "The Buyer must pay Acme each invoice within 30 days of receipt.",
            "name");
        row("unfinished", pay, "The Buyer must pay the Supplier each invoice within 30 days of", "form");
        row("speaks about itself", pay,
            "Here is the sentence: the Buyer must pay the Supplier within 30 days.", "form");

        const char* assign =
            "Neither Party may assign this Agreement without the prior written consent of the other Party, "
            "except to an Affiliate.";
        row("prohibition kept", assign,
            "Neither Party may assign this Agreement without the written consent of the other Party, except "
            "to an Affiliate.",
            "none");
        row("prohibition lost", assign,
            "Either Party may assign this Agreement with the written consent of the other Party, except to "
            "an Affiliate.",
            "negation");
        row("exception lost", assign,
            "Neither Party may assign this Agreement without the written consent of the other Party.",
            "negation");
        row("consent of the wrong one", assign,
            "Neither Party may assign this Agreement without the written consent of such Party, except to an "
            "Affiliate.",
            "party");

        const char* renew =
            "This Agreement shall renew for one year unless either Party gives at least 90 days' notice of "
            "termination.";
        row("unless kept", renew,
            "This Agreement will renew for one year unless either Party gives at least 90 days' notice of "
            "termination.",
            "none");
        row("unless became if", renew,
            "This Agreement will renew for one year if either Party gives at least 90 days' notice of "
            "termination.",
            "negation");
        row("at least lost", renew,
            "This Agreement will renew for one year unless either Party gives 90 days' notice of "
            "termination.",
            "comparison");

        const char* term =
            "This Agreement commences on the Effective Date and terminates on August 2nd, 2015.";
        row("a date kept", term, "This Agreement begins on the Effective Date and ends on August 2nd, 2015.",
            "none");
        row("a date used twice", term,
            "This Agreement begins on August 2nd, 2015, and ends on August 2nd, 2015.", "number");

        const char* delay = "No delay caused by the non-disclosing Party shall extend beyond three months.";
        row("the other party", delay,
            "No delay caused by the disclosing Party may extend beyond three months.", "duty");
        row("the other party, same modal", delay,
            "No delay caused by the disclosing Party shall extend beyond three months.", "party");

        const char* condition =
            "If the Licensee fails to pay royalties, the Licensor may terminate this License on notice.";
        row("condition moved", condition,
            "The Licensor may terminate this License on notice if the Licensee fails to pay royalties.",
            "none");
        row("condition lost", condition, "The Licensor may terminate this License on notice to the Licensee.",
            "negation");
        row("condition turned round", condition,
            "If the Licensor fails to pay royalties, the Licensee may terminate this License on notice.",
            "party");
        row("failure lost", condition,
            "If the Licensee pays royalties, the Licensor may terminate this License on notice.", "negation");

        const char* cap =
            "The liability of the Seller under this Contract shall not exceed US$ 1,500,000 in any year.";
        row("cap kept", cap,
            "The liability of the Seller under this Contract is limited to US$1,500,000 in any year.",
            "none");
        row("cap became floor", cap,
            "The liability of the Seller under this Contract is at least US$1,500,000 in any year.",
            "comparison");
        row("currency lost", cap,
            "The liability of the Seller under this Contract is limited to 1,500,000 in any year.", "number");
        row("an order of magnitude", cap,
            "The liability of the Seller under this Contract is limited to US$15,000,000 in any year.",
            "number");

        const char* law =
            "This Agreement shall be governed by the laws of the State of New York, without regard to its "
            "conflict of laws principles.";
        row("the usual form left out", law,
            "This Agreement is governed by the laws of the State of New York.", "none");
        row("another state", law, "This Agreement is governed by the laws of the State of Delaware.", "name");

        const char* noDuty =
            "The Consultant shall not be required to attend meetings held outside the Territory.";
        row("no duty kept", noDuty,
            "The Consultant is not required to attend meetings held outside the Territory.", "none");
        row("no duty became prohibition", noDuty,
            "The Consultant must not attend meetings held outside the Territory.", "negation");

        row("words out of nowhere", "The Sponsor shall deliver the report to the Agency every month.",
            "The Sponsor must deliver the report to the Agency and publish the audited results.", "words");
        row("lists shortened too far",
            "The Contractor shall maintain general liability, automobile, professional and workers' "
            "compensation insurance with "
            "insurers of good standing throughout the duration of the project and its warranty phase.",
            "The Contractor must maintain insurance.", "length");
        row("a sum of two became one",
            "The price is the lesser of the list price and the price paid by other customers.",
            "The price is the list price and the price paid by other customers.", "lost");
        row("says the same words over and over",
            "The Supplier shall keep accurate records of sales and of returned goods.",
            "The Supplier must keep records of sales, keep records of sales, keep records of sales.", "loop");
    }
    void english() { check(Language::kEnglish, Language::kEnglish); }

    void chinese_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("rewrite");
        QTest::addColumn<QString>("doubt");
        const auto row = [](const char* name, const char* source, const char* rewrite, const char* doubt) {
            QTest::newRow(name) << QString::fromUtf8(source) << QString::fromUtf8(rewrite)
                                << QString::fromUtf8(doubt);
        };
        const char* pay = "甲方应当在收到发票之日起三十日内，以银行转账方式向乙方支付全部货款。";
        row("plain", pay, "甲方收到发票之日起30日内，应当以银行转账方式向乙方支付全部货款。", "none");
        row("another number", pay, "甲方收到发票之日起60日内，应当以银行转账方式向乙方支付全部货款。",
            "number");
        row("parties changed", pay, "乙方收到发票之日起30日内，应当以银行转账方式向甲方支付全部货款。",
            "party");
        row("duty became right", pay, "甲方收到发票之日起30日内，可以以银行转账方式向乙方支付全部货款。",
            "duty");
        const char* liable = "许可方不对因使用模型造成的损失或损害承担责任。";
        row("negation kept", liable, "许可方不对使用模型造成的损失或损害承担责任。", "none");
        row("negation lost", liable, "许可方对使用模型造成的损失或损害承担责任。", "negation");
        const char* renew = "有效期届满后，本合同自动续期一年，除非一方在期满90日前书面通知对方不再续期。";
        row("unless kept", renew,
            "有效期届满后，本合同自动续期一年，除非一方在期满90日前书面通知对方不续期。", "none");
        row("unless lost", renew, "有效期届满后，本合同自动续期一年，一方在期满90日前书面通知对方不再续期。",
            "negation");
        row("forbidden became allowed", "未经对方书面同意，任何一方不得转让本合同项下的权利。",
            "未经对方书面同意，任何一方可以转让本合同项下的权利。", "negation");
        row("unfinished", pay, "甲方应当在收到发票之日起30日内，以银行转账方式向乙方支付", "form");
        row("in another language", pay, "Party A shall pay Party B within 30 days of the invoice。",
            "language");
    }
    void chinese() { check(Language::kChinese, Language::kChinese); }

    void intoChinese_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("rewrite");
        QTest::addColumn<QString>("doubt");
        const auto row = [](const char* name, const char* source, const char* rewrite, const char* doubt) {
            QTest::newRow(name) << QString::fromUtf8(source) << QString::fromUtf8(rewrite)
                                << QString::fromUtf8(doubt);
        };
        const char* pay =
            "The Buyer shall pay the Supplier within thirty (30) days after receipt of the invoice.";
        row("translated", pay, "买方应在收到发票后30天内向供应商付款。", "none");
        row("another number", pay, "买方应在收到发票后60天内向供应商付款。", "number");
        row("parties changed", pay, "供应商应在收到发票后30天内向买方付款。", "party");
        row("negation added", pay, "买方不应在收到发票后30天内向供应商付款。", "negation");
        row("duty became right", pay, "买方可以在收到发票后30天内向供应商付款。", "duty");
        row("licensee became licensor", "The Licensee may not sell the Software.", "许可方不得出售软件。",
            "party");
        row("licensee stays", "The Licensee may not sell the Software.", "被许可方不得出售该软件。", "none");
    }
    void intoChinese() { check(Language::kEnglish, Language::kChinese); }

    void intoEnglish() {
        const char* source = "甲方应当在收到发票之日起30日内向乙方支付货款。";
        QVERIFY(engine::checkRewrite(source,
                                     "Party A must pay Party B for the goods within 30 days of the invoice.",
                                     Language::kChinese, Language::kEnglish)
                    .ok());
        QVERIFY(!engine::checkRewrite(source,
                                      "Party B must pay Party A for the goods within 30 days of the invoice.",
                                      Language::kChinese, Language::kEnglish)
                     .ok());
    }

private:
    void check(Language from, Language to) {
        QFETCH(QString, source);
        QFETCH(QString, rewrite);
        QFETCH(QString, doubt);
        const auto verdict = engine::checkRewrite(source.toStdString(), rewrite.toStdString(), from, to);
        const QString seen = QString::fromUtf8(engine::describe(verdict.doubt));
        // What it is refused for matters less than that it is refused.
        QVERIFY2((seen == "none") == (doubt == "none"),
                 qPrintable(seen + " instead of " + doubt + ": " + QString::fromStdString(verdict.detail)));
        if (seen != doubt) qInfo("refused for %s, not %s", qPrintable(seen), qPrintable(doubt));
    }
};

QTEST_GUILESS_MAIN(RewriteCheckTest)
#include "rewrite_check_test.moc"
