"""What of a role's policies nothing needs, as an author sees them: by statement, template, attached policy, call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leastwise.iam.actions import TAGGING, Action, expand
from leastwise.iam.excess import too_wide
from leastwise.iam.managed import ADMINISTRATOR, breadth, customary, for_servers
from leastwise.iam.naming import kinds
from leastwise.iam.notable import changes_access, destructive, reading, reads_data
from leastwise.iam.validity import limits, never_works
from leastwise.model.application import Application
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.privilege.comparison import Comparison, Part
from leastwise.privilege.needed import Need
from leastwise.rules.access._code import granted_elsewhere, statement_of
from leastwise.rules.weight import only_costs

# Access control lists are off for every bucket that does not turn them on.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
_WITHOUT_EFFECT = frozenset({"s3:PutObjectAcl", "s3:PutObjectVersionAcl"})


@record(eq=False)
class Surplus:
    """A piece of a role's policies that is more than is needed.

    Attributes:
        kind: `statement`, `template` of SAM, `attached` policy of AWS, `grant` by a method of the CDK, `connector`.
        place: the statement, or where the template, the policy or the call stands.
        places: the actions of a statement that nothing needs.
        actions: what is granted there and not needed.
        parts: all that is granted there.
        needs: what is needed of it.
    """

    kind: str
    place: Property
    places: tuple[Property, ...]
    actions: tuple[Action, ...]
    parts: tuple[Part, ...]
    needs: tuple[Need, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing of it is needed."""
        return all(part.needless for part in self.parts)

    @property
    def grave(self) -> str:
        """What it can do that matters most, for people; empty where it is not of that kind."""
        names = [str(action) for action in self.actions]
        if any(name in destructive() for name in names):
            return "it can delete what keeps data"
        if any(changes_access(action) and str(action) not in _WITHOUT_EFFECT for action in self.actions):
            return "it can change who has access"
        if any(name in reading()["secret"] for name in names):
            return "it can read secrets"
        everywhere = any(part.granted.resources == ("*",) and part.needless for part in self.parts)
        if everywhere and any(_power(action) == _DELETES and action.takes_resource for action in self.actions):
            return "it can delete any of its kind"
        return ""

    @property
    def slight(self) -> bool:
        """Whether it only describes, or does no more than what is needed there does as well."""
        able = {key for need in self.needs for action in expand(need.action) or () for key in _powers(action)}
        return all(_shows_little(action) or _key(action) in able for action in self.actions)


_READS, _WRITES, _DELETES = "reads", "writes", "deletes"


def _power(action: Action) -> str:
    if action.reads:
        return _READS
    return _DELETES if action.name.startswith(("Delete", "Purge", "Terminate", "Remove", "Drop")) else _WRITES


def _shows_little(action: Action) -> bool:
    """Whether an action tells how things are set up and not what is in them, tags them, or costs money and no more."""
    data = reads_data(action) or any(str(action) in actions for actions in reading().values())
    tags = TAGGING in action.access and action.name.startswith(("Tag", "Untag"))
    return (action.reads and not data) or tags or only_costs(str(action))


def _key(action: Action, power: str = "") -> tuple[str, str, str]:
    return action.service, next(iter(kinds([action])), "") if action.resource_types else "", power or _power(action)


def _powers(action: Action) -> Iterator[tuple[str, str, str]]:
    """What whoever may use an action can do as well: who takes messages out of a queue can hide them."""
    yield _key(action)
    if _power(action) == _DELETES:
        yield _key(action, _WRITES)


def surpluses(app: Application, found: Comparison) -> Iterator[Surplus]:
    """What nothing needs, in the order in which it is written.

    What logs, traces and joins networks is left out, and so is what rules about wildcards tell: those themselves, and
    policies of AWS that allow a whole service.
    """
    groups: dict[object, list[Part]] = {}
    for part in found.parts:
        groups.setdefault(_group(part), []).append(part)
    for parts in groups.values():
        kind = _kind(parts[0])
        surplus = [
            part for part in parts if _told(app, part, kind) and not (part.needless and granted_elsewhere(found, part))
        ]
        if surplus:
            needs = tuple({repr(need): need for part in parts for need in part.needs}.values())
            actions = tuple(dict.fromkeys(action for part in surplus for action in _beyond(part)))
            places = tuple(part.granted.property for part in surplus)
            place = places[0] if kind == "attached" else statement_of(places[0])
            yield Surplus(kind, place, places, actions, tuple(parts), needs)


def _kind(part: Part) -> str:
    via, place = part.granted.via, part.granted.property
    if via in ("sam-template", "aws-managed", "connector"):
        return {"sam-template": "template", "aws-managed": "attached"}.get(via, via)
    return "grant" if place.by == "framework" else "statement"


def _group(part: Part) -> object:
    """What stands together: statements that a template or a call makes stand at its place."""
    granted, kind = part.granted, _kind(part)
    if kind == "attached":
        return granted.property
    statement = statement_of(granted.property)
    if kind in ("template", "connector") or (kind == "grant" and statement.stands_with("Effect")):
        source, *offsets = statement.span
        return source.path, *offsets[:2], granted.policy
    return statement


def _told(app: Application, part: Part, kind: str) -> bool:
    granted = part.granted
    if kind == "attached":
        told = granted.policy in ADMINISTRATOR or breadth(granted.policy) is not None or for_servers(granted.policy)
        return not told and bool(_beyond(part))
    if not part.needless or granted.not_actions or (kind == "statement" and too_wide(granted.action)):
        return False
    actions = expand(granted.action) or ()
    return bool(_beyond(part)) and not never_works(actions, limits(app, granted.resources))


def _beyond(part: Part) -> Sequence[Action]:
    """The actions that a part grants and nothing needs."""
    needed: Iterable[str] = () if part.needless else (need.action for need in part.needs)
    known = {str(name).lower() for name in needed}
    found = [action for action in expand(part.granted.action) or () if str(action).lower() not in known]
    return [action for action in found if not customary(action)] if part.needless or part.wide_action else []
