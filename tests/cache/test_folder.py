"""The folder of the cache is the user's own, bounded, and never in the way."""

import os
import time

import pytest

from leastwise.cache.folder import MOST_BYTES, Folder, location


@pytest.fixture
def folder(tmp_path):
    return Folder(str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"LEASTWISE_CACHE_DIR": "/own", "XDG_CACHE_HOME": "/x"}, "linux", "/own"),
        ({"XDG_CACHE_HOME": "/x"}, "linux", "/x/leastwise"),
        ({"XDG_CACHE_HOME": "/x"}, "darwin", "/x/leastwise"),
        ({"XDG_CACHE_HOME": "relative"}, "linux", "{home}/.cache/leastwise"),
        ({}, "linux", "{home}/.cache/leastwise"),
        ({}, "darwin", "{home}/Library/Caches/leastwise"),
        ({}, "win32", None),
        ({"LEASTWISE_CACHE_DIR": ""}, "linux", None),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="paths of another system")
def test_where_it_is(environment, platform, expected):
    home = os.path.expanduser("~")
    assert location(environment, platform) == (expected and expected.format(home=home))


@pytest.mark.skipif(os.name == "nt", reason="paths of another system")
def test_without_a_home_there_is_none(monkeypatch):
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert location({}, "linux") is None


def test_what_is_put_is_found_again(folder):
    assert folder.get("x") is None
    folder.put("x", b"content")
    folder.put("x", b"newer")
    assert folder.get("x") == b"newer"
    assert folder.problem == ""
    assert len(list(folder.files())) == 1


def test_what_would_fill_it_is_not_kept(folder):
    folder.put("x", b"." * (MOST_BYTES // 10 + 1))
    assert list(folder.files()) == []
    assert folder.problem == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_only_the_user_may_look_into_it(folder):
    folder.put("x", b"content")
    assert os.stat(folder.path).st_mode & 0o777 == 0o700
    assert [os.stat(path).st_mode & 0o777 for path, _, _ in folder.files()] == [0o600]


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 32 + b"\ncontent", None])
def test_what_is_damaged_is_not_there(folder, damage):
    folder.put("x", b"content")
    ((path, _, _),) = folder.files()
    with open(path, "rb") as file:
        whole = file.read()
    with open(path, "wb") as file:
        file.write(whole[:-1] if damage is None else damage)
    assert folder.get("x") is None
    folder.put("x", b"content")
    assert folder.get("x") == b"content"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
@pytest.mark.parametrize("rights", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path, rights):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(rights)
    folder = Folder(str(tmp_path / "cache"))
    folder.put("x", b"content")
    assert "others may write" in folder.problem
    assert folder.get("x") is None
    assert os.listdir(tmp_path / "cache") == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give a folder away")
def test_a_folder_of_somebody_else_is_not_used(tmp_path):
    (tmp_path / "cache").mkdir(mode=0o700)
    os.chown(tmp_path / "cache", 12345, 12345)
    assert "somebody else" in Folder(str(tmp_path / "cache")).problem


def test_where_it_cannot_be_nothing_is_kept(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        folder = Folder(str(path))
        folder.put("x", b"content")
        assert folder.get("x") is None
        assert folder.problem
        folder.tidy()
        assert folder.clear() == 0


def test_a_folder_that_vanishes_ends_the_keeping_and_nothing_else(folder):
    folder.put("x", b"content")
    folder.clear()
    os.rmdir(folder.path)
    folder.put("y", b"content")
    assert folder.get("y") is None
    assert folder.problem


def age(folder, name, days):
    path = os.path.join(folder.path, name + ".json")
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def test_it_stays_below_its_bound_and_loses_first_what_is_used_least(folder):
    for number in range(10):
        folder.put(f"x{number}", b"." * 1000)
        age(folder, f"x{number}", 20 - number)
    folder.get("x0")  # it is of use again
    folder.tidy(most=20_000)
    left = [number for number in range(10) if folder.get(f"x{number}")]
    assert left == [0, 8, 9]


def test_what_nobody_uses_goes_after_a_month(folder):
    folder.put("old", b"x")
    folder.put("new", b"x")
    age(folder, "old", 31)
    folder.tidy()
    assert folder.get("old") is None
    assert folder.get("new") == b"x"


def test_it_is_tidied_at_most_once_a_day_unless_much_was_kept(folder):
    folder.put("a", b"x")
    folder.tidy()
    age(folder, "a", 31)
    folder.tidy()
    assert len(list(folder.files())) == 1
    folder.put("b", b"." * 600)
    folder.tidy(most=80_000)
    assert [os.path.basename(path) for path, _, _ in folder.files()] == ["b.json"]


def test_clear_removes_everything_that_was_kept(folder):
    folder.put("a", b"x")
    folder.put("b", b"x")
    folder.tidy()
    assert folder.clear() == 2
    assert list(folder.files()) == []


def test_one_run_keeps_no_more_than_there_is_room_for(folder, monkeypatch):
    monkeypatch.setattr("leastwise.cache.folder.MOST_BYTES", 100_000)
    for number in range(100):
        folder.put(f"x{number}", b".")
    assert sum(size for _, size, _ in folder.files()) <= 100_000 + 4096
