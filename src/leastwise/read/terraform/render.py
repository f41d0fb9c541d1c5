"""CloudFormation's words as Terraform, by the same tables: what `translate` would read as these resources.

The result is Terraform's JSON syntax, in which blocks and arguments look alike. What Terraform has no word for is said.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from leastwise.model.record import field, record
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Parameter, Reference, Seq, Symbol
from leastwise.read.terraform import converters
from leastwise.read.terraform.converters import DOCUMENTS, SHARING
from leastwise.read.terraform.inverse import own_type, parts_of
from leastwise.read.terraform.tables import Entry, Row, Rows, entry
from leastwise.read.terraform.taken import copied, get, keyed, leaves, pop, put, settle
from leastwise.read.terraform.uncases import UNCASES

_PSEUDO = {
    "AWS::AccountId": ("aws_caller_identity", "account_id"),
    "AWS::Partition": ("aws_partition", "partition"),
    "AWS::Region": ("aws_region", "region"),
    "AWS::URLSuffix": ("aws_partition", "dns_suffix"),
}
_WHOSE = ("role", "user", "group")
_OWN_POLICIES = {"Roles": "aws_iam_role_policy", "Users": "aws_iam_user_policy", "Groups": "aws_iam_group_policy"}

ATTACHED = {"AWS::IAM::Policy": _OWN_POLICIES}
"""Types that name those whom they belong to → property that names them → Terraform's type."""

INSIDE = {
    "AWS::IAM::Group": {"Policies": ("aws_iam_group_policy", "group")},
    "AWS::IAM::User": {"Policies": ("aws_iam_user_policy", "user")},
    "AWS::SNS::Topic": {"Subscription": ("aws_sns_topic_subscription", "topic_arn")},
}
"""Type → list inside it → the type that each item is in Terraform, and the argument that names the owner."""

_SAME = {"AWS::StepFunctions::StateMachine": {"Definition": "DefinitionString"}}
_OPENING = re.compile(r"([$%])(?=\{)")


@record(frozen=False, eq=False)
class Rendered:
    """An application as Terraform.

    Attributes:
        document: of one file `*.tf.json`.
        left: (key of a resource, what of it Terraform cannot say): a dotted property, an attribute, or its whole type.
    """

    document: dict[str, Any] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)


def render(resources: Iterable[Resource], declared: Iterable[Resource] = ()) -> Rendered:
    """The resources of one stack as Terraform.

    Args:
        resources: of the stack.
        declared: its parameters, see `Stack.declared`.
    """
    return _Rendering(resources, declared).made


class _Rendering:
    def __init__(self, resources: Iterable[Resource], declared: Iterable[Resource]) -> None:
        self.made = Rendered()
        found = list(resources)
        self._types = {r.key: own for r in found if (own := own_type(r))}
        self._labels = {r.key: re.sub(r"\W", "_", r.name) for r in found}
        self._now = ""
        for parameter in declared:
            self._variable(parameter)
        for resource in found:
            self._now = resource.key
            if resource.type in ATTACHED:
                self._attached(resource)
            elif resource.type == "AWS::Events::EventBusPolicy" and "Statement" in resource.properties:
                self._bus_policy(resource)
            elif resource.key in self._types:
                self._resource(resource)
            else:
                self.made.left.append((resource.key, resource.type))

    def _variable(self, parameter: Resource) -> None:
        made = self.made.document.setdefault("variable", {})[_name(parameter.name)] = {}
        default, hidden = parameter.get("Default"), parameter["NoEcho"].flag(False)
        if default is not None and not isinstance(default, Symbol):
            made["default"] = self._plain(default)
        if hidden:
            made["sensitive"] = True

    def _attached(self, resource: Resource) -> None:
        """A policy of several roles, users and groups, as one for each."""
        left = copied(resource.properties)
        for owner, type_ in ATTACHED[resource.type].items():
            known = entry(type_)
            owners = left.pop(owner, ())
            assert known is not None
            for number, one in enumerate(owners if isinstance(owners, Seq) else (owners,)):
                argument = next(
                    name for name, row in known.rows.of.items() if row.to[0].endswith("Name") and name in _WHOSE
                )
                arguments = self._take(known.rows, copied(left)) | {argument: self._plain(one)}
                self._add(type_, f"{self._labels[resource.key]}_{owner.lower()}_{number}", arguments)

    def _resource(self, resource: Resource) -> None:
        own = self._types[resource.key]
        known = entry(own)
        assert known is not None
        left = copied(resource.properties)
        self._inside(resource, left)
        for part in known.parts:
            self._part(resource, part, left)
        arguments = self._plain(UNCASES[known.case](left)) if known.case in UNCASES else {}
        arguments |= self._take(known.rows, left)
        arguments |= self._inline(resource, left)
        for name, value in known.fixed.items():
            if left.get(name) == value:
                del left[name]
        for part in parts_of(resource.type):
            if left and part not in known.parts:
                self._part(resource, part, left)
        self._add(own, self._labels[resource.key], arguments)
        self.made.left += [(resource.key, path) for path in leaves(left)]

    def _bus_policy(self, resource: Resource) -> None:
        """A whole statement: Terraform has a policy of all statements."""
        document = {"Version": "2012-10-17", "Statement": [resource.properties["Statement"]]}
        arguments = {"policy": _json(self._plain(document))}
        if "EventBusName" in resource.properties:
            arguments["event_bus_name"] = self._plain(resource.properties["EventBusName"])
        self._add("aws_cloudwatch_event_bus_policy", self._labels[resource.key], arguments)

    def _inside(self, resource: Resource, left: Map) -> None:
        """Lists inside a resource of what Terraform has as resources of their own; two names of one thing."""
        for name, other in _SAME.get(resource.type, {}).items():
            if name in left:
                left[other] = left.pop(name)
        for path, (type_, argument) in INSIDE.get(resource.type, {}).items():
            known = entry(type_)
            assert known is not None
            items = left.pop(path, ())
            for number, item in enumerate(items if isinstance(items, Seq) else ()):
                if isinstance(item, Map):
                    arguments = self._take(known.rows, item) | {argument: self._plain(Reference(resource.key, "Ref"))}
                    self._add(type_, f"{self._labels[resource.key]}_{number}", arguments)

    def _inline(self, resource: Resource, left: Map) -> dict[str, Any]:
        """Code that stands in the template, as an archive of one file."""
        text = pop(left, ("Code", "ZipFile"))
        if text is None or resource.type != "AWS::Lambda::Function":
            return {}
        label = self._labels[resource.key]
        handler, runtime = resource["Handler"].text() or "index.handler", resource["Runtime"].text() or ""
        name = handler.rpartition(".")[0] + (".py" if runtime.startswith("python") else ".js")
        archive: dict[str, Any] = {"type": "zip", "output_path": f"{label}.zip"}
        archive["source"] = [{"content": self._plain(text), "filename": name}]
        self.made.document.setdefault("data", {}).setdefault("archive_file", {})[label] = archive
        return {"filename": f"${{data.archive_file.{label}.output_path}}"}

    def _part(self, resource: Resource, type_: str, left: Map) -> None:
        """What CloudFormation keeps inside this resource, as the resource that it is in Terraform."""
        known = entry(type_)
        assert known is not None and known.into is not None
        into = known.into
        inside = get(left, into.at) if into.at else left
        if into.append and isinstance(inside, Seq):
            rest = Seq(inside.home)
            for item in inside:
                if isinstance(into.append, str):
                    arguments = {into.append: self._plain(item)}
                else:
                    arguments = self._whole(known, item) if isinstance(item, Map) else {}
                if arguments:
                    self._add_part(resource, type_, known, arguments)
                if not isinstance(into.append, str) and item:
                    rest.put(item)
            put(left, into.at, rest)
        elif isinstance(inside, Map) and (into.at or known.rows.of):
            arguments = self._whole(known, inside)
            if arguments:
                self._add_part(resource, type_, known, arguments)
            if into.at and not inside:
                pop(left, into.at)

    def _whole(self, known: Entry, inside: Map) -> dict[str, Any]:
        own = self._plain(UNCASES[known.case](inside)) if known.case in UNCASES else {}
        return dict(own) | self._take(known.rows, inside)

    def _add_part(self, resource: Resource, type_: str, known: Entry, arguments: dict[str, Any]) -> None:
        assert known.into is not None
        owner = known.into.owner
        if isinstance(owner, tuple):
            named: dict[str, Any] = {owner[0]: self._plain(Reference(resource.key, "Ref"))}
        else:
            named = {name: self._plain(resource.properties.get(path)) for name, path in owner.items()}
        count = len(self.made.document.get("resource", {}).get(type_, {}))
        self._add(type_, f"{self._labels[resource.key]}_{count}", named | arguments)

    def _add(self, type_: str, label: str, arguments: dict[str, Any]) -> None:
        self.made.document.setdefault("resource", {}).setdefault(type_, {})[label] = arguments

    def _take(self, rows: Rows, left: Map) -> dict[str, Any]:
        """The arguments that say what is in a mapping; what they say is taken out of it."""
        made: dict[str, Any] = {}
        for name, row in rows.of.items():
            if row.beside or any(get(left, tuple(path.split("."))) != value for path, value in row.also.items()):
                continue
            if row.rows is None:
                value = keyed(left, row.to, row.names[0]) if row.convert in SHARING else pop(left, row.to)
                if value is not None:
                    made[name] = self._value(value, left, row)
            elif (blocks := self._blocks(row, row.rows, left)) is not None:
                made[name] = blocks
            if name in made:
                for path in row.also:
                    pop(left, tuple(path.split(".")))
        return made

    def _blocks(self, row: Row, rows: Rows, left: Map) -> Any:
        if not row.to:
            inner = self._take(rows, left)
            return [inner] if inner else None
        inside = get(left, row.to)
        if isinstance(inside, Symbol):
            return self._plain(pop(left, row.to))
        if row.many and row.by and isinstance(inside, Map):
            made = [{row.by: key} | self._take(rows, item) for key, item in inside.items() if isinstance(item, Map)]
            settle(left, row.to, all(not item for item in inside.values()))
            return made
        if row.many and isinstance(inside, Seq):
            made = [self._take(rows, item) for item in inside if isinstance(item, Map)]
            settle(left, row.to, all(item == {} for item in inside))
            return made
        if not row.many and isinstance(inside, Map):
            was_empty = not inside
            inner = self._take(rows, inside)
            settle(left, row.to, not inside)
            return [inner] if inner or was_empty else None
        return None

    def _value(self, value: Any, left: Map, row: Row) -> Any:
        if row.convert in DOCUMENTS and isinstance(value, (Map, Seq)):
            return _json(self._plain(value))
        return self._plain(converters.render(value, left.home, row))

    def _plain(self, value: Any) -> Any:
        """A value in JSON syntax: symbols are templates, what looks like one is escaped."""
        if isinstance(value, str):
            return _OPENING.sub(r"\1\1", value)
        if isinstance(value, Concat):
            return "".join(self._plain(part) for part in value.parts)
        if isinstance(value, Symbol):
            return f"${{{self._expression(value)}}}"
        if isinstance(value, dict):
            return {str(self._plain(key)): self._plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        return value

    def _expression(self, value: Symbol) -> str:
        if isinstance(value, Reference) and value.resource in self._types:
            own = self._types[value.resource]
            known = entry(own)
            assert known is not None
            address = f"{own}.{self._labels[value.resource]}"
            for name in ("id", "arn", *known.attributes):
                if known.attributes.get(name) == value.attribute:
                    return f"{address}.{name}"
            if value.attribute == "Ref":
                return f"{address}.id"
            self.made.left.append((self._now, f"{value.resource}.{value.attribute}"))
            return f"{address}.id"
        if isinstance(value, Parameter):
            if value.name in _PSEUDO:
                type_, attribute = _PSEUDO[value.name]
                self.made.document.setdefault("data", {}).setdefault(type_, {})["current"] = {}
                return f"data.{type_}.current.{attribute}"
            name = _name(value.name)
            self.made.document.setdefault("variable", {}).setdefault(name, {})
            return f"var.{name}"
        self.made.left.append((self._now, repr(value)))
        return "null"


def _json(value: Any) -> str:
    import json

    return json.dumps(value)


def _name(text: str) -> str:
    return re.sub(r"\W", "_", text)
