"""Roles and policies that an application makes itself."""

from __future__ import annotations

from leastwise.model.value import Map, Seq
from leastwise.read.cdk.static.convert import plain, principals, statement
from leastwise.read.cdk.static.emitter import Emitter
from leastwise.read.cdk.static.values import Made
from leastwise.read.expand.values import made as literal


def add_role(made: Made, emitter: Emitter) -> None:
    """`new Role(…)`."""
    props, span = made.props, made.span
    properties = Map(span)
    trusted = principals(props.get("assumedBy"), props.span("assumedBy"), emitter)
    allowed = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": trusted}
    policy = literal(span, {"Version": "2012-10-17", "Statement": [allowed]})
    properties.put("AssumeRolePolicyDocument", policy, props.span("assumedBy"))
    given = props.get("managedPolicies")
    attached = Seq(props.span("managedPolicies"))
    for _, item, place_ in given.entries() if isinstance(given, Seq) else ():
        attached.put(plain(item, emitter), place_)
    for call in made.calls:
        if call.name == "addManagedPolicy" and call.arguments:
            attached.put(plain(call.arguments[0], emitter), call.span)
    if attached:
        properties.put("ManagedPolicyArns", attached, attached.home)
    inline = props.get("inlinePolicies")
    policies = Seq(props.span("inlinePolicies"))
    for name, item, place_ in inline.entries() if isinstance(inline, Map) else ():
        entry = Map(place_, {"PolicyName": name})
        entry.put("PolicyDocument", plain(item, emitter), place_)
        policies.put(entry, place_)
    if policies:
        properties.put("Policies", policies, policies.home)
    for key, target in (("roleName", "RoleName"), ("permissionsBoundary", "PermissionsBoundary")):
        if key in props:
            properties.put(target, plain(props[key], emitter), props.span(key))
    emitter.add(made, "AWS::IAM::Role", properties)


def add_policy(made: Made, emitter: Emitter) -> None:
    """`new Policy(…)` and `new ManagedPolicy(…)`."""
    props = made.props
    statements = Seq(props.span("statements"))
    given = props.get("statements")
    for _, item, span in given.entries() if isinstance(given, Seq) else ():
        statements.put(statement(item, emitter), span)
    roles = Seq(made.span)
    for index, item in enumerate(props["roles"]) if isinstance(props.get("roles"), Seq) else ():
        roles.put(plain(item, emitter), props["roles"].span(index))
    for call in made.calls:
        if call.name == "addStatements":
            for item in call.arguments:
                statements.put(statement(item, emitter), call.span)
        elif call.name == "attachToRole" and call.arguments:
            roles.put(plain(call.arguments[0], emitter), call.span)
    document = Map(made.span, {"Version": "2012-10-17", "Statement": statements})
    if "document" in props and not statements:
        document = plain(props["document"], emitter)
    properties = Map(made.span)
    properties.put("PolicyDocument", document, props.span("statements"))
    properties["Roles"] = roles
    managed = made.kind[-1] == "ManagedPolicy"
    emitter.add(made, "AWS::IAM::ManagedPolicy" if managed else "AWS::IAM::Policy", properties)
