"""Addresses of HTTP requests, with letters for what is not known in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.code import sdk
from leastwise.code.chains import links, path_of
from leastwise.code.interpreter.texts import joined
from leastwise.code.needs.derived import lettered, unlettered
from leastwise.code.needs.frozen import Joined, Reading, Seen, Variable, frozen
from leastwise.code.needs.use import Use
from leastwise.code.observers import Call
from leastwise.code.values import Constant, Env, External, Member, Object, Result, Text, Value, constant
from leastwise.model.value import Symbol

_FIRST = 0xA100
_HERE = ("localhost", "127.0.0.1")
_OPEN = re.compile(r"https?://(?:localhost|127\.0\.0\.1):277[23]/?")
"""How an address of an extension begins of which the rest is not written out."""

_ASKS = frozenset("fetch get request urlopen Request axios got ky needle superagent default".split())
"""Names of functions that ask for an address."""

ADDRESS = "(address)"
"""The operation of a request whose address only the settings of a function tell; see `settled`."""

_SEARCHED = ("secretId", "name", "withDecryption")


def addresses(value: Value, seen: Seen) -> Iterator[tuple[str, list[Any]]]:
    """The addresses on this machine that a value is or has: texts, and what letters in them stand for."""
    for one in value.alternatives:
        if isinstance(one, Constant):
            if isinstance(one.value, str) and one.value.startswith("http") and any(host in one.value for host in _HERE):
                yield one.value, []
        elif isinstance(one, Text):
            for found in frozen(Value((one,)), seen):
                yield from _joined(found)
        elif isinstance(one, Object):
            yield from _options(Value((one,)), seen)
        elif isinstance(one, (Member, Result)):
            url = _url(one)
            if url is not None:
                yield from addresses(_of_url(url, seen), seen)


def unsettled(call: Call, seen: Seen) -> Iterator[Any]:
    """The addresses that a call asks for which an environment variable tells, or part of which it tells."""
    module = isinstance(call.callee, External) and not call.callee.names  # `fetch` of node-fetch, `got`
    if not module and path_of(call.callee).rpartition(".")[2] not in _ASKS:
        return
    for value in (*call.arguments[:2], *(call.keywords[name] for name in ("url", "path") if name in call.keywords)):
        settings = [call.heap.field(value, name) for name in ("url", "uri")] if isinstance(value.only, Object) else []
        for one in (found for given in (value, *filter(None, settings)) for found in frozen(_told(given), seen)):
            first = one.parts[0] if isinstance(one, Joined) else one
            if isinstance(first, Variable) or (isinstance(first, str) and _OPEN.fullmatch(first)):
                yield one


def _told(value: Value) -> Value | None:
    kept = [one for one in value.alternatives if isinstance(one, (Text, Env))]
    return Value(tuple(kept)) if kept else None


def settled(use: Use, instance: Any) -> Iterator[Use]:
    """What an extension calls for a request whose address is told by the settings of a function."""
    for arguments in use.arguments:
        letters: list[Symbol] = []
        text = lettered(instance.starred(arguments["address"]), letters)
        for one in sdk.extension(text) if isinstance(text, str) else ():
            given = {name: unlettered(part, letters) for name, part in one.arguments.items()}
            yield Use(one.service, one.operation, (given,), source="library")


def _url(found: Any) -> Result | None:
    """The `new URL(…)` that a value is, or is the text of."""
    if isinstance(found, Result) and isinstance(found.callee, Member) and found.callee.name in ("toString", "toJSON"):
        found = found.callee.of
    elif isinstance(found, Member) and found.name == "href":
        found = found.of
    made = isinstance(found, Result) and isinstance(found.callee, External) and found.callee.names[-1:] == ("URL",)
    return found if made and found.arguments else None


def _of_url(found: Result, seen: Seen) -> Value:
    """The text of a `new URL(path, base)`, with what was set in its `searchParams`."""
    parts = [*found.arguments[1:2], found.arguments[0]]
    store = getattr(getattr(seen.heap, "machine", None), "store", None)
    mark = "?"
    for name in _SEARCHED:
        held = store.cells.get((found, f"?{name}")) if store is not None else None
        if isinstance(held, Value):
            parts += [constant(f"{mark}{name}="), held]
            mark = "&"
    return joined(parts, python=False)


def based(call: Call) -> Iterator[Value]:
    """What a client of HTTP that was made with a `baseURL` asks for: `axios.create({baseURL}).get("/path", {params})`.

    https://axios-http.com/docs/req_config
    """
    for link in links(call.callee) if call.arguments else ():
        for settings in link.arguments[:1] if isinstance(link, Result) else ():
            bases = (call.heap.field(settings, name) for name in ("baseURL", "prefixUrl"))
            for base in (base for base in bases if base is not None and isinstance(settings.only, Object)):
                yield joined([base, call.arguments[0], *_params(call)], python=False)
    if isinstance(call.callee, (External, Member)) and (params := _params(call)):
        yield joined([call.arguments[0], *params], python=False)


def _params(call: Call) -> list[Value]:
    given = call.arguments[1] if len(call.arguments) > 1 else None
    params = call.heap.field(given, "params") if given is not None and isinstance(given.only, Object) else None
    found: list[Value] = []
    for name in call.heap.keys(params) if params is not None else ():
        held = call.heap.field(params, name) if params is not None else None
        if name in _SEARCHED and held is not None:
            found += [constant(f"{'&' if found else '?'}{name}="), held]
    return found


def _joined(found: Any) -> Iterator[tuple[str, list[Any]]]:
    if not isinstance(found, Joined) or not any(host in str(found.parts[0]) for host in _HERE):
        return
    symbols: list[Any] = []
    text = ""
    for part in found.parts:
        if isinstance(part, str):
            text += part
        elif text.endswith(":") and text.count("/") == 2:
            default = part.default if isinstance(part, Variable) else ...
            text += default if isinstance(default, str) else "2773"
        else:
            text += chr(_FIRST + len(symbols))
            symbols.append(part)
    yield text, symbols


def _options(value: Value, seen: Seen) -> Iterator[tuple[str, list[Any]]]:
    """`{hostname: "localhost", port: 2773, path: "/…"}`."""
    keys = seen.heap.keys(value)
    host = next((key for key in ("hostname", "host") if key in keys), None)
    if host is None or "path" not in keys:
        return
    named = seen.heap.field(value, host)
    if named is None or not any(text in _HERE for text in named.texts):
        return
    for found in frozen(seen.heap.field(value, "path"), seen):
        parts = found.parts if isinstance(found, Joined) else (found,)
        yield from _joined(Joined(("http://localhost:2773", *parts)) if isinstance(parts[0], str) else None)


def back(text: str, symbols: list[Any]) -> Any:
    """Part of such an address, with what the letters stand for."""
    parts: list[Any] = []
    for letter in text:
        at = ord(letter) - _FIRST
        parts.append(symbols[at] if 0 <= at < len(symbols) else letter)
    return parts[0] if len(parts) == 1 else Joined(tuple(parts)) if any(not isinstance(p, str) for p in parts) else text


_READS, _WRITES = ("read_", "scan_"), ("to_", "write_", "sink_")
_OBJECT = ("s3://", "s3a://", "s3n://")


def stored(call: Call, seen: Seen) -> Iterator[tuple[str, dict[str, Any]]]:
    """Operations of S3 of a library of tables that is given an address in it: `pandas.read_csv("s3://…")`.

    https://pandas.pydata.org/docs/user_guide/io.html#reading-writing-remote-files
    """
    name = path_of(call.callee).rpartition(".")[2]
    operation = "GetObject" if name.startswith(_READS) else "PutObject" if name.startswith(_WRITES) else ""
    if not operation:
        return
    for value in (*call.arguments[:1], *call.keywords.values()):
        for one in frozen(value, seen):
            first = one.parts[0] if isinstance(one, Joined) else one
            if isinstance(first, str) and first.startswith(_OBJECT):
                yield operation, {"Bucket": Reading(one, "s3bucket"), "Key": Reading(one, "s3key")}
