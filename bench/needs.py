"""How right the needs are that `leastwise policy` finds, beside AWS's iam-policy-autopilot.

    python bench/needs.py bench/labels/needs.yaml --corpus serverless-patterns=FOLDER [--corpus NAME=FOLDER …]
    python bench/needs.py --cases tests/code/cases                   small programs, a form each
    python bench/needs.py --projects FOLDER                          iam-policy-autopilot's own projects are labels too
    python bench/needs.py … --autopilot ~/peers/bin/iam-policy-autopilot [--whole-folder]

Prints precision and recall on actions, how many of the needed resources are named and right, how many functions are
exact, how many are `complete`, and with `--differences` every difference with its place. What a label calls optional
is neither missing nor too much; what the wiring implies is counted apart. Exit code 1: a function that is called
`complete` lacks a needed action.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from needs_cases import cases
from needs_labels import Label, is_concrete, matches, projects, read
from needs_tools import LOGS, Answer, Autopilot, Leastwise, Said


@dataclass
class Verdict:
    """One function compared with its label. Counts of actions are of different actions."""

    id: str
    handler: str
    language: str
    framework: str
    certainty: str | None = None
    right: int = 0
    missing: list[str] = field(default_factory=list)
    excess: list[str] = field(default_factory=list)
    named: int = 0
    to_name: int = 0
    resources: list[str] = field(default_factory=list)
    implied: int = 0
    implied_missing: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def exact(self) -> bool:
        """Whether actions and resources are exactly those of the label."""
        return not (self.missing or self.excess or self.resources or self.fault)


def judge(label: Label, answer: Answer) -> Verdict:
    """Compare what a tool says with what is true."""
    verdict = Verdict(label.id, label.handler, label.language, label.framework, answer.certainty)
    verdict.why, verdict.fault = answer.why, answer.fault
    if label.uncertain_at and not any(reason.startswith(label.uncertain_at) for reason in answer.why):
        verdict.fault = verdict.fault or f"not told: nobody knows what is called at {label.uncertain_at}"
    needed = {pair.action for pair in label.needed}
    tolerated = {pair.action for pair in (*label.implied, *label.optional)} | LOGS
    verdict.right = len(needed & answer.code.keys())
    verdict.missing = [f"{label.handler}: {action}" for action in sorted(needed - answer.code.keys())]
    for action in sorted(answer.code.keys() - needed - tolerated):
        verdict.excess.append(f"{_places(answer.code[action], label)}: {action}")
    anywhere = answer.code.keys() | answer.wiring.keys() | answer.optional
    implied = {pair.action for pair in label.implied}
    verdict.implied = len(implied & anywhere)
    verdict.implied_missing = sorted(implied - anywhere)
    for action in sorted(needed & answer.code.keys()):
        _resources(label, action, answer.code[action], verdict)
    verdict.to_name = sum(is_concrete(pair.resource) for pair in {*label.needed})
    return verdict


def _resources(label: Label, action: str, said: Said, verdict: Verdict) -> None:
    """Compare the resources of an action that is needed and said."""
    mine = {pair.resource for pair in label.needed if pair.action == action}
    others = {pair.resource for pair in (*label.implied, *label.optional) if pair.action == action}
    place = _places(said, label)
    for resource in sorted(mine):
        hit = any(matches(resource, target, label.function, action) for target in said.targets)
        verdict.named += hit and is_concrete(resource)
        if not hit:
            verdict.resources.append(f"{place}: {action} on {resource} is not said")
    for target in dict.fromkeys(said.targets):
        if not any(matches(resource, target, label.function, action) for resource in mine | others):
            name = f" ({target.logical_id})" if target.logical_id else ""
            verdict.resources.append(f"{place}: {action} on {target.arn}{name} is not so")


def _places(said: Said, label: Label) -> str:
    return ", ".join(dict.fromkeys(said.places)) or label.handler


def share(part: int, whole: int) -> float | None:
    """A share, or `None` of nothing."""
    return round(part / whole, 3) if whole else None


def summary(verdicts: Iterable[Verdict]) -> dict[str, object]:
    """The figures over some functions."""
    verdicts = list(verdicts)
    right = sum(verdict.right for verdict in verdicts)
    missing = sum(len(verdict.missing) for verdict in verdicts)
    excess = sum(len(verdict.excess) for verdict in verdicts)
    complete = [verdict for verdict in verdicts if verdict.certainty == "complete"]
    implied = sum(verdict.implied for verdict in verdicts)
    return {
        "functions": len(verdicts),
        "precision": share(right, right + excess),
        "recall": share(right, right + missing),
        "resources": share(sum(verdict.named for verdict in verdicts), sum(verdict.to_name for verdict in verdicts)),
        "exact": share(sum(verdict.exact for verdict in verdicts), len(verdicts)),
        "complete": share(len(complete), len(verdicts)),
        "complete_but_lacking": sum(bool(verdict.missing) for verdict in complete),
        "implied": share(implied, implied + sum(len(verdict.implied_missing) for verdict in verdicts)),
        "faults": sum(bool(verdict.fault) for verdict in verdicts),
        "counts": {
            "right": right,
            "missing": missing,
            "excess": excess,
            "resources_to_name": sum(verdict.to_name for verdict in verdicts),
            "resources_named": sum(verdict.named for verdict in verdicts),
        },
    }


def groups(verdicts: Iterable[Verdict]) -> dict[str, dict[str, object]]:
    """The figures of all, and of each language and framework."""
    by: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        for name in ("all", verdict.language, verdict.framework):
            by[name].append(verdict)
    return {name: summary(some) for name, some in by.items()}


def show(tool: str, verdicts: list[Verdict], seconds: float, *, differences: bool) -> None:
    """Print the figures, and the differences if wanted."""
    columns = "functions precision recall resources exact complete complete_but_lacking implied faults".split()
    print(f"\n{tool}: {seconds:.1f} s")
    print(f"{'':14}" + "".join(f"{column.replace('complete_but_', ''):>11}" for column in columns))
    for name, figures in groups(verdicts).items():
        cells = "".join(f"{'-' if figures[column] is None else str(figures[column]):>11}" for column in columns)
        print(f"{name:14}{cells}")
    if not differences:
        return
    for verdict in verdicts:
        if not verdict.exact or (verdict.certainty not in (None, "complete")) or verdict.implied_missing:
            print(f"\n{verdict.id} [{verdict.certainty or 'no certainty'}]")
            for word in ("missing", "excess", "resources", "why"):
                for line in getattr(verdict, word):
                    print(f"  {word}: {line}")
            for action in verdict.implied_missing:
                print(f"  implied, missing: {action}")
            if verdict.fault:
                print(f"  {verdict.fault}")


def labels(options: argparse.Namespace, scratch: Path) -> list[Label]:
    """All labels that were asked for; a label that stands in two files counts once, from the later one."""
    corpora = {name: Path(folder).resolve() for name, _, folder in (text.partition("=") for text in options.corpus)}
    found = {label.id: label for path in options.labels for label in read(path, corpora)}
    if options.projects:
        found |= {label.id: label for label in projects(options.projects.resolve())}
    if options.cases:
        found |= {label.id: label for label in cases(options.cases, scratch)}
    return [label for label in found.values() if options.only in label.id]


def ask(wanted: list[Label], options: argparse.Namespace) -> dict[str, Any]:
    """Ask every tool about every label, print what comes out and return it; `broken`: promises that do not hold."""
    tools: dict[str, Leastwise | Autopilot] = {}
    if options.leastwise:
        tools["leastwise"] = Leastwise(options.leastwise.split())
    if options.autopilot:
        tools["iam-policy-autopilot"] = Autopilot(
            options.autopilot, whole_folder=options.whole_folder, through_services=not options.no_via_service
        )
    print(f"{len(wanted)} labels: {dict(Counter(label.repo for label in wanted))}")
    document: dict[str, Any] = {"schema": 1, "broken": 0}
    for name, tool in tools.items():
        verdicts = [judge(label, tool.ask(label)) for label in wanted]
        show(name, verdicts, tool.seconds, differences=options.differences)
        document[name] = {
            "seconds": round(tool.seconds, 2),
            "groups": groups(verdicts),
            "functions": [{**asdict(verdict), "exact": verdict.exact} for verdict in verdicts],
        }
        document["broken"] += sum(verdict.certainty == "complete" and bool(verdict.missing) for verdict in verdicts)
    return document


def main() -> int:
    """Ask, compare, print."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("labels", type=Path, nargs="*", help="files of labels")
    arguments.add_argument("--corpus", action="append", default=[], metavar="NAME=FOLDER", help="may be repeated")
    arguments.add_argument("--cases", type=Path, metavar="FOLDER", help="small programs: tests/code/cases")
    arguments.add_argument("--projects", type=Path, metavar="FOLDER", help="a checkout of awslabs/iam-policy-autopilot")
    arguments.add_argument(
        "--leastwise", default=f"{sys.executable} -m leastwise", help="how to start it; '' to leave it"
    )
    arguments.add_argument("--autopilot", metavar="PROGRAM", help="ask iam-policy-autopilot, too")
    arguments.add_argument("--whole-folder", action="store_true", help="give the peer the handler's whole folder")
    arguments.add_argument("--no-via-service", action="store_true", help="pass over its keys of kms:ViaService")
    arguments.add_argument("--only", default="", metavar="TEXT", help="only labels whose id contains this")
    arguments.add_argument("--differences", action="store_true", help="print every difference with its place")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write everything to a file")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wanted = labels(options, Path(scratch).resolve())
        if not wanted:
            arguments.error("there are no labels: name files with the folders of their repositories, or --projects")
        document = ask(wanted, options)
    if options.json:
        options.json.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    return int(bool(document["broken"]))


if __name__ == "__main__":
    sys.exit(main())
