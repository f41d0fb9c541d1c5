"""What a command line starts: a program in Python or JavaScript, or an application that a server serves."""

from __future__ import annotations

import posixpath
import re
import shlex
from itertools import pairwise

from leastwise.model.record import record

_SERVERS = frozenset({"daphne", "gunicorn", "hypercorn", "uvicorn", "uwsgi", "waitress-serve"})
_PYTHON = re.compile(r"python(?:\d(?:\.\d+)?)?$")
_SCRIPT = re.compile(r"[\w@./-]+\.(?:[cm]?[jt]s|[jt]sx|py)$")
_MODULE = re.compile(r"[A-Za-z_][\w./]*:[A-Za-z_]\w*(?:\(\))?$")
_RUN = frozenset({"bun", "deno", "node", "nodejs", "nodemon", "ts-node", "tsx"})
_BEFORE = frozenset({"env", "exec", "nohup", "npx", "opentelemetry-instrument", "ddtrace-run", "poetry", "run", "uv"})
_CLIENTS = ("aws-lambda-ric", "awslambdaric", "lambda-ric")
"""Runtime interface clients: what follows them is a handler.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-images.html
"""


@record
class Program:
    """What is started.

    Attributes:
        path: of a file, where a file is named.
        module: of Python, with dots, where one is named.
        names: the application in it that a server serves; none for a program that runs by itself.
        handler: a handler in Lambda's words, where a runtime interface client is started.
        script: a script of `package.json` (`start`).
    """

    path: str = ""
    module: str = ""
    names: tuple[str, ...] = ()
    handler: str = ""
    script: str = ""


def started(text: str) -> Program | None:
    """What the last command of a shell script starts."""
    lines = re.sub(r"\\\r?\n", " ", text).splitlines()
    for line in reversed(lines[:2_000]):
        line = line.strip()
        if line and not line.startswith("#"):
            for command in reversed(re.split(r"&&|\|\||[;|]", line)):
                found = program(words(command))
                if found is not None:
                    return found
    return None


def words(command: str) -> list[str]:
    """A command line in its words."""
    try:
        return shlex.split(command[:10_000], comments=True)
    except ValueError:
        return command[:10_000].split()


def program(words: list[str]) -> Program | None:
    """What a command starts; `None` for one that starts nothing that is read."""
    words = _bare(words)
    if not words:
        return None
    head, rest = posixpath.basename(words[0]), words[1:]
    if head in ("sh", "bash", "/bin/sh") and "-c" in rest:
        return started(" ".join(rest[rest.index("-c") + 1 :]))
    if any(client in words[0] for client in _CLIENTS):
        return Program(handler=rest[0]) if rest else Program(handler="")
    if _PYTHON.match(head):
        return _python(rest)
    if head in _SERVERS or (head == "fastapi" and rest[:1] in (["run"], ["dev"])):
        return _served(rest)
    if head == "flask":
        named = [word for flag, word in pairwise(rest) if flag in ("--app", "-A")]
        named += [word.partition("=")[2] for word in rest if word.startswith("--app=")]
        return _named(named[0] if named else "app:app")
    if head in ("npm", "yarn", "pnpm"):
        scripts = [word for word in rest if not word.startswith("-") and word not in ("run", "run-script")]
        return Program(script=scripts[0] if scripts else "start")
    if head in _RUN:
        if any(client in word for word in rest for client in _CLIENTS):
            return Program(handler=rest[-1])
        file = next((word for word in rest if not word.startswith("-") and word not in ("run", "watch")), None)
        return None if file is None else Program(path=file)
    return Program(path=words[0]) if _SCRIPT.match(words[0]) else None


def _bare(words: list[str]) -> list[str]:
    """A command without variables that are set for it, and without what only starts it."""
    while words and (re.match(r"[A-Za-z_]\w*=", words[0]) or posixpath.basename(words[0]) in _BEFORE):
        words = words[1:]
    return words


def _python(words: list[str]) -> Program | None:
    for index, word in enumerate(words):
        if word == "-m" and index + 1 < len(words):
            module, rest = words[index + 1], words[index + 2 :]
            if module in _CLIENTS:
                return Program(handler=rest[0]) if rest else Program(handler="")
            if module in _SERVERS or module in ("fastapi", "flask"):
                return program([module, *rest])
            return Program(module=module)
        if not word.startswith("-"):
            return Program(path=word) if _SCRIPT.match(word) else None
    return None


def _served(words: list[str]) -> Program | None:
    named = next((word for word in words if _MODULE.match(word)), None)
    if named is not None:
        return _named(named)
    file = next((word for word in words if word.endswith(".py")), None)
    return None if file is None else Program(path=file, names=("app",))


def _named(text: str) -> Program:
    module, _, name = text.partition(":")
    name = name.removesuffix("()") or "app"
    return Program(module=module.removesuffix(".py").replace("/", "."), names=tuple(name.split(".")))
