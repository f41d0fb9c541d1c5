"""Writes the pages of the rules, docs/rules/*.md, from the rules; `--check` only says what is out of date."""

import sys
from pathlib import Path

from leastwise.rules.discovery import discover
from leastwise.rules.documentation import index, markdown

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"


def pages() -> dict[str, str]:
    """File name → what it should hold."""
    rules = discover(installed=False)
    return {"README.md": index(rules), **{f"{rule.id}.md": markdown(rule, rules) for rule in rules}}


def outdated(folder: Path = FOLDER) -> list[str]:
    """The files that are missing, that differ, or that no rule accounts for."""
    wanted = pages()
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def write(folder: Path = FOLDER) -> None:
    """Bring the folder up to date."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for name in outdated(folder):
        if name in wanted:
            (folder / name).write_text(wanted[name], "utf-8", newline="\n")
        else:
            (folder / name).unlink()


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        stale = outdated()
        if stale:
            sys.exit(f"out of date in docs/rules, run `make docs`: {', '.join(stale)}")
    elif sys.argv[1:]:
        sys.exit("usage: python tools/rule_docs.py [--check]")
    else:
        write()
