#!/usr/bin/env bash
# Opens every page of the window in its states, in both themes and languages, without a display, and writes pictures.
# usage: scripts/screenshots.sh OUT [DOCUMENT]
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?usage: scripts/screenshots.sh OUT [DOCUMENT]}
build=${CONCLAVE_BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release
cmake --build "$build" --target ui_screenshots
export QT_QPA_PLATFORM=offscreen
for size in 1280x800 1920x1080; do
    "$build/ui/ui_screenshots" "$out" "$size" "${2:--}"
done
echo "Pictures in $out"
