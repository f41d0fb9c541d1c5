"""How fast leastwise is, beside its peers.

    python bench/run.py                            on copies of the example shop
    python bench/run.py --corpus ~/some/checkout   on the SAM templates below a folder
    python bench/run.py --corpus … --peers ~/peers/bin   also runs checkov and cfn-lint from that folder

What is measured first is a scan that keeps nothing (`--no-cache`); how much faster a second scan of what has not
changed is comes after that, with a cache folder of its own.

Every figure is the median of several runs of whole processes: user + system CPU seconds and the largest resident size
as the operating system reports them for the finished process, and seconds by the clock. Medians of ratios are taken
pair by pair, so they hold when the machine's speed drifts. These are measurements, not tests: nothing fails.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return {}"
      Policies: AmazonS3FullAccess
      Events:
        Get: {Type: Api, Properties: {Path: /, Method: get}}
"""
CACHE: dict[str, str] = {}
"""The environment variable that names the folder of the cache."""


@dataclass(frozen=True)
class Run:
    """One finished process: seconds of CPU and by the clock, megabytes of memory, exit code."""

    cpu: float
    wall: float
    memory: float
    code: int


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command to its end, its output thrown away."""
    started = time.perf_counter()
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")} | CACHE
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, process.returncode)


def measure(name: str, command: Sequence[str], folder: Path, runs: int) -> Run:
    """The median run after one that warms the disk up; prints a row."""
    run(command, folder)
    found = [run(command, folder) for _ in range(runs)]
    middle = median(found)
    show(name, middle)
    return middle


def show(name: str, figures: Run) -> None:
    """Print a row."""
    row = f"{name:<44} {figures.cpu:8.3f} {figures.wall:8.3f} {figures.memory:8.1f}   exit {figures.code}"
    print(row, flush=True)


def median(found: Sequence[Run]) -> Run:
    """Each figure's own median."""
    return Run(
        statistics.median(r.cpu for r in found),
        statistics.median(r.wall for r in found),
        statistics.median(r.memory for r in found),
        found[-1].code,
    )


def templates(corpus: Path) -> list[Path]:
    """The SAM templates below a folder, in a fixed order."""
    found = []
    for path in sorted([*corpus.rglob("*.yaml"), *corpus.rglob("*.yml")]):
        if "node_modules" in path.parts or ".aws-sam" in path.parts or not path.is_file():
            continue
        text = path.read_text("utf-8", "replace")
        if "AWS::Serverless-2016-10-31" in text and "Type: AWS::" in text:
            found.append(path)
    return found


def lay_out(chosen: Sequence[Path], folder: Path, count: int) -> Path:
    """A folder with `count` templates, each in a folder of its own: the chosen ones again and again."""
    for number in range(count):
        target = folder / f"app{number:04}"
        target.mkdir(parents=True)
        shutil.copy(chosen[number % len(chosen)], target / "template.yaml")
    return folder


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--corpus", type=Path, help="folder with SAM templates (the example shop)")
    arguments.add_argument("--peers", type=Path, help="folder with the commands checkov and cfn-lint")
    arguments.add_argument("--leastwise", default=str(Path(sys.executable).parent / "leastwise"))
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--seed", type=int, default=62)
    options = arguments.parse_args()
    found = templates(options.corpus or ROOT / "examples")
    if not found:
        arguments.error(f"no SAM template below {options.corpus}")
    chosen = random.Random(options.seed).sample(found, min(62, len(found)))
    again = [options.leastwise, "scan", ".", "--root", ".", "--fail-on", "never"]
    scan = [*again, "--no-cache"]
    print(
        f"{len(found)} SAM templates found, {len(chosen)} chosen with seed {options.seed}; "
        f"medians of {options.runs} runs"
    )
    print(f"{'':<44} {'CPU s':>8} {'clock s':>8} {'MB':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        CACHE["LEASTWISE_CACHE_DIR"] = str(base / "cache")
        small = base / "small"
        small.mkdir()
        (small / "template.yaml").write_text(SMALL)
        some = lay_out(chosen, base / "some", 62)
        many = lay_out(chosen, base / "many", 500)
        measure("leastwise --version", [options.leastwise, "--version"], base, options.runs)
        measure("leastwise scan, one small template", scan, small, options.runs)
        ours = measure("leastwise scan, 62 SAM templates", scan, some, options.runs)
        large = measure("leastwise scan, 500 SAM templates", scan, many, max(3, options.runs // 2))
        print(f"500 templates cost {large.cpu / ours.cpu:.2f} × the CPU of 62 (8.06 × as many)")
        for name, folder in (
            ("one small template", small),
            ("the example shop", ROOT / "examples" / "corner-shop"),
            ("62 SAM templates", some),
            ("500 SAM templates", many),
            *([("the whole corpus", options.corpus)] if options.corpus else []),
        ):
            second_scan(name, folder, scan, again, options.runs)
        one_changed(some, again, options.runs)
        if options.peers:
            peers(options, some, scan)


def second_scan(name: str, folder: Path, scan: Sequence[str], again: Sequence[str], runs: int) -> None:
    """A scan of what has not changed since the last one, in turn with one that keeps nothing."""
    run(again, folder)
    pairs = [(run(scan, folder), run(again, folder)) for _ in range(runs)]
    show(f"leastwise, second scan, {name}", median([after for _, after in pairs]))
    cpu, wall = (statistics.median(getattr(a, x) / getattr(b, x) for a, b in pairs) for x in ("cpu", "wall"))
    print(f"  1/{cpu:.1f} of the CPU and 1/{wall:.1f} of the time that it takes without the cache")


def one_changed(folder: Path, again: Sequence[str], runs: int) -> None:
    """A scan after one template of several has changed."""
    changed = next(folder.rglob("template.yaml"))
    found = []
    for number in range(runs):
        run(again, folder)
        with changed.open("a") as file:
            file.write(f"# {number}\n")
        found.append(run(again, folder))
    show("leastwise, 1 of these 62 templates changed", median(found))


def peers(options: argparse.Namespace, folder: Path, scan: Sequence[str]) -> None:
    """The same 62 templates with the peers, in turn with leastwise."""
    paths = sorted(str(path.relative_to(folder)) for path in folder.rglob("template.yaml"))
    commands = {
        "checkov --framework cloudformation": [
            "checkov",
            "-d",
            ".",
            "--framework",
            "cloudformation",
            "--compact",
            "--quiet",
        ],
        "cfn-lint": ["cfn-lint", *paths],
    }
    for name, command in commands.items():
        program = options.peers / command[0]
        if not program.exists():
            print(f"{name}: not in {options.peers}, not measured")
            continue
        theirs, ratios = [], []
        for _ in range(max(3, options.runs // 2)):
            other = run([str(program), *command[1:]], folder)
            own = run(scan, folder)
            theirs.append(other)
            ratios.append(other.cpu / own.cpu)
        middle = median(theirs)
        show(f"{name}, 62 SAM templates", middle)
        print(f"  leastwise needs 1/{statistics.median(ratios):.1f} of its CPU (medians of {len(ratios)} pairs)")


if __name__ == "__main__":
    main()
