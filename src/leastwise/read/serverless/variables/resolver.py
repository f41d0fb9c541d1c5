"""Puts values in the place of variables, in the whole of a configuration or in one part that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.source import Source, Span
from leastwise.model.value import TOO_LONG, Map, Parameter, Seq, Unknown, concat
from leastwise.read.builder import MAX_DEPTH, MAX_NODES, MAX_NOTES, clipped, weight
from leastwise.read.expand.values import text_or
from leastwise.read.files import Files
from leastwise.read.serverless.service import plugin_names
from leastwise.read.serverless.variables import intrinsics, sources
from leastwise.read.serverless.variables.syntax import Call, Literal, Variable, parse

MAX_CHAIN = 50
"""Variables that lead to each other before one has a value."""

DEFAULT_STAGE = "dev"
DEFAULT_REGION = "us-east-1"
"""Where the framework deploys to when nothing says it.

https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""


class Resolver:
    """The variables of one configuration at one stage.

    Args:
        files: the root.
        folder: what files are named from.
        document: the configuration as it was written.
        asked: the stage that was asked for, as with `--stage`; `None` for the service's own default.
        given: values from outside: of parameters by their name, of others as `env:NAME` or `opt:name`.
        environment: what `.env` files say.
        inherited: parameters that serverless-compose.yml gives.
        linked: whether outputs of other stacks are imported rather than left open.

    Attributes:
        stages: names of stages that were met: keys of what is chosen by the stage, and files.
        asked_for: names of parameters and environment variables that were asked for.
        notes: what could not be followed, each once.
        sources: texts of other files that were put in.
        origins: text that was put in → where it is written.
    """

    def __init__(
        self,
        files: Files,
        folder: str,
        document: Map,
        *,
        asked: str | None = None,
        given: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        inherited: Mapping[str, Any] | None = None,
        linked: bool = False,
    ) -> None:
        self.files = files
        self.folder = folder
        self.document = document
        self.asked = asked
        self.given = given or {}
        self.environment = environment or {}
        self.inherited = inherited or {}
        self.linked = linked
        self.stages: set[str] = set()
        self.asked_for: set[str] = set()
        self.notes: dict[Unread, None] = {}
        self.sources: dict[str, Source] = {}
        self.fault = self.missing = ""
        self.looked_for: set[str] = set()
        self.pseudo = "serverless-pseudo-parameters" in plugin_names(document)
        self.origins: dict[str, Span] = {}
        self._known: dict[str, Any] = {}
        self._chain: list[str] = []
        self._made: dict[int, tuple[Any, Any, int, int]] = {}
        self._sizes: dict[int, tuple[int, int]] = {}
        self._open: set[int] = set()
        self._absent: set[str] = set()
        self._limits: set[str] = set()
        self._stage: Any = asked

    @property
    def stage(self) -> Any:
        """The stage; a symbol where a variable leaves it open."""
        if self._stage is None:
            self._stage = DEFAULT_STAGE  # what refers to it on the way means the default
            found = sources.walk(self, self.document, ["provider", "stage"], self.document.home)
            self._known.clear()
            self._stage = text_or(found, DEFAULT_STAGE)
        return self._stage

    @property
    def region(self) -> Any:
        """The AWS region; a symbol where a variable leaves it open."""
        if "opt:region" in self.given:
            return self.given["opt:region"]
        found = sources.walk(self, self.document, ["provider", "region"], self.document.home)
        return text_or(found, DEFAULT_REGION)

    def note(self, span: Span, reason: str, kind: UnreadKind = "reference") -> None:
        """Something that could not be followed, at the line where it stands."""
        if len(self.notes) < MAX_NOTES:
            if len(self.notes) == MAX_NOTES - 1:
                reason, kind = f"more than {MAX_NOTES:,} oddities; those after this one are not listed", "limit"
            self.notes[Unread(span[0].path, span[0].position(span[3])[0], kind, reason)] = None

    def _limit(self, span: Span, reason: str) -> None:
        """Something that grows beyond all bounds: said once, as it is met wherever it is put in."""
        if reason not in self._limits:
            self._limits.add(reason)
            self.note(span, reason, "limit")

    def value(self, node: Any, span: Span) -> Any:
        """A value with all variables in it resolved. What holds none is returned as it is, not copied."""
        found = self.shallow(node, span)
        return self._container(found, span) if found.__class__ in (Map, Seq) else found

    def shallow(self, node: Any, span: Span) -> Any:
        """A value whose own variable is resolved; a container is given as it was written."""
        if node.__class__ is not str or ("${" not in node and not (self.pseudo and "#{" in node)):
            return node
        parts = parse(node)
        if len(parts) == 1 and isinstance(parts[0], Variable):
            return self.variable(parts[0], span)
        found = self.together(parts, span)
        return intrinsics.pseudo(found, span) if self.pseudo and "#{" in node else found

    def together(self, parts: tuple[Any, ...], span: Span) -> Any:
        """Pieces of a text as one: a text, a symbol, or a function of CloudFormation where one of them is."""
        if not parts:
            return ""
        pieces = [self.variable(p, span) if isinstance(p, Variable) else p for p in parts]
        pieces = [self.value(p, span) if p.__class__ in (Map, Seq) else p for p in pieces]
        if any(intrinsics.is_function(piece) for piece in pieces):
            return Map(span, {"Fn::Join": Seq(span, ["", Seq(span, ["" if p is None else p for p in pieces])])})
        joined = concat("" if piece is None else piece for piece in pieces)
        if isinstance(joined, Unknown) and joined.reason == TOO_LONG:
            self._limit(span, TOO_LONG)
        return joined

    def variable(self, variable: Variable, span: Span) -> Any:
        """What a variable stands for; of a container what was written."""
        name = variable.text
        if name in self._known:
            return self._known[name]
        if name in self._chain or len(self._chain) >= MAX_CHAIN:
            cycle = name in self._chain
            reason = "leads back to itself" if cycle else f"is one of more than {MAX_CHAIN} that lead to each other"
            self.note(span, f"variable ${{{clipped(name)}}} {reason}", "reference" if cycle else "limit")
            return Unknown(f"the variable {clipped(name)} {reason}")
        self._chain.append(name)
        self.fault = self.missing = ""
        try:
            found = None
            for source in variable.sources:
                found = self._source(source, span)
                if found is not None:
                    break
            last = variable.sources[-1]
            if found is None and not (isinstance(last, Literal) and last.value is None):
                found = self._unresolved(variable, span)
        finally:
            self._chain.pop()
        self._known[name] = found
        return found

    def _source(self, source: Call | Literal | Variable, span: Span) -> Any:
        if isinstance(source, Literal):
            return source.value
        if isinstance(source, Variable):
            return self.variable(source, span)
        return sources.resolve(self, source, span)

    def _unresolved(self, variable: Variable, span: Span) -> Any:
        """A variable that none of its sources knows: an error to the framework, or known only when it deploys."""
        calls = [source for source in variable.sources if isinstance(source, Call)]
        if not calls:
            return None
        first = calls[0]
        default = sources.default(self, first)
        if default is not None:
            return default
        if self.missing:
            if self.missing not in self._absent:
                self._absent.add(self.missing)
                self.note(span, f"`${{file(…)}}`: {self.missing} is not there")
        elif all(call.type in ("self", "file") for call in calls):
            why = self.fault or "names nothing"
            self.note(span, f"${{{clipped(variable.text)}}} {why}")
            return Unknown(f"the variable {clipped(variable.text)} {why}")
        return Parameter(sources.written(self, first, variable, span))

    def _container(self, node: Map | Seq, span: Span) -> Any:
        known = self._made.get(id(node))
        if known is not None:
            return self._placed(known, span)
        if id(node) in self._open:
            self.note(span, "a variable here stands for something that contains it")
            return Unknown("a variable stands for something that contains it")
        if len(self._open) >= MAX_DEPTH:
            self.note(span, f"nests deeper than {MAX_DEPTH} levels once its variables are resolved", "limit")
            return Unknown("nests too deep")
        self._open.add(id(node))
        try:
            entries: Any = node.entries()
            changed = False
            size, height = 1, 1
            values = []
            for key, item, place in entries:
                kind = item.__class__
                new = item if kind in _PLAIN else self.value(item, place)
                own, high = self._sizes.get(id(new), (weight(len(new)) if new.__class__ is str else 1, 0))
                if size + own > MAX_NODES:
                    self._limit(place, f"has more than {MAX_NODES:,} values once its variables are resolved")
                    new, own, high = Unknown("too large"), 1, 0
                size += own
                height = max(height, high + 1)
                changed = changed or new is not item
                values.append((key, new, place))
            result = self._rebuilt(node, values) if changed else node
            if result.__class__ is Map and len(result) == 1:
                result = intrinsics.mended(self, result)
        finally:
            self._open.discard(id(node))
        self._sizes[id(result)] = (size, height)
        made = self._made[id(node)] = (node, result, size, height)
        return self._placed(made, span)

    def _placed(self, made: tuple[Any, Any, int, int], span: Span) -> Any:
        """A container that is complete, where it does not make the place it comes to too deep."""
        if made[3] + len(self._open) > MAX_DEPTH:
            self.note(span, f"nests deeper than {MAX_DEPTH} levels once its variables are resolved", "limit")
            return Unknown("nests too deep")
        return made[1]

    @staticmethod
    def _rebuilt(node: Map | Seq, values: list[tuple[Any, Any, Span]]) -> Map | Seq:
        if isinstance(node, Map):
            copy = Map(node.home, ((key, value) for key, value, _ in values))
            copy.spans = node.spans
            return copy
        items = Seq(node.home, (value for _, value, _ in values))
        items.spans = node.spans
        return items


_PLAIN = frozenset({int, float, bool, type(None)})
