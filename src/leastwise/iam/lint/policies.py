"""Every policy document of an application; `data/places.json` says where resources hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.iam.excess import policy_template
from leastwise.iam.lint.policy import BOUNDARY, RESOURCE_CONTROL, SERVICE_CONTROL, TRUST, Policy
from leastwise.model.application import Application
from leastwise.model.record import replace
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq, Symbol, display
from leastwise.read.graph.policies import statement
from leastwise.read.graph.texts import container
from leastwise.read.tables import table

_ORGANIZATION = {"SERVICE_CONTROL_POLICY": SERVICE_CONTROL, "RESOURCE_CONTROL_POLICY": RESOURCE_CONTROL}
_DEFAULT = "SERVICE_CONTROL_POLICY"
"""What Terraform makes where nobody says the type; CloudFormation asks for it.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_policy
"""

_ATTACHED_BY = ("Roles", "Users", "Groups")
_VERSION = "2012-10-17"


def policies(app: Application) -> Iterator[Policy]:
    """Every policy document, in the order of the resources; those that a framework wrote too (`Policy.by`)."""
    types = table(__file__, "places")["types"]
    boundaries = _boundaries(app)
    for resource in app.resources():
        entry = types.get(resource.type)
        if entry is not None:
            for found in _of(resource, entry, resource.key in boundaries):
                yield replace(found, by="framework") if _of_template(found) else found


def policy(place: Property, kind: str, resource_type: str = "", name: str = "") -> Policy | None:
    """The policy document at a place, whether it is a mapping or JSON text; `None` where there is nothing."""
    value = place.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    found = None if isinstance(value, (Map, Seq)) else container(place, value)
    by = place.by
    if found is not None:
        return Policy(found[0], found[1], kind, resource_type, name, by, text=True)
    return Policy(place, value, kind, resource_type, name, by, text=isinstance(value, (str, Symbol)))


def _of(resource: Resource, entry: dict[str, Any], boundary: bool) -> Iterator[Policy]:
    kind: str = entry["kind"]
    if kind == "by Type":
        kind = _ORGANIZATION.get(resource["Type"].text(_DEFAULT) or "", "")
    of, named = entry.get("of", resource.type), entry.get("name", "")
    found = []
    for path in entry["at"] if kind else ():
        for place in _places(resource[()], path):
            beside = (place.parent if "*" in path else resource[()])[named].value if named else None
            name = display(beside) if beside is not None else resource.name
            found.append(policy(place, BOUNDARY if boundary else kind, of, name))
    if "trust" in entry:
        found.append(policy(resource[entry["trust"]], TRUST, resource.type, "trust"))
    if resource.type == "AWS::Events::EventBusPolicy":
        found.append(_event_bus(resource))
    yield from (one for one in found if one is not None)


def _of_template(policy: Policy) -> bool:
    """Whether a policy is what a SAM policy template says: the person wrote no more than the template's name."""
    first = next(iter(policy.statements), None)
    return first is not None and policy_template(statement(first.place, first.value)) is not None


def _places(place: Property, path: str) -> Iterator[Property]:
    """Every place that a path of `places.json` leads to."""
    before, star, after = path.partition(".*.")
    if not star:
        yield place[path]
        return
    for item in place[before].each():
        yield from _places(item, after)


def _boundaries(app: Application) -> frozenset[str]:
    """Keys of the managed policies that are nothing but somebody's permissions boundary."""
    bounds, held = set(), set()
    for owner in app.resources("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"):
        found = app.referenced(owner.get("PermissionsBoundary"), "AWS::IAM::ManagedPolicy")
        if found is not None:
            bounds.add(found.key)
        for place in owner["ManagedPolicyArns"].each():
            found = app.referenced(place.value, "AWS::IAM::ManagedPolicy")
            held.add("" if found is None else found.key)
    lone = (key for key in bounds - held if not any(app.by_key[key][name].present for name in _ATTACHED_BY))
    return frozenset(lone)


def _event_bus(resource: Resource) -> Policy | None:
    """The policy of an event bus, of which a resource writes one statement; EventBridge writes what is around it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
    """
    written = resource["Statement"]
    parsed = None if isinstance(written.value, Map) else container(written, written.value)
    place, value = parsed or (written, written.value)
    if value is None:
        return None
    document = Map(place.span, {"Version": _VERSION, "Statement": value})
    return Policy(place.parent, document, "resource", "AWS::Events::EventBus", resource.name, resource.by)
