"""The fewest readable statements that allow what is needed, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.iam.actions import PERMISSIONS, Action, expand, service
from leastwise.iam.wiring import Because as Wiring
from leastwise.model.application import Application
from leastwise.model.edit import Noted
from leastwise.model.record import record
from leastwise.model.source import Location
from leastwise.model.value import Concat, Parameter, Symbol, Unknown, concat, references

if TYPE_CHECKING:
    from leastwise.privilege.needed import Need

MAX_SID = 40
"""Characters of the name of a statement; readable ones are shorter."""

MAX_NOTE = 50
"""Characters of a call in a comment."""

ALL = "*"

OWN = {"Partition": "AWS::Partition", "Region": "AWS::Region", "Account": "AWS::AccountId"}
"""Variable of an ARN format → the parameter that stands for the application's own."""


@record(eq=False)
class Minimal:
    """One statement of a minimal policy.

    Attributes:
        sid: its name, letters and digits only, unique among those made together.
        actions: in alphabetical order.
        resources: values of the model.
        condition: the condition block; `None` for none.
        needs: what it is for.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[Any, ...]
    condition: Mapping[str, Any] | None
    needs: tuple[Need, ...]

    def document(self) -> dict[str, Any]:
        """The statement as it is written, in values of the model."""
        found: dict[str, Any] = {
            "Sid": Noted(self.sid, because(self.needs)),
            "Effect": "Allow",
            "Action": one_or_list(self.actions),
            "Resource": one_or_list(self.resources),
        }
        return found | ({"Condition": self.condition} if self.condition else {})


def because(needs: Iterable[Need]) -> str:
    """The lines that need something, code before wiring, in a few words: `orders/app.py:12 table.put_item(…) and 2`."""
    found: dict[str, bool] = {}
    for need in needs:
        for cause in need.because:
            place: Location | None = getattr(cause, "location", None)
            where = cause.property.location if isinstance(cause, Wiring) else cause.location
            text = " ".join(cause.note.split())
            text = text if place is None else _call(text)
            text = f"{text[:MAX_NOTE]}…" if len(text) > MAX_NOTE else text
            found.setdefault(f"{where.file.removeprefix('./')}:{where.line} {text}", place is None)
    if not found:
        return ""
    first = min(found, key=found.__getitem__)
    return first + (f" and {len(found) - 1} more" if len(found) > 1 else "")


def _call(text: str) -> str:
    """A call without what it is given: `s3.Bucket(…).put_object(…)`."""
    found, depth = "", 0
    for match in re.finditer(r"[()]|[^()]+", text):
        piece = match[0]
        if piece == "(":
            found += "(" if depth == 0 else ""
            depth += 1
        elif piece == ")":
            depth -= 1
            if depth < 0:
                return found
            found += ")" if depth == 0 else ""
        elif depth == 0:
            found += piece
        elif not found.endswith("…"):
            found += "…"
    return found + ")" if depth else found


def one_or_list(values: Sequence[Any]) -> Any:
    """Values as people write them in a policy: a single one stands by itself."""
    return values[0] if len(values) == 1 else list(values)


def minimal(needs: Iterable[Need], among: Iterable[Need] | None = None) -> tuple[Minimal, ...]:
    """The fewest statements in which no action is allowed on what it is not needed on.

    Actions of one service on the same resources are one statement. A resource that only shows at run time is every one
    of its kind. What is needed in some cases only is not in it.

    Args:
        needs: all of a function or a role.
        among: all that are needed, where the statements are about some of them.
    """
    needs = list(needs)
    every = needs if among is None else list(among)
    found: dict[tuple[str, Any], list[Need]] = {}
    for need in needs:
        for value in () if need.optional else need.resources:
            found.setdefault((need.action, named(value, need.action)), []).append(need)
    rows: dict[tuple[str, str], dict[Any, list[Need]]] = {}
    conditions: dict[str, Mapping[str, Any] | None] = {}
    for (action, resource), several in found.items():
        condition = condition_of(several, every)
        mark = repr(condition) if condition else ""
        conditions[mark] = condition
        rows.setdefault((action, mark), {})[resource] = several
    groups: dict[tuple[str, str, tuple[Any, ...]], dict[str, list[Need]]] = {}
    for (action, mark), of_action in rows.items():
        resources = (ALL,) if ALL in of_action else tuple(of_action)
        if mark and ALL in rows.get((action, ""), {}):
            continue  # it is allowed in any case
        prefix = action.partition(":")[0]
        key = (prefix, mark, tuple(sorted(resources, key=_order)))
        groups.setdefault(key, {})[action] = [need for several in of_action.values() for need in several]
    return tuple(_named(groups, conditions))


def condition_of(needs: Iterable[Need], among: Iterable[Need]) -> dict[str, Any] | None:
    """The condition that all of some needs meet, whichever of them is asked for; `None` where one asks for none.

    Args:
        needs: of one action, on the same.
        among: all that are needed.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    kinds = set()
    for need in needs:
        condition = need.condition or through(need, among)
        if not condition:
            return None
        pairs = [(operator, key, value) for operator, keys in condition.items() for key, value in keys.items()]
        kinds.add(tuple((operator, key) for operator, key, _ in pairs))
        for operator, key, value in pairs:
            found.setdefault((operator, key), {}).update(
                dict.fromkeys(value if isinstance(value, (list, tuple)) else [value])
            )
    if len(kinds) != 1:
        return None
    block: dict[str, Any] = {}
    for (operator, key), values in found.items():
        block.setdefault(operator, {})[key] = one_or_list(tuple(values))
    return block


def through(need: Need, needs: Iterable[Need]) -> dict[str, Any] | None:
    """That a key is used by way of the stores that are encrypted with it, where code needs it for nothing else.

    `<service>.<region>.<domain>` is what the key holds; region and domain are the key's own in any case.
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    if need.source != "kms" or not need.action.startswith("kms:"):
        return None
    calls = {cause for cause in need.because if not isinstance(cause, Wiring)}
    if len(calls) < len(need.because):
        return None
    others = [one for one in needs if not one.action.startswith("kms:") and not calls.isdisjoint(one.because)]
    services = {one.action.partition(":")[0] for one in others}
    covered = {cause for one in others for cause in one.because}
    if not services or not services <= _STORES or not calls <= covered:
        return None
    return {"StringLike": {"kms:ViaService": one_or_list([f"{name}.*" for name in sorted(services)])}}


_STORES = frozenset(("dynamodb", "kinesis", "s3", "secretsmanager", "sns", "sqs"))
"""Services that name themselves to a key when they use it for who calls them."""


def _named(
    groups: Mapping[tuple[str, str, tuple[Any, ...]], Mapping[str, list[Need]]],
    conditions: Mapping[str, Mapping[str, Any] | None],
) -> Iterator[Minimal]:
    taken: set[str] = set()
    for (_, mark, resources), rows in groups.items():
        actions = tuple(sorted(rows))
        name = sid(actions, resources, taken)
        causes = {repr(need): need for several in rows.values() for need in several}
        yield Minimal(name, actions, resources, conditions[mark], tuple(causes.values()))


def _order(value: Any) -> tuple[bool, str]:
    return isinstance(value, str), repr(value)


def named(value: Any, action: str) -> Any:
    """A resource as a policy names it: all of its kind where it only shows at run time."""
    if writable(value):
        return value
    parts = [_part(part) for part in (value.parts if isinstance(value, Concat) else (value,))]
    if isinstance(parts[0], str) and parts[0].startswith("arn:"):
        return concat(parts)
    known = [one for one in expand(action) or () if one.takes_resource]
    found = service(action.partition(":")[0])
    formats = [text for one in known for text in (found.formats(one) if found is not None else ())]
    # several formats, as of objects in buckets and behind access points: no single one is all that may be meant
    return _any_of(formats[0]) if len(formats) == 1 else ALL


def _part(part: Any) -> Any:
    """A part of an ARN as a policy says it: anything, where it only shows at run time."""
    return re.sub(r"\$\{[^}]*\}?", ALL, part) if isinstance(part, str) else part if writable(part) else ALL


def _any_of(format_: str) -> Any:
    """Every ARN of a format, in the application's own account and region."""
    pieces: list[Any] = []
    for text, name in re.findall(r"([^$]*)(?:\$\{(\w+)\})?", format_):
        pieces.append(text)
        if name:
            pieces.append(Parameter(OWN[name]) if name in OWN else ALL)
    return concat(pieces)


def writable(value: Any) -> bool:
    """Whether a template can say a value; a variable of somebody else's in a text is not known."""
    if isinstance(value, Unknown):
        return False
    if isinstance(value, Concat):
        return all(writable(part) for part in value.parts)
    if isinstance(value, Parameter):
        return value.name.startswith("AWS::") or ":" not in value.name
    return "${" not in value if isinstance(value, str) else isinstance(value, Symbol)


def sid(actions: Collection[str], resources: Iterable[Any], taken: set[str]) -> str:
    """A name for a statement that says what it is about: `OrdersRead`; it is added to those that are taken.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
    """
    names = list(dict.fromkeys(found for value in resources if (found := _called(value))))
    prefix = next(iter(actions)).partition(":")[0]
    verb = _verb([action for name in actions for action in expand(name) or ()], actions)
    abouts = (_words("".join(names)) if 0 < len(names) <= 2 else _words(prefix), *map(_words, names[:1]), "")
    start = next(f"{about}{verb}" for about in abouts if not about or len(about) + len(verb) <= MAX_SID)
    found, number = start, 2
    while found in taken:
        found, number = f"{start}{number}", number + 1
    taken.add(found)
    return found


def _called(value: Any) -> str:
    """What people call a resource: its name in the template, or the last part of its ARN that is a name."""
    for reference in references(value):
        return _words(reference.resource.rpartition(":")[2].rpartition(".")[2].rpartition("/")[2])
    text = "".join(part for part in (value.parts if isinstance(value, Concat) else (value,)) if isinstance(part, str))
    parts = re.split(r"[:/]", text) if text != ALL else []
    return _words(next((part for part in reversed(parts) if part.strip("*")), "")) if len(parts) > 5 else ""


def _words(text: str) -> str:
    """`orders-table` as `OrdersTable`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text))


def _verb(actions: Sequence[Action], names: Collection[str]) -> str:
    """What is done there, in one word."""
    if len(names) == 1:
        return _words(next(iter(names)).partition(":")[2].replace("*", ""))
    if any(PERMISSIONS in action.access for action in actions):
        return "Manage"
    reading = {action.reads for action in actions}
    return "Use" if not reading else "ReadWrite" if len(reading) > 1 else "Read" if reading.pop() else "Write"


def referred(value: Any, app: Application) -> Iterator[str]:
    """The keys of the resources of the application that a value names."""
    return (reference.resource for reference in references(value) if reference.resource in app.by_key)
