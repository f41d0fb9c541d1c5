"""Who may use a REST API at all: lists of accounts, addresses and networks as a resource policy.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, concat
from leastwise.read.expand.values import made, mapping
from leastwise.read.sam.openapi import ANY, Definition, without_variables

POLICY = "x-amazon-apigateway-policy"


def add_resource_policy(definition: Definition, wanted: Map, path: str, stage: Any, span: Span) -> None:
    """Add what a ResourcePolicy says about the methods of one path."""
    item = mapping(definition.write()["paths"].get(path), span)
    shown = without_variables(path)
    resources = [
        concat(("execute-api:/", stage, "/", "*" if method.lower() in (ANY, "any") else method.upper(), shown))
        for method in item
        if stage is not None
    ]
    statements = []
    for key, effect in (("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")):
        if wanted.get(key) is not None:
            accounts = Seq(span, _list(wanted[key]))
            statements.append(_statement(effect, resources, {"AWS": accounts}))
    conditions: list[dict[str, Any]] = []
    for key, operator in (("IpRangeWhitelist", "NotIpAddress"), ("IpRangeBlacklist", "IpAddress")):
        if wanted.get(key) is not None:
            conditions.append({operator: {"aws:SourceIp": Seq(span, _list(wanted[key]))}})
    for suffix, operator in (("Blacklist", "StringEquals"), ("Whitelist", "StringNotEquals")):
        networks = _networks(wanted, suffix, span)
        if networks:
            conditions.append({operator: networks})
    if conditions:
        statements.append(_statement("Allow", resources, "*"))
        statements += [_statement("Deny", resources, "*", condition) for condition in conditions]
    _append(definition, [made(span, statement) for statement in statements], span)


def add_custom_statements(definition: Definition, wanted: Map) -> None:
    """Add the statements that the author wrote out."""
    custom = wanted.get("CustomStatements")
    if isinstance(custom, (Map, Seq)):
        _append(definition, _list(custom), wanted.span("CustomStatements"))


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Seq) else [value]


def _networks(wanted: Map, suffix: str, span: Span) -> dict[str, Seq]:
    """VPCs and VPC endpoints. Literal ones are told apart by how they begin; SAM knows the values of parameters."""
    listed = _list(wanted.get("SourceVpc" + suffix))
    literal = [item for item in listed if isinstance(item, str)]
    found: dict[str, list[Any]] = {
        "aws:SourceVpc": [item for item in literal if item.startswith("vpc-")],
        "aws:SourceVpce": [item for item in literal if item.startswith("vpce-")],
    }
    found["aws:SourceVpc"] += [item for item in listed if isinstance(item, Symbol)]
    for key, name in (("aws:SourceVpc", "IntrinsicVpc"), ("aws:SourceVpce", "IntrinsicVpce")):
        if wanted.get(name + suffix) is not None:
            found[key] += _list(wanted[name + suffix])
    return {key: Seq(span, items) for key, items in found.items() if items}


def _statement(effect: str, resources: list[Any], principal: Any, condition: Any = None) -> dict[str, Any]:
    return {
        "Effect": effect,
        "Action": "execute-api:Invoke",
        "Resource": resources,
        "Principal": principal,
        "Condition": condition,
    }


def _append(definition: Definition, statements: list[Any], span: Span) -> None:
    """Add statements that are not there yet."""
    if not statements:
        return
    policy = definition.section(POLICY, span)
    if definition.statements is None:
        old = policy.get("Statement")
        merged = Seq(span, [] if old is None else _list(old))
        definition.statements = {repr(statement) for statement in merged}
        policy["Version"] = "2012-10-17"
        policy.put("Statement", merged, span)
    for statement in statements:
        shown = repr(statement)
        if shown not in definition.statements:
            definition.statements.add(shown)
            policy["Statement"].append(statement)
