"""The model as a CloudFormation template: what the reader would read as these resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.value import Concat, DynamicReference, Import, Parameter, Reference, Symbol, Unknown

_ASIDE = frozenset({"Properties", "Condition"})


def render(
    resources: Iterable[Resource], declared: Iterable[Resource] = (), outputs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The resources of one stack as a template, of which the conditions are decided.

    Args:
        resources: of the stack.
        declared: its parameters, see `Stack.declared`.
        outputs: their values by name.
    """
    found = list(resources)
    known = {resource.key: resource.name for resource in found}
    parameters = {p.name: value_of(p.properties, known) for p in declared}
    made: dict[str, Any] = {"Parameters": parameters} if parameters else {}
    made["Resources"] = {known[resource.key]: block_of(resource, known) for resource in found}
    if outputs:
        made["Outputs"] = {name: {"Value": value_of(value, known)} for name, value in outputs.items()}
    return made


def block_of(resource: Resource, ids: Mapping[str, str]) -> dict[str, Any]:
    """One resource as a block: its type, its properties, and what stands beside them."""
    made = {key: value_of(value, ids) for key, value in resource.body.items() if key not in _ASIDE}
    if "DependsOn" in made:
        made["DependsOn"] = _waits(made["DependsOn"], resource, ids)
    made["Type"] = resource.type
    if resource.properties:
        made["Properties"] = value_of(resource.properties, ids)
    return made


def _waits(names: Any, resource: Resource, ids: Mapping[str, str]) -> Any:
    """The logical ids of what a resource waits for."""
    if isinstance(names, list):
        return [_waits(name, resource, ids) for name in names]
    return ids.get(f"{resource.stack}:{names}", names)


def value_of(value: Any, ids: Mapping[str, str]) -> Any:
    """A value with intrinsic functions for its symbols.

    Args:
        value: of a property.
        ids: logical ids by the keys of resources.
    """
    if isinstance(value, Symbol):
        return _intrinsic(value, ids)
    if isinstance(value, dict):
        return {str(key): value_of(item, ids) for key, item in value.items()}
    return [value_of(item, ids) for item in value] if isinstance(value, list) else value


def _intrinsic(value: Symbol, ids: Mapping[str, str]) -> Any:
    match value:
        case Reference(resource, attribute):
            name = ids.get(resource, resource.rpartition(":")[2])
            return {"Ref": name} if attribute == "Ref" else {"Fn::GetAtt": [name, attribute]}
        case Parameter(name):
            return {"Ref": name}
        case Import(name):
            return {"Fn::ImportValue": name}
        case DynamicReference(service, key):
            return f"{{{{resolve:{service}:{key}}}}}"
        case Concat(parts):
            return {"Fn::Join": ["", [value_of(part, ids) for part in parts]]}
        case Unknown(_, about) if about:
            return {"Fn::Select": [0, {"Fn::Split": ["/", value_of(Concat(("https://", *about)), ids)]}]}
    return {"Fn::Select": [0, {"Fn::GetAZs": ""}]}  # what nobody can know before it is deployed
