"""A record of what was asked holds exactly as long as everything would be answered in the same way."""

import os

import pytest

from leastwise.model.errors import ReadError
from leastwise.read.files import DiskFiles, MemoryFiles
from leastwise.read.recording import RecordedFiles, still_holds

CONTENT = {"template.yaml": "one", "src/app.py": "two", "src/lib/x.py": "three"}


def recorded(files):
    """Ask everything that can be asked; the answers as they are kept."""
    record = RecordedFiles(files)
    list(record.walk(""))
    record.read("template.yaml")
    for path in ("src/app.py", "src/none.py"):
        record.is_file(path)
        record.exists(path)
    record.is_dir("src")
    with pytest.raises(ReadError):
        record.read("missing.yaml")
    assert record.steady
    return record.answers


def test_files_that_did_not_change_answer_alike():
    assert still_holds(recorded(MemoryFiles(CONTENT)), MemoryFiles(CONTENT))


@pytest.mark.parametrize(
    "change",
    [
        {"template.yaml": "another"},
        {"template.yaml": None},
        {"src/app.py": None},
        {"src/none.py": "here now"},
        {"missing.yaml": "here now"},
        {"README.md": "a new name in the tree"},
        {"src/lib/x.py": None},
        {"src/app.py": None, "src/lib/x.py": None},
    ],
    ids=str,
)
def test_any_other_answer_is_noticed(change):
    answers = recorded(MemoryFiles(CONTENT))
    changed = {path: text for path, text in {**CONTENT, **change}.items() if text is not None}
    assert not still_holds(answers, MemoryFiles(changed))


def test_what_nobody_asked_for_does_not_matter():
    record = RecordedFiles(MemoryFiles(CONTENT))
    record.read("template.yaml")
    assert still_holds(record.answers, MemoryFiles({"template.yaml": "one", "other.yaml": "new"}))


def test_equal_size_and_time_do_not_deceive(tmp_path):
    (tmp_path / "t.yaml").write_text("one")
    record = RecordedFiles(DiskFiles(str(tmp_path)))
    record.read("t.yaml")
    before = os.stat(tmp_path / "t.yaml")
    with open(tmp_path / "t.yaml", "r+b") as file:
        file.write(b"two")
    os.utime(tmp_path / "t.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not still_holds(record.answers, DiskFiles(str(tmp_path)))


def test_a_file_that_becomes_unreadable_in_another_way_is_noticed(tmp_path):
    files = DiskFiles(str(tmp_path))
    record = RecordedFiles(files)
    with pytest.raises(ReadError):
        record.read("t.yaml")
    (tmp_path / "t.yaml").mkdir()
    assert not still_holds(record.answers, DiskFiles(str(tmp_path)))


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_problems_of_a_walk_belong_to_its_answer_and_asking_again_leaves_none(tmp_path):
    (tmp_path / "t.yaml").write_text("x")
    record = RecordedFiles(DiskFiles(str(tmp_path)))
    list(record.walk(""))
    os.symlink("/nowhere/else", tmp_path / "link")
    again = DiskFiles(str(tmp_path))
    assert not still_holds(record.answers, again)
    assert again.problems == []


def test_a_file_that_changes_while_it_is_scanned_makes_the_record_useless():
    files = MemoryFiles({"t.yaml": "one"})
    record = RecordedFiles(files)
    record.read("t.yaml")
    files._contents["t.yaml"] = b"two"
    record.read("t.yaml")
    assert not record.steady
    record.start()
    record.read("t.yaml")
    assert record.steady


def test_a_walk_that_nobody_followed_to_its_end_is_no_answer():
    record = RecordedFiles(MemoryFiles(CONTENT))
    next(record.walk(""))
    assert not record.steady


def test_what_is_left_out_of_a_walk_belongs_to_its_answer_however_often_it_is_asked(tmp_path):
    (tmp_path / "t.yaml").write_text("x")
    (tmp_path / "out.yaml").write_text("x")

    def files():
        found = DiskFiles(str(tmp_path))
        found.exclude = lambda path: path.startswith("out")
        return found

    record = RecordedFiles(files())
    assert list(record.walk("")) == ["t.yaml"]
    again = files()
    assert still_holds(record.answers, again)
    assert still_holds(record.answers, again)
    assert again.excluded == set()
    (tmp_path / "out.json").write_text("x")
    assert not still_holds(record.answers, files())


def test_names_that_are_no_text_can_be_recorded(tmp_path):
    name = os.fsdecode(b"\xff.yaml")
    try:
        (tmp_path / name).write_text("x")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    files = DiskFiles(str(tmp_path))
    record = RecordedFiles(files)
    for path in record.walk(""):
        record.read(path)
    assert still_holds(record.answers, DiskFiles(str(tmp_path)))
