// What the Inspect page says of verdicts, states and kinds, in the person's language.
#pragma once

#include <QString>
#include <vector>

#include "engine/vision/inspection_prompt.h"
#include "ui/bridge/inspect_values.h"

namespace ui::bridge {

QString verdictTitle(VerdictMark mark);  // "OK", "NG", "unsure"; empty for none
QString stateWords(PictureState state, VerdictMark mark);
// The name of a kind by its key; a kind of the project is its own name.
QString kindTitle(const QString& key, const std::vector<engine::DefectKind>& known);
QString kindTitle(const QString& key);  // of the vocabulary
QString readablePictures(int pictures);
QString readablePercent(double fraction);  // "2.5 %"
QString readableScore(double score);

}  // namespace ui::bridge
