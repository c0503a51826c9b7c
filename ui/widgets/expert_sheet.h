// A sheet over the window that shows which experts the router chose in one answer. Escape closes it.
#pragma once

#include <QDialog>

#include "ui/bridge/values.h"

namespace ui {

class ExpertSheet : public QDialog {
    Q_OBJECT

public:
    // Deletes itself when it is closed. model may be empty.
    static void open(QWidget* window, const bridge::RoutingItem& routing, const QString& model);

private:
    ExpertSheet(QWidget* window, const bridge::RoutingItem& routing, const QString& model);
};

}  // namespace ui
