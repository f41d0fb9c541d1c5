"""What a value that names a resource stands for: the ARN that it has once it is deployed, as a pattern.

`!GetAtt Orders.Arn`, `arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Orders}` and, where the table is called
so, `.../table/orders` are the same thing. Account and region of the stack are not known and everywhere the same; a name
that CloudFormation makes is not known and differs from those of all other resources. The formats are those of
`data/arns.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from leastwise.iam.language import Domain, Hole, Pattern, arn_pattern
from leastwise.iam.naming import VARIABLE, arn_facts, default_of
from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Parameter, Reference, Seq, Symbol, Unknown, as_text

Part = str | Symbol | Hole

MAX_DEPTH = 8
"""Names made of names of other resources; deeper ones, and circles, are not known."""

_PARTITION = r"\barn:(?!aws:iam::aws:)(aws(?:-[a-z-]+)?):|\b(cn|us-gov)-[a-z]+-\d\b"
_ACCOUNT, _REGION = Parameter("AWS::AccountId"), Parameter("AWS::Region")


def resource_pattern(app: Application, value: Any, *, variables: bool = False) -> Pattern:
    """The ARNs that a value stands for, references to resources of the application as what they return.

    Args:
        app: where the resources are.
        value: a text with or without wildcards, or a symbol; anything else is a pattern of something not known.
        variables: whether `${aws:username}` is a variable of IAM, as it is in policies.
    """
    if isinstance(value, str):
        return arn_pattern(value, variables=variables)
    if not isinstance(value, Symbol):
        return arn_pattern(tuple(parts_of(app, value)))
    made = _made(app)
    found = made.get((value, variables))
    if found is None:
        found = made[value, variables] = arn_pattern(tuple(parts_of(app, value)), variables=variables)
    return found


@lru_cache(maxsize=4)
def _made(app: Application) -> dict[tuple[Symbol, bool], Pattern]:
    return {}


@lru_cache(maxsize=4)
def partition(app: Application) -> Part:
    """The partition that an application is for: that of its ARNs and regions, not known where they may be of several.

    ARNs of managed policies do not count: SAM writes them. An application that names none is taken to be for the
    regions that everybody can use.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """
    found: set[str] = set()
    for resource in app.resources():
        if resource.by == "author":
            found |= _partitions(resource.properties)
    for stack in app.stacks:
        for value in stack.parameters.values():
            found |= _partitions(value)
        for region in stack.regions:
            found |= _partitions(region) or ({"aws"} if isinstance(region, str) else set())
        for parameter in stack.declared:
            allowed = _partitions(parameter.get("AllowedValues"))
            found |= allowed and {*allowed, "aws"}
    return found.pop() if len(found) == 1 else Parameter("AWS::Partition") if found else "aws"


def _partitions(value: Any) -> set[str]:
    """The partitions that ARNs and regions in a value are of; a region of the usual partition says nothing."""
    found: set[str] = set()
    ahead = [value]
    while ahead:
        value = ahead.pop()
        if isinstance(value, str):
            found.update(arn or f"aws-{region}" for arn, region in re.findall(_PARTITION, value))
        elif isinstance(value, Map):
            ahead += value.values()
        elif isinstance(value, (Seq, Concat)):
            ahead += value if isinstance(value, Seq) else value.parts
    return found


def parts_of(app: Application, value: Any, depth: int = 0) -> Iterator[Part]:
    """A value as texts and what is not known of it, references to resources of the application as what they return."""
    for part in value.parts if isinstance(value, Concat) else (value,):
        if isinstance(part, Reference):
            yield from _returned(app, part, depth)
        elif isinstance(part, Parameter) and part.name == "AWS::Partition":
            yield partition(app)
        elif isinstance(part, (str, Symbol)):
            yield part
        elif part is None or isinstance(part, (Map, Seq)):
            yield Unknown("a container stands where a text is needed")
        else:
            yield as_text(part)


def _returned(app: Application, reference: Reference, depth: int) -> Iterator[Part]:
    resource = app.by_key.get(reference.resource)
    if resource is None or depth > MAX_DEPTH:
        yield reference
    else:
        facts = arn_facts(resource.type)
        format_ = facts.get("arns", {}).get(reference.attribute)
        if format_ is not None:
            yield from _arn(app, resource, format_, depth)
        elif reference.attribute in facts.get("named", ()):
            yield from _name(app, resource, depth)
        else:
            yield reference


def _arn(app: Application, resource: Resource, format_: str, depth: int) -> Iterator[Part]:
    for text, name, sign in _steps(format_):
        if text:
            yield text
        found = list(_variable(app, resource, name, depth)) if name else []
        first = found[0] if found else ""
        if text.endswith("/") and isinstance(first, str) and first.startswith("/"):
            found[0] = first[1:]  # the name of a parameter of SSM
        yield from found
        if sign and found:
            yield sign


@lru_cache(maxsize=256)
def _steps(format_: str) -> tuple[tuple[str, str, str], ...]:
    """A format as texts, each with the variable that follows it and what follows that where it is set."""
    pieces = re.split(VARIABLE, format_)
    return tuple((pieces[i], *(pieces[i + 1 : i + 3] or ("", ""))) for i in range(0, len(pieces), 3))


def _variable(app: Application, resource: Resource, name: str, depth: int) -> Iterator[Part]:
    if name == "Partition":
        yield partition(app)
    elif name in ("Region", "Account"):
        yield _REGION if name == "Region" else _ACCOUNT
    elif name == arn_facts(resource.type).get("name", "Id"):
        yield from _name(app, resource, depth)
    elif name in resource.properties:
        value = resource.properties[name]
        other = app.referenced(value) if isinstance(value, Reference) else None
        if other is not None and arn_facts(other.type):
            yield from _name(app, other, depth + 1)
        else:
            yield from parts_of(app, value, depth + 1)
    else:
        default = default_of(resource.type, name)
        if default is None:
            yield Hole(Reference(resource.key, name), Domain.TEXT)
        elif default:
            yield default


def _name(app: Application, resource: Resource, depth: int) -> Iterator[Part]:
    """The name of a resource: as it is written, otherwise as CloudFormation, Terraform or the service will make it."""
    row = arn_facts(resource.type)
    written = resource.properties.get(row.get("name", ""))
    if written is None or isinstance(written, Unknown):
        own = Reference(resource.key, (row.get("named") or [row.get("name", "Ref")])[0])
        generated = written is None and "name" in row and resource.framework != "terraform"
        yield Hole(own, Domain.GENERATED if generated else Domain.NAME, identity=True)
    elif depth > MAX_DEPTH:
        yield Unknown("names of resources are made of each other")
    else:
        yield from map(_one_text, parts_of(app, written, depth + 1))


def _one_text(part: Part) -> Part:
    """A part of a name: whatever a parameter turns out to be, there are no wildcards in it."""
    if not isinstance(part, Symbol) or (isinstance(part, Parameter) and part.name.startswith("AWS::")):
        return part
    return Hole(part, Domain.TEXT)
