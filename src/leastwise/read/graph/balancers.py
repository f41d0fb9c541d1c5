"""Routes through load balancers, from target groups back to listeners and rules.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.graph import AuthKind, Function, Route, TriggerKind
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.graph.access import exposure
from leastwise.read.graph.context import Context, entries, field

_ELB = "AWS::ElasticLoadBalancingV2::"

_ACTIONS = {
    "authenticate-cognito": AuthKind.COGNITO,
    "authenticate-oidc": AuthKind.JWT,
    "jwt-validation": AuthKind.JWT,
}
"""Actions of a listener that make the caller known.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
"""


def balancer_routes(context: Context) -> Iterator[Route]:
    """Routes of application load balancers."""
    groups = function_groups(context, _ELB + "TargetGroup")
    reached: set[str] = set()
    for listener in context.of(_ELB + "Listener") if groups else ():
        for route in _balanced(context, listener, listener, "DefaultActions", groups, reached):
            yield route
    for rule in context.of(_ELB + "ListenerRule") if groups else ():
        found = context.lookup.resource(rule.properties.get("ListenerArn"), _ELB + "Listener")
        for route in _balanced(context, rule, found, "Actions", groups, reached):
            yield route
    yield from unreached(context, groups, reached, TriggerKind.ALB, private=None)


def _balanced(
    context: Context,
    owner: Resource,
    listener: Resource | None,
    key: str,
    groups: dict[str, list[Function]],
    reached: set[str],
) -> Iterator[Route]:
    """The routes of one list of actions."""
    auth = _mutual(listener)
    functions: list[Function] = []
    for place, action in entries(owner[key]):
        kind = action.get("Type")
        if isinstance(kind, Symbol):
            auth = AuthKind.UNKNOWN
        elif isinstance(kind, str) and kind in _ACTIONS:
            auth = _ACTIONS[kind] if _denies(action) else auth
        targets = [action.get("TargetGroupArn")]
        targets += [group.get("TargetGroupArn") for _, group in entries(place["ForwardConfig.TargetGroups"])]
        for target in targets:
            group = context.lookup.resource(target, _ELB + "TargetGroup")
            if group is not None and group.key in groups:
                reached.add(group.key)
                functions += groups[group.key]
    if not functions:
        return
    private = _internal(context, listener)
    for function in dict.fromkeys(functions):
        for method, path in _conditions(owner) if key == "Actions" else (("ANY", "/*"),):
            yield Route(
                kind=TriggerKind.ALB,
                method=method,
                path=path,
                auth=auth,
                property=owner[key],
                function=function,
                api=listener or owner,
                private=private is True,
                exposure=exposure(auth, private),
            )


def _denies(action: Map) -> bool:
    """Whether an authentication action stops those who are not authenticated (it does unless told to let them pass)."""
    for name in ("AuthenticateCognitoConfig", "AuthenticateOidcConfig"):
        if field(action.get(name), "OnUnauthenticatedRequest") == "allow":
            return False
    return True


def _mutual(listener: Resource | None) -> AuthKind:
    if listener is None:
        return AuthKind.NONE
    mode = field(listener.properties.get("MutualAuthentication"), "Mode")
    return AuthKind.UNKNOWN if isinstance(mode, Symbol) else AuthKind.MTLS if mode == "verify" else AuthKind.NONE


def _internal(context: Context, listener: Resource | None) -> bool | None:
    """Whether a listener's load balancer is internal; it faces the internet unless told otherwise."""
    if listener is None:
        return None
    balancer = context.lookup.resource(listener.properties.get("LoadBalancerArn"), _ELB + "LoadBalancer")
    if balancer is None:
        return None
    scheme = balancer.properties.get("Scheme", "internet-facing")
    return None if isinstance(scheme, Symbol) else scheme == "internal"


def _conditions(rule: Resource) -> list[tuple[str, str]]:
    """The methods and paths that a rule is for."""
    methods, paths = ["ANY"], ["/*"]
    for _, condition in entries(rule["Conditions"]):
        name = condition.get("Field")
        if name == "path-pattern":
            values = condition.get("Values", field(condition.get("PathPatternConfig"), "Values"))
            paths = _texts(values) or paths
        elif name == "http-request-method":
            methods = _texts(field(condition.get("HttpRequestMethodConfig"), "Values")) or methods
    return [(method, path) for method in methods for path in paths]


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, Seq) else []


def function_groups(context: Context, type_: str) -> dict[str, list[Function]]:
    """The functions in each target group that has any."""
    found: dict[str, list[Function]] = {}
    for group in context.of(type_):
        kind = group.properties.get("TargetType", group.properties.get("Type"))
        if not isinstance(kind, str) or kind.lower() != "lambda":
            continue
        for place, target in entries(group["Targets"]):
            function = context.function(target.get("Id"), place["Id"])
            if function is not None:
                found.setdefault(group.key, []).append(function)
    return found


def unreached(
    context: Context, groups: dict[str, list[Function]], reached: set[str], kind: TriggerKind, *, private: bool | None
) -> Iterator[Route]:
    """Routes of target groups whose listener is outside the application."""
    for key, functions in groups.items():
        if key not in reached:
            group = context.lookup.by_key[key]
            for function in functions:
                yield Route(
                    kind=kind,
                    method="ANY",
                    path="/*",
                    auth=AuthKind.UNKNOWN,
                    property=group[()],
                    function=function,
                    api=group,
                    private=private is True,
                    exposure=exposure(AuthKind.UNKNOWN, private),
                )
