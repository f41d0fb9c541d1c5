"""How Node.js, TypeScript and bundlers find what is imported.

https://nodejs.org/api/modules.html#all-together
https://www.typescriptlang.org/docs/handbook/modules/reference.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from leastwise.code.built import sources_behind
from leastwise.code.manifests import (
    compiler_paths,
    entries,
    local_dependencies,
    matched,
    nearest,
    targets,
    workspaces,
)
from leastwise.code.modules import External, Module, Scope

_ENDINGS = (".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx", ".json")
"""Endings that are tried; TypeScript first, since what lies beside it was made from it."""

_SOURCES = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
"""How TypeScript writes the names of its own files in imports → how they are called."""


def resolve(scope: Scope, importer: str, name: str) -> Module | External:
    """See `leastwise.code.imports.Imports.script`."""
    name = name.partition("?")[0]
    bare = name.removeprefix("file://")
    folder = posixpath.dirname(importer)
    if not bare:
        return External(name)
    if bare.startswith(("./", "../")) or bare in (".", ".."):
        return _relative(scope, importer, bare)
    path = None
    if not bare.startswith("/"):
        path = _mapped(scope, folder, bare) or _own(scope, folder, bare)
    if path is None:
        path = _mapped(scope, folder, bare) if bare.startswith("/") else None
        path = path or _running(scope, bare)
        path = None if path == importer else path  # `hono.js` that imports the library of that name
    if path is None:
        return External(name, "absent" if bare.startswith(("/", "#")) else "")
    return scope.at(path)


def _relative(scope: Scope, importer: str, name: str) -> Module | External:
    folder = posixpath.dirname(importer)
    at = scope.sources.join(folder, name)
    path = None if at is None else _file(scope, at)
    if path is None:  # where the folders are others when it runs
        for running in scope.package.paths(importer):
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(running), name))
            path = path or _at(scope, goal)
    if path is None and at:
        path = next((source for source, _ in sources_behind(scope.sources, posixpath.splitext(at)[0])), None)
    return External(name, "absent") if path is None else scope.at(path)


def _at(scope: Scope, goal: str) -> str | None:
    """The file for a path of the running function, without an ending or with one."""
    for place in scope.package.places(goal):
        found = _file(scope, place)
        if found is not None:
            return found
    for ending in _ENDINGS:  # a file that is copied alone
        for place in scope.package.places(goal + ending):
            if scope.sources.is_file(place):
                return place
    return None


def _file(scope: Scope, at: str) -> str | None:
    """The file for a path without an ending, with one, or of a folder."""
    sources = scope.sources
    stem, ending = posixpath.splitext(at)
    for other in _SOURCES.get(ending, ()):
        if sources.is_file(stem + other):
            return stem + other
    if ending and sources.is_file(at):
        return at
    for other in _ENDINGS:
        if sources.is_file(at + other):
            return at + other
    if at and sources.is_file(at):
        return at
    return _of_folder(scope, at, ".") if sources.is_dir(at) else None


def _of_folder(scope: Scope, folder: str, subpath: str, depth: int = 0) -> str | None:
    """What a package in a folder offers: by its `package.json`, else its index; the source of what is built."""
    sources = scope.sources
    package = sources.settings(folder, "package.json")
    for entry in entries(package, subpath):
        at = sources.join(folder, entry)
        if at is None or depth > 5 or (at == folder and subpath != "."):
            continue
        stem, ending = posixpath.splitext(at)
        if ending in (".js", ".mjs", ".cjs") or not ending:
            built = next((path for path, _ in sources_behind(sources, stem if ending else at)), None)
            if built is not None:
                return built
        for path in (*(stem + other for other in _SOURCES.get(ending, ())), at, *(at + end for end in _ENDINGS)):
            if sources.is_file(path) and not path.endswith(".d.ts"):
                return path
        if at != folder and sources.is_dir(at):
            found = _of_folder(scope, at, ".", depth + 1)
            if found is not None:
                return found
    return next(
        (p for end in _ENDINGS if subpath == "." and sources.is_file(p := posixpath.join(folder, f"index{end}"))), None
    )


def _mapped(scope: Scope, folder: str, name: str) -> str | None:
    """By the `paths` and `baseUrl` of tsconfig.json, or `imports` of package.json."""
    sources = scope.sources
    if name.startswith("#"):
        at, package = nearest(sources, folder, "package.json")
        told = package.get("imports")
        for pattern, value in told.items() if isinstance(told, dict) else ():
            star = matched(pattern, name)
            for target in targets(value) if star is not None else ():
                goal = sources.join(at, target.replace("*", star or ""))
                found = None if goal is None else _built(scope, goal)
                if found is not None:
                    return found
    for base, pattern, goals in compiler_paths(sources, folder):
        star = name if not pattern else matched(pattern, name)
        for goal in goals if star is not None else ():
            place = sources.join(base, goal.replace("*", star or ""))
            found = None if place is None or (not pattern and name.startswith("/")) else _file(scope, place)
            if found is not None and not found.endswith(".d.ts"):
                return found
    return None


def _built(scope: Scope, at: str) -> str | None:
    source = next((path for path, _ in sources_behind(scope.sources, posixpath.splitext(at)[0])), None)
    return source or _file(scope, at)


def _split(name: str) -> tuple[str, str]:
    """The name of a package, and the path in it."""
    steps = name.split("/")
    count = 2 if name.startswith("@") else 1
    return "/".join(steps[:count]), "/".join(steps[count:])


def _own(scope: Scope, folder: str, name: str) -> str | None:
    """A package of the same workspace, one that is named by its folder, or the package itself."""
    package, rest = _split(name)
    subpath = f"./{rest}" if rest else "."
    for at in _folders(scope, folder, package):
        found = _of_folder(scope, at, subpath)
        if found is not None:
            return found
    return None


def _folders(scope: Scope, folder: str, package: str) -> Iterator[str]:
    sources = scope.sources
    around, told = nearest(sources, folder, "package.json")
    if told.get("name") == package:
        yield around
    for name, path in local_dependencies(told):
        at = sources.join(around, path) if name == package else None
        if at is not None and sources.is_dir(at):
            yield at
    at = workspaces(sources, folder).get(package)
    if at is not None:
        yield at


def _running(scope: Scope, name: str) -> str | None:
    """Where the running function looks: an absolute path, or `NODE_PATH`."""
    package, rest = _split(name)
    if name.startswith("/"):
        return _at(scope, name)
    for start in scope.package.search:
        found = _at(scope, posixpath.join(start, name))
        if found is None and rest:
            around = scope.package.places(posixpath.join(start, package))
            found = next(filter(None, (_of_folder(scope, at, f"./{rest}") for at in around)), None)
        if found is not None:
            return found
    return None
