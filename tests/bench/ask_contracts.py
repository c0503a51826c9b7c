#!/usr/bin/env python3
"""Asks the questions of nine clause kinds about annotated contracts and counts hits and false finds.

usage: ask_contracts.py CLI CUAD_FOLDER [--limit N] [--model NAME]     (standard library only)

A hit is an answer that is found and cites a span overlapping the annotated one; a false find is an answer that is found
where the annotation says there is no such clause.
"""
import argparse
import json
import os
import subprocess
import tempfile

QUESTIONS = {
    "Expiration Date": "When does this agreement expire?",
    "Renewal Term": "Does the agreement renew automatically, and for how long?",
    "Notice Period To Terminate Renewal": "How much notice is needed to prevent renewal?",
    "Governing Law": "Which law governs this contract?",
    "Cap On Liability": "Is there a cap on liability?",
    "Exclusivity": "Is there an exclusivity obligation?",
    "Termination For Convenience": "Can a party terminate without cause?",
    "Anti-Assignment": "Can the agreement be assigned without consent?",
    "Effective Date": "On which date does the agreement become effective?",
}


def squeeze(text):
    out, back = [], []
    for index, character in enumerate(text):
        if not character.isspace():
            out.append(character)
            back.append(index)
    return "".join(out), back


def spans(squeezed, back, clauses):
    found = []
    for clause in clauses:
        for piece in clause.split("<omitted>"):
            piece = "".join(piece.split())
            start = 0
            for _ in range(50 if len(piece) >= 2 else 0):
                at = squeezed.find(piece, start)
                if at < 0:
                    break
                found.append((back[at], back[at + len(piece) - 1] + 1))
                start = at + len(piece)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("cuad")
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--model", default="none")
    arguments = parser.parse_args()
    annotations = {}
    name = next(n for n in ("clauses_subset.jsonl", "clauses.jsonl") if os.path.exists(os.path.join(arguments.cuad, n)))
    for line in open(os.path.join(arguments.cuad, name), encoding="utf-8"):
        row = json.loads(line)
        annotations.setdefault(row["file"], {})[row["category"]] = row.get("clauses") or []
    totals = {kind: [0, 0, 0, 0] for kind in QUESTIONS}  # present, hit, absent, false
    with tempfile.TemporaryDirectory() as store:
        for file in list(annotations)[: arguments.limit]:
            path = os.path.join(arguments.cuad, "txt", file if file.endswith(".txt") else file + ".txt")
            data = open(path, "rb").read()
            text = data.decode("utf-8", "replace")
            squeezed, back = squeeze(text)
            for kind, question in QUESTIONS.items():
                answer = json.loads(subprocess.run(
                    [arguments.cli, "ask", path, question, "--json", "--model", arguments.model, "--data-dir", store],
                    check=True, capture_output=True).stdout)
                cited = [(len(data[: c["start"]].decode("utf-8", "replace")), len(data[: c["end"]].decode("utf-8", "replace")))
                         for c in answer["citations"]]
                truth = spans(squeezed, back, annotations[file].get(kind, []))
                counts = totals[kind]
                if annotations[file].get(kind):
                    counts[0] += 1
                    counts[1] += bool(answer["found"]) and any(s < y and x < e for s, e in cited for x, y in truth)
                else:
                    counts[2] += 1
                    counts[3] += bool(answer["found"])
    for kind, (present, hit, absent, false) in totals.items():
        print(f"{kind:36} hit {hit}/{present}  falsely found {false}/{absent}")
    present, hit, absent, false = (sum(column) for column in zip(*totals.values()))
    print(f"all: hit {100 * hit / max(1, present):.1f} % of {present}, falsely found {100 * false / max(1, absent):.1f} % of {absent}")


if __name__ == "__main__":
    main()
