"""`leastwise fix --format patch`: other tools make of it what `--write` writes."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.report.fixes.diff import hunks
from leastwise.report.fixes.patch import quoted

from .fixing import QUIET, fix, repository, terminal, text

PLAIN = text()
ODD = {
    "lf": PLAIN.encode(),
    "crlf": PLAIN.replace("\n", "\r\n").encode(),
    "bom": b"\xef\xbb\xbf" + PLAIN.encode(),
    "no end": PLAIN.rstrip("\n").encode(),
    "one line": PLAIN.replace("\n", " ").encode(),
    "beyond ascii": text(Description="naïve \x9b \u2028 \U0001f980").encode(),
    "utf-16": PLAIN.encode("utf-16"),
    "utf-16 be": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def both(folder, capfdbinary, name):
    """What is on the disk after each tool has applied the patch, and after `--write`."""
    from leastwise.cli import main

    repository()
    main(["fix", "--unsafe", "--format", "patch"])
    made = capfdbinary.readouterr().out
    before = (folder / name).read_bytes()
    found = []
    for command in (["git", "apply", "-"], ["patch", "-p1", "--binary", "--silent"]):
        if shutil.which(command[0]):
            subprocess.run(command, input=made, check=True, cwd=folder)
            found.append((folder / name).read_bytes())
            (folder / name).write_bytes(before)
    assert main(["fix", "--unsafe", "--write"]) == 0
    written = (folder / name).read_bytes()
    assert written != before
    return found, written


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
def test_content_of_every_kind(folder, capfdbinary, content):
    (folder / "template.json").write_bytes(content)
    found, written = both(folder, capfdbinary, "template.json")
    assert found == [written] * len(found)


@pytest.mark.parametrize(
    "name", ["a b.json", 'a"b.json', "a\\b.json", "-n.json", "naïve.json", "t\tb.json", "l\nf.json"]
)
def test_names_of_every_kind(folder, capfdbinary, name):
    (folder / name).write_text(PLAIN)
    found, written = both(folder, capfdbinary, name)
    assert found == [written] * len(found)


@pytest.mark.parametrize("name", ["a/plain.txt", "a/with space", 'a/q"', "a/b\\c", "a/ä", "a/\t\n\r\x07\x01\x7f"])
def test_names_are_quoted_as_git_quotes_them(folder, name):
    repository()
    (folder / "a").mkdir()
    (folder / name).write_text("")
    listed = subprocess.run(["git", "ls-files", "--others"], capture_output=True, check=True).stdout
    assert quoted(name) + b"\n" == listed


def test_nothing_else_is_on_standard_output(folder, capsys):
    (folder / "template.json").write_text(PLAIN)
    code, out, err = fix(capsys, "--format", "patch")
    assert code == 1
    assert out.startswith(
        "diff --git a/template.json b/template.json\n--- a/template.json\n+++ b/template.json\n@@ -4,7 +4,7 @@\n"
    )
    assert "public-function-url 1" in err  # what it leaves out
    assert "Caution" not in out + err
    code, out, err = fix(capsys, "--format", "patch", "--unsafe")
    assert "public-function-url: Whoever calls without IAM credentials" in err
    assert "Caution" not in out
    (folder / "template.json").write_text(QUIET)
    code, out, err = fix(capsys, "--format", "patch")
    assert (code, out) == (0, "")
    assert "nothing to fix" in err


def test_a_terminal_is_not_driven_by_it(folder):
    (folder / "template.json").write_text(PLAIN.replace('"Timeout": 60', '"Timeout": 60, "Description": "\x9b31m"'))
    shown = terminal("", "--format", "patch", "--unsafe")[1]
    assert "\\x9b31m" in shown
    assert "\x9b" not in shown


lines = st.lists(st.sampled_from(["a", "b", "\n", "\n", "\r\n", "c\n", "\n  d"]), max_size=60).map("".join)


@given(lines, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), lines), max_size=5))
def test_hunks_turn_the_one_into_the_other(before, changes):
    cuts = sorted(min(cut, len(before)) for one, two, _ in changes for cut in (one, two))
    edits = [(start, end, new) for start, end, (_, _, new) in zip(cuts[::2], cuts[1::2], changes, strict=True)]
    parts, position = [], 0
    for start, end, new in edits:
        parts += (before[position:start], new)
        position = end
    after = "".join([*parts, before[position:]])
    assert applied(before, hunks(before, edits)) == after


def applied(text, found):
    """The text with these hunks applied, strictly: what a hunk does not say to be there is an error."""
    old = text.split("\n")
    old = [line + "\n" for line in old[:-1]] + ([old[-1]] if old[-1] else [])
    new, position = [], 0
    for hunk in found:
        ranges = [part[1:].partition(",") for part in hunk.header.strip("@ ").split(" ")]
        (start, count), (new_start, new_count) = (
            (int(one), int(two or 1) if comma else 1) for one, comma, two in ranges
        )
        start, new_start = start - (count > 0), new_start - (new_count > 0)
        assert start >= position
        new += old[position:start]
        assert len(new) == new_start
        assert old[start : start + count] == [line for mark, line in hunk.lines if mark != "+"]
        added = [line for mark, line in hunk.lines if mark != "-"]
        assert len(added) == new_count
        new += added
        position = start + count
    return "".join(new + old[position:])
