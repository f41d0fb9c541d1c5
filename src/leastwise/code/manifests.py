"""What `package.json`, `tsconfig.json` and the files of workspaces say about where modules are.

https://nodejs.org/api/packages.html
https://www.typescriptlang.org/tsconfig/#paths
https://pnpm.io/pnpm-workspace_yaml
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from leastwise.code.sources import Sources, above

MAX_EXTENDS = 10
_CONDITIONS = ("source", "development", "node", "import", "require", "module", "default", "types")
"""Conditions of `exports` that are followed, those that lead to sources first."""


def nearest(sources: Sources, folder: str, name: str) -> tuple[str, dict[str, Any]]:
    """The innermost folder around a file that has a JSON file of this name, and what it says."""
    for around in above(folder):
        found = sources.settings(around, name)
        if found:
            return around, found
    return "", {}


def compiler_paths(sources: Sources, folder: str) -> Iterator[tuple[str, str, list[str]]]:
    """Folder, pattern and targets of each of the `paths` that count in a folder; an empty pattern is `baseUrl`."""
    for around in above(folder):
        options: dict[str, Any] = {}
        bases: dict[str, str] = {}
        at, name = around, "tsconfig.json"
        if not sources.file(around, name):
            name = "jsconfig.json"
        for _ in range(MAX_EXTENDS):
            told = sources.settings(at, name)
            own = told.get("compilerOptions")
            for key, value in own.items() if isinstance(own, dict) else ():
                if key in ("baseUrl", "paths") and key not in options:
                    options[key], bases[key] = value, at
            extended = told.get("extends")
            path = sources.join(at, extended) if isinstance(extended, str) and extended.startswith(".") else None
            if path is None:
                break
            path = path if path.endswith(".json") else f"{path}.json"
            at, name = posixpath.split(path)
        base = options.get("baseUrl")
        root = sources.join(bases["baseUrl"], base) if isinstance(base, str) else None
        paths = options.get("paths")
        for pattern, targets in paths.items() if isinstance(paths, dict) else ():
            if isinstance(targets, list):
                start = root if root is not None else bases["paths"]
                yield start, pattern, [target for target in targets if isinstance(target, str)]
        if root is not None:
            yield root, "", ["*"]


def matched(pattern: str, name: str) -> str | None:
    """What `*` of a pattern stands for in a name; empty for a pattern without one, `None` where it does not match."""
    head, star, tail = pattern.partition("*")
    if not star:
        return "" if name == pattern else None
    if name.startswith(head) and name.endswith(tail) and len(name) >= len(head) + len(tail):
        return name[len(head) : len(name) - len(tail)]
    return None


def workspaces(sources: Sources, folder: str) -> dict[str, str]:
    """The packages of the workspace around a folder: name → folder."""
    found: dict[str, str] = {}
    for around in above(folder):
        patterns = list(_patterns(sources, around))
        key = ("workspaces", around)
        known = sources.kept.get(key) if patterns else None
        if patterns and known is None:
            known = sources.kept[key] = dict(_members(sources, around, patterns))
        for name, at in (known or {}).items():
            found.setdefault(name, at)
    return found


def _patterns(sources: Sources, folder: str) -> Iterator[str]:
    told = sources.settings(folder, "package.json").get("workspaces")
    told = told.get("packages") if isinstance(told, dict) else told
    yield from (pattern for pattern in told if isinstance(pattern, str)) if isinstance(told, list) else ()
    text = sources.text(folder, "pnpm-workspace.yaml")
    listed = re.search(r"^packages:[ \t]*\n((?:[ \t]*(?:-.*|#.*)?\n?)*)", text, re.MULTILINE)
    flow = re.search(r"^packages:[ \t]*\[([^\]]*)\]", text, re.MULTILINE)
    if flow is not None:
        yield from re.findall(r"""["']?([^"'\s,]+)""", flow[1])
    if listed is not None:
        yield from re.findall(r"""^\s*-\s*["']?([^"'\s#]+)""", listed[1], re.MULTILINE)
    told = sources.settings(folder, "lerna.json").get("packages")
    yield from (pattern for pattern in told if isinstance(pattern, str)) if isinstance(told, list) else ()


def _members(sources: Sources, folder: str, patterns: list[str]) -> Iterator[tuple[str, str]]:
    """Name and folder of each package whose folder fits a pattern."""
    start = folder + "/" if folder else ""
    wanted = [re.escape(p.removeprefix("./").rstrip("/")) for p in patterns if not p.startswith("!")]
    joined = "|".join(p.replace(r"\*\*", ".*").replace(r"\*", "[^/]*") for p in wanted) or "$^"
    for path in sources.listed(folder):
        at = posixpath.dirname(path)
        if posixpath.basename(path) == "package.json" and at != folder and re.fullmatch(joined, at[len(start) :]):
            name = sources.settings(at, "package.json").get("name")
            if isinstance(name, str):
                yield name, at


def local_dependencies(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and relative path of each dependency of a `package.json` that is a folder beside it."""
    for kind in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies"):
        told = package.get(kind)
        for name, version in told.items() if isinstance(told, dict) else ():
            if isinstance(version, str) and version.startswith(("file:", "link:", "portal:", "./", "../")):
                yield name, version.partition(":")[2] if ":" in version else version


def targets(value: Any, depth: int = 0) -> Iterator[str]:
    """The paths that an entry of `exports` or `imports` may lead to, those of sources first."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < MAX_EXTENDS:
        for item in value:
            yield from targets(item, depth + 1)
    elif isinstance(value, dict) and depth < MAX_EXTENDS:
        for condition in dict.fromkeys((*_CONDITIONS, *value)):
            if condition in value:
                yield from targets(value[condition], depth + 1)


def entries(package: dict[str, Any], subpath: str) -> Iterator[str]:
    """The files that a package offers under a path (`.` for itself), relative to its folder."""
    exports = package.get("exports")
    if isinstance(exports, dict) and not any(key.startswith(".") for key in exports):
        exports = {".": exports}
    if isinstance(exports, (str, list)):
        exports = {".": exports}
    for pattern, value in exports.items() if isinstance(exports, dict) else ():
        star = matched(pattern, subpath)
        if star is not None:
            yield from (target.replace("*", star) for target in targets(value))
    if subpath == ".":
        for key in ("source", "module", "main", "types", "typings"):
            if isinstance(package.get(key), str):
                yield package[key]
        yield from ("index", "src/index", "lib/index", "src/main")
    else:
        yield from (subpath, posixpath.join("src", subpath), posixpath.join("lib", subpath))
