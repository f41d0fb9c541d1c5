"""Errors of what a kind of policy takes: principals, resources and actions, and the syntax of control policies.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.actions import facts
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import RESOURCE_CONTROL, SERVICE_CONTROL, TRUST, WITH_PRINCIPAL, Policy, Written
from leastwise.iam.pattern import has_wildcard
from leastwise.model.application import Application
from leastwise.model.value import Map, Symbol
from leastwise.read.tables import table

NAMES = {
    "identity": "identity policies",
    "boundary": "permissions boundaries",
    "session": "session policies",
    "trust": "role trust policies",
    "resource": "resource policies",
    "endpoint": "VPC endpoint policies",
    "service-control": "service control policies",
    "resource-control": "resource control policies",
}


def services(policy: Policy) -> tuple[str, ...]:
    """The prefixes of the services whose actions and resources the policy of a resource can name; none if any."""
    if policy.kind == TRUST:
        return ("sts",)
    found = table(__file__, "places")["services"].get(policy.resource_type, ()) if policy.kind == "resource" else ()
    return tuple(found)


@for_statement("MISSING_PRINCIPAL", "UNSUPPORTED_PRINCIPAL", "SCP_SYNTAX_ERROR_PRINCIPAL", "MISSING_RESOURCE")
def elements(written: Written, _: Application | None) -> Iterator[Issue]:
    """Principals and resources where the kind of policy has none, or needs them."""
    kind, place = written.policy.kind, written.place
    if kind in WITH_PRINCIPAL:
        if not written.has("Principal", "NotPrincipal"):
            yield issue("MISSING_PRINCIPAL", place["Principal"], kind=NAMES[kind])
    else:
        for element in ("Principal", "NotPrincipal"):
            if element in written.value and kind == SERVICE_CONTROL:
                yield issue("SCP_SYNTAX_ERROR_PRINCIPAL", place[element], element)
            elif element in written.value:
                yield issue("UNSUPPORTED_PRINCIPAL", place[element], element, kind=NAMES[kind].capitalize())
    if not written.has("Resource", "NotResource") and _needs_resource(written.policy):
        yield issue("MISSING_RESOURCE", place["Resource"])


@for_statement("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL")
def trust(written: Written, _: Application | None) -> Iterator[Issue]:
    """What the trust policy of a role cannot have."""
    if written.policy.kind == TRUST:
        for element in ("Resource", "NotResource"):
            if element in written.value:
                yield issue("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", written.place[element], element)
        if "NotPrincipal" in written.value:
            yield issue("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", written.place["NotPrincipal"])


@for_statement(
    "RCP_SYNTAX_ERROR_PRINCIPAL", "RCP_SYNTAX_ERROR_ALLOW", "RCP_SYNTAX_ERROR_NOTACTION", "RCP_SYNTAX_ERROR_ACTION"
)
def resource_control(written: Written, _: Application | None) -> Iterator[Issue]:
    """The syntax of resource control policies."""
    if written.policy.kind != RESOURCE_CONTROL:
        return
    value, place = written.value, written.place
    principal = value.get("Principal")
    if "NotPrincipal" in value:
        yield issue("RCP_SYNTAX_ERROR_PRINCIPAL", place["NotPrincipal"])
    elif "Principal" in value and not isinstance(principal, Symbol) and principal != "*":
        everybody = isinstance(principal, Map) and list(principal) == ["AWS"]
        if not everybody or any(item != "*" for _, _, item in written.principals("Principal")):
            yield issue("RCP_SYNTAX_ERROR_PRINCIPAL", place["Principal"])
    if written.effect == "Allow":
        resources = [item for _, item in written.each("Resource")]
        if "Condition" in value or "NotResource" in value or any(isinstance(r, str) and r != "*" for r in resources):
            yield issue("RCP_SYNTAX_ERROR_ALLOW", place["Effect"])
    if "NotAction" in value:
        yield issue("RCP_SYNTAX_ERROR_NOTACTION", place["NotAction"])
    known = facts("rcpSupportedServices") or ()
    for where, action in written.texts("Action"):
        prefix = action.partition(":")[0].lower()
        lone = action == "*" and written.effect == "Deny"
        if known and (lone or (not has_wildcard(prefix) and prefix not in known)):
            yield issue("RCP_SYNTAX_ERROR_ACTION", where, action)


@for_statement("UNSUPPORTED_ACTION_IN_POLICY")
def actions(written: Written, _: Application | None) -> Iterator[Issue]:
    """Actions of another service than that of the resource that the policy belongs to."""
    known = services(written.policy)
    for where, action in written.texts("Action") if known else ():
        prefix, colon, _rest = action.partition(":")
        if colon and not has_wildcard(prefix) and "$" not in prefix and prefix.lower() not in known:
            yield issue("UNSUPPORTED_ACTION_IN_POLICY", where, action, resource_type=written.policy.resource_type)


def _needs_resource(policy: Policy) -> bool:
    """Whether a statement must name resources: not where the resource that has the policy is meant.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
    """
    if policy.kind == "resource":
        return policy.resource_type in table(__file__, "places")["needs resource"]
    return policy.kind != TRUST
