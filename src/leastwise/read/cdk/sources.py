"""From what `cdk synth` wrote back to what the author wrote: code folders and lines of the source.

Absolute paths in an assembly are those of the machine that made it. A file is found by the longest end of its path that
is a file below the application's folder, or below one around it within the root.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source, Span
from leastwise.read.encoding import decode
from leastwise.read.files import Files

_FRAME = re.compile(r"\(?(?P<file>[^()]+?):(?P<line>\d{1,7}):(?P<column>\d{1,7})\)?$")
_NOT_THE_AUTHORS = ("node_modules/", "site-packages/", "node:", "/jsii-", "internal/")
_MODULE_COMMENT = re.compile(r"^(?: {2})?// ([\w@./-]+\.(?:ts|js|mts|mjs|cts|cjs|tsx|jsx))$", re.MULTILINE)
"""How esbuild marks where each module of a bundle begins; the entry point is the last one."""

MAX_FRAMES = 200
MAX_INDEXED = 20_000
"""Files of an application that are looked through for the source of an asset."""


class Sources:
    """The author's files of one application.

    Args:
        files: the root.
        folder: of the application, where `cdk.json` is.
        output: folder of the assembly; nothing in it is the author's.
    """

    def __init__(self, files: Files, folder: str, output: str) -> None:
        self.files = files
        self.folder = folder
        self.output = output
        self._paths: dict[str, str | None] = {}
        self._sources: dict[str, Source | None] = {}
        self._index: dict[str, dict[str, list[str]]] = {}
        self._transpiled: dict[str, Source] = {}

    def path(self, named: str) -> str | None:
        """The file or folder of the root that a path in an assembly names."""
        if named not in self._paths:
            self._paths[named] = self._found(named.replace("\\", "/").removeprefix("file://"))
        return self._paths[named]

    def _found(self, named: str) -> str | None:
        steps = [step for step in named.split("/") if step not in ("", ".")]
        if ".." in steps or len(steps) > 60:
            relative = self.files.join(self.folder, named)
            return relative if relative and self._there(relative) else None
        folders = [self.folder]
        while folders[-1]:
            folders.append(posixpath.dirname(folders[-1]))
        for folder in folders:
            for start in range(len(steps)):
                candidate = self.files.join(folder, "/".join(steps[start:]))
                if candidate and not candidate.startswith(f"{self.output}/") and self._there(candidate):
                    return candidate
        return None

    def _there(self, path: str) -> bool:
        return self.files.is_file(path) or self.files.is_dir(path)

    def source(self, path: str) -> Source | None:
        """The text of one of the author's files; `None` where it cannot be read."""
        if path not in self._sources:
            try:
                self._sources[path] = decode(self.files.read(path), path)
            except ReadError:
                self._sources[path] = None
        return self._sources[path]

    def place(self, frames: Iterable[Any]) -> Span | None:
        """The innermost line of the author's own code in a stack trace.

        A line that is too short for its column says that another text was run, which a transpiler made of the file
        (`tsx` does so, on one line): nothing in a trace through such a file is a place in it.
        """
        for count, frame in enumerate(frames):
            match = _FRAME.search(frame.strip()) if isinstance(frame, str) and count < MAX_FRAMES else None
            if match is None:
                continue
            file = match["file"].strip().removeprefix("at ")
            if any(mark in file.replace("\\", "/") for mark in _NOT_THE_AUTHORS):
                continue
            path = self.path(file)
            source = self.source(path) if path is not None and self.files.is_file(path) else None
            if source is not None:
                line, column = int(match["line"]), int(match["column"])
                text = source.line(line)
                if column > len(text) + 1:
                    self._transpiled[source.path] = source
                if source.path in self._transpiled:
                    return None
                if text.strip():
                    start = source.offset(line) + min(max(column - 1, 0), len(text) - 1)
                    end = source.offset(line) + len(text)
                    return source, start, end, start, end
        return None

    def named(self, path: str) -> Span | None:
        """The one line in the transpiled files that has the id of a construct, or of the nearest one around it."""
        for step in reversed(path.split("/")[1:]):
            quoted = re.compile(rf"""(?<=['"`]){re.escape(step)}(?=['"`])""")
            found = [(s, m.start()) for s in self._transpiled.values() for m in islice(quoted.finditer(s.text), 2)]
            if step and len(found) == 1:
                source, at = found[0]
                line = source.position(at)[0]
                text = source.line(line)
                end = source.offset(line) + len(text)
                start = end - len(text.lstrip())
                return source, start, end, start, end
        return None

    def of_asset(self, asset: str, handler_files: Iterable[str], *, bundled: bool) -> str | None:
        """The folder, or for a bundle the entry file, that an asset was made from; `None` where nothing tells.

        Args:
            asset: path of the asset's folder.
            handler_files: where in it the handler's file may be.
            bundled: whether a bundler made it.
        """
        for relative in handler_files:
            path = f"{asset}/{relative}"
            if not self.files.is_file(path):
                continue
            same = self._same(path, relative)
            if same is not None:
                return same[: -len(relative)].rstrip("/")
            if bundled or relative.endswith(("js", "cjs")):
                return self._entry(path)
        return None

    def _same(self, path: str, relative: str) -> str | None:
        """The author's file that an asset's file is a copy of: with the same name and content."""
        data = self._bytes(path)
        name = posixpath.basename(relative)
        found = [
            candidate
            for candidate in self._named(name)
            if (candidate == relative or candidate.endswith("/" + relative)) and self._bytes(candidate) == data
        ]
        return min(found, key=lambda candidate: (candidate.count("/"), candidate)) if found and data else None

    def _bytes(self, path: str) -> bytes | None:
        try:
            return self.files.read(path)
        except ReadError:
            return None

    def _named(self, name: str) -> list[str]:
        """The author's files of this name, below the application's folder or, where none is, below the one around."""
        for folder in dict.fromkeys((self.folder, posixpath.dirname(self.folder))):
            found = self._indexed(folder).get(name)
            if found:
                return found
        return []

    def _indexed(self, folder: str) -> dict[str, list[str]]:
        if folder not in self._index:
            index = self._index[folder] = {}
            for count, path in enumerate(self.files.walk(folder)):
                if count >= MAX_INDEXED:
                    break
                if not path.startswith(f"{self.output}/"):
                    index.setdefault(posixpath.basename(path), []).append(path)
        return self._index[folder]

    def _entry(self, bundle: str) -> str | None:
        """The file that a bundle begins at: by its source map, or by the comments that esbuild leaves."""
        for named in (*self._mapped(bundle), *self._commented(bundle)):
            if "node_modules/" not in named:
                path = self.path(named.lstrip("./") if named.startswith("..") else named)
                if path is not None and self.files.is_file(path):
                    return path
        return None

    def _mapped(self, bundle: str) -> Iterator[str]:
        try:
            sources = json.loads(self._bytes(f"{bundle}.map") or b"{}").get("sources")
        except (ValueError, RecursionError, AttributeError):
            return
        yield from (s for s in reversed(sources) if isinstance(s, str)) if isinstance(sources, list) else ()

    def _commented(self, bundle: str) -> Iterator[str]:
        text = (self._bytes(bundle) or b"").decode("utf-8", "replace")
        yield from reversed(_MODULE_COMMENT.findall(text)[-50:])
