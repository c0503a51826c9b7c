// Where a model's parts would live and how fast it would be, with the context length to play with.
#pragma once

#include <QWidget>

#include "ui/bridge/values.h"

class QLabel;
class QPushButton;
class QSlider;

namespace ui {

class MemoryBar;

class PlacementPanel : public QWidget {
    Q_OBJECT

public:
    explicit PlacementPanel(QWidget* parent = nullptr);

    // The slider ends at mostContext, which the model was trained for.
    void setPlan(const bridge::PlanItem& plan, qint64 mostContext);

signals:
    void contextChosen(qint64 tokens);

private:
    void showVerdict(const bridge::PlanItem& plan);

    MemoryBar* memory_;
    QWidget* contextRow_;
    QLabel* contextText_;
    QSlider* context_;
    QLabel* verdict_;
    QPushButton* shorten_;
    qint64 mostContext_ = 0;
    qint64 longestContext_ = 0;  // that fits
};

}  // namespace ui
