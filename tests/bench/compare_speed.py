#!/usr/bin/env python3
"""Measures conclave-cli and its rivals in turns on the same files and prints the ratios to the faster one.

usage: compare_speed.py CLI MODEL.gguf… [--bench 'NAME=PROGRAM ARGUMENTS'] [--deep 8000] [--threads 2] [--rounds 3] [--kernels avx2]

Rivals are llama-cpp-python, where this Python has it, and any llama-bench given with --bench, of llama.cpp or of
ik_llama.cpp ("ik=…/llama-bench -rtr 1"); the llama-batched-bench beside it, if any, decodes several sequences. Random
tokens, greedy; every figure is the median over the rounds, and every round of everybody is a process of its own. Memory
is the peak of that process over all its tests.
"""
import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile

# In a process of its own; it gets the tests on the command line and answers with their tokens a second.
LLAMA_CPP_PYTHON = r"""
import json, random, sys, time
import llama_cpp
path, threads, tests = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
deepest = max(t["depth"] + t["prompt"] + t["generate"] for t in tests)
most = max(t["sequences"] * (t["generate"] + 16) for t in tests)
r = random.Random(1)
answers = []
for t in tests:
    count = t["sequences"]
    model = llama_cpp.Llama(path, n_ctx=max(deepest, most) + 64, n_threads=threads, n_threads_batch=threads, n_batch=512,
                            verbose=False)
    some = lambda n: [r.randrange(model.n_vocab()) for _ in range(n)]
    model.eval(some(8)); model.reset()
    if count > 1:
        batch = llama_cpp.llama_batch_init(count, 0, 1)
        wanted = llama_cpp.llama_context_default_params()
        wanted.n_ctx, wanted.n_seq_max = max(deepest, most) + 64, count
        wanted.n_threads = wanted.n_threads_batch = threads
        context = llama_cpp.llama_init_from_model(model._model.model, wanted)
        def step(position):
            batch.n_tokens = count
            for i, token in enumerate(some(count)):
                batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, position, 1, 1
                batch.seq_id[i][0] = i
            assert llama_cpp.llama_decode(context, batch) == 0
        for i in range(8): step(i)
        begin = time.perf_counter()
        for i in range(t["generate"]): step(8 + i)
        answers.append(count * t["generate"] / (time.perf_counter() - begin))
    elif t["generate"]:
        model.eval(some(max(8, t["depth"])))
        begin = time.perf_counter()
        for _ in range(t["generate"]): model.eval(some(1))
        answers.append(t["generate"] / (time.perf_counter() - begin))
    else:
        tokens = some(t["prompt"])
        begin = time.perf_counter()
        model.eval(tokens)
        answers.append(t["prompt"] / (time.perf_counter() - begin))
    model.close()
print(json.dumps(answers))
"""


def test(name, prompt=0, generate=0, depth=0, sequences=1):
    return {"name": name, "prompt": prompt, "generate": generate, "depth": depth, "sequences": sequences}


def run(command, errors=subprocess.DEVNULL, folder=None):
    """What a command printed, and the most memory it held in bytes."""
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out, stderr=errors, text=True, cwd=folder)
        _, status, usage = os.wait4(child.pid, 0)
        if status:
            raise SystemExit(f"failed: {shlex.join(command)}")
        out.seek(0)
        return out.read(), usage.ru_maxrss * 1024


def ours(cli, model, threads, kernels, tests):
    rates, most = [], 0
    for t in tests:
        text, _ = run([cli, "bench", "--json", "--model", model, "--threads", str(threads), "--repeat", "1",
                       "--kernels", kernels,
                       "--prompt", str(t["prompt"]), "--generate", str(t["generate"]), "--depth", str(t["depth"]),
                       "--sequences", str(t["sequences"]), "--data-dir", tempfile.gettempdir() + "/compare-speed"])
        answer = json.loads(text)
        rates.append(answer["decode_tokens_per_s" if t["generate"] else "prefill_tokens_per_s"])
        most = max(most, answer["peak_bytes"])  # the process holds more when it measures the machine
    return rates, most


def llama_cpp_python(model, threads, tests):
    text, peak = run([sys.executable, "-c", LLAMA_CPP_PYTHON, model, str(threads), json.dumps(tests)])
    return json.loads(text.splitlines()[-1]), peak


def llama_bench(program, model, threads, tests):
    rates, most = [], 0
    options = subprocess.run([program[0], "--help"], capture_output=True, text=True).stdout
    for t in tests:
        if t["sequences"] > 1:
            several = [os.path.join(os.path.dirname(os.path.abspath(program[0])), "llama-batched-bench"), *program[1:]]
            if not os.path.exists(several[0]):
                rates.append(None)
                continue
            # llama-bench says "-rtr 1" where its neighbour says "-rtr".
            several = [part for before, part in zip([""] + several, several) if before != "-rtr"]
            text, peak = run([*several, "-m", os.path.abspath(model), "-t", str(threads), "-c", str(t["sequences"] * (t["generate"] + 32)),
                              "-npp", "16", "-ntg", str(t["generate"]), "-npl", str(t["sequences"])],
                             subprocess.STDOUT, tempfile.gettempdir())  # where it leaves a log
            rates.append(float([line for line in text.splitlines() if line.startswith("|")][-1].split("|")[8]))
            most = max(most, peak)
            continue
        which = ["-p", str(t["prompt"]), "-n", "0"] if t["prompt"] else ["-p", "0", "-n", str(t["generate"])]
        if t["depth"]:
            which = (["-p", "0", "-n", "0", "-gp", f'{t["depth"]},{t["generate"]}'] if "-gp" in options
                     else [*which, "-d", str(t["depth"])])
        text, peak = run([*program, "-m", model, "-t", str(threads), "-r", "1", "-o", "json", *which])
        rates.append(json.loads(text)[-1]["avg_ts"])
        most = max(most, peak)
    return rates, most


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--bench", action="append", default=[], metavar="NAME=PROGRAM")
    parser.add_argument("--deep", type=int, default=0, help="prefill so many tokens, and decode at half that depth, too")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kernels", default="auto", help="our path, to be held against rivals built for no more than it")
    arguments = parser.parse_args()
    tests = [test("prefill 512", prompt=512), test("decode 48", generate=48),
             test("decode 48 of eight", generate=48, sequences=8)]
    if arguments.deep:
        tests += [test(f"prefill {arguments.deep}", prompt=arguments.deep),
                  test(f"decode 48 at {arguments.deep // 2}", generate=48, depth=arguments.deep // 2)]

    engines = {"conclave": lambda model: ours(arguments.cli, model, arguments.threads, arguments.kernels, tests)}
    try:
        import llama_cpp
        engines["llama-cpp-python " + llama_cpp.__version__] = lambda model: llama_cpp_python(
            model, arguments.threads, tests)
    except ImportError:
        print("llama-cpp-python is not installed: left out")
    for entry in arguments.bench:
        name, program = entry.split("=", 1)
        engines[name] = lambda model, program=shlex.split(program): llama_bench(program, model, arguments.threads, tests)

    for model in arguments.models:
        rounds = {name: [] for name in engines}
        for _ in range(arguments.rounds):
            for name, measure in engines.items():
                rounds[name].append(measure(model))
        print(model)
        print(f'  {"tokens/s":22}' + "".join(f"{name:>26}" for name in engines) + "     ratio to the faster")
        for i, t in enumerate(tests):
            rates = {name: statistics.median(r[0][i] for r in of) for name, of in rounds.items() if of[0][0][i] is not None}
            best = max((rate for name, rate in rates.items() if name != "conclave"), default=None)
            print(f'  {t["name"]:22}' + "".join(f"{rates[name]:26.1f}" if name in rates else f'{"–":>26}' for name in engines)
                  + (f"{rates['conclave'] / best:24.2f}" if best else ""), flush=True)
        print(f'  {"peak memory, MB":22}' + "".join(f"{max(r[1] for r in of) / 1e6:26.0f}" for of in rounds.values()), flush=True)


if __name__ == "__main__":
    main()
