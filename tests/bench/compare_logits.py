#!/usr/bin/env python3
"""Compares the logits of conclave-cli with llama-cpp-python's on the same file and text.

usage: compare_logits.py CLI TEXT MODEL.gguf… [--tokens 1000] [--windows 1]    (needs a Python with llama-cpp-python and numpy)

Reads so many windows of so many tokens, one behind the other, each from an empty context. Prints the share of positions with the same likeliest token, the mean Kullback-Leibler divergence, for the first
positions how far the scalar path is from this engine's fast path, as a share of the logits' range, and both perplexities.
"""
import argparse
import json
import os
import subprocess
import tempfile

import numpy as np


def ours(cli, model, tokens, *options):
    with tempfile.TemporaryDirectory() as folder:
        ids, out = os.path.join(folder, "ids"), os.path.join(folder, "out.f32")
        open(ids, "w").write(" ".join(map(str, tokens)))
        answer = json.loads(subprocess.run([cli, "logits", "--json", "--model", model, "--tokens-file", ids, "--all", "--output", out,
                                            *options], check=True, capture_output=True, text=True).stdout)
        return np.fromfile(out, dtype="<f4").reshape(len(tokens), answer["vocabulary"])


def log_softmax(x):
    x = x.astype(np.float64)
    x -= x.max(axis=1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=1, keepdims=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("text")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--tokens", type=int, default=1000)
    parser.add_argument("--windows", type=int, default=1)
    arguments = parser.parse_args()
    from llama_cpp import Llama

    text = open(arguments.text, "rb").read()
    for model in arguments.models:
        rival = Llama(model, n_ctx=arguments.tokens + 8, logits_all=True, n_threads=2, verbose=False)
        tokens = rival.tokenize(text[: 12 * arguments.tokens * arguments.windows], add_bos=False)
        same, divergence, mine_each, theirs_each = [], [], [], []
        for window in range(arguments.windows):
            some = tokens[window * arguments.tokens : (window + 1) * arguments.tokens]
            rival.reset()
            rival.eval(some)
            theirs = np.array(rival.scores[: len(some)], dtype=np.float32)
            mine = ours(arguments.cli, model, some)
            if window == 0:
                scalar = ours(arguments.cli, model, some[:48], "--kernels", "scalar")
                difference = float(np.abs(scalar - mine[: len(scalar)]).max() / (scalar.max() - scalar.min()))
            same.append(theirs.argmax(1) == mine.argmax(1))
            next_ones = np.array(some[1:])
            for start in range(0, len(some), 256):  # in double precision a vocabulary takes much room
                p, q = log_softmax(theirs[start : start + 256]), log_softmax(mine[start : start + 256])
                divergence.append((np.exp(p) * (p - q)).sum(1))
                rows = np.arange(start, min(start + 256, len(next_ones)))
                theirs_each.append(p[rows - start, next_ones[rows]])
                mine_each.append(q[rows - start, next_ones[rows]])
        p, q = np.concatenate(theirs_each), np.concatenate(mine_each)
        perplexity, rivals = float(np.exp(-q.mean())), float(np.exp(-p.mean()))
        error = float((p - q).std() / len(p) ** 0.5)
        print(f"{os.path.basename(model)}: {len(p)} positions, same argmax {100 * np.concatenate(same).mean():.2f} %, "
              f"mean KL {np.concatenate(divergence).mean():.5f}, fast against scalar {difference:.5f} of the range, "
              f"perplexity {perplexity:.4f} against {rivals:.4f} ({100 * (perplexity / rivals - 1):+.3f} % ± {100 * error:.3f})",
              flush=True)


if __name__ == "__main__":
    main()
