// What the pages see of the engine: plain values in Qt types.
//
// Offsets  byte offsets into the document's UTF-8 text, as everywhere in Conclave; pages are counted from 1
// where they
//          are shown and from 0 where they index a list.
#pragma once

#include <QColor>
#include <QDateTime>
#include <QList>
#include <QSizeF>
#include <QString>

namespace ui::bridge {

struct ErrorText {
    QString what;    // what is wrong, with the name of the thing
    QString remedy;  // what to do; may be empty
    QString detail;  // the fact for the log
    bool cancelled = false;
    bool missingFile = false;

    bool isEmpty() const { return what.isEmpty(); }
};

struct ByteRange {
    qint64 begin = 0;
    qint64 end = 0;

    bool overlaps(const ByteRange& other) const { return begin < other.end && other.begin < end; }
    bool operator==(const ByteRange&) const = default;
};

struct CitationItem {
    int page = 1;
    ByteRange range;
    QString quote;
};

// How a statement came to its words; drawn as the shape of its chips.
enum class WordingKind { Rewritten, Verbatim, Shortened };

struct StatementItem {
    int id = 0;  // within its document, stable while the document is open
    QString text;
    QList<CitationItem> citations;
    QString theme;    // "Payment", for clauseTitle(); empty when it has none
    QString section;  // heading above the passage; empty before the first
    int page = 1;
    bool head = false;
    WordingKind wording = WordingKind::Verbatim;
    qint64 place = 0;  // first cited offset: the order of the document
};

struct FactItem {
    QString name;  // for clauseTitle()
    bool found = false;
    QString value;
    QList<CitationItem> citations;
};

// What the router of a model with experts did in one answer or reading; empty for other models.
struct RoutingItem {
    int experts = 0;              // E
    int active = 0;               // A, for each token
    QList<QList<qint64>> counts;  // [L][E] tokens for which an expert was chosen; all 0 in a dense layer
    QList<double> entropy;        // [L] of a layer's choices, in bits

    bool isEmpty() const { return counts.isEmpty(); }
};

struct SummaryItem {
    QString opening;
    QList<StatementItem> statements;
    QList<FactItem> facts;
    int pages = 0;
    int pagesRead = 0;
    QString model;
    double seconds = 0;
    RoutingItem routing;
    bool complete = false;

    bool isEmpty() const { return opening.isEmpty() && statements.isEmpty() && facts.isEmpty(); }
};

struct MessageItem {
    enum class State { Running, Done, Stopped, Failed };

    qint64 id = 0;
    bool fromUser = false;
    QString text;
    QList<CitationItem> citations;
    State state = State::Done;
    bool notFound = false;     // said after a full pass
    bool closestOnly = false;  // the closest passages, not a recognised clause
    QString model;
    double seconds = 0;
    RoutingItem routing;
};

struct PageItem {
    int number = 1;
    ByteRange text;
    QSizeF points;  // empty for formats without pages
    bool readable = true;
    QString problem;
};

struct OutlineItem {
    QString number;
    QString title;
    int level = 1;
    int page = 1;
    ByteRange range;
};

struct FoundText {
    int page = 1;
    ByteRange range;
    QString before, match, after;
};

enum class PageState { Unread, Now, Read, Failed };

struct JobStatus {
    QString what;                // "Reading page 37 of 112"
    double fraction = -1;        // 0…1; below 0: unknown
    double secondsLeft = -1;     // below 0: unknown
    double tokensPerSecond = 0;  // 0: not measured
    bool stoppable = false;

    bool isEmpty() const { return what.isEmpty(); }
};

struct RunItem {
    qint64 id = 0;
    QString kind;
    QString title;
    QString model;
    qint64 document = 0;            // 0: none
    qint64 batch = 0, product = 0;  // of an inspection that can be opened again; 0: none
    QString prompt;                 // of an inspection
    QString facts;                  // "40 OK, 8 NG"; may be empty
    QString resultJson;
    QDateTime createdAt;
    QDateTime deletedAt;
    double seconds = 0;
};

// What one device would hold of a model.
struct DeviceItem {
    enum class Kind { Gpu, Memory, Disk };

    Kind kind = Kind::Memory;
    quint64 attention = 0;
    quint64 shared = 0;  // all else that every token reads
    quint64 routed = 0;  // experts
    quint64 cache = 0;
    quint64 working = 0;
    quint64 readThrough = 0;  // kept free for experts on their way from the disk
    quint64 free = 0;         // of a disk nothing is asked

    quint64 total() const { return attention + shared + routed + cache + working + readThrough; }
};

struct PlanItem {
    QList<DeviceItem> devices;  // those that hold anything
    qint64 contextLength = 0;
    qint64 longestContext = 0;  // that fits, at most contextLength
    double tokensPerSecond = 0,
           tokensPerSecondAtEnd = 0;  // of decode, where the context is full; 0: not known
    bool fits = false;
    QString device;

    bool isEmpty() const { return devices.isEmpty(); }
    DeviceItem on(DeviceItem::Kind kind) const {
        for (const DeviceItem& each : devices)
            if (each.kind == kind) return each;
        return {};
    }
    bool readsDisk() const { return on(DeviceItem::Kind::Disk).routed > 0; }
};

}  // namespace ui::bridge
