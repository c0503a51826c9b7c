#include "engine/documents/document.h"

#include <algorithm>
#include <cmath>

namespace engine {
namespace {

// The part of a box that the bytes [begin, end) of its text take, by proportion.
PageRect partOf(const TextBox& box, int64_t begin, int64_t end) {
    PageRect rect = box.rect;
    const auto size = static_cast<float>(std::max<int64_t>(1, box.range.size()));
    const float from = static_cast<float>(std::max<int64_t>(0, begin - box.range.begin)) / size;
    const float to = static_cast<float>(std::min(end, box.range.end) - box.range.begin) / size;
    // Tall boxes are vertical writing.
    if (rect.height > 2 * rect.width && box.range.size() > 3) {
        rect.y += rect.height * from;
        rect.height *= to - from;
    } else {
        rect.x += rect.width * from;
        rect.width *= to - from;
    }
    return rect;
}

bool sameLine(const PageRect& a, const PageRect& b) {
    const float top = std::max(a.y, b.y), bottom = std::min(a.y + a.height, b.y + b.height);
    if (bottom - top < 0.5F * std::min(a.height, b.height)) return false;
    // Words of one line follow each other; another column begins far away.
    const float reach = 2.5F * std::max(a.height, b.height);
    return b.x >= a.x - 1 && b.x - (a.x + a.width) < reach;
}

void unite(PageRect& a, const PageRect& b) {
    const float right = std::max(a.x + a.width, b.x + b.width),
                bottom = std::max(a.y + a.height, b.y + b.height);
    a.x = std::min(a.x, b.x);
    a.y = std::min(a.y, b.y);
    a.width = right - a.x;
    a.height = bottom - a.y;
}

}  // namespace

int32_t Document::pageAt(int64_t offset) const {
    const auto after =
        std::upper_bound(pages.begin(), pages.end(), offset,
                         [](int64_t value, const Page& page) { return value < page.text.begin; });
    // Pages without text begin where the next one does: the last page with text at or before the offset holds
    // it.
    auto page = after == pages.begin() ? after : after - 1;
    while (page != pages.begin() && page != pages.end() && page->text.size() == 0)
        --page;
    return static_cast<int32_t>(page - pages.begin());
}

std::string_view Document::slice(const TextRange& range) const {
    const auto size = static_cast<int64_t>(text.size());
    const int64_t begin = std::clamp<int64_t>(range.begin, 0, size);
    const int64_t end = std::clamp<int64_t>(range.end, begin, size);
    return std::string_view(text).substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
}

std::vector<TextBox> Document::boxesOf(const TextRange& range) const {
    std::vector<TextBox> lines;
    auto box = std::lower_bound(boxes.begin(), boxes.end(), range.begin,
                                [](const TextBox& entry, int64_t value) { return entry.range.end <= value; });
    for (; box != boxes.end() && box->range.begin < range.end; ++box) {
        if (!box->range.overlaps(range)) continue;
        const TextRange part = {std::max(box->range.begin, range.begin), std::min(box->range.end, range.end)};
        const PageRect rect = partOf(*box, part.begin, part.end);
        if (!lines.empty() && lines.back().page == box->page && sameLine(lines.back().rect, rect)) {
            unite(lines.back().rect, rect);
            lines.back().range.end = part.end;
        } else {
            lines.push_back({part, box->page, rect});
        }
    }
    return lines;
}

}  // namespace engine
