"""What a configuration says about calls: sources, sinks, sanitisers and checks of a project's own libraries.

A row says the same, in the same words, as one of `leastwise.code.taint.data`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from leastwise.config.called import called
from leastwise.config.lines import Path
from leastwise.model.errors import nearest

Problem = tuple[Path, str]

LISTS = {
    "sources": "calls that give what is not to be trusted, or a secret",
    "sinks": "calls that are dangerous with data of an outsider",
    "sanitizers": "calls that give what they are given, made safe",
    "checks": "calls that tell whether data is safe",
    "propagators": "calls whose result is made of their arguments",
    "faults": "calls that are wrong whatever they are given",
}
"""Every list, and what the calls of its rows are."""

_EVERY = {
    "language": "the language of the program: python, javascript; or aws, for operations of AWS by any SDK",
    "calls": "paths of the calls: `shop.db.run`; `**.` for any steps, `*` for one, `{a,b}` for either",
    "arguments": "which arguments, by position and name (`0 sql`), what is in one (`0.url`), `receiver`, `*` for all",
    "when": "argument = list of the literals with which a call means this",
    "unless": "argument = list of the literals with which it does not",
}
_OWN = {
    "sources": {
        "is": "what it gives: data of outsiders, of a model, of another host, an error, a secret",
        "event": "the field of the event that it gives, as Records.[].body; empty for all of it",
        "named": "whether it gives what has the name that it is called with",
        "alone": "whether it gives nothing of its arguments",
    },
    "sinks": {
        "rules": "the rules that tell it",
        "form": "the form that makes data harmless there",
        "from": "what it is about in place of data of outsiders",
        "deep": "whether it is dangerous what is inside an object that it is given",
    },
    "sanitizers": {"rules": "the rules that its result is safe for; * for all"},
    "checks": {
        "rules": "the rules that data is safe for; * for all",
        "pattern": "the position of the regular expression, or `of` where it is that of the receiver",
        "whole": "whether the expression has to match all of the text without saying so",
        "begin": "whether it has to match from the beginning without saying so",
        "holds": "whether data is safe where the check comes out true",
        "raises": "whether the check fails with an exception",
        "schema": "the argument with the JSON schema",
    },
    "propagators": {"same": "whether its result is its argument in another form"},
    "faults": {
        "rules": "the rules that tell it",
        "near": "what has to be named like a secret around it: hash, secret, identifier",
        "constant": "arguments that have to differ each time",
        "module": "whether it is only one while a module is loaded",
    },
}
_NEEDED = {"sinks": ("rules",), "sanitizers": ("rules",), "faults": ("rules",)}

LANGUAGES = ("python", "javascript", "aws")
MARKS = ("error", "model", "response", "secret")
FORMS = (
    "address", "built", "entire", "expression", "joined", "line", "location", "objects", "operators",
    "page", "path", "program", "query", "remote", "secrets", "statement", "tags", "whole",
)  # fmt: skip
CHOICES = {
    "language": LANGUAGES,
    "is": (*MARKS, "outside"),
    "from": (*MARKS, "event", "stored"),
    "form": FORMS,
    "near": ("hash", "identifier", "secret"),
}
_FLAGS = frozenset(("named", "alone", "deep", "whole", "begin", "holds", "raises", "same", "module"))
_TEXT_LISTS = frozenset(("calls", "arguments", "rules", "from", "constant"))
_TABLES = frozenset(("when", "unless"))

MAX_ROWS = 200
"""Rows of one list."""

_MAX_CALLS = 100
_MAX_PATTERN = 300
_MAX_STEPS = 3
_MAX_SPREAD = 500

_PATTERN = re.compile(r"(?:[\w$@/\-\.\*]|\(\)|\(\d+\)|\{[^{}]*\})+")
_OPERATION = re.compile(r"[a-z][a-z0-9-]*:[A-Z][A-Za-z0-9]*")
_FIELD = re.compile(r"\[\]|\*|[\w$:@-]+")
_ARGUMENT = re.compile(r"receiver|\*\*?|result|(?:\d+|[A-Za-z_][\w-]*|\d+ [A-Za-z_][\w-]*)(?:\.(?:[\w$-]+|\[\]))*")


def keys_of(name: str) -> Mapping[str, str]:
    """Every key of a row of this list, and what it means."""
    return {**_EVERY, **_OWN[name]}


def checked_rows(value: Any, at: Path, problems: list[Problem]) -> dict[str, list[dict[str, Any]]]:
    """The rows of all lists; what is wrong goes to `problems` and is left out."""
    if not isinstance(value, dict):
        problems.append((at, f"'taint' is {called(value)}; write its rows under [[taint.sinks]]"))
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, rows in value.items():
        here = (*at, name)
        if name not in LISTS:
            known = nearest(str(name), LISTS) or f"; there are {', '.join(LISTS)}"
            problems.append((here, f"there is no list '{name:.60}' in 'taint'{known}"))
        elif not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append((here, f"'taint.{name}' takes tables; write each under [[taint.{name}]]"))
        elif len(rows) > MAX_ROWS:
            problems.append((here, f"'taint.{name}' has {len(rows):,} rows; at most {MAX_ROWS:,} are taken"))
        else:
            found[name] = [_row(name, row, (*here, number), problems) for number, row in enumerate(rows)]
    return found


def _row(kind: str, row: dict[str, Any], at: Path, problems: list[Problem]) -> dict[str, Any]:
    known = keys_of(kind)
    for name in ("language", "calls", *_NEEDED.get(kind, ())):
        if name not in row:
            problems.append((at, f"this entry of 'taint.{kind}' has no '{name}', {known[name]}"))
    if kind == "sources" and len(row.keys() & {"is", "event"}) != 1:
        problems.append((at, "this entry of 'taint.sources' says neither or both of 'is' and 'event'; give one"))
    if kind == "checks" and not row.keys() & {"rules", "pattern", "schema"}:
        problems.append((at, "this entry of 'taint.checks' says not what is safe; give 'rules', 'pattern' or 'schema'"))
    for name, value in row.items():
        here = (*at, name)
        if name not in known:
            problems.append((here, f"there is no key '{name:.60}' in 'taint.{kind}'{_near(name, known)}"))
        else:
            problem = _problem(name, value, operations=row.get("language") == "aws")
            if name == "rules" and kind in ("sinks", "faults") and not problem and "*" in value:
                problem = f"'*' is for what is safe; name the rules that tell calls of 'taint.{kind}'"
            if problem:
                problems.append((here, problem))
    return row


def _near(name: str, known: Iterable[str]) -> str:
    return nearest(name, known) or f"; an entry takes {', '.join(known)}"


def _problem(name: str, value: Any, *, operations: bool) -> str:
    """What is wrong with the value of a key; empty where nothing is."""
    if name in _FLAGS:
        return "" if isinstance(value, bool) else f"'{name}' takes true or false, not {called(value)}"
    if name in _TEXT_LISTS:
        if not isinstance(value, list) or not value:
            return f"'{name}' takes a list of texts, not {'an empty one' if value == [] else called(value)}"
        if other := next((called(one) for one in value if not isinstance(one, str)), ""):
            return f"'{name}' takes a list of texts, and {other} is in it; write that in quotation marks"
        return next((found for one in value if (found := _item(name, one, operations))), "") or _many(name, value)
    if name in _TABLES:
        right = isinstance(value, dict) and all(
            _ARGUMENT.fullmatch(one) is not None and isinstance(literals, list) and all(map(_plain, literals))
            for key, literals in value.items()
            for one in key.split("|")
        )
        return (
            "" if right else f"'{name}' takes a table of arguments, each with a list of literals: {{ shell = [true] }}"
        )
    if name == "pattern":
        right = value == "of" or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)
        return "" if right else "'pattern' takes the position of an argument, from 0, or \"of\""
    if not isinstance(value, str):
        return f"'{name}' takes a text, not {called(value)}"
    return _item(name, value, operations)


def _many(name: str, value: list[str]) -> str:
    most = _MAX_CALLS if name == "calls" else MAX_ROWS
    return f"'{name}' has {len(value):,} items; at most {most} are taken" if len(value) > most else ""


def _item(name: str, text: str, operations: bool) -> str:
    """What is wrong with a text."""
    if name in CHOICES:
        known = CHOICES[name]
        return (
            "" if text in known else f"'{name}' takes {', '.join(known)}{nearest(text, known) or f', not {text!r:.60}'}"
        )
    if name == "calls":
        return _bad_operation(text) if operations else _bad_pattern(text)
    if name in ("arguments", "constant", "schema") and _ARGUMENT.fullmatch(text) is None:
        return f"{text!r:.60} is no argument; write it as `0`, `0 sql`, `sql`, `0.url`, `receiver` or `*`"
    if name == "event" and text and not all(map(_FIELD.fullmatch, text.split("."))):
        return f"{text!r:.60} is no field of an event; write it as `Records.[].body`"
    return ""


def _bad_operation(text: str) -> str:
    right = _OPERATION.fullmatch(text) is not None and len(text) <= _MAX_PATTERN
    return "" if right else f"{text!r:.60} is no operation of AWS; write it as `dynamodb:PutItem`"


def _bad_pattern(text: str) -> str:
    """What is wrong with the path of a call."""
    size = 1
    for inner in re.findall(r"\{([^{}]*)\}", text[:_MAX_PATTERN]):
        size *= inner.count(",") + 1
    what = ""
    if text.count("{") != text.count("}"):
        what = "has a brace that is not closed"
    elif len(text) > _MAX_PATTERN or text.count("*") > 2 * _MAX_STEPS or size > _MAX_SPREAD:
        what = f"is too much; at most {_MAX_STEPS} times `**.` and {_MAX_SPREAD} alternatives"
    elif _PATTERN.fullmatch(text) is None or "..." in text or text.endswith(".") or text.startswith("."):
        what = "has something that no path has"
    elif not text.rpartition(".")[2].strip("*"):
        what = "ends with any name, so that it means every call"
    return f"the path {text!r:.60} {what}; write it as `shop.db.run` or `shop.**.{{run,query}}`" if what else ""


def _plain(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool))


def schema_of_rows() -> dict[str, Any]:
    """The JSON schema of all lists."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {
                "description": f"{text[0].upper()}{text[1:]}.",
                "type": "array",
                "maxItems": MAX_ROWS,
                "items": _form(name),
            }
            for name, text in LISTS.items()
        },
    }


def _form(kind: str) -> dict[str, Any]:
    required = ["language", "calls", *_NEEDED.get(kind, ())]
    found: dict[str, Any] = {"type": "object", "additionalProperties": False, "required": required}
    if kind == "sources":
        found["oneOf"] = [{"required": ["is"]}, {"required": ["event"]}]
    if kind == "checks":
        found["anyOf"] = [{"required": [name]} for name in ("rules", "pattern", "schema")]
    found["properties"] = {
        name: {"description": f"{text[0].upper()}{text[1:]}."} | _type(name) for name, text in keys_of(kind).items()
    }
    return found


def _type(name: str) -> dict[str, Any]:
    if name in _FLAGS:
        return {"type": "boolean"}
    if name in _TABLES:
        literal = {"type": ["string", "number", "boolean"]}
        return {"type": "object", "additionalProperties": {"type": "array", "items": literal}}
    if name == "pattern":
        return {"oneOf": [{"const": "of"}, {"type": "integer", "minimum": 0}]}
    text: dict[str, Any] = {"type": "string", "enum": list(CHOICES[name])} if name in CHOICES else {"type": "string"}
    return {"type": "array", "minItems": 1, "items": text} if name in _TEXT_LISTS else text
