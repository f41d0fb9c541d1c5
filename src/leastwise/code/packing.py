"""The package of a function that is no container image: its folder and its layers.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import posixpath

from leastwise.code.layers import Layers, of_application
from leastwise.code.packages import OPT, TASK, Mount, Package
from leastwise.code.redirects import variable
from leastwise.code.sources import Sources, inside
from leastwise.code.vendored import vendored
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.record import replace

_SEARCH = {
    "python": (TASK, f"{OPT}/python"),
    "javascript": (f"{OPT}/nodejs/node_modules", TASK),
}
"""`sys.path`, and `NODE_PATH`, as far as an application can fill them."""


def packed(
    app: Application, function: Function, sources: Sources, root: str | None, language: str, *, file: str = ""
) -> Package:
    """The package of a function.

    Args:
        app: the application.
        function: the function.
        sources: the root.
        root: the folder with its code; `None` where it is in the template.
        language: see `Entry`.
        file: the handler's own.
    """
    layers = Layers(app, function, sources, language)
    mounts = (*layers.mounts, *([] if root is None else [Mount(TASK, root)]))
    home = posixpath.dirname(function.resource.template)
    beside = [home, posixpath.join(home, "src") if home else "src"]
    if layers.unsure:
        beside = [*of_application(app, sources, language), *beside]
    found = made(sources, root or "", mounts, language, beside, file, search_of(function, language))
    around = posixpath.dirname(app.id) if posixpath.splitext(app.id)[1] else app.id
    folder = next(
        (folder for folder in (home, "" if around == "." else around) if inside(root or "", folder)), root or ""
    )
    return replace(found, missing=tuple(layers.missing), folder=folder)


def made(
    sources: Sources,
    root: str,
    mounts: tuple[Mount, ...],
    language: str,
    beside: list[str],
    file: str,
    search: tuple[str, ...],
) -> Package:
    """A package out of what lies where."""
    package = Package(root, mounts, search, tuple(dict.fromkeys(beside)))
    if language != "python":
        return package
    folders = dict.fromkeys(place for path in search for place in package.places(path))
    others = vendored(sources, (folder for folder in folders if sources.is_dir(folder)), (file,) if file else ())
    return Package(root, mounts, search, package.beside, others)


def search_of(function: Function, language: str, task: str = TASK) -> tuple[str, ...]:
    """Where imports are looked up, with what the function's environment adds."""
    told = variable(function, "PYTHONPATH" if language == "python" else "NODE_PATH")
    added = [path for path in told.split(":") if path and not path.startswith("$")]
    own = [task if path == TASK else path for path in _SEARCH[language]]
    if language == "python" and function.runtime:
        own.insert(1, f"{OPT}/python/lib/{function.runtime}/site-packages")
    first, rest = (own[:1], own[1:]) if language == "python" else ([], own)
    return tuple(dict.fromkeys([*first, *(posixpath.normpath(posixpath.join(task, p)) for p in added), *rest]))
