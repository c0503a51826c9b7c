// The report of a batch as a PDF: the counts, the batch in words, and every picture with its findings, bad
// ones first.
//
// Thread   any; picture() is called on the caller's.
#pragma once

#include <QByteArray>
#include <QImage>
#include <functional>

#include "ui/bridge/inspect_export.h"

namespace ui {

// picture() answers one of at most this many pixels, null when it cannot be read.
QByteArray batchAsPdf(const bridge::ExportedBatch& batch,
                      const std::function<QImage(const QString& path, int longest)>& picture);

}  // namespace ui
