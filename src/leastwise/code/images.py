"""Functions that are container images: their Dockerfile says what runs and what lies where.

https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Any

from leastwise.code.built import sources_behind
from leastwise.code.commands import program, started
from leastwise.code.docker import Image, image
from leastwise.code.entries import LANGUAGES, Entry, Missing
from leastwise.code.found import Wanted
from leastwise.code.packages import OPT, TASK, Mount, Package
from leastwise.code.packing import made, search_of
from leastwise.code.programs import program_entry
from leastwise.code.redirects import redirected, variable
from leastwise.code.sources import Sources, language_of
from leastwise.model.application import Application
from leastwise.model.finding import Confidence
from leastwise.model.graph import Function
from leastwise.model.resource import Property
from leastwise.model.value import Map, Seq

_DOCKERFILES = ("Dockerfile", "Containerfile")


def image_entry(app: Application, function: Function, sources: Sources, home: str) -> Entry | Missing:
    """Where the code of a function that is an image begins.

    Args:
        app: the application.
        function: the function.
        sources: the root.
        home: the folder of the application.
    """
    place = function.resource["Code.ImageUri"]
    found = _dockerfile(function, sources, home)
    if isinstance(found, str):
        return Missing(found, place, "outside")
    dockerfile, context, target, sure = found
    read = image(sources, dockerfile, context, target)
    if read is None:
        return Missing(f"{dockerfile} cannot be read", place, "absent")
    return _Started(function, sources, read, dockerfile, context, sure).find(place)


def _dockerfile(function: Function, sources: Sources, home: str) -> tuple[str, str, str, Confidence] | str:
    """Path, context and target of the Dockerfile, and how sure that is; a reason where there is none."""
    resource = function.resource
    folder = posixpath.dirname(resource.template)
    told = resource.body.get("Metadata")
    metadata = told if isinstance(told, Map) else Map(resource.span)
    context = metadata.get("DockerContext")
    if isinstance(context, str):
        at = sources.join(folder, context)
        name = metadata.get("Dockerfile", "Dockerfile")
        path = sources.file(at, name) if at is not None and isinstance(name, str) else None
        target = metadata.get("DockerBuildTarget")
        if at is not None and path is not None:
            return path, at, target if isinstance(target, str) else "", Confidence.HIGH
        return f"there is no {name} in {context}"
    uri: Any = resource.get("Code.ImageUri")
    at = sources.join(folder, uri) if isinstance(uri, str) and ".dkr.ecr." not in uri else None
    if at is not None:
        files = [at] if sources.is_file(at) else _in(sources, at)
        if len(files) == 1:
            return files[0], posixpath.dirname(files[0]), "", Confidence.HIGH
    return _somewhere(function, sources, [folder, home])


def _in(sources: Sources, folder: str) -> list[str]:
    return [path for name in _DOCKERFILES if (path := sources.file(folder, name)) is not None]


def _somewhere(function: Function, sources: Sources, folders: Iterable[str]) -> tuple[str, str, str, Confidence] | str:
    """The one Dockerfile of the application that makes an image for Lambda, or the one named like the function."""
    for folder in dict.fromkeys(folders):
        found = [
            path
            for path in sources.listed(folder)
            if posixpath.basename(path).startswith(_DOCKERFILES) or path.endswith((".Dockerfile", ".dockerfile"))
        ]
        read = {path: image(sources, path, posixpath.dirname(path)) for path in found[:50]}
        if len(found) > 1:
            found = [path for path, one in read.items() if one is not None and _for_lambda(one)] or found
        if len(found) > 1:
            name = function.resource.name.lower().replace("_", "").replace("-", "")
            close = [p for p in found if name in p.lower().replace("_", "").replace("-", "")]
            found = close or found
        if len(found) == 1:
            return found[0], posixpath.dirname(found[0]), "", Confidence.MEDIUM
        if found:
            return "which of several Dockerfiles makes the image is not told"
    return "the image is in a registry, and no Dockerfile is here"


def _for_lambda(read: Image) -> bool:
    words = " ".join((*read.entrypoint, *read.command))
    return read.of_lambda or "lambda" in words or any("lambda" in mount.at for mount in read.mounts)


class _Started:
    """What an image starts, the settings of the function included."""

    def __init__(
        self, function: Function, sources: Sources, read: Image, dockerfile: str, context: str, sure: Confidence
    ) -> None:
        self.function = function
        self.sources = sources
        self.dockerfile = dockerfile
        self.context = context
        self.sure = sure
        config = function.resource.properties.get("ImageConfig")
        config = config if isinstance(config, Map) else Map(function.resource.span)
        self.image = read
        self.command = _words(config.get("Command")) or read.command
        self.entrypoint = _words(config.get("EntryPoint")) or read.entrypoint
        workdir = config.get("WorkingDirectory")
        self.workdir = workdir if isinstance(workdir, str) and workdir else read.workdir

    def find(self, place: Property) -> Entry | Missing:
        """The entry."""
        language = LANGUAGES.get(self.image.language)
        handler = self._handler()
        if handler is None:
            return self._program(place)
        if language is None and self.image.language:
            name = self.image.language
            return Missing(f"the image is made for {name}, which is not read", place, "language")
        handler, tool = redirected(self.function, handler)
        if not handler:
            known = variable(self.function, "_HANDLER")
            reason = f"which handler {self.dockerfile} starts is not told" + (f": {tool}" if tool else "")
            return Missing(reason, place, "unknown") if not known else self._located(known, language, place)
        return self._located(handler, language, place)

    def _handler(self) -> str | None:
        """The handler that is started by a runtime interface client; `None` where something else is started."""
        command = list(self.command)
        if command[:2] == ["/bin/sh", "-c"]:
            command = command[2].split()[:1] if self.image.of_lambda and not self.entrypoint else command
        told = " ".join(self.entrypoint)
        if (self.image.of_lambda and not told) or "lambda-entrypoint" in told or "lambda-ric" in told:
            return command[0] if command else ""
        found = program([*self.entrypoint, *command])
        if found is not None and (found.handler or "ric" in told):
            return found.handler or (command[-1] if command else "")
        if self.entrypoint and self.entrypoint[-1].endswith(".sh"):
            package = self._package("python")
            for path in package.places(posixpath.join(self.workdir, self.entrypoint[-1])):
                source = self.sources.source(path) if self.sources.is_file(path) else None
                if source is not None and "ric" in source.text and command:
                    return command[0]
        return None

    def _package(self, language: str) -> Package:
        search = search_of(self.function, language, self.workdir)
        path = self.image.variables.get("PYTHONPATH" if language == "python" else "NODE_PATH", "")
        added = [posixpath.normpath(posixpath.join(self.workdir, part)) for part in path.split(":") if part]
        mounts = self.image.mounts or (Mount(self.workdir, self.context),)
        search = tuple(dict.fromkeys((search[0], *added, *search[1:], TASK, f"{OPT}/python")))
        return made(self.sources, self.context, mounts, language, [self.context], "", search)

    def _located(self, handler: str, language: str | None, place: Property) -> Entry | Missing:
        wanted = Wanted(self.sources, handler, (language,) if language else LANGUAGES.values())
        package = self._package(language or "python")
        how = f"what {self.dockerfile} starts"
        for root in dict.fromkeys((self.workdir, TASK)):
            for relative, names in wanted.candidates:
                for path in package.places(posixpath.join(root, relative)):
                    if self.sources.is_file(path):
                        return self._entry(path, names, package, how, self.sure)
            for relative, names in wanted.candidates:
                for path in package.places(posixpath.join(root, relative)):
                    for source, why in sources_behind(self.sources, posixpath.splitext(path)[0]):
                        sure = min(self.sure, Confidence.MEDIUM)
                        return self._entry(source, names, package, f"{how}, built from it by {why}", sure)
        found, several = wanted.by_name([self.context], [self.function.resource.name])
        if found is not None:
            return self._entry(found.file, found.names, package, f"{how}, by its name", Confidence.LOW)
        reason = f"the handler {handler!r} that {self.dockerfile} starts is not here"
        return Missing(reason + (f" once: {', '.join(several[:4])}" if several else ""), place, "absent")

    def _entry(self, path: str, names: tuple[str, ...], package: Package, how: str, sure: Confidence) -> Entry:
        language = language_of(path) or "python"
        return Entry(path, names, package, language, how, sure)

    def _program(self, place: Property) -> Entry | Missing:
        found = program([*self.entrypoint, *self.command])
        package = self._package("python")
        scripts = [word for word in (*self.entrypoint, *self.command) if word.endswith(".sh")]
        for script in scripts if found is None else ():
            for path in package.places(posixpath.join(self.workdir, script)):
                source = self.sources.source(path) if self.sources.is_file(path) else None
                found = started(source.text) if source is not None else None
        how = f"what {self.dockerfile} starts"
        entry = None if found is None else program_entry(self.sources, package, found, self.workdir, how)
        if entry is not None:
            return entry
        name = self.image.language
        if name and name not in LANGUAGES:
            return Missing(f"the image is made for {name}, which is not read", place, "language")
        words = " ".join((*self.entrypoint, *self.command))[:100]
        reason = f"what {self.dockerfile} starts is not here" if found is not None else "what it starts is not read"
        return Missing(f"{reason}: {words}" if words else f"{self.dockerfile} starts nothing", place, "unknown")


def _words(value: Any) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, Seq) else ()
