"""`leastwise fix --interactive`: goes through the fixes one by one, as `git add --patch` does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.model.finding import FixSafety
from leastwise.report.clean import clean, clean_name, prose
from leastwise.report.fixes.result import Fix, FixResult
from leastwise.report.fixes.text import difference, warning
from leastwise.report.style import Style
from leastwise.report.words import circumstances, place

if TYPE_CHECKING:
    from leastwise.report.entry import Entry

_HELP = """\
y  make this fix
n  leave this one
a  make this fix and all later ones of this rule
s  leave this one and all later ones of this rule
q  leave this one and all later ones; write what was chosen so far
?  this help
"""


def chosen(result: FixResult, style: Style) -> Iterator[Entry]:
    """The findings that the person on the terminal wants fixed."""
    groups = list(_groups(result))
    decided: dict[str, bool] = {}
    for position, fixes in enumerate(groups, 1):
        rule = fixes[0].entry.rule
        if rule not in decided:
            _show(fixes, f"({position}/{len(groups)})", result.caution(fixes), style)
            answer = _answer(style)
            if answer == "q":
                return
            if answer in ("a", "s"):
                decided[rule] = answer == "a"
            if answer in ("y", "a"):
                yield from (fix.entry for fix in fixes)
        elif decided[rule]:
            yield from (fix.entry for fix in fixes)


def _groups(result: FixResult) -> Iterator[list[Fix]]:
    """The fixes by rule; those that take the same changes, as in several environments, are one question.

    What goes with the fixes of others and takes none is no question.
    """
    for fixes in result.by_rule().values():
        same: dict[str, list[Fix]] = {}
        for fix in filter(lambda fix: fix.changes, fixes):
            same.setdefault(repr(fix.changes), []).append(fix)
        yield from same.values()


def _show(fixes: list[Fix], count: str, caution: str, style: Style) -> None:
    entry = fixes[0].entry
    safety = style(str(entry.fix), "yellow" if entry.fix is FixSafety.UNSAFE else "dim")
    facts = [style(count, "dim"), style.severity(entry.severity), style(clean(entry.rule), "bold")]
    lines = [
        "  ".join([*facts, style(clean_name(place(entry)), "dim"), safety]),
        *style.wrap(prose(entry.message), "  "),
    ]
    for word, text in circumstances(entry):
        lines += style.wrap(f"{word} {prose(text)}", "    ", "  ")
    lines += ["", *difference(fixes, style), "", *warning(caution, style)]
    sys.stdout.write("\n".join(lines) + "\n")


def _answer(style: Style) -> str:
    """What the person says; the end of the input means to stop."""
    while True:
        sys.stdout.write(style("Make this fix [y,n,a,s,q,?]? ", "bold"))
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stdout.write("\n")
            return "q"
        answer = line.strip().lower()[:1]
        if answer and answer in "ynasq":
            sys.stdout.write("\n")
            return answer
        sys.stdout.write(_HELP)
