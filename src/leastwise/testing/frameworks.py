"""Every example of a rule, written down in the other frameworks and read again: what must stay as it is.

The application must come out as it went in (`lost`), and the rule must fire at the same things (`moved`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from leastwise.model.application import Application
from leastwise.model.finding import Finding
from leastwise.model.record import record
from leastwise.model.resource import Path
from leastwise.model.value import Concat, Reference, Symbol, Unknown, as_text, display
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.example import contents, readings
from leastwise.rules.rule import Example, Rule, examples
from leastwise.testing.examples import complain
from leastwise.testing.renditions import FORMS, Rendition

Lost = tuple[str, str, str]
"""Framework, CloudFormation's type, and the dotted path of a property that is not what it was; empty for all of it."""

Thing = tuple[str, str]
"""What a finding is about: key of a resource in the original, and the dotted path of the property there."""


def assert_frameworks(rule: type[Rule], *, different: Collection[str] = ()) -> None:
    """Check that a rule fires at the same things when its examples are written in other frameworks.

    Args:
        rule: with examples of SAM or CloudFormation.
        different: frameworks in which it may be otherwise: `cdk`, `cloudformation`, `serverless`, `terraform`.

    Raises:
        AssertionError: with everything that does not hold.
    """
    complain(rule, _moves(compare(rule), different))


def _moves(found: Comparison, different: Collection[str]) -> Iterator[str]:
    for framework in FORMS:
        if framework not in different:
            for way, things in (("does not fire", found.gone), ("fires", found.new)):
                for key, path in things[framework]:
                    yield f"as {framework} it {way} at {key.rpartition(':')[2]}{f'.{path}' if path else ''}"


@record(frozen=False)
class Comparison:
    """What comes of all examples of a rule.

    Attributes:
        gone: framework → the things at which the rule does not fire any more, over all examples.
        new: the same for things at which it fires only there.
        lost: what of the applications is not what it was.
        unread: what could not be read again, and why.
    """

    gone: dict[str, list[Thing]]
    new: dict[str, list[Thing]]
    lost: set[Lost]
    unread: set[str]


def compare(rule: type[Rule]) -> Comparison:
    """Write all examples of a rule in every framework, read them again, and run the rule on both."""
    made = Comparison({framework: [] for framework in FORMS}, {framework: [] for framework in FORMS}, set(), set())
    for example in (*examples(rule.bad), *examples(rule.good)):
        for app in _applications(example):
            for framework, write in FORMS.items():
                rendition = write(app, example.files)
                again = reread(rendition)
                gone, new = moved(rule(), app, again, rendition)
                made.gone[framework] += sorted(gone)
                made.new[framework] += sorted(new)
                made.lost |= {(framework, *what) for what in lost(app, again, rendition)}
                known = {note.reason for note in app.unread}
                made.unread |= {note.reason for note in again.unread if note.reason not in known}
    return made


def renditions(example: Example, framework: str) -> Iterator[tuple[Application, Rendition]]:
    """An example in each of its worlds, as it is and in a framework."""
    return ((app, FORMS[framework](app, example.files)) for app in _applications(example))


def _applications(example: Example) -> list[Application]:
    """What an example deploys, in each of its worlds."""
    found = [reading for reading in readings(contents(example)) if reading.framework != "ci"]
    return [app for reading in found for app in reading.worlds if app.by_key]


def reread(rendition: Rendition) -> Application:
    """The application that a rendition says.

    Raises:
        AssertionError: it cannot be read as one application.
    """
    made = list(read(MemoryFiles(rendition.files), ("",)))
    for reading in made:
        if reading.fault is not None:
            raise reading.fault
    found = [reading for reading in made if reading.framework == rendition.framework]
    assert len(found) == 1, f"{len(found)} applications of {rendition.framework}"
    assert len(found[0].worlds) == 1, f"{len(found[0].worlds)} worlds"
    return found[0].worlds[0]


def moved(rule: Rule, app: Application, again: Application, rendition: Rendition) -> tuple[set[Thing], set[Thing]]:
    """At which things a rule does not fire any more, and at which it does now."""
    remade = rendition.remade
    before = {_thing(finding.place.resource.key, finding, remade) for finding in rule.check(app)}
    after = {
        _thing(rendition.origin(finding.place.resource, finding.place.span), finding, remade)
        for finding in rule.check(again)
    }
    return before - after, after - before


def _thing(key: str, finding: Finding, remade: Collection[str]) -> Thing:
    path: Path = finding.place.path
    if "#" in key:
        return key, ""
    if path[:2] == ("Body", "paths") and f"{key}#{'.'.join(map(str, path[2:4]))}" in remade:
        return f"{key}#{'.'.join(map(str, path[2:4]))}", ""
    if path[:1] == ("Policies",) and len(path) > 1 and isinstance(path[1], int):
        path = path[2:]  # an inline policy of a role may be a resource of its own
    if path[:1] == ("ManagedPolicyArns",):
        path = (path[0], display(finding.place.value))  # those of the framework may stand before it
    return key, ".".join(map(str, path))


def lost(app: Application, again: Application, rendition: Rendition) -> Iterator[tuple[str, str]]:
    """What is not what it was: CloudFormation's type, and the dotted path of the property, without numbers of items.

    The path is empty where a whole resource came or went.
    """
    before = _normal(app, {resource.key: resource.key for resource in app.resources()})
    after = _normal(again, {r.key: rendition.origin(r, r.span) for r in again.resources()})
    for key in (before.keys() | after.keys()) - rendition.remade:
        (type_, old), (kind, new) = before.get(key, ("", {})), after.get(key, ("", {}))
        if type_ != kind:
            yield from ((one, "") for one in (type_, kind) if one)
        else:
            yield from ((type_, path) for path in dict.fromkeys(_different(old, new)))


def _normal(app: Application, names: Mapping[str, str]) -> dict[str, tuple[str, Any]]:
    """Type and properties of all resources by their names in the original, in which these names stand too.

    Policies and subscriptions that name whom they belong to stand inside of it.
    """
    found: dict[str, tuple[str, Any]] = {}
    for resource in sorted(app.resources(), key=lambda resource: resource.type in _ATTACHED):
        # A policy, or subscription, that is inside of its owner in the original has the owner's name.
        name = f"{names[resource.key]}#{resource.key}" if names[resource.key] in found else names[resource.key]
        properties = _plain(resource.properties, names)
        found[name] = (resource.type, properties)
        for code in (properties.get("Code"), properties.get("Content")):
            if isinstance(code, dict) and isinstance(code.get("LocalPath"), str):
                folder = posixpath.dirname(resource.template)
                code["LocalPath"] = posixpath.normpath(posixpath.join(folder, code["LocalPath"]))
    for key, (type_, properties) in list(found.items()):
        named, into = _ATTACHED.get(type_, ((), ""))
        owners = [owner for name in named for owner in _each(properties.pop(name, None))]
        for owner in owners:
            if isinstance(owner, tuple) and owner[0] in found:
                shared = (key, "Ref") if into == "ManagedPolicyArns" else properties
                found[owner[0]][1].setdefault(into, []).append(shared)
        if owners and into != "ManagedPolicyArns":
            del found[key]
    for _, properties in found.values():
        for name in _UNORDERED & properties.keys():
            if isinstance(properties[name], list):
                properties[name].sort(key=repr)
    return found


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


_ATTACHED = {
    "AWS::IAM::GroupPolicy": (("GroupName",), "Policies"),
    "AWS::IAM::ManagedPolicy": (("Roles", "Users", "Groups"), "ManagedPolicyArns"),
    "AWS::IAM::Policy": (("Roles", "Users", "Groups"), "Policies"),
    "AWS::IAM::RolePolicy": (("RoleName",), "Policies"),
    "AWS::IAM::UserPolicy": (("UserName",), "Policies"),
    "AWS::SNS::Subscription": (("TopicArn",), "Subscription"),
}
"""Type → the properties that name those whom it belongs to, and their list of such things."""

_UNORDERED = {"ManagedPolicyArns", "Policies", "Subscription", "Tags"}


def _plain(value: Any, names: Mapping[str, str]) -> Any:
    """A value in which symbols are equal when they say the same: also those of which nothing is known."""
    match value:
        case Reference(resource, attribute):
            return names.get(resource, resource), "Ref" if attribute.endswith("Id") else attribute
        case Concat(parts):
            return [_plain(part, names) for part in parts]
        case Unknown():
            return "?"
        case Symbol():
            return display(value)
        case dict():
            return {key: _plain(item, names) for key, item in value.items()}
        case list():
            return [_plain(item, names) for item in value]
        case bool() | int() | float():
            return as_text(value)
    return value


def _different(value: Any, other: Any, path: str = "") -> Iterator[str]:
    """The dotted paths at which two values differ, without the numbers of items."""
    if isinstance(value, dict) and isinstance(other, dict):
        for key in value.keys() | other.keys():
            yield from _different(value.get(key), other.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
        for one, two in zip(value, other, strict=True):
            yield from _different(one, two, path)
    elif value != other and not (_says_nothing(value) and _says_nothing(other)):
        yield path


def _says_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and all(map(_says_nothing, value.values()))) or value == []
