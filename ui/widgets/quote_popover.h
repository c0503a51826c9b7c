// The quotation behind a chip, shown beside it while it is hovered or has the focus.
#pragma once

#include <QFrame>
#include <QTimer>

#include "ui/bridge/values.h"

class QLabel;

namespace ui {

class QuotePopover : public QFrame {
    Q_OBJECT

public:
    explicit QuotePopover(QWidget* window);
    void showQuote(const bridge::CitationItem& citation, const QString& how, QRect near, QWidget* in);
    void away();

private:
    QWidget* host_;
    QLabel* title_;
    QLabel* quote_;
    QLabel* how_;
    QTimer delay_;
};

}  // namespace ui
