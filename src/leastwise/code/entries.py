"""What is known about where the code of a function begins."""

from __future__ import annotations

from typing import Literal

from leastwise.code.packages import Package
from leastwise.model.finding import Confidence
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.source import Source

LANGUAGES = {"python": "python", "nodejs": "javascript"}
"""What names of runtimes begin with → the language, of those that are read."""


@record(eq=False)
class Entry:
    """Where the code of a function begins.

    Attributes:
        file: path of the file; what stands in a template has one that names the template and the function.
        names: what leads to the handler in it: `("handler",)`, `("module", "exports", "run")`; none where the file
            itself is the program that is started.
        package: the code around it.
        language: `python` or `javascript`.
        how: how it was found, for people.
        confidence: how sure it is that this is what runs.
        kind: a `handler` takes an event; a `server` is a program, or an application of a web framework, that is
            called over HTTP.
        source: the text, where it is no file of its own.
        also: further places at which the function begins: what else a framework calls in it.
    """

    file: str
    names: tuple[str, ...]
    package: Package
    language: str
    how: str
    confidence: Confidence
    kind: Literal["handler", "server"] = "handler"
    source: Source | None = None
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()


@record(eq=False)
class Missing:
    """A function whose code was not found.

    Attributes:
        reason: why, for people.
        place: what says so in the template.
        kind: `language`: it is there, in a language that is not read; `outside`: it is not in the root, in a bucket, a
            registry, an archive; `absent`: it should be in the root and is not; `unknown`: the template does not tell.
    """

    reason: str
    place: Property
    kind: Literal["language", "outside", "absent", "unknown"]
