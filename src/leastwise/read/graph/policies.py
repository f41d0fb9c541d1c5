"""Policy documents, in every form that IAM takes, as statements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.graph import Principal, Statement
from leastwise.model.network import ANYWHERE
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq, Symbol, Unknown, as_text
from leastwise.read.graph.context import Context

PRINCIPAL_KINDS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})

NARROWING_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpcsourceip",
    }
)
"""Condition keys that say who or where the caller is.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-resource-policies.html
"""

_EVERYWHERE = ANYWHERE | {"*"}


def statements(context: Context, place: Property, value: Any, policy: str = "") -> Iterator[Statement]:
    """The statements of a policy document, whether it is a mapping or JSON text.

    Args:
        context: where a document that cannot be read is noted.
        place: the place of the document.
        value: the document.
        policy: name of the policy, for people.
    """
    found = context.document(place, value)
    if found is None:
        return
    place, document = found
    written = document.get("Statement")
    base = (*place.path, "Statement")
    if isinstance(written, Map):
        yield statement(Property(place.resource, base), written, policy)
    elif isinstance(written, Seq):
        for index, item in enumerate(written):
            if isinstance(item, Map):
                yield statement(Property(place.resource, (*base, index)), item, policy)
    elif isinstance(written, Unknown):
        context.note(place["Statement"], f"the statements of a policy are not known: {written.reason}")


def own_statements(context: Context, resource: Resource, path: str, policy: str = "") -> tuple[Statement, ...]:
    """The statements of a policy document that is a property of a resource; `path` is dotted."""
    place = resource[path]
    return tuple(statements(context, place, place.value, policy))


def statement(place: Property, value: Map, policy: str = "") -> Statement:
    """One statement. Items that are neither text nor symbol are `Unknown`, so that values stay parallel to handles."""
    effect = value.get("Effect")
    return Statement(
        property=place,
        effect=effect if isinstance(effect, str) else None,
        actions=_values(value, "Action"),
        not_actions=_values(value, "NotAction"),
        resources=_values(value, "Resource"),
        not_resources=_values(value, "NotResource"),
        principals=principals(value["Principal"]) if "Principal" in value else (),
        not_principals=principals(value["NotPrincipal"]) if "NotPrincipal" in value else (),
        condition=Property(place.resource, (*place.path, "Condition")),
        by=place.by if place.resource.framework_paths else place.resource.by,
        policy=policy,
    )


def principals(value: Any) -> tuple[Principal, ...]:
    """The principals of a statement: `*`, or kind → one or several."""
    if isinstance(value, Map):
        return tuple(
            Principal(kind, item) for kind, items in value.items() if kind in PRINCIPAL_KINDS for item in _items(items)
        )
    if value == "*":
        return (Principal("*", "*"),)
    return tuple(Principal("AWS", item) for item in _items(value))


def _values(statement: Map, key: str) -> tuple[Any, ...]:
    return _items(statement[key]) if key in statement else ()


def _items(value: Any) -> tuple[Any, ...]:
    if isinstance(value, Seq):
        return tuple([_item(item) for item in value])
    return (_item(value),)


def _item(value: Any) -> Any:
    if isinstance(value, (str, Symbol)):
        return value
    if isinstance(value, (int, float)):
        return as_text(value)
    return Unknown("neither a text nor a reference")


def everyone(statement: Statement) -> bool:
    """Whether a statement speaks of everybody."""
    return any(p.value == "*" for p in statement.principals) or bool(statement.not_principals)


def condition_keys(statement: Statement) -> Iterator[tuple[str, str, Any]]:
    """Operator, key in lower case and value of every entry of a statement's condition."""
    block = statement.condition.value
    if isinstance(block, Map):
        for operator, entries in block.items():
            if isinstance(entries, Map):
                for key, value in entries.items():
                    yield operator, key.lower(), value


def narrows(statement: Statement, *, denies: bool) -> bool:
    """Whether the condition keeps callers out by who or where they are: `IpAddress` allows, `NotIpAddress` denies."""
    condition = statement.condition.value
    if isinstance(condition, Symbol):
        return True
    for operator, key, wanted in condition_keys(statement):
        if ("Not" in operator) == denies and key in NARROWING_KEYS:
            items = wanted if isinstance(wanted, Seq) else (wanted,)
            if not any(isinstance(item, str) and item in _EVERYWHERE for item in items):
                return True
    return False
