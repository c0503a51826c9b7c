// The language model's part in inspecting: which kinds are meant by words that the vocabulary lacks, and the
// findings of a batch in its own words. Both wait for their turn with the engine, without a model neither is
// done. What a word means is asked once and kept.
//
// Thread   GUI thread; the model works on the engine's worker.
#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "ui/bridge/inspect_calls.h"
#include "ui/bridge/values.h"

namespace ui::bridge {

class EngineService;
class SettingsService;

class InspectWriter : public QObject {
    Q_OBJECT

public:
    InspectWriter(std::shared_ptr<const InspectCalls> calls, EngineService& engine, SettingsService& settings,
                  QObject* parent);
    ~InspectWriter() override;

    QString model() const;  // its title; empty: there is none

    // ---- words of a prompt ----
    engine::KindGuess answered() const;  // what was answered before
    // Those of the words that were never asked about; none without a model.
    QStringList unasked(const QStringList& words) const;
    void lookUp(const QStringList& words, std::vector<engine::DefectKind> known);
    bool isLookingUp() const { return lookingUp_; }
    void giveUp(const QStringList& words);  // they are not asked about any more in this session

    // ---- findings ----
    struct Picture {
        qint64 id = 0;
        engine::Inspection found;
    };
    // gather is called by the engine's thread, however many pictures there are; sentenceCount of them need
    // one.
    void write(std::function<std::vector<Picture>()> gather, int sentenceCount,
               const engine::InspectionPrompt& prompt);
    bool isWriting() const { return writing_; }
    int done() const { return done_; }
    int total() const { return total_; }  // sentences; pictures without defects need none
    void cancel();

signals:
    void lookedUp();
    // findings is what the template says: the report stands for these and no others.
    void reportWritten(const QString& findings, const QString& report);
    void sentenceWritten(qint64 id, const QString& sentence);
    void changed();
    void failed(const ui::bridge::ErrorText& error);

private:
    QString keyOf(const QString& word) const;

    std::shared_ptr<const InspectCalls> calls_;
    EngineService& engine_;
    SettingsService& settings_;
    bool lookingUp_ = false, writing_ = false;
    int done_ = 0, total_ = 0;
    QSet<QString> givenUp_;
    std::stop_source lookStop_, writeStop_;
};

}  // namespace ui::bridge
