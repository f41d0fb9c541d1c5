"""From a function of the model to the code that it runs: the file, the names in it, and the package around it.

    entry(app, function, Sources(files)) -> Entry | Missing

What the handler of a tool starts (`redirects`), what a container image starts (`images`), what the Lambda Web Adapter
starts (`programs`) is followed to the author's own file; what a build writes (`built`) to what it is built from. What
wraps a handler in its file (`middy(handler)`, `export { run as handler }`) is for whoever reads the file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from leastwise.code.built import is_output
from leastwise.code.conventions import handlers_in, is_code
from leastwise.code.entries import LANGUAGES, Entry, Missing
from leastwise.code.found import Found, Wanted
from leastwise.code.images import image_entry
from leastwise.code.inline import inline_source
from leastwise.code.packing import packed
from leastwise.code.programs import script_entry
from leastwise.code.redirects import redirected, web_adapter
from leastwise.code.sources import Sources, above, inside, language_of
from leastwise.model.application import Application
from leastwise.model.finding import Confidence
from leastwise.model.graph import Function
from leastwise.model.record import replace
from leastwise.model.resource import Property
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq, Symbol, display

_SERVED = "the application that the framework serves"
_STARRED = re.compile(r"export\s*\*|import\s*\*|__exportStar|module\.exports\s*=\s*require")
_OPENED = re.compile(r"""(?:open|readFile|readFileSync|read_text|Path)\([^"'`\n]{0,80}["'`]([\w@./-]+\.\w+)["'`]""")
_OTHERS = {"java": "Java", "dotnet": ".NET", "go": "Go", "ruby": "Ruby", "provided": "a custom runtime"}
_MARKERS = (
    ("go.mod", "Go"),
    ("Cargo.toml", "Rust"),
    ("main.go", "Go"),
    ("Package.swift", "Swift"),
    ("pom.xml", "Java"),
)
_ENDINGS = {".go": "Go", ".rs": "Rust", ".cs": ".NET", ".swift": "Swift", ".cpp": "C++", ".kt": "Kotlin"} | {
    ".cljs": "ClojureScript",
    ".php": "PHP",
    ".hs": "Haskell",
}


def entry(app: Application, function: Function, sources: Sources) -> Entry | Missing:
    """Where the code of a function begins, or why that is not known.

    Args:
        app: the application.
        function: one of its functions.
        sources: the files of its root; to be shared by all that asks about the same root.
    """
    return _Finder(app, function, sources).find()


class _Finder:
    def __init__(self, app: Application, function: Function, sources: Sources) -> None:
        self.app = app
        self.function = function
        self.sources = sources
        self.resource = function.resource
        self.folder = posixpath.dirname(self.resource.template)
        home = posixpath.dirname(app.id) if posixpath.splitext(app.id)[1] else app.id
        self.home = "" if home == "." else home

    def find(self) -> Entry | Missing:
        """See `entry`."""
        function = self.function
        runtime = function.runtime or ""
        if function.code.image is not None or self.resource.properties.get("PackageType") == "Image":
            return image_entry(self.app, function, self.sources, self.home)
        languages = [language for start, language in LANGUAGES.items() if runtime.startswith(start)]
        if runtime and not languages:
            return self._other(runtime)
        if function.handler is None:
            value = self.resource.properties.get("Handler")
            only = self._only(languages or list(LANGUAGES.values())) if isinstance(value, Symbol) else None
            if only is not None:
                return self._entry(only)
            reason = (
                f"which handler it has is not known: {display(value)}" if value is not None else "it has no handler"
            )
            return Missing(reason, self.resource["Handler"], "unknown")
        handler, tool = redirected(function, function.handler)
        if not handler:
            return Missing(f"{tool} starts the handler, and which one is not known", function.environment, "unknown")
        if function.code.inline is not None:
            return self._inline(function.code.inline, handler, languages)
        if web_adapter(function, handler):
            return script_entry(self.app, function, self.sources, handler)
        found = self._found(handler, languages or list(LANGUAGES.values()))
        if isinstance(found, Missing):
            return found
        found = self._as_there(found)
        if tool:
            found = replace(found, how=f"{found.how}; {tool} starts it")
        return self._entry(found)

    def _entry(self, found: Found, source: Source | None = None) -> Entry:
        language = language_of(found.file) or "python"
        root = self.function.code.directory
        if root is None or not inside(found.file, root):
            root = found.root
        package = packed(self.app, self.function, self.sources, root, language, file=found.file)
        kind: Any = "server" if found.how == _SERVED else "handler"
        also = tuple(self._also())
        return Entry(found.file, found.names, package, language, found.how, found.confidence, kind, source, also)

    def _also(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What a framework calls in the function besides, by names seen from the folder of its settings."""
        called = self._metadata("Functions")
        for name in called if isinstance(called, Seq) else ():
            wanted = Wanted(self.sources, name, ("python",)) if isinstance(name, str) else None
            found = None if wanted is None else wanted.in_folder(self.folder)
            if found is not None:
                yield found.file, found.names

    def _inline(self, place: Property, handler: str, languages: list[str]) -> Entry | Missing:
        if not isinstance(place.value, (str, Symbol)):
            return Missing("the code in the template is no text", place, "unknown")
        text = display(place.value)
        language = languages[0] if languages else ("python" if "def " in text else "javascript")
        if text == "${?}":
            found = self._read_by_template(Wanted(self.sources, handler, (language,)))
            if found is not None:
                return self._entry(found)
            return Missing("the code in the template is put together from what is not known", place, "unknown")
        source = inline_source(place, ".py" if language == "python" else ".js")
        names = Wanted(self.sources, handler, (language,)).names(source.path)
        package = packed(self.app, self.function, self.sources, None, language)
        how, sure = "the code in the template", Confidence.HIGH
        return Entry(source.path, names, package, language, how, sure, "handler", source)

    def _only(self, languages: list[str]) -> Found | None:
        """The only handler by convention in the folder of the code."""
        folder = self.function.code.directory
        found = []
        for path in () if folder is None else self.sources.listed(folder):
            if language_of(path) in languages and is_code(path):
                source = self.sources.source(path)
                names = handlers_in(source.text, language_of(path) or "") if source is not None else ()
                found += [Found(path, (name,), "the only handler in the folder", Confidence.LOW) for name in names]
        return found[0] if len(found) == 1 else None

    def _as_there(self, found: Found) -> Found:
        """The same, or, where its file has no such name and one handler by convention, that one."""
        if found.how != _SERVED and not self._named(found):
            source = self.sources.source(found.file)
            names = handlers_in(source.text, language_of(found.file) or "") if source is not None else ()
            if len(names) == 1:
                how = f"{found.how}; it has no {found.names[0]}, but {names[0]}"
                return replace(found, names=names, how=how, confidence=Confidence.LOW)
        return found

    def _named(self, found: Found) -> bool:
        """Whether the name that a handler begins with stands in its file."""
        source = self.sources.source(found.file)
        if not found.names or source is None:
            return True
        return found.names[0] in source.text or _STARRED.search(source.text) is not None

    def _read_by_template(self, wanted: Wanted) -> Found | None:
        """The file whose text a program puts into the template that it writes: the only one it opens that fits."""
        source = self.sources.source(self.resource.template) if language_of(self.resource.template) else None
        found: dict[str, Found] = {}
        for named in _OPENED.findall(source.text) if source is not None else ():
            for folder in above(self.folder):
                path = self.sources.file(folder, named)
                if path is not None and language_of(path) in wanted.languages:
                    how = "the file that the template is made with"
                    one = Found(path, wanted.names("index" + posixpath.splitext(path)[1]), how, Confidence.MEDIUM)
                    if wanted.mentioned(one):
                        found[path] = one
                    break
        return next(iter(found.values())) if len(found) == 1 else None

    def _found(self, handler: str, languages: list[str]) -> Found | Missing:
        code = self.function.code
        built = self._metadata("BuildProperties")
        entries = built.get("EntryPoints") if isinstance(built, Map) else None
        points = entries if isinstance(entries, Seq) else ()
        wanted = Wanted(self.sources, handler, languages, points, self.resource.template)
        around = [self.folder, self.home]
        if code.directory is not None:
            application = self._metadata("Application")  # what a framework calls in a handler of its own
            if code.file is not None and isinstance(application, str):
                return Found(code.file, (application.rpartition(".")[2],), _SERVED, Confidence.HIGH)
            local = self._local()
            if local is not None and language_of(local) in languages:
                return Found(local, wanted.names(local), "the file that is named", Confidence.HIGH)
            found = wanted.in_folder(code.directory) or wanted.behind_build(code.directory)
            if found is not None:
                return found
        elif code.archive is not None:
            archive = code.archive if "://" not in code.archive else posixpath.join(self.folder, _key(code.archive))
            found = wanted.behind_archive(archive, around)
            if found is not None:
                return found
        elif (gone := self._told()) is not None:
            found = wanted.behind_build(gone)
            if found is not None:
                return found
        hints = [self.resource.name, posixpath.splitext(posixpath.basename(code.archive or ""))[0]]
        name = self.resource.properties.get("FunctionName")
        hints += [name] if isinstance(name, str) else []
        one, several = wanted.by_name([code.directory or self.folder, *around], hints)
        return one if one is not None else self._not_there(handler, wanted, several)

    def _local(self) -> str | None:
        """The file that `Code` names, where it names one rather than a folder."""
        path = self._told()
        return path if path and self.sources.is_file(path) and language_of(path) is not None else None

    def _told(self) -> str | None:
        """The path that `Code` names, whether it is there or not."""
        code: Any = self.resource.properties.get("Code")
        value = code.get("LocalPath") if isinstance(code, Map) else code
        return self.sources.join(self.folder, value) if isinstance(value, str) and "://" not in value else None

    def _not_there(self, handler: str, wanted: Wanted, several: list[str]) -> Missing:
        code, place = self.function.code, self.resource["Handler"]
        if several:
            shown = ", ".join(several[:4]) + (", …" if len(several) > 4 else "")
            return Missing(f"several files may hold the handler {handler!r}: {shown}", place, "unknown")
        if code.archive is not None:
            where = self.resource["Code"]
            if "(not told by the source)" in code.archive:
                return Missing("where the code lies is not told by the source", where, "unknown")
            return Missing(f"the code is in {code.archive}, and its source is not here", where, "outside")
        if code.directory is None:
            value = self.resource.properties.get("Code")
            told = display(value.get("LocalPath", value)) if isinstance(value, Map) else display(value)
            return Missing(f"there is no code at {told!r}", self.resource["Code"], "absent")
        language = self._compiled(code.directory) if is_output(handler) or not self.function.runtime else ""
        if language:
            return Missing(f"the code is written in {language}, which is not read", place, "language")
        looked = ", ".join(path for path, _ in wanted.candidates[:2]) or handler
        where_ = code.directory or "the root"
        books = (f"{posixpath.splitext(path)[0]}.ipynb" for path, _ in wanted.candidates[:2])
        book = next((path for path in books if self.sources.file(code.directory, path)), None)
        more = f"; {book} is a notebook, which is not read" if book else ""
        return Missing(f"the handler {handler!r} is not in {where_}: there is no {looked}{more}", place, "absent")

    def _compiled(self, directory: str) -> str:
        """The language of a folder that holds one that is not read; empty where none is recognised."""
        for marker, language in _MARKERS:
            if self.sources.file(directory, marker):
                return language
        for path in self.sources.listed(directory):
            name = _ENDINGS.get(posixpath.splitext(path)[1])
            if name is not None:
                return name
        return ""

    def _metadata(self, name: str) -> Any:
        found = self.resource.body.get("Metadata")
        return found.get(name) if isinstance(found, Map) else None

    def _other(self, runtime: str) -> Entry | Missing:
        """A function of a language that is not read; a script that starts one that is, is followed."""
        place = self.resource["Runtime"]
        directory = self.function.code.directory
        if runtime.startswith("provided"):
            language = "" if directory is None else self._compiled(directory)
            if language:
                return Missing(f"the code is written in {language}, which is not read", place, "language")
            found = script_entry(self.app, self.function, self.sources, "bootstrap")
            return found if isinstance(found, Entry) else _custom(place)
        name = next((name for start, name in _OTHERS.items() if runtime.startswith(start)), runtime)
        return Missing(f"the code is written in {name}, which is not read", place, "language")


def _custom(place: Property) -> Missing:
    return Missing("it has a custom runtime, and what its bootstrap runs is not read", place, "language")


def _key(uri: str) -> str:
    """The key of an object, without its bucket."""
    return uri.partition("://")[2].partition("/")[2] or "code.zip"
