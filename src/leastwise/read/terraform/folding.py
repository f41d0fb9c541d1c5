"""What Terraform has as a resource of its own and CloudFormation keeps inside another one.

It goes into its owner, and every value keeps the place of its own block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.lookup import Lookup
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol, Unknown, display
from leastwise.model.value import references as model_references
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.references import References
from leastwise.read.terraform.rows import Made, place
from leastwise.read.terraform.tables import Entry, Into


@record(eq=False)
class Fold:
    """One resource that goes into another: what it becomes, and where that goes."""

    instance: Instance
    entry: Entry
    into: Into
    made: Made


def fold(resources: dict[str, Resource], folds: Iterable[Fold], references: References) -> Iterator[Fold]:
    """Put what stands alone into its owners, one after the other; gives those whose owner is not here."""
    owners = _Owners(resources, references)
    for item in folds:
        found = owners.of(item)
        for owner in found:
            _into(owner, item, references)
        if not found:
            yield item


def alone(item: Fold) -> Iterator[Made]:
    """What becomes of a resource whose owner is not in the application.

    The policy of the default event bus is a resource for each of its statements.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
    """
    if item.into.alone != "AWS::Events::EventBusPolicy":
        if item.into.alone:
            yield item.made
        return
    policy = item.made.properties.get("Policy")
    statements = policy.get("Statement") if isinstance(policy, Map) else None
    values = item.instance.values
    for statement in statements if isinstance(statements, Seq) else (statements,):
        made = Made(Map(values.home), Map(values.home))
        name = values.get("event_bus_name")
        if name is not None:
            made.properties.put("EventBusName", name, values.span("event_bus_name"))
        made.properties.put("Statement", statement, values.span("policy"))
        yield made


def unknown_owner(item: Fold, references: References) -> str:
    """Why the owner of a resource is not known; empty where it is known to be outside of the application."""
    for name in item.into.owner:
        value = references.value(item.instance.values.get(name))
        if isinstance(value, Unknown) and not _looked_up(value, references):
            return value.reason
    return ""


def foreign_owner(item: Fold, references: References) -> str:
    """The owner outside of the application, for people; empty where it is here, in words that nobody judges."""
    for name in item.into.owner:
        for given in _each(item.instance.values.get(name)):
            value = references.value(given)
            source = _looked_up(given, references) or _looked_up(value, references)
            if source is not None:
                return source.address
            if isinstance(value, str) or (isinstance(value, Symbol) and not [*model_references(value)]):
                return display(value)
    return ""


def _looked_up(value: Any, references: References) -> Instance | None:
    """The data source that a value is of."""
    named = (references.instances.get(reference.resource) for reference in model_references(value))
    return next((instance for instance in named if instance is not None and instance.mode == "data"), None)


class _Owners:
    """Finds owners: by reference, by name, or by several properties together."""

    def __init__(self, resources: dict[str, Resource], references: References) -> None:
        self._resources = resources
        self._references = references
        self._lookup: Lookup | None = None
        self._by_properties: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], Resource]] = {}

    def of(self, item: Fold) -> list[Resource]:
        """The owners of one resource that are in the application."""
        into, values = item.into, item.instance.values
        if not isinstance(into.owner, tuple):
            wanted = [self._references.value(values.get(argument)) for argument in into.owner]
            found = self._matching((*into.types, *into.elsewhere), tuple(into.owner.values()), wanted)
            return [] if found is None else [found]
        named = (one for name in into.owner for one in _each(self._references.value(values.get(name))))
        resources = [self._named(one, into) for one in named]
        return [resource for resource in resources if resource is not None]

    def _named(self, value: Any, into: Into) -> Resource | None:
        if value is None:
            return None
        if self._lookup is None:
            self._lookup = Lookup(self._resources.values())
        found = self._lookup.resource(value, *into.types)
        return self._matching(into.types, (into.name,), [value]) if found is None and into.name else found

    def _matching(self, types: tuple[str, ...], properties: tuple[str, ...], wanted: list[Any]) -> Resource | None:
        if not all(isinstance(value, (str, Symbol)) for value in wanted):
            return None
        for type_ in types:
            known = self._by_properties.get((type_, properties))
            if known is None:
                known = self._by_properties[type_, properties] = {}
                for resource in self._resources.values():
                    if resource.type == type_:
                        own = tuple(resource.properties.get(name) for name in properties)
                        if all(isinstance(value, (str, Symbol)) for value in own):
                            known.setdefault(own, resource)
            found = known.get(tuple(wanted))
            if found is not None:
                return found
        return None


def _each(value: Any) -> Iterable[Any]:
    return value if isinstance(value, Seq) else (value,)


def _into(owner: Resource, item: Fold, references: References) -> None:
    into, made, span = item.into, item.made, item.instance.span
    properties, path = owner.properties, into.elsewhere.get(owner.type, into.at)
    if not into.append:
        value: Any = made.properties
        if path:
            place(properties, path, value, span)
        else:
            place(properties, (), value, span)
        return
    value, at = made.properties, span
    if isinstance(into.append, str):
        values = item.instance.values
        value, at = references.value(values.get(into.append)), values.span(into.append)
    if value is None:
        return
    listed = Seq(at)
    listed.put(value, at)
    place(properties, path, listed, span)
