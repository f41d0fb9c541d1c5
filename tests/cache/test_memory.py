"""An outcome is used again in the same circumstances, for the same subject, as long as the files answer alike."""

import pytest

from leastwise.cache.folder import Folder
from leastwise.cache.memory import Drawer, Memory
from leastwise.model.source import Location
from leastwise.read.files import MemoryFiles
from leastwise.read.recording import RecordedFiles

FILES = MemoryFiles({"t.yaml": "one"})


@pytest.fixture(params=["folder", "drawer"])
def shelf(request, tmp_path):
    return Folder(str(tmp_path / "cache")) if request.param == "folder" else Drawer()


def answers(files=FILES):
    record = RecordedFiles(files)
    record.read("t.yaml")
    return record.answers


def test_what_was_kept_is_recalled(shelf):
    memory = Memory(shelf, "scan", 1)
    assert memory.recall(["a"], FILES) is None
    memory.keep(["a"], answers(), {"found": [Location("t.yaml", 1, 2, 3, 4)]})
    assert memory.recall(["a"], FILES) == {"found": [["t.yaml", 1, 2, 3, 4]]}


def test_another_subject_or_circumstance_or_content_is_another_matter(shelf):
    Memory(shelf, "scan", {"select": ["x"]}).keep(["a"], answers(), 1)
    assert Memory(shelf, "scan", {"select": ["x"]}).recall(["b"], FILES) is None
    assert Memory(shelf, "scan", {"select": ["y"]}).recall(["a"], FILES) is None
    assert Memory(shelf, "group", {"select": ["x"]}).recall(["a"], FILES) is None
    assert Memory(shelf, "scan", {"select": ["x"]}).recall(["a"], MemoryFiles({"t.yaml": "two"})) is None
    assert Memory(shelf, "scan", {"select": ["x"]}).recall(["a"], FILES) == 1


def test_what_depends_on_files_is_not_recalled_without_them(shelf):
    memory = Memory(shelf, "scan")
    memory.keep("a", answers(), 1)
    memory.keep("b", {}, 2)
    assert memory.recall("a") is None
    assert memory.recall("b") == 2


def test_circumstances_that_are_no_plain_data_never_fit_by_accident(shelf):
    one, other = object(), object()
    Memory(shelf, one).keep("a", {}, 1)
    assert Memory(shelf, other).recall("a") is None
