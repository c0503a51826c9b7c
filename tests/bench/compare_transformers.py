#!/usr/bin/env python3
"""Compares the logits of conclave-cli with transformers' on fresh random checkpoints of the model families.

usage: compare_transformers.py CLI [NAME…] [--seed 1] [--scale 1] [--length 80] [--option=value of conclave-cli…]
(needs the Python of tests/fixtures/make_tiny_families.py; without a NAME every family of that file is compared)

The checkpoint is made in a temporary folder; --scale multiplies its widths and heads. Prints the largest difference as a
share of the logits' range for the whole prompt at once, one id at a time and seven at a time, and by how much the last
chosen expert beat the next one: a difference that comes with a margin near zero may be another expert, not an error.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
import transformers

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "fixtures"))
from compare_logits import ours
from make_tiny_families import FAMILIES, make

CHUNKS = {"whole": [], "by 1": ["--chunk", "1"], "by 7": ["--chunk", "7"]}


def difference(cli, folder, tokens, expected, options):
    try:
        logits = ours(cli, str(folder), tokens, *options)
    except subprocess.CalledProcessError as error:
        return "refused: " + (error.stderr.strip().splitlines() or [f"exit code {error.returncode}"])[-1]
    return f"{np.abs(logits - expected).max() / (expected.max() - expected.min()):.1e}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--length", type=int, default=80)
    arguments, options = parser.parse_known_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    for name in arguments.names or FAMILIES:
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place) / name
            tokens, expected, margin = make(FAMILIES[name], folder, arguments.seed, arguments.length, arguments.scale)
            results = [f"{chunk} {difference(arguments.cli, folder, tokens, expected, [*extra, *options])}"
                       for chunk, extra in CHUNKS.items()]
        print(f"{name}: {', '.join(results)}" + (f" (margin {margin:.1e})" if margin is not None else ""), flush=True)


if __name__ == "__main__":
    main()
