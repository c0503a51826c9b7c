#include "ui/widgets/quote_popover.h"

#include <QGraphicsDropShadowEffect>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/look/theme.h"

namespace ui {

namespace {
constexpr int kDelayMs = 140;
constexpr int kWide = 400;
constexpr int kMostCharacters = 600;
}  // namespace

QuotePopover::QuotePopover(QWidget* window) : QFrame(window), host_(window) {
    setObjectName(QStringLiteral("quotePopover"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    title_ = new QLabel(this);
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    title_->setFont(strong);
    quote_ = new QLabel(this);
    quote_->setWordWrap(true);
    how_ = new QLabel(this);
    how_->setWordWrap(true);
    how_->setProperty("muted", true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    column->setSpacing(6);
    column->addWidget(title_);
    column->addWidget(quote_);
    column->addWidget(how_);
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(24);
    shadow->setOffset(0, 4);
    shadow->setColor(colors().shadow);
    setGraphicsEffect(shadow);
    delay_.setSingleShot(true);
    delay_.setInterval(kDelayMs);
    connect(&delay_, &QTimer::timeout, this, [this] {
        raise();
        show();
    });
    hide();
}

void QuotePopover::showQuote(const bridge::CitationItem& citation, const QString& how, QRect near,
                             QWidget* in) {
    const Colors& c = colors();
    const QString sheet =
        QStringLiteral("#quotePopover { background: %1; border: 1px solid %2; border-radius: 8px; }")
            .arg(c.surface.name(), c.line.name());
    if (styleSheet() != sheet) setStyleSheet(sheet);
    title_->setText(tr("Page %1").arg(citation.page));
    QString quote = citation.quote.simplified();
    if (quote.size() > kMostCharacters) quote = quote.left(kMostCharacters) + QStringLiteral(" …");
    quote_->setText(tr("“%1”").arg(quote));
    how_->setText(how);
    how_->setVisible(!how.isEmpty());
    const int wide = std::min(kWide, host_->width() - 2 * space::kLarge);
    setFixedWidth(wide);
    quote_->setFixedWidth(wide - 2 * space::kLarge - 2);
    how_->setFixedWidth(wide - 2 * space::kLarge - 2);
    layout()->activate();
    const int high =
        layout()->totalHeightForWidth(wide) > 0 ? layout()->totalHeightForWidth(wide) : sizeHint().height();
    resize(wide, high);
    const QPoint corner = in->mapTo(host_, near.bottomLeft());
    int x = std::clamp(corner.x() - space::kMedium, space::kSmall,
                       std::max(space::kSmall, host_->width() - wide - space::kSmall));
    int y = corner.y() + space::kSmall;
    if (y + high > host_->height() - space::kSmall)
        y = in->mapTo(host_, near.topLeft()).y() - high - space::kSmall;
    move(x, std::max(space::kSmall, y));
    if (!isVisible()) delay_.start();
}

void QuotePopover::away() {
    delay_.stop();
    hide();
}

}  // namespace ui
