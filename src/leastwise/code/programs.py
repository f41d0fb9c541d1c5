"""Functions that are web servers or scripts: what starts them says where their code begins."""

from __future__ import annotations

import posixpath

from leastwise.code.built import sources_behind
from leastwise.code.commands import Program, program, started, words
from leastwise.code.entries import Entry, Missing
from leastwise.code.packages import TASK, Package
from leastwise.code.packing import packed
from leastwise.code.sources import Sources, language_of
from leastwise.model.application import Application
from leastwise.model.finding import Confidence
from leastwise.model.graph import Function
from leastwise.model.record import replace


def script_entry(app: Application, function: Function, sources: Sources, script: str) -> Entry | Missing:
    """What a start script in the package of a function starts."""
    place, folder = function.resource["Handler"], function.code.directory
    path = None if folder is None else sources.file(folder, script)
    source = None if path is None else sources.source(path)
    if folder is None or source is None:
        return Missing(f"the start script {script!r} is not here", place, "absent" if folder is not None else "outside")
    found = started(source.text)
    if found is None:
        return Missing(f"what the start script {source.path} starts is not read", place, "language")
    package = packed(app, function, sources, folder, "python")
    made = program_entry(sources, package, found, TASK, f"what {source.path} starts")
    if made is None:
        return Missing(f"what the start script {source.path} starts is not here", place, "absent")
    if made.language == "python":
        return made
    return replace(made, package=packed(app, function, sources, folder, made.language))


def program_entry(sources: Sources, package: Package, found: Program, workdir: str, how: str) -> Entry | None:
    """The entry for what a command starts; `None` where it is not in the package.

    Args:
        sources: the root.
        package: what lies where.
        found: what is started.
        workdir: the folder in which that is done.
        how: what says so.
    """
    if found.script:
        return _npm(sources, package, found.script, workdir, how)
    if found.module:
        stem = posixpath.join(workdir, found.module.replace(".", "/"))
        candidates = [f"{stem}.py", f"{stem}/__init__.py", f"{stem}/__main__.py"]
    else:
        candidates = [posixpath.join(workdir, found.path)]
    for candidate in candidates:
        for place in package.places(candidate):
            path = place if sources.is_file(place) else _source(sources, place)
            if path is not None and (language := language_of(path)) is not None:
                return Entry(path, found.names, package, language, how, Confidence.HIGH, "server")
    return None


def _source(sources: Sources, place: str) -> str | None:
    """What a file that is not there is built from."""
    found = sources_behind(sources, posixpath.splitext(place)[0])
    return next((path for path, _ in found), None)


def _npm(sources: Sources, package: Package, script: str, workdir: str, how: str) -> Entry | None:
    """What a script of `package.json` starts; `main` where it has none of that name."""
    for folder in package.places(workdir):
        settings = sources.settings(folder, "package.json")
        scripts, main = settings.get("scripts"), settings.get("main")
        command = scripts.get(script) if isinstance(scripts, dict) else None
        if command is None and isinstance(main, str):
            command = f"node {main}"
        found = started(command) if isinstance(command, str) else None
        if found is not None and found.script != script and found != program(words(f"npm run {script}")):
            return program_entry(sources, package, found, workdir, f"{how}: {folder or '.'}/package.json")
    return None
