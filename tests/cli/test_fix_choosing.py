"""`leastwise fix --interactive`: a person chooses."""

from pathlib import Path

import pytest

from .fixing import fix, repository, terminal, text

NAMES = ("One", "Two", "Three")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.json").write_text(text(workers=NAMES))
    repository()
    return tmp_path


def times():
    """The visibility timeouts in the file, in order."""
    lines = Path("template.json").read_text().splitlines()
    return [int(line.rpartition(" ")[2]) for line in lines if "VisibilityTimeout" in line]


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("y\nn\ny\n", [360, 60, 360]),
        ("n\na\n", [60, 360, 360]),
        ("y\ns\n", [360, 60, 60]),
        ("y\nq\n", [360, 60, 60]),
        ("?\nhuh\ny\nq\n", [360, 60, 60]),
        ("Yes\nNO\nq\n", [360, 60, 60]),
    ],
)
def test_what_is_chosen_is_written(folder, typed, after):
    code, shown = terminal(typed, "--interactive")
    assert code == 0
    assert times() == after
    assert f"{after.count(360)} fixed" in shown
    assert "(1/3)  medium  short-visibility  template.json:7:30  safe" in shown
    assert "One may run 60 s, so 360 s are needed" in shown
    assert ("leave this one and all later ones of this rule" in shown) == ("?" in typed)


@pytest.mark.parametrize("typed", ["n\nn\nn\n", "q\n", "s\n", "\x04"])
def test_nothing_chosen_is_nothing_written(folder, typed):
    code, shown = terminal(typed, "-i")
    assert code == 0
    assert times() == [60, 60, 60]
    assert "nothing was chosen" in shown


def test_what_an_unsafe_fix_may_change_is_said_before_the_question(folder):
    _, shown = terminal("q\n", "-i", "--unsafe", "--rule", "public-function-url")
    after = shown.partition("Caution: Whoever calls without IAM")[2]
    assert "Make this fix" in after
    assert "+++" not in after
    assert "Caution" not in terminal("q\n", "-i", "--rule", "short-visibility")[1]


def test_all_of_one_rule_says_nothing_about_the_next(folder):
    code, _ = terminal("s\na\n", "-i", "--rule", "short-visibility,no-tracing")
    assert code == 0
    assert times() == [60, 60, 60]
    assert Path("template.json").read_text().count('"Tracing": "Active"') == 3


def test_ctrl_c_changes_nothing(folder):
    code, _ = terminal("y\n\x03", "-i")
    assert code == 130
    assert times() == [60, 60, 60]


def test_without_a_terminal_there_is_nobody_to_ask(folder, capsys):
    code, out, err = fix(capsys, "--interactive")
    assert (code, out) == (2, "")
    assert "--interactive asks on a terminal" in err
    assert "--write" in err
