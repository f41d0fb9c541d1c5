"""What turns the policies of a role into what is needed, in place: edits of what its author wrote.

Each policy statement, policy template and group of attached policies is one `Change` of its own, so that one that
cannot be made does not keep the others from being made. What is right stays untouched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leastwise.iam.excess import policy_template
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Insert, Noted, Set
from leastwise.model.graph import Function, Role, Statement
from leastwise.model.record import record, replace
from leastwise.model.resource import Property
from leastwise.privilege.comparison import Comparison, Part, compare
from leastwise.privilege.guards import bounded, denial
from leastwise.privilege.narrowing import Narrowing, called
from leastwise.privilege.options import USUAL, Options
from leastwise.privilege.placing import Home, home_of
from leastwise.privilege.removing import removed
from leastwise.privilege.rows import Row, Rows, grouped, tidy
from leastwise.privilege.standard import Standard
from leastwise.privilege.statements import Minimal, because, minimal, one_or_list, sid

VERSION = "2012-10-17"


@record(eq=False)
class Change:
    """One thing to do.

    Attributes:
        place: what it is about.
        message: what is wrong there, for people.
        functions: those that are concerned.
        edits: none where it stays as it is, because of `reason`.
        reason: why more stays than is needed; empty where nothing does.
    """

    place: Property
    message: str
    functions: tuple[Function, ...]
    edits: tuple[Edit, ...] = ()
    reason: str = ""


def changes(app: Application, options: Options = USUAL) -> Iterator[Change]:
    """All that is to be done in an application. Roles that others than its functions use are left alone."""
    for role in app.roles:
        if role.resource is not None and app.users_of(role):
            yield from changes_of(app, role, options)


def rewritten(app: Application, role: Role, options: Options = USUAL) -> list[Edit]:
    """The edits that turn the policies of a role into what is needed."""
    return [edit for change in changes_of(app, role, options) for edit in change.edits]


def changes_of(app: Application, role: Role, options: Options = USUAL) -> Iterator[Change]:
    """What is to be done with one role: nothing is taken away where more may be needed than is known."""
    comparison = compare(app, role)
    return _Rewriting(app, role, comparison, options).changes()


class _Rewriting:
    """See the module."""

    def __init__(self, app: Application, role: Role, comparison: Comparison, options: Options) -> None:
        self._app = app
        self._role = role
        self._comparison = comparison
        self._options = options
        self._functions = tuple(comparison.functions)
        self._gone: list[Property] = []
        self._needless: list[str] = []
        self._taken: set[str] = set()
        self._stays: set[tuple[str, tuple[Any, ...]]] = set()

    def changes(self) -> Iterator[Change]:
        if self._comparison.excess:
            yield from self._statements()
        yield from self._attached()
        if self._gone:
            edits = tuple(removed(self._app, self._role, self._gone))
            yield self._change(self._gone[0], f"Nothing needs {_listed(self._needless)}.", edits)

    def _change(self, place: Property, message: str, edits: Iterable[Edit], reason: str = "") -> Change:
        return Change(place, message, self._functions, tuple(edits), reason)

    def _statements(self) -> Iterator[Change]:
        templates: dict[Property, list[Statement]] = {}
        for statement in self._role.statements:
            if statement.by != "author" or not statement.allows:
                continue
            if policy_template(statement) and statement.property.resource == self._role.resource:
                place = Property(statement.property.resource, statement.property.path[:2])
                templates.setdefault(place, []).append(statement)
            elif not statement.generated or statement.property.resource.type != "AWS::IAM::ManagedPolicy":
                yield from self._statement(statement)
        for place, statements in templates.items():
            yield from self._template(place, statements)

    def _rows(self, statement: Statement, *, names: bool = False) -> list[Row] | None:
        """What stays of a statement; `None` where not all that have it are understood."""
        found: list[Sequence[Part]] = []
        for role in _holders(self._app, statement):
            if role.resource is None or not self._app.users_of(role):
                return None
            comparison = self._comparison if role == self._role else compare(self._app, role)
            if not comparison.needed.complete:
                return None
            found.append(comparison.under(statement.property))
        if not found or any(len(parts) != len(found[0]) for parts in found):
            return None
        rows = Rows(self._app, statement.property.resource, self._options, names=names)
        return tidy(self._app, [self._passing(rows.row(parts)) for parts in zip(*found, strict=True)])

    def _passing(self, row: Row) -> Row:
        """The row; a role that may be passed to OpenSearch stays so: that is done in the text of a request.

        https://docs.aws.amazon.com/personalize/latest/dg/domain-user-managed.html
        """
        calls = any(need.action.startswith(("aoss:", "es:ESHttp")) for need in self._comparison.needed.needs)
        if row.kept or row.written.lower() != "iam:passrole" or not calls:
            return row
        reason = "`iam:PassRole`: a role that is passed to OpenSearch stands in a request, which is not read"
        return replace(row, kept={row.written: row.granted}, reason=reason)

    def _statement(self, statement: Statement) -> Iterator[Change]:
        rows = self._rows(statement)
        if not rows:
            return
        pairs = {pair for row in rows for pair in row.kept.items()}
        place, reason = statement.property, "; ".join(dict.fromkeys(row.reason for row in rows if row.reason))
        same = all(row.same for row in rows)
        holders = _holders(self._app, statement)
        twice = len(holders) == 1 and not same and not statement.conditional and pairs <= self._stays
        if not pairs or twice:
            self._gone.append(place)
            self._needless += (row.written for row in rows)
            return
        if not statement.conditional:
            self._stays |= pairs
        if not same:
            among = [need for role in holders for need in compare(self._app, role).needed.needs]
            yield self._change(place, _told(rows), Narrowing(statement, rows, self._taken, among).edits(), reason)
        elif reason:
            yield self._change(place, _told(rows), (), reason)

    def _template(self, place: Property, statements: Sequence[Statement]) -> Iterator[Change]:
        """A policy template of SAM: the statements that are needed instead of it."""
        found = [self._rows(statement) for statement in statements]
        exact = [self._rows(statement, names=True) for statement in statements]
        rows = [row for some in found for row in some or ()]
        if not rows or None in found:
            return
        if not any(row.kept for row in rows):
            self._gone.append(place)
            self._needless.append(policy_template(statements[0]) or "it")
        elif not all(row.same for row in rows):
            new = self._documents(row for some in exact for row in some or ())
            yield self._change(place, _told(rows), [Set(place, _policy(new))])

    def _attached(self) -> Iterator[Change]:
        """Policies of AWS that grant more than is needed, and what is missing: one policy for all of it."""
        policies: dict[Property, list[Part]] = {}
        for part in self._comparison.parts if self._comparison.excess else ():
            if part.granted.via == "aws-managed":
                policies.setdefault(part.granted.property, []).append(part)
        resource = self._role.resource
        assert resource is not None
        rows, gone, reasons = Rows(self._app, resource, self._options, names=True), [], []
        kept: list[Row] = []
        for place, parts in policies.items():
            made = [rows.row([part]) for part in parts]
            if not any(row.kept for row in made):
                self._gone.append(place)
                self._needless.append(parts[0].granted.policy)
            elif not all(part.exact for part in parts):
                gone.append(place)
                kept += made
        standard = Standard(self._app, self._role)
        missing = [need for need in self._comparison.missing if not standard.lacks(need.action)]
        new = self._documents(standard.rest(kept))
        for one in minimal(missing, self._comparison.needed.needs):
            said, reason = self._sayable(rows, one)
            new += [said] if said is not None else []
            reasons += [reason] if reason else []
        told = [_told(kept)] if kept else []
        denied = denial(self._role, self._comparison.needed, self._options)
        if denied is not None:
            new.append(denied)
            told.append("Deleting is not denied.")
        names = sorted({need.action for need in self._comparison.missing})
        told += [f"Missing: {_listed(names)}."] if names else []
        home = home_of(self._app, self._role, self._gone)
        if new or standard.arns or gone:
            yield self._change(
                gone[0] if gone else home.place, " ".join(told), self._replacing(gone, home, new, standard)
            )
        bounds = list(bounded(self._role, self._options))
        if bounds:
            yield self._change(resource["PermissionsBoundary"], "It has no permissions boundary.", bounds)
        if reasons:
            yield self._change(home.place, " ".join(told), (), "; ".join(reasons))

    def _replacing(self, gone: list[Property], home: Home, new: list[Any], standard: Standard) -> list[Edit]:
        """Edits that put statements, and policies that let functions run, in the place of attached policies."""
        fresh = [{"Version": VERSION, "Statement": new}] if home.generated and home.policy and new else []
        instead: list[Any] = [*standard.arns, *fresh]
        edits: list[Edit] = [Set(place, value) for place, value in zip(gone, instead, strict=False)]
        used = len(edits)
        assert self._role.resource is not None
        edits += removed(self._app, self._role, gone[used:])
        edits += (Insert(self._role.resource["ManagedPolicyArns"], arn) for arn in standard.arns[used:])
        return edits if fresh and used == len(instead) else [*edits, *home.adding(new)] if new else edits

    def _sayable(self, rows: Rows, one: Minimal) -> tuple[dict[str, Any] | None, str]:
        """A statement as it can be written, or why it cannot."""
        found = [rows.sayable(value) for value in one.resources]
        reason = next((why for _, why in found if why), "")
        if reason:
            return None, f"{_listed(one.actions)}: {reason}"
        statement = one.document() | {"Resource": one_or_list([said for said, _ in found])}
        if one.sid in self._taken:
            statement["Sid"] = Noted(sid(one.actions, one.resources, self._taken), because(one.needs))
        self._taken.add(one.sid)
        return statement, ""

    def _documents(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """Statements for what stays of some rows."""
        rows = list(rows)
        pairs = [pair for row in rows for pair in row.kept.items() if pair not in self._stays]
        return [
            {
                "Sid": called(rows, resources, actions, self._taken),
                "Effect": "Allow",
                "Action": one_or_list(actions),
                "Resource": one_or_list(resources),
            }
            for resources, actions in grouped(pairs).items()
        ]


def _policy(statements: Sequence[Any]) -> dict[str, Any]:
    return {"Version": VERSION, "Statement": list(statements)}


def _holders(app: Application, statement: Statement) -> list[Role]:
    """The roles, users and groups that have a statement."""
    place = statement.property
    if place.resource.type == "AWS::IAM::Role":
        return [role for role in app.roles if role.resource == place.resource]
    return [one for one in (*app.roles, *app.identities) if any(s.property == place for s in one.statements)]


def _told(rows: Iterable[Row]) -> str:
    """What is wrong with some rows, for people."""
    rows = list(rows)
    needless = [row.written for row in rows if not row.kept]
    wide = [row.written for row in rows if row.kept and row.written not in row.kept]
    other = [row.written for row in rows if row.written in row.kept and not row.same]
    told = []
    if needless:
        told.append(f"nothing needs {_listed(needless)}")
    if wide:
        told.append(f"of {_listed(wide)} some is needed")
    if other:
        told.append(f"{_listed(other)} {'is' if len(other) == 1 else 'are'} needed on less")
    text = "; ".join(told) or "more is granted than is needed"
    return f"{text[0].upper()}{text[1:]}."


def _listed(names: Iterable[str], most: int = 3) -> str:
    shown = [f"`{name}`" for name in dict.fromkeys(names)]
    more = len(shown) - most
    head = shown[:most] if more > 0 else shown[:-1] or shown
    tail = f"{more} more" if more > 0 else shown[-1] if len(shown) > 1 else ""
    return ", ".join(head) + (f" and {tail}" if tail else "")
