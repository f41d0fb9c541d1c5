"""What the tests of Terraform's expressions share."""

import pytest

from leastwise.model.record import field, record
from leastwise.model.source import Source
from leastwise.model.value import Parameter
from leastwise.read.files import MemoryFiles
from leastwise.read.hcl import parse_hcl
from leastwise.read.terraform.language import Work, evaluate


@record(frozen=False, eq=False)
class Module:
    """The names of a module, written down: `known` by the first step; anything else is a parameter."""

    known: dict
    files: MemoryFiles
    decided: bool = False
    folder: str = ""
    root_folder: str = ""
    work: Work = field(default_factory=Work)
    asked: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def resolve(self, steps, span):
        if steps[:2] == ("path", "module"):
            return ".", 2
        if steps[0] in self.known:
            return self.known[steps[0]], 1
        return (Parameter(".".join(map(str, steps))), len(steps)) if len(steps) > 1 else (None, 0)

    def decide(self, condition, span):
        self.asked.append(condition)
        return self.decided

    def note(self, span, reason, kind="reference"):
        self.notes.append((span[0].position(span[3])[0], reason))


@pytest.fixture(scope="session")
def module():
    """A module in which every name is a parameter."""
    return lambda: Module({}, MemoryFiles({}))


@pytest.fixture(scope="session")
def evaluated():
    """Evaluates an expression; gives the value and the module."""

    def run(text, known=(), files=(), decided=False):
        source = Source("main.tf", f"value = {text}\n")
        body, odd = parse_hcl(source)
        assert odd == []
        module = Module(dict(known), MemoryFiles(dict(files)), decided)
        return evaluate(body["value"], body.span("value"), module), module

    return run


@pytest.fixture(scope="session")
def value(evaluated):
    """The value of an expression that Terraform takes."""

    def run(text, *args, **named):
        found, module = evaluated(text, *args, **named)
        assert module.notes == []
        return found

    return run


@pytest.fixture(scope="session")
def refused(evaluated):
    """The only reason why an expression is refused."""

    def run(text, *args, **named):
        _, module = evaluated(text, *args, **named)
        ((_, reason),) = module.notes
        return reason

    return run
