"""From a source file to the small language of `leastwise.read.script.nodes`, whatever language it is in."""

from __future__ import annotations

import gc
import posixpath

from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.source import Source
from leastwise.read.script.nodes import Body
from leastwise.read.script.syntax import LANGUAGES


@record(eq=False)
class Script:
    """A lowered file.

    Attributes:
        source: the file.
        python: whether it is Python; JavaScript or TypeScript otherwise.
        statements: what it says.
        unread: what of it is not in its statements, and where; where bodies are lowered later, more may come.
    """

    source: Source
    python: bool
    statements: Body
    unread: list[Unread]


def lower(source: Source, *, later: bool = False) -> Script:
    """Lower a file by its ending, which is one of `LANGUAGES`; never raises for what is in the file.

    Args:
        source: the file.
        later: lower the body of a function when it is first asked for. What nobody calls then costs nothing but to be
            parsed, which is most of a bundle.
    """
    language = LANGUAGES[posixpath.splitext(source.path)[1]]
    if language == "python":
        from leastwise.read.script.python import Python as Language
    else:
        from leastwise.read.script.typescript import TypeScript as Language  # type: ignore[assignment]
    collecting = gc.isenabled()
    gc.disable()  # nothing of it is garbage, and there is much of it
    try:
        lowering = Language(source, language, later=later)
        return Script(source, language == "python", lowering.lowered(), lowering.unread)
    finally:
        if collecting:
            gc.enable()
