"""How much of what authors grant is taken away, and whether any of it was needed: `leastwise policy` beside the labels.

    python bench/privilege.py bench/labels/needs.yaml --corpus serverless-patterns=FOLDER [--corpus NAME=FOLDER …]
    python bench/privilege.py … --write            what `leastwise policy --write` leaves, in a copy

Prints over all labelled functions: what the label says is needed or implied, was granted and goes, and apart from that
what it calls optional (code that nothing calls, what AWS documents for other cases);
what is reported missing although the label does not need it, or its author's grants have it; which lacking actions
are found; and which share of the actions that authors grant stays, wildcards expanded. `--differences` prints each
with its function. Exit code 1: something that is needed goes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from needs_labels import Label, Target, matches, read
from needs_tools import LOGS, Leastwise, entries

from leastwise.iam.actions import expand
from leastwise.iam.pattern import matches as covers

# What a framework's author need not write, and labels do not list: its rows in a list of grants are not counted.
GROUP = "logs:CreateLogGroup"
BASIC = frozenset({"AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSXRayDaemonWriteAccess"})


@dataclass
class Verdict:
    """One function: lower-case names of actions, each once."""

    id: str
    certainty: str = ""
    granted: set[str] = field(default_factory=set)
    stays: set[str] = field(default_factory=set)
    removed: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    grouped: bool = False
    narrowed: list[str] = field(default_factory=list)
    missing: int = 0
    wrong: list[str] = field(default_factory=list)
    lacking: int = 0
    unfound: list[str] = field(default_factory=list)
    fault: str = ""


def judge(label: Label, before: Mapping[str, Any], after: Mapping[str, Any] | None) -> Verdict:
    """Compare what is said about a function, and what was made of its grants, with what is true."""
    verdict = Verdict(label.id)
    found = entries(before["functions"], label) if "functions" in before else []
    if len(found) != 1:
        verdict.fault = str(before.get("fault", "the function is not found"))
        return verdict
    entry = found[0]
    verdict.certainty = entry["certainty"]
    allowed = [grant for grant in entry["grants"] if grant["effect"] == "Allow" and grant["via"] != "resource-policy"]
    own = [grant for grant in allowed if grant["by"] == "author" and grant["policy"] not in BASIC]
    verdict.granted = _actions(own)
    held = _actions(allowed)
    if after is None:
        verdict.stays = _said_to_stay(own, entry, before)
        left = verdict.stays | _actions(grant for grant in allowed if grant not in own)
    else:
        new = entries(after["functions"], label)
        grants = [grant for grant in new[0]["grants"] if grant["effect"] == "Allow"] if new else []
        left = _actions(grants)
        verdict.stays = verdict.granted & _actions(grant for grant in grants if grant["by"] == "author")
    # Labels say nothing about logs, nor whether the log group is there already: that is counted apart.
    wanted = {pair.action for pair in (*label.needed, *label.implied)} | (LOGS - {GROUP})
    verdict.removed = sorted(action for action in wanted if action.lower() in held - left)
    verdict.grouped = GROUP.lower() in held - left and GROUP not in wanted
    optional = {pair.action for pair in label.optional} - wanted
    verdict.spared = sorted(action for action in optional if action.lower() in held - left)
    _narrowed(label, entry, verdict)
    _missing(label, entry, before, held, verdict)
    return verdict


def _actions(grants: Iterable[Mapping[str, Any]]) -> set[str]:
    """The actions of some grants, wildcards expanded."""
    found: set[str] = set()
    for grant in grants:
        names = {str(action).lower() for action in expand(grant["action"]) or (grant["action"],)}
        found |= {name for name in names if not any(covers(other.lower(), name) for other in grant["not_actions"])}
    return found


def _said_to_stay(own: list[dict[str, Any]], entry: Mapping[str, Any], document: Mapping[str, Any]) -> set[str]:
    """What stays by the JSON: of what is called excess that which anything that has the role needs."""
    mine = [one for one in document["functions"] if one["role"] == entry["role"]]
    roles = [one for one in document["roles"] if one["id"] == entry["role"]]
    needed = {need["action"].lower() for one in (*mine, *roles) for need in one["needs"]}
    stays: set[str] = set()
    for grant in own:
        actions = _actions([grant])
        stays |= actions & needed if grant in entry["excess"] else actions
    return stays


def _narrowed(label: Label, entry: Mapping[str, Any], verdict: Verdict) -> None:
    """Enter needed resources that a narrower grant would not have."""
    excess = [grant for grant in entry["excess"]]
    for pair in label.needed:
        if not any(covers(grant["action"].lower(), pair.action.lower()) for grant in excess):
            continue
        said = [
            Target(at["arn"], at["logical_id"])
            for need in entry["needs"]
            if need["action"] == pair.action
            for at in need["resources"]
        ]
        if said and not any(at.arn == "*" or matches(pair.resource, at, label.function, pair.action) for at in said):
            verdict.narrowed.append(f"{pair.action} on {pair.resource}: {', '.join(at.arn for at in said)}")


def _missing(
    label: Label, entry: Mapping[str, Any], document: Mapping[str, Any], held: set[str], verdict: Verdict
) -> None:
    """Enter what is wrongly said to be missing, and what is missing and not said to be."""
    said = {need["action"] for need in entry["missing"] if not need["optional"]}
    verdict.missing = len(said)
    needed = {pair.action for pair in (*label.needed, *label.implied)}
    tolerated = needed | {pair.action for pair in label.optional} | LOGS
    for action in sorted(said - tolerated):
        verdict.wrong.append(f"{action} is not needed")
    if not entry["role"] or not any(one["id"] == entry["role"] for one in document["roles"]):
        return
    # What the CDK adds by itself is no part of its source.
    asked = {pair.action for pair in label.needed} if label.framework == "CDK" else needed
    lacking = {action for action in asked if not any(covers(one.lower(), action.lower()) for one in label.granted)}
    lacking = {action for action in lacking if action.lower() not in held}
    verdict.lacking = len(lacking)
    verdict.unfound = sorted(lacking - said)


def share(part: int, whole: int) -> str:
    """A share as people read it."""
    return f"{part}/{whole}" + (f" = {part / whole:.1%}" if whole else "")


def show(verdicts: list[Verdict], seconds: float, *, differences: bool) -> None:
    """Print the figures, and the differences if wanted."""
    complete = [one for one in verdicts if one.certainty == "complete"]
    print(f"functions {len(verdicts)}, complete {len(complete)}, {seconds:.0f} s")
    for name, some in (("all", verdicts), ("complete", complete)):
        stays = sum(len(one.stays) for one in some)
        print(f"author-granted actions that stay, {name}: {share(stays, sum(len(one.granted) for one in some))}")
    print(f"wrongly removed actions: {sum(len(one.removed) for one in verdicts)}")
    print(f"functions that lose {GROUP}, which labels do not tell: {sum(one.grouped for one in verdicts)}")
    print(f"removed actions that a label calls optional: {sum(len(one.spared) for one in verdicts)}")
    print(f"wrongly narrowed resources: {sum(len(one.narrowed) for one in verdicts)}")
    wrong = sum(len(one.wrong) for one in verdicts)
    print(f"said to be missing: {sum(one.missing for one in verdicts)}, wrongly: {wrong}")
    said = share(sum(bool(one.wrong) for one in verdicts), len(verdicts))
    print(f"functions with one wrongly said to be missing: {said}")
    lacking, unfound = sum(one.lacking for one in verdicts), sum(len(one.unfound) for one in verdicts)
    print(f"lacking actions that are found: {share(lacking - unfound, lacking)}")
    print(f"faults: {sum(bool(one.fault) for one in verdicts)}")
    for one in verdicts if differences else ():
        words = ("removed", "spared", "narrowed", "wrong", "unfound")
        lines = [f"{word}: {line}" for word in words for line in getattr(one, word)]
        lines += [one.fault] if one.fault else []
        if lines:
            print(f"\n{one.id} [{one.certainty}]", *lines, sep="\n  ")


class Written:
    """What `leastwise policy --write` leaves, asked of a copy of each folder."""

    def __init__(self, tool: Leastwise, scratch: Path) -> None:
        self._tool = tool
        self._scratch = scratch
        self._known: dict[tuple[Path, str], dict[str, Any]] = {}

    def document(self, label: Label) -> dict[str, Any]:
        """The JSON of `leastwise policy` afterwards."""
        key = (label.root, label.folder)
        if key not in self._known:
            copy = self._scratch / str(len(self._known))
            shutil.copytree(label.root / label.folder, copy / label.folder, symlinks=True, dirs_exist_ok=True)
            command = [*self._tool.command, "policy", "show", "--write", "--force", "--root", str(copy), "--isolated"]
            run = subprocess.run([*command, str(copy / label.folder)], capture_output=True, text=True, check=False)
            found = self._tool.document(copy, label.folder)
            self._known[key] = found if run.returncode in (0, 1) else {"functions": [], "fault": run.stderr.strip()}
        return self._known[key]


def main() -> int:
    """Ask, compare, print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("labels", type=Path, nargs="+", help="files of labels")
    arguments.add_argument("--corpus", action="append", default=[], metavar="NAME=FOLDER", help="may be repeated")
    arguments.add_argument("--leastwise", default=f"{sys.executable} -m leastwise", help="how to start it")
    arguments.add_argument("--write", action="store_true", help="measure what is written")
    arguments.add_argument("--only", default="", metavar="TEXT", help="only labels whose id contains this")
    arguments.add_argument("--differences", action="store_true", help="print every difference")
    options = arguments.parse_args()
    corpora = {name: Path(folder).resolve() for name, _, folder in (text.partition("=") for text in options.corpus)}
    found = {label.id: label for path in options.labels for label in read(path, corpora)}
    tool = Leastwise(options.leastwise.split())
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory() as scratch:
        written = Written(tool, Path(scratch).resolve()) if options.write else None
        for label in found.values():
            if options.only in label.id:
                before = tool.document(label.root, label.folder)
                after = written.document(label) if written is not None else None
                verdicts.append(judge(label, before, after))
    show(verdicts, tool.seconds, differences=options.differences)
    return int(any(one.removed for one in verdicts))


if __name__ == "__main__":
    sys.exit(main())
