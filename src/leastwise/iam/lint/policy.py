"""A policy document where it stands, and handles on its parts, for the checks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from leastwise.iam.lint.condition import Test, tests
from leastwise.model.record import field, record
from leastwise.model.resource import Author, Property
from leastwise.model.value import Map, Seq

IDENTITY, TRUST, RESOURCE, ENDPOINT = "identity", "trust", "resource", "endpoint"
SERVICE_CONTROL, RESOURCE_CONTROL = "service-control", "resource-control"
BOUNDARY, SESSION = "boundary", "session"

WITH_PRINCIPAL = frozenset({TRUST, RESOURCE, ENDPOINT, RESOURCE_CONTROL})
"""The kinds of policies whose statements say whom they are about."""


MAX_WORK = 100_000
"""How much of one policy is compared with one another, counted in pairs of values that begin alike. A policy of the
largest size that AWS takes has about 300 values."""


class Comparing:
    """Counts the work of comparing the parts of one policy, and keeps what was left out when it was too much.

    Attributes:
        left_out: the places that were not compared, with what was not.
    """

    __slots__ = ("_left", "left_out")

    def __init__(self) -> None:
        self._left = MAX_WORK
        self.left_out: dict[Property, str] = {}

    def affords(self, work: int) -> bool:
        """Whether there is so much left to spend, which then is spent."""
        self._left -= work
        return self._left >= 0


@record(eq=False, cached=True)
class Policy:
    """One policy document.

    Attributes:
        place: of the document; `place["Statement"]` and so on are handles on its parts, also where it is JSON text.
        document: a mapping; a text that is no JSON, a list, or a symbol, where it is no mapping.
        kind: `identity`, `trust`, `boundary`, `resource`, `service-control`, `resource-control`, `session` or
            `endpoint`.
        resource_type: CloudFormation's type of what it belongs to: that of the bucket, not that of the bucket policy.
        name: for people.
        by: who wrote it.
        text: whether it was written as JSON text, all of which then stands at one place.
    """

    place: Property
    document: Any
    kind: str
    resource_type: str = ""
    name: str = ""
    by: Author = "author"
    text: bool = False

    @cached_property
    def version(self) -> str | None:
        """The version of the policy language, `None` where it is not there or not known."""
        written = self.document.get("Version") if isinstance(self.document, Map) else None
        return written if isinstance(written, str) else None

    @cached_property
    def comparing(self) -> Comparing:
        """What is left of the work that comparing its parts may be."""
        return Comparing()

    @property
    def managed(self) -> bool:
        """Whether it is a managed policy, which IAM refuses unless it says 2012-10-17.

        https://github.com/Bayer-Group/cloudformation-template-generator/pull/90
        https://github.com/getmoto/moto/blob/master/moto/iam/policy_validation.py
        """
        return self.place.resource.type == "AWS::IAM::ManagedPolicy"

    @cached_property
    def statements(self) -> tuple[Written, ...]:
        """Its statements, as far as they are mappings."""
        written = self.document.get("Statement") if isinstance(self.document, Map) else None
        place = self.place["Statement"]
        if isinstance(written, Map):
            return (Written(self, place, written),)
        items = enumerate(written) if isinstance(written, Seq) else ()
        return tuple(Written(self, place[index], item) for index, item in items if isinstance(item, Map))


@record(eq=False, cached=True)
class Written:
    """One statement as it is written: names as they are, values of any type.

    Attributes:
        policy: what it belongs to.
        place: a handle on it.
        value: the statement.
        known: what `each` was asked for.
    """

    policy: Policy
    place: Property
    value: Map
    known: dict[tuple[str, ...], tuple[tuple[Property, Any], ...]] = field(default_factory=dict)

    @property
    def effect(self) -> str | None:
        """`Allow`, `Deny`, whatever else is written, `None` where it is missing or not known."""
        found = self.value.get("Effect")
        return found if isinstance(found, str) else None

    @cached_property
    def marks(self) -> tuple[bool, bool, bool]:
        """Whether there is a condition, a principal, and anything in which there may be a `$`."""
        value = self.value
        conditional, named = "Condition" in value, "Principal" in value or "NotPrincipal" in value
        texts: list[Any] = []
        for item in value.values():
            if isinstance(item, Seq):
                texts.extend(item)
            else:
                texts.append(item)
        plain = all([text.__class__ is str and "$" not in text for text in texts])
        return conditional, named, not plain

    def has(self, *elements: str) -> bool:
        """Whether one of the elements is written."""
        return any(element in self.value for element in elements)

    def each(self, *elements: str) -> tuple[tuple[Property, Any], ...]:
        """A handle on each value of elements that take one or several, and the value: `each("Action", "NotAction")`."""
        found = self.known.get(elements)
        if found is None:  # every check asks for the same handles
            value, place = self.value, self.place
            written = [name for name in elements if name in value]
            if len(elements) > 1:
                found = tuple([one for name in written for one in self.each(name)])
            else:
                found = tuple([one for name in written for one in spread(place[(name,)], value[name])])
            self.known[elements] = found
        return found

    def texts(self, *elements: str) -> Iterator[tuple[Property, str]]:
        """The same, only what is known to be a text."""
        for place, value in self.each(*elements):
            if isinstance(value, str):
                yield place, value

    def principals(self, *elements: str) -> Iterator[tuple[Property, str, Any]]:
        """Place, kind (`AWS`, `Service`…, `*` for a lone text) and value of each principal.

        Without elements, those of `Principal` and of `NotPrincipal`.
        """
        for element in elements or ("Principal", "NotPrincipal"):
            if element not in self.value:
                continue
            written, place = self.value[element], self.place[(element,)]
            if isinstance(written, Map):
                for kind, values in written.items():
                    yield from ((where, kind, value) for where, value in spread(place[(kind,)], values))
            else:
                yield from ((where, "*", value) for where, value in spread(place, written))

    @cached_property
    def conditions(self) -> tuple[Test, ...]:
        """Each operator and key of the condition with its values, as far as it is a mapping of mappings."""
        return tuple(tests(self.place["Condition"], self.value["Condition"])) if "Condition" in self.value else ()


def spread(place: Property, value: Any) -> Iterator[tuple[Property, Any]]:
    """A handle on each item of a list and the item; those of the value itself where it is no list."""
    if isinstance(value, Seq):
        resource, path = place.resource, place.path
        for index, item in enumerate(value):
            yield Property(resource, (*path, index)), item
    else:
        yield place, value
