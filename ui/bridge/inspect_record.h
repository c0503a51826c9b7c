// A batch as it stands at one moment: in words, as its line of the history, as it is exported. A copy for
// workers, made in no time, because a large batch takes longer to be told than the window may wait.
//
// Thread   any; the language of the program must not change meanwhile.
#pragma once

#include "engine/store/run_store.h"
#include "ui/bridge/inspect_batch.h"
#include "ui/bridge/inspect_calls.h"
#include "ui/bridge/inspect_export.h"

namespace ui::bridge {

struct InspectRecord {
    // The model's last report; it stands for these findings and no others.
    struct Words {
        QString findings, report, model;
    };

    std::shared_ptr<const InspectCalls> calls;
    PictureList pictures;
    InspectBatch::Judge judge;
    InspectBatch::Counts counts;
    engine::InspectionPrompt asked;
    QString product, prompt;
    Words words;

    QString findings() const;  // as the template says it; empty while none is finished
    engine::StoredRun run() const;
    ExportedBatch exported() const;

private:
    QStringList kindsOf(const PictureItem& picture) const;
};

}  // namespace ui::bridge
