"""The files of a service: its configuration, what it puts in from others, and its `.env` files."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.source import Source, Span
from leastwise.model.value import Map
from leastwise.read.cloudformation.template import may_hold_template
from leastwise.read.document import parse
from leastwise.read.encoding import decode
from leastwise.read.files import Files

CODE = frozenset({"js", "cjs", "mjs", "ts", "cts", "mts"})
"""Endings of configuration that is code."""

_DATA = frozenset({"yml", "yaml", "json", "tfstate"})

_MARKS = codecs.BOM_UTF8 + codecs.BOM_UTF16_LE
"""Bytes of the marks that files of Windows begin with."""

MAX_INCLUDED = 300
"""Files that one service puts in."""

_KEY = r"(?m)(?:[{,\s]\"%s\"|^%s)\s*:"
_SERVICE, _COMPONENT = (re.compile((_KEY % (key, key)).encode()) for key in ("service", "component"))
_MORE = re.compile((_KEY % ("(?:provider|functions|resources)", "(?:provider|functions|resources)")).encode())
_EXPORT = re.compile(rb"\bmodule\.exports\b|\bexport\s+(?:default|=)|\bexport\s*=")
_IN_CODE = tuple(re.compile(rb"\b%s['\"]?\s*[:,}]" % key) for key in (b"service", b"provider"))
_INCLUDED = re.compile(r"\bfile\(([^()\n]{1,400})\)")
_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_ENV_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*('[^'\n]*'|"(?:[^"\\\n]|\\.)*"|[^\n#]*)""", re.MULTILINE
)


def kind_of(path: str, data: bytes) -> str:
    """What a file is by its content: `service`, `compose`, `component`, `template`, or nothing of these."""
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    if stem == "serverless-compose":
        return "compose"
    if b"\0" in data[:512]:
        data = data.replace(b"\0", b"")
    data = data.lstrip(_MARKS)
    if ending in CODE:
        return "service" if _EXPORT.search(data) and _IN_CODE[0].search(data) and _IN_CODE[1].search(data) else ""
    if _SERVICE.search(data) and _MORE.search(data):
        return "service"
    if may_hold_template(data):
        return "template"
    return "component" if _COMPONENT.search(data) else ""


def load(files: Files, path: str) -> tuple[Any, Source, list[Unread]]:
    """What a file holds: a document of YAML or JSON, what a module of literals exports, otherwise its text.

    With its source, and what was odd in it. It is shared, so nobody may change it.

    Raises:
        ReadError: it cannot be read.
    """
    key = ("serverless", path)
    found: tuple[Any, Source, list[Unread]] | None = files.parsed.get(key)
    if found is None:
        ending = path.rpartition(".")[2].lower()
        source = decode(files.read(path), path)
        if ending in CODE:
            from leastwise.read.serverless.literals import exported

            found = exported(files, source)
        elif ending in _DATA:
            documents, notes = parse(source)
            found = (documents[0] if documents else None, source, notes)
        else:
            found = (source.text, source, [])
        files.parsed[key] = found
    return found


def included(files: Files, path: str, data: bytes, candidates: Iterable[str]) -> Iterator[str]:
    """The files that a configuration puts in, and those that these put in, by their texts alone.

    A variable in the name of a file stands for anything: `${file(config.${opt:stage}.yml)}` puts in all of them.

    Args:
        files: the root.
        path: of the configuration.
        data: its content.
        candidates: names of files that a name with a variable may mean.
    """
    folder = path.rpartition("/")[0]
    seen = {path}
    texts = [data.decode("utf-8", "replace")]
    while texts:
        for name in _INCLUDED.findall(texts.pop()):
            for target in _meant(files, folder, _unquoted(name.strip()), candidates):
                if target in seen or len(seen) > MAX_INCLUDED:
                    continue
                seen.add(target)
                try:
                    texts.append(files.read(target).decode("utf-8", "replace"))
                except ReadError:
                    continue
                yield target


def _meant(files: Files, folder: str, name: str, candidates: Iterable[str]) -> list[str]:
    pattern = name
    while "${" in pattern and (shorter := _VARIABLE.sub("\1", pattern)) != pattern:
        pattern = shorter
    path = files.join(folder, pattern.replace("\1", "*") if "\1" in pattern else name)
    if path is None:
        return []
    if "*" not in path:
        return [path]
    regex = re.compile("[^/]*".join(map(re.escape, path.split("*"))) + r"\Z")
    return [candidate for candidate in candidates if regex.match(candidate)]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def environment(files: Files, folder: str, stage: str, notes: list[Unread]) -> Map | None:
    """What `.env` and `.env.<stage>` beside a configuration say, with places; `None` where there are none.

    What cannot be read is added to the notes.

    https://www.serverless.com/framework/docs/guides/environment-variables
    """
    found: Map | None = None
    for name in (".env", f".env.{stage}"):
        path = files.join(folder, name)
        if path is None or "/" in name or not files.is_file(path):
            continue
        try:
            source = decode(files.read(path), path)
        except ReadError as error:
            kind: UnreadKind = "limit" if error.limit else "reference"
            notes.append(Unread(path, error.line, kind, f"the file {error.reason}"))
            continue
        found = found or Map((source, 0, 0, 0, 0))
        for match in _ENV_LINE.finditer(source.text):
            span: Span = (source, match.start(1), match.end(1), match.start(2), match.end(2))
            found.put(match[1], _unquoted(match[2].strip()), span)
    return found
