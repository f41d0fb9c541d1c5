"""`leastwise init`: the files that a project needs to run leastwise every day. Nothing that exists is changed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

from leastwise import __version__
from leastwise.cli.root import lies_in, shown_path, work_tree
from leastwise.model.errors import UsageError
from leastwise.model.record import record
from leastwise.report.clean import clean
from leastwise.report.style import Style

_STARTERS = os.path.join(os.path.dirname(__file__), "starters")


@record
class Starter:
    """A file that `init` writes.

    Attributes:
        name: as in `--only`.
        source: its text, in `starters/`.
        path: where it goes, relative to the repository.
        signs: it is written where one of these exists, or always where there are none.
        then: what is left to do.
    """

    name: str
    source: str
    path: str
    signs: tuple[str, ...]
    then: str


STARTERS = (
    Starter("config", "leastwise.toml", "leastwise.toml", (), ""),
    Starter("pre-commit", "pre-commit.yaml", ".pre-commit-config.yaml", (), "run `pre-commit install`"),
    Starter("github", "github.yml", ".github/workflows/leastwise.yml", (".github",), ""),
    Starter(
        "gitlab",
        "gitlab.yml",
        ".gitlab/leastwise.yml",
        (".gitlab-ci.yml", ".gitlab"),
        "add `include: [{local: .gitlab/leastwise.yml}]` to .gitlab-ci.yml",
    ),
)


def init(options: argparse.Namespace) -> int:
    """Write what is missing and say what was done.

    Raises:
        UsageError: the folder does not exist, or a file cannot be written.
    """
    if not os.path.isdir(options.path):
        raise UsageError(f"{options.path}: there is no such folder")
    given = os.path.realpath(options.path)
    root = work_tree(given) or given
    style = Style.of(sys.stdout, options.color)
    for starter in _wanted(root, options.only):
        state, then = _write(root, starter, dry_run=options.dry_run)
        shown = clean(shown_path(_target(root, starter)))
        print(f"{style(f'{state:<8}', 'dim' if state == 'kept' else 'green')} {shown}")
        if then:
            print(f"         {then}")
    if not options.dry_run:
        print("next     leastwise scan")
    return 0


def _wanted(root: str, only: list[str]) -> Iterator[Starter]:
    hosts = [s for s in STARTERS if s.signs and any(os.path.lexists(os.path.join(root, sign)) for sign in s.signs)]
    for starter in STARTERS:
        # Where no host of the repository shows, GitHub is the likeliest.
        likely = not starter.signs or starter in hosts or (not hosts and starter.name == "github")
        if starter.name in only or (not only and likely):
            yield starter


def _write(root: str, starter: Starter, *, dry_run: bool) -> tuple[str, str]:
    """Write a file unless it is there; what was done, and what is left to do."""
    path = _target(root, starter)
    text = _text(starter)
    if os.path.lexists(path):
        named = starter.name == "pre-commit" and not _mentions(path)
        return "kept", "it has no leastwise hook; add:\n" + _indented(text.partition("repos:\n")[2]) if named else ""
    if starter.name == "config" and _configured(root):
        return "kept", "pyproject.toml has [tool.leastwise]"
    folder = os.path.dirname(path)
    if not lies_in(os.path.realpath(folder), root):
        raise UsageError(f"{starter.path}: its folder is a link that leads outside the repository; it was not written")
    if dry_run:
        return "would write", starter.then
    try:
        os.makedirs(folder, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{starter.path}: cannot be written: {error.strerror or error}") from error
    return "wrote", starter.then


def _text(starter: Starter) -> str:
    with open(os.path.join(_STARTERS, starter.source), encoding="utf-8") as file:
        return file.read().replace("{version}", __version__)


def _mentions(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return b"leastwise" in file.read(1_000_000)
    except OSError:
        return False


def _configured(root: str) -> bool:
    try:
        with open(os.path.join(root, "pyproject.toml"), "rb") as file:
            return b"\n[tool.leastwise" in b"\n" + file.read(1_000_000)
    except OSError:
        return False


def _indented(text: str) -> str:
    return "\n".join("           " + line for line in text.rstrip().split("\n"))


def _target(root: str, starter: Starter) -> str:
    return os.path.join(root, *starter.path.split("/"))
