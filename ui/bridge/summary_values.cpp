#include "ui/bridge/summary_values.h"

#include <QCoreApplication>
#include <QHash>
#include <algorithm>

#include "ui/bridge/engine_text.h"
#include "ui/bridge/readable.h"
#include "ui/bridge/routing_values.h"

namespace ui::bridge {

namespace {

struct Theme {
    engine::ClauseKind kind;
    const char* name;  // source text of the catalogue, and the key in JSON (compared without case)
};

constexpr Theme kThemes[] = {
    {engine::ClauseKind::kParties, QT_TRANSLATE_NOOP("Clause", "Parties")},
    {engine::ClauseKind::kAgreementDate, QT_TRANSLATE_NOOP("Clause", "Agreement date")},
    {engine::ClauseKind::kEffectiveDate, QT_TRANSLATE_NOOP("Clause", "Effective date")},
    {engine::ClauseKind::kExpiration, QT_TRANSLATE_NOOP("Clause", "Term and expiration")},
    {engine::ClauseKind::kRenewal, QT_TRANSLATE_NOOP("Clause", "Renewal")},
    {engine::ClauseKind::kNoticePeriod, QT_TRANSLATE_NOOP("Clause", "Notice period")},
    {engine::ClauseKind::kGoverningLaw, QT_TRANSLATE_NOOP("Clause", "Governing law")},
    {engine::ClauseKind::kLiabilityCap, QT_TRANSLATE_NOOP("Clause", "Liability cap")},
    {engine::ClauseKind::kExclusivity, QT_TRANSLATE_NOOP("Clause", "Exclusivity")},
    {engine::ClauseKind::kTerminationForConvenience,
     QT_TRANSLATE_NOOP("Clause", "Termination for convenience")},
    {engine::ClauseKind::kAntiAssignment, QT_TRANSLATE_NOOP("Clause", "Anti-assignment")},
    {engine::ClauseKind::kPayment, QT_TRANSLATE_NOOP("Clause", "Payment")},
    {engine::ClauseKind::kPrice, QT_TRANSLATE_NOOP("Clause", "Price")},
    {engine::ClauseKind::kDelivery, QT_TRANSLATE_NOOP("Clause", "Delivery")},
    {engine::ClauseKind::kIndemnity, QT_TRANSLATE_NOOP("Clause", "Indemnity")},
    {engine::ClauseKind::kIntellectualProperty, QT_TRANSLATE_NOOP("Clause", "Intellectual property")},
    {engine::ClauseKind::kConfidentiality, QT_TRANSLATE_NOOP("Clause", "Confidentiality")},
    {engine::ClauseKind::kWarranty, QT_TRANSLATE_NOOP("Clause", "Warranty")},
    {engine::ClauseKind::kTerminationForCause, QT_TRANSLATE_NOOP("Clause", "Termination for cause")},
    {engine::ClauseKind::kDisputes, QT_TRANSLATE_NOOP("Clause", "Disputes")},
    {engine::ClauseKind::kForceMajeure, QT_TRANSLATE_NOOP("Clause", "Force majeure")},
    {engine::ClauseKind::kInsurance, QT_TRANSLATE_NOOP("Clause", "Insurance")},
    {engine::ClauseKind::kAudit, QT_TRANSLATE_NOOP("Clause", "Audit")},
    {engine::ClauseKind::kNonCompete, QT_TRANSLATE_NOOP("Clause", "Non-compete")},
    {engine::ClauseKind::kPenalty, QT_TRANSLATE_NOOP("Clause", "Penalty")},
};

// "Governing Law", "governing_law" and "governing law" are one name.
QString folded(QString name) {
    QString key;
    for (const QChar character : std::as_const(name)) {
        if (character.isLetterOrNumber()) key.append(character.toLower());
    }
    // The engine's table says "Expiration"; the window says what it is about.
    return key == QLatin1String("expiration") ? QStringLiteral("termandexpiration") : key;
}

QString firstParagraph(const QString& text) {
    return text.section('\n', 0, 0).trimmed();
}

QJsonObject toJson(const CitationItem& citation) {
    return {{"page", citation.page},
            {"start", citation.range.begin},
            {"end", citation.range.end},
            {"quote", citation.quote}};
}

CitationItem citationFrom(const QJsonObject& object) {
    return {object["page"].toInt(1),
            {object["start"].toInteger(), object["end"].toInteger()},
            object["quote"].toString()};
}

QList<CitationItem> citationsFrom(const QJsonArray& array) {
    QList<CitationItem> citations;
    for (const QJsonValue& each : array)
        citations.append(citationFrom(each.toObject()));
    return citations;
}

QJsonArray arrayOf(const QList<CitationItem>& citations) {
    QJsonArray array;
    for (const CitationItem& each : citations)
        array.append(toJson(each));
    return array;
}

constexpr const char* kWordings[] = {"rewritten", "verbatim", "shortened"};

WordingKind wordingFrom(const QString& name) {
    if (name == QLatin1String("rewritten")) return WordingKind::Rewritten;
    if (name == QLatin1String("shortened")) return WordingKind::Shortened;
    return WordingKind::Verbatim;
}

QList<CitationItem> itemsOf(const std::vector<engine::Citation>& citations) {
    QList<CitationItem> items;
    for (const engine::Citation& each : citations)
        items.append(toItem(each));
    return items;
}

void place(StatementItem& statement) {
    if (!statement.citations.isEmpty()) {
        statement.place = statement.citations.first().range.begin;
        statement.page = statement.citations.first().page;
    }
}

}  // namespace

QString clauseName(engine::ClauseKind kind) {
    for (const Theme& theme : kThemes) {
        if (theme.kind == kind) return QString::fromLatin1(theme.name);
    }
    return {};
}

QString clauseNameOf(const QString& engineName) {
    const QString key = folded(engineName);
    for (const Theme& theme : kThemes) {
        if (folded(QString::fromLatin1(theme.name)) == key) return QString::fromLatin1(theme.name);
    }
    return key == QLatin1String("other") ? QString() : engineName;
}

QString clauseTitle(const QString& englishName) {
    return englishName.isEmpty() ? QString()
                                 : QCoreApplication::translate("Clause", englishName.toUtf8().constData());
}

CitationItem toItem(const engine::Citation& citation) {
    return {citation.page, {citation.range.begin, citation.range.end}, toQt(citation.quote)};
}

StatementItem toItem(const engine::Statement& statement, int id) {
    StatementItem item;
    item.id = id;
    item.text = toQt(statement.text);
    item.citations = itemsOf(statement.citations);
    item.theme = clauseName(statement.kind);
    item.page = statement.page;
    item.head = statement.head;
    item.wording = static_cast<WordingKind>(statement.wording);
    place(item);
    return item;
}

SummaryItem toItem(const engine::Summary& summary) {
    SummaryItem item;
    item.opening = firstParagraph(toQt(summary.text));
    for (const engine::Statement& each : summary.statements)
        item.statements.append(toItem(each, static_cast<int>(item.statements.size())));
    for (const engine::CitedFact& each : summary.facts) {
        item.facts.append(
            {clauseName(each.fact.kind), each.fact.found, toQt(each.fact.value), itemsOf(each.citations)});
    }
    item.pages = summary.coverage.pages;
    item.pagesRead = summary.coverage.pagesRead;
    item.routing = toItem(summary.routing);
    item.complete = true;
    return item;
}

MessageItem toItem(const engine::Answer& answer) {
    MessageItem item;
    item.text = toQt(answer.text);
    item.citations = itemsOf(answer.citations);
    item.closestOnly = answer.closestOnly;
    item.notFound = !answer.found && !answer.closestOnly;
    item.routing = toItem(answer.routing);
    return item;
}

QJsonArray citationsToJson(const MessageItem& message) {
    QJsonArray array = arrayOf(message.citations);
    // The array is all that the store keeps of an answer beside its words.
    if (message.closestOnly) {
        for (QJsonValueRef each : array) {
            QJsonObject object = each.toObject();
            object.insert("closest", true);
            each = object;
        }
    }
    return array;
}

void citationsFromJson(const QJsonArray& array, MessageItem& message) {
    message.citations = citationsFrom(array);
    message.closestOnly = !array.isEmpty() && array.first().toObject()["closest"].toBool();
    message.notFound = !message.fromUser && message.state == MessageItem::State::Done && array.isEmpty();
}

SummaryItem summaryFromJson(const QJsonObject& object) {
    SummaryItem item;
    item.opening = object.contains("opening") ? object["opening"].toString()
                                              : firstParagraph(object["summary"].toString());
    for (const QJsonValue& value : object["statements"].toArray()) {
        const QJsonObject each = value.toObject();
        StatementItem statement;
        statement.id = static_cast<int>(item.statements.size());
        statement.text = each["text"].toString();
        statement.citations = citationsFrom(each["citations"].toArray());
        statement.theme = clauseNameOf(each["kind"].toString());
        statement.head = each["head"].toBool();
        statement.wording = wordingFrom(each["wording"].toString());
        place(statement);
        item.statements.append(statement);
    }
    for (const QJsonValue& value : object["facts"].toArray()) {
        const QJsonObject each = value.toObject();
        const QString name = each.contains("name") ? each["name"].toString() : each["kind"].toString();
        item.facts.append({clauseNameOf(name), each["found"].toBool(), each["value"].toString(),
                           citationsFrom(each["citations"].toArray())});
    }
    const QJsonObject coverage = object["coverage"].toObject();
    item.pages = coverage["pages"].toInt();
    item.pagesRead = coverage["pages_read"].toInt();
    item.routing = routingFromJson(object["routing"].toObject());
    item.complete = object["complete"].toBool(true);
    return item;
}

QJsonObject summaryToJson(const SummaryItem& summary) {
    QJsonArray statements;
    for (const StatementItem& each : summary.statements) {
        statements.append(QJsonObject{{"text", each.text},
                                      {"citations", arrayOf(each.citations)},
                                      {"kind", each.theme},
                                      {"head", each.head},
                                      {"wording", kWordings[static_cast<int>(each.wording)]}});
    }
    QJsonArray facts;
    for (const FactItem& each : summary.facts) {
        facts.append(QJsonObject{{"name", each.name},
                                 {"found", each.found},
                                 {"value", each.value},
                                 {"citations", arrayOf(each.citations)}});
    }
    return {{"opening", summary.opening},
            {"statements", statements},
            {"facts", facts},
            {"coverage", QJsonObject{{"pages", summary.pages}, {"pages_read", summary.pagesRead}}},
            {"complete", summary.complete}};
}

}  // namespace ui::bridge
