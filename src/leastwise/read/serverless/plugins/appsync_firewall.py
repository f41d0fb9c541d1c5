"""The web ACL before a GraphQL API.

https://www.serverless.com/framework/docs/providers/aws/guide/appsync/WAF
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, concat, is_false
from leastwise.read.expand.values import carry, each, given, mapping
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import add, own

_ACL = "GraphQlWaf"
_RULE = {"name": "Name", "priority": "Priority", "statement": "Statement", "overrideAction": "OverrideAction"}
_LIMIT = 100
"""Requests that the rule `throttle` lets an address make, where it says no number."""


def add_firewall(build: ServerlessBuild, source: Map, api: str) -> None:
    """Associate an API with the web ACL that it names, or add one."""
    key = "waf" if given(source.get("waf")) else "wafConfig"
    wanted, span = mapping(source.get(key), source.home), source.span(key)
    if not wanted or is_false(wanted.get("enabled")):
        return
    prefix = api.removesuffix("GraphQlApi")
    association = own(Map(span), ResourceArn=build.context.att(api))
    if given(wanted.get("arn")):
        association.put("WebACLArn", wanted["arn"], wanted.span("arn"))
    else:
        association["WebACLArn"] = build.context.att(prefix + _ACL)
        _add_acl(build, prefix + _ACL, wanted, concat((source.get("name", "api"), "Waf")), span)
    add(build, prefix + "GraphQlWafAssoc", "AWS::WAFv2::WebACLAssociation", association, span)


def _add_acl(build: ServerlessBuild, name: str, wanted: Map, label: Any, span: Span) -> None:
    acl = own(Map(span), Scope="REGIONAL", VisibilityConfig=_visible(name))
    own(acl, Name=label)
    carry(wanted, acl, {"name": "Name", "description": "Description"})
    default = wanted.get("defaultAction", "Allow")
    action = default if isinstance(default, Map) else Map(span, {str(default): Map(span)})
    acl.put("DefaultAction", action, wanted.span("defaultAction"))
    rules = Seq(span)
    for index, (rule, place) in enumerate(each(wanted.get("rules"), wanted.span("rules"))):
        rules.put(_rule(rule, index, place), place)
    acl.put("Rules", rules, wanted.span("rules"))
    add(build, name, "AWS::WAFv2::WebACL", acl, span)


def _visible(name: str) -> dict[str, Any]:
    return {"CloudWatchMetricsEnabled": True, "MetricName": name, "SampledRequestsEnabled": True}


def _rule(wanted: Any, index: int, span: Span) -> Map:
    """One rule: the author's, or one of the two that have a name."""
    source = mapping(wanted, span)
    rule = own(Map(span), Priority=100 + index)
    if wanted == "throttle" or "throttle" in source:
        limit = source.get("throttle", _LIMIT)
        limit = limit.get("limit", _LIMIT) if isinstance(limit, Map) else limit
        statement: Any = {"RateBasedStatement": {"AggregateKeyType": "IP", "Limit": limit}}
        return own(rule, Name="Throttle", Action={"Block": {}}, Statement=statement)
    if wanted == "disableIntrospection" or "disableIntrospection" in source:
        match = {"FieldToMatch": {"Body": {}}, "PositionalConstraint": "CONTAINS", "SearchString": "__schema"}
        return own(rule, Name="DisableIntrospection", Action={"Block": {}}, Statement={"ByteMatchStatement": match})
    carry(source, rule, _RULE)
    if "OverrideAction" not in rule:
        own(rule, Action={str(source.get("action", "Allow")): {}})
    return rule
