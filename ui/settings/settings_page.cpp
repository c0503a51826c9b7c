#include "ui/settings/settings_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSpinBox>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "ui/bridge/backend.h"
#include "ui/bridge/model_catalog.h"
#include "ui/bridge/settings_service.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/elided_label.h"

namespace ui {

namespace setting = bridge::setting;

namespace {

constexpr int kControlWidth = 220;

// Controls do not change under a wheel that was meant to scroll the page.
class WheelGuard : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Wheel && !static_cast<QWidget*>(watched)->hasFocus()) {
            event->ignore();
            return true;
        }
        return QObject::eventFilter(watched, event);
    }
};

}  // namespace

SettingsPage::SettingsPage(bridge::Backend& backend, QWidget* parent) : QWidget(parent), backend_(backend) {
    auto* heading = new QLabel(tr("Settings"), this);
    heading->setProperty("heading", "1");
    auto* sentence = new QLabel(tr("Each change applies at once."), this);
    sentence->setProperty("muted", true);
    undo_ = new QPushButton(icon(QStringLiteral("restore")), tr("Undo the last change"), this);
    connect(undo_, &QPushButton::clicked, this, [this] { backend_.settings().undo(); });
    auto* undoKey = new QShortcut(QKeySequence::Undo, this);
    undoKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(undoKey, &QShortcut::activated, this, [this] { backend_.settings().undo(); });
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(heading);
    names->addWidget(sentence);
    auto* top = new QHBoxLayout;
    top->addLayout(names, 1);
    top->addWidget(undo_, 0, Qt::AlignTop);

    auto* inside = new QWidget(this);
    inside->setMaximumWidth(space::kColumn + 40);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kHuge);
    column->setSpacing(space::kLarge);
    column->addLayout(top);

    auto* look = group(column, tr("Look"));
    row(look, tr("Language"), {},
        tr("Of the window. Summaries follow the document unless you say otherwise below."),
        choice(setting::kLanguage,
               {{QStringLiteral("system"), tr("As the system")},
                {QStringLiteral("en"), QStringLiteral("English")},
                {QStringLiteral("zh"), QStringLiteral("简体中文")}},
               tr("Language")));
    row(look, tr("Theme"), {}, tr("Light, dark, or as the system is set."),
        choice(setting::kTheme,
               {{QStringLiteral("system"), tr("As the system")},
                {QStringLiteral("light"), tr("Light")},
                {QStringLiteral("dark"), tr("Dark")}},
               tr("Theme")));

    auto* reading = group(column, tr("Reading"));
    row(reading, tr("Language of summaries and answers"), {},
        tr("In which language statements are written; quotations stay as they are."),
        choice(setting::kAnswerLanguage,
               {{QStringLiteral("document"), tr("As the document")},
                {QStringLiteral("en"), tr("English")},
                {QStringLiteral("zh"), tr("Chinese")}},
               tr("Language of summaries and answers")));
    showPrompt_ = new QCheckBox(tr("Keep"), inside);
    showPrompt_->setAccessibleName(tr("Show what the model was sent"));
    connect(showPrompt_, &QCheckBox::toggled, this, [this](bool on) {
        if (!refreshing_) backend_.settings().set(setting::kShowPrompt, on);
    });
    row(reading, tr("Show what the model was sent"), tr("rendered prompt"),
        tr("Adds an entry to the menu of a document, word for word as the model’s template renders it."),
        showPrompt_);

    auto* computing = group(column, tr("Computing"));
    row(computing, tr("Processor cores"), tr("threads"),
        tr("More is faster, up to the cores this computer has."),
        number(setting::kThreads, 256, 1, tr("All cores"), tr("Processor cores")));
    row(computing, tr("Room for text"), tr("context length, tokens"),
        tr("How much text is in the model’s view at once. More takes more memory."),
        number(setting::kContext, 131072, 1024, tr("As fits"), tr("Room for text")));
    row(computing, tr("Precision of the room for text"), tr("KV cache type"),
        tr("Eight bits take half the memory and lose next to nothing."),
        choice(setting::kKvType,
               {{QStringLiteral("f16"), tr("16 bits (f16)")}, {QStringLiteral("q8_0"), tr("8 bits (q8_0)")}},
               tr("Precision of the room for text")));

    auto* models = group(column, tr("Models"));
    auto* own = new QPushButton(icon(QStringLiteral("open")), tr("Open the folder"), inside);
    connect(own, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(backend_.models().modelsFolder())); });
    row(models, tr("Where models are kept"), {}, QDir::toNativeSeparators(backend_.models().modelsFolder()),
        own);
    auto* add = new QPushButton(icon(QStringLiteral("add")), tr("Add a folder"), inside);
    connect(add, &QPushButton::clicked, this, [this] {
        auto* dialog = new QFileDialog(window(), tr("Add a folder of models"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        connect(dialog, &QFileDialog::fileSelected, this,
                [this](const QString& folder) { backend_.models().addFolder(folder); });
        dialog->open();
    });
    row(models, tr("Further folders"), {},
        tr("Looked through where they are; nothing is copied. Those of LM Studio, Hugging Face, Ollama and "
           "Jan are found by themselves."),
        add);
    auto* folderList = new QWidget(inside);
    folders_ = new QVBoxLayout(folderList);
    folders_->setContentsMargins(space::kLarge, 0, space::kLarge, space::kSmall);
    folders_->setSpacing(space::kTiny);
    models->addWidget(folderList);
    column->addStretch(1);

    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* holder = new QWidget(scroll);
    auto* holderRow = new QHBoxLayout(holder);
    holderRow->setContentsMargins(0, 0, 0, 0);
    holderRow->addStretch(1);
    holderRow->addWidget(inside, 100);
    holderRow->addStretch(1);
    scroll->setWidget(holder);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    connect(&backend_.settings(), &bridge::SettingsService::changed, this, &SettingsPage::refresh);
    connect(&backend_.settings(), &bridge::SettingsService::undoChanged, this, &SettingsPage::refresh);
    connect(&backend_.settings(), &bridge::SettingsService::loadedFromStore, this, &SettingsPage::refresh);
    refresh();
}

QVBoxLayout* SettingsPage::group(QVBoxLayout* column, const QString& title) {
    auto* label = new QLabel(title, column->parentWidget());
    label->setProperty("heading", "2");
    column->addSpacing(space::kSmall);
    column->addWidget(label);
    auto* card = new QFrame(column->parentWidget());
    card->setProperty("card", true);
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(0, space::kTiny, 0, space::kTiny);
    inside->setSpacing(0);
    column->addWidget(card);
    return inside;
}

void SettingsPage::row(QVBoxLayout* group, const QString& word, const QString& term, const QString& sentence,
                       QWidget* control) {
    auto* words = new QLabel(group->parentWidget());
    words->setText(term.isEmpty()
                       ? word.toHtmlEscaped()
                       : QStringLiteral("%1 &nbsp;<span style='color:%2'>%3</span>")
                             .arg(word.toHtmlEscaped(), colors().muted.name(), term.toHtmlEscaped()));
    words->setTextFormat(Qt::RichText);
    words->setWordWrap(true);
    words->setBuddy(control);
    auto* hint = new QLabel(sentence, group->parentWidget());
    hint->setProperty("muted", true);
    hint->setWordWrap(true);
    control->setAccessibleDescription(sentence);
    if (qobject_cast<QCheckBox*>(control) == nullptr)
        control->setFixedWidth(std::max(kControlWidth, control->sizeHint().width()));
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(words);
    names->addWidget(hint);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    line->setSpacing(space::kHuge);
    line->addLayout(names, 1);
    line->addWidget(control, 0, Qt::AlignVCenter);
    if (group->count() > 0) {
        auto* hair = new QFrame(group->parentWidget());
        hair->setFixedHeight(1);
        hair->setObjectName(QStringLiteral("hairline"));
        group->addWidget(hair);
    }
    group->addLayout(line);
}

QComboBox* SettingsPage::choice(const char* key, const QList<QPair<QString, QString>>& options,
                                const QString& name) {
    auto* box = new QComboBox(this);
    box->setProperty("key", QString::fromLatin1(key));
    box->setAccessibleName(name);
    box->setMinimumHeight(32);
    box->installEventFilter(new WheelGuard(box));
    for (const auto& [value, text] : options)
        box->addItem(text, value);
    connect(box, &QComboBox::currentIndexChanged, this, [this, box] {
        if (!refreshing_)
            backend_.settings().set(box->property("key").toString(), box->currentData().toString());
    });
    choices_.append(box);
    return box;
}

QSpinBox* SettingsPage::number(const char* key, int most, int step, const QString& automatic,
                               const QString& name) {
    auto* box = new QSpinBox(this);
    box->setProperty("key", QString::fromLatin1(key));
    box->setAccessibleName(name);
    box->setRange(0, most);
    box->setSingleStep(step);
    box->setSpecialValueText(automatic);
    box->setGroupSeparatorShown(true);
    box->setKeyboardTracking(false);
    box->setMinimumHeight(32);
    box->installEventFilter(new WheelGuard(box));
    connect(box, &QSpinBox::valueChanged, this, [this, box](int value) {
        if (!refreshing_) backend_.settings().set(box->property("key").toString(), value);
    });
    numbers_.append(box);
    return box;
}

void SettingsPage::refresh() {
    refreshing_ = true;
    const auto& settings = backend_.settings();
    for (QComboBox* box : std::as_const(choices_))
        box->setCurrentIndex(std::max(0, box->findData(settings.text(box->property("key").toString()))));
    for (QSpinBox* box : std::as_const(numbers_))
        box->setValue(settings.number(box->property("key").toString()));
    showPrompt_->setChecked(settings.flag(setting::kShowPrompt));
    undo_->setEnabled(settings.canUndo());
    refreshFolders();
    refreshing_ = false;
}

void SettingsPage::refreshFolders() {
    const QStringList wanted = backend_.models().addedFolders();
    if (folders_->property("shown").toStringList() == wanted && folders_->count() == wanted.size()) return;
    folders_->setProperty("shown", wanted);
    while (QLayoutItem* item = folders_->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    for (const QString& folder : wanted) {
        auto* line = new QWidget(folders_->parentWidget());
        auto* name = new ElidedLabel(line);
        name->setFullText(QDir::toNativeSeparators(folder));
        auto* out = new QToolButton(line);
        out->setIcon(icon(QStringLiteral("close")));
        out->setFixedSize(28, 28);
        out->setToolTip(tr("Leave out this folder"));
        out->setAccessibleName(tr("Leave out %1").arg(folder));
        connect(out, &QToolButton::clicked, this, [this, folder] { backend_.models().removeFolder(folder); });
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(name, 1);
        row->addWidget(out);
        folders_->addWidget(line);
    }
}

}  // namespace ui
