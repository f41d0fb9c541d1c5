"""`leastwise policy diff`: what a change newly grants, what it takes away, and whether code needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from leastwise.cli.judging import nothing_in, reading_of
from leastwise.cli.output import writing
from leastwise.cli.policy_gate import evidence, gates, is_wild
from leastwise.cli.root import shown_path
from leastwise.cli.settings import Settings, effective
from leastwise.model.errors import UsageError
from leastwise.privilege.change import Change, changes
from leastwise.read.pipelines import FRAMEWORK as CI
from leastwise.read.project import read
from leastwise.read.reading import Reading
from leastwise.read.revision import Revision
from leastwise.report.clean import clean
from leastwise.report.policies import changes as formats
from leastwise.report.policies.changed import DiffResult, RoleChange, role_change
from leastwise.report.policies.collect import need_entry
from leastwise.report.style import Style

if TYPE_CHECKING:
    import argparse

    from leastwise.model.application import Application

Key = tuple[str, str, str]
"""Id of an application, stage, and which world of it."""

_RENDER: dict[str, Callable[[DiffResult, Style], Iterator[str]]] = {
    "text": formats.text,
    "json": formats.json,
    "markdown": formats.markdown,
}


def diff(options: argparse.Namespace) -> int:
    """Tell what changed, and return the exit code: 1 where something is new that `--fail-on` names."""
    names = gates(options.gates, ("excess", "missing"))
    settings = effective(options)
    usage = evidence(options)
    asked = "leastwise policy diff"
    head = Revision(settings.root, options.head, against=options.head, asked=asked)
    base = Revision(settings.root, options.base, against=head.commit, asked=asked)
    result = DiffResult(shown_path(settings.root), options.base, base.commit, options.head, head.commit)
    result.notices += [] if usage is None else usage.notices()
    for revision in (base, head):
        revision.exclude = settings.files.exclude
        revision.code = settings.files.code
    head.usage = usage
    failing: dict[str, set[str]] = {}
    with base, head:
        _compare(options, settings, base, head, result, failing)
    result.failing = {name: len(rows) for name, rows in failing.items() if name in names}
    for notice in result.notices:
        sys.stderr.write(f"leastwise: {clean(notice)}\n")
    with writing():
        for piece in _RENDER[options.shape](result, Style.of(sys.stdout, options.color)):
            sys.stdout.write(piece)
        sys.stdout.flush()
    options.code = int(bool(result.failing))
    return int(options.code)


def _compare(
    options: argparse.Namespace,
    settings: Settings,
    base: Revision,
    head: Revision,
    result: DiffResult,
    failing: dict[str, set[str]],
) -> None:
    before: dict[Key, Application] = {}
    for reading in _readings(options, settings, base):
        before |= _worlds(reading)
    first: dict[str, Application] = {}
    for key, app in before.items():
        first.setdefault(key[0], app)
    found: dict[tuple[str, str], list[RoleChange]] = {}
    seen: set[str] = set()
    applications = len(before)
    for reading in _readings(options, settings, head):
        result.unread += len(reading.unread)
        for key, app in _worlds(reading).items():
            applications += 1
            seen.add(key[0])
            _enter(changes(before.get(key) or first.get(key[0]), app), app, found, failing)
    for id_, app in first.items():
        if id_ not in seen:
            _enter(changes(app, None), app, found, failing)
    if not applications:
        raise nothing_in(options.paths)
    result.roles += [_joined(rows) for rows in found.values()]


def _enter(
    of_roles: Iterable[Change],
    app: Application,
    found: dict[tuple[str, str], list[RoleChange]],
    failing: dict[str, set[str]],
) -> None:
    for change in of_roles:
        needs = tuple((need, need_entry(app, need)) for need in change.missing)
        row = role_change(change, app.id, needs)
        found.setdefault((app.id, change.role), []).append(row)
        for one in change.granted:
            place = one.granted.property.location
            where = f"{place.file}:{place.line}:{place.column} {one.granted.action}"
            if one.verdict in ("needless", "wide"):
                failing.setdefault("excess", set()).add(where)
            if one.part is not None and is_wild(one.part):
                failing.setdefault("wildcard", set()).add(where)
        for need in change.missing:
            failing.setdefault("missing", set()).add(f"{change.role} {need.action}")


def _joined(rows: list[RoleChange]) -> RoleChange:
    """One role in all the worlds in which it changed."""
    first = rows[0]
    return RoleChange(
        first.role,
        first.application,
        tuple(dict.fromkeys(name for row in rows for name in row.functions)),
        tuple(dict.fromkeys(one for row in rows for one in row.rows)),
    )


def _readings(options: argparse.Namespace, settings: Settings, revision: Revision) -> Iterator[Reading]:
    reading, _ = reading_of(options, settings)
    try:
        for one in read(revision, settings.paths, reading):
            if one.fault is not None and options.debug:
                raise one.fault
            if one.framework != CI:
                yield one
    except UsageError:  # the file or the stage was not there then
        return


def _worlds(reading: Reading) -> dict[Key, Any]:
    return {(reading.id, reading.stage or "", str(app.world)): app for app in reading.worlds}
