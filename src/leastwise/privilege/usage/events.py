"""One event of CloudTrail after the other: who did what, on what.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.privilege.usage.meaning import actions_of, arguments_of, meaning
from leastwise.privilege.usage.seen import Kind, Usage, Use
from leastwise.read.tables import table

_KEPT = 20_000
"""Different requests whose meaning is remembered."""


class Events:
    """Enters events into what was seen."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._known: dict[Any, tuple[tuple[str, str], ...]] = {}
        self._denied = frozenset(table(__file__, "events")["denied"])

    def add(self, event: Mapping[str, Any], file: str) -> None:
        """Enter one event; one that has another shape than documented counts as malformed."""
        usage = self._usage
        source, name, identity = event.get("eventSource"), event.get("eventName"), event.get("userIdentity")
        if not (isinstance(source, str) and isinstance(name, str) and isinstance(identity, dict)):
            usage.malformed += 1
            return
        usage.events += 1
        role, session = _who(identity)
        if not role:
            usage.others[str(identity.get("type") or "?")[:40]] += 1
            return
        account = role.split(":")[4]
        usage.accounts[account] += 1
        found = self._found(event, source, name, role, account)
        if found is None:
            if len(usage.unknown) < _KEPT:
                usage.unknown[f"{source.partition('.')[0]}:{name}"[:100]] += 1
            return
        kind: Kind = "denied" if self._is_denied(event) else "used"
        time = event.get("eventTime")
        via = str(identity.get("invokedBy") or "").partition(".amazonaws")
        for action, arn in found:
            use = Use(role, session, action, arn, kind, via[0] if via[1] else "")
            usage.add(use, time if isinstance(time, str) else "", file)

    def _found(
        self, event: Mapping[str, Any], source: str, name: str, role: str, account: str
    ) -> tuple[tuple[str, str], ...] | None:
        what = meaning(source, name)
        if what is None:
            return None
        arguments = arguments_of(what, event.get("requestParameters"))
        named = _named(event.get("resources"))
        here = (role.split(":")[1], _text(event, "awsRegion"), _text(event, "recipientAccountId") or account)
        key = (source, name, here, named, repr(arguments))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[key] = tuple(dict.fromkeys(actions_of(what, arguments, named, here)))
        return found

    def _is_denied(self, event: Mapping[str, Any]) -> bool:
        """Whether it was refused. Other errors are of requests that were allowed."""
        code = event.get("errorCode")
        return isinstance(code, str) and code.rpartition(".")[2] in self._denied


def _who(identity: Mapping[str, Any]) -> tuple[str, str]:
    """ARN of the role and name of its session; nothing where it is no role."""
    if identity.get("type") != "AssumedRole":
        return "", ""
    own = _text(identity, "arn")
    context = identity.get("sessionContext")
    issuer = context.get("sessionIssuer") if isinstance(context, dict) else None
    role = _text(issuer, "arn") if isinstance(issuer, dict) else ""
    if not role and ":assumed-role/" in own:
        role = own.rpartition("/")[0].replace(":sts:", ":iam:", 1).replace(":assumed-role/", ":role/", 1)
    session = _text(identity, "principalId").partition(":")[2] or own.rpartition("/")[2]
    return (role, session[:64]) if role.startswith("arn:") and role.count(":") == 5 and ":role/" in role else ("", "")


def _named(value: Any) -> tuple[str, ...]:
    """The ARNs under `resources`; a prefix stands for all that begins so."""
    found = []
    for one in value[:20] if isinstance(value, list) else ():
        if isinstance(one, dict):
            arn = _text(one, "ARN") or _text(one, "arn")
            prefix = _text(one, "ARNPrefix")
            if arn or prefix:
                arn = arn or f"{prefix.removesuffix('*').removesuffix('/')}/*"
                found.append(f"{arn.partition('/')[0]}/*" if ":s3:::" in arn and "/" in arn else arn)
    return tuple(found)


def _text(values: Mapping[str, Any], name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""
