// How a statement's words and chips are said, the same everywhere.
#pragma once

#include <QCoreApplication>

#include "ui/bridge/values.h"
#include "ui/widgets/flow_text.h"

namespace ui {

inline FlowText::ChipShape chipShape(bridge::WordingKind kind) {
    switch (kind) {
        case bridge::WordingKind::Rewritten:
            return FlowText::ChipShape::Exact;
        case bridge::WordingKind::Shortened:
            return FlowText::ChipShape::Shortened;
        case bridge::WordingKind::Verbatim:
            break;
    }
    return FlowText::ChipShape::Quote;
}

inline QString chipLabel(int page) {
    return QCoreApplication::translate("Wording", "p. %1").arg(page);
}

inline QString wordingSentence(bridge::WordingKind kind) {
    switch (kind) {
        case bridge::WordingKind::Rewritten:
            return QCoreApplication::translate("Wording", "Said in plain words; the quotation is exact.");
        case bridge::WordingKind::Shortened:
            return QCoreApplication::translate("Wording", "The document’s own words, shortened.");
        case bridge::WordingKind::Verbatim:
            break;
    }
    return QCoreApplication::translate("Wording", "The document’s own words.");
}

}  // namespace ui
