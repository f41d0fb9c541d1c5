"""Draw a seeded random sample of findings from JSON reports, to be judged by hand.

    leastwise scan FOLDER --format json > report.json
    python tools/sample_findings.py report.json … --count 60 --per-rule 4 --seed 1

Prints one line a finding: rule, severity, place and message. The list with verdicts is docs/judged-findings.md.
"""

import argparse
import json
import random
from pathlib import Path


def main() -> None:
    """Draw and print."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("reports", nargs="+", type=Path)
    arguments.add_argument("--count", type=int, default=60)
    arguments.add_argument("--per-rule", type=int, default=4)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    findings = [f for report in options.reports for f in json.loads(report.read_text("utf-8"))["findings"]]
    random.Random(options.seed).shuffle(findings)
    taken: dict[str, list[dict[str, object]]] = {}
    for finding in findings:
        chosen = taken.setdefault(finding["rule"], [])
        if len(chosen) < options.per_rule and sum(map(len, taken.values())) < options.count:
            chosen.append(finding)
    for rule in sorted(taken):
        for f in taken[rule]:
            place = f"{f['file']}:{f['line']}"
            print(rule, f["severity"], place, f["message"], f["severity_reason"], f["when"] or "", sep="\t")


if __name__ == "__main__":
    main()
