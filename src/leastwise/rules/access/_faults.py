"""What is wrong with the actions that a statement names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leastwise.iam.actions import Action, expand
from leastwise.iam.allowance import allowance
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.validity import exists, limits, nearest, never_works, right_prefix
from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.record import record
from leastwise.model.resource import Property

_UNKNOWN = ("does not exist", "do not exist")
_NONE_LIKE = ("is like no action", "are like no action")
_MISPLACED = ("works on none of the resources beside it", "work on none of the resources beside them")
_UNLIMITED = (
    "takes no resource, so that beside an ARN it comes to nothing: it needs `*`, in a statement of its own",
    "take no resource, so that beside an ARN they come to nothing: they need `*`, in a statement of their own",
)


@record
class Fault:
    """One action that comes to nothing.

    Attributes:
        place: where it is named.
        why: what is wrong, of one and of several.
        meant: the action that was meant, where that is clear.
        harmless: whether nobody misses it: it would only list, or what was meant is allowed.
        remedy: `rename` to what was meant; `drop` it; `all` resources, in a statement of its own; the `objects` of the
            bucket; empty where it is not known.
    """

    place: Property
    why: tuple[str, str]
    meant: str = ""
    harmless: str = ""
    remedy: str = ""


def faults(app: Application, role: Role, statement: Statement) -> Iterator[Fault]:
    """The actions of a statement that come to nothing."""
    texts = limits(app, statement.resources)
    for index, name in enumerate(statement.actions):
        found = exists(name) if isinstance(name, str) else True
        actions = (expand(name) or ()) if isinstance(name, str) and found and texts else ()
        if not isinstance(name, str) or (found and not (actions and never_works(actions, texts))):
            continue
        place = statement.action_properties()[index]
        if found is None:
            prefix, _, rest = name.partition(":")
            right = right_prefix(prefix)
            if right is not None:
                yield _missing(app, role, place, f"{right}:{rest}" if exists(f"{right}:{rest}") else "")
        elif not found:
            yield Fault(place, _NONE_LIKE) if has_wildcard(name) else _missing(app, role, place, nearest(name) or "")
        elif any(action.resource_types for action in actions):
            allowed = any(_allows(app, other, actions) for other in role.statements if other is not statement)
            remedy = "drop" if allowed else "objects" if all("object" in a.resource_types for a in actions) else ""
            yield Fault(place, _MISPLACED, harmless="another statement allows it" if allowed else "", remedy=remedy)
        else:
            lists = all(action.describes for action in actions)
            harmless, remedy = ("it would only list and describe", "all") if lists else ("", "")
            yield Fault(place, _UNLIMITED, harmless=harmless, remedy=remedy)


def _allows(app: Application, statement: Statement, actions: Sequence[Action]) -> bool:
    """Whether a statement allows one of the actions on what it works on."""
    named = {action for name in statement.actions if isinstance(name, str) for action in expand(name) or ()}
    meant = named & set(actions) if statement.allows else set()
    return bool(meant) and not never_works(meant, limits(app, statement.resources))


def _missing(app: Application, role: Role, place: Property, meant: str) -> Fault:
    allowed = meant and allowance(app, role).anywhere(meant) is not None
    remedy = "drop" if allowed else "rename" if meant and not has_wildcard(meant) else ""
    return Fault(place, _UNKNOWN, meant, "what was meant is allowed" if allowed else "", remedy)
