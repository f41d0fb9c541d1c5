"""A Dockerfile: what it starts, and which files of its context lie where.

https://docs.docker.com/reference/dockerfile/
https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
"""

from __future__ import annotations

import json
import posixpath
import re

from leastwise.code.packages import TASK, Mount
from leastwise.code.sources import Sources
from leastwise.model.record import field, record, replace

MAX_LINES = 5_000
MAX_MOUNTS = 2_000
"""Copied files and folders of one stage: stages that copy from each other double what they have."""

_LAMBDA_BASE = re.compile(r"(?:^|/)lambda/(python|nodejs|java|dotnet|go|ruby|provided)\b|amazon/aws-lambda-(\w+)")
_LANGUAGE = re.compile(r"(?:^|/)(python|node(?:js)?|bun)(?=[:@\d-]|$)|(?:^|/)(openjdk|golang|rust|ruby|dotnet)\b")


@record
class Image:
    """What one stage makes.

    Attributes:
        base: the image that it begins with, at the bottom of its stages.
        workdir: the folder in which its command runs.
        mounts: what was copied into it.
        command: `CMD`, in words.
        entrypoint: `ENTRYPOINT`, in words.
        variables: `ENV` and `ARG`.
    """

    base: str = ""
    workdir: str = "/"
    mounts: tuple[Mount, ...] = ()
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def of_lambda(self) -> bool:
        """Whether it begins with an image that AWS makes for a language: its entry point takes a handler."""
        return _LAMBDA_BASE.search(self.base) is not None

    @property
    def language(self) -> str:
        """The language that its base is made for; empty where it does not say."""
        match = _LAMBDA_BASE.search(self.base) or _LANGUAGE.search(self.base)
        found = next(filter(None, match.groups()), "") if match is not None else ""
        return {"node": "nodejs", "bun": "nodejs"}.get(found, found)


def image(sources: Sources, dockerfile: str, context: str, target: str = "") -> Image | None:
    """What a Dockerfile makes: its last stage, or the one that is named; `None` where it cannot be read.

    Args:
        sources: the root.
        dockerfile: path of the file.
        context: the folder that `COPY` sees.
        target: the stage that is built.
    """
    source = sources.source(dockerfile)
    if source is None:
        return None
    reading = _Reading(sources, context)
    for instruction, rest in _instructions(source.text):
        if instruction == "FROM" and target and reading.name == target:
            break
        reading.take(instruction, rest)
    return reading.image if reading.count else None


class _Reading:
    def __init__(self, sources: Sources, context: str) -> None:
        self.sources = sources
        self.context = context
        self.image = Image()
        self.stages: dict[str, Image] = {}
        self.arguments: dict[str, str] = {}
        self.name = ""
        self.count = 0

    def take(self, instruction: str, rest: str) -> None:
        """One instruction."""
        match instruction:
            case "FROM":
                self._begin(rest)
            case "ARG" | "ENV":
                self._variables(rest, self.image.variables if self.count else self.arguments)
            case "WORKDIR":
                workdir = posixpath.normpath(posixpath.join(self.image.workdir, self._text(rest.strip("\"'"))))
                self.image = replace(self.image, workdir=workdir)
            case "COPY" | "ADD":
                self._copy(rest)
            case "CMD":
                self.image = replace(self.image, command=self._words(rest))
            case "ENTRYPOINT":
                self.image = replace(self.image, entrypoint=self._words(rest), command=())
        if self.count:
            self.stages[str(self.count - 1)] = self.image
            if self.name:
                self.stages[self.name] = self.image

    def _begin(self, rest: str) -> None:
        words = [word for word in rest.split() if not word.startswith("--")]
        base = self._text(words[0]) if words else ""
        self.name = words[2] if len(words) > 2 and words[1].lower() == "as" else ""
        self.count += 1
        before = self.stages.get(base)
        if before is not None:
            self.image = replace(before, variables=dict(before.variables))
            return
        self.image = Image(base, variables=dict(self.arguments))
        if self.image.of_lambda:
            self.image.variables["LAMBDA_TASK_ROOT"] = TASK
            self.image = replace(self.image, workdir=TASK)

    def _copy(self, rest: str) -> None:
        flags = re.findall(r"--(\w+)(?:=(\S+))?", rest)
        stage = next((value for name, value in flags if name == "from"), "")
        words = list(self._words(re.sub(r"--\w+(?:=\S+)?\s*", "", rest), shell=False))
        if len(words) < 2 or "<<" in rest:
            return
        *origins, goal = words
        at = posixpath.normpath(posixpath.join(self.image.workdir, goal))
        made: list[Mount] = []
        for origin in origins:
            folder = goal.endswith("/") or goal in (".", "..") or len(origins) > 1
            if stage:
                made += self._from_stage(stage, origin, at, folder=folder)
            else:
                made += self._from_context(origin, at, folder=folder)
        mounts = tuple(dict.fromkeys((*self.image.mounts, *made)))
        self.image = replace(self.image, mounts=mounts[:MAX_MOUNTS])

    def _from_context(self, origin: str, at: str, *, folder: bool) -> list[Mount]:
        sources = self.sources
        if any(sign in origin for sign in "*?["):
            head = sources.join(self.context, origin.lstrip("/").rpartition("/")[0] or ".")
            pattern = re.escape(posixpath.basename(origin)).replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
            start = f"{head}/" if head else ""
            heads = (
                () if head is None else dict.fromkeys(p[len(start) :].partition("/")[0] for p in sources.listed(head))
            )
            names = [name for name in heads if re.fullmatch(pattern, name)]
            # A folder that is copied is copied with what is in it, without itself.
            return [Mount(at if sources.is_dir(start + n) else posixpath.join(at, n), start + n) for n in names]
        place = sources.join(self.context, origin.lstrip("/") or ".")
        if place is None:
            return []
        if sources.is_file(place) and (folder or not posixpath.splitext(at)[1]):
            folder = folder or at == self.image.workdir
            return [Mount(posixpath.join(at, posixpath.basename(place)) if folder else at, place)]
        return [Mount(at, place)]

    def _from_stage(self, stage: str, origin: str, at: str, *, folder: bool) -> list[Mount]:
        before = self.stages.get(stage)
        if before is None:
            return []
        path = posixpath.normpath(posixpath.join("/", origin))
        made = []
        for mount in before.mounts:
            if path == mount.at or path.startswith(mount.at.rstrip("/") + "/"):
                rest = path[len(mount.at) :].strip("/")
                place = posixpath.normpath(posixpath.join(mount.place, rest))
                name = posixpath.basename(path)
                goal = posixpath.join(at, name) if folder and self.sources.is_file(place) else at
                made.append(Mount(goal, "" if place == "." else place))
            elif mount.at.startswith(path.rstrip("/") + "/"):
                made.append(Mount(posixpath.join(at, mount.at[len(path) :].strip("/")), mount.place))
        return made

    def _variables(self, rest: str, into: dict[str, str]) -> None:
        pairs = re.findall(r"([A-Za-z_]\w*)=(\"[^\"]*\"|'[^']*'|\S*)", rest)
        if not pairs and len(rest.split(None, 1)) == 2:
            pairs = [tuple(rest.split(None, 1))]
        for name, value in pairs:
            into[name] = self._text(value.strip("\"'"))

    def _text(self, text: str) -> str:
        known = self.arguments | self.image.variables

        def value(match: re.Match[str]) -> str:
            return known.get(match[1] or match[3], match[2] or "")

        return re.sub(r"\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)", value, text)

    def _words(self, rest: str, *, shell: bool = True) -> tuple[str, ...]:
        if rest.startswith("["):
            try:
                found = json.loads(rest)
            except ValueError:
                found = []
            return tuple(self._text(word) for word in found if isinstance(word, str)) if isinstance(found, list) else ()
        if shell:
            return ("/bin/sh", "-c", self._text(rest)) if rest else ()
        return tuple(self._text(word).strip("\"'") for word in rest.split())


def _instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile, each on one line, without comments."""
    lines = [line for line in text.splitlines()[:MAX_LINES] if not line.lstrip().startswith("#")]
    joined = re.sub(r"[\\`][ \t]*\n", " ", "\n".join(lines))
    found = []
    for line in joined.splitlines():
        word, _, rest = line.strip().partition(" ")
        if word.isalpha():
            found.append((word.upper(), rest.strip()))
    return found
