#!/usr/bin/env bash
# Installs what is missing, builds, fetches the default model and opens the window. Without a display it summarises the
# sample contract in the terminal instead. Arguments are files to open.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
cmake --preset release
cmake --build --preset release --target conclave conclave-cli
cli=build/release/bin/conclave-cli
# Exit code 2 says that the default model is not there; its name is in the sentence.
if ! sentence=$("$cli" info 2>&1 >/dev/null); then
    name=$(grep -oE 'models --fetch [a-z0-9.-]+' <<<"$sentence" | awk '{print $3}')
    if [ -z "$name" ]; then
        echo "$sentence" >&2
        exit 1
    fi
    echo "Fetching the model $name"
    "$cli" models --fetch "$name" >/dev/null
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec build/release/bin/conclave "$@"
fi
echo "There is no display: summarising the sample contract here."
exec "$cli" summarize "${1:-resources/samples/supply_agreement.txt}"
