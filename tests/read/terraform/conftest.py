"""What the tests of Terraform share."""

import pytest

from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import ReadSettings


@pytest.fixture
def readings():
    """Reads files given as path → text; gives all readings."""

    def run(files, paths=("",), **settings):
        return list(read(MemoryFiles(files), paths, ReadSettings(**settings)))

    return run


@pytest.fixture
def application(readings):
    """Reads files that make one application that nothing decides, without anything unread."""

    def run(files, **settings):
        files = {"main.tf": files} if isinstance(files, str) else files
        (reading,) = readings(files, **settings)
        assert [(u.file, u.line, u.reason) for u in reading.unread] == []
        (world,) = reading.worlds
        return world

    return run


@pytest.fixture
def names(application):
    """The names of the queues of an application, by address."""

    def run(files, **settings):
        app = application(files, **settings)
        return {r.name: r.get("QueueName") for r in app.resources("AWS::SQS::Queue")}

    return run
