"""The `Policies` of functions and state machines, in every form that SAM takes.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.expand.context import MANAGED_POLICY, Context, substitute
from leastwise.read.expand.role import Role
from leastwise.read.expand.values import each
from leastwise.read.sam.tables import managed_policies, table


def add_policies(context: Context, role: Role, policies: Any, home: Span) -> None:
    """Add every entry of `Policies` to a role, as the author's."""
    for index, (entry, span) in enumerate(each(policies, home)):
        name = f"{role.name}Policy{index}"
        if isinstance(entry, str):
            role.attach(_arn(entry), span, "author")
        elif isinstance(entry, Symbol):
            role.attach(entry, span, "author")
        elif not isinstance(entry, Map):
            context.note(span, "this entry of Policies is no policy; it was left out")
        elif "Statement" in entry:
            role.add(name, entry, span, "author")
        elif "Effect" in entry and ("Action" in entry or "NotAction" in entry):
            # SAM wants these inside a document; what is meant is plain.
            role.add(name, Map(span, {"Statement": entry}), span, "author")
        else:
            document = _from_template(context, entry, span)
            if document is not None:
                role.add(name, document, span, "author")


def _arn(name: str) -> str:
    """The ARN of a managed policy that is written as its name; anything else as it is."""
    if name.startswith("arn:"):
        return name
    path = managed_policies().get(name)
    return name if path is None else MANAGED_POLICY + path


def _from_template(context: Context, entry: Map, span: Span) -> Map | None:
    """The policy that a policy template makes."""
    name = next(iter(entry), "")
    template = table("policy_templates")["templates"].get(name)
    if template is None or len(entry) != 1:
        context.note(span, f"{name!r} is no policy template of SAM; what it grants is not known")
        return None
    values = entry[name]
    values = values if isinstance(values, Map) else {}
    missing = [parameter for parameter in template["parameters"] if parameter not in values]
    if missing:
        context.note(span, f"the policy template {name} needs {', '.join(missing)}; what it grants is not known")
        return None
    found: Map = fill(template["definition"], values, entry.span(name))
    if isinstance(values, Map) and len(template["parameters"]) == 1:
        _point_at_value(found, values.span(next(iter(template["parameters"]))))
    return found


def _point_at_value(document: Map, span: Span) -> None:
    """Let the resources of a policy stand where the one value stands that says which they are."""
    for statement in document["Statement"]:
        resources = statement.get("Resource")
        if isinstance(resources, (Symbol, str)) and resources != "*":
            statement.spans["Resource"] = span
        elif isinstance(resources, Seq):
            resources.spans = [span] * len(resources)


def fill(node: Any, values: Mapping[str, Any], home: Span) -> Any:
    """A policy from a table, with parameters put in for `Ref` and `Fn::Sub`. It stands where the template is used."""
    kind = node.__class__
    if kind is list:
        return Seq(home, [fill(item, values, home) for item in node])
    if kind is not dict:
        return node
    if "Fn::Sub" in node:
        argument = node["Fn::Sub"]
        if isinstance(argument, str):
            return substitute(argument, values)
        return substitute(argument[0], {key: fill(item, values, home) for key, item in argument[1].items()})
    if "Ref" in node:
        return values.get(node["Ref"])
    return Map(home, {key: fill(item, values, home) for key, item in node.items()})
