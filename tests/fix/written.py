"""Small applications whose edits are made, for the tests of intents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from textwrap import dedent
from typing import Any

from leastwise.fix.edits import texts
from leastwise.fix.intent import Intentions
from leastwise.model.application import Application
from leastwise.model.edit import Edit
from leastwise.model.resource import Property, Resource
from leastwise.patch.plan import plain
from leastwise.read.document import load
from leastwise.read.files import MemoryFiles
from leastwise.rules.example import readings

FUNCTION = "Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src"
"""The beginning of a function in flow style, to be closed with two braces."""


class Written:
    """An application given as texts.

    Args:
        template: the template; `files` are others.
        world: what the parameters have to be, for the first world that fits.
    """

    def __init__(self, template: str, files: Mapping[str, str] | None = None, **world: str) -> None:
        self.files = {**(files or {}), "template.yaml": dedent(template).lstrip("\n")}
        self.readings = readings(self.files)
        worlds = [app for reading in self.readings for app in reading.worlds]
        self.app: Application = next(app for app in worlds if world.items() <= dict(app.world.choices).items())
        self.intentions = Intentions(self.readings)

    def __getitem__(self, name: str) -> Resource:
        return next(resource for resource in self.app.resources() if resource.name == name)

    def at(self, name: str, path: str = "") -> Property:
        """A property of a resource of the model."""
        return self[name][path]

    def text(self, *edits: Edit, file: str = "template.yaml") -> str:
        """A file after the edits of one finding."""
        changes = self.intentions.changes(edits)
        return texts(self.intentions.sources, changes).get(file, self.files[file])

    def after(self, *edits: Edit, file: str = "template.yaml") -> Any:
        """The content of a file after the edits of one finding."""
        return plain(load(MemoryFiles({file: self.text(*edits, file=file)}), file))

    def changed(self, *edits: Edit) -> dict[str, Any]:
        """Dotted path → new value of every entry that the edits make other than it was; `None` for one that is gone."""
        return dict(_differences(plain(load(MemoryFiles(self.files), "template.yaml")), self.after(*edits), ""))


def _differences(one: Any, other: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            found
            for key in {**one, **other}
            for found in _differences(one.get(key), other.get(key), f"{path}.{key}".lstrip("."))
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for n, (a, b) in pairs for found in _differences(a, b, f"{path}.{n}")]
    return [] if one == other and type(one) is type(other) else [(path, other)]


Edits = Callable[[Written], Edit]
