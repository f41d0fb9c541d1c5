"""Operations of AWS's APIs, as the SDKs call them: the actions that each needs, and on which resources.

What the models of the SDKs say stands in `data/services/`, one file a service, read when a service is asked for; what
they do not say stands in `data/operations.json`, by hand. `data/README.md` tells the format.
"""

from __future__ import annotations

import json
import os.path
import re
from functools import cache
from typing import Any, Literal

from leastwise.model.record import record
from leastwise.read.tables import table

Source = Literal["code", "argument", "fas", "pass-role", "kms"]
"""Why an operation needs an action: it is what it does, an argument asks for more, a service acts with the caller's
rights (forward access sessions), a role is handed over, or what is written or read is encrypted."""

TASK_ROLES = "task-roles"
"""How an argument is read that names a task definition where its roles are meant."""

_HOLE = re.compile(r"(?<!\$)\{([^{}]+(?:\{\}[^{}]*)?)\}")
_REST = "apigateway:resource arn:${Partition}:apigateway:${Region}::"


@record
class Hole:
    """A place in the form of an ARN that an argument fills.

    Attributes:
        path: of the argument: names, `[]` for every item of a list, `{}` for every key of a map. `@endpoint` is the
            address that the client was made for.
        reading: how the argument names the resource where it is not by name or ARN: `url`, `secret`, `path`…
        default: what stands there when the argument is not given; `None` for nothing.
    """

    path: tuple[str, ...]
    reading: str = ""
    default: str | None = None


@record
class Form:
    """A kind of resource and its ARN: texts and holes in turn. An argument that is an ARN replaces all before it."""

    kind: str
    parts: tuple[str | Hole, ...]

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The arguments that name the resource."""
        return tuple(part for part in self.parts if isinstance(part, Hole))


@record
class Condition:
    """When an argument asks for an action: it is given, it is not, or it has one of some values (`x*`: begins with)."""

    path: tuple[str, ...]
    values: tuple[Any, ...] | bool


@record
class Requirement:
    """One action that an operation needs.

    Attributes:
        action: `s3:GetObject`.
        resources: for every resource that it works on the forms that can name it, the narrowest first; the first whose
            arguments are given counts. Empty where no argument names one.
        when: all of these must hold; where that is not known the action is needed.
        source: why.
        passed_to: the service that a role is handed to.
        optional: documented as needed in some cases only.
        within: condition keys of the request, and the arguments whose texts they have.
    """

    action: str
    resources: tuple[tuple[Form, ...], ...] = ()
    when: tuple[Condition, ...] = ()
    source: Source = "code"
    passed_to: str | None = None
    optional: bool = False
    within: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def of_task(self) -> bool:
        """Whether it is about the roles that the definition of a task of ECS names."""
        return any(hole.reading == TASK_ROLES for group in self.resources for one in group for hole in one.holes)


@record
class Beyond:
    """That more may be needed than anybody can tell: `reason`, where all of `when` hold."""

    reason: str
    when: tuple[Condition, ...]


@record
class Operation:
    """An operation of a service.

    Attributes:
        service: as boto3 calls it.
        name: as the API calls it: `PutItem`.
        requires: what it needs; nothing where it needs no permission.
        unknown: why nobody knows what it needs; `None` where that is known.
        beyond: in which cases it needs more than that, which shows at run time only.
    """

    service: str
    name: str
    requires: tuple[Requirement, ...] = ()
    unknown: str | None = None
    beyond: tuple[Beyond, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that every call needs."""
        return tuple(dict.fromkeys(row.action for row in self.requires if not row.when and not row.optional))


def services() -> dict[str, tuple[str, str | None]]:
    """All services by their names in boto3: service id and prefix in IAM."""
    rows: dict[str, tuple[str, str | None]] = table(__file__, "sdk_services")["services"]
    return rows


def plain(text: str) -> str:
    """A name in small letters, without what separates its words."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


@cache
def _ids() -> dict[str, str]:
    return {plain(identity): name for name, (identity, _) in services().items()}


def by_id(identity: str) -> str | None:
    """The service with an id, however that is written: `SFN`, `sfn`, `cognito-identity-provider`, `rdsdata`."""
    return _ids().get(plain(identity))


@cache
def called(service: str, method: str) -> Operation | None:
    """An operation as services of AWS write it: the service by its id, its name in boto3 or its prefix in IAM."""
    known = services()
    names = [by_id(service), service if service in known else None]
    names += [name for name, (_, prefix) in known.items() if prefix == service]
    for name in names:
        found = None if name is None else operation_named(name, method)
        if name is not None and found is not None:
            return operation(name, found)
    return None


@cache
def _methods(service: str) -> dict[str, str]:
    return {plain(name): name for name in (model(service) or {}).get("operations", ())}


def operation_named(service: str, method: str) -> str | None:
    """The operation of a method: `put_item`, `putItem`, `PutItem`; `None` where the service has none of that name."""
    return _methods(service).get(plain(method))


@cache
def model(service: str) -> dict[str, Any] | None:
    """What the SDKs' model says of a service by its name in boto3; `None` where there is none of that name."""
    if service not in services():
        return None
    with open(os.path.join(os.path.dirname(__file__), "data", "services", f"{service}.json"), "rb") as file:
        found: dict[str, Any] = json.load(file)
    return found


@cache
def operation(service: str, name: str) -> Operation | None:
    """An operation by the name of its service in boto3 and its own; `None` where the SDKs do not have it."""
    known = model(service)
    if known is None or name not in known["operations"]:
        return None
    unmapped = table(__file__, "operations")["unmapped"]
    unknown = next((why for why, names in unmapped.items() if f"{service}:{name}" in names), None)
    own = _requirements(known, service, name) if unknown is None else []
    beyond = tuple(
        Beyond(reason, _conditions(rows[f"{service}:{name}"]))
        for reason, rows in table(__file__, "operations")["beyond"].items()
        if f"{service}:{name}" in rows
    )
    return Operation(service, name, (*own, *_tagged(known, name), *_passed(known, service, name)), unknown, beyond)


@cache
def encryption(action: str) -> tuple[str, ...]:
    """The actions on the key of a store that an action on the store needs where that key is the customer's own."""
    return tuple(table(__file__, "operations")["encrypted"].get(action, ()))


def _requirements(known: dict[str, Any], service: str, name: str) -> list[Requirement]:
    tables = table(__file__, "operations")
    if service in tables["free"]:
        return []
    if name in known.get("rest", ()):
        method, _, path = known["rest"][name].partition(" ")
        more = tables["operations"].get(f"{service}:{name}", ())
        own = Requirement(f"apigateway:{method}", ((form(f"{_REST}{path}"),),))
        return [own, *(_requirement(row, []) for row in more)]
    rows = tables["operations"].get(f"{service}:{name}")
    if rows is None:
        rows = known.get("actions", {}).get(name, [f"{known.get('prefix')}:{name}"])
    named = known["operations"][name]
    requirements = []
    for row in (*rows, *tables["every"].get(service, ())):
        row = {"action": row} if isinstance(row, str) else row
        groups = named if isinstance(named, list) else named.get(row["action"], [])
        requirements.append(_requirement(row, [[known["forms"][n] for n in g] for g in groups]))
    return requirements


def _requirement(row: dict[str, Any], groups: list[list[str]]) -> Requirement:
    on = row.get("on")
    if on is not None:
        texts = [on] if isinstance(on, str) else on
        groups = [] if on == "*" else [[text] for text in texts] if row.get("all") else [texts]
    return Requirement(
        row["action"],
        tuple(tuple(form(text) for text in group) for group in groups if group),
        _conditions(row.get("when", {})),
        row.get("source", "code"),
        row.get("passed_to"),
        row.get("optional", False),
        tuple((key, _path(path)) for key, path in row.get("within", {}).items()),
    )


def _conditions(when: dict[str, Any]) -> tuple[Condition, ...]:
    return tuple(
        Condition(_path(path), tuple(values) if isinstance(values, list) else values) for path, values in when.items()
    )


def _tagged(known: dict[str, Any], name: str) -> list[Requirement]:
    """What the tags that are given with something new ask for."""
    if name not in known.get("tagged", ()):
        return []
    action, path, groups = known["tagged"][name]
    forms = tuple(tuple(form(known["forms"][number]) for number in group) for group in groups)
    return [Requirement(action, forms, (Condition(_path(path), True),), "argument")]


def _passed(known: dict[str, Any], service: str, name: str) -> list[Requirement]:
    principals = table(__file__, "operations")["principals"]
    to = {path: _principal(principals, service, name, path) for path in known.get("passed", {}).get(name, ())}
    return [
        Requirement(
            "iam:PassRole",
            ((form(f"iam:role arn:${{Partition}}:iam::${{Account}}:role/{{{path}}}"),),),
            (Condition(_path(path), True),),
            "pass-role",
            None if to[path] is None else f"{to[path]}.amazonaws.com",
        )
        for path in to
    ]


def _principal(principals: dict[str, str | None], service: str, name: str, path: str) -> str | None:
    """The service that a role is handed to; the narrowest row of the table says so."""
    keys = (f"{service}:{name}:{path}", f"{service}:{name}", service)
    return next((principals[key] for key in keys if key in principals), None)


@cache
def form(text: str) -> Form:
    """A form as it stands in the tables: `sqs:queue arn:…:{QueueUrl:url}`."""
    at = text.find(" arn:")
    kind, arn = (text[:at], text[at + 1 :]) if at > 0 else ("", "*")
    parts: list[str | Hole] = []
    for number, part in enumerate(_HOLE.split(arn)):
        if number % 2:
            rest, equals, default = part.partition("=")
            path, _, reading = rest.partition(":")
            parts.append(Hole(_path(path), reading, default if equals else None))
        elif part:
            parts.append(part)
    return Form(kind, tuple(parts))


@cache
def _path(text: str) -> tuple[str, ...]:
    return tuple(text.replace("[]", ".[]").replace("{}", ".{}").split("."))
