#!/usr/bin/env python3
"""Holds the scalar path against a plain float32 computation from the dequantised weights of a real file.

usage: float_reference.py CLI MODEL.gguf… [--tokens 24]      (needs a Python with numpy and gguf; families llama and qwen2)
"""
import argparse
import os

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize

from compare_logits import ours


def norm(x, weight, epsilon):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * weight


def rope(x, base, halves):
    positions, _, width = x.shape
    angles = np.arange(positions)[:, None] * base ** (-np.arange(0, width, 2) / width)[None, :]
    cos, sin = np.cos(angles)[:, None, :], np.sin(angles)[:, None, :]
    a, b = (x[..., : width // 2], x[..., width // 2:]) if halves else (x[..., 0::2], x[..., 1::2])
    out = np.empty_like(x)
    if halves:
        out[..., : width // 2], out[..., width // 2:] = a * cos - b * sin, b * cos + a * sin
    else:
        out[..., 0::2], out[..., 1::2] = a * cos - b * sin, b * cos + a * sin
    return out


def logits(path, tokens):
    reader = GGUFReader(path)
    field = lambda key: reader.fields[key].contents()
    family = field("general.architecture")
    number = lambda key: field(f"{family}.{key}")
    tensors = {t.name: t for t in reader.tensors}
    weight = lambda name: dequantize(tensors[name].data, tensors[name].tensor_type).astype(np.float32)
    heads, groups = number("attention.head_count"), number("attention.head_count_kv")
    epsilon, base = number("attention.layer_norm_rms_epsilon"), number("rope.freq_base")
    x = weight("token_embd.weight")[tokens]
    count, width = len(tokens), x.shape[1] // heads
    mask = np.triu(np.full((count, count), -np.inf, dtype=np.float32), 1)
    for layer in range(number("block_count")):
        name = f"blk.{layer}."
        h = norm(x, weight(name + "attn_norm.weight"), epsilon)

        def project(kind, n):
            y = h @ weight(name + f"attn_{kind}.weight").T
            if name + f"attn_{kind}.bias" in tensors:
                y = y + weight(name + f"attn_{kind}.bias")
            return y.reshape(count, n, width)

        q, k, v = project("q", heads), project("k", groups), project("v", groups)
        q, k = rope(q, base, family == "qwen2"), rope(k, base, family == "qwen2")
        k, v = k.repeat(heads // groups, 1), v.repeat(heads // groups, 1)
        scores = np.einsum("thk,shk->hts", q, k) / np.sqrt(width) + mask
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        x = x + np.einsum("hts,shk->thk", scores, v).reshape(count, -1) @ weight(name + "attn_output.weight").T
        h = norm(x, weight(name + "ffn_norm.weight"), epsilon)
        gate, up = h @ weight(name + "ffn_gate.weight").T, h @ weight(name + "ffn_up.weight").T
        x = x + (gate / (1 + np.exp(-gate)) * up) @ weight(name + "ffn_down.weight").T
    head = "output.weight" if "output.weight" in tensors else "token_embd.weight"
    return norm(x, weight("output_norm.weight"), epsilon) @ weight(head).T


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--tokens", type=int, default=24)
    arguments = parser.parse_args()
    for model in arguments.models:
        tokens = [int(t) for t in np.random.default_rng(3).integers(100, 20000, arguments.tokens)]
        expected = logits(model, tokens)
        span = expected.max() - expected.min()
        for kernels in ("scalar", "auto"):
            difference = np.abs(ours(arguments.cli, model, tokens, "--kernels", kernels) - expected).max() / span
            print(f"{os.path.basename(model)} {kernels}: largest difference {difference:.6f} of the range", flush=True)


if __name__ == "__main__":
    main()
