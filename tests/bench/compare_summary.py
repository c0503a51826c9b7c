#!/usr/bin/env python3
"""The time that a summary takes beside the time that llama-cpp-python takes only to read the text, chunk by chunk.

usage: compare_summary.py CLI MODEL.gguf TEXT [--chunk 2048] [--chunks 4] [--threads 2]

The rival reads the first chunks and is foretold for the rest; it writes nothing. The summary is a whole one, with the
loading of the model, by the choice of sentences and the model's rewriting of them.
"""
import argparse
import subprocess
import tempfile
import time


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("model")
    parser.add_argument("text")
    parser.add_argument("--chunk", type=int, default=2048)
    parser.add_argument("--chunks", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    from llama_cpp import Llama

    with tempfile.TemporaryDirectory() as store:
        begin = time.perf_counter()
        subprocess.run([arguments.cli, "summarize", arguments.text, "--model", arguments.model, "--json", "--data-dir", store,
                        "--threads", str(arguments.threads)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        mine = time.perf_counter() - begin

    rival = Llama(arguments.model, n_ctx=arguments.chunk + 8, n_threads=arguments.threads, n_threads_batch=arguments.threads,
                  n_batch=512, verbose=False)
    tokens = rival.tokenize(open(arguments.text, "rb").read(), add_bos=False)
    some = tokens[: arguments.chunk * arguments.chunks]
    begin = time.perf_counter()
    for at in range(0, len(some), arguments.chunk):
        rival.reset()
        rival.eval(some[at : at + arguments.chunk])
    theirs = (time.perf_counter() - begin) * len(tokens) / len(some)
    print(f"{len(tokens)} tokens: summary {mine:.1f} s, reading alone {theirs:.1f} s (of {len(some)} tokens measured), "
          f"{theirs / mine:.1f} times")


if __name__ == "__main__":
    main()
