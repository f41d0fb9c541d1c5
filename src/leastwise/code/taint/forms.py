"""What makes a tainted argument harmless although an outsider wrote a part of it.

`address`: the part is behind the host of an address; `remote`: the same, or it is no address; `location`: it stays on
the site; `statement`: the text is no statement of SQL; `built`: a library made it, which keeps texts apart;
`program`: a list, whose first item is asked about on its own; `path`: names without the folders before them;
`joined`: it is no path of `pathlib`; `key`: the key of an object begins with what the program chose; `tags`: the text
has none; `expression`: conditions that the SDK made; `query`: no text was joined; `section`: it is no part of a
token.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from leastwise.code.chains import given_in, path_of, root
from leastwise.code.values import Constant, Env, Event, External, Member, Object, Result, Text, Unknown, Value

_HOST = re.compile(r"(?:s3[an]?|gs|data):|[a-z][a-z0-9+.-]*://[^/?#\\@]+[/?#]", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|ftp)(?:://?)?", re.IGNORECASE)
_OWN_MACHINE = re.compile(r"https?://(?:localhost|127\.|169\.254\.|\[::1\]|sandbox[:/])")
_NARROW = re.compile(r"[^:/\s]$|^/[^/]+/$")
"""The beginning of a name, or the path of a parameter; not the host, account or kind that stands before any name."""

_TAG = re.compile(r"<[a-z!/]", re.IGNORECASE)
_BUILDERS = frozenset(
    "sqlalchemy sqlmodel flask_sqlalchemy psycopg2.sql psycopg.sql pypika peewee boto3.dynamodb django "
    "geoalchemy2".split()
)
_NAMES = ("name", "stem", "suffix")
_ENDS = frozenset(
    (f"{module}path.parse()", name)
    for module in ("", "node:", "path.default.", "node:path.default.")
    for name in ("name", "base", "ext")
) | {(f"os.path.{name}()", at) for name in ("split", "splitext") for at in ("[1]", "[-1]")}
"""What comes after the last folder: https://nodejs.org/api/path.html#pathparsepath"""

_MOST_PARTS = 60
_SPLITS = ("split", "rsplit", "rpartition")
_LAST = ("pop", "at")
_PATHS = (("path",), ("rawPath",), ("requestContext", "path"), ("requestContext", "http", "path"))
"""Fields of events that begin with a slash."""

_REQUESTED = ("queryStringParameters", "pathParameters", "headers")
"""Fields of events that hold texts, and no objects that a framework writes as JSON."""

_BEGINNINGS = ("slice", "substring", "substr", "lower", "toLowerCase", "rstrip", "trimEnd")
"""Methods that leave the beginning of a text, where their first argument is 0 or none."""

_FILES = ("io.BytesIO", "io.StringIO", "builtins.open")
_KEEPS = ("lower", "upper", "strip", "title", "casefold", "removesuffix", "removeprefix", "rstrip", "lstrip", "encode")
_LOCAL = re.compile(r"/(?![/\\])[^?#\\]*[?/#]?|[?#]")
_STATEMENT = re.compile(
    r"\b(select|insert|update|delete|replace|merge|create|drop|alter|truncate|call|exec|with|where|order\s+by|values|"
    r"from|union|grant|show|describe|explain|pragma|copy|unload|limit|set)\b",
    re.IGNORECASE,
)


def harmless(value: Value, form: str) -> bool:
    """Whether the form of a value makes it safe."""
    check = _FORMS.get(form)
    return check is not None and all(check(alternative) for alternative in value.alternatives)


def quoted(value: Value, mark: str) -> bool:
    """Whether whatever is not known in a text stands between two of these marks."""
    return all(isinstance(a, Constant) or (isinstance(a, Text) and _between(a.parts, mark)) for a in value.alternatives)


def narrowed(value: Value) -> bool:
    """Whether what is not known in a name comes after a beginning of its own: `tool-…`, `/shop/…`, no `arn:…:`."""
    return all(isinstance(a, (Constant, Env)) or _NARROW.search(_begin(a)) is not None for a in value.alternatives)


def _between(parts: tuple[Any, ...], mark: str) -> bool:
    """A part is between two where the number of those before it is odd, and another one follows."""
    before = 0
    for position, part in enumerate(parts):
        if isinstance(part, str):
            before += part.count(mark)
        elif before % 2 == 0 or not any(isinstance(after, str) and mark in after for after in parts[position + 1 :]):
            return False
    return True


def _begin(alternative: Any) -> str:
    """The text that it begins with before anything of the event; settings and the like are some name in it."""
    if isinstance(alternative, Text):
        found = ""
        for part in alternative.parts:
            if found and _begins_with_slash(part):
                return found + "/"
            if not isinstance(part, str) and _from_outside(part):
                break
            found += part if isinstance(part, str) else "x" if found else "https://x"
        return found
    return str(alternative.value) if isinstance(alternative, Constant) else ""


def _begins_with_slash(part: Any) -> bool:
    """Whether it is the path of a request, or the beginning of one."""
    if isinstance(part, Result) and isinstance(part.callee, Member) and part.callee.name in _BEGINNINGS:
        start = part.arguments[0].literal if part.arguments else 0
        return start == 0 and _begins_with_slash(part.callee.of)
    return isinstance(part, Event) and (part.path in _PATHS or part.path[-1:] == ("uri",))


def _fixed_host(alternative: Any) -> bool:
    if isinstance(alternative, Result) and path_of(alternative.callee).endswith("URL") and alternative.arguments:
        check = _own_site if len(alternative.arguments) > 1 and not alternative.arguments[1].origins else _fixed_host
        return all(check(inner) for inner in alternative.arguments[0].alternatives)
    return isinstance(alternative, Constant) or _HOST.match(_begin(alternative)) is not None


def beyond_host(alternative: Any) -> bool:
    """Whether it is an address whose host is fixed, with something of the event's behind that."""
    if isinstance(alternative, Result):
        return path_of(alternative.callee).endswith("URL") and _fixed_host(alternative)
    return isinstance(alternative, Text) and _own_site(alternative)


def own_machine(value: Value) -> bool:
    """Whether it is an address of the machine itself, or of what AWS runs beside a function.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
    """
    return any(_OWN_MACHINE.match(_begin(alternative)) is not None for alternative in value.alternatives)


def _from_outside(found: Any) -> bool:
    return isinstance(found, (Event, Unknown)) or (isinstance(found, (Result, Member)) and _tainted(found))


def _own_site(alternative: Any) -> bool:
    return _fixed_host(alternative) or _LOCAL.match(_begin(alternative)) is not None


def _no_address(alternative: Any) -> bool:
    begin = _begin(alternative)
    return _fixed_host(alternative) or (isinstance(alternative, Text) and begin != "" and not _SCHEME.match(begin))


def _no_statement(alternative: Any) -> bool:
    if isinstance(alternative, Text):
        return not any(isinstance(part, str) and _STATEMENT.search(part) for part in alternative.parts)
    return True


def _built(alternative: Any) -> bool:
    start = root(alternative) if isinstance(alternative, (Result, Member)) else None
    return isinstance(alternative, Constant) or (
        isinstance(start, External)
        and not _BUILDERS.isdisjoint((start.module.partition(".")[0], ".".join(start.module.split(".")[:2])))
    )


def _list(alternative: Any) -> bool:
    return isinstance(alternative, Object)


def _only_name(alternative: Any) -> bool:
    """Whether a text, or each part of it that is not known, holds no folder."""
    match alternative:
        case Text(parts):
            return all(isinstance(part, str) or _only_name(part) for part in parts)
        case Unknown(reason):
            return reason in ("a number", "a length")
        case Member():
            return _end_of_path(alternative)
        case Result():
            return _gives_name(alternative)
        case _:
            return isinstance(alternative, (Constant, Env))


def _end_of_path(found: Member) -> bool:
    if (path_of(found.of), found.name) in _ENDS:
        return True
    if found.name in _NAMES:
        return path_of(found.of).startswith("pathlib.") or path_of(found.of) == "(text)"
    if found.name not in ("[]", "-1") or not isinstance(found.of, Result):
        return False
    callee = found.of.callee
    parted = isinstance(callee, Member) and callee.name in (*_SPLITS, "partition") and _only_name(callee.of)
    return parted or _split_at_folders(found.of)  # a part of a name is one


def _gives_name(found: Result) -> bool:
    callee = found.callee
    if isinstance(callee, Member) and callee.name in _LAST and isinstance(callee.of, Result):
        return _split_at_folders(callee.of)
    if isinstance(callee, Member) and callee.name in _KEEPS:  # what changes a name leaves it one
        return _only_name(callee.of)
    if isinstance(callee, Member) and callee.name == "get" and _answered(callee.of):
        return _only_name(callee.of)
    path = path_of(callee)
    if path.startswith("pathlib."):
        return all(_only_name(inner) for value in found.arguments for inner in value.alternatives)
    return path in _FILES or not _tainted(found)


def _split_at_folders(found: Result) -> bool:
    name = path_of(found.callee).rpartition(".")[2]
    return name in _SPLITS and bool(found.arguments) and found.arguments[0].literal == "/"


def _answered(found: Any) -> bool:
    """Whether it is something in what a call gave: `page["Contents"][0]`."""
    while isinstance(found, Member):
        found = found.of
    return isinstance(found, Result)


def _tainted(found: Any) -> bool:
    """Whether anything in a chain of members and results is of the event."""
    return any(value.origins for value in given_in(found)) or not isinstance(root(found), (External, Constant, Env))


def _no_path(alternative: Any) -> bool:
    if not isinstance(alternative, Text):
        return True
    begin = alternative.parts[0]
    return _only_name(alternative) or isinstance(begin, str) or not path_of(begin).startswith("pathlib.")


def _under_prefix(alternative: Any) -> bool:
    """Whether the key of an object has a beginning that the program chose: `..` means nothing in it."""
    first = alternative.parts[0] if isinstance(alternative, Text) else alternative
    return isinstance(first, (str, Constant, Env)) or not _from_outside(first)


def _no_tags(alternative: Any) -> bool:
    if isinstance(alternative, Text):
        return not any(isinstance(part, str) and _TAG.search(part) for part in alternative.parts)
    return not (isinstance(alternative, Event) and len(alternative.path) > 1 and alternative.path[0] in _REQUESTED)


def _no_text(alternative: Any) -> bool:
    if isinstance(alternative, Unknown):
        return " text" not in alternative.reason  # one that is put together of more than is followed
    return not isinstance(alternative, (Text, Event))


def _not_joined(alternative: Any) -> bool:
    return not isinstance(alternative, Text)


def no_section(alternative: Any) -> bool:
    """Whether it is not the middle of a token, or made of it: `token.split(".")[1]`, perhaps filled up."""
    ahead: list[Any] = [alternative]
    for _ in range(_MOST_PARTS):
        if not ahead:
            break
        found = ahead.pop()
        if isinstance(found, Text):
            ahead += found.parts
        elif isinstance(found, Member):
            of = found.of
            cut = isinstance(of, Result) and path_of(of.callee).rpartition(".")[2] in _SPLITS and of.arguments
            if cut and of.arguments[0].literal == ".":
                return False
            ahead.append(of)
        elif isinstance(found, Result):
            ahead += (found.callee, *(inner for value in found.arguments for inner in value.alternatives))
    return True


_FORMS: dict[str, Callable[[Any], bool]] = {
    "address": _fixed_host, "built": _built, "expression": _no_text, "joined": _no_path, "key": _under_prefix,
    "location": _own_site, "path": _only_name, "program": _list, "query": _not_joined, "remote": _no_address,
    "section": no_section, "statement": _no_statement, "tags": _no_tags,
}  # fmt: skip


__all__ = ["beyond_host", "harmless", "narrowed", "no_section", "own_machine", "quoted"]
