"""How fast leastwise finds out what code needs, beside AWS's iam-policy-autopilot.

    python bench/code.py ~/serverless-patterns
    python bench/code.py ~/serverless-patterns --peers ~/peers/bin      also runs iam-policy-autopilot from that folder

Four figures, medians of whole processes as in `bench/run.py`; nothing is kept between runs:

- `policy` of all of a folder, in one process, with and without the code: seconds for each handler of Python, JavaScript
  and TypeScript that was found, everything included, and what the code alone adds; the largest memory.
- `policy` and `scan` of 62 SAM templates with the files beside them, chosen as `bench/run.py` chooses its 62.
- One program after another, each twice as long: what twice the code costs.
- iam-policy-autopilot, one process for each of some handlers (`--sample`), as it is used; ratios handler by handler are
  not possible, so the median of its processes stands beside ours for each handler. It needs the network, or a copy of
  the service reference (`IAM_POLICY_AUTOPILOT_SERVICE_REFERENCE_URL`).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from needs_tools import ENDINGS
from run import CACHE, Run, measure, median, run, show, templates

NOT_COPIED = shutil.ignore_patterns(
    ".git", "node_modules", ".aws-sam", ".terraform", "*.zip", "*.jar", "*.png", "*.gif"
)
MOST_COPIED = 20_000_000
"""Bytes beside a template beyond which only the template is copied: it lies in the root of something else."""

PROGRAM = """\
import boto3
from os import environ
table = boto3.resource("dynamodb").Table(environ["TABLE"])
def handler(event, context):
"""
ROUND = """\
    if event["kind"] == "k{0}":
        for record in event["records{0}"]:
            table.put_item(Item={{"id": record["id"], "kind": "k{0}"}})
"""


def handlers(command: Sequence[str], corpus: Path) -> list[tuple[str, str]]:
    """The language and file of every handler of a folder that is read."""
    told = subprocess.run([*command, "--format", "json"], cwd=corpus, capture_output=True, text=True, check=False)
    files = [function["file"] or "" for function in json.loads(told.stdout)["functions"]]
    return [
        (language, file)
        for file in files
        for language, endings in ENDINGS.items()
        if file.endswith(endings) and (corpus / file).is_file()
    ]


def whole(command: Sequence[str], corpus: Path, runs: int) -> list[tuple[str, str]]:
    """Measure a folder at once; its handlers."""
    with_code = measure("leastwise policy, all of the folder", command, corpus, runs)
    without = measure("leastwise policy --no-code, all of the folder", [*command, "--no-code"], corpus, runs)
    found = handlers(command, corpus)
    print(f"{len(found)} handlers of Python, JavaScript and TypeScript")
    if found:
        print(f"  {1000 * with_code.cpu / len(found):.1f} ms of CPU for each handler, everything included")
        print(f"  {1000 * (with_code.cpu - without.cpu) / len(found):.1f} ms for each handler because of its code")
    return found


def with_files(chosen: Sequence[Path], folder: Path) -> Path:
    """A folder with copies of templates and of what lies beside them."""
    for number, template in enumerate(chosen):
        target = folder / f"app{number:02}"
        if sum(path.lstat().st_size for path in template.parent.rglob("*")) > MOST_COPIED:
            target.mkdir(parents=True)
            shutil.copy(template, target / template.name)
        else:
            shutil.copytree(template.parent, target, ignore=NOT_COPIED, symlinks=True)
    return folder


def series(command: Sequence[str], base: Path, runs: int) -> None:
    """Programs of more and more lines."""
    found: list[tuple[int, Run]] = []
    for length in (125, 250, 500, 1000):
        folder = base / f"length{length}"
        folder.mkdir()
        (folder / "app.py").write_text(PROGRAM + "".join(ROUND.format(number) for number in range(length)))
        made = measure(f"leastwise policy, {3 * length} lines of code", [*command, "app.py"], folder, runs)
        found.append((length, made))
    (few, start), (many, end) = found[0], found[-1]
    slope = (end.cpu - start.cpu) / (many - few) / 3
    middle = (found[2][1].cpu - found[1][1].cpu) / (found[2][0] - found[1][0]) / 3
    print(f"  {1e6 * slope:.0f} µs for each more line; {1e6 * middle:.0f} µs in the middle of the series")


def peer(program: Path, corpus: Path, found: Sequence[tuple[str, str]], sample: int) -> None:
    """Measure iam-policy-autopilot on some of the handlers, one process each."""
    fixed = ["generate-policies", "--region", "us-east-1", "--account", "111122223333", "--language"]
    os.environ["DISABLE_IAM_POLICY_AUTOPILOT_TELEMETRY"] = "true"
    told = []
    for language, file in random.Random(62).sample(found, min(sample, len(found))):
        command = [str(program), *fixed, language, file]
        told.append(run(command, corpus))
    good = [one for one in told if one.code == 0]
    if good:
        show(f"iam-policy-autopilot, one handler ({len(good)} of {len(told)})", median(good))
        print(f"  {1000 * statistics.fmean(one.cpu for one in good):.1f} ms of CPU for each handler on average")
    else:
        print("iam-policy-autopilot: no handler was understood, not measured")


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("corpus", type=Path, help="a folder of applications with their code")
    arguments.add_argument("--peers", type=Path, help="folder with the command iam-policy-autopilot")
    arguments.add_argument("--leastwise", default=str(Path(sys.executable).parent / "leastwise"))
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--sample", type=int, default=40, help="handlers that the peer is asked about (40)")
    options = arguments.parse_args()
    root = ["--root", ".", "--isolated"]
    policy = [*options.leastwise.split(), "policy", "show", *root]
    print(f"medians of {options.runs} runs\n{'':<50} {'CPU s':>8} {'clock s':>8} {'MB':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        CACHE["LEASTWISE_CACHE_DIR"] = str(base / "cache")
        sam = templates(options.corpus)
        chosen = random.Random(62).sample(sam, min(62, len(sam)))
        some = with_files(chosen, base / "some")
        measure(f"leastwise policy, {len(chosen)} SAM templates with code", [*policy, "."], some, options.runs)
        name = f"leastwise policy --no-code, {len(chosen)} SAM templates"
        measure(name, [*policy, ".", "--no-code"], some, options.runs)
        scan = [*options.leastwise.split(), "scan", ".", *root, "--fail-on", "never", "--no-cache"]
        measure(f"leastwise scan, {len(chosen)} SAM templates with code", scan, some, options.runs)
        series(policy, base, options.runs)
        found = whole([*policy, "."], options.corpus, options.runs)
        if options.peers:
            peer(options.peers / "iam-policy-autopilot", options.corpus, found, options.sample)


if __name__ == "__main__":
    main()
