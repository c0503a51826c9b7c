#!/usr/bin/env python3
"""Measures conclave-cli and llama-cpp-python in turns on the same files and prints the ratios.

usage: compare_speed.py CLI MODEL.gguf… [--threads 2] [--prompt 512] [--generate 48] [--rounds 3]

Needs a Python with llama-cpp-python (any release). Random tokens, no text, greedy; medians over the rounds.
"""
import argparse
import json
import statistics
import subprocess
import sys


def rival(model, threads, prompt, generate):
    """One round in a process of its own, as ours is."""
    code = f"""
import json, random, time
from llama_cpp import Llama
m = Llama({model!r}, n_ctx={prompt + generate + 64}, n_threads={threads}, n_threads_batch={threads}, n_batch=512, verbose=False)
v = m.n_vocab()
r = random.Random(1)
tokens = [r.randrange(v) for _ in range({prompt})]
m.eval(tokens[:8]); m.reset()
t = time.perf_counter(); m.eval(tokens); p = time.perf_counter() - t
m.reset(); m.eval(tokens[:8])
t = time.perf_counter()
for i in range({generate}): m.eval([r.randrange(v)])
d = time.perf_counter() - t
print(json.dumps([{prompt} / p, {generate} / d]))
"""
    return json.loads(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def ours(cli, model, threads, prompt, generate, sequences):
    command = [cli, "bench", "--json", "--model", model, "--threads", str(threads), "--prompt", str(prompt), "--generate",
               str(generate), "--repeat", "1", "--sequences", str(sequences), "--data-dir", "/tmp/conclave-bench"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [answer["prefill_tokens_per_s"], answer["decode_tokens_per_s"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--prompt", type=int, default=512)
    parser.add_argument("--generate", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for model in arguments.models:
        theirs, mine, many = [], [], []
        for _ in range(arguments.rounds):
            theirs.append(rival(model, arguments.threads, arguments.prompt, arguments.generate))
            mine.append(ours(arguments.cli, model, arguments.threads, arguments.prompt, arguments.generate, 1))
            many.append(ours(arguments.cli, model, arguments.threads, 0, arguments.generate, 16))
        p1, d1 = (statistics.median(column) for column in zip(*theirs))
        p2, d2 = (statistics.median(column) for column in zip(*mine))
        d16 = statistics.median([row[1] for row in many])
        print(f"{model}\n  prefill {arguments.prompt}: {p2:.1f} against {p1:.1f} tokens/s, {p2 / p1:.2f} times"
              f"\n  decode {arguments.generate}: {d2:.1f} against {d1:.1f} tokens/s, {d2 / d1:.2f} times"
              f"\n  sixteen sequences in one step: {d16:.1f} tokens/s, {d16 / d1:.2f} times theirs one after the other", flush=True)


if __name__ == "__main__":
    main()
