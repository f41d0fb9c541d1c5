"""How a policy would name the resources of the application that an action works on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import lru_cache

from leastwise.iam.actions import Action
from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import Reference, Symbol, concat


@lru_cache(maxsize=1)
def _references() -> dict[str, list[str]]:
    with open(os.path.join(os.path.dirname(__file__), "data", "references.json"), encoding="utf-8") as file:
        found: dict[str, list[str]] = json.load(file)["references"]
    return found


def familiar(action: Action, kind: str) -> bool:
    """Whether an action's resource type is one that applications usually have: a table, bucket, queue."""
    return f"{action.service}:{kind}".lower() in _references()


def kinds(actions: Iterable[Action]) -> dict[str, list[Action]]:
    """The actions by what they work on: `dynamodb:table`. An action that takes several types counts for its first."""
    known = _references()
    found: dict[str, list[Action]] = {}
    for action in actions:
        names = [f"{action.service}:{kind}".lower() for kind in action.resource_types]
        kind = next((name for name in names if name in known), names[0])
        found.setdefault(kind, []).append(action)
    return found


def only_one(app: Application, kind: str) -> tuple[Resource, str | Symbol] | None:
    """The one resource of that kind in the application, and its ARN; `None` where there is none or several."""
    if kind not in _references():
        return None
    type_, attribute, suffix = _references()[kind]
    found = list(app.resources(type_))
    if len(found) != 1:
        return None
    return found[0], concat((Reference(found[0].key, attribute), suffix))
