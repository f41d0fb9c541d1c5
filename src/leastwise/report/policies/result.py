"""What `leastwise policy` found out, ready for any format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.model.source import Location

if TYPE_CHECKING:
    from leastwise.code.needs.need import Naming, Step
    from leastwise.privilege.statements import Minimal
    from leastwise.report.fixes.result import FixResult

CODE = frozenset({"code", "library", "argument", "fas", "pass-role", "presign", "kms", "usage"})
"""Sources of needs that come from code; the others come from wiring."""

LEVELS = ("Permissions management", "Write", "Tagging", "Read", "List")
"""The access levels of actions, the one that can do most first.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


@record
class Target:
    """A resource that a permission is about.

    Attributes:
        arn: what it is called in a policy.
        name: its name in the application; `None` where it is not part of it.
        rest: what follows the name in the ARN, `/index/*`; `None` where that cannot be told.
    """

    arn: str
    name: str | None = None
    rest: str | None = None


@record
class Grant:
    """An action that a role is granted, or denied.

    Attributes:
        action: as it is written; `*` where the statement says `NotAction`.
        resources: likewise.
        condition: under which it holds, as plain data; `None` for always.
        effect: `Allow`, `Deny`, or `?` where it is not known.
        by: `author` or `framework`.
        via: in which way: `inline`, `managed`, `aws-managed`…
        policy: name of the policy, for people; may be empty.
        location: where that is written.
        levels: the access levels of what it covers, the highest first; empty where the data does not know the action.
        stores: names of the stores of the application that it reaches, or may reach.
        when: in which environments and cases it is there; empty where it is in all.
        not_actions: what `NotAction` leaves out.
        not_resources: what `NotResource` leaves out.
    """

    action: str
    resources: tuple[Target, ...]
    condition: Any
    effect: str
    by: str
    via: str
    policy: str
    location: Location
    levels: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    when: str = ""
    not_actions: tuple[str, ...] = ()
    not_resources: tuple[Target, ...] = ()


@record
class Cause:
    """Where something is written that needs a permission, and what it is.

    Attributes:
        location: of a call in the code, or of a setting.
        note: the call, or what the setting does.
        through: the functions of the code that lead to a call, the handler first.
        naming: how its arguments name the resource, where they do not say it themselves.
    """

    location: Location
    note: str
    through: tuple[Step, ...] = ()
    naming: tuple[Naming, ...] = ()


@record
class Need:
    """An action that is needed, with what needs it. `condition` is plain data, `None` for none."""

    action: str
    resources: tuple[Target, ...]
    condition: Any
    source: str
    because: tuple[Cause, ...]
    optional: bool = False
    when: str = ""


@record
class Seen:
    """An action that was seen to be taken, by the evidence of `--usage`.

    Attributes:
        kind: `used`, `denied`, or `tried` where nobody says which of both.
        count: how often.
        first: when first, and `last`: when last; ISO 8601, may be empty.
        needed: whether it is known, without the evidence, that it is needed.
        granted: `yes`, `no`, or `unknown`.
        sessions: who took it, where that is not the function itself.
    """

    action: str
    resources: tuple[Target, ...]
    kind: str
    count: int
    first: str
    last: str
    needed: bool
    granted: str
    sessions: tuple[str, ...] = ()
    when: str = ""


@record
class Reason:
    """Why something is not certain, and where."""

    location: Location
    text: str


@record(frozen=False)
class RoleEntry:
    """A role and what it may do.

    Attributes:
        id: `<template>:<name>`; what names it, where it is outside the application.
        location: where it is written; `None` outside the application.
        kind: `role`, `user` or `group`.
        functions: ids of those that run with it.
        used_by: names of the other resources that name it, policies aside.
        generated: whether a framework made it for what it is written in.
        used: whether anything uses it, or may for all that is known.
        boundary: its permissions boundary, for people; empty where there is none.
        unknown: what could not be read of its permissions.
        missing: what the wiring needs of it and nothing grants.
        seen: what was seen to be done with it that is of no single function.
        unused: actions that it is granted and did not use, by the evidence.
    """

    id: str
    name: str
    application: str
    location: Location | None
    by: str
    kind: str = "role"
    functions: list[str] = field(default_factory=list)
    used_by: list[str] = field(default_factory=list)
    generated: bool = False
    used: bool = True
    boundary: str = ""
    grants: list[Grant] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    missing: list[Need] = field(default_factory=list)
    unknown: list[Reason] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


@record(frozen=False)
class FunctionEntry:
    """A function. What it is granted is its role's; see `RoleEntry` for the rest.

    Attributes:
        code: whether its code was read.
        why: the places because of which it may need more than `needs` says.
        triggers: what starts it.
        excess: what of its role's grants nothing needs, or not all of; nothing where more may be needed than is known.
        policy: the smallest policy that allows what it needs.
        seen: what it was seen to do.
        key: of its resource.
        constructs: key of a resource → what its construct is called where the function is made, its kind and
            path; an empty name where the source tells none, `None` where no source of the CDK was read.
        given: for which reasons of needs its role has what AWS or its framework adds: `logs`, `vpc`.
    """

    id: str
    name: str
    application: str
    file: str | None
    handler: str | None
    role: str | None
    location: Location
    code: bool = False
    needs: list[Need] = field(default_factory=list)
    missing: list[Need] = field(default_factory=list)
    excess: list[Grant] = field(default_factory=list)
    policy: tuple[Minimal, ...] = ()
    why: list[Reason] = field(default_factory=list)
    triggers: list[Reason] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    key: str = ""
    constructs: Mapping[str, tuple[str, str, str]] | None = None
    given: frozenset[str] = frozenset()

    @property
    def certainty(self) -> str:
        """`complete` where `needs` is all that it needs."""
        return "complete" if self.code and not self.why else "uncertain"


@record(frozen=False)
class PolicyResult:
    """Roles and functions of all applications, by id.

    Attributes:
        root: as seen from the current folder.
        seconds: wall-clock time.
        detailed: whether somebody asked for a part of it, and wants to see all of that.
        evidence: what the evidence of use is, for people; empty where nobody gave any.
        rewriting: what `--write` would do; `None` where that was not worked out.
    """

    root: str
    roles: dict[str, RoleEntry] = field(default_factory=dict)
    functions: dict[str, FunctionEntry] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    files: int = 0
    templates: int = 0
    seconds: float = 0.0
    detailed: bool = False
    evidence: str = ""
    rewriting: FixResult | None = None

    @property
    def missing(self) -> list[Need]:
        """Everything that is needed and that nothing grants."""
        of_roles = [need for role in self.roles.values() for need in role.missing]
        return of_roles + [need for function in self.functions.values() for need in function.missing]

    def excess(self, role: RoleEntry) -> list[Grant]:
        """What a role is granted that none of its functions needs, or not all of."""
        return list({repr(grant): grant for user in self.users(role) for grant in user.excess}.values())

    def users(self, role: RoleEntry) -> list[FunctionEntry]:
        """The functions of a role that are shown."""
        return [self.functions[name] for name in role.functions if name in self.functions]

    def of_framework(self, role: RoleEntry) -> bool:
        """Whether a role is a framework's own business: it made it, and what it may do, for no function."""
        mine = [grant for grant in role.grants if grant.by == "author"]
        return role.generated and not self.users(role) and not (mine or role.missing or role.unknown)

    def grants(self) -> Iterable[tuple[RoleEntry, Grant]]:
        """Everything that is granted."""
        return ((role, grant) for role in self.roles.values() for grant in role.grants)
