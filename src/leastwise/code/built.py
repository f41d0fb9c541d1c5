"""From what a build writes back to what it is made from.

A bundle says itself where it comes from (its source map, the comments that esbuild leaves); TypeScript's compiler by
`outDir` and `rootDir`; the scripts of `package.json` name the entry points of bundlers. Where nothing says it, output
folders stand beside their sources.

https://www.typescriptlang.org/tsconfig/#outDir
https://esbuild.github.io/api/#entry-points
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from leastwise.code.sources import Sources, above, language_of
from leastwise.read.graph.compiled import source_of

OUTPUTS = frozenset(
    {".aws-sam", ".build", ".dist", ".esbuild", ".serverless", ".webpack", "_build", "build", "bundle", "dist", "out"}
    | {"artifacts", "compiled", "output", "release", "target", "cdk.out"}
)
"""Names of folders that builds write to."""

_STARTS = ("src", "lib", "source", "app", "lambda", "lambdas", "functions", "handlers", ".")
"""Where sources are kept, beside an output folder."""

_ARCHIVES = (".zip", ".jar", ".tar.gz", ".tgz")
_BUNDLERS = re.compile(r"\b(?:esbuild|ncc\s+build|tsup|rollup|parcel\s+build|webpack|bun\s+build)\b([^&|;]*)")
_MODULE_COMMENT = re.compile(r"^ {0,2}// ([\w@./-]+\.(?:ts|js|mts|mjs|cts|cjs|tsx|jsx))$", re.MULTILINE)


def is_output(path: str) -> bool:
    """Whether a path leads through a folder that a build writes to."""
    return not OUTPUTS.isdisjoint(path.split("/"))


def sources_behind(sources: Sources, stem: str) -> Iterator[tuple[str, str]]:
    """The files that a built one may be made from, the likeliest first, and what says so.

    Args:
        sources: the root.
        stem: path of the built file without its ending, whether it is there or not.
    """
    for ending in (".js", ".mjs", ".cjs"):
        if sources.is_file(stem + ending):
            for path in _told(sources, stem + ending):
                yield path, "the bundle's own marks"
    folder = source_of(sources.files, posixpath.dirname(stem), sources.whole) if posixpath.dirname(stem) else None
    if folder is not None:
        yield from ((path, "tsconfig.json") for path in _scripts(sources, folder, posixpath.basename(stem)))
    for path in _by_scripts(sources, stem):
        yield path, "package.json"
    for path in _beside_output(sources, stem):
        yield path, "the folders beside the output"


def _scripts(sources: Sources, folder: str, name: str) -> Iterator[str]:
    for ending in (".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx"):
        path = sources.file(folder, name + ending)
        if path is not None:
            yield path


def _told(sources: Sources, bundle: str) -> Iterator[str]:
    """What a bundle is made from by its source map, or by its comments; the entry point is the last one."""
    folder, name = posixpath.split(bundle)
    listed = sources.settings(folder, f"{name}.map").get("sources")
    found = [entry for entry in listed if isinstance(entry, str)] if isinstance(listed, list) else []
    if not found:
        source = sources.source(bundle)
        found = _MODULE_COMMENT.findall(source.text)[-50:] if source is not None else []
    for named in reversed(found):
        if "node_modules/" not in named:
            for start in above(folder):
                path = sources.join(start, named)
                if path and path != bundle and sources.is_file(path):
                    yield path
                    break


def _by_scripts(sources: Sources, stem: str) -> Iterator[str]:
    """Entry points that the scripts of `package.json` name."""
    name = posixpath.basename(stem)
    for folder in above(posixpath.dirname(stem)):
        package = sources.settings(folder, "package.json")
        scripts = package.get("scripts")
        for command in scripts.values() if isinstance(scripts, dict) else ():
            for arguments in _BUNDLERS.findall(command) if isinstance(command, str) else ():
                entries = [word.strip("'\"") for word in arguments.split() if not word.startswith("-")]
                found = [path for entry in entries for path in _matching(sources, folder, entry)]
                named = [path for path in found if posixpath.splitext(posixpath.basename(path))[0] == name]
                one = found if len(found) == 1 and re.search(r"--outfile|-o\b|ncc", command) else []
                yield from named or one
        if package:
            return


def _matching(sources: Sources, folder: str, entry: str) -> Iterator[str]:
    """The files that an entry point of a bundler names; it may hold `*`."""
    if "*" not in entry:
        path = sources.file(folder, entry)
        if path is not None and language_of(path) is not None:
            yield path
        return
    head = sources.join(folder, posixpath.dirname(entry.partition("*")[0]) or ".")
    whole = sources.join(folder, entry)
    if head is None or whole is None:
        return
    pattern = re.escape(whole).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    yield from (path for path in sources.listed(head) if re.fullmatch(pattern, path) and language_of(path))


def _beside_output(sources: Sources, stem: str) -> Iterator[str]:
    """Files of the same name in the folders beside, or above, an output folder of a path."""
    steps = stem.split("/")
    for index in range(len(steps) - 1, -1, -1):
        if steps[index] in OUTPUTS:
            base, inner = "/".join(steps[:index]), steps[index + 1 :]
            for start in range(len(inner)):
                for folder in dict.fromkeys((*_STARTS, posixpath.basename(base))):
                    at = posixpath.normpath(posixpath.join(base, folder, *inner[start:-1]))
                    yield from _same(sources, "" if at == "." else at, inner[-1])


def _same(sources: Sources, folder: str, name: str) -> Iterator[str]:
    yield from _scripts(sources, folder, name)
    path = sources.file(folder, f"{name}.py")
    if path is not None:
        yield path


def archive_folders(sources: Sources, archive: str, around: Iterable[str] = ()) -> Iterator[str]:
    """The folders that an archive may be packed from, the likeliest first: those that are there.

    Args:
        sources: the root.
        archive: its path, whether it is there or not.
        around: folders to look at last.
    """
    stem, own = _bare(archive), posixpath.dirname(archive)
    name = posixpath.basename(stem)
    folders = [stem, own]
    for folder in above(own, 3):
        at = posixpath.join(folder, name)
        folders += [at, *(posixpath.join(folder, start, name) for start in _STARTS if start != ".")]
        folders += [folder, *(posixpath.join(folder, start) for start in _STARTS if start != ".")]
    for folder in dict.fromkeys((*folders, *around)):
        if sources.is_dir(folder) or not folder:
            yield folder


def source_folder(sources: Sources, path: str) -> str | None:
    """The folder that another folder or an archive that is not there is made from: by tsconfig.json, or by its name."""
    found = source_of(sources.files, path, sources.whole)
    if found is not None:
        return found
    stem = _bare(path)
    name = posixpath.basename(stem)
    for folder in above(posixpath.dirname(path), 2):
        for start in (".", "src", "layers", "layer", "lambda", "lambdas"):
            at = sources.join(folder, posixpath.join(start, name))
            if at and at != path and sources.is_dir(at):
                return at
    return None


def _bare(path: str) -> str:
    return next((path[: -len(ending)] for ending in _ARCHIVES if path.endswith(ending)), path)
