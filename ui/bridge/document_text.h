// The pages of an imported document for the window: text of a page, places of a passage, search.
//
// Memory   shares the document; nothing is copied but what is asked for.
// Thread   immutable; any thread.
#pragma once

#include <QList>
#include <QPair>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <memory>

#include "ui/bridge/values.h"

namespace engine {
struct Document;
}

namespace ui::bridge {

class DocumentText {
public:
    explicit DocumentText(std::shared_ptr<const engine::Document> document);

    const engine::Document& document() const { return *document_; }
    std::shared_ptr<const engine::Document> share() const { return document_; }
    const QList<PageItem>& pages() const { return pages_; }
    bool hasBoxes() const;  // a PDF: passages have rectangles on a page picture
    qint64 bytes() const;
    qint64 characters() const { return characters_; }

    QString text(const ByteRange& range) const;
    int pageAt(qint64 offset) const;  // index from 0

    // Formats without page pictures: a page as text, and characters of it to bytes and back.
    QString pageText(int page) const;
    QPair<int, int> charactersOn(int page,
                                 const ByteRange& range) const;  // first and one past last; equal: not on it
    ByteRange bytesOn(int page, int firstCharacter, int lastCharacter) const;

    // PDF: in points from the top left corner.
    QList<QRectF> rectangles(int page, const ByteRange& range) const;
    // The run of text at or nearest to a place on the page; an empty range where the page has none.
    ByteRange runAt(int page, QPointF points) const;

    // Occurrences of words as typed, whatever their case; at most `limit`.
    QList<FoundText> find(const QString& words, int limit) const;

private:
    std::shared_ptr<const engine::Document> document_;
    QList<PageItem> pages_;
    qint64 characters_ = 0;
};

}  // namespace ui::bridge
