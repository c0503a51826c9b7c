// The part of the desk that hears what the engineer says of pictures: verdicts, boxes, and which are taken
// out. Each can be undone.
#include "ui/bridge/engine_text.h"
#include "ui/bridge/inspect_conversion.h"
#include "ui/bridge/inspect_desk.h"
#include "ui/bridge/inspect_words.h"

namespace ui::bridge {

namespace {

// What is known of a picture: the engineer's word and the boxes.
struct Said {
    qint64 id = 0;
    VerdictMark mark = VerdictMark::None;
    QList<BoxItem> boxes;
    std::optional<ExampleItem> example;  // what was learned from it before

    static Said of(const PictureItem& picture, const InspectExamples& examples) {
        Said said{picture.id, picture.overruled, picture.boxes, std::nullopt};
        if (const ExampleItem* taught = examples.taught(picture.path)) {
            said.example = *taught;
        } else if (const int good = examples.rowOf(picture.path); good >= 0) {
            said.example = examples.good(good);
        }
        return said;
    }
};

}  // namespace

// Something the engineer said of pictures; undone, all is as it was.
class SayCommand : public QUndoCommand {
public:
    SayCommand(InspectDesk& desk, QList<Said> before, QList<Said> after, const QString& what)
        : QUndoCommand(what), desk_(desk), before_(std::move(before)), after_(std::move(after)) {}

    void redo() override {
        for (const Said& each : std::as_const(after_))
            desk_.say(desk_.batch_.rowOf(each.id), each.mark, each.boxes);
    }
    void undo() override {
        for (const Said& each : std::as_const(before_)) {
            const int row = desk_.batch_.rowOf(each.id);
            if (row < 0) continue;
            desk_.say(row, each.mark, each.boxes);
            if (each.example) {
                desk_.examples_.teach(*each.example);
            } else {
                desk_.examples_.forget(desk_.batch_.picture(row).path);
            }
        }
    }

private:
    InspectDesk& desk_;
    QList<Said> before_, after_;
};

QString InspectDesk::sentenceOf(const PictureItem& picture) const {
    return toQt(calls_->sentence(toInspection(picture), asked_));
}

void InspectDesk::overrule(const QList<int>& rows, VerdictMark mark) {
    QList<Said> before, after;
    for (const int row : rows) {
        if (row < 0 || row >= batch_.rowCount()) continue;
        const PictureItem& picture = batch_.picture(row);
        if (picture.state != PictureState::Done || picture.overruled == mark) continue;
        Said said = Said::of(picture, examples_);
        before.append(said);
        said.mark = mark;
        after.append(said);
    }
    if (after.isEmpty()) return;
    const QString what =
        after.size() == 1
            ? tr("%1 is %2").arg(batch_.picture(batch_.rowOf(after.first().id)).name(), verdictTitle(mark))
            : tr("%1 are %2").arg(readablePictures(static_cast<int>(after.size())), verdictTitle(mark));
    undo_.push(new SayCommand(*this, before, after, what));
}

void InspectDesk::removePictures(const QList<int>& rows) {
    class RemoveCommand : public QUndoCommand {
    public:
        RemoveCommand(InspectBatch& batch, const QList<int>& rows, const QString& what)
            : QUndoCommand(what), batch_(batch) {
            for (const int row : rows)
                ids_.append(batch.picture(row).id);
        }
        void redo() override {
            QList<int> rows;
            for (const qint64 id : std::as_const(ids_)) {
                if (const int row = batch_.rowOf(id); row >= 0) rows.append(row);
            }
            taken_ = batch_.take(rows);
        }
        void undo() override { batch_.putBack(taken_); }

    private:
        InspectBatch& batch_;
        QList<qint64> ids_;
        std::shared_ptr<InspectBatch::Taken> taken_;
    };
    if (rows.isEmpty()) return;
    const QString what = rows.size() == 1
                             ? tr("%1 removed").arg(batch_.picture(rows.first()).name())
                             : tr("%1 removed").arg(readablePictures(static_cast<int>(rows.size())));
    undo_.push(new RemoveCommand(batch_, rows, what));
}

void InspectDesk::setBoxes(int row, const QList<BoxItem>& boxes, const QString& what) {
    if (row < 0 || row >= batch_.rowCount()) return;
    const PictureItem& picture = batch_.picture(row);
    if (picture.state != PictureState::Done || picture.boxes == boxes) return;
    const Said before = Said::of(picture, examples_);
    Said after = before;
    after.boxes = boxes;
    // Whoever draws a box says that there is a defect.
    if (boxes.size() > picture.boxes.size() && batch_.verdict(row) != VerdictMark::Ng)
        after.mark = VerdictMark::Ng;
    undo_.push(new SayCommand(*this, {before}, {after}, what));
}

void InspectDesk::say(int row, VerdictMark mark, const QList<BoxItem>& boxes) {
    if (row < 0) return;
    const bool edited = batch_.picture(row).boxes != boxes;
    batch_.overrule(row, mark);
    if (edited) {
        PictureItem picture = batch_.picture(row);
        picture.boxes = boxes;
        batch_.correct(row, boxes, sentenceOf(picture));
    }
    const PictureItem& picture = batch_.picture(row);
    if (mark == VerdictMark::Ok) {
        if (examples_.taught(picture.path) != nullptr) examples_.forget(picture.path);
        examples_.addGood({picture.path});
    } else if (mark == VerdictMark::Ng || (mark == VerdictMark::None && edited && !boxes.isEmpty())) {
        ExampleItem example;
        example.path = picture.path;
        example.good = false;
        example.regions = boxes;
        examples_.teach(example);
    } else {
        examples_.forget(picture.path);
    }
}

}  // namespace ui::bridge
