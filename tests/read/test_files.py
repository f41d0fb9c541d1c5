"""Nothing outside the root is read, and nothing odd on a disk stops a scan."""

import os

import pytest

from leastwise.model.errors import ReadError
from leastwise.read.files import DiskFiles, MemoryFiles, join_path


@pytest.mark.parametrize(
    ("folder", "relative", "expected"),
    [
        ("", "src", "src"),
        ("app", "./src/", "app/src"),
        ("app", "../lib", "lib"),
        ("app", "src\\handlers", "app/src/handlers"),
        ("app", "..", ""),
        ("app", "../..", None),
        ("", "../x", None),
        ("app", "/etc/passwd", None),
        ("app", "C:\\x", None),
        ("app", "a\0b", None),
    ],
)
def test_a_relative_path_stays_in_the_root_or_is_none(folder, relative, expected):
    assert join_path(folder, relative) == expected


def test_walk_is_ordered_and_leaves_out_other_peoples_folders(tmp_path):
    for path in ("b.yaml", "a/x.json", "node_modules/p/t.yaml", ".git/config", ".aws-sam/build/t.yaml", "a/.venv/y"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    assert list(DiskFiles(str(tmp_path)).walk("")) == ["b.yaml", "a/x.json"]


@pytest.fixture
def root(tmp_path):
    (tmp_path / "outside.yaml").write_text("secret")
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def test_links_out_of_the_root_are_reported_and_not_followed(root):
    (root / "link.yaml").symlink_to("../outside.yaml")
    (root / "up").symlink_to("..")
    files = DiskFiles(str(root))
    assert list(files.walk("")) == []
    assert [p.file for p in files.problems] == ["link.yaml", "up"]
    for path in ("link.yaml", "up/outside.yaml", "../outside.yaml"):
        assert not files.is_file(path)
        with pytest.raises(ReadError, match="outside the root"):
            files.read(path)


def test_a_loop_of_links_ends(root):
    (root / "a").mkdir()
    (root / "a" / "again").symlink_to("..")
    (root / "self").symlink_to("self")
    files = DiskFiles(str(root))
    assert list(files.walk("")) == []
    assert not files.is_file("self")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_what_is_no_ordinary_file_is_not_opened(root):
    os.mkfifo(root / "pipe.yaml")
    (root / "folder.yaml").mkdir()
    files = DiskFiles(str(root))
    for path in ("pipe.yaml", "folder.yaml"):
        with pytest.raises(ReadError, match="ordinary"):
            files.read(path)
    with pytest.raises(ReadError, match="No such file"):
        files.read("missing")


def test_a_file_too_large_is_not_read(root):
    with open(root / "big.yaml", "wb") as handle:
        handle.truncate(200_000_000)
    with pytest.raises(ReadError, match="200,000,000 bytes") as raised:
        DiskFiles(str(root)).read("big.yaml")
    assert raised.value.limit


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_cannot_be_opened_is_reported(root):
    (root / "closed").mkdir(mode=0)
    files = DiskFiles(str(root))
    assert list(files.walk("")) == []
    assert [p.file for p in files.problems] == ["closed"]


def test_memory_is_like_a_disk():
    files = MemoryFiles({"a/b.yaml": "x", "c.yaml": b"y"})
    assert list(files.walk("")) == ["a/b.yaml", "c.yaml"]
    assert (files.is_file("a/b.yaml"), files.is_dir("a"), files.is_dir("b")) == (True, True, False)
    assert files.read("c.yaml") == b"y"
