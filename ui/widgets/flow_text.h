// A column of text to read, with chips that name the place of each statement.
//
// A chip carries its state in its shape: a tick for a sentence in plain words whose quotation is exact, a
// quotation mark for the document's own words, the mark with dots for own words that were shortened.
//
// Keyboard  Tab walks over chips and links, Enter follows one. Everything can be selected and copied; a chip
// is copied as
//           "[p. 12]".
#pragma once

#include <QTextBrowser>
#include <QTextCursor>
#include <QTextObjectInterface>

namespace ui {

class ChipPainter;

class FlowText : public QTextBrowser {
    Q_OBJECT

public:
    enum class ChipShape { Exact, Quote, Shortened, Plain };
    enum CardKind { NoCard, QuestionCard, AnswerCard, AbsentCard, LitCard };

    explicit FlowText(QWidget* parent = nullptr);
    ~FlowText() override;

    // Link targets that are activated come back by linkActivated(): "cite:…" for chips, anything else for
    // links.
    static QTextCharFormat chipFormat(const QString& label, ChipShape shape, const QString& target);
    static void insertChip(QTextCursor& cursor, const QString& label, ChipShape shape, const QString& target);
    QTextCharFormat linkFormat(const QString& target) const;
    QTextCharFormat textFormat() const;
    QTextCharFormat mutedFormat() const;
    QTextCharFormat strongFormat() const;
    QTextBlockFormat blockFormat(qreal top, qreal bottom, qreal left = 0) const;
    QTextCharFormat headingFormat(qreal scale) const;

    static void setCard(QTextBlockFormat& format, CardKind kind, int number);
    // Follows the end while the reader is at the end.
    bool atEnd() const;
    void followEnd(bool wasAtEnd);
    const QString& hoveredTarget() const { return hovered_; }
    QRect targetRect(const QString& target) const;  // of the first chip with it, in the viewport
    QString selectedPlainText() const;

signals:
    void linkActivated(const QString& target);
    // An empty target when none is hovered or focused any more.
    void linkHovered(const QString& target, QRect inViewport);

protected:
    void clear();
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void leaveEvent(QEvent* event) override;
    QMimeData* createMimeDataFromSelection() const override;
    virtual void rebuild() = 0;  // after a change of the theme

private:
    void fitColumn();

    ChipPainter* painter_;
    QString hovered_;
};

}  // namespace ui
