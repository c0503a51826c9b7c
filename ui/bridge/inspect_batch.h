// The pictures under inspection as a list: where each stands, what was found, what the engineer says of it.
//
// A batch is written down before it begins and goes on after the program was killed. What the engineer says
// is in the store at once.
#pragma once

#include <QAbstractListModel>
#include <QList>
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/store/inspection_store.h"
#include "ui/bridge/inspect_runner.h"
#include "ui/bridge/inspect_values.h"

namespace ui::bridge {

class StoreService;

class InspectBatch : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        PathRole,
        StateRole,
        VerdictRole,  // the engineer's, else the program's by where the line is
        OverruledRole,
        ScoreRole
    };
    struct Counts {
        int all = 0, ok = 0, ng = 0, unsure = 0, failed = 0, waiting = 0;
        bool operator==(const Counts&) const = default;
    };

    // What stands of a picture: the engineer's word, else the program's by where the line is now. A value,
    // for workers too.
    struct Judge {
        QString fit;
        double line = 1;

        bool isBehind(const PictureItem& picture) const;  // found by another fit, or with another line
        VerdictMark verdict(const PictureItem& picture) const;
    };

    InspectBatch(StoreService& store, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    const PictureList& pictures() const { return rows_; }
    const PictureItem& picture(int row) const { return *rows_.at(row); }
    int rowOf(qint64 id) const;  // -1: it is not there
    int rowOfPath(const QString& path) const;
    VerdictMark verdict(int row) const { return judge_.verdict(*rows_.at(row)); }
    const Judge& judge() const { return judge_; }
    const Counts& counts() const { return counts_; }
    // Some were found by another fit, or with another line.
    bool isOutdated() const { return outdated_ > 0; }
    qint64 id() const { return *id_; }
    bool isLoaded() const { return loaded_; }

    // The newest batch of a project; 0: none.
    void open(qint64 project);
    void openBatch(qint64 batch);
    void listBatches(QObject* asker, std::function<void(QList<BatchItem>)> then);
    void startNew();  // the next pictures begin a batch of their own

    // Where verdicts are taken from: pictures of this fit follow the line.
    void setLine(const QString& fit, double line);

    // Pictures that are not in the batch yet wait at its end; told when they are written down.
    void add(const QStringList& paths, const QString& prompt, std::function<void(int added)> then);
    // All of them once more, in a new batch.
    void again(const QString& prompt, std::function<void()> then);

    // Out of the batch and the store; what is taken is held here to be put back.
    struct Taken {
        qint64 batch = 0;
        PictureList pictures;
        std::vector<engine::StoredInspection> stored;  // filled and read on the store's thread
    };
    std::shared_ptr<Taken> take(const QList<int>& rows);
    void putBack(const std::shared_ptr<Taken>& taken);

    InspectRunner& runner() { return runner_; }
    const InspectRunner& runner() const { return runner_; }
    void run(const InspectRunner::Method& method);  // those that wait

    void overrule(int row, VerdictMark mark);
    void correct(int row, const QList<BoxItem>& boxes, const QString& text);
    // Fetches the heat map of a picture that has none here; heatReady() follows.
    void wantHeat(int row);

signals:
    void loaded();
    void countsChanged();
    void heatReady(qint64 id);

private:
    void show(qint64 batch, const PictureList& pictures);
    void append(const PictureList& pictures, std::function<void(int)> then);
    void arrive();
    void insert(const PictureList& pictures);  // by their ids
    template <class Change>
    void change(int row, Change&& change);  // of its fields
    void tally(const PictureItem& picture, int times);
    void tallyAll();
    void feed();
    void took(const PictureItem& picture);
    void clear();
    void becomeLoaded();

    StoreService& store_;
    InspectRunner runner_;
    qint64 project_ = 0;
    std::shared_ptr<std::atomic<qint64>> id_;  // 0 until it is begun, on the store's thread
    int opening_ = 0;
    bool loaded_ = false;
    PictureList rows_;          // by their ids
    std::vector<bool> queued_;  // which rows the runner was given
    int unseen_ = 0;            // those before it were looked at whether they wait
    InspectRunner::Method method_;
    struct Arrival {
        PictureList pictures;
        std::function<void(int)> then;
        qsizetype next = 0;
    };
    std::deque<Arrival> arrivals_;  // on their way into the rows
    Counts counts_;
    int outdated_ = 0;
    qint64 lastUnkept_ = 0;                        // ids of pictures that no store keeps go down from here
    std::optional<InspectRunner::Method> wanted_;  // when the runner has come to its end
    QList<std::function<void()>> whenLoaded_;
    Judge judge_;
};

}  // namespace ui::bridge
