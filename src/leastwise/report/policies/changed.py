"""What a change does to the permissions of an application, as plain records."""

from __future__ import annotations

from leastwise.model.record import field, record
from leastwise.model.value import display
from leastwise.privilege.change import Change, Granting
from leastwise.privilege.needed import Need as Wanted
from leastwise.report.policies.collect import levels
from leastwise.report.policies.plain import plain, short
from leastwise.report.policies.result import Cause, Need, Target
from leastwise.report.policies.targets import targets

_MOST = 3


@record
class ChangeRow:
    """Something that a change newly grants, takes away, or leaves missing.

    Attributes:
        kind: `granted`, `removed` or `missing`.
        verdict: of what is granted: `needed`, `wide`, `needless`, `unknown`, `framework`, `denial`; of what
            is removed `part`, where a part of it is still granted, and `framework`; empty otherwise.
        action: as it is written.
        resources: what it is on.
        condition: under which it holds, for people; empty for always.
        effect: `Allow`, or `Deny` for a denial that came or went.
        level: its highest access level; empty where that is not known.
        file: where it is written, or where what needs it is, and `line`.
        because: what needs it, `app.py:3 table.get_item(…)`; why that is not known.
        enough: the actions, and the resources, that would be enough; empty where all of it is needed or nothing is.
    """

    kind: str
    verdict: str
    action: str
    resources: tuple[Target, ...]
    condition: str
    effect: str
    level: str
    file: str
    line: int
    because: tuple[str, ...] = ()
    enough: tuple[str, ...] = ()
    enough_on: tuple[Target, ...] = ()


@record
class RoleChange:
    """What changed of a role. `functions` run with it."""

    role: str
    application: str
    functions: tuple[str, ...]
    rows: tuple[ChangeRow, ...]


@record(frozen=False)
class DiffResult:
    """What a change does.

    Attributes:
        base: what was named, and `base_commit`: what that was taken for. Likewise `head`.
        roles: those that changed.
        unread: how many places could not be read, with the change.
        failing: what fails, by the gates that were asked for.
    """

    root: str
    base: str
    base_commit: str
    head: str
    head_commit: str
    roles: list[RoleChange] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unread: int = 0
    failing: dict[str, int] = field(default_factory=dict)

    def rows(self, kind: str) -> list[ChangeRow]:
        """All rows of a kind."""
        return [row for role in self.roles for row in role.rows if row.kind == kind]


def role_change(change: Change, application: str, needs: tuple[tuple[Wanted, Need], ...]) -> RoleChange:
    """A change of a role, ready for any format.

    Args:
        change: the change.
        application: id of the application.
        needs: what is missing, each as it is and as reports say it.
    """
    rows = [_row("granted", one) for one in change.granted]
    rows += [_row("removed", one) for one in change.removed]
    rows += [_missing(need) for _, need in needs]
    return RoleChange(change.role, application, change.functions, tuple(rows))


def _row(kind: str, one: Granting) -> ChangeRow:
    granted, part = one.granted, one.part
    place = granted.property.location
    found = levels(granted.action)
    because: list[str] = []
    if part is not None and one.verdict in ("needed", "wide"):
        because = [_called(cause) for need in part.needs for cause in need.because]
    condition = "" if granted.condition is None else short(display(plain(granted.condition)))
    wide = part is not None and one.verdict == "wide"
    return ChangeRow(
        kind=kind,
        verdict=one.verdict if kind == "granted" or one.verdict in ("part", "framework") else "",
        action=granted.action,
        resources=targets(one.app, granted.resources),
        condition=condition,
        effect=granted.effect or "?",
        level=found[0] if found else "",
        file=place.file,
        line=place.line,
        because=tuple(dict.fromkeys((*because, *map(short, one.reasons))))[:_MOST],
        enough=part.actions if wide and part is not None else (),
        enough_on=targets(one.app, part.resources) if wide and part is not None else (),
    )


def _called(cause: object) -> str:
    place = getattr(cause, "location", None) or getattr(cause, "property").location  # noqa: B009
    return f"{place.file}:{place.line} {short(str(getattr(cause, 'note', '')))}".strip()


def _missing(need: Need) -> ChangeRow:
    first: Cause | None = need.because[0] if need.because else None
    return ChangeRow(
        kind="missing",
        verdict="",
        action=need.action,
        resources=need.resources,
        condition="",
        effect="Allow",
        level=(levels(need.action) or ("",))[0],
        file=first.location.file if first else "",
        line=first.location.line if first else 0,
        because=tuple(f"{one.location.file}:{one.location.line} {one.note}" for one in need.because[:_MOST]),
    )
