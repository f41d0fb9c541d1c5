"""The rules of `leastwise policy --write`. No scan runs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.iam.actions import expand
from leastwise.iam.managed import customary
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Insert
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Function
from leastwise.model.record import replace
from leastwise.model.resource import Resource
from leastwise.privilege.needed import needed, needed_of_role
from leastwise.privilege.options import USUAL, Options
from leastwise.privilege.rewriting import changes
from leastwise.rules.access.shared_role import SharedRole
from leastwise.rules.rule import Rule

CDK = "cdk"


class LeastPrivilege(Rule):
    """A role's policies are not just what is needed of it: its findings have the edits that make them so."""

    id = "least-privilege"
    title = "Policies are not what is needed"
    why = "What nobody needs, somebody who takes over the function can use."
    remediation = "`leastwise policy --write` makes them so."
    severity = Severity.LOW
    fix = FixSafety.SAFE

    def __init__(self, choice: Options = USUAL) -> None:
        super().__init__()
        self._choice = choice

    def check(self, app: Application) -> Iterator[Finding]:
        """See `Rule.check`."""
        for change in changes(app, self._choice):
            if change.edits and change.place.resource.framework != CDK:
                yield self.finding(change.place, change.message, functions=change.functions, edits=change.edits)


class KeptPermission(Rule):
    """What stays although it is more than is needed, and why."""

    id = "kept-permission"
    title = "More is granted than is needed and cannot be less"
    why = "Some resources cannot be named where their policy is written."
    remediation = "The finding says what stands in the way."
    severity = Severity.INFO

    def __init__(self, choice: Options = USUAL) -> None:
        super().__init__()
        self._choice = choice

    def check(self, app: Application) -> Iterator[Finding]:
        """See `Rule.check`."""
        for change in changes(app, self._choice):
            if change.reason:
                yield self.finding(change.place, f"{change.reason}.", functions=change.functions)
            if change.edits and change.place.resource.framework == CDK:
                shape = "cdk-py" if change.place.location.file.endswith(".py") else "cdk-ts"
                text = f"{change.message} In the construct: `leastwise policy --format {shape}` says what."
                yield self.finding(change.place, text, functions=change.functions)
        for role in app.roles:
            users = app.users_of(role)
            several = role.resource is not None and len({_wanted(app, function) for function in users}) > 1
            if role.resource is not None and several and _generated(role.resource):
                plugin = "serverless-iam-roles-per-function"
                text = f"{len(users)} functions share this role: the plugin `{plugin}` gives each its own."
                yield self.finding(role.resource[()], text, functions=users)


class SplitRole(SharedRole):
    """Functions of one role that need different things: each gets a copy, of which it then keeps what it needs."""

    id = "split-role"
    fix = FixSafety.SAFE
    caution = ""

    def check(self, app: Application) -> Iterator[Finding]:
        """See `Rule.check`."""
        roles = {role.resource.key: role for role in app.roles if role.resource is not None}
        for finding in super().check(app):
            role = roles.get(finding.place.resource.key)
            if role is None or role.resource is None or not finding.edits or not needed_of_role(app, role).complete:
                continue
            wanted = {_wanted(app, function) for function in app.users_of(role)}
            if len(wanted) > 1 and not _generated(role.resource):
                yield replace(finding, edits=tuple(_apart(finding.edits)))


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits with which a role is copied, where each copy also gets one of the policies that name their roles."""
    count: dict[str, int] = {}
    for edit in edits:
        policy = edit.property.resource if isinstance(edit, Insert) else None
        if policy is None or not isinstance(edit, Insert) or edit.property.path != ("Roles",):
            yield edit
            continue
        count[policy.key] = count.get(policy.key, 1) + 1
        own = {place.name: place for place in policy[()].items() if place.name not in ("ManagedPolicyName", "Roles")}
        name = f"{policy.name}{count[policy.key]}"
        yield AddResource(policy[()], name, policy.type, {**own, "Roles": [edit.value]})


def _generated(role: Resource) -> bool:
    """Whether the Serverless Framework makes a role: it has one for all functions, without a plugin."""
    return role.framework == "serverless" and role["AssumeRolePolicyDocument"].by == "framework"


def _wanted(app: Application, function: Function) -> frozenset[str]:
    """What a function needs, but for what every function does: for comparing."""
    return frozenset(
        repr((need.action, need.resources))
        for need in needed(app, function).needs
        if not need.optional and not all(map(customary, expand(need.action) or ()))
    )
