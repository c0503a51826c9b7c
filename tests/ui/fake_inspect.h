// Inspecting without a network: a picture is as bad as it is red. Red dots are found where they are, a
// picture that cannot be read fails with a sentence, and everything takes as long as the test wants.
#pragma once

#include <QDir>
#include <QDirIterator>
#include <QImage>
#include <QPainter>
#include <QRegularExpression>
#include <QThread>
#include <atomic>
#include <cmath>
#include <mutex>

#include "ui/bridge/engine_text.h"
#include "ui/bridge/inspect_calls.h"

namespace tests {

struct FakeInspect {
    std::atomic<int> paceMs{0};     // for each picture
    std::atomic<int> fitPaceMs{0};  // for each picture of a fit
    std::atomic<int> fits{0};
    std::atomic<int> inspected{0};
    std::atomic<bool> withWeights{true};
    std::atomic<int> modelPaceMs{0};            // for each word and each sentence
    std::atomic<int> guesses{0};                // words put to the model
    std::vector<std::filesystem::path> listed;  // what a folder has; empty: what is there
    std::mutex mutex;
    engine::FitOptions learned;  // by the last fit
};

class FakeBackbone final : public engine::Backbone {
public:
    engine::Result<engine::Features> features(const engine::Image&, int) const override {
        return engine::Features{};
    }
    const std::string& hash() const override { return hash_; }

private:
    std::string hash_ = "fake";
};

// A grey part with some grain; red dots are its defects.
inline QString drawPart(const QString& folder, const QString& name, const QList<QRect>& defects,
                        uint seed = 1, QSize size = {160, 120}) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(QColor(118, 122, 126));
    QPainter painter(&image);
    for (int y = 0; y < size.height(); y += 3) {
        seed = seed * 1664525u + 1013904223u;
        const int shade = 108 + static_cast<int>(seed >> 24) % 26;
        painter.setPen(QColor(shade, shade + 2, shade + 4));
        painter.drawLine(0, y, size.width(), y + static_cast<int>(seed >> 28) % 3);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(200, 30, 30));
    for (const QRect& each : defects)
        painter.drawEllipse(each);
    painter.end();
    QDir().mkpath(folder);
    const QString path = QDir(folder).filePath(name);
    return image.save(path) ? path : QString();
}

inline engine::Error unreadable(const std::filesystem::path& path) {
    return {.kind = engine::ErrorKind::kBadInput,
            .what = "“{0}” is no picture that can be read.",
            .remedy = "Use a PNG, JPEG, TIFF, BMP or WebP file.",
            .args = {path.filename().string()},
            .detail = "no decoder took it"};
}

inline std::string fakeSentence(const engine::Inspection& found, const engine::InspectionPrompt& prompt) {
    const size_t count = found.defects.size();
    if (prompt.language == "zh")
        return count == 0 ? "未发现缺陷。" : "发现 " + std::to_string(count) + " 处缺陷。";
    return count == 0 ? "Nothing unusual was found." : "Found: " + std::to_string(count) + ".";
}

inline engine::Result<engine::Inspection> fakeFindings(FakeInspect& fake, const std::filesystem::path& path,
                                                       const engine::InspectionPrompt& prompt, double line,
                                                       bool withGood) {
    for (int waited = 0; waited < fake.paceMs; waited += 2)
        QThread::msleep(2);
    const QImage image(ui::bridge::pathText(path));
    if (image.isNull()) return unreadable(path);
    ++fake.inspected;
    engine::Inspection found;
    found.file = path.string();
    found.width = image.width();
    found.height = image.height();
    found.seconds = 0.05;
    QRect around;
    int red = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor color = image.pixelColor(x, y);
            if (color.red() < color.green() + 60) continue;
            ++red;
            around = around.united(QRect(x, y, 1, 1));
        }
    }
    // Good parts lie about 0, each a little elsewhere.
    const double chance = static_cast<double>(qHash(ui::bridge::pathText(path.filename())) % 1000) / 1000;
    const double score = red > 0 ? 1.1 + 0.4 * std::sqrt(red / 20.0) + 0.2 * chance : -0.5 + 1.2 * chance;
    found.score = score / line;
    found.verdict = !withGood          ? engine::Verdict::kUnsure
                    : found.score >= 1 ? engine::Verdict::kNg
                                       : engine::Verdict::kOk;
    if (red > 0) {
        engine::FoundDefect defect;
        const bool wide = around.width() > 3 * around.height();
        defect.kind = wide ? "scratch" : "pore";
        defect.asked = prompt.kinds.empty() ||
                       std::any_of(prompt.kinds.begin(), prompt.kinds.end(),
                                   [&](const engine::AskedKind& kind) { return kind.key == defect.kind; });
        defect.confidence = 0.71 + 0.2 * chance;
        defect.kindConfidence = 0.8;
        defect.score = found.score;
        defect.box = {around.x() - 3, around.y() - 3, around.width() + 6, around.height() + 6};
        defect.area = red;
        found.defects.push_back(defect);
    }
    found.heatMap.columns = 20;
    found.heatMap.rows = 15;
    for (int row = 0; row < 15; ++row) {
        for (int column = 0; column < 20; ++column) {
            const QPointF place((column + 0.5) * image.width() / 20, (row + 0.5) * image.height() / 15);
            const QPointF way = place - QRectF(around).center();
            const double near = red > 0 ? 1.4 * std::exp(-QPointF::dotProduct(way, way) / 500) : 0;
            found.heatMap.values.push_back(static_cast<float>(
                std::max(near, 0.18 + 0.12 * std::sin(column * 1.3 + row * 2.1 + chance * 9))));
        }
    }
    found.text = fakeSentence(found, prompt);
    return found;
}

inline const std::vector<engine::DefectKind>& fakeKinds() {
    static const std::vector<engine::DefectKind> kinds{{"scratch", "scratch", "划痕", {"scratches", "划痕"}},
                                                       {"pore", "pore", "气孔", {"pores", "气孔"}},
                                                       {"crack", "crack", "裂纹", {"cracks", "裂纹"}},
                                                       {"stain", "stain", "污渍", {"stains", "污渍"}}};
    return kinds;
}

inline std::shared_ptr<ui::bridge::InspectCalls> fakeInspectCalls(std::shared_ptr<FakeInspect> fake) {
    using ui::bridge::OpenInspector;
    using ui::bridge::SharedBackbone;
    auto calls = std::make_shared<ui::bridge::InspectCalls>();
    calls->listPictures = [fake](const std::filesystem::path& folder,
                                 std::stop_token) -> engine::Result<std::vector<std::filesystem::path>> {
        if (!fake->listed.empty()) return fake->listed;
        std::vector<std::filesystem::path> files;
        QDirIterator it(ui::bridge::pathText(folder), {"*.png", "*.jpg"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext())
            files.push_back(ui::bridge::toPath(it.next()));
        std::sort(files.begin(), files.end());
        return files;
    };
    calls->picture = [](const std::filesystem::path& path, int longest) -> engine::Result<QImage> {
        QImage image(ui::bridge::pathText(path));
        if (image.isNull()) return unreadable(path);
        if (longest > 0) return image.scaled(longest, longest, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        return image;
    };
    calls->weights = [fake](const engine::CatalogueModel&,
                            const std::filesystem::path& folder) -> std::optional<std::filesystem::path> {
        if (!fake->withWeights) return std::nullopt;
        return folder / "efficientnet-lite0";
    };
    calls->openBackbone = [](const std::filesystem::path&) -> engine::Result<SharedBackbone> {
        return SharedBackbone(std::make_shared<FakeBackbone>());
    };
    const auto open = [fake](engine::FitReport report) {
        auto line = std::make_shared<double>(1);
        OpenInspector inspector;
        inspector.report = report;
        inspector.inspect = [fake, line](const std::filesystem::path& path,
                                         const engine::InspectionPrompt& prompt) {
            return fakeFindings(*fake, path, prompt, *line, true);
        };
        // The median of the fit is 10 and its line 30.
        inspector.setThreshold = [line](double raw) { *line = (raw - 10) / 20; };
        inspector.save = [report](const std::filesystem::path& file) -> engine::Status {
            QFile out(ui::bridge::pathText(file));
            if (!out.open(QIODevice::WriteOnly)) return engine::Error{.what = "It could not be written."};
            out.write(QByteArray::number(report.good) + ' ' +
                      QByteArray::number(static_cast<int>(report.taughtScores.size())));
            return {};
        };
        return inspector;
    };
    const auto reportOf = [](int good, int taught, double rate) {
        engine::FitReport report;
        report.good = good;
        report.groups = std::max(1, good * 2 / 3);
        for (int i = 0; i < good; ++i)
            report.goodScores.push_back(10 + 26 * std::sin(0.2 + i * 0.7) *
                                                 std::pow(std::abs(std::sin(i * 1.7)), 2));
        std::sort(report.goodScores.begin(), report.goodScores.end());
        if (good > 0) report.goodScores[report.goodScores.size() / 2] = 10;
        report.threshold = 30;
        report.falseAlarmsFrom = rate * 0.4;
        report.falseAlarmsTo = rate * 1.8;
        report.taughtScores.assign(static_cast<size_t>(taught), 40);
        report.untaught = {0.871, 0.62, 0};
        report.taught = {0.934, 0.81, 0.78};
        report.method = "position-wise Gaussian";
        report.seconds = 3;
        return report;
    };
    calls->fit = [fake, open, reportOf](SharedBackbone, const engine::FitOptions& options,
                                        const std::function<void(const engine::FitProgress&)>& progress,
                                        std::stop_token stop) -> engine::Result<OpenInspector> {
        ++fake->fits;
        const auto total = static_cast<int64_t>(options.good.size());
        for (int64_t done = 1; done <= total; ++done) {
            for (int waited = 0; waited < fake->fitPaceMs; waited += 2) {
                if (stop.stop_requested()) return engine::cancelled();
                QThread::msleep(2);
            }
            progress({"reading", done, total});
        }
        auto report = reportOf(static_cast<int>(total), static_cast<int>(options.taught.size()),
                               options.falseAlarmRate);
        // A good picture with a red dot looks unlike the others.
        for (const auto& each : options.good) {
            if (each.file.filename().string().find("odd") != std::string::npos)
                report.unlike.push_back(each.file.string());
        }
        {
            std::lock_guard lock(fake->mutex);
            fake->learned = options;
        }
        return open(report);
    };
    calls->load = [open, reportOf](SharedBackbone,
                                   const std::filesystem::path& file) -> engine::Result<OpenInspector> {
        QFile in(ui::bridge::pathText(file));
        if (!in.open(QIODevice::ReadOnly))
            return engine::Error{.kind = engine::ErrorKind::kNotFound,
                                 .what = "What was learned is not at “{0}” any more.",
                                 .remedy = "Learn again.",
                                 .args = {file.string()}};
        const auto numbers = in.readAll().split(' ');
        return open(reportOf(numbers.value(0).toInt(), numbers.value(1).toInt(), 0.05));
    };
    calls->preview = [fake](SharedBackbone, const std::filesystem::path& path,
                            const engine::InspectionPrompt& prompt) {
        return fakeFindings(*fake, path, prompt, 1, false);
    };
    calls->kinds = []() -> const std::vector<engine::DefectKind>& { return fakeKinds(); };
    calls->parsePrompt = [](const std::string& text, const std::vector<engine::DefectKind>& own,
                            const engine::KindGuess& guess) -> engine::Result<engine::InspectionPrompt> {
        engine::InspectionPrompt prompt;
        prompt.text = text;
        const QString said = ui::bridge::toQt(text).toLower();
        prompt.language = said.contains(QRegularExpression("[\\x{4e00}-\\x{9fff}]")) ? "zh" : "en";
        QString rest = said;
        std::vector<engine::DefectKind> all = fakeKinds();
        all.insert(all.end(), own.begin(), own.end());
        for (const auto& kind : all) {
            QStringList words;
            for (const std::string& word : kind.words)
                words.append(ui::bridge::toQt(word));
            words.append({ui::bridge::toQt(kind.english), ui::bridge::toQt(kind.chinese)});
            for (const QString& word : words) {
                if (!rest.contains(word)) continue;
                prompt.kinds.push_back({kind.key, word.toStdString()});
                rest.remove(word);
                break;
            }
        }
        for (const QString& word :
             rest.split(QRegularExpression("[\\s,，、和]+|and|find|检测|表面"), Qt::SkipEmptyParts)) {
            const auto kind = guess ? guess(word.toStdString(), all) : std::nullopt;
            if (kind)
                prompt.kinds.push_back({*kind, word.toStdString()});
            else
                prompt.notUnderstood.push_back(word.toStdString());
        }
        return prompt;
    };
    calls->sentence = fakeSentence;
    calls->report = [](std::span<const engine::Inspection> all, const engine::InspectionPrompt&) {
        return std::to_string(all.size()) + " pictures.";
    };
    calls->guess = [fake](std::shared_ptr<engine::Engine>) {
        return [fake](const std::string& words,
                      const std::vector<engine::DefectKind>&) -> std::optional<std::string> {
            ++fake->guesses;
            for (int waited = 0; waited < fake->modelPaceMs; waited += 2)
                QThread::msleep(2);
            return words == "snags" ? std::optional<std::string>("scratch") : std::nullopt;
        };
    };
    calls->writeSentences = [fake](engine::Engine*, std::span<const engine::Inspection> all,
                                   const engine::InspectionPrompt& prompt,
                                   const engine::WrittenSentence& onSentence,
                                   std::stop_token stop) -> engine::Result<std::vector<std::string>> {
        std::vector<std::string> sentences;
        for (const engine::Inspection& each : all) {
            for (int waited = 0; waited < fake->modelPaceMs && !each.defects.empty(); waited += 2) {
                if (stop.stop_requested()) return engine::cancelled();
                QThread::msleep(2);
            }
            sentences.push_back(each.defects.empty() ? fakeSentence(each, prompt)
                                                     : "There it is, plain to see.");
            if (!each.defects.empty()) onSentence(sentences.size() - 1, sentences.back());
        }
        return sentences;
    };
    calls->writeReport = [](engine::Engine*, std::span<const engine::Inspection> all,
                            const engine::InspectionPrompt&, std::stop_token) -> engine::Result<std::string> {
        return "All of " + std::to_string(all.size()) + " pictures were looked at.";
    };
    return calls;
}

}  // namespace tests
