"""Applications out of a few files, and where the code of their functions begins."""

from collections.abc import Callable, Mapping
from io import BytesIO
from textwrap import dedent
from zipfile import ZipFile

import pytest

from leastwise.code.entries import Entry, Missing
from leastwise.code.handlers import entry
from leastwise.code.sources import Sources
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

Entries = Callable[..., dict[str, Entry | Missing]]


@pytest.fixture
def entries() -> Entries:
    """Read an application and find the entries of its functions, by the functions' names."""

    def make(files: Mapping[str, str | bytes]) -> dict[str, Entry | Missing]:
        memory = MemoryFiles({path: dedent(t) if isinstance(t, str) else t for path, t in files.items()})
        apps = [app for reading in read(memory) for app in reading.worlds[:1]]
        assert len(apps) == 1
        sources = Sources(memory)
        return {function.resource.name: entry(apps[0], function, sources) for function in apps[0].functions}

    return make


@pytest.fixture
def only(entries: Entries) -> Callable[..., Entry | Missing]:
    """The entry of the only function of a SAM template, whose properties and metadata are given."""

    def make(
        properties: str, files: Mapping[str, str | bytes], *, metadata: str = "", more: str = ""
    ) -> Entry | Missing:
        template = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n"
        template += f"    Metadata: {{{metadata}}}\n" if metadata else ""
        template += f"    Properties: {{{properties}}}\n{more}"
        (found,) = entries({"template.yaml": template, **files}).values()
        return found

    return make


@pytest.fixture
def zipped() -> Callable[[Mapping[str, str]], bytes]:
    """Make an archive with these files."""

    def make(files: Mapping[str, str]) -> bytes:
        data = BytesIO()
        with ZipFile(data, "w") as archive:
            for path, text in files.items():
                archive.writestr(path, text)
        return data.getvalue()

    return make
