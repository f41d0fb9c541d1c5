"""Which rules run, with which settings: `--select`, `--ignore` and the options of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leastwise.model.errors import UsageError, nearest
from leastwise.rules.documentation import area
from leastwise.rules.rule import Option, Rule

Options = Mapping[str, Mapping[str, Any]]
"""Rule id → name of an option → its value, as the configuration has it."""


def choose(
    rules: Iterable[type[Rule]],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    options: Options | None = None,
) -> tuple[Rule, ...]:
    """The rules that run, ready to run.

    Args:
        rules: all that there are.
        select: ids and areas of the only ones that run; all where it is empty.
        ignore: ids and areas of those that do not run, also where they are selected; an area takes none away that
            `select` names by its id.
        options: settings of rules, for those that do not run as well.

    Raises:
        UsageError: an id, an area or an option is not known, or a setting has the wrong type.
    """
    known = {rule.id: rule for rule in rules}
    areas = by_area(known.values())
    for name in (*select, *ignore):
        if name not in known and name not in areas:
            raise UsageError(unknown_rule(name, known.values(), areas=True))
    for name in options or {}:
        if name not in known:
            raise UsageError(unknown_rule(name, known.values()))
    settings = {name: checked(known[name], given) for name, given in (options or {}).items()}
    named, whole = _split(select, known, areas)
    against, without = _split(ignore, known, areas)
    chosen = ((named | whole if select else set(known)) - (without - named)) - against
    return tuple(rule(settings.get(name)) for name, rule in known.items() if name in chosen)


def by_area(rules: Iterable[type[Rule]]) -> dict[str, list[str]]:
    """The areas of the catalogue, each with the ids of its rules."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        found.setdefault(area(rule), []).append(rule.id)
    return found


def _split(
    names: Iterable[str], known: Mapping[str, Any], areas: Mapping[str, Sequence[str]]
) -> tuple[set[str], set[str]]:
    """The rules that are named by their ids, and those of the areas that are named. An id goes before an area."""
    ids = {name for name in names if name in known}
    return ids, {rule for name in names if name not in ids for rule in areas[name]}


def unknown_rule(name: str, rules: Iterable[type[Rule]], *, areas: bool = False) -> str:
    """A message for the id of a rule that does not exist, with the nearest that does.

    Args:
        name: what was written.
        rules: all that there are.
        areas: whether the name of an area would have been right too.
    """
    grouped = by_area(rules)
    if name in grouped:
        return f"'{name}' is no rule but an area of them: {', '.join(sorted(grouped[name]))}"
    near = nearest(name, [one for ids in grouped.values() for one in ids] + (list(grouped) if areas else []))
    return f"there is no rule{' or area' if areas else ''} '{name}'{near or '; `leastwise rules` lists all'}"


def checked(rule: type[Rule], given: Mapping[str, Any]) -> dict[str, Any]:
    """A rule's settings, each with the type of its default.

    Raises:
        UsageError: an option is not known, or its value has another type.
    """
    if not isinstance(given, Mapping):
        raise UsageError(
            f"the options of rule '{rule.id}' are {_called(given)}; write them as a table of names and values"
        )
    settings = {}
    for name, value in given.items():
        if name not in rule.options:
            known = ", ".join(rule.options) or "none"
            hint = nearest(name, rule.options) or f"; its options: {known}"
            raise UsageError(f"rule '{rule.id}' has no option '{name}'{hint}")
        settings[name] = _converted(rule.id, name, rule.options[name], value)
    return settings


def _converted(rule: str, name: str, option: Option, value: Any) -> Any:
    default = option.default
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(default, (tuple, list, frozenset, set)) and isinstance(value, (list, tuple)):
        sample = next(iter(default), "")
        if all(_same_kind(item, sample) for item in value):
            return type(default)(value)
        raise UsageError(f"option '{name}' of rule '{rule}' takes a list of {_plural(sample)} only")
    if default is not None and not _same_kind(value, default):
        raise UsageError(f"option '{name}' of rule '{rule}' takes {_called(default)}, not {_called(value)}")
    return value


def _same_kind(value: Any, sample: Any) -> bool:
    return isinstance(value, type(sample)) and isinstance(value, bool) == isinstance(sample, bool)


_NAMES: tuple[tuple[type | tuple[type, ...], str, str], ...] = (
    (bool, "true or false", "true or false"),
    (int, "a whole number", "whole numbers"),
    (float, "a number", "numbers"),
    (str, "a text", "texts"),
    ((list, tuple, set, frozenset), "a list", "lists"),
    (dict, "a table", "tables"),
)


def _called(value: Any) -> str:
    return next((name for kind, name, _ in _NAMES if isinstance(value, kind)), type(value).__name__)


def _plural(value: Any) -> str:
    return next((names for kind, _, names in _NAMES if isinstance(value, kind)), type(value).__name__)
