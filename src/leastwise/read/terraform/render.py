"""CloudFormation's words as Terraform, by the same tables: what `translate` would read as these resources.

The result is plain data as `leastwise.patch.hcl` takes it (see `written.py`). What Terraform has no word for is said.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from leastwise.model.record import field, record
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Reference, Seq, Symbol
from leastwise.read.hcl.values import Expression
from leastwise.read.taken import copied, get, keyed, leaves, pop, put, settle
from leastwise.read.terraform import converters
from leastwise.read.terraform.converters import DOCUMENTS, SHARING
from leastwise.read.terraform.inverse import ATTACHED, ATTACHES, INSIDE, SAME, own_type, parts_of, version_of
from leastwise.read.terraform.tables import Entry, Row, Rows, entry
from leastwise.read.terraform.uncases import UNCASES
from leastwise.read.terraform.written import Written, as_label


@record(frozen=False, eq=False)
class Rendered:
    """An application as Terraform.

    Attributes:
        document: of one file: `{"resource": {type: {label: arguments}}, "data": …, "variable": …}`.
        left: (key of a resource, what of it Terraform cannot say): a dotted property, an attribute, or its whole type.
        origins: address of a block → key of the resource that it says something of.
    """

    document: dict[str, Any] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)


def render(
    resources: Iterable[Resource],
    declared: Iterable[Resource] = (),
    addresses: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    outputs: Mapping[str, Any] | None = None,
    types: Mapping[str, str] | None = None,
    inside: Container[str] = (),
) -> Rendered:
    """The resources of one stack as Terraform.

    Args:
        resources: of the stack.
        declared: its parameters, see `Stack.declared`.
        addresses: of resources that stand elsewhere, by their keys: `aws_sqs_queue.jobs`.
        labels: how resources are to be called, by their keys; otherwise by their names.
        outputs: their values by name.
        types: Terraform's types of resources, by their keys, where they are known.
        inside: types of which what they would say is written inside the resource that it belongs to.
    """
    rendering = _Rendering(resources, declared, addresses or {}, labels or {}, types or {}, inside)
    rendering.outputs(outputs or {})
    return rendering.made


class _Rendering:
    def __init__(
        self,
        resources: Iterable[Resource],
        declared: Iterable[Resource],
        addresses: Mapping[str, str],
        labels: Mapping[str, str],
        types: Mapping[str, str],
        inside: Container[str],
    ) -> None:
        self.made = Rendered()
        self._inside_of_owner = inside
        found = list(resources)
        self._types = {r.key: own for r in found if (own := types.get(r.key) or own_type(r))}
        self._labels = {r.key: labels.get(r.key) or as_label(r.name) for r in found}
        blocks = {key: f"{type_}.{self._labels[key]}" for key, type_ in self._types.items()}
        versions = {r.key: function for r in found if (function := version_of(r)) in blocks}
        self._published = set(versions.values())
        self._written = Written(
            {**addresses, **blocks}, versions, lambda what: self.made.left.append((self._now, what))
        )
        self.made.document = self._written.document
        self._plain = self._written.value
        self._now = ""
        for parameter in declared:
            self._variable(parameter)
        for resource in found:
            self._now = resource.key
            if resource.type in ATTACHED and resource.key not in types:
                self._attached(resource)
            elif resource.type == "AWS::Events::EventBusPolicy" and "Statement" in resource.properties:
                self._bus_policy(resource)
            elif resource.key in self._types:
                self._resource(resource)
            elif resource.key not in versions:
                self.made.left.append((resource.key, resource.type))

    def outputs(self, values: Mapping[str, Any]) -> None:
        """Add outputs."""
        for name, value in values.items():
            self.made.document.setdefault("output", {})[as_label(name)] = {"value": self._plain(value)}

    def _variable(self, parameter: Resource) -> None:
        made = self._written.variable(parameter.name)
        default, hidden = parameter.get("Default"), parameter["NoEcho"].flag(False)
        if default is not None and not isinstance(default, Symbol):
            made["default"] = self._plain(default)
        if hidden:
            made["sensitive"] = True

    def _attached(self, resource: Resource) -> None:
        """A policy of several roles, queues and so on, as one for each."""
        left = copied(resource.properties)
        for owner, (type_, argument) in ATTACHED[resource.type].items():
            known, owners = entry(type_), left.pop(owner, None)
            assert known is not None
            for one in owners if isinstance(owners, Seq) else () if owners is None else (owners,):
                self._add(type_, resource, self._take(known.rows, copied(left)) | {argument: self._plain(one)})

    def _resource(self, resource: Resource) -> None:
        own = self._types[resource.key]
        known = entry(own)
        assert known is not None
        left = copied(resource.properties)
        block = self._add(own, resource, {})
        self._inside(resource, left)
        if resource.type == "AWS::IAM::ManagedPolicy":
            self._attachments(resource, left)
        for part in known.parts:
            if part not in self._inside_of_owner:
                self._part(resource, part, left)
        arguments = self._plain(UNCASES[known.case](left)) if known.case in UNCASES else {}
        arguments |= self._take(known.rows, left)
        arguments |= self._inline(resource, left)
        for name, value in known.fixed.items():
            if left.get(name) == value:
                del left[name]
        for part in parts_of(resource.type):
            if left and part not in known.parts and part not in self._inside_of_owner:
                self._part(resource, part, left)
        if resource.key in self._published:
            arguments["publish"] = True
        block.update(arguments)
        self.made.left += [(resource.key, path) for path in leaves(left)]

    def _bus_policy(self, resource: Resource) -> None:
        """A whole statement: Terraform has a policy of all statements."""
        document = {"Version": "2012-10-17", "Statement": [resource.properties["Statement"]]}
        arguments: dict[str, Any] = {"policy": self._written.json(Map(resource.span, document))}
        if "EventBusName" in resource.properties:
            arguments["event_bus_name"] = self._plain(resource.properties["EventBusName"])
        self._add("aws_cloudwatch_event_bus_policy", resource, arguments)

    def _inside(self, resource: Resource, left: Map) -> None:
        """Lists inside a resource of what Terraform has as resources of their own; two names of one thing."""
        for name, other in SAME.get(resource.type, {}).items():
            if name in left:
                left[other] = left.pop(name)
        for path, (type_, argument) in INSIDE.get(resource.type, {}).items():
            known = entry(type_)
            assert known is not None
            items = left.pop(path, ())
            for item in items if isinstance(items, Seq) else ():
                if isinstance(item, Map):
                    arguments = self._take(known.rows, item) | {argument: self._plain(Reference(resource.key, "Ref"))}
                    self._add(type_, resource, arguments)

    def _attachments(self, resource: Resource, left: Map) -> None:
        for name, (type_, argument) in ATTACHES.items():
            attached = left.pop(name, None)
            for one in attached if isinstance(attached, Seq) else ():
                policy = self._plain(Reference(resource.key, "Ref"))
                self._add(type_, resource, {argument: self._plain(one), "policy_arn": policy})

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
        return {"filename": Expression(f"{self._written.data('archive_file', label, archive)}.output_path")}

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
                if not isinstance(into.append, str) and (isinstance(item, Symbol) or item):
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
        self._add(type_, resource, named | arguments)

    def _add(self, type_: str, resource: Resource, arguments: dict[str, Any]) -> dict[str, Any]:
        """Add a block that says something of a resource, named after it."""
        known = self.made.document.setdefault("resource", {}).setdefault(type_, {})
        label, number = self._labels[resource.key], 1
        while label in known:
            number += 1
            label = f"{self._labels[resource.key]}_{number}"
        known[label] = arguments
        self.made.origins[f"{type_}.{label}"] = resource.key
        return arguments

    def _take(self, rows: Rows, left: Map) -> dict[str, Any]:
        """The arguments that say what is in a mapping; what they say is taken out of it."""
        made: dict[str, Any] = {}
        for name, row in rows.of.items():
            if row.beside or not all(get(left, tuple(path.split("."))) == value for path, value in row.also.items()):
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
        if made:
            lacking = ((name, row.required) for name, row in rows.of.items() if row.required is not None)
            made |= {name: value for name, value in lacking if name not in made}
        return made

    def _blocks(self, row: Row, rows: Rows, left: Map) -> Any:
        self._written.depth += 1
        try:
            return self._within(row, rows, left)
        finally:
            self._written.depth -= 1

    def _within(self, row: Row, rows: Rows, left: Map) -> Any:
        if not row.to:
            inner = self._take(rows, left)
            return [inner] if inner else None
        inside = get(left, row.to)
        if isinstance(inside, Symbol):
            return self._plain(pop(left, row.to))
        if row.many and row.by and isinstance(inside, Map):
            made = [{row.by: key} | self._take(rows, item) for key, item in inside.items() if isinstance(item, Map)]
            settle(left, row.to, all(item == {} for item in inside.values()))
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
            return self._written.json(converters.render(value, left.home, row))
        return self._plain(converters.render(value, left.home, row))
