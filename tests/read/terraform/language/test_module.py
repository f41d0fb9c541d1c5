"""The ways in which people write expressions in files, and what Terraform makes of them."""

import json
from pathlib import Path

import pytest

from leastwise.model.source import Source
from leastwise.read.files import MemoryFiles
from leastwise.read.hcl import parse_hcl
from leastwise.read.terraform.language import Encoded, Work, encoded_text, evaluate

HERE = Path(__file__).parent
WANTED = json.loads((HERE / "module.json").read_text("utf-8"))["locals"]


class Locals:
    """The names of a module of which each local value is worked out where it is asked for."""

    folder = root_folder = ""

    def __init__(self):
        self.work, self.files, self.notes = Work(), MemoryFiles({}), []
        self.body, self.odd = parse_hcl(Source("module.tf", (HERE / "module.tf").read_text("utf-8")))

    def local(self, name):
        (block,) = self.body["locals"]
        return evaluate(block[name], block.span(name), self)

    def resolve(self, steps, span):
        if steps[0] == "local":
            return self.local(steps[1]), 2
        variable = self.body["variable"][steps[1]]
        return evaluate(variable["default"], variable.span("default"), self), 2

    def decide(self, condition, span):
        raise AssertionError(f"{condition} is known")

    def note(self, span, reason, kind="reference"):
        self.notes.append((span[0].position(span[3])[0], reason))


@pytest.fixture(scope="module")
def module():
    return Locals()


def plain(value):
    if isinstance(value, Encoded):
        return encoded_text(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", WANTED)
def test_a_local_value_is_what_terraform_says(module, name):
    assert plain(module.local(name)) == WANTED[name]
    assert module.notes == module.odd == []
