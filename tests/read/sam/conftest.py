"""The oracle as a fixture, and a way to expand a template that is written in a test."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.read.cloudformation.stack import StackBuilder
from leastwise.read.cloudformation.template import load_template
from leastwise.read.decisions import Decisions
from leastwise.read.files import MemoryFiles


@pytest.fixture(scope="session")
def oracle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sam_oracle", Path(__file__).with_name("oracle.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@record(frozen=False)
class Expanded:
    resources: dict[str, Resource]
    unread: list[Unread]
    text: str

    def __getitem__(self, name: str) -> Resource:
        return self.resources[name]

    def line(self, needle: str) -> int:
        """The line of the first place where a text stands."""
        return self.text[: self.text.index(needle)].count("\n") + 1


@pytest.fixture(scope="session")
def expanded() -> Callable[..., Expanded]:
    def expand(text: str, files: dict[str, str] | None = None) -> Expanded:
        text = "Transform: AWS::Serverless-2016-10-31\n" + dedent(text)
        everything = MemoryFiles({"app/template.yaml": text, **(files or {})})
        builder = StackBuilder(everything, Decisions())
        stack = builder.build(load_template(everything, "app/template.yaml"), {})
        return Expanded(stack.resources, builder.unread, text)

    return expand
