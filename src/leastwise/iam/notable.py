"""Actions that matter more than others, and the roles that may use them on everything.

The table is `data/notable.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from leastwise.iam.actions import Action
from leastwise.iam.allowance import allowance
from leastwise.iam.managed import administrator, breadth
from leastwise.iam.naming import familiar
from leastwise.iam.pattern import matches
from leastwise.iam.reach import covers_everything, text_of
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.read.tables import table


@cache
def _data() -> frozenset[str]:
    return frozenset(map(str.lower, table(__file__, "notable")["data"]))


def reads_data(action: Action) -> bool:
    """Whether an action that changes nothing amounts to having the data."""
    return str(action).lower() in _data()


def reading() -> dict[str, list[str]]:
    """What people call data that is kept (`secret`) → the actions that read it."""
    found: dict[str, list[str]] = table(__file__, "notable")["reads"]
    return found


def destructive() -> list[str]:
    """The actions that destroy what keeps data: a table, a key, a file system."""
    found: list[str] = table(__file__, "notable")["destroys"]
    return found


# AWS counts a few other things in, such as Glue's console; what is meant bears one of these names.
_ACCESS = "Polic|Permission|Grant|Acl$|PublicAccess|Ownership|Attribute|AccessControl"


def changes_access(action: Action) -> bool:
    """Whether an action changes who may do what: policies, grants, roles, users, keys of people, encryption keys."""
    if str(action) in table(__file__, "notable")["opens"]:
        return True
    return action.manages_permissions and re.search(_ACCESS, action.name) is not None


def telling(actions: Sequence[Action], most: int = 2) -> list[Action]:
    """The actions that show best what all of them amount to: well-known ones, then by what they can do."""
    known: dict[str, list[str]] = table(__file__, "notable")["telling"]
    first = [a for a in actions if a.name in known.get(a.service, ())]
    first.sort(key=lambda action: known[action.service].index(action.name))
    return [*first, *(a for a in sorted(actions, key=_alarm) if a not in first)][:most]


def _alarm(action: Action) -> tuple[bool, bool, bool, bool, int, str]:
    """Sort key: first what destroys a familiar thing, or some thing, then what opens one, then other changes."""
    name = action.name.lower()
    destroyed = [
        kind
        for kind in action.resource_types
        if name == f"delete{kind.replace('-', '').lower()}" or f"{name}s" == f"delete{kind.lower()}"
    ]
    known = any(familiar(action, kind) for kind in destroyed)
    return not known, not destroyed, not action.manages_permissions, action.reads, len(name), name


def power(app: Application, role: Role) -> str:
    """What a role may do that is as good as the account, code of one's own in it, or all the data of a service.

    For people, to follow a name: `has administrator permissions`, `is allowed ... on every resource`. Empty where there
    is no such thing, and where a condition, a denial or a permissions boundary may stand before it.
    """
    whole = administrator(role)
    if not _held_down(role):
        if whole:
            return "has administrator permissions"
        for pattern in _on_everything(role):
            if any(_covers(pattern, wanted) for wanted in table(__file__, "notable")["powers"]):
                return f"is allowed `{pattern}` on every resource"
        return ""
    found = next(_left(app, role, ["*"] if whole else _on_everything(role)), "")
    return f"is allowed `{found}` on every resource" if found else ""


def _held_down(role: Role) -> bool:
    """Whether something may take away what the statements and managed policies of a role allow."""
    return role.boundary is not None or bool(role.groups) or any(s.effect != "Allow" for s in role.statements)


def _left(app: Application, role: Role, patterns: Iterable[str]) -> Iterator[str]:
    """The actions of such power that are left of some patterns on every resource."""
    data = table(__file__, "notable")
    allowed = allowance(app, role)
    for pattern in patterns:
        for wanted in data["powers"]:
            service, _, name = wanted.partition(":")
            if _covers(pattern, wanted) or pattern == "*":
                names = data["telling"][service] if name == "*" else [name]
                yield from (each for one in names if allowed.everywhere(each := f"{service}:{one}"))


def _on_everything(role: Role) -> Iterator[str]:
    """The action patterns that a role is allowed on every resource of their service."""
    for statement in role.statements:
        if statement.allows and not statement.conditional:
            for action in statement.actions:
                if isinstance(action, str) and any(_every(action, resource) for resource in statement.resources):
                    yield action
    for policy in role.managed:
        yield from breadth(policy.name or "") or ()


def _every(action: str, resource: object) -> bool:
    """Whether a resource is every one that the service of an action pattern has."""
    parts = (text_of(resource) or "").split(":", 5)
    same = len(parts) < 6 or parts[2].lower() in ("*", action.partition(":")[0].lower())
    return same and covers_everything(resource)


def _covers(pattern: str, wanted: str) -> bool:
    return pattern.lower() == wanted.lower() if wanted.endswith(":*") else matches(pattern.lower(), wanted.lower())
