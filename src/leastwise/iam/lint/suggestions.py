"""Suggestions: parts of a policy that say nothing, or say it in a way that is easily misread."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_interface

from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import Written
from leastwise.iam.lint.values import is_private
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.value import Map, Seq

_IRRELEVANT = {"s3:resourceaccount": frozenset({"AWS::S3::Bucket", "AWS::S3::AccessPoint"})}
"""Condition key → types of resources in whose own policies it says nothing.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-irrelevant-condition-key-in-policy
"""


@for_statement("EMPTY_ARRAY_ACTION", "EMPTY_ARRAY_RESOURCE", "EMPTY_ARRAY_PRINCIPAL", "EMPTY_OBJECT_PRINCIPAL")
def empty_elements(statement: Written, app: Application | None) -> Iterator[Issue]:
    """An element with nothing in it: the statement is about nothing."""
    for element, value in statement.value.items():
        if not isinstance(value, (Map, Seq)) or (value and isinstance(value, Seq)):
            continue
        what = element.removeprefix("Not").upper()
        place = statement.place[(element,)]
        if what in ("ACTION", "RESOURCE", "PRINCIPAL") and isinstance(value, Seq):
            yield issue(f"EMPTY_ARRAY_{what}", place, element)
        elif what == "PRINCIPAL" and isinstance(value, Map):
            if not value:
                yield issue("EMPTY_OBJECT_PRINCIPAL", place, element)
            for kind, items in value.items():
                if isinstance(items, Seq) and not items:
                    yield issue("EMPTY_ARRAY_PRINCIPAL", place[(kind,)], kind)


@for_statement(
    "EMPTY_OBJECT_CONDITION",
    "EMPTY_ARRAY_CONDITION",
    "EMPTY_ARRAY_CONDITION_FORALLVALUES",
    "EMPTY_ARRAY_CONDITION_FORANYVALUE",
    "EMPTY_ARRAY_CONDITION_IFEXISTS",
    of="Condition",
)
def empty_conditions(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A condition without operators, an operator without keys, or a key without values."""
    block = statement.value.get("Condition")
    if not isinstance(block, Map):
        return
    place = statement.place["Condition"]
    if not block:
        yield issue("EMPTY_OBJECT_CONDITION", place)
    for operator, keys in block.items():
        if isinstance(keys, Map) and not keys:
            yield issue("EMPTY_OBJECT_CONDITION", place[(operator,)], operator)
    for test in statement.conditions:
        if isinstance(test.value, Seq) and not test.value:
            end = f"_{test.qualifier.upper()}" if test.qualifier in ("ForAllValues", "ForAnyValue") else ""
            end = end or ("_IFEXISTS" if test.if_exists else "")
            yield issue(f"EMPTY_ARRAY_CONDITION{end}", test.place, test.key)


@for_statement("EMPTY_SID_VALUE")
def empty_name(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A `Sid` that is empty."""
    if statement.value.get("Sid") == "":
        yield issue("EMPTY_SID_VALUE", statement.place["Sid"])


@for_statement("NULL_WITH_QUALIFIER", of="Condition")
def qualified_null(statement: Written, app: Application | None) -> Iterator[Issue]:
    """`ForAllValues:Null` and `ForAnyValue:Null` have one answer whatever the request says."""
    for test in statement.conditions:
        if test.operator == "Null" and test.qualifier:
            yield issue("NULL_WITH_QUALIFIER", test.operator_place, test.written)


@for_statement("IMPROVE_IP_RANGE", of="Condition")
def bits_behind_the_mask(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A network whose address has bits that the mask cuts off."""
    for test in statement.conditions:
        for place, value in test.values() if test.type == "IPAddress" else ():
            better = network(value)
            if better is not None and better != value:
                yield issue("IMPROVE_IP_RANGE", place, value, better=better)


@for_statement("PRIVATE_IP_ADDRESS_SUBSET", "PRIVATE_NOT_IP_ADDRESS_SUBSET", of="Condition")
def private_addresses(statement: Written, app: Application | None) -> Iterator[Issue]:
    """Private addresses among public ones: `aws:SourceIp` is always public. Only private ones are an error."""
    for test in statement.conditions:
        if test.low == "aws:sourceip" and test.type == "IPAddress":
            found = [(place, is_private(value) if isinstance(value, str) else None) for place, value in test.values()]
            code = f"PRIVATE_{'NOT_IP' if test.operator == 'NotIpAddress' else 'IP'}_ADDRESS_SUBSET"
            if any(private is False for _, private in found):
                yield from (issue(code, place, place.value) for place, private in found if private)


def network(value: object) -> str | None:
    """The network that an address with a mask stands for, with no bits behind the mask that are set."""
    if not isinstance(value, str) or "/" not in value:
        return None
    try:
        written = ip_interface(value)
    except ValueError:
        return None
    return value if written.ip == written.network.network_address else str(written.network)


@for_statement("WILDCARD_IN_SERVICE_NAME")
def any_service(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A wildcard where an ARN or an action names the service."""
    for place, value in statement.each("Resource", "NotResource"):
        text = text_of(value) or ""
        parts = text.split(":", 5) if has_wildcard(text) else ()
        if len(parts) > 3 and parts[0] == "arn" and has_wildcard(parts[2]):
            yield issue("WILDCARD_IN_SERVICE_NAME", place, value)
    for place, text in statement.texts("Action", "NotAction"):
        prefix, colon, _ = text.partition(":")
        if colon and has_wildcard(prefix):
            yield issue("WILDCARD_IN_SERVICE_NAME", place, text)


@for_statement("IRRELEVANT_CONDITION_KEY_IN_POLICY", of="Condition")
def keys_of_other_policies(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A key that says something about the resource, in the policy of that resource."""
    for test in statement.conditions:
        if statement.policy.resource_type in _IRRELEVANT.get(test.low, ()):
            kind = statement.policy.resource_type
            yield issue("IRRELEVANT_CONDITION_KEY_IN_POLICY", test.place, test.key, resource_type=kind)
