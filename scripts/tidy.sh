#!/usr/bin/env bash
# Checks the formatting of every source and runs clang-tidy over those named (all when none is named).
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t sources < <(git ls-files '*.h' '*.cpp')
clang-format --dry-run -Werror "${sources[@]}"
[ -f build/release/compile_commands.json ] || cmake --preset release >/dev/null
if [ $# -eq 0 ]; then
    mapfile -t chosen < <(git ls-files 'app/*.cpp' 'engine/*.cpp' 'kernels/*.cpp' 'ui/*.cpp')
else
    chosen=("$@")
fi
printf '%s\n' "${chosen[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/release --quiet
