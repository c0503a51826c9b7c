#!/bin/bash
# Builds the fuzz targets with clang and libFuzzer and runs each for some seconds from its seeds.
# usage: scripts/fuzz.sh [SECONDS] [TARGET…]
# What a target finds stays in build/fuzz/found; scripts/setup.sh --dev installs what this needs.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for source in tests/fuzz/*_fuzz.cpp; do targets+=("$(basename "$source" .cpp)"); done
fi
cmake --preset fuzz > /dev/null
cmake --build build/fuzz --target "${targets[@]}"
for target in "${targets[@]}"; do
    mkdir -p "build/fuzz/found/$target" "build/fuzz/corpus/$target"
    echo "$target, $seconds s"
    "build/fuzz/tests/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$target/" "build/fuzz/corpus/$target" "tests/fuzz/seeds/$target" 2>&1 | tail -12
done
