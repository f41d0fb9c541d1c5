"""Answers to questions about permissions, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leastwise import __version__
from leastwise.model.record import record
from leastwise.model.source import Location
from leastwise.report.clean import clean, clean_name, clean_text
from leastwise.report.json import dumps
from leastwise.report.policies.rows import shortened
from leastwise.report.style import Style

_MOST_STATEMENTS = 6


@record
class Deciding:
    """A statement that decides, and where it is written; `location` is `None` where that is in no file of the root."""

    effect: str
    text: str
    policy: str
    location: Location | None


@record
class Answer:
    """What there is to say to a question.

    Attributes:
        question: as it was asked.
        expected: whether a yes was expected.
        allowed: `yes`, `no`, or `unknown`.
        reason: why, in a word: `allowed`, `explicit-deny`, `implicit-deny`, `boundary`…
        deciding: the statements that decide.
        when: what it depends on, in words.
        case: in which stage and world it is so; empty where in all.
        why_unknown: what could not be read.
    """

    question: str
    expected: bool
    allowed: str
    reason: str
    deciding: tuple[Deciding, ...] = ()
    when: tuple[str, ...] = ()
    case: str = ""
    why_unknown: tuple[tuple[Location, str], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the answer is the expected one."""
        return self.allowed == ("yes" if self.expected else "no")


_WORDS = {
    "allowed": "allowed",
    "explicit-deny": "denied",
    "implicit-deny": "nothing allows it",
    "boundary": "the permissions boundary does not allow it",
    "session": "the session's policy does not allow it",
    "service-control": "a service control policy does not allow it",
    "resource-control": "a resource control policy does not allow it",
    "undecided": "it depends",
}


def render_text(answers: Sequence[Answer], style: Style) -> Iterator[str]:
    """The answers for people, each with the statements that decide."""
    for answer in answers:
        yield from (line + "\n" for line in _lines(answer, style))


def _lines(answer: Answer, style: Style) -> Iterator[str]:
    mark = style("as expected", "green") if answer.holds else style("NOT as expected", "red")
    said = {"yes": "yes", "no": "no", "unknown": "not certain"}[answer.allowed]
    why = _WORDS.get(answer.reason, answer.reason)
    yield f"{style(clean_text(answer.question), 'bold')}"
    yield f"  {said}{'' if why == 'allowed' else f', {why}'}  {mark}"
    if answer.case:
        yield f"  {style('when', 'dim')}  {clean(answer.case)}"
    for statement in answer.deciding[:_MOST_STATEMENTS]:
        place = statement.location
        where = clean_name(f"{place.file}:{place.line}:{place.column}") if place is not None else ""
        of = f"  {style(clean_name(statement.policy), 'dim')}" if statement.policy else ""
        where = f"{style(where, 'dim')}  " if where else ""
        first = f"  {statement.effect.lower():<6}{where}"
        yield from style.wrap(f"{shortened(clean_text(statement.text))}{of}", " " * 8, first)
    if len(answer.deciding) > _MOST_STATEMENTS:
        yield f"  and {len(answer.deciding) - _MOST_STATEMENTS} more statements"
    for text in answer.when:
        yield from style.wrap(clean_text(text), "        ", f"  {style('if', 'dim')}  ")
    for location, text in answer.why_unknown:
        yield f"  {style('not known', 'yellow')}  {clean_name(f'{location.file}:{location.line}')}  {clean_text(text)}"
    yield ""


def render_json(answers: Sequence[Answer], root: str) -> Iterator[str]:
    """The answers for programs, schema 1."""
    yield dumps(
        {
            "schema": 1,
            "tool": {"name": "leastwise", "version": __version__},
            "root": root,
            "holds": all(answer.holds for answer in answers),
            "answers": list(map(_json, answers)),
        },
        indent=2,
    )
    yield "\n"


def _json(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "expected": "allow" if answer.expected else "deny",
        "allowed": answer.allowed,
        "holds": answer.holds,
        "reason": answer.reason,
        "statements": [
            {
                "effect": one.effect,
                "text": one.text,
                "policy": one.policy or None,
                "file": one.location.file if one.location else None,
                "line": one.location.line if one.location else None,
            }
            for one in answer.deciding
        ],
        "when": list(answer.when),
        "case": answer.case or None,
        "not_known": [{"file": place.file, "line": place.line, "reason": text} for place, text in answer.why_unknown],
    }
