"""How people, and policies, name the resources that an action works on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from leastwise.iam.actions import Action
from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import Reference, Symbol, concat
from leastwise.read.tables import table


def _references() -> dict[str, list[str]]:
    found: dict[str, list[str]] = table(__file__, "references")["references"]
    return found


def familiar(action: Action, kind: str) -> bool:
    """Whether an action's resource type is one that applications usually have: a table, bucket, queue."""
    return is_familiar(f"{action.service}:{kind}")


def is_familiar(kind: str) -> bool:
    """The same for a kind as `kinds` names it."""
    return kind.lower() in _references()


def kinds(actions: Iterable[Action]) -> dict[str, list[Action]]:
    """The actions by what they work on: `dynamodb:table`. An action that takes several types counts for its first.

    One for which a policy must name several at once counts for each of these (`together` in the table).
    """
    together: dict[str, list[str]] = table(__file__, "references")["together"]
    found: dict[str, list[Action]] = {}
    for action in actions:
        for kind in together.get(str(action)) or (_first(action.service, action.resource_types),):
            found.setdefault(kind, []).append(action)
    return found


@lru_cache(maxsize=4096)
def _first(service: str, types: tuple[str, ...]) -> str:
    names = [f"{service}:{kind}" for kind in types]
    return next((name for name in names if is_familiar(name)), names[0])


def readable(kind: str) -> str:
    """What people call one resource of a kind: `cognito-idp:userpool` is a `user pool`."""
    word: str | None = table(__file__, "references")["words"].get(kind.lower())
    if word is not None:
        return word
    name = re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", kind.rpartition(":")[2]).lower()
    return name[:-1] if re.search(r"[^aisu]s$", name) else name


def lists(action: Action, kind: str) -> bool:
    """Whether an action finds out which resources of a kind there are: `ListFunctions`, `DescribeInstances`."""
    service, _, name = kind.lower().partition(":")
    name = re.sub("[-_ ]", "", name)
    many = [f"{name}s", f"{name}es"]
    if name.endswith("y"):
        many.append(f"{name[:-1]}ies")
    if name.endswith("s"):
        many.append(name)
    return (
        action.service == service
        and not action.takes_resource
        and action.name.startswith(("List", "Describe"))
        and action.name.lower().endswith(tuple(many))
    )


VARIABLE = r"\$\{(\w+)(\W?)\}"
"""A variable in a format of `data/arns.json`, and what follows it where it stands for anything."""


def arn_facts(type_: str) -> dict[str, Any]:
    """What `data/arns.json` says of the names and ARNs of a type of resource."""
    found: dict[str, Any] = table(__file__, "arns")["types"].get(type_, {})
    return found


def default_of(type_: str, name: str) -> str | None:
    """What stands in an ARN for a property that is not set."""
    found: str | None = table(__file__, "arns")["defaults"].get(f"{type_}.{name}")
    return found


def arn_attribute(type_: str) -> str | None:
    """The attribute of a type of resource that returns its ARN; `None` where none does."""
    arns = arn_facts(type_).get("arns", {})
    return "Arn" if "Arn" in arns else next(iter(arns), None)


def own_arn(resource: Resource) -> Reference:
    """The attribute of a resource that returns its ARN, or what names it best where none is known to."""
    return Reference(resource.key, arn_attribute(resource.type) or "Ref")


@lru_cache(maxsize=256)
def arn_format(type_: str, attribute: str) -> str | None:
    """The format of the ARN that an attribute of a type of resource returns, with `${Name}` for what varies."""
    found: str | None = arn_facts(type_).get("arns", {}).get(attribute)
    if found is None:
        return None
    defaults = {name: default_of(type_, name) for name, _ in re.findall(VARIABLE, found)}
    return re.sub(VARIABLE, lambda match: match[0] if (text := defaults[match[1]]) is None else text, found)


def reference_to(kind: str) -> tuple[str, str, str] | None:
    """The CloudFormation type of a kind of resource, the attribute that returns its ARN, and what follows the ARN."""
    found = _references().get(kind.lower())
    return None if found is None else (found[0], found[1], found[2])


def only_one(app: Application, kind: str) -> tuple[Resource, str | Symbol] | None:
    """The one resource of that kind in the application, and its ARN; `None` where there is none or several."""
    reference = reference_to(kind)
    found = list(app.resources(reference[0])) if reference else []
    if reference is None or len(found) != 1:
        return None
    return found[0], arn_of(found[0], reference)


def arn_of(resource: Resource, reference: tuple[str, str, str]) -> str | Symbol:
    """The ARN of a resource, by what `reference_to` says of its kind."""
    return concat((Reference(resource.key, reference[1]), reference[2]))
