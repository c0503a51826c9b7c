// conclave: the window.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <cstdio>

#include "app/catalogue_text.h"
#include "app/paths.h"
#include "engine/store/database.h"
#include "ui/bridge/engine_calls.h"
#include "ui/shell/main_window.h"
#include "ui/shell/single_instance.h"

namespace {

// Qt ends the program without a word where there is no display and no platform was chosen.
bool canShowAWindow(int argc, char** argv) {
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        if (!qEnvironmentVariableIsEmpty(name)) return true;
    }
    for (int i = 1; i < argc; ++i) {
        if (qstrcmp(argv[i], "-platform") == 0 || qstrcmp(argv[i], "--help") == 0) return true;
    }
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    if (!canShowAWindow(argc, argv)) {
        std::fputs("There is no display for a window. Use conclave-cli, or start this from a desktop.\n",
                   stderr);
        return 2;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName("conclave");
    QApplication::setApplicationDisplayName("Conclave");
    QApplication::setApplicationVersion("0.1.0");
    QApplication::setDesktopFileName("conclave");

    QCommandLineParser parser;
    parser.setApplicationDescription("A private workbench for mixture-of-experts language models.");
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption dataOption("data-dir", "Folder of the store.", "folder");
    parser.addOption(dataOption);
    parser.addPositionalArgument("files", "Documents to open.", "[files…]");
    parser.process(application);

    QStringList files;
    for (const QString& file : parser.positionalArguments())
        files.append(QFileInfo(file).absoluteFilePath());
    const std::filesystem::path dataFolder =
        parser.isSet(dataOption)
            ? std::filesystem::path(QFileInfo(parser.value(dataOption)).absoluteFilePath().toStdString())
            : app::defaultDataFolder();

    ui::shell::SingleInstance instance(QString::fromStdString(dataFolder.string()));
    if (instance.handOver(files)) return 0;

    ui::bridge::Services services;
    services.dataFolder = dataFolder;
    services.modelsFolder = app::modelsFolder();
    services.homeFolder = app::homeFolder();
    services.catalogueJson = app::kCatalogueText;
    services.openStore = engine::Database::open;
    services.calls = std::make_shared<ui::bridge::EngineCalls>(ui::bridge::realEngineCalls());
    for (const QString& file : files)
        services.files.emplace_back(file.toStdString());

    ui::shell::MainWindow window(std::move(services));
    if (instance.listen()) {
        QObject::connect(&instance, &ui::shell::SingleInstance::filesArrived, &window,
                         &ui::shell::MainWindow::openFiles);
    }
    window.show();
    return QApplication::exec();
}
