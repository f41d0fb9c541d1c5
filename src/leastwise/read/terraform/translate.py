"""Terraform's resources in CloudFormation's words.

The tables say what each argument is (`tables.py`, `rows.py`, `converters.py`), `folding.py` puts what CloudFormation
keeps inside another resource into its owner, `cases.py` does what no table can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.value import Map, Reference, Seq
from leastwise.read.expand.context import Context
from leastwise.read.expand.values import made as placed
from leastwise.read.terraform.cases import CASES
from leastwise.read.terraform.folding import Fold, alone, fold, foreign_owner, unknown_owner
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.references import References
from leastwise.read.terraform.rows import Made, More, make, put
from leastwise.read.terraform.tables import Entry, Row, entry, names, unconcerned


def translate(instances: Iterable[Instance], context: Context) -> dict[str, Resource]:
    """The resources of one application, by address.

    Types that nothing here knows are noted, each once.

    Args:
        instances: resources and data sources, all modules together.
        context: `stack_key`, `template` (the folder of the root module, `.` for the root) and `folder` are those of the
            root module.
    """
    known = list(instances)
    references = References(known)
    result: dict[str, Resource] = {}
    folds: list[Fold] = []
    strangers: set[str] = set()
    for instance in known:
        if instance.mode == "data":
            continue
        found = entry(instance.type)
        if found is None:
            if instance.type not in strangers and not unconcerned(instance.type):
                strangers.add(instance.type)
                context.note(instance.span, f"{instance.type} is not known here; what it deploys is not seen", "limit")
            continue
        made = make(found.rows, instance.values, references.value)
        for name, value in found.fixed.items():
            if name not in made.properties:
                made.properties[name] = placed(made.properties.home, value)
        if found.case:
            CASES[found.case](instance, made, references, context)
        if found.into is not None:
            folds.append(Fold(instance, found, found.into, made))
        else:
            resource = _resource(instance, found, made.type or found.type, made, context)
            result[resource.name] = resource
            for more in (*made.more, *_apart(instance, found, references)):
                result[f"{resource.name}{more.name}"] = _more(resource, more)
    for folded in fold(result, folds, references):
        for number, made in enumerate(_ownerless(folded, references, context)):
            resource = _resource(folded.instance, folded.entry, folded.into.alone, made, context)
            if number:
                more = More(f".statement[{number}]", resource.type, made.properties, resource.span)
                resource = _more(resource, more)
            result[resource.name] = resource
    return result


def _ownerless(folded: Fold, references: References, context: Context) -> list[Made]:
    """What becomes of a resource whose owner is not here; that nothing becomes of it is noted."""
    address, span = folded.instance.address, folded.instance.span
    made = list(alone(folded))
    reason = unknown_owner(folded, references)
    stranger = "" if reason or made else foreign_owner(folded, references)
    if reason:
        context.note(span, f"what {address} belongs to is not known: {reason}")
    if stranger:
        context.note(span, f"{address} changes {stranger}, which is not in this application; it was not judged")
    return made


def _apart(instance: Instance, known: Entry, references: References) -> Iterator[More]:
    """The resources that CloudFormation has for some of the arguments: the policy of a queue."""
    for argument, apart in known.apart.items():
        value, span = instance.values.get(argument), instance.values.span(argument)
        if value not in (None, ""):  # a symbol is neither equal nor unequal to a text
            made = Made(Map(span), Map(span))
            owner: Any = Reference(instance.key, "Ref")
            made.properties.put(apart.owner, Seq(span, [owner]) if apart.many else owner, span)
            put(Row((apart.at,), convert="json"), value, span, made, references.value)
            yield More(f".{argument}", apart.type, made.properties, span)


def _resource(instance: Instance, known: Entry, type_: str, made: Made, context: Context) -> Resource:
    body = Map(instance.span, {"Type": type_})
    body.put("Properties", made.properties, instance.span)
    for name, value, span in made.beside.entries():
        body.put(name, value, span)
    _meta(instance, body)
    return Resource(
        key=instance.key,
        id=f"{context.template}:{instance.address}",
        name=instance.address,
        type=type_,
        body=body,
        span=instance.span,
        by=instance.by,
        framework_paths=frozenset(made.framework),
        framework="terraform",
        names=_names(instance),
    )


def _names(instance: Instance) -> Mapping[str, str]:
    """What the author calls the properties: where somebody else's module makes the resource, its inputs.

    What no input sets goes by the name of the argument inside of the module, which the inputs mostly follow.
    """
    known, inputs = names(instance.type), instance.inputs
    return known if inputs is None else {name: inputs.get(own, own) for name, own in known.items()}


def _more(resource: Resource, more: More) -> Resource:
    """A resource that has no block of its own."""
    body = Map(more.span, {"Type": more.type})
    body.put("Properties", more.properties, more.span)
    return Resource(
        key=f"{resource.key}{more.name}",
        id=f"{resource.id}{more.name}",
        name=f"{resource.name}{more.name}",
        type=more.type,
        body=body,
        span=more.span,
        by=more.by or resource.by,
        framework="terraform",
    )


def _meta(instance: Instance, body: Map) -> None:
    """`depends_on`, and `lifecycle { prevent_destroy = true }`: what stays when its block is taken out."""
    values = instance.values
    waits = values.get("depends_on")
    if isinstance(waits, Seq):
        waited = [item.resource.partition(":")[2] for item in waits if isinstance(item, Reference)]
        body.put("DependsOn", Seq(waits.home, waited), values.span("depends_on"))
    for block in _blocks(values.get("lifecycle")):
        if block.get("prevent_destroy") is True:
            for name in ("DeletionPolicy", "UpdateReplacePolicy"):
                body.put(name, "Retain", block.span("prevent_destroy"))


def _blocks(value: Any) -> Iterable[Map]:
    items = value if isinstance(value, Seq) else (value,)
    return (item for item in items if isinstance(item, Map))
