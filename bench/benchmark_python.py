"""How right findings about injection are on the OWASP Benchmark for Python, its views turned into Lambda handlers.

    python bench/benchmark_python.py FOLDER                  a checkout of OWASP-Benchmark/BenchmarkPython
    python bench/benchmark_python.py FOLDER --differences    every case on which leastwise and the benchmark differ
    python bench/benchmark_python.py FOLDER --keep FOLDER    where the handlers are written, to look at them

Only its cases about injection: what is about randomness, hashes, cookies and sessions is no flow of data. A case counts
as found where a finding of its kind's rule is in its function. Exit code 1: a true positive rate below 0.90, or a false
positive rate above 0.10. The cases are of Python 3.12 and later, which has to run this.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmark_python_cases import Case, cases, write

RULES = {
    "cmdi": "command-injection", "codeinj": "code-injection", "deserialization": "unsafe-deserialization",
    "ldapi": "ldap-injection", "pathtraver": "path-traversal", "redirect": "open-redirect", "sqli": "sql-injection",
    "xpathi": "xpath-injection", "xss": "xss", "xxe": "xxe",
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Print rates by kind.

    Raises:
        SystemExit: wrong arguments.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--differences", action="store_true")
    parser.add_argument("--kind", choices=sorted(RULES), help="only these cases")
    given = parser.parse_args(arguments)
    try:
        listed = list(cases(given.benchmark))
    except OSError as error:
        parser.error(str(error))
    chosen = [case for case in listed if case.kind in ([given.kind] if given.kind else RULES)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary, "application")
        folder.mkdir(parents=True)
        write(given.benchmark, folder, chosen)
        started = time.monotonic()
        found = _scan(folder)
    print(f"{len(chosen)} cases in {time.monotonic() - started:.1f} s")
    return _print(chosen, found, given.differences)


def _scan(folder: Path) -> dict[str, dict[str, int]]:
    """The rules that fire, by file: rule → line."""
    rules = ",".join(sorted(RULES.values()))
    command = [sys.executable, "-m", "leastwise", "scan", str(folder), "--select", rules, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for finding in json.loads(done.stdout)["findings"]:
        name = finding["functions"][0].rpartition(":")[2]
        found[name][finding["rule"]] = finding["line"]
    return found


def _print(chosen: list[Case], found: dict[str, dict[str, int]], differences: bool) -> int:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for case in chosen:
        fires = RULES[case.kind] in found.get(case.name, {})
        for kind in (case.kind, "all"):
            counts[kind][(0 if case.vulnerable else 2) + (0 if fires else 1)] += 1
        if differences and fires is not case.vulnerable:
            more = ", ".join(f"{rule} at {line}" for rule, line in sorted(found.get(case.name, {}).items()))
            print(f"{case.name} {case.kind}: {'missed' if case.vulnerable else 'too much'} {more}")
    print(f"{'kind':16} {'found':>6} {'missed':>7} {'false':>6} {'quiet':>6} {'TPR':>6} {'FPR':>6}")
    rates = (0.0, 0.0)
    for kind, (right, missed, false, quiet) in sorted(counts.items(), key=lambda one: (one[0] == "all", one[0])):
        rates = (right / max(right + missed, 1), false / max(false + quiet, 1))
        print(f"{kind:16} {right:6} {missed:7} {false:6} {quiet:6} {rates[0]:6.3f} {rates[1]:6.3f}")
    return 0 if rates[0] >= 0.90 and rates[1] <= 0.10 else 1


if __name__ == "__main__":
    sys.exit(main())
