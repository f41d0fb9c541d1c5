"""The narrower of what frameworks offer in the place of a policy: templates of SAM, `grant…` methods of the CDK."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from leastwise.iam.actions import expand
from leastwise.read.cdk.granted import methods
from leastwise.read.sam import tables as sam


def narrower_template(name: str, needed: Collection[str]) -> str:
    """The policy template of SAM that grants least and yet all that is needed of another; empty where there is none.

    Only one that takes the same parameters.
    """
    templates = sam.table("policy_templates")["templates"]
    given = templates.get(name)
    if given is None:
        return ""
    found = {
        other: _actions(made["definition"]["Statement"], "Action")
        for other, made in templates.items()
        if made["parameters"] == given["parameters"]
    }
    return _least(found, name, needed)


def grant_methods(granted: Collection[str], needed: Collection[str]) -> tuple[str, str]:
    """The method of the CDK that grants some actions, and the one that grants least and yet all that is needed.

    Empty where there is none.
    """
    here = {name.lower() for action in granted for name in _expanded(action)}
    for made in methods().values():
        for method, entries in made.items():
            if any(_actions([entry], "actions") == here for entry in entries):
                found = {other: _actions(statements, "actions") for other, statements in made.items()}
                return method, _least(found, method, needed)
    return "", ""


def _least(found: dict[str, frozenset[str]], name: str, needed: Collection[str]) -> str:
    wanted = {action.lower() for action in needed}
    fit = [other for other, actions in found.items() if wanted <= actions < found[name]]
    return min(fit, key=lambda other: (len(found[other]), other), default="")


def _actions(statements: Iterable[dict[str, Any]], key: str) -> frozenset[str]:
    return frozenset(name.lower() for statement in statements for name in _named(statement.get(key)))


def _named(actions: Any) -> Iterator[str]:
    for action in actions if isinstance(actions, list) else [actions]:
        if isinstance(action, str):
            yield from _expanded(action)


def _expanded(action: str) -> list[str]:
    return [str(one) for one in expand(action) or ()] or [action]
