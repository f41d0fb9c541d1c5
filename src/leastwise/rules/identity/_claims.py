"""What requests say of the rights of whoever sends them: fields, and rows that fields lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.model.source import value_text

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call, Guard
    from leastwise.code.taint.found import Seen
    from leastwise.code.values import Test, Value
    from leastwise.model.source import Span
    from leastwise.read.script.nodes import Function as Lowered

_FLAG = re.compile(
    r"(?:x[_-])?(?:(?:is|has)[_-]?)?(?:admin(?:istrator)?|super[_-]?user|root|staff|privileged|is[_-]?owner"
    r"|is[_-]?manager|is[_-]?internal)(?:[_-]?(?:user|access|rights))?",
    re.IGNORECASE,
)
"""Fields whose truth gives rights."""

_ROLE = re.compile(
    r"(?:x[_-](?:[a-z0-9]+[_-])*)?(?:user[_-]?|account[_-]?|cognito[_:-]?)?(?:roles?|groups?|permissions?|privileges?|scopes?)"
    r"|(?:x[_-])?(?:user|account|member)[_-]?type",
    re.IGNORECASE,
)
"""Fields that name a role."""

_MIGHTY = re.compile(
    r"(?:super|sys)?[_-]?(?:admin(?:istrator)?s?|root|superuser|staff|owner|manager|internal)", re.IGNORECASE
)
"""Roles that may more than others."""

_CREDENTIAL = re.compile(
    r"(?:x[_-])?(?:authori[sz]ation|auth|(?:(?:auth|access|api|admin|security|session|user)[_-]?)?token)", re.IGNORECASE
)
"""Fields that hold what a caller proves himself with."""

_GUESSED = re.compile(r"(?:(?:Bearer|Basic|Token)\s+)?(?:[A-Za-z]{2,14}|\d{1,6})", re.IGNORECASE)
_NO_PROOF = re.compile(
    r"bearer|basic|token|digest|aws|sigv?\d?|null|none|undefined|nan|(?:un)?authori[sz]ed|unknown|expired|invalid|refresh"
    r"|access|id|anonymous|guest|public",
    re.IGNORECASE,
)
"""Words that stand there and are no proof: schemes, kinds, that there is none."""

_QUOTED = re.compile(r"""['"]([^'"\\]{1,40})['"]""")
_LIST = re.compile(r"""[\[({]\s*['"]""")
_PASSWORDS = re.compile(r"passw|bcrypt|scrypt|argon|hash|hmac|digest|signature|verif|\botp\b", re.IGNORECASE)
"""What stands in a function that finds out who somebody is."""

_TYPES = ("S", "N", "BOOL", "Value", "value", ".get", "get", "toLowerCase", "lower")


def claimed(guard: Guard, through: Sequence[Lowered]) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """The field of the event that gives rights here, and texts that it is compared with; empty where none does."""
    from leastwise.code.values import Event

    test = _membership(guard.test)
    if guard.holds is test.negated:
        return (), ()
    for value, other in ((test.left, test.right), (test.right, test.left)):
        found = map(_of_field, value.alternatives) if value is not None else ()
        only = [one for one in found if isinstance(one, Event)]
        name = str(only[0].path[-1]) if only and only[0].path else ""
        if not any(one.fullmatch(name) for one in (_FLAG, _ROLE, _CREDENTIAL)):
            continue
        texts = tuple(other.texts) if other is not None else ()
        if test.operator == "in" and value is test.left:
            texts = _listed(through, name)
        flag = _FLAG.fullmatch(name) and (
            test.operator == "truth" or other is None or other.literal is True or bool(texts)
        )
        if flag or _gives_rights(name, texts) or _proves_nothing(name, test.operator, texts, other):
            return tuple(only[0].path), texts
    return (), ()


def _membership(test: Test) -> Test:
    """`groups.includes("admin")`, in which the first is what is asked, as `"admin" in groups`."""
    from leastwise.code.values import Member, Result, Value
    from leastwise.model.record import replace

    only = test.left.only
    callee = only.callee if isinstance(only, Result) and test.operator == "truth" else None
    if isinstance(callee, Member) and callee.name in ("includes", "has", "indexOf", "__contains__") and only.arguments:  # type: ignore[union-attr]
        return replace(test, operator="in", left=only.arguments[0], right=Value((callee.of,), test.left.origins))  # type: ignore[union-attr]
    return test


def _of_field(alternative: Any) -> Any:
    """The field of the event that something is, or is a list or another form of: `groups.split(",")`."""
    from leastwise.code.values import Member, Result

    for _ in range(_MOST_FORMS):
        if isinstance(alternative, Result) and isinstance(alternative.callee, Member):
            if alternative.callee.name not in _SAME:
                break
            alternative = alternative.callee.of
        else:
            break
    return alternative


_SAME = ("split", "lower", "upper", "strip", "trim", "toLowerCase", "toUpperCase")
_MOST_FORMS = 6


def _gives_rights(name: str, texts: Sequence[str]) -> bool:
    return _ROLE.fullmatch(name) is not None and any(_MIGHTY.fullmatch(text) for text in texts)


def _proves_nothing(name: str, operator: str, texts: Sequence[str], other: Value | None) -> bool:
    """Whether a proof is compared with words that anybody guesses."""
    known = operator == "in" or (operator == "==" and other is not None and other.literals is not None)
    return known and _CREDENTIAL.fullmatch(name) is not None and any(map(_is_guessed, texts))


def _is_guessed(word: str) -> bool:
    return _GUESSED.fullmatch(word) is not None and _NO_PROOF.fullmatch(word) is None


def _listed(through: Sequence[Lowered], name: str) -> tuple[str, ...]:
    """The texts of the list that stands in a condition: the one with the name, or the only one with a list."""
    written = list(map(value_text, _conditions(through[-1:])))
    lists = [text for text in written if _LIST.search(text)]
    named = [text for text in lists if _plain(name) in _plain(text)] or lists
    if not named and through:
        named = list(_kept_lists(through[-1].span[0].text, name))
    return tuple(_QUOTED.findall(named[0])) if len(named) == 1 else ()


def _kept_lists(text: str, name: str) -> Iterator[str]:
    """Lists that have a name, which stands in a line that asks whether a field is in it: `role in ADMINS`."""
    lines = [line for line in text.splitlines() if _plain(name) in _plain(line)]
    for called, held in _NAMED_LIST.findall(text[:_MOST_READ]):
        if any(re.search(rf"\bin {called}\b|\b{called}\.(?:includes|has)\(", line) for line in lines):
            yield held


_SHORT = 3
_NAMED_LIST = re.compile(
    r"""^(?:export\s+)?(?:const\s+|let\s+|var\s+)?([A-Za-z_]\w{0,60})\s*(?::[^=\n]{1,60})?=\s*"""
    r"""(?:new Set\(|frozenset\(|set\()?([\[({]\s*['"][^\])}]{1,400})""",
    re.MULTILINE,
)
_MOST_READ = 100_000


def looked_up(
    known: Seen, call: Call, through: Sequence[Lowered], guard: Guard
) -> Iterator[tuple[Call, tuple[Any, ...], str]]:
    """Look-ups whose answer gives rights here: the call, each field that it is asked by, and what gives the rights."""
    from leastwise.code.taint.reading import mark

    test = guard.test
    if guard.holds is test.negated:
        return
    for value, other in ((test.left, test.right), (test.right, test.left)):
        for path, _ in sorted(value.origins) if value is not None else ():
            steps = [str(step) for step in path[3:] if step not in _TYPES and not str(step).isdecimal()]
            name = steps[-1] if mark(path) == "stored" and steps else ""
            rights = _FLAG.fullmatch(name) or (other is not None and _gives_rights(name, other.texts))
            if not rights or _proved(call, path):
                continue
            for taken in known.taint.kept.taken.get(path[2], ()):
                led = next((through for one, through in known.calls if one is taken.call), ())
                spans = [one.span for one in (*led, *through)]
                if any(map(_PASSWORDS.search, map(value_text, spans))):
                    continue
                for hit in known.taint.hits.get(id(taken.call), (None, ()))[1]:
                    if hit.row.kind == "access":
                        yield from ((taken.call, field, name) for field in sorted(hit.paths))


def teller(asked: Call, through: Sequence[Lowered], right: str) -> Span:
    """The function that tells who may, by a row that it looks up; the look-up where the handler does so itself."""
    for one in reversed(through[1:]):
        if right in value_text(one.span):
            return one.span
    return asked.span


def _proved(call: Call, stored: tuple[Any, ...]) -> bool:
    """Whether something that was sent is compared with the row, too: a password."""
    for guard in call.guards:
        sides = (value for value in (guard.test.left, guard.test.right) if value is not None)
        paths = [path for value in sides for path, _ in value.origins]
        if any(path[:3] == stored[:3] for path in paths) and any(path[:1] != stored[:1] for path in paths):
            return True
    return False


def condition(call: Call, through: Sequence[Lowered], name: str, texts: Sequence[str] = ()) -> Span:
    """The condition as it is written, by the texts or the name in it; the call where it is not found."""
    for function in reversed(through):
        best: tuple[tuple[int, int], Span] = (0, 0), call.span
        for span in _conditions((function,)):
            source, start, written = span[0], span[3], value_text(span)
            fits = 2 * any(f"{mark}{text}{mark}" in written for text in texts for mark in "'\"`")
            fits += _plain(name) in _plain(written)
            words = (word for word in re.split(r"[\W_]", name.lower()) if len(word) > _SHORT)
            fits += fits > 1 and any(word in _plain(written) for word in words)
            near = start if source is call.span[0] and start <= call.span[3] else 0
            best = max(best, ((fits, near), span), key=lambda one: one[0])
        if best[0][0]:
            return best[1]
    return call.span


def _conditions(functions: Sequence[Lowered]) -> Iterator[Span]:
    from leastwise.read.script.statements import If, within

    for node in within(tuple(node for function in functions for node in function.body)):
        yield from [test.span for test, _ in node.cases] if isinstance(node, If) else ()


def _plain(text: str) -> str:
    return text.lower().replace("_", "").replace("-", "")
