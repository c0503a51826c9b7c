// Every box of every picture as a row: what it is, how sure, how large, where.
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QTimer>

namespace ui::bridge {
class InspectDesk;
}

namespace ui {

class FindingsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Picture, Kind, Confidence, Score, Area, Place, kColumns };
    enum Role { SortRole = Qt::UserRole + 1, PictureRowRole, BoxRole, KindRole };

    FindingsModel(bridge::InspectDesk& desk, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        int picture = 0, box = 0;
    };
    void rebuild();
    void changed(int from, int to);
    void grow();

    bridge::InspectDesk& desk_;
    QList<Row> rows_;
    QHash<int, int> boxes_;                 // of each picture that has rows
    int changedFrom_ = 0, changedTo_ = -1;  // pictures since the last look
    QTimer later_;                          // many pictures a second are one change
};

}  // namespace ui
