"""What is not followed in the source of a CDK application, and what may come of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.source import Span
from leastwise.read.cdk.static.emitter import is_function, kind_of
from leastwise.read.cdk.static.logic import MAX_ITEMS
from leastwise.read.cdk.static.values import External, Instance, Made, Member, chain

MAX_STEPS = 100_000
"""Statements and expressions that are looked at."""

MAX_DOUBTS = 200
"""Places that are kept where something is not followed."""

_MAX_DEPTH = 4
_STANDS = ("role", "grantPrincipal")
_CDK = frozenset(
    "alexa_ask assertions cloud_assembly_schema cloudformation_include constructs custom_resources cx_api "
    "lambda_layer_awscli lambda_layer_kubectl lambda_layer_node_proxy_agent pipelines region_info triggers".split()
)
"""Modules of the CDK besides those of services: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-construct-library.html"""

_HARMLESS = frozenset(
    "assert cdk_nag console dict enumerate fs isinstance iter json len list map next os path print range repr "
    "reversed set sorted str tuple type url util zip".split()
)
"""What only looks at what it is given: of the languages, and a checker of constructs."""


@record(eq=False)
class Doubt:
    """Something is done to a function that is not followed: it may be fed from anywhere then.

    Attributes:
        of: the function or role; `None` where it may be any.
        span: where.
        reason: what is not followed.
    """

    of: Made | None
    span: Span
    reason: str


class Notes:
    """Keeps what is not followed.

    Attributes:
        unread: what was beyond the limits, or is not told by the source.
        doubts: what that may concern.
        steps: what was looked at so far.
    """

    def __init__(self) -> None:
        self.unread: list[Unread] = []
        self.doubts: list[Doubt] = []
        self.steps = 0

    def _cut(self, span: Span, reason: str) -> None:
        """Note once what is beyond a limit, and may be about any function."""
        self._note(span, reason)
        self._doubt(None, span, reason)

    def _note(self, span: Span, reason: str) -> None:
        note = Unread(span[0].path, span[0].position(span[1])[0], "limit", reason)
        if note not in self.unread:
            self.unread.append(note)

    def _doubt(self, of: Made | None, span: Span, reason: str) -> None:
        known = any(one.of is of and one.span == span for one in self.doubts)
        if not known and (len(self.doubts) < MAX_DOUBTS or of is None):
            if len(self.doubts) == MAX_DOUBTS - 1:
                of = None  # what is left out may be about any
            self.doubts.append(Doubt(of, span, reason))

    def _handed(self, name: str, values: Iterable[Any], span: Span) -> None:
        """Functions and roles are given to something that is not followed."""
        for made in workers(values):
            self._doubt(made, span, f"what `{name}` does with it is not told by the source")

    def _rounds(self, items: list[Any], span: Span) -> list[Any]:
        if len(items) > MAX_ITEMS:
            self._cut(span, f"a loop has more than {MAX_ITEMS} rounds; the others are not followed")
        return items[:MAX_ITEMS]

    def _exhausted(self, span: Span) -> bool:
        self.steps += 1
        if self.steps == MAX_STEPS:
            self._cut(span, "the application is too large to be followed to its end")
        return self.steps >= MAX_STEPS


def workers(values: Iterable[Any], depth: int = 0) -> Iterator[Made]:
    """The functions and roles among values, in lists and dictionaries of these, and in objects that keep them."""
    for value in values if depth < _MAX_DEPTH else ():
        stands = isinstance(value, Member) and (value.name in _STANDS or value.name.startswith("addEventSource"))
        found = value.value if stands else value
        fields = found.fields if isinstance(found, Instance) else {}
        found = found.made if isinstance(found, Instance) else found
        if isinstance(found, Made) and (is_function(found) or kind_of(found) == "aws_iam.Role"):
            yield found
        elif fields:
            yield from workers(fields.values(), depth + 1)
        elif isinstance(found, dict):
            yield from workers(found.values(), depth + 1)
        elif isinstance(found, list):
            yield from workers(found, depth + 1)


def of_others(value: Any) -> bool:
    """Whether a chain of calls and attributes begins at a package that is neither the CDK nor only looks."""
    *_, first = chain(value)
    if not isinstance(first, External) or not first.path:
        return False
    root = first.path[0]
    return not (root in _CDK or root in _HARMLESS or root.startswith("aws_") or root[:1].isupper())


def reads_events(value: Any) -> bool:
    """Whether a method of an event source is called: `source.bind(fn)`."""
    *_, first = chain(value)
    return isinstance(value, Member) and isinstance(first, External) and first.path[:1] == ("aws_lambda_event_sources",)


def looks(name: str) -> bool:
    """Whether a name that nobody defines is one of the languages that only looks at what it is given."""
    return name in _HARMLESS or name[:1].isupper()
