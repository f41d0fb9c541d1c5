"""How Python finds what is imported.

https://docs.python.org/3/reference/import.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from leastwise.code.modules import External, Module, Scope
from leastwise.code.packages import TASK
from leastwise.code.sources import above, inside
from leastwise.code.vendored import known_package

_CHANGED = re.compile(r"\bsys\.path\.(?:append|insert|extend)\(([^\n]{1,300})")
_TEXT = re.compile(r"""["']([^"'\n]*)["']""")


def resolve(scope: Scope, importer: str, name: str) -> Module | External:
    """See `leastwise.code.imports.Imports.python`."""
    rest = name.lstrip(".")
    if len(rest) != len(name):
        return _relative(scope, importer, len(name) - len(rest), rest)
    steps = name.split(".")
    first: External | None = None
    spaces: list[Module] = []
    for path in (*scope.package.search, *scope.added):
        copied = _copied(scope, path, steps)
        if copied is not None:
            return copied
    for folder, sure in _folders(scope, importer, steps[0]):
        found = _in_folder(scope, folder, steps)
        if isinstance(found, Module) and not found.namespace:
            return Module(found.path, sure=sure)
        if isinstance(found, Module):
            spaces.append(Module(found.path, True, sure))
        elif found is not None and first is None:
            first = found
            if found.why == "vendored" or sure:
                break
    if spaces and first is None:
        return spaces[0]
    return first or External(name)


def _relative(scope: Scope, importer: str, dots: int, rest: str) -> Module | External:
    folder = posixpath.dirname(importer)
    for _ in range(dots - 1):
        folder = posixpath.dirname(folder)
    if not rest:
        return _module(scope, folder) or Module(folder, True)
    found = _in_folder(scope, folder, rest.split("."))
    if found is None:  # where the folders are others when it runs
        for at in scope.package.paths(importer):
            base = posixpath.normpath(posixpath.join(posixpath.dirname(at), *[".."] * (dots - 1)))
            for place in scope.package.places(base):
                found = found or _in_folder(scope, place, rest.split("."))
    return found or External("." * dots + rest, "absent")


def _folders(scope: Scope, importer: str, top: str) -> Iterator[tuple[str, bool]]:
    """The folders in which a name is looked up, in order, and whether the runtime looks there too."""
    package, seen = scope.package, set()
    for path in (*package.search, *scope.added):
        for folder in package.places(path):
            if folder not in seen:
                seen.add(folder)
                yield folder, True
    if known_package(top):
        return
    # What a build step copies, and what is run from another folder while it is developed.
    around = [folder for folder in above(posixpath.dirname(importer)) if inside(folder, package.folder)]
    for folder in (*around, *package.beside, *(posixpath.join(folder, "src") for folder in around)):
        if folder not in seen:
            seen.add(folder)
            yield folder, False


def _copied(scope: Scope, path: str, steps: list[str]) -> Module | External | None:
    """A module that is copied alone, or in a folder that is, to below a path of the running function."""
    for mount in reversed(scope.package.mounts):
        if mount.at.startswith(path.rstrip("/") + "/"):
            inner = posixpath.splitext(mount.at[len(path) :].strip("/"))[0].split("/")
            if steps[: len(inner)] != inner:
                continue
            rest = steps[len(inner) :]
            if not rest and scope.sources.is_file(mount.place):
                return scope.at(mount.place)
            if scope.sources.is_dir(mount.place):
                found = _in_folder(scope, mount.place, rest) if rest else _module(scope, mount.place)
                if found is not None or not rest:
                    return found or Module(mount.place, True)
    return None


def _in_folder(scope: Scope, folder: str, steps: list[str]) -> Module | External | None:
    """A module below a folder; `None` where not even its first step is there."""
    at = folder
    for index, step in enumerate(steps):
        if not step.isidentifier():
            return None
        at = posixpath.join(at, step) if at else step
        module = _module(scope, at)
        last = index == len(steps) - 1
        if module is not None:
            found = scope.at(module.path)
            if isinstance(found, External):
                return External(".".join(steps), found.why, found.place)
            if last:
                return module
            if not module.path.endswith("/__init__.py"):
                return External(".".join(steps), "absent")
        elif not scope.sources.is_dir(at) or scope.package.vendor_of(f"{at}/x") is not None:
            vendor = scope.package.vendor_of(f"{at}/x")
            if vendor is not None and scope.sources.is_dir(at):
                return External(".".join(steps), "vendored", vendor.place)
            return External(".".join(steps), "absent") if index and _real(scope, at) else None
    return Module(at, True)


def _real(scope: Scope, at: str) -> bool:
    """Whether what is around a path is a package of the application, rather than a folder that happens to be there."""
    return scope.sources.is_file(f"{posixpath.dirname(at)}/__init__.py")


def _module(scope: Scope, at: str) -> Module | None:
    for path in (f"{at}/__init__.py", f"{at}.py") if at else ():
        if scope.sources.is_file(path) or scope.sources.refused(path):
            return Module(path)
    return Module(at) if at and scope.sources.refused(at) else None


def added_paths(text: str) -> Iterator[str]:
    """The constant paths that a file adds to `sys.path`; those that begin at its own folder are relative."""
    for match in _CHANGED.finditer(text):
        arguments = match[1]
        parts = _TEXT.findall(arguments)
        if "__file__" in arguments:
            folder = len(re.findall(r"\bdirname\(|\.parent\b", arguments)) - 1
            yield posixpath.normpath(
                posixpath.join(*[".."] * max(folder, 0), *(part.lstrip("/") for part in parts), ".")
            )
        elif "LAMBDA_TASK_ROOT" in arguments:
            yield posixpath.join(TASK, *(part.lstrip("/") for part in parts if part != "LAMBDA_TASK_ROOT"))
        elif "getcwd" in arguments:
            yield posixpath.join(TASK, *(part.lstrip("/") for part in parts))
        elif parts:
            yield posixpath.normpath(parts[0])
