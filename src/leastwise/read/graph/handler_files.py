"""Which files a handler may be in, by the rules of the languages that have one.

https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")
"""Endings of JavaScript and TypeScript, those that Node.js runs itself first."""


def handler_files(
    runtime: str, handler: str, entry_points: Iterable[Any] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files that a handler may be in, seen from the folder of the code, and the names that lead to it in there.

    Args:
        runtime: Lambda's name of the runtime, or the beginning of it: `python`, `nodejs`, `ruby`.
        handler: as it is configured.
        entry_points: the files that a bundler begins at, where one is configured.
    """
    if runtime.startswith("python"):
        yield from _python(handler)
    elif runtime.startswith("nodejs"):
        yield from _node(handler, entry_points)
    elif runtime.startswith("ruby"):
        file, _, name = handler.partition(".")
        yield f"{file}.rb", (name,)


def _python(handler: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`package.module.function`, or `folder/module.function`."""
    module, _, name = handler.rpartition(".")
    module = module.replace(".", "/")
    if module.strip("/"):
        yield f"{module}.py", (name,)
        yield f"{module}/__init__.py", (name,)


def _node(handler: str, entry_points: Iterable[Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`folder/file.export`, where an export may be `one.in.another`, or have dots in the name of its file."""
    folder, slash, last = handler.rpartition("/")
    first, _, nested = last.partition(".")
    stem, _, name = handler.rpartition(".")
    stems = {folder + slash + first: tuple(nested.split(".")) if nested else ()}
    stems.setdefault(stem, (name,))
    for at, names in stems.items():
        if at.strip("/"):
            for ending in SCRIPTS:
                yield at + ending, names
    for at, names in stems.items():
        if at.strip("/"):
            for ending in SCRIPTS:
                yield f"{at}/index{ending}", names
    for entry in entry_points:
        if isinstance(entry, str) and posixpath.basename(entry).partition(".")[0] == first:
            yield entry, tuple(nested.split("."))
