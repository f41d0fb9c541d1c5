"""How right findings in code are, beside labels that were written by hand for deliberately vulnerable applications.

    python bench/weaknesses.py LABELS.yaml --app NAME=FOLDER [--app NAME=FOLDER …] [--differences]

A label says app, file, line, `alt_lines`, kind (`injection`, `code`; others are passed over), `label` (vulnerable or
safe) and cwe. It is found where a finding of that CWE, or of a kin of it, covers one of its lines. A safe site is
flagged where one does. `weak` labels, which are a matter of opinion, are counted apart too. `--differences` prints what
was missed, safe sites that are flagged, and what is found that no label says. Exit code 1: a recall below 0.95, or a
safe site flagged.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

CODE = (".py", ".js", ".mjs", ".cjs", ".ts", ".tsx")
KINDS = ("injection", "code")

# What the same fault is called elsewhere: labels have one number, rules the one that their authors chose.
KIN = (
    frozenset({"CWE-78", "CWE-77", "CWE-88"}), frozenset({"CWE-94", "CWE-95"}), frozenset({"CWE-22", "CWE-73"}),
    frozenset({"CWE-327", "CWE-328", "CWE-916"}), frozenset({"CWE-330", "CWE-338"}),
    frozenset({"CWE-209", "CWE-497"}), frozenset({"CWE-639", "CWE-863", "CWE-862", "CWE-807", "CWE-602", "CWE-287"}),
    frozenset({"CWE-345", "CWE-347", "CWE-287"}), frozenset({"CWE-532", "CWE-117"}),
    frozenset({"CWE-732", "CWE-276", "CWE-668"}), frozenset({"CWE-918", "CWE-441"}),
)  # fmt: skip


@dataclass
class Score:
    """The labels of one application: those that are found, missed, safe and flagged."""

    found: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    weak_missed: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)
    quiet: int = 0
    more: list[str] = field(default_factory=list)


def scan(folder: Path, select: str | None) -> list[Mapping[str, Any]]:
    """The findings in code.

    Raises:
        SystemExit: leastwise failed.
    """
    command = [sys.executable, "-m", "leastwise", "scan", str(folder), "--persona", "auditor", "--format", "json"]
    done = subprocess.run(
        [*command, *(["--select", select] if select else [])], capture_output=True, text=True, check=False
    )
    if not done.stdout:
        raise SystemExit(done.stderr)
    found = [finding for finding in json.loads(done.stdout)["findings"] if str(finding["file"]).endswith(CODE)]
    return [{**finding, "begins": begin(folder / finding["file"], finding["line"])} for finding in found]


def begin(path: Path, line: int) -> int:
    """The line on which the statement begins that stands there: labels name that, findings the call within."""
    if path.suffix != ".py" or not path.is_file():
        return line
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError:
        return line
    simple = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    return max((node.lineno for node in simple if node.lineno <= line <= (node.end_lineno or 0)), default=line)


def same(cwe: str, found: Iterable[str]) -> bool:
    """Whether a finding is about the weakness of a label."""
    wanted = {cwe}.union(*(kin for kin in KIN if cwe in kin))
    return bool(wanted & set(found))


def judge(labels: Iterable[Mapping[str, Any]], findings: list[Mapping[str, Any]]) -> Score:
    """Compare findings with labels."""
    score = Score()
    used: set[int] = set()
    for label in labels:
        lines = [label["line"], *label.get("alt_lines", ())]
        here = [one for one in findings if str(one["file"]).endswith(label["file"]) and covers(one, lines)]
        alike = [
            one for one in here if same(label["cwe"], one["cwe"]) or (second(one) and label["kind"] == "injection")
        ]
        place = f"{label['file']}:{label['line']} {label['cwe']} {label.get('sink', label.get('what', ''))}"
        used |= {id(one) for one in alike}
        if label["label"] == "safe":
            score.quiet += not alike
            score.flagged += [f"{place}: {one['rule']}" for one in alike[:1]]
        elif alike:
            score.found.append(place)
        else:
            beside = ", ".join(sorted({str(one["rule"]) for one in here}))
            place += f" (weak: {label['weak']})" if label.get("weak") else ""
            (score.weak_missed if label.get("weak") else score.missed).append(f"{place} [{beside}]")
    score.more = [f"{one['file']}:{one['line']} {one['rule']}" for one in findings if id(one) not in used]
    return score


def second(finding: Mapping[str, Any]) -> bool:
    """Whether it is the rule about what was stored first: it stands for all sinks."""
    return bool(finding["rule"] == "second-order-injection")


def covers(finding: Mapping[str, Any], lines: Iterable[int]) -> bool:
    """Whether a finding stands at one of these lines."""
    return any(finding["begins"] <= line <= (finding.get("end_line") or finding["line"]) for line in lines)


def main(arguments: list[str] | None = None) -> int:
    """Print recall and what is flagged.

    Raises:
        SystemExit: wrong arguments.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--app", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--select", help="only these rules")
    parser.add_argument("--differences", action="store_true")
    given = parser.parse_args(arguments)
    folders = dict(one.split("=", 1) for one in given.app)
    labels = yaml.safe_load(given.labels.read_text(encoding="utf-8"))
    whole = Counter[str]()
    for name, folder in folders.items():
        own = [
            one for one in labels
            if one["app"] == name and one["kind"] in KINDS and one["file"].endswith(CODE) and "cwe" in one
        ]  # fmt: skip
        score = judge(own, scan(Path(folder), given.select))
        counts = {
            "found": len(score.found), "missed": len(score.missed), "weak missed": len(score.weak_missed),
            "safe flagged": len(score.flagged), "safe quiet": score.quiet, "more": len(score.more),
        }  # fmt: skip
        whole.update(counts)
        print(name, ", ".join(f"{count} {word}" for word, count in counts.items()))
        if given.differences:
            for word in ("missed", "weak_missed", "flagged", "more"):
                for line in getattr(score, word):
                    print(f"    {word}: {line}")
    wanted = whole["found"] + whole["missed"] + whole["weak missed"]
    recall = whole["found"] / max(wanted, 1)
    print(f"recall {recall:.3f} ({whole['found']} of {wanted}), safe sites flagged {whole['safe flagged']}")
    return 0 if recall >= 0.95 and not whole["safe flagged"] else 1


if __name__ == "__main__":
    sys.exit(main())
