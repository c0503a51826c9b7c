#include "ui/inspect/pdf_report.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

#include "ui/bridge/inspect_words.h"
#include "ui/bridge/readable.h"

namespace ui {

using bridge::BoxItem;
using bridge::ExportedBatch;
using bridge::ExportedPicture;
using bridge::PictureItem;
using bridge::PictureState;
using bridge::VerdictMark;

namespace {

constexpr int kMostPictures = 200;  // with a picture in the report; all are in its table
constexpr int kReportSide = 360;

QString say(const char* text) {
    return QCoreApplication::translate("InspectExport", text);
}

QString titleOf(const ExportedPicture& each) {
    return bridge::stateWords(each.picture.state, each.verdict);
}

// The picture with the boxes drawn into it.
QImage marked(const QImage& image, const PictureItem& picture) {
    QImage copy = image.convertToFormat(QImage::Format_RGB32);
    if (picture.size.isEmpty()) return copy;
    QPainter painter(&copy);
    const double scale = static_cast<double>(copy.width()) / picture.size.width();
    for (const BoxItem& box : picture.boxes) {
        const QRectF place(box.box.x() * scale, box.box.y() * scale, box.box.width() * scale,
                           box.box.height() * scale);
        painter.setPen(QPen(Qt::black, 3));
        painter.drawRect(place);
        painter.setPen(QPen(QColor(255, 96, 80), 1.5));
        painter.drawRect(place);
    }
    return copy;
}

}  // namespace

QByteArray batchAsPdf(const ExportedBatch& batch,
                      const std::function<QImage(const QString&, int)>& pictureOf) {
    int ok = 0, ng = 0, unsure = 0, failed = 0;
    for (const ExportedPicture& each : batch.pictures) {
        if (each.picture.state == PictureState::Failed) {
            ++failed;
        } else if (each.picture.state == PictureState::Done) {
            ++(each.verdict == VerdictMark::Ok ? ok : each.verdict == VerdictMark::Ng ? ng : unsure);
        }
    }
    QTextDocument document;
    document.setDefaultFont(QFont(QCoreApplication::instance() != nullptr
                                      ? QFont().families()
                                      : QStringList{QStringLiteral("DejaVu Sans")},
                                  9));
    QString html =
        QStringLiteral("<h2>%1</h2><p>%2<br>%3</p>")
            .arg(say(QT_TRANSLATE_NOOP("InspectExport", "Inspection of %1"))
                     .arg(batch.project)
                     .toHtmlEscaped(),
                 QLocale().toString(QDateTime::currentDateTime(), QLocale::ShortFormat).toHtmlEscaped(),
                 (batch.prompt.isEmpty()
                      ? say(QT_TRANSLATE_NOOP("InspectExport", "Everything unusual was looked for."))
                      : say(QT_TRANSLATE_NOOP("InspectExport", "Looked for: %1")).arg(batch.prompt))
                     .toHtmlEscaped());
    html += QStringLiteral("<p><b>%1</b></p>")
                .arg(say(QT_TRANSLATE_NOOP("InspectExport", "%1 OK, %2 NG, %3 unsure, %4 failed"))
                         .arg(ok)
                         .arg(ng)
                         .arg(unsure)
                         .arg(failed)
                         .toHtmlEscaped());
    if (!batch.report.isEmpty()) html += QStringLiteral("<p>%1</p>").arg(batch.report.toHtmlEscaped());
    html += QStringLiteral("<table width='100%' cellpadding='3' cellspacing='0' border='0'>");
    int drawn = 0;
    // Bad ones first: that is what the report is for.
    for (const VerdictMark wanted :
         {VerdictMark::Ng, VerdictMark::Unsure, VerdictMark::None, VerdictMark::Ok}) {
        for (const ExportedPicture& each : batch.pictures) {
            const PictureItem& picture = each.picture;
            const VerdictMark mark = picture.state == PictureState::Done ? each.verdict : VerdictMark::None;
            if (mark != wanted) continue;
            QString cell;
            if (picture.state == PictureState::Done && drawn < kMostPictures) {
                const QImage image = pictureOf(picture.path, kReportSide);
                if (!image.isNull()) {
                    const QString name = QStringLiteral("picture%1").arg(drawn++);
                    document.addResource(QTextDocument::ImageResource, QUrl(name), marked(image, picture));
                    cell = QStringLiteral("<img src='%1' width='150'>").arg(name);
                }
            }
            QString about = QStringLiteral("<b>%1</b> · %2")
                                .arg(titleOf(each).toHtmlEscaped(), picture.name().toHtmlEscaped());
            if (picture.state == PictureState::Done)
                about += QStringLiteral(" · %1").arg(say(QT_TRANSLATE_NOOP("InspectExport", "score %1"))
                                                         .arg(bridge::readableScore(picture.score)));
            const QString text = picture.state == PictureState::Failed ? picture.problem.what : picture.text;
            if (!text.isEmpty()) about += QStringLiteral("<br>") + text.toHtmlEscaped();
            for (int i = 0; i < picture.boxes.size(); ++i) {
                const BoxItem& box = picture.boxes[i];
                about += QStringLiteral("<br>%1: %2, %3 × %4 px, %5")
                             .arg(i + 1)
                             .arg(each.kinds.value(i).toHtmlEscaped())
                             .arg(box.box.width())
                             .arg(box.box.height())
                             .arg(box.byHand ? say(QT_TRANSLATE_NOOP("InspectExport", "by hand"))
                                             : bridge::readablePercent(box.confidence));
            }
            html += QStringLiteral("<tr><td width='160' valign='top'>%1</td><td valign='top'>%2</td></tr>")
                        .arg(cell, about);
        }
    }
    html += QStringLiteral("</table>");
    document.setHtml(html);

    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly)) return {};
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
    writer.setTitle(batch.project);
    document.print(&writer);
    return bytes;
}

}  // namespace ui
