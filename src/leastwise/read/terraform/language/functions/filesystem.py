"""Functions for files, all within the root of the scan. Paths are seen from the folder of the root module.

https://developer.hashicorp.com/terraform/language/functions/file and those beside it
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source
from leastwise.model.value import Map, Unknown
from leastwise.read.terraform.language.compiler import compiled_text
from leastwise.read.terraform.language.documents import document
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.functions.encoding import from_bytes, to_base64
from leastwise.read.terraform.language.names import Scope
from leastwise.read.terraform.language.values import MAX_ITEMS, Failed, FileText, NotKnown, Set, TooMuch


def _path(call: Call, path: str) -> str:
    """A path as the files of the scan have it."""
    found = call.names.files.join(call.names.root_folder, path)
    if found is None:
        raise Failed(f"{path[:200]!r} leads outside the root of the scan")
    return found


def _data(call: Call, path: str) -> bytes:
    found = _path(call, path)
    try:
        data = call.names.files.read(found)
    except ReadError as error:
        raise Failed(f"{found!r} {error.reason}") from error
    call.names.work.spend(len(data) >> 12)
    return data


def _source(call: Call, path: str) -> Source:
    return Source(_path(call, path), from_bytes(_data(call, path)))


def _file(call: Call, path: str) -> Any:
    source = _source(call, path)
    return document([(source.text, 0, True)], Scope(call.names, source, 0)) or FileText(source)


def _templatefile(call: Call, path: str, variables: Map) -> Any:
    if call.scope.template:
        raise Failed("a template cannot use templatefile")
    scope = Scope(call.names, _source(call, path), 0)
    scope.local = dict(variables)
    scope.strict = True
    scope.template = True
    return compiled_text(scope.source.text)(scope)


def _fileexists(call: Call, path: str) -> bool:
    return call.names.files.is_file(_path(call, path))


def _fileset(call: Call, folder: str, pattern: str) -> Set:
    from leastwise.read.terraform.language.functions.patterns import Pattern

    test = Pattern(rf"\A{_glob(pattern)}\z", call.names.work)
    start = _path(call, folder)
    # A pattern may climb out of the folder; only what is below it is looked through.
    prefix = start + "/" if start else ""
    found: list[str] = []
    for path in call.names.files.walk(start):
        call.names.work.spend(1)
        name = path.removeprefix(prefix)
        if next(test.all(name), None) is not None:
            found.append(name)
            if len(found) > MAX_ITEMS:
                raise Failed(f"has more than {MAX_ITEMS:,} values")
    return Set(call.span, sorted(found))


_GLOB = re.compile(r"\*\*/|\*+|\?|\[!?[^\]/]+\]|\{[^{}]*\}|\\.|.", re.DOTALL)


def _glob(pattern: str) -> str:
    """A pattern of file names as a regular expression: `**` goes through folders, `{a,b}` is one or the other."""
    if len(pattern) > 500:
        raise TooMuch("the pattern is too long")
    parts: list[str] = []
    for match in _GLOB.finditer(posixpath.normpath(pattern)):
        piece = match[0]
        if piece == "**/":
            parts.append("(?:[^/]+/)*")
        elif piece[0] == "*":
            parts.append(".*" if len(piece) > 1 else "[^/]*")
        elif piece == "?":
            parts.append("[^/]")
        elif piece[0] == "[" and len(piece) > 2:
            negated = piece[1] in "!^"
            inside = re.sub(r"([\\\[\]^&~|])", r"\\\1", piece[2 if negated else 1 : -1])
            parts.append(f"[{'^/' if negated else ''}{inside}]")
        elif piece[0] == "{" and len(piece) > 1:
            ways = [_glob(way) if way else "" for way in piece[1:-1].split(",")]
            parts.append(f"(?:{'|'.join(ways)})")
        else:
            parts.append(re.escape(piece[-1]))
    return "".join(parts)


def _hash(algorithm: str, base64: bool = False) -> Function:
    def run(call: Call, path: str) -> str:
        from leastwise.read.terraform.language.functions.hashes import digest

        try:
            return digest(algorithm, _data(call, path), base64)
        except Failed as failed:
            if call.scope.strict:
                raise
            # The package that is hashed is often built before the deployment, and nothing depends on its hash here.
            raise NotKnown(Unknown(failed.reason)) from failed

    return Function(run, "text", place=True)


def _pathexpand(path: str) -> str:
    if path.startswith("~"):
        raise NotKnown(Unknown("the home folder of whoever deploys"))
    return path


def _basename(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path else ".")


def _dirname(path: str) -> str:
    return posixpath.normpath(posixpath.dirname(path) or ".")


FUNCTIONS = {
    # The absolute path is not known and would be of no use: the same path as seen from the root module is kept.
    "abspath": Function(posixpath.normpath, "text"),
    "basename": Function(_basename, "text"),
    "dirname": Function(_dirname, "text"),
    "file": Function(_file, "text", place=True),
    "filebase64": Function(lambda call, path: to_base64(_data(call, path)), "text", place=True),
    "filebase64sha256": _hash("sha256", base64=True),
    "filebase64sha512": _hash("sha512", base64=True),
    "fileexists": Function(_fileexists, "text", place=True),
    "filemd5": _hash("md5"),
    "fileset": Function(_fileset, "text text", place=True),
    "filesha1": _hash("sha1"),
    "filesha256": _hash("sha256"),
    "filesha512": _hash("sha512"),
    "pathexpand": Function(_pathexpand, "text"),
    "templatefile": Function(_templatefile, "text map", place=True),
}
