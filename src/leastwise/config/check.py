"""Checks what a configuration says against the table of keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.config.called import called
from leastwise.config.keys import BY_NAME, IGNORE_FIELDS, Key
from leastwise.config.lines import Path
from leastwise.model.errors import nearest

Problem = tuple[Path, str]
"""Where it is, and what is wrong with what to do about it."""

MAX_ITEMS = 1_000
"""Items of a list, entries of a table."""

MAX_PATTERNS = 200
"""Items of what is compared with every file or finding."""

MAX_TEXT = 1_000
"""Characters of a text."""


def checked(content: Any, problems: list[Problem]) -> dict[str, Any]:
    """The values of all keys, lists as tuples; what is wrong goes to `problems` and is left out."""
    if not isinstance(content, dict):
        problems.append(((), f"the configuration is {called(content)}; write it as a table of keys"))
        return {}
    found: dict[str, Any] = {}
    for name, value in content.items():
        key = BY_NAME.get(name)
        if key is not None:
            before = len(problems)
            made = _value(key, value, (name,), problems)
            if len(problems) == before:
                found[name] = made
        elif name != "$schema":
            problems.append(((name,), _unknown(name)))
    return found


def _unknown(name: str) -> str:
    if name == "tool":
        return "in leastwise.toml the keys stand at the top; take `tool.leastwise` away"
    from leastwise.config.taint import LISTS

    if name in LISTS:
        return f"there is no key '{name}'; its rows stand under [[taint.{name}]]"
    if name.replace("_", "-") in BY_NAME:
        return f"there is no key '{name}'; it is written '{name.replace('_', '-')}'"
    return f"there is no key '{name:.60}'{nearest(name, BY_NAME) or '; `leastwise config show` prints all'}"


def _value(key: Key, value: Any, at: Path, problems: list[Problem]) -> Any:
    match key.kind:
        case "text":
            return _text(value, at, key.choices, problems)
        case "texts":
            return _texts(value, at, key.choices, problems)
        case "flag":
            return _flag(value, at, problems)
        case "values":
            return {name: _plain(item, (*at, name), problems) for name, item in _table(value, at, problems)}
        case "per-rule":
            return {n: _text(item, (*at, n), key.choices, problems) for n, item in _table(value, at, problems)}
        case "options":
            return {n: dict(_table(item, (*at, n), problems)) for n, item in _table(value, at, problems)}
        case "ignores":
            return tuple(_ignores(value, at, problems))
        case "calls":
            from leastwise.config.taint import checked_rows

            return checked_rows(value, at, problems)


def _text(value: Any, at: Path, choices: tuple[str, ...], problems: list[Problem]) -> str:
    if not isinstance(value, str):
        problems.append((at, f"{_shown(at)} takes a text, not {called(value)}"))
    elif choices and value not in choices:
        problems.append(
            (at, f"{_shown(at)} takes {_either(choices)}{nearest(value, choices) or f', not {value!r:.60}'}")
        )
    elif not value.strip() or len(value) > MAX_TEXT or "\0" in value:
        problems.append((at, f"{_shown(at)} takes a text of 1 to {MAX_TEXT:,} characters"))
    else:
        return value
    return ""


def _texts(value: Any, at: Path, choices: tuple[str, ...], problems: list[Problem]) -> tuple[str, ...]:
    if not isinstance(value, list):
        problems.append((at, f"{_shown(at)} takes a list of texts, not {called(value)}; write it in brackets"))
    elif len(value) > (most := MAX_PATTERNS if at == ("exclude",) else MAX_ITEMS):
        problems.append((at, f"{_shown(at)} has {len(value):,} items; at most {most:,} are taken"))
    else:
        return tuple(_text(item, (*at, index), choices, problems) for index, item in enumerate(value))
    return ()


def _flag(value: Any, at: Path, problems: list[Problem]) -> bool:
    if not isinstance(value, bool):
        problems.append((at, f"{_shown(at)} takes true or false, not {called(value)}"))
    return value is True


def _table(value: Any, at: Path, problems: list[Problem]) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, dict):
        problems.append(
            (at, f"{_shown(at)} takes a table, not {called(value)}; write `name = value` under its heading")
        )
    elif len(value) > MAX_ITEMS:
        problems.append((at, f"{_shown(at)} has {len(value):,} entries; at most {MAX_ITEMS:,} are taken"))
    else:
        return value.items()
    return ()


def _plain(value: Any, at: Path, problems: list[Problem]) -> str:
    """The value of a template's parameter, as CloudFormation writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, (str, int)) for item in value):
        return ",".join(map(str, value))
    problems.append((at, f"{_shown(at)} takes a text, a number, true, false, or a list of texts, not {called(value)}"))
    return ""


def _ignores(value: Any, at: Path, problems: list[Problem]) -> Iterable[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > MAX_PATTERNS:
        problems.append((at, f"{_shown(at)} takes up to {MAX_PATTERNS:,} tables; write each under [[ignores]]"))
        return
    for index, entry in enumerate(value):
        here = (*at, index)
        if not isinstance(entry, dict):
            problems.append((here, f"an entry of 'ignores' is {called(entry)}; write a table under [[ignores]]"))
            continue
        yield {name: _field(name, item, (*here, name), problems) for name, item in entry.items()}
        if "rules" not in entry:
            problems.append((here, "this entry of 'ignores' names no rule; add rules = [\"rule-id\"]"))


def _field(name: str, value: Any, at: Path, problems: list[Problem]) -> Any:
    if name == "rules":
        found = _texts(value, at, (), problems)
        if found == () and isinstance(value, list):
            problems.append((at, "'rules' is empty; name the rules whose findings are accepted"))
        return found
    if name not in IGNORE_FIELDS:
        known = f"; an entry takes {', '.join(IGNORE_FIELDS)}"
        problems.append((at, f"there is no key '{name:.60}' in 'ignores'{nearest(name, IGNORE_FIELDS) or known}"))
        return None
    if name == "until":
        return _day(value, at, problems)
    return _text(value, at, (), problems)


def _day(value: Any, at: Path, problems: list[Problem]) -> str:
    from datetime import date, datetime

    from leastwise.config.dates import is_date

    text = value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value
    if isinstance(text, str) and is_date(text):
        return text
    problems.append(
        (at, "'until' takes a day as 2027-01-31" + (f", not '{text:.40}'" if isinstance(text, str) else ""))
    )
    return ""


def _shown(at: Path) -> str:
    return "'" + ".".join(part[:60] for part in at if isinstance(part, str)) + "'"


def _either(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}"
