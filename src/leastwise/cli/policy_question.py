"""Questions about permissions: `dynamodb:DeleteItem on Orders by CancelOrder with aws:SourceVpce=vpce-1`."""

from __future__ import annotations

import re

from leastwise.iam import keys
from leastwise.iam.actions import expand, service
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.validity import nearest, nearest_prefix
from leastwise.model.errors import UsageError
from leastwise.model.record import record

_SHAPE = "'ACTION on RESOURCE by PRINCIPAL', as in 'dynamodb:DeleteItem on Orders by CancelOrder'"
_WORDS = re.compile(r"\s+(on|by|with|without)(?:\s+|$)", re.IGNORECASE)
_LONGEST = 4_000


@record
class Question:
    """A question, as it was asked.

    Attributes:
        text: the whole of it.
        expected: whether a yes is expected.
        action: `service:Name`, which may hold wildcards.
        resource: as the person calls it.
        principal: likewise; empty where none is named.
        context: condition key in lower case → its values; none of them where the request is known not to have it.
    """

    text: str
    expected: bool
    action: str
    resource: str
    principal: str
    context: tuple[tuple[str, tuple[str, ...]], ...] = ()


def question(text: str, *, expected: bool) -> Question:
    """Take a question apart.

    Raises:
        UsageError: it is none.
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        raise _wrong(text[:60] + "…", f"is longer than {_LONGEST:,} characters")
    first, *rest = _WORDS.split(text)
    parts: dict[str, list[str]] = {}
    for word, value in zip(rest[::2], rest[1::2], strict=True):
        if not value:
            raise _wrong(text, f"says nothing after '{word}'")
        parts.setdefault(word.lower(), []).append(value)
    for word in ("on", "by"):
        if len(parts.get(word, ())) > 1:
            raise _wrong(text, f"says '{word}' twice")
    if "on" not in parts:
        raise _wrong(text, "does not say on which resource; '… on *' asks about all of them")
    action = first.strip()
    if action != "*" and (action.count(":") != 1 or " " in action or not all(action.split(":"))):
        raise _wrong(text, f"'{action}' is no action; one is SERVICE:NAME, as dynamodb:GetItem")
    return Question(text, expected, action, parts["on"][0], parts.get("by", [""])[0], _context(text, parts))


def check_names(question: Question) -> str:
    """Hold a question against what AWS has: an answer about a misspelt action would be a `no` that nobody meant.

    Returns:
        What there is to say beside the answer: that the data about actions does not have a service.

    Raises:
        UsageError: there is no such action, or no such condition key, as far as that is known.
    """
    prefix = question.action.partition(":")[0]
    for key, _ in question.context:
        if keys.exists(key) is False:
            whole = (found.name for start in (prefix, "aws") if (found := keys.find(f"{start}:{key}")) is not None)
            raise _no(question.text, key, "is no condition key", next(whole, None) or keys.nearest(key))
    return check_action(question.action, question.text)


def check_action(action: str, text: str) -> str:
    """Hold an action, which may have wildcards, against what AWS has; `text` is what names it. See `check_names`."""
    prefix, _, name = action.partition(":")
    if action == "*" or has_wildcard(prefix):
        return ""
    if service(prefix) is None:
        meant = nearest_prefix(prefix)
        if meant is not None:
            raise _no(text, prefix, "is no service", meant)
        return f"{text}: the data about actions has no service '{prefix}'"
    if not expand(action):
        what = "matches no action" if has_wildcard(name) else "is no action"
        raise _no(text, action, what, nearest(action))
    return ""


def _no(text: str, name: str, what: str, meant: str | None) -> UsageError:
    hint = f"; did you mean '{meant}'?" if meant else ""
    return UsageError(f"{text}: '{name}' {what}{hint}" if text != name else f"'{name}' {what}{hint}")


def _context(text: str, parts: dict[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the request says: keys that are named several times have several values."""
    found: dict[str, tuple[str, ...]] = {}
    for item in _items(parts.get("with", ())):
        key, equals, value = item.partition("=")
        if not equals or not key:
            raise _wrong(text, f"'with {item}' is no KEY=VALUE, as aws:SourceVpce=vpce-1")
        found[key.lower()] = (*found.get(key.lower(), ()), value)
    for key in _items(parts.get("without", ())):
        if "=" in key:
            raise _wrong(text, f"'without {key}' takes the key alone")
        if found.setdefault(key.lower(), ()):
            raise _wrong(text, f"the request cannot be both with and without {key}")
    return tuple(found.items())


def _items(parts: list[str] | tuple[()]) -> list[str]:
    """Entries with blanks, commas or `and` between them."""
    words = [word.strip(",") for part in parts for word in part.split(" ")]
    return [word for word in words if word and word.lower() != "and"]


def _wrong(text: str, why: str) -> UsageError:
    return UsageError(f"{text}: {why}; a question is {_SHAPE}")
