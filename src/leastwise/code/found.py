"""Where the file of a handler is, in a folder, behind an archive or a build, or anywhere in an application."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.code.built import archive_folders, is_output, sources_behind
from leastwise.code.conventions import is_code
from leastwise.code.sources import Sources, language_of
from leastwise.model.finding import Confidence
from leastwise.model.record import record, replace
from leastwise.read.graph.handler_files import handler_files

RUNTIMES = {"python": "python", "javascript": "nodejs"}
"""Language → what the names of its runtimes begin with."""

_BELOW = ("src", "lib", "app", "lambda", "lambdas", "functions", "handlers", "source")
_ALONE = "the only file of the application that has it"


@record
class Found:
    """The file of a handler.

    Attributes:
        file: its path.
        names: what leads to the handler in it.
        how: how it was found, for people.
        confidence: how sure that is.
        within: the end of the path that the handler tells, without an ending.
    """

    file: str
    names: tuple[str, ...]
    how: str
    confidence: Confidence
    within: str = ""

    @property
    def root(self) -> str:
        """The folder from which the handler is told."""
        stem = posixpath.splitext(self.file)[0]
        if self.within and stem.endswith("/" + self.within):
            return stem[: -len(self.within) - 1]
        return "" if self.within == stem else posixpath.dirname(self.file)


class Wanted:
    """A handler that is looked for.

    Args:
        sources: the root.
        handler: as it is configured.
        languages: what it may be written in, the likeliest first.
        entry_points: the files that a bundler begins at, where one is configured.
        template: the file that names the handler; a program that does has none.
    """

    def __init__(
        self,
        sources: Sources,
        handler: str,
        languages: Iterable[str],
        entry_points: Iterable[Any] = (),
        template: str = "",
    ) -> None:
        self._template = template
        self.sources = sources
        self.handler = handler
        self.languages = tuple(languages)
        self._entry_points = tuple(entry_points)
        self._candidates: list[tuple[str, tuple[str, ...]]] | None = None

    @property
    def candidates(self) -> list[tuple[str, tuple[str, ...]]]:
        """The files that it may be in, seen from the folder of the code, and the names in there."""
        if self._candidates is None:
            found: list[tuple[str, tuple[str, ...]]] = []
            entries = [posixpath.normpath(entry) for entry in self._entry_points if isinstance(entry, str)]
            for language in self.languages:
                made = list(handler_files(RUNTIMES[language], self.handler, entries))
                found += [pair for pair in made if pair[0] in entries] + [p for p in made if p[0] not in entries]
                if language == "python" and self.handler.count(".") > 1:
                    outer, first, second = self.handler.rsplit(".", 2)
                    found.append((outer.replace(".", "/") + ".py", (first, second)))
            self._candidates = [(path, names) for path, names in found if language_of(path) in self.languages]
        return self._candidates

    def names(self, path: str) -> tuple[str, ...]:
        """The names in a file that is known by other means."""
        if language_of(path) == "python":
            return (self.handler.rpartition(".")[2],)
        last, stem = self.handler.rpartition("/")[2], posixpath.splitext(posixpath.basename(path))[0]
        if last.startswith(f"{stem}."):
            return tuple(last[len(stem) + 1 :].split("."))
        return tuple(last.partition(".")[2].split(".")) if "." in last else (last,)

    def in_folder(self, folder: str) -> Found | None:
        """In a folder, as the runtime looks for it; the source where what is there is built from one."""
        for relative, names in self.candidates:
            path = self.sources.file(folder, relative)
            if path is None:
                continue
            stem, ending = posixpath.splitext(path)
            if ending in (".js", ".mjs", ".cjs"):
                typed = next((stem + e for e in _TYPED[ending] if self.sources.is_file(stem + e)), None)
                if typed is not None:
                    return Found(
                        typed, names, "the TypeScript beside the file of the handler", Confidence.HIGH, _stem(relative)
                    )
                if is_output(path):
                    for source, why in sources_behind(self.sources, stem):
                        return _built(source, names, why, relative)
            return Found(path, names, "the file that the handler names", Confidence.HIGH, _stem(relative))
        return None

    def behind_build(self, folder: str) -> Found | None:
        """The source of a file that is not there because it is built, or of one in a folder below."""
        seen: set[str] = set()
        for relative, names in self.candidates:
            path = self.sources.join(folder, relative)
            stem = posixpath.splitext(path)[0] if path else ""
            if not stem or stem in seen:
                continue
            seen.add(stem)
            for source, why in sources_behind(self.sources, stem):
                if language_of(source) in self.languages:
                    return _built(source, names, why, relative)
        for below in _BELOW:
            inner = self.sources.join(folder, below)
            found = None if inner is None else self.in_folder(inner)
            if found is not None:
                how = "the file that the handler names, in a folder below its code"
                return replace(found, how=how, confidence=Confidence.MEDIUM)
        return None

    def behind_archive(self, archive: str, around: Iterable[str]) -> Found | None:
        """In the folders that an archive may be packed from."""
        for folder in archive_folders(self.sources, archive, around):
            found = self.in_folder(folder)
            if found is not None and self.mentioned(found):
                return replace(found, how=f"the source beside the archive {archive}", confidence=Confidence.MEDIUM)
        found = self.in_folder(archive) if self.sources.is_dir(archive) else None
        return None if found is None else replace(found, how="the archive that is deployed")

    def mentioned(self, found: Found) -> bool:
        """Whether the names of a handler stand in its file."""
        source = self.sources.source(found.file)
        if source is None or found.file == self._template or not found.names:
            return False
        return found.names[0] in source.text

    def by_name(self, folders: Iterable[str], hints: Iterable[str]) -> tuple[Found | None, list[str]]:
        """The one file of an application that is called so and has the handler; several, where there is not just one.

        Args:
            folders: of the application.
            hints: what the function is called: of several files, the one in a folder of such a name.
        """
        ends = {relative.lstrip("./"): names for relative, names in reversed(self.candidates)}
        found: dict[str, Found] = {}
        for folder in dict.fromkeys(folders):
            for path in self._named(folder, ends):
                end = next(end for end in ends if path == end or path.endswith("/" + end))
                one = Found(path, ends[end], _ALONE, Confidence.LOW, _stem(end))
                if path not in found and self.mentioned(one):
                    found[path] = one
            if found:
                break
        if len(found) > 1:
            wanted = {_plain(hint) for hint in hints if hint}
            close = {path: one for path, one in found.items() if wanted & {_plain(s) for s in path.split("/")[:-1]}}
            found = close or found
        paths = list(found)
        return (found[paths[0]] if len(paths) == 1 else None), paths

    def _named(self, folder: str, ends: dict[str, tuple[str, ...]]) -> Iterator[str]:
        tails = tuple("/" + end for end in ends)
        for path in self.sources.listed(folder):
            if (path in ends or path.endswith(tails)) and is_code(path) and not is_output(path):
                yield path


def _built(source: str, names: tuple[str, ...], why: str, relative: str) -> Found:
    return Found(source, names, f"built from it, by {why}", _SURE.get(why, Confidence.HIGH), _stem(relative))


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.normpath(path))[0]


def _plain(text: str) -> str:
    return re.sub(r"(?:lambda|function|handler|fn)$", "", re.sub(r"[^a-z0-9]", "", text.lower()))


_TYPED = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",)}
_SURE = {"the folders beside the output": Confidence.MEDIUM}
