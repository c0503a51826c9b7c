#!/usr/bin/env python3
"""Compares the logits of conclave-cli with llama-cpp-python's on the same file and text.

usage: compare_logits.py CLI TEXT MODEL.gguf… [--tokens 1000]      (needs a Python with llama-cpp-python and numpy)

Prints the share of positions with the same likeliest token, the mean Kullback-Leibler divergence, for the first
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
    arguments = parser.parse_args()
    from llama_cpp import Llama

    text = open(arguments.text, "rb").read()[:20000]
    for model in arguments.models:
        rival = Llama(model, n_ctx=arguments.tokens + 8, logits_all=True, n_threads=2, verbose=False)
        tokens = rival.tokenize(text, add_bos=False)[: arguments.tokens]
        rival.eval(tokens)
        theirs = np.array(rival.scores[: len(tokens)], dtype=np.float32)
        del rival
        mine = ours(arguments.cli, model, tokens)
        p, q = log_softmax(theirs), log_softmax(mine)
        same = float((theirs.argmax(1) == mine.argmax(1)).mean())
        divergence = float((np.exp(p) * (p - q)).sum(1).mean())
        next_ones = np.array(tokens[1:])
        perplexity, rivals = (float(np.exp(-x[np.arange(len(next_ones)), next_ones].mean())) for x in (q, p))
        each = (p - q)[np.arange(len(next_ones)), next_ones]
        error = float(each.std() / len(next_ones) ** 0.5)
        few = tokens[:48]
        scalar = ours(arguments.cli, model, few, "--kernels", "scalar")
        difference = float(np.abs(scalar - mine[: len(few)]).max() / (scalar.max() - scalar.min()))
        print(f"{os.path.basename(model)}: {len(tokens)} positions, same argmax {100 * same:.2f} %, mean KL {divergence:.5f}, "
              f"fast against scalar {difference:.5f} of the range, perplexity {perplexity:.4f} against {rivals:.4f} "
              f"({100 * (perplexity / rivals - 1):+.2f} % ± {100 * error:.2f})", flush=True)


if __name__ == "__main__":
    main()
