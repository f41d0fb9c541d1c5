"""YAML: new text where something is new, every other character as it was.

`editor` makes splices out of steps. It knows from `layout` and `anchors` where things stand, and writes new values with
`emit` and `scalar` in the manner that `habits` finds in the file; `block`, `flow` and `place` put them in. `breaks`
refuses what readers do not agree on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from leastwise.model.source import Source
from leastwise.patch.plan import Step
from leastwise.patch.splice import Splice
from leastwise.patch.yaml.editor import Editor
from leastwise.read.builder import Builder
from leastwise.read.yaml import parse_yaml


def read(source: Source) -> list[Any]:
    """All documents of a stream.

    Raises:
        ReadError: it is no YAML, or too deep or too large.
    """
    return parse_yaml(Builder(source))


def writer(source: Source, data: Any) -> Callable[[Sequence[Step]], list[Splice]]:
    r"""What makes splices of steps; their lines end with `\n`.

    It raises a `PatchError` where a step cannot be written without changing something else. The message says why.
    """
    return Editor(source, data).splices
