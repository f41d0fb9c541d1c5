"""The source files of a CDK application: where it begins, and what its imports name."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.value import Map
from leastwise.read.cdk.static.values import External, Scope
from leastwise.read.document import load
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.script.lower import lower
from leastwise.read.script.modules import python_file
from leastwise.read.script.nodes import Stmt
from leastwise.read.script.syntax import LANGUAGES

MAX_FILES = 200
"""Source files of one application that are read."""

_BUILT = ("dist/", "build/", "lib/", "out/", "")


@record(frozen=False, eq=False)
class Module:
    """One source file.

    Attributes:
        path: relative to the root.
        python: whether it is Python.
        statements: lowered.
        scope: its names, filled when it is run.
        ran: whether it was.
        data: what a file of JSON holds.
    """

    path: str
    python: bool
    statements: tuple[Stmt, ...]
    scope: Scope
    ran: bool = False
    data: Map | None = None

    def restart(self) -> None:
        """Forget what running it gave; a file of JSON exports its keys, and all of it by default."""
        names: dict[str, Any] = {} if self.data is None else {**self.data, "default": self.data}
        self.scope, self.ran = Scope(names, None, self), self.data is not None


class Program:
    """The modules of one application.

    Attributes:
        modules: by path, in the order in which they were asked for.
        unread: what could not be read.
    """

    def __init__(self, files: Files, folder: str) -> None:
        self.files = files
        self.folder = folder
        self.modules: dict[str, Module | None] = {}
        self.unread: list[Unread] = []

    def entry(self, command: str) -> str | None:
        """The file that the application begins with, by the `app` of `cdk.json`; `None` where it is not told."""
        words = [word.strip("'\"") for word in re.split(r"[\s;&|]+", command)]
        for index, word in enumerate(words):
            if word == "-m" and index + 1 < len(words):
                word = words[index + 1].replace(".", "/") + ".py"
            for candidate in (word, f"{word}.ts", f"{word}.js", *self._unbuilt(word)):
                path = self.files.join(self.folder, candidate)
                if path and _ending(path) in LANGUAGES and self.files.is_file(path):
                    return path
        return None

    def _unbuilt(self, word: str) -> list[str]:
        """What a compiled file was compiled from: the same path without the folder for output."""
        stem, ending = posixpath.splitext(word)
        if ending != ".js":
            return []
        return [stem.replace(built, "", 1) + ".ts" for built in _BUILT if stem.startswith(built)]

    def module(self, path: str) -> Module | None:
        """The module in a file; `None` where it cannot be read."""
        if path not in self.modules:
            self.modules[path] = None
            if len(self.modules) > MAX_FILES:
                reason = f"more than {MAX_FILES} source files in one application; this one was not read"
                self.unread.append(Unread(path, 1, "limit", reason))
                return None
            try:
                if path.endswith(".json"):
                    data = self.modules[path] = Module(
                        path, False, (), Scope({}, None, None), data=load(self.files, path)
                    )
                    data.restart()
                    return data
                source = decode(self.files.read(path), path)
            except ReadError as error:
                self.unread.append(Unread(path, 1, "code", f"the file {error.reason}"))
                return None
            script = lower(source)
            module = Module(path, script.python, script.statements, Scope({}, None, None))
            self.unread += script.unread
            module.restart()
            self.modules[path] = module
        return self.modules[path]

    def restart(self) -> None:
        """Forget what running the modules gave, and keep what they say."""
        for module in self.modules.values():
            if module is not None:
                module.restart()

    def imported(self, module: Module, name: str) -> Module | External:
        """What an import names: another file of the application, or something external."""
        path = self._python(module, name) if module.python else self._script(module, name)
        found = self.module(path) if path is not None else None
        return found if found is not None else External(external_path(name))

    def _script(self, module: Module, name: str) -> str | None:
        if not name.startswith("."):
            return None
        base = self.files.join(posixpath.dirname(module.path), name)
        if base is None:
            return None
        stem, ending = posixpath.splitext(base)
        candidates = [base] if ending in LANGUAGES or ending == ".json" else []
        if ending in (".js", ".mjs", ".jsx"):  # TypeScript's imports name what it is compiled to
            candidates += [stem + ".ts", stem + ".mts", stem + ".tsx"]
        candidates += [base + known for known in LANGUAGES if known != ".py"]
        candidates += [f"{base}/index{known}" for known in (".ts", ".js")]
        return next((path for path in candidates if self.files.is_file(path)), None)

    def _python(self, module: Module, name: str) -> str | None:
        return python_file(self.files, module.path, name, (posixpath.dirname(module.path), self.folder))


def _ending(path: str) -> str:
    return posixpath.splitext(path)[1]


def external_path(module: str) -> tuple[str, ...]:
    """The module of another package: those of the CDK as `aws_lambda`, whatever its language and version.

    `aws-cdk-lib/aws-lambda`, `@aws-cdk/aws-lambda`, `aws_cdk.aws_lambda`: https://docs.aws.amazon.com/cdk/api/v2/
    """
    name = module.removeprefix("node:").replace("/", ".").replace("-", "_").removeprefix("@")
    for package in ("aws_cdk_lib", "aws_cdk"):
        if name == package or name.startswith(package + "."):
            steps = [step.removesuffix("_alpha") for step in name.split(".")[1:] if step not in ("core", "lib")]
            return tuple(steps)
    return (name.partition(".")[0], *name.split(".")[1:]) if not module.startswith("@") else ("", name)
