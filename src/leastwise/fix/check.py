"""Whether changed files say what was meant: the model of them is compared with the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from leastwise.engine import Judgement
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, ReplaceSpan
from leastwise.model.finding import Finding
from leastwise.model.record import record, replace
from leastwise.model.resource import Path, Resource
from leastwise.model.value import Unknown, parameters, references
from leastwise.read.reading import Reading


@record
class Judged:
    """An application, as it was read and what the rules say about it."""

    reading: Reading
    judgement: Judgement


Key = tuple[str, str, str | None, str]
"""Rule, application, stage and block: the places in a block may move when one of its lists gets shorter.

The block is empty where one finding stands for the whole application.
"""


@record
class Problem:
    """What is wrong with a set of fixes.

    Attributes:
        reason: for people.
        finding: that came, or that should be gone; `None` for a problem of another kind.
        stays: what that finding is counted by, where it should be gone.
    """

    reason: str
    finding: Finding | None = None
    stays: Key | None = None


def problems(
    before: Sequence[Judged], after: Sequence[Judged], fixed: Sequence[Finding], once: frozenset[str]
) -> Iterator[Problem]:
    """What does not hold once these findings are fixed.

    Args:
        before: the applications of a group as they are.
        after: the same with the changes made.
        fixed: the findings that should be gone.
        once: rules of which one finding stands for the whole application.
    """
    yield from _unread(before, after)
    yield from _found(before, after, fixed, once)
    intents = Intents(edit for finding in fixed for edit in finding.edits)
    known = {(one.reading.id, one.reading.stage): one.reading for one in after}
    for one in before:
        other = known.get((one.reading.id, one.reading.stage))
        if other is None:
            yield Problem(f"{one.reading.id} could not be read any more")
        else:
            yield from _meant(one.reading, other, intents)


def _meant(before: Reading, after: Reading, intents: Intents) -> Iterator[Problem]:
    """What differs in an application and was not meant."""
    worlds = {world.world: world for world in after.worlds}
    for world in before.worlds:
        if world.world not in worlds:
            continue
        for resource, path, value in changed(world, worlds[world.world]):
            if not intents.allow(resource, path, value):
                yield Problem(f"it would also change {'.'.join(map(str, (resource.name, *path)))}")


def _unread(before: Sequence[Judged], after: Sequence[Judged]) -> Iterator[Problem]:
    known = Counter((u.file, u.reason) for one in before for u in one.reading.unread)
    for one in after:
        for note in one.reading.unread:
            known[note.file, note.reason] -= 1
            if known[note.file, note.reason] < 0:
                yield Problem(f"{note.file} could not be read as before: {note.reason}")
    failed = {failure.rule for one in before for failure in one.judgement.failures}
    for one in after:
        for failure in one.judgement.failures:
            if failure.rule not in failed:
                yield Problem(f"{failure.rule} fails on the result: {failure.error}")


def key(finding: Finding, once: frozenset[str]) -> Key:
    """What a finding is counted by."""
    return finding.rule, finding.application, finding.stage, "" if finding.rule in once else finding.resource


def _found(
    before: Sequence[Judged], after: Sequence[Judged], fixed: Sequence[Finding], once: frozenset[str]
) -> Iterator[Problem]:
    """Findings that stayed although they should be gone, and findings that came."""
    allowed: Counter[Key] = Counter()
    for one in before:
        for finding in one.judgement.findings:
            allowed[key(finding, once)] += 1
            for note in finding.related:  # hidden below a stronger one so far
                allowed[key(replace(finding, rule=note.rule), once)] += 1
    meant = {key(finding, once) for finding in fixed}
    for finding in fixed:
        allowed[key(finding, once)] -= 1
    for one in after:
        for finding in one.judgement.findings:
            spot = key(finding, once)
            allowed[spot] -= 1
            if allowed[spot] < 0:
                where = finding.resource.partition(":")[2] or finding.resource
                still = "still " if spot in meant else ""
                reason = f"{finding.rule} would {still}be found at {where}"
                yield Problem(reason, finding, spot if still else None)


_LIKE = {
    "AWS::IAM::Policy": ("AWS::IAM::GroupPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy"),
    "AWS::IAM::Role": ("AWS::IAM::RolePolicy",),
}
"""Types that Terraform has others for: a policy of several roles is one for each, those of a role stand beside it."""

_POLICIES = (("ManagedPolicyArns",), ("Policies",))

PARAMETER = "Leastwise::Template::Parameter"
"""The type of what a template says about one of its parameters."""


class Intents:
    """Which places some edits mean to change."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._places: dict[str, list[Path]] = {}
        self._added: set[str] = set()
        self._parameters: set[str] = set()
        self._detached = False
        for edit in edits:
            if isinstance(edit, AddResource):
                self._added.update((edit.type, *_LIKE.get(edit.type, ())))
            elif not isinstance(edit, ReplaceSpan):
                resource = edit.property.resource
                self._places.setdefault(resource.key, []).append(edit.property.path)
                self._detached |= resource.type == "AWS::IAM::ManagedPolicy" and not edit.property.path
                if resource.type == PARAMETER:
                    self._parameters.add(resource.name)

    def allow(self, resource: Resource, path: Path, value: object) -> bool:
        """Whether one of them means this place, something in it or around it, or the parameter of its new value."""
        if resource.type in self._added and not path:
            return True
        if self._parameters and not self._parameters.isdisjoint(parameters(value)):
            return True
        if resource.framework == "terraform" and not path and value is not None:
            # What CloudFormation keeps inside a resource is a block of its own that names it.
            return any(reference.resource in self._places for reference in references(value))
        if self._detached and resource.framework == "terraform" and path[:1] == ("ManagedPolicyArns",):
            return True
        places = self._places.get(resource.key, ())
        if resource.framework == "sam" and resource.type == "AWS::IAM::Role" and path[:1] in _POLICIES:
            return any(place[:1] in _POLICIES for place in places)  # one list in its author's words
        if resource.framework == "sam" and places and path[:1] == ("Body",):
            return True  # SAM says in an API's definition what its author says in its properties and events
        return any(all(a == b for a, b in zip(path, known, strict=False)) for known in places)


def changed(one: Application, other: Application) -> Iterator[tuple[Resource, Path, object]]:
    """What the author's part of two models differs in: resource, property path, new value (`None` where it is gone).

    The path is empty for a whole resource. What a framework adds follows from what its author wrote and is left out.
    """
    for name in {**one.by_key, **other.by_key}:
        before, after = one.by_key.get(name), other.by_key.get(name)
        if before is None or after is None:
            found = before or after
            assert found is not None
            if found.by == "author":
                yield found, (), after and after.properties
        elif before.by == after.by == "author":
            written = before.framework_paths | after.framework_paths
            if before.type != after.type:
                yield before, (), after.properties
            for path, value in _differences(before.properties, after.properties, ()):
                if not any(path[:length] in written for length in range(1, len(path) + 1)):
                    yield before, path, value


def _differences(one: object, other: object, path: Path) -> Iterator[tuple[Path, object]]:
    """Paths of what differs, as far down as both or either are containers, with what stands there afterwards."""
    if one is other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            if name not in one:
                yield from _leaves(other[name], (*path, name))
            elif name not in other:
                yield (*path, name), None
            else:
                yield from _differences(one[name], other[name], (*path, name))
    elif isinstance(one, list) and isinstance(other, list):
        yield from _items(one, other, path)
    elif isinstance(one, Unknown) and isinstance(other, Unknown):
        if one.reason != other.reason:
            yield path, other
    elif not (type(one) is type(other) and one == other):  # a symbol's `!=` is never true
        yield path, other


_MOST = 100
"""Items of two lists that are compared each with each."""


def _items(one: list[object], other: list[object], path: Path) -> Iterator[tuple[Path, object]]:
    """What differs between two lists, by the places of the first one where an item is in it."""
    for start, end, first, last in _unlike(one, other):
        both = min(end - start, last - first)
        for n in range(both):
            yield from _differences(one[start + n], other[first + n], (*path, start + n))
        for index in range(start + both, end):
            yield (*path, index), None
        for index in range(first + both, last):
            yield from _leaves(other[index], (*path, index))


def _unlike(one: list[object], other: list[object]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches in which two lists differ, between what stays the same in both: start and end in each."""
    if len(one) == len(other) or max(len(one), len(other)) > _MOST:
        yield 0, len(one), 0, len(other)
        return
    same = [[not any(_differences(a, b, ())) for b in other] for a in one]
    longest = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in reversed(range(len(one))):
        for j in reversed(range(len(other))):
            skipped = max(longest[i + 1][j], longest[i][j + 1])
            longest[i][j] = max(skipped, longest[i + 1][j + 1] + 1 if same[i][j] else 0)
    start = first = i = j = 0
    while i < len(one) and j < len(other):
        if same[i][j] and longest[i][j] == longest[i + 1][j + 1] + 1:
            yield start, i, first, j
            i, j = i + 1, j + 1
            start, first = i, j
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    yield start, len(one), first, len(other)


def _leaves(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    """A new value, in the parts that may each have another author."""
    if isinstance(value, dict) and value:
        for name, item in value.items():
            yield from _leaves(item, (*path, name))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    else:
        yield path, value
