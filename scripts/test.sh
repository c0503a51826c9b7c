#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests. Arguments go to ctest (for example: -L unit, -R tokenizer).
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-$(mktemp -d)}"
cmake --preset release
cmake --build --preset release
ctest --preset release "$@"
