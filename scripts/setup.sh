#!/usr/bin/env bash
# Installs what the build, the tests and a window need on Debian 12, when something of it is missing.
# Usage: scripts/setup.sh [--dev]     --dev adds what the fuzz targets, clang-tidy and the formatting want.
set -euo pipefail

packages="
g++ cmake ninja-build pkg-config ccache
qt6-base-dev libqt6opengl6-dev qt6-charts-dev qt6-svg-dev qt6-tools-dev qt6-l10n-tools
qt6-translations-l10n libqt6sql6-sqlite libqt6svg6 qt6-image-formats-plugins
libsqlite3-dev libsqlitecpp-dev libssl-dev
libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libopencv-dnn-dev libopencv-ml-dev
libopencv-features2d-dev libpoppler-cpp-dev poppler-data libtesseract-dev tesseract-ocr-eng tesseract-ocr-chi-sim
libzip-dev libpugixml-dev nlohmann-json3-dev libcli11-dev libspdlog-dev libfmt-dev libcpp-httplib-dev libicu-dev
libpcre2-dev libsndfile1-dev libsamplerate0-dev libtbb-dev libgumbo-dev libmd4c-dev libmd4c-html0-dev
fonts-noto-cjk fonts-dejavu-core
xvfb xauth openbox xdotool imagemagick python3-venv unzip ca-certificates
"
for option in "$@"; do
    case "$option" in
        --dev) packages="$packages clang-19 libclang-rt-19-dev clang-tidy-19 clang-format" ;;
        *)
            sed -n '2,3s/^# //p' "$0" >&2
            exit 2
            ;;
    esac
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "setup: this system has no apt-get; install the packages named in scripts/setup.sh yourself." >&2
    exit 0
fi

installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $packages 2>/dev/null | sed -n 's/^installed //p' || true)
missing=()
for package in $packages; do
    grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "setup: only root can install what is missing: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "setup: installing with apt-get: ${missing[*]}"
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 \
        -o Dpkg::Use-Pty=0 "$@" >/dev/null
}
# Lists that cannot be refreshed may still know the packages; the installation says what it lacks.
apt update || echo "setup: the package lists could not be refreshed." >&2
apt install -y --no-install-recommends "${missing[@]}"
