// What the Inspect page sees of the engine and the store: plain values in Qt types.
//
// Units   boxes and areas are pixels of the original picture, upright. A score of 0 is the median good
// picture
//         and of 1 the line that was drawn at the fit, for all pictures of one fit.
#pragma once

#include <QDateTime>
#include <QList>
#include <QRect>
#include <QSize>
#include <QString>
#include <QStringList>
#include <memory>
#include <optional>

#include "ui/bridge/values.h"

namespace ui::bridge {

enum class VerdictMark { None, Ok, Ng, Unsure };
enum class PictureState { Waiting, Running, Done, Failed };

struct BoxItem {
    QRect box;
    QString kind;           // a key of the vocabulary, a kind of the project, or "unknown"
    bool asked = true;      // false: none of the kinds that were asked for
    bool byHand = false;    // drawn or named by the engineer
    double confidence = 1;  // 0…1, that it is a defect
    double kindConfidence = 1;
    double score = 0;
    qint64 area = 0;

    bool operator==(const BoxItem&) const = default;
};

struct HeatItem {
    int columns = 0, rows = 0;
    QList<float> values;  // [rows, columns]

    bool isEmpty() const { return values.isEmpty(); }
};

struct PictureItem {
    qint64 id = 0;
    QString path;
    PictureState state = PictureState::Waiting;
    VerdictMark found = VerdictMark::None;      // what the program said
    VerdictMark overruled = VerdictMark::None;  // what the engineer said
    double score = 0;
    double line = 1;  // where the line was when it was inspected
    QString fit;      // which fit scored it; empty: without good pictures
    QSize size;
    QList<BoxItem> boxes;
    QString text;
    double seconds = 0;
    ErrorText problem;
    HeatItem heat;  // empty until it is looked at

    QString name() const;
};
// A list of these is copied in no time, for workers: a picture that changes is another one.
using SharedPicture = std::shared_ptr<const PictureItem>;
using PictureList = QList<SharedPicture>;

struct ExampleItem {
    qint64 id = 0;
    QString path;
    bool good = true;
    QString group;           // serial, lot or tile as given; may be empty
    QList<BoxItem> regions;  // of a defective one

    QString name() const;
};

struct InspectProjectItem {
    qint64 id = 0;
    QString name;
    QString file;  // of the fit; empty: never fitted
    QString prompt;
    double falseAlarmRate = 0.05;
    std::optional<double> threshold;  // moved by hand; on the fit's own scale
    QDateTime changedAt;
};

struct FiguresItem {
    double imageAuroc = 0, recall = 0, kindAccuracy = 0;  // 0: not known
};

struct FitItem {
    int good = 0, groups = 0;
    QList<double> goodScores;  // held out, on the scale of the scores
    double asked = 0.05, from = 0, to = 0;
    bool promised = true;      // false: too few groups for what was asked
    bool twoProducts = false;  // the good pictures fall into two sorts
    int taught = 0;
    FiguresItem before, after;
    QStringList unlike;  // paths, worst first
    QList<ErrorText> unreadable;
    double seconds = 0;

    bool isEmpty() const { return good == 0; }
};

struct PromptItem {
    struct Kind {
        QString key;
        QString said;
    };
    QString text;
    QList<Kind> kinds;     // empty: everything
    QList<Kind> excluded;  // to be left out
    QStringList notUnderstood;
    QStringList lookedUp;  // of these, words that the language model is asked about
    ErrorText problem;     // why nothing was understood
};

// A batch of earlier work, to be looked at again.
struct BatchItem {
    qint64 id = 0;
    QDateTime when;
    int pictures = 0, done = 0, failed = 0;
};

}  // namespace ui::bridge
