"""The rules of `leastwise policy --write`. No scan runs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.iam.actions import expand
from leastwise.iam.managed import customary
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Insert
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Function, Role
from leastwise.model.record import replace
from leastwise.model.resource import Resource
from leastwise.privilege.comparison import compare
from leastwise.privilege.needed import needed, needed_of_role
from leastwise.privilege.options import USUAL, Options
from leastwise.privilege.rewriting import changes
from leastwise.privilege.sharing import generated, other_roles, own_roles
from leastwise.rules.access._attached import attached_to
from leastwise.rules.access.shared_role import SharedRole, named_elsewhere
from leastwise.rules.rule import Rule
from leastwise.rules.words import by_id, listing

CDK = "cdk"
_SEVERAL = 2


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
            if role.resource is not None and app.users_of(role):
                yield from self._doubtful(app, role, role.resource)

    def _doubtful(self, app: Application, role: Role, resource: Resource) -> Iterator[Finding]:
        """Why a role keeps all that it has: code that is not understood may need it."""
        comparison = compare(app, role)
        if not comparison.doubtful:
            return
        first, *others = comparison.needed.doubts
        more = f", and {len(others)} more such place{'s' if len(others) > 1 else ''}" if others else ""
        where = f"{first.location.file}:{first.location.line}"
        text = f"Nothing is taken away, for more may be needed than is known: {first.reason} ({where}{more})."
        yield self.finding(resource[()], text, functions=comparison.functions)


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
            if role is None or role.resource is None or not needed_of_role(app, role).complete:
                continue
            wanted = {_wanted(app, function) for function in app.users_of(role)}
            if len(wanted) > 1 and role.resource.framework == "terraform":
                edits = self._in_terraform(app, role, role.resource)
                if edits:
                    users = by_id(app.users_of(role))
                    yield self.finding(finding.place, finding.message, functions=users, edits=edits)
            elif finding.edits and len(wanted) > 1 and not generated(role.resource):
                yield replace(finding, edits=tuple(_apart(finding.edits)))
        yield from self._in_service(app)

    def _in_terraform(self, app: Application, role: Role, resource: Resource) -> list[Edit]:
        users = by_id(app.users_of(role))
        its = {user.resource["Role"] for user in users} | set(attached_to(app, resource))
        alike = all(user.resource.stack == resource.stack for user in users)
        return other_roles(app, role, users) if alike and not named_elsewhere(app, resource, its) else []

    def _in_service(self, app: Application) -> Iterator[Finding]:
        """Where the Serverless Framework has one role for all functions."""
        for role in app.roles:
            users = by_id(app.users_of(role))
            if role.resource is None or len(users) < _SEVERAL or not generated(role.resource):
                continue
            if needed_of_role(app, role).complete and len({_wanted(app, function) for function in users}) > 1:
                edits = own_roles(app, role)
                if edits:
                    text = f"{len(users)} functions share it: {listing(function.name for function in users)}."
                    yield self.finding(role.resource[()], text, functions=users, edits=edits)


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


def _wanted(app: Application, function: Function) -> frozenset[str]:
    """What a function needs, but for what every function does: for comparing."""
    return frozenset(
        repr((need.action, need.resources))
        for need in needed(app, function).needs
        if not need.optional and not all(map(customary, expand(need.action) or ()))
    )
