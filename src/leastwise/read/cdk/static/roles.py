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
    _attach(made, properties, emitter)
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


def _attach(made: Made, properties: Map, emitter: Emitter) -> None:
    """The managed policies of a role, user or group."""
    given = made.props.get("managedPolicies")
    attached = Seq(made.props.span("managedPolicies"))
    for _, item, span in given.entries() if isinstance(given, Seq) else ():
        attached.put(plain(item, emitter), span)
    for call in made.calls:
        if call.name == "addManagedPolicy" and call.arguments:
            attached.put(plain(call.arguments[0], emitter), call.span)
    if attached:
        properties.put("ManagedPolicyArns", attached, attached.home)


_NAMED = (("userName", "UserName"), ("groupName", "GroupName"), ("permissionsBoundary", "PermissionsBoundary"))


def add_person(made: Made, emitter: Emitter) -> None:
    """`new User(…)` and `new Group(…)`."""
    properties = Map(made.span)
    for key, target in _NAMED:
        if key in made.props:
            properties.put(target, plain(made.props[key], emitter), made.props.span(key))
    _attach(made, properties, emitter)
    groups, statements = Seq(made.props.span("groups")), Seq(made.span)
    given = made.props.get("groups")
    for _, item, span in given.entries() if isinstance(given, Seq) else ():
        groups.put(plain(item, emitter), span)
    for call in made.calls:
        if call.name in ("addToPolicy", "addToPrincipalPolicy") and call.arguments:
            statements.put(statement(call.arguments[0], emitter), call.span)
        elif call.name == "addToGroup" and call.arguments:
            groups.put(plain(call.arguments[0], emitter), call.span)
    if groups:
        properties.put("Groups", groups, groups.home)
    kind = made.kind[-1]
    logical = emitter.add(made, f"AWS::IAM::{kind}", properties)
    for call in made.calls:
        if call.name == "addUser" and call.arguments:
            member = {"GroupName": emitter.reference(logical, "Ref"), "Users": [plain(call.arguments[0], emitter)]}
            added = literal(call.span, member)
            emitter.add(made, "AWS::IAM::UserToGroupAddition", added, child="Users", span=call.span)
    if statements:
        policy = literal(
            made.span, {"PolicyName": f"{logical}DefaultPolicy", f"{kind}s": [emitter.reference(logical, "Ref")]}
        )
        document = Map(made.span, {"Version": "2012-10-17", "Statement": statements})
        policy.put("PolicyDocument", document, statements.span(0))
        emitter.add(made, "AWS::IAM::Policy", policy, child="DefaultPolicy", span=statements.span(0))


_ATTACHED = {"roles": "Roles", "users": "Users", "groups": "Groups"}
_ATTACHING = {"attachToRole": "Roles", "attachToUser": "Users", "attachToGroup": "Groups"}


def add_policy(made: Made, emitter: Emitter) -> None:
    """`new Policy(…)` and `new ManagedPolicy(…)`."""
    props = made.props
    statements = Seq(props.span("statements"))
    given = props.get("statements")
    for _, item, span in given.entries() if isinstance(given, Seq) else ():
        statements.put(statement(item, emitter), span)
    holders = {name: Seq(made.span) for name in _ATTACHED.values()}
    for key, name in _ATTACHED.items():
        given = props.get(key)
        for _, item, span in given.entries() if isinstance(given, Seq) else ():
            holders[name].put(plain(item, emitter), span)
    for call in made.calls:
        if call.name == "addStatements":
            for item in call.arguments:
                statements.put(statement(item, emitter), call.span)
        elif call.name in _ATTACHING and call.arguments:
            holders[_ATTACHING[call.name]].put(plain(call.arguments[0], emitter), call.span)
    document = Map(made.span, {"Version": "2012-10-17", "Statement": statements})
    if "document" in props and not statements:
        document = plain(props["document"], emitter)
    properties = Map(made.span)
    properties.put("PolicyDocument", document, props.span("statements"))
    for name, who in holders.items():
        if who or name == "Roles":
            properties[name] = who
    managed = made.kind[-1] == "ManagedPolicy"
    emitter.add(made, "AWS::IAM::ManagedPolicy" if managed else "AWS::IAM::Policy", properties)
