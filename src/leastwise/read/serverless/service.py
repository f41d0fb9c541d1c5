"""A service: one configuration of the Serverless Framework after its variables, and the template that it makes.

The template holds the author's own CloudFormation resources and, as pseudo-resources, what the framework expands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Parameter, Seq, Symbol, Unknown, display
from leastwise.read.cloudformation.template import Template, remarks
from leastwise.read.expand import Expansion

FUNCTION = "Leastwise::Serverless::Function"
"""Type of a function's pseudo-resource, `functions.<key>`; its properties are the function's map."""

SERVICE = "Leastwise::Serverless::Service"
"""Type of the one pseudo-resource named `service`: the whole file without `functions` and `resources`.

What `resources.extensions` held stands in its properties under `EXTENSIONS`.
"""

FUNCTION_PREFIX = "functions."
SERVICE_NAME = "service"
EXTENSIONS = "resources.extensions"

Entry = tuple[str, Any, Span]


@record(frozen=False, eq=False)
class Service:
    """One service at one stage.

    Attributes:
        source: the text of the file that it begins with.
        folder: the folder of that file; what the file names is seen from there.
        name: what it is called; a symbol where a variable leaves that open.
        stage: where it is deployed to.
        region: AWS region; a symbol where a variable leaves that open.
        document: the whole file after variables, with other files merged in and all places kept.
        stages: the stages that it knows.
        notes: what could not be followed on the way.
        sources: every text that it was put together from.
        origins: text that variables have put in → where it is written.
        staged: whether anything says which stage it is: the configuration, or whoever asked for one.
    """

    source: Source
    folder: str
    name: Any
    stage: str
    region: Any
    document: Map
    stages: frozenset[str] = frozenset()
    notes: list[Unread] = field(default_factory=list)
    sources: tuple[Source, ...] = ()
    staged: bool = False
    origins: Mapping[str, Span] = field(default_factory=dict)

    def template(self, expansion: Expansion) -> Template:
        """The CloudFormation template of the service, its own things standing in it as pseudo-resources."""
        home = self.document.span("resources")
        sections: dict[str, Map] = {"Resources": Map(home)}
        extensions = Map(home)
        for key, value, _ in self._entries("resources"):
            _join(extensions if key == "extensions" else sections.setdefault(key, Map(home)), value)
        resources = sections["Resources"]
        blocks = list(resources.entries())
        for key, value, span in self._functions():
            resources.put(FUNCTION_PREFIX + key, Map(span, {"Type": FUNCTION, "Properties": value}), span)
            blocks.append((key, value, span))
        rest = self.document.copy()
        for key in ("functions", "resources"):
            rest.pop(key, None)
            rest.spans.pop(key, None)
        blocks += rest.entries()
        if extensions:
            rest.put(EXTENSIONS, extensions, home)
        span = self.document.span("service")
        resources.put(SERVICE_NAME, Map(span, {"Type": SERVICE, "Properties": rest}), span)
        document = Map(self.document.home, sections)
        self._mark(document, blocks)
        return Template(self.source, document, self.notes, expansion)

    def _functions(self) -> Iterator[Entry]:
        for key, value, span in self._entries("functions"):
            if isinstance(value, Map):
                yield key, value, span
            elif value is not None:
                self._miss(value, span, f"function {key}")

    def _entries(self, name: str) -> Iterator[Entry]:
        """The entries of a section that is a mapping, or a list of mappings."""
        ahead = [(self.document.get(name), self.document.span(name))]
        while ahead:
            value, span = ahead.pop()
            if isinstance(value, Map):
                yield from value.entries()
            elif isinstance(value, Seq):
                ahead += reversed([(item, place) for _, item, place in value.entries()])
            elif value is not None:
                self._miss(value, span, f"what stands in {name} here")

    def _miss(self, value: Any, span: Span, what: str) -> None:
        """Note something that should be a mapping."""
        if is_noted(value):
            return
        why = f"{display(value)} is not known before it is deployed" if isinstance(value, Symbol) else "no mapping"
        self.notes.append(Unread(span[0].path, span[0].position(span[1])[0], "reference", f"{what} is not seen: {why}"))

    def _mark(self, document: Map, blocks: list[Entry]) -> None:
        """Tell every source which blocks a person would name in it, and what it says to security scanners."""
        for source in dict.fromkeys((*self.sources, *(span[0] for _, _, span in blocks))):
            own = {(span[1], span[4], name) for name, _, span in blocks if span[0] is source}
            source.blocks = sorted(own)
            source.remarks = list(remarks(source, document))


def is_noted(value: Any) -> bool:
    """Whether it was said already where a value is lost: it is unknown, or from a file that is not there."""
    return isinstance(value, Unknown) or (isinstance(value, Parameter) and value.name.startswith("file("))


def plugin_names(document: Map) -> list[str]:
    """The plugins of a configuration in the order in which they are loaded: a list, or `modules` of a mapping."""
    listed = document.get("plugins")
    listed = listed.get("modules") if isinstance(listed, Map) else listed
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, Seq) else []


def _join(into: Map, value: Any) -> None:
    """Put the entries of a section into that of the same name; of two alike the later one counts."""
    if isinstance(value, Map):
        for key, item, place in value.entries():
            into.put(key, item, place)
