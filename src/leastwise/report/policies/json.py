"""The permissions for programs, schema 1 (DESIGN, "JSON of `policy`"): stable, extra fields may be added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise import __version__
from leastwise.model.source import Location
from leastwise.report.json import dumps, unread_entries
from leastwise.report.policies.plain import plain
from leastwise.report.policies.result import Cause, FunctionEntry, Grant, Need, PolicyResult, RoleEntry, Seen, Target
from leastwise.report.style import Style

SCHEMA = 1
VERSION = "2012-10-17"

_NOT_READ = "its code was not read"


def render(result: PolicyResult, style: Style) -> Iterator[str]:
    """The whole report as one JSON text."""
    yield dumps(document(result), indent=2)
    yield "\n"


def document(result: PolicyResult) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "leastwise", "version": __version__},
        "root": result.root,
        "functions": [_function(entry, result) for entry in result.functions.values()],
        "roles": [_role(entry, result) for entry in result.roles.values()],
        "unread": unread_entries(result.unread),
        "stats": {
            "files": result.files,
            "templates": result.templates,
            "applications": len(result.applications),
            "functions": len(result.functions),
            "roles": len(result.roles),
            "seconds": round(result.seconds, 3),
        },
    }


def _function(entry: FunctionEntry, result: PolicyResult) -> dict[str, Any]:
    role = result.roles.get(entry.role or "")
    why = [] if entry.code else [{**_place(entry.location), "reason": _NOT_READ}]
    why += [{**_place(reason.location), "reason": reason.text} for reason in entry.why]
    return {
        "id": entry.id,
        "name": entry.name,
        "application": entry.application,
        "file": entry.file,
        "handler": entry.handler,
        "role": entry.role,
        "triggers": [{**_place(one.location), "trigger": one.text} for one in entry.triggers],
        "certainty": entry.certainty,
        "why": why,
        "needs": [_need(need) for need in entry.needs],
        "grants": [_grant(grant) for grant in role.grants] if role else [],
        "seen": [_seen(one) for one in entry.seen] if result.evidence else None,
        "excess": [_grant(grant) for grant in entry.excess],
        "missing": [_need(need) for need in entry.missing],
        "policy": _policy(entry),
    }


def _policy(entry: FunctionEntry) -> Any:
    """The smallest policy that allows what a function needs; `None` where its code is not read."""
    if not entry.code:
        return None
    return plain({"Version": VERSION, "Statement": [one.document() for one in entry.policy]})


def _role(entry: RoleEntry, result: PolicyResult) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "application": entry.application,
        **(_place(entry.location) if entry.location else {"file": None, "line": None}),
        "kind": entry.kind,
        "by": entry.by,
        "functions": entry.functions,
        "used_by": entry.used_by,
        "used": entry.used,
        "boundary": entry.boundary or None,
        "grants": [_grant(grant) for grant in entry.grants],
        "needs": [_need(need) for need in entry.needs],
        "missing": [_need(need) for need in entry.missing],
        "seen": [_seen(one) for one in entry.seen] if result.evidence else None,
        "unused": entry.unused if result.evidence else None,
        "unknown": [{**_place(reason.location), "reason": reason.text} for reason in entry.unknown],
    }


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "action": grant.action,
        "resources": _targets(grant.resources),
        "condition": grant.condition,
        "effect": grant.effect,
        "by": grant.by,
        "via": grant.via,
        "policy": grant.policy or None,
        "access_level": grant.levels[0] if grant.levels else None,
        "access_levels": list(grant.levels),
        "not_actions": list(grant.not_actions),
        "not_resources": _targets(grant.not_resources),
        "stores": list(grant.stores),
        "from": _place(grant.location),
        "when": grant.when or None,
    }


def _seen(one: Seen) -> dict[str, Any]:
    return {
        "action": one.action,
        "resources": _targets(one.resources),
        "kind": one.kind,
        "count": one.count,
        "first": one.first or None,
        "last": one.last or None,
        "needed": one.needed,
        "granted": one.granted,
        "sessions": list(one.sessions),
        "when": one.when or None,
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "action": need.action,
        "resources": _targets(need.resources),
        "condition": need.condition,
        "source": need.source,
        "because": [_cause(cause) for cause in need.because],
        "optional": need.optional,
        "when": need.when or None,
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        **_place(cause.location),
        "call": cause.note,
        "through": [{**_place(step.location), "name": step.name} for step in cause.through],
        "naming": [
            {
                "argument": one.argument,
                "text": one.text,
                **(_place(one.location) if one.location else {"file": None, "line": None}),
            }
            for one in cause.naming
        ],
    }


def _targets(resources: Iterable[Target]) -> list[dict[str, Any]]:
    return [{"arn": target.arn, "logical_id": target.name} for target in resources]


def _place(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line}
