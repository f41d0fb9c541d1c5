"""How people, and policies, name the resources that an action works on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from leastwise.iam.actions import Action, service
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
    """The actions by what they work on: `dynamodb:table`. An action that takes several types counts for its first."""
    found: dict[str, list[Action]] = {}
    for action in actions:
        names = [f"{action.service}:{kind}" for kind in action.resource_types]
        kind = next((name for name in names if is_familiar(name)), names[0])
        found.setdefault(kind, []).append(action)
    return found


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


@lru_cache(maxsize=256)
def arn_format(type_: str, attribute: str) -> str | None:
    """The format of the ARN that an attribute of a type of resource returns, with `${Name}` for what varies."""
    place = f"{type_}.{attribute}"
    kind = table(__file__, "references")["returns"].get(place) or _kinds().get(place, "")
    prefix, _, name = kind.partition(":")
    known = service(prefix)
    arn = next((arn for key, arn in known.arns.items() if key.lower() == name), None) if known else None
    return None if arn is None else arn + str(table(__file__, "references")["endings"].get(place, ""))


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {f"{type_}.{name}": kind for kind, (type_, name, suffix) in _references().items() if not suffix}


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
