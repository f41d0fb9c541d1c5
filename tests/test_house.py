"""The rules of the house that no off-the-shelf tool checks: sizes, who prints, what the model imports, the documents.

The layers and import cycles are import-linter's business, annotations mypy's, the rest ruff's (see pyproject.toml).
"""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "leastwise"
SOURCES = sorted(PACKAGE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

LINES_OF_A_FILE = 600
LINES_OF_A_FUNCTION = 80
PRINTING = {"cli", "lsp", "web", "__main__.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def imported(module: ast.Module) -> Iterator[str]:
    """Yield the absolute dotted names that a module imports, wherever in it the import stands."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


# Sizes


def test_no_file_is_too_long() -> None:
    sizes = {name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {path: lines for path, lines in sizes.items() if lines > LINES_OF_A_FILE} == {}


def test_no_function_is_too_long() -> None:
    long = {}
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LINES_OF_A_FUNCTION:
                    long[f"{name(path)}:{node.lineno} {node.name}"] = lines
    assert long == {}


# Who prints, who imports what


def prints(module: ast.Module) -> Iterator[int]:
    """Yield the lines where a module prints, or takes hold of a standard stream."""
    streams = {"stdout", "stderr", "__stdout__", "__stderr__"}
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Name(id="print")):
                yield node.lineno
            case ast.Attribute(value=ast.Name(id="sys"), attr=attr) if attr in streams:
                yield node.lineno
            case ast.ImportFrom(module="sys", names=names) if streams & {alias.name for alias in names}:
                yield node.lineno


@pytest.mark.parametrize(
    "source", ["print(1)", "sys.stderr.write('')", "def f(out=sys.stdout): ...", "from sys import stdout"]
)
def test_printing_is_noticed(source: str) -> None:
    assert list(prints(ast.parse(source))) == [1]


def test_only_the_entry_layer_prints() -> None:
    quiet = [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] not in PRINTING]
    assert [f"{name(path)}:{line}" for path in quiet for line in prints(tree(path))] == []


def test_the_model_needs_only_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {"leastwise"}
    foreign = [
        f"{name(path)}: {module}"
        for path in (PACKAGE / "model").rglob("*.py")
        for module in imported(tree(path))
        if module.partition(".")[0] not in allowed
    ]
    assert foreign == []


def test_the_package_itself_imports_nothing() -> None:
    assert list(imported(tree(PACKAGE / "__init__.py"))) == []


# Dependencies


def requirements() -> Iterator[str]:
    project = PROJECT["project"]
    yield from project["dependencies"]
    for extra in project.get("optional-dependencies", {}).values():
        yield from extra


def test_dependencies_have_a_lower_bound_and_nothing_else() -> None:
    plain = re.compile(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?>=[0-9.]+")
    assert [requirement for requirement in requirements() if not plain.fullmatch(requirement)] == []


def test_every_dependency_gives_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    explained = {line.split('"')[1] for line in lines if re.match(r'\s*"[^"]+",\s*# \w', line)}
    assert [requirement for requirement in requirements() if requirement not in explained] == []


# Tables of facts


def test_every_table_names_its_source_and_date() -> None:
    tables = {name(path): json.loads(path.read_text("utf-8")) for path in PACKAGE.rglob("data/*.json")}
    assert [path for path, table in tables.items() if not {"source", "date"} <= set(table)] == []


# What the Makefile and the documents promise


def targets() -> set[str]:
    """Return the names of the Makefile's rules, special ones such as .PHONY left out."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([A-Za-z0-9_][\w./-]*)\s*:(?!=)", makefile, flags=re.MULTILINE))


def promised(document: str) -> set[str]:
    """Return the targets of all `make …` commands that stand in a Markdown document's code."""
    text = (ROOT / document).read_text("utf-8")
    fences = re.findall(r"^```.*?$(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    blocks = [match for fence in fences for match in re.findall(r"^(?:\$ )?make ([^#\n]+)", fence, flags=re.MULTILINE)]
    inline = re.findall(r"`make ([^`\n]+)`", text)
    return {word for command in blocks + inline for word in command.split() if "=" not in word}


def test_help_documents_every_target() -> None:
    made = subprocess.run(
        ["make", "--no-print-directory", "-f", "Makefile"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))},
        capture_output=True,
        text=True,
        check=True,
    )
    documented = {line.split()[1] for line in made.stdout.splitlines() if line.startswith("  make ")}
    assert documented == targets()


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_documents_name_only_targets_that_exist(document: str) -> None:
    assert promised(document) - targets() == set()


def test_readme_sets_up_with_make_demo_and_make_test() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    section = re.search(r"^## Set-up$(.*?)(?=^## |\Z)", readme, flags=re.MULTILINE | re.DOTALL)
    assert section is not None
    fences = re.findall(r"^```.*?$(.*?)^```", section[1], flags=re.MULTILINE | re.DOTALL)
    commands = [line.partition("#")[0].strip() for fence in fences for line in fence.splitlines()]
    assert [command for command in commands if command] == ["make demo", "make test"]
