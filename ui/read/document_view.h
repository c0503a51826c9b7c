// The document itself, page under page: pictures of a PDF's pages, or its text on sheets of paper. Cited
// passages are tinted, the one that is looked for is lit.
//
// Mouse     a click on a cited passage leads back to its statement; dragging selects; Ctrl+wheel zooms.
// Keyboard  arrows, Page Up and Down, Home, End; Ctrl+plus, Ctrl+minus, Ctrl+0; Ctrl+C copies the selection.
// Memory    pages are laid out as they come into view; a few dozen are kept.
#pragma once

#include <QAbstractScrollArea>
#include <QHash>
#include <QPointer>
#include <QTextDocument>
#include <QVariantAnimation>
#include <memory>
#include <vector>

#include "ui/bridge/document_session.h"

namespace ui {

class DocumentView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit DocumentView(QWidget* parent = nullptr);
    ~DocumentView() override;

    void setSession(bridge::DocumentSession* session);
    // Passages of statements, tinted; id comes back by citedClicked().
    struct Cited {
        bridge::ByteRange range;
        int id = 0;
    };
    void setCited(std::vector<Cited> cited);
    // Turns to a passage and lights it. A page is used where the range is empty.
    void light(const QList<bridge::ByteRange>& ranges, int page);
    void unlight();
    const QList<bridge::ByteRange>& lit() const { return lit_; }
    bool litIsVisible() const;

    void goToPage(int page);  // from 0
    int currentPage() const;
    double zoom() const { return zoom_; }
    void setZoom(double zoom);  // 0: as wide as the view
    QString selectedText() const;

signals:
    void pageChanged(int page);
    void citedClicked(int id);
    void failed(const ui::bridge::ErrorText& error);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Place {  // of the top edge of the view, in terms that survive a new layout
        int page = 0;
        double within = 0;
    };
    bool hasPictures() const;
    int pageCount() const;
    QSizeF pageSize(int page) const;
    double scale() const;  // pixels a point
    int sheetWidth() const;
    int estimatedHeight(int page) const;
    void layOut();
    void keepPlace(const Place& place);
    Place place() const;
    QRect pageRect(int page) const;  // in the viewport
    int pageAtY(int y) const;        // in the viewport
    QTextDocument* sheet(int page);  // laid out; text formats
    void dropSheets();
    void paintPicture(QPainter& painter, int page, const QRect& rect);
    void paintSheet(QPainter& painter, int page, const QRect& rect);
    int citedAt(qint64 offset) const;
    bridge::ByteRange rangeAt(QPoint position);
    QRectF passageRect(int page, const bridge::ByteRange& range);  // within the page
    void announce();

    QPointer<bridge::DocumentSession> session_;
    std::vector<int> tops_;
    std::vector<int> heights_;
    QHash<int, std::shared_ptr<QTextDocument>> sheets_;
    QList<int> sheetOrder_;
    std::vector<Cited> cited_;
    QList<bridge::ByteRange> lit_;
    QVariantAnimation glow_;
    double glowing_ = 1;
    double zoom_ = 0;
    int announced_ = -1;
    bool selecting_ = false;
    QPoint pressed_;
    qint64 anchor_ = -1;
    bridge::ByteRange selection_;
};

}  // namespace ui
