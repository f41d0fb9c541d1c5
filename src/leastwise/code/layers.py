"""The layers of a function: those of the application are mounted, the others are named.

https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-layers.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from leastwise.code.built import source_folder
from leastwise.code.packages import OPT, Mount
from leastwise.code.sources import Sources
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, display

_FOLDERS = {"python": "python", "javascript": "nodejs"}
"""Language → the folder of a layer that it looks in."""


class Layers:
    """The layers of one function.

    Attributes:
        mounts: in the order in which they are unpacked: later ones hide earlier ones.
        missing: those whose content is not in the application, and why.
        unsure: whether what they are is not known at all, so that it may be any of the application's own.
    """

    def __init__(self, app: Application, function: Function, sources: Sources, language: str) -> None:
        self._app = app
        self._sources = sources
        self._language = language
        self.mounts: list[Mount] = []
        self.missing: list[tuple[Property, str]] = []
        self.unsure = False
        place = function.resource["Layers"]
        value = place.value
        if value is not None and not isinstance(value, list):
            self.unsure = True
            self.missing.append((place, f"which layers these are is not known: {display(value)}"))
            return
        for item in place.each():
            self._add(item)

    def _add(self, item: Property) -> None:
        resource = self._app.referenced(item.value, "AWS::Lambda::LayerVersion")
        if resource is not None:
            mounts = list(_mounts(resource, self._sources, self._language))
            if mounts:
                self.mounts += mounts
            else:
                self.missing.append((item, f"the content of the layer {resource.name} is not in the root"))
            return
        text = display(item.value)
        named = ":layer:" in text
        self.unsure = self.unsure or not named
        reason = f"the layer {text} is not part of the application" if named else "which layer this is is not known"
        self.missing.append((item, reason))


def of_application(app: Application, sources: Sources, language: str) -> Iterator[str]:
    """The folders of all layers of an application in which modules are looked up."""
    for resource in app.resources("AWS::Lambda::LayerVersion"):
        for mount in _mounts(resource, sources, language):
            for inner in (f"{mount.place}/{_FOLDERS[language]}", mount.place):
                if sources.is_dir(inner):
                    yield inner


def _mounts(resource: Resource, sources: Sources, language: str) -> Iterator[Mount]:
    """Where the content of a layer lies: as it is, or where a build puts it."""
    folder = _content(resource, sources)
    if folder is None:
        return
    if sources.is_file(folder):
        yield Mount(posixpath.join(OPT, posixpath.basename(folder)), folder)
        return
    yield Mount(OPT, folder)
    made = resource.body.get("Metadata")
    method = made.get("BuildMethod") if isinstance(made, Map) else None
    if isinstance(method, str) and method.startswith(("python", "nodejs")):
        yield Mount(posixpath.join(OPT, "python" if method.startswith("python") else "nodejs"), folder)
    elif not sources.is_dir(posixpath.join(folder, _FOLDERS[language])):
        # Nothing in it is where the runtime looks, so something puts it there.
        yield Mount(posixpath.join(OPT, _FOLDERS[language]), folder)


def _content(resource: Resource, sources: Sources) -> str | None:
    content: Any = resource.properties.get("Content")
    path = content.get("LocalPath") if isinstance(content, Map) else content
    if not isinstance(path, str) or path.startswith("s3://"):
        return None
    found = sources.join(posixpath.dirname(resource.template), path)
    if found is None:
        return None
    if sources.is_dir(found) and not found.endswith(".zip"):
        return found
    if sources.is_file(found) and not found.endswith((".zip", ".jar")):
        return found
    source = source_folder(sources, found)
    return found if source is None and sources.is_dir(found) else source
