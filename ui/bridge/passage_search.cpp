#include "ui/bridge/passage_search.h"

#include "ui/bridge/engine_text.h"
#include "ui/bridge/store_service.h"

namespace ui::bridge {

namespace {
constexpr int kMostHits = 100;
constexpr qsizetype kBefore = 60;  // characters shown before the first word that was found

// The passage from shortly before the first of the words, so that three lines show it.
QString excerpt(const QString& passage, const QStringList& words) {
    qsizetype first = passage.size();
    for (const QString& word : words) {
        const qsizetype at = passage.indexOf(word, 0, Qt::CaseInsensitive);
        if (at >= 0) first = std::min(first, at);
    }
    if (first == passage.size() || first <= kBefore) return passage;
    const qsizetype from = first - kBefore;
    const qsizetype blank = passage.indexOf(' ', from);
    return QStringLiteral("… ") + passage.mid(blank >= 0 && blank < first ? blank + 1 : from);
}

}  // namespace

PassageSearch::PassageSearch(StoreService& store, QObject* parent)
    : QAbstractListModel(parent), store_(store) {}

int PassageSearch::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(hits_.size());
}

QVariant PassageSearch::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= hits_.size()) return {};
    const Hit& hit = hits_[index.row()];
    switch (role) {
        case Qt::DisplayRole:
            return hit.text;
        case Qt::AccessibleTextRole:
            return tr("%1, page %2: %3").arg(hit.name).arg(hit.page).arg(hit.text.left(160));
        case NameRole:
            return hit.name;
        case DocumentRole:
            return hit.document;
        case PageRole:
            return hit.page;
        case BeginRole:
            return hit.range.begin;
        case EndRole:
            return hit.range.end;
        default:
            return {};
    }
}

void PassageSearch::setWords(const QString& words) {
    words_ = words.simplified();
    const int search = ++search_;
    const auto show = [this](QList<Hit> hits) {
        beginResetModel();
        hits_ = std::move(hits);
        endResetModel();
        emit searched();
    };
    if (words_.isEmpty()) {
        show({});
        return;
    }
    store_.call(
        this,
        [words = words_.toStdString()](Stores& stores) -> engine::Result<QList<Hit>> {
            auto found = stores.documents.search(words, std::nullopt, kMostHits);
            if (!found) return found.error();
            auto documents = stores.documents.list();
            if (!documents) return documents.error();
            QList<Hit> hits;
            for (const engine::PassageHit& each : *found) {
                Hit hit;
                hit.document = each.document;
                for (const engine::StoredDocument& document : *documents) {
                    if (document.id == each.document) hit.name = toQt(document.name);
                }
                hit.page = each.passage.page;
                hit.range = {each.passage.begin, each.passage.end};
                hit.text = excerpt(toQt(each.passage.text).simplified(), toQt(words).split(' '));
                hits.append(hit);
            }
            return hits;
        },
        [this, search, show](QList<Hit> hits) {
            if (search == search_) show(std::move(hits));
        });
}

}  // namespace ui::bridge
