"""What rules about injection and faults in code add to a scan, and how that compares with a peer that reads code.

    python bench/injection.py FOLDER [FOLDER …]
    python bench/injection.py FOLDER [FOLDER …] --peers ~/peers/bin --rules ~/semgrep-rules/python --rules …

Every folder is scanned with all rules, and in turn with all but those that watch what data does in code, so that what
is between the two is theirs alone: the code itself is read for both. `--peers` runs `semgrep` from that folder once a
folder, with the rules that `--rules` names (of https://github.com/semgrep/semgrep-rules those below `security`), and
`leastwise` with nothing but the rules that do the same. Figures are those of whole processes, as in `run.py`; of
semgrep, which starts others, the memory is that of the largest of them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from run import Run, median, run, show

from leastwise.rules.discovery import discover
from leastwise.rules.rule import Rule

BAR = 0.40
"""How much more a scan may take for it."""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="applications with their code")
    arguments.add_argument("--leastwise", default=str(Path(sys.executable).parent / "leastwise"))
    arguments.add_argument("--peers", type=Path, help="folder with the command semgrep")
    arguments.add_argument("--rules", type=Path, action="append", default=[], help="rules for semgrep; may be repeated")
    arguments.add_argument("--runs", type=int, default=5)
    options = arguments.parse_args()
    own = ",".join(rule.id for rule in discover(installed=False) if rule.prepare is not Rule.prepare)
    scan = [options.leastwise, "scan", ".", "--root", ".", "--fail-on", "never", "--no-cache"]
    print(f"medians of {options.runs} runs\n{'':<44} {'CPU s':>8} {'clock s':>8} {'MB':>8}")
    for folder in options.folders:
        print(folder.name)
        pairs = in_turn([*scan, "--ignore", own], scan, folder, options.runs)
        show("  without the rules about code", median([without for without, _ in pairs]))
        show("  with them", median([with_them for _, with_them in pairs]))
        more = statistics.median(with_them.cpu / without.cpu for without, with_them in pairs) - 1
        print(f"  they add {more:.0%} (at most {BAR:.0%} is wanted)")
        if options.peers:
            peer(options.peers / "semgrep", options.rules, [*scan, "--select", own], folder, options.runs)


def in_turn(first: list[str], second: list[str], folder: Path, runs: int) -> list[tuple[Run, Run]]:
    """Pairs of runs, after one of each that warms the disk up."""
    run(first, folder)
    run(second, folder)
    return [(run(first, folder), run(second, folder)) for _ in range(runs)]


def peer(program: Path, rules: list[Path], scan: list[str], folder: Path, runs: int) -> None:
    """Semgrep once, and leastwise with the rules that do the same."""
    if not program.exists():
        print(f"  semgrep: not in {program.parent}, not measured")
        return
    given = [part for path in rules for part in ("--config", str(path.resolve()))]
    quiet = ["--metrics", "off", "--disable-version-check", "--quiet"]
    theirs = run([str(program), "scan", *given, *quiet, "."], folder)
    ours = median([run(scan, folder) for _ in range(runs)])
    show("  semgrep", theirs)
    show("  leastwise, only these rules", ours)
    print(f"  semgrep takes {theirs.cpu / ours.cpu:.0f} × the CPU and {theirs.wall / ours.wall:.0f} × the time")


if __name__ == "__main__":
    main()
