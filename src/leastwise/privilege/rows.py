"""What stays of a policy, action by action: which of them, and on what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.iam.actions import expand
from leastwise.iam.language import includes
from leastwise.iam.managed import customary
from leastwise.iam.naming import arn_attribute, arn_facts
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.resources import partition, parts_of, resource_pattern
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.record import record, replace
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Concat, Parameter, Reference, Symbol, concat, references
from leastwise.privilege.circles import needs as depends
from leastwise.privilege.circles import waits
from leastwise.privilege.comparison import Part
from leastwise.privilege.kinds import wider, works_on
from leastwise.privilege.options import Options
from leastwise.privilege.statements import OWN, writable
from leastwise.privilege.variables import worded

if TYPE_CHECKING:
    from leastwise.privilege.needed import Need

PARTITION = Parameter("AWS::Partition")


@record(eq=False)
class Row:
    """One action as its author wrote it.

    Attributes:
        place: where it is written.
        written: the action, perhaps with wildcards.
        granted: the resources that it is granted on.
        kept: what stays of it: action → resources; empty where nothing needs it.
        reason: why more of it stays than is needed; empty where it does not.
        needs: what needs it.
    """

    place: Property
    written: str
    granted: tuple[Any, ...]
    kept: Mapping[str, tuple[Any, ...]]
    reason: str = ""
    needs: tuple[Need, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it stays as it is."""
        return list(self.kept.items()) == [(self.written, self.granted)]


class Rows:
    """Makes the rows of one policy.

    Args:
        app: the application.
        policy: the resource that the policy is part of.
        options: see there.
        names: whether all is written anew: resources are named by reference wherever that is possible, and nothing
            stays that nothing needs. Otherwise what every function may do stays: logs, network interfaces, traces.
    """

    def __init__(self, app: Application, policy: Resource, options: Options, *, names: bool = False) -> None:
        self._app = app
        self._policy = policy
        self._options = options
        self._names = names

    def row(self, parts: Sequence[Part]) -> Row:
        """The row of one action; `parts` are what the roles that have it need of it, one for each."""
        granted = parts[0].granted
        wanted: dict[str, dict[Any, None]] = {}
        kept: dict[str, tuple[Any, ...]]
        for part in parts:
            for action, values in part.wanted:
                wanted.setdefault(action, {}).update(dict.fromkeys(values))
        if not wanted:
            found = () if self._names or has_wildcard(granted.action) else expand(granted.action) or ()
            kept = {granted.action: granted.resources} if found and all(map(customary, found)) else {}
            return Row(granted.property, granted.action, granted.resources, kept)
        whole = not any(part.wide_action for part in parts if part.needs) and any(part.needs for part in parts)
        whole = whole or self._lists(granted.action)
        if (has_wildcard(granted.action) and not whole) or granted.not_actions:
            names: Iterable[tuple[str, Iterable[Any]]] = ((name, values) for name, values in wanted.items())
        else:
            names = [(granted.action, dict.fromkeys(value for values in wanted.values() for value in values))]
        kept = {}
        reasons: dict[str, None] = {}
        for name, listed in names:
            kept[name] = self._resources(name, granted.resources, tuple(listed), reasons)
        needs = tuple(need for part in parts for need in part.needs)
        return Row(granted.property, granted.action, granted.resources, kept, "; ".join(reasons), needs)

    def _lists(self, pattern: str) -> bool:
        """Whether a wildcard stays because it only finds out what there is."""
        found = expand(pattern) if self._options.keep_lists and has_wildcard(pattern) else None
        return bool(found) and all(action.describes for action in found or ())

    def _resources(
        self, action: str, granted: tuple[Any, ...], wanted: tuple[Any, ...], reasons: dict[str, None]
    ) -> tuple[Any, ...]:
        narrower = wider(self._app, (action,), granted, wanted)
        if not narrower and not self._names:
            return granted
        found = []
        for value in wanted:
            kept = () if self._names else granted
            said, reason = self.sayable(self._authors(value, kept), kept)
            if reason:
                if narrower:
                    reasons[f"{action}: {reason}"] = None
                return granted
            found.append(said)
        return tuple(distinct(self._app, found))

    def _authors(self, value: Any, granted: Sequence[Any]) -> Any:
        """A resource in the words of the policy's author, where he names just it."""
        pattern = resource_pattern(self._app, value)
        for one in granted:
            other = resource_pattern(self._app, one)
            if includes([other], pattern) is Truth.YES and includes([pattern], other) is Truth.YES:
                return one
        return value

    def sayable(self, value: Any, granted: Sequence[Any] = ()) -> tuple[Any, str]:
        """A value as this policy can name it, or why it cannot.

        Args:
            value: a resource.
            granted: what the policy names already.
        """
        if any(value is one or value == one for one in granted):
            return value, ""
        value = self._own_partition(self._continued(value, granted))
        if not writable(value):
            return value, "which resource it is shows only at run time"
        if self._policy.framework == "serverless":
            value, reason = worded(self._app, value)
            if reason:
                return value, reason
        circles = [key for key in {one.resource for one in references(value)} if self._circles(key)]
        if not circles:
            return shortened(self._app, value), ""
        named = self._by_name(value)
        if named is not None and not any(self._circles(one.resource) for one in references(named)):
            return worded(self._app, named) if self._policy.framework == "serverless" else (named, "")
        name = circles[0].rpartition(":")[2]
        return value, f"{name} needs the role, so its policy cannot refer to it; give {name} a name of its own"

    def _continued(self, value: Any, granted: Sequence[Any]) -> Any:
        """A resource in the words of the policy's author where he names its beginning: `${Photos.Arn}/*`."""
        whole = _flat(self._app, value)
        for one in granted:
            parts = one.parts if isinstance(one, Concat) else (one,)
            if len(parts) > 1 and isinstance(parts[-1], str) and parts[-1].endswith("*"):
                start = concat((*parts[:-1], parts[-1][:-1]))
                rest = _rest(whole, _flat(self._app, start), ends="")
                if rest is not None and all(isinstance(part, (str, Symbol)) for part in rest):
                    return concat((*start.parts, *rest)) if isinstance(start, Concat) else concat((start, *rest))
        return shortened(self._app, value)

    def _own_partition(self, value: Any) -> Any:
        """The same with the partition spelled out where that takes a data source to say."""
        known = partition(self._app) if self._policy.framework == "terraform" else None
        if not isinstance(known, str) or not isinstance(value, Concat):
            return value
        return concat(known if part == PARTITION else part for part in value.parts)

    def _circles(self, key: str) -> bool:
        resource = self._app.by_key.get(key)
        if resource is None:
            return False
        if self._policy.framework == "terraform":
            return waits(self._app, resource, self._policy)
        return key == self._policy.key or depends(self._app, resource, {self._policy.key})

    def _by_name(self, value: Any) -> Any:
        """The same with the names of resources that have one of their own, instead of references to them."""
        pieces: list[Any] = []
        for part in value.parts if isinstance(value, Concat) else (value,):
            if isinstance(part, Reference) and self._circles(part.resource):
                named = self._said(self._app.by_key[part.resource], part.attribute)
                if not named:
                    return None
                pieces += named
            else:
                pieces.append(part)
        return concat(pieces)

    def _said(self, resource: Resource, attribute: str) -> list[Any]:
        """What an attribute of a resource returns, by the names that its author gave it; nothing where he gave none."""
        facts = arn_facts(resource.type)
        if attribute in facts.get("named", ()):
            format_ = f"${{{facts.get('name')}}}"
        else:
            format_ = facts.get("arns", {}).get(attribute, "")
        from leastwise.code.needs.parameters import (
            defaults,
            with_parameters,
        )  # the engine, and so only where it is used

        open_ = with_parameters(resource.properties, defaults(self._app))
        pieces: list[Any] = []
        for text, name in re.findall(r"([^$]*)(?:\$\{(\w+)\})?", format_):
            value = (
                open_.get(name, resource[name].value)
                if name and name not in OWN
                else Parameter(OWN[name])
                if name
                else ""
            )
            if value is None or not writable(value):
                return []
            pieces += [text, value]
        return pieces


def shortened(app: Application, value: Any) -> Any:
    """An ARN that begins with that of a resource as a reference to it: `${Photos.Arn}/raw/*`."""
    if not isinstance(value, Concat) or not isinstance(value.parts[0], str):
        return value
    whole = _flat(app, value)
    for reference in dict.fromkeys(references(value)):
        resource = app.by_key.get(reference.resource)
        attribute = None if resource is None else arn_attribute(resource.type)
        if attribute is None:
            continue
        own = Reference(reference.resource, attribute)
        start = _flat(app, own)
        rest = _rest(whole, start) if len(start) > 1 or isinstance(start[0], str) else None
        if rest is not None and all(isinstance(part, str) for part in rest):
            return concat((own, *rest))
    return value


def _flat(app: Application, value: Any) -> list[Any]:
    """What a value is made of, with texts that follow each other put together."""
    found: list[Any] = []
    for part in parts_of(app, value):
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return found


def _rest(whole: list[Any], start: list[Any], ends: str = "/:") -> list[Any] | None:
    """What follows a beginning, which one of some characters ends, if any are given; `None` where it is none."""
    count = len(start)
    if len(whole) < count or not all(type(a) is type(b) and a == b for a, b in zip(whole, start[:-1], strict=False)):
        return None
    last, own = whole[count - 1], start[-1]
    if isinstance(last, str) and isinstance(own, str):
        tail = last[len(own) :]
        fits = last.startswith(own) and (not ends or tail[:1] in ("", *ends))
        return ([tail] if tail else []) + whole[count:] if fits else None
    return whole[count:] if type(last) is type(own) and last == own else None


def distinct(app: Application, values: Iterable[Any]) -> list[Any]:
    """The values that none of the others includes."""
    found = list(dict.fromkeys(values))
    patterns = [resource_pattern(app, value) for value in found]
    covered: set[int] = set()
    for index, pattern in enumerate(patterns):
        others = [one for n, one in enumerate(patterns) if n != index and n not in covered]
        if any(includes([one], pattern) is Truth.YES for one in others):
            covered.add(index)
    return [value for index, value in enumerate(found) if index not in covered]


def grouped(rows: Iterable[tuple[str, tuple[Any, ...]]]) -> dict[tuple[Any, ...], list[str]]:
    """Resources → the actions on just these, in order."""
    found: dict[frozenset[Any], tuple[tuple[Any, ...], list[str]]] = {}
    for action, resources in rows:
        names = found.setdefault(frozenset(resources), (resources, []))[1]
        if action not in names:
            names.append(action)
    return dict(found.values())


def tidy(app: Application, rows: Sequence[Row]) -> list[Row]:
    """The rows of a statement that gets smaller, without resources that no action which stays can be about."""
    actions = [name for row in rows for name in row.kept]
    if not actions or all(row.same for row in rows):
        return list(rows)
    idle = [value for value in rows[0].granted if not works_on(app, actions, value)]
    rest = [{name: tuple(v for v in kept if v not in idle) for name, kept in row.kept.items()} for row in rows]
    return [replace(row, kept=kept) if all(kept.values()) else row for row, kept in zip(rows, rest, strict=True)]
