"""A service that is written in a test, read as users read it."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from leastwise.model.application import Application
from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import Reading

HEAD = """
service: shop
provider:
  name: aws
  runtime: python3.13
"""


@record(frozen=False)
class Deployed:
    reading: Reading

    @property
    def app(self) -> Application:
        return self.reading.worlds[0]

    @property
    def unread(self) -> tuple[Unread, ...]:
        return self.reading.unread

    def __getitem__(self, logical_id: str) -> Resource:
        return self.app.stacks[0].resources[logical_id]

    def __contains__(self, logical_id: str) -> bool:
        return logical_id in self.app.stacks[0].resources

    def line(self, logical_id: str, path: str = "") -> str:
        """The text of the line at which a property is said to stand, or the resource itself."""
        place = self[logical_id][path]
        return place.span[0].text.splitlines()[place.location.line - 1].strip()


@pytest.fixture(scope="session")
def deployed() -> Callable[..., Deployed]:
    """Reads a service: more of the provider (indented by two), then the rest of the file."""

    def deploy(rest: str, *, provider: str = "", files: dict[str, str] | None = None) -> Deployed:
        more = "".join(f"  {line}\n" for line in dedent(provider).strip().splitlines())
        contents = {"app/serverless.yml": HEAD.lstrip() + more + dedent(rest).lstrip("\n"), **(files or {})}
        (reading,) = [reading for reading in read(MemoryFiles(contents)) if reading.worlds]
        return Deployed(reading)

    return deploy
