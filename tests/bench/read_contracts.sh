#!/usr/bin/env bash
# Summarises every document of a folder into OUT/NAME.json, for scoring against annotations.
# usage: read_contracts.sh CLI FOLDER OUT [options of summarize …]      (--model none measures the program without a model)
set -euo pipefail
cli=$1 folder=$2 out=$3
shift 3
mkdir -p "$out" "$out.text"
store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT
find "$folder" -maxdepth 1 -type f | sort | while IFS= read -r file; do
    name=$(basename "$file")
    stem=${name%.*}
    [ -s "$out/$stem.json" ] && continue
    "$cli" summarize "$file" --json --data-dir "$store" "$@" > "$out/$stem.json.part" || { echo "failed: $name" >&2; continue; }
    mv "$out/$stem.json.part" "$out/$stem.json"
    "$cli" extract "$file" > "$out.text/$stem.txt"
done
