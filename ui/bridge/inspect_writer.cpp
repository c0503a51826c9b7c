#include "ui/bridge/inspect_writer.h"

#include <QFileInfo>
#include <algorithm>

#include "ui/bridge/engine_service.h"
#include "ui/bridge/engine_text.h"
#include "ui/bridge/settings_service.h"

namespace ui::bridge {

InspectWriter::InspectWriter(std::shared_ptr<const InspectCalls> calls, EngineService& engine,
                             SettingsService& settings, QObject* parent)
    : QObject(parent), calls_(std::move(calls)), engine_(engine), settings_(settings) {}

InspectWriter::~InspectWriter() {
    lookStop_.request_stop();
    writeStop_.request_stop();
}

QString InspectWriter::model() const {
    return calls_ && !engine_.choice().isEmpty() ? engine_.choice().title : QString();
}

// ---- words of a prompt ----

// Another model may know better.
QString InspectWriter::keyOf(const QString& word) const {
    return QStringLiteral("inspect/word/%1/%2").arg(QFileInfo(engine_.choice().path).fileName(), word);
}

engine::KindGuess InspectWriter::answered() const {
    return [this](const std::string& word,
                  const std::vector<engine::DefectKind>& known) -> std::optional<std::string> {
        const std::string key = settings_.text(keyOf(toQt(word))).toStdString();
        const bool there = std::any_of(known.begin(), known.end(),
                                       [&key](const engine::DefectKind& kind) { return kind.key == key; });
        return there ? std::optional(key) : std::nullopt;
    };
}

QStringList InspectWriter::unasked(const QStringList& words) const {
    QStringList left;
    if (model().isEmpty()) return left;
    for (const QString& word : words) {
        if (!givenUp_.contains(word) && settings_.value(keyOf(word)).isNull()) left.append(word);
    }
    return left;
}

void InspectWriter::lookUp(const QStringList& words, std::vector<engine::DefectKind> known) {
    lookStop_.request_stop();
    lookStop_ = std::stop_source();
    lookingUp_ = true;
    EngineService::Job job;
    job.stop = lookStop_;
    // The writer may be gone before its turn comes; the service is not.
    job.body = [this, self = QPointer<QObject>(this), service = &engine_, calls = calls_, words,
                known = std::move(known)](engine::Result<std::shared_ptr<engine::Engine>> loaded,
                                          std::stop_token stop) {
        QHash<QString, QString> meanings;
        const engine::KindGuess guess =
            loaded && *loaded ? calls->guess(std::move(*loaded)) : engine::KindGuess();
        for (const QString& word : words) {
            if (!guess || stop.stop_requested()) break;
            meanings.insert(word, toQt(guess(word.toStdString(), known).value_or(std::string())));
        }
        const bool stopped = stop.stop_requested();
        service->deliver(self, [this, words, meanings, stopped] {
            if (stopped) return;
            lookingUp_ = false;
            for (const QString& word : words) {
                if (meanings.contains(word)) {
                    settings_.note(keyOf(word), meanings.value(word));
                } else {
                    givenUp_.insert(word);  // the model cannot be asked
                }
            }
            emit lookedUp();
        });
    };
    engine_.submit(std::move(job));
    emit changed();
}

void InspectWriter::giveUp(const QStringList& words) {
    lookStop_.request_stop();
    lookingUp_ = false;
    for (const QString& word : words)
        givenUp_.insert(word);
    emit lookedUp();
}

// ---- findings ----

void InspectWriter::write(std::function<std::vector<Picture>()> gather, int sentenceCount,
                          const engine::InspectionPrompt& prompt) {
    if (writing_ || model().isEmpty()) return;
    writing_ = true;
    done_ = 0;
    total_ = sentenceCount;
    writeStop_ = std::stop_source();
    EngineService::Job job;
    job.stop = writeStop_;
    job.body = [this, self = QPointer<QObject>(this), service = &engine_, calls = calls_, prompt,
                gather = std::move(gather)](engine::Result<std::shared_ptr<engine::Engine>> loaded,
                                            std::stop_token stop) {
        const std::vector<Picture> pictures = gather();
        std::vector<engine::Inspection> all;
        for (const Picture& each : pictures)
            all.push_back(each.found);
        const auto work = [&]() -> engine::Status {
            if (!loaded) return loaded.error();
            auto report = calls->writeReport(loaded->get(), all, prompt, stop);
            if (!report) return report.error();
            service->deliver(self, [this, findings = toQt(calls->report(all, prompt)), said = toQt(*report)] {
                emit reportWritten(findings, said);
            });
            auto sentences = calls->writeSentences(
                loaded->get(), all, prompt,
                [&](size_t index, const std::string& sentence) {
                    service->deliver(self, [this, id = pictures[index].id, said = toQt(sentence)] {
                        ++done_;
                        emit sentenceWritten(id, said);
                        emit changed();
                    });
                },
                stop);
            return sentences ? engine::Status() : engine::Status(sentences.error());
        };
        service->deliver(self, [this, ended = caught(work)] {
            writing_ = false;
            emit changed();
            if (ended) return;
            if (const ErrorText error = toErrorText(ended.error()); !error.cancelled) emit failed(error);
        });
    };
    engine_.submit(std::move(job));
    emit changed();
}

void InspectWriter::cancel() {
    writeStop_.request_stop();
}

}  // namespace ui::bridge
