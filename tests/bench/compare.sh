#!/bin/sh
# The speed of this build beside its rivals, in turns on the same files: a table of tokens a second and ratios.
#
#   tests/bench/compare.sh BUILD MODEL.gguf… [--bench 'NAME=PROGRAM ARGUMENTS'] [--deep 8000] [--rounds 3]
#
# BUILD is a build folder. PYTHON names a Python with llama-cpp-python (python3); --bench names a llama-bench of
# llama.cpp or ik_llama.cpp. Nothing foreign is built here. The machine should be doing nothing else.
set -eu
build=$1
shift
exec "${PYTHON:-python3}" "$(dirname "$0")/compare_speed.py" "$build/bin/conclave-cli" "$@"
