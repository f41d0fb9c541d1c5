"""ARNs and names as they are deployed → the resources of an application.

A name that is written is known as far as it is; of one that CloudFormation makes the logical id in it is.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from leastwise.iam.language import Domain, Hole
from leastwise.iam.naming import arn_facts
from leastwise.iam.resources import Part, parts_of
from leastwise.model.application import Application
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Parameter, Reference, Symbol

_PARTITIONS, _REGIONS, _ACCOUNTS = r"aws[a-z-]*", r"[a-z]{2}[a-z-]*-\d\d?", r"\d{12}"
_PSEUDO = {"AWS::Partition": _PARTITIONS, "AWS::Region": _REGIONS, "AWS::AccountId": _ACCOUNTS}
_OPEN = r"[^:/]+"
_GENERATED = r"(?:(?P<stack>[A-Za-z0-9-]+)-)?(?P<logical>[A-Za-z0-9]+)-[A-Za-z0-9]{12,13}(?:\.fifo)?"
_LEAST = 3
"""Letters of a name that have to be known: with fewer it may be that of anything."""

_LOGICAL = re.compile(r"[^A-Za-z0-9]")
_CUT = 24
"""CloudFormation cuts logical ids off in names that would be too long; fewer letters are none."""


@record
class Found:
    """A resource that an ARN names.

    Attributes:
        resource: the resource.
        rest: what follows its own ARN: `/index/by-date`.
        stack: the name of its stack, where its name was made of that.
    """

    resource: Resource
    rest: str
    stack: str


class Deployed:
    """The resources of an application by their ARNs."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._known: dict[str, Found | None] = {}
        self._forms: dict[str, list[tuple[int, re.Pattern[str], Resource]]] = {}
        for resource in app.resources():
            for service, weight, form in _forms(app, resource):
                self._forms.setdefault(service, []).append((weight, form, resource))
        for rows in self._forms.values():
            rows.sort(key=lambda row: -row[0])

    def named(self, arn: str) -> Found | None:
        """The resource that an ARN names; the one of which most is known, where it may be several."""
        if arn not in self._known:
            self._known[arn] = self._found(arn)
        return self._known[arn]

    def role(self, arn: str) -> Found | None:
        """The role with an ARN, whatever its path: the name alone is unique in an account."""
        before, _, path = arn.partition(":role/")
        return self.named(f"{before}:role/{path.rpartition('/')[2]}")

    def function(self, name: str, arn: str) -> Found | None:
        """The function of a name, in the account of an ARN."""
        _, partition, _, _, account, *_ = arn.split(":")
        return self.named(f"arn:{partition}:lambda:us-east-1:{account}:function:{name}")

    def _found(self, arn: str) -> Found | None:
        parts = arn.split(":", 5)
        for _, form, resource in self._forms.get(parts[2], ()) if len(parts) == 6 else ():
            match = form.fullmatch(arn)
            if match is not None:
                groups = match.groupdict()
                logical = groups.get("logical") or ""
                if logical and not _is_logical(logical, resource):
                    continue
                return Found(resource, groups.get("rest") or "", (groups.get("stack") or "").lower())
        return None


@lru_cache(maxsize=4)
def deployed(app: Application) -> Deployed:
    """The resources of an application by their ARNs; made once."""
    return Deployed(app)


def _logical_id(resource: Resource) -> str:
    return resource.key.rpartition(":")[2]


def _is_logical(text: str, resource: Resource) -> bool:
    """Whether a part of a name is the logical id of a resource; names of buckets and such are in small letters."""
    own = _LOGICAL.sub("", _logical_id(resource)).lower()
    return text.lower() == own or (len(text) >= _CUT and own.startswith(text.lower()))


def _forms(app: Application, resource: Resource) -> Iterator[tuple[str, int, re.Pattern[str]]]:
    """The ARNs of a resource as regular expressions, each with its service and how much of the name is known."""
    for parts in _arns(app, resource):
        text, weight, head = "", 0, ""
        for part in parts:
            if isinstance(part, str):
                head += part
                text += re.escape(part)
            else:
                expression, more = _expression(part, resource, before=text)
                text, weight, head = text + expression, weight + more, head + "?"
        weight += _fixed(head)
        if weight >= _LEAST and head.count(":") >= 5:
            yield head.split(":")[2], weight, re.compile(f"{text}(?P<rest>[:/].*)?", re.DOTALL)


def _arns(app: Application, resource: Resource) -> Iterator[Iterable[Part]]:
    if resource.type == "AWS::IAM::Role":  # by its name alone, whatever its path
        start: tuple[Part, ...] = ("arn:", Parameter("AWS::Partition"), ":iam::", Parameter("AWS::AccountId"), ":role/")
        yield (*start, *parts_of(app, Reference(resource.key, "Ref")))
        return
    for attribute in arn_facts(resource.type).get("arns", {}):
        if not attribute.startswith("Stream"):
            yield parts_of(app, Reference(resource.key, attribute))


def _fixed(head: str) -> int:
    """How many letters of the name itself are written in an ARN: those after the word for its kind."""
    last = head.split(":", 5)[-1]
    kind = re.match(r"(?:table|function|role|key|secret|parameter|stateMachine|stream|log-group|topic|rule)[:/]", last)
    return len(last[kind.end() if kind else 0 :].replace("?", ""))


def _expression(part: Symbol | Hole, resource: Resource, before: str) -> tuple[str, int]:
    """What a part of a name that is not known may be, and how much it tells all the same."""
    symbol = part.symbol if isinstance(part, Hole) else part
    if isinstance(symbol, Parameter) and symbol.name in _PSEUDO:
        return _PSEUDO[symbol.name], 0
    if isinstance(part, Hole) and part.domain is Domain.GENERATED and "P<logical>" not in before:
        return _GENERATED, len(_logical_id(resource))
    if isinstance(symbol, Reference) and symbol.attribute == "Suffix":
        return r"[A-Za-z0-9]{6}", 0
    return _OPEN, 0


def value_of(app: Application, arn: str) -> str | Symbol:
    """An ARN as a template names it: by the resource of the application that it belongs to, otherwise as it is.

    `*` stays; nothing is something that is not known.
    """
    found = deployed(app).named(arn)
    if found is None:
        return arn
    facts = arn_facts(found.resource.type)["arns"]
    attribute = "Arn" if "Arn" in facts else next(iter(facts))
    own = Reference(found.resource.key, attribute)
    return Concat((own, found.rest)) if found.rest else own
