#include "ui/bridge/document_text.h"

#include <algorithm>

#include "engine/documents/document.h"
#include "ui/bridge/engine_text.h"

namespace ui::bridge {

namespace {

bool startsCharacter(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// The nearest place at or before `offset` where a character starts.
qint64 characterStart(std::string_view text, qint64 offset) {
    offset = std::clamp<qint64>(offset, 0, static_cast<qint64>(text.size()));
    while (offset > 0 && offset < static_cast<qint64>(text.size()) &&
           !startsCharacter(text[static_cast<size_t>(offset)]))
        --offset;
    return offset;
}

QString oneLine(QString text) {
    return text.simplified();
}

}  // namespace

DocumentText::DocumentText(std::shared_ptr<const engine::Document> document)
    : document_(std::move(document)) {
    characters_ = std::count_if(document_->text.begin(), document_->text.end(), startsCharacter);
    pages_.reserve(static_cast<qsizetype>(document_->pages.size()));
    for (const engine::Page& page : document_->pages) {
        PageItem item;
        item.number = page.number;
        item.text = {page.text.begin, page.text.end};
        item.points = QSizeF(page.width, page.height);
        item.readable = page.readable;
        item.problem = toQt(page.problem);
        pages_.append(item);
    }
}

bool DocumentText::hasBoxes() const {
    return document_->format == engine::DocumentFormat::kPdf;
}

qint64 DocumentText::bytes() const {
    return static_cast<qint64>(document_->text.size());
}

QString DocumentText::text(const ByteRange& range) const {
    const qint64 begin = characterStart(document_->text, range.begin);
    const qint64 end = std::max(begin, characterStart(document_->text, range.end));
    return toQt(std::string_view(document_->text)
                    .substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin)));
}

int DocumentText::pageAt(qint64 offset) const {
    if (pages_.isEmpty()) return 0;
    auto after = std::upper_bound(pages_.begin(), pages_.end(), offset,
                                  [](qint64 value, const PageItem& page) { return value < page.text.begin; });
    return after == pages_.begin() ? 0 : static_cast<int>(after - pages_.begin()) - 1;
}

QString DocumentText::pageText(int page) const {
    return text(pages_.at(page).text);
}

QPair<int, int> DocumentText::charactersOn(int page, const ByteRange& range) const {
    const ByteRange& onPage = pages_.at(page).text;
    if (!range.overlaps(onPage)) return {0, 0};
    const qint64 begin = std::max(range.begin, onPage.begin);
    const qint64 end = std::min(range.end, onPage.end);
    const int first = static_cast<int>(text({onPage.begin, begin}).size());
    return {first, first + static_cast<int>(text({begin, end}).size())};
}

ByteRange DocumentText::bytesOn(int page, int firstCharacter, int lastCharacter) const {
    const qint64 start = pages_.at(page).text.begin;
    const QString all = pageText(page);
    const auto before = all.left(firstCharacter).toUtf8().size();
    const auto inside = all.mid(firstCharacter, lastCharacter - firstCharacter).toUtf8().size();
    return {start + before, start + before + inside};
}

QList<QRectF> DocumentText::rectangles(int page, const ByteRange& range) const {
    QList<QRectF> rectangles;
    for (const engine::TextBox& box : document_->boxesOf({range.begin, range.end})) {
        if (box.page == page)
            rectangles.append(QRectF(box.rect.x, box.rect.y, box.rect.width, box.rect.height));
    }
    return rectangles;
}

ByteRange DocumentText::runAt(int page, QPointF points) const {
    const ByteRange& onPage = pages_.at(page).text;
    const auto& boxes = document_->boxes;
    auto box = std::lower_bound(
        boxes.begin(), boxes.end(), onPage.begin,
        [](const engine::TextBox& each, qint64 offset) { return each.range.begin < offset; });
    ByteRange best;
    double bestDistance = 1e18;
    for (; box != boxes.end() && box->range.begin < onPage.end; ++box) {
        if (box->page != page) continue;
        const QRectF rect(box->rect.x, box->rect.y, box->rect.width, box->rect.height);
        const double dx = std::max({rect.left() - points.x(), 0.0, points.x() - rect.right()});
        const double dy = std::max({rect.top() - points.y(), 0.0, points.y() - rect.bottom()});
        const double distance = dx + 4 * dy;  // the line that is pointed at comes first
        if (distance < bestDistance) {
            bestDistance = distance;
            best = {box->range.begin, box->range.end};
        }
    }
    return best;
}

QList<FoundText> DocumentText::find(const QString& words, int limit) const {
    QList<FoundText> found;
    const QString wanted = words.simplified();
    if (wanted.isEmpty()) return found;
    for (int page = 0; page < pages_.size(); ++page) {
        // Line ends count as blanks, one character for one, so that places stay true.
        QString text = pageText(page);
        for (QChar& character : text) {
            if (character.isSpace()) character = u' ';
        }
        for (qsizetype at = text.indexOf(wanted, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(wanted, at + wanted.size(), Qt::CaseInsensitive)) {
            FoundText hit;
            hit.page = pages_[page].number;
            hit.range = bytesOn(page, static_cast<int>(at), static_cast<int>(at + wanted.size()));
            hit.before = oneLine(text.mid(std::max<qsizetype>(0, at - 40), std::min<qsizetype>(at, 40)));
            hit.match = text.mid(at, wanted.size());
            hit.after = oneLine(text.mid(at + wanted.size(), 60));
            found.append(hit);
            if (found.size() >= limit) return found;
        }
    }
    return found;
}

}  // namespace ui::bridge
