"""What makes a call a fault whatever data it is given: what its settings alone do not tell.

`constant`: an argument that has to differ each time and is a constant; `near`: what stands around the call is named
like a secret; `module`: it is made while the module is loaded; `form`: `plain` is an address without TLS, `host`
one that is asked without, `tmp` a path in /tmp.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call
from leastwise.code.taint.reading import values_at
from leastwise.code.taint.tables import Row, argument
from leastwise.code.values import Constant, Env, Result, Text, Value, constant

_MOST_READ = 2_000
_BEFORE = 200

_SECRET = re.compile(
    r"passw|\bpwd|secret|token|credential|nonce|\botp|_otp|csrf|xsrf|session_?id|api_?key|auth_?(?:key|code)|signature"
    r"|(?:verification|confirmation|reset|invit\w*|pick_?up|coupon|voucher|redeem\w*|gift_?card|unlock|pairing|security"
    r"|access|activation|login|recovery|one_?time)_?(?:code|id|key|pin|link)"
    r"|\bpin(?:code|_code)?\b|salt\b|private_?key|signing",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"(?:next|continuation|page|start(?:ing)?|pagination|max|sync|stop|input|output|completion|prompt|total|cancel)"
    r"_?tokens?|tokens?_?(?:count|usage|limit|size)|tokeni[sz]|idempotency_?token|client_?request_?token",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"\b(?:uu|gu)id|(?:generate|create|make|new|random|gen)_?(?:unique_?)?(?:user|session)?_?id\b", re.I
)
_DEMANDED = re.compile(
    r"cloudfront|twilio|oauth1|\b[ht]otp\b|pwned|websocket-key|x-hub-signature\b(?!-)", re.IGNORECASE
)
"""Protocols of others that demand SHA-1 or MD5."""

_WORDS = {"hash": (_SECRET,), "secret": (_SECRET,), "identifier": (_SECRET, _IDENTIFIER)}
_TEXTS = re.compile(r"""(?<!\[)f?"(?:[^"\\\n]|\\.)*"(?!\s*:)|(?<!\[)f?'(?:[^'\\\n]|\\.)*'(?!\s*:)|#.*|//.*""")
"""Texts, but for keys of objects and items, and comments."""

_HOST = re.compile(r"http://(?:[^/?#@]*@)?(\[[^\]/]*\]|[^/?#:]*)", re.IGNORECASE)
_INSIDE = re.compile(
    r"localhost|127\.|10\.|0\.0\.0\.0|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|\[|[^.]*$|internal-"
    r"|.*\.(?:local|localhost|internal|localdomain|lan|home|corp|svc|test|invalid|vpce\.amazonaws\.com)\.?$",
    re.IGNORECASE,
)
"""Hosts that are this machine, in the network of the function, or nowhere: names without a dot are of a VPC."""

_MADE = (
    "builtins.bytes", "builtins.bytearray", "bytes.fromhex", "builtins.bytes.fromhex", "global.Buffer.alloc",
    "global.Buffer.from", "global.Uint8Array", "crypto-js.enc.Hex.parse", "crypto-js.enc.Utf8.parse",
    "crypto-js.enc.Base64.parse",
)  # fmt: skip


def faulty(row: Row, call: Call) -> bool:
    """Whether a call is the fault that a row is about, apart from its settings."""
    facts = row.facts
    if facts.get("module", False) and call.function:
        return False
    if "near" in facts and not named_so(call, facts["near"]):
        return False
    for written in facts.get("constant", ()):
        values = list(values_at(call, argument(written)))
        if not values or not all(_constant(value) for value in values):
            return False
    check = _FORMS.get(row.form)
    if check is not None:
        return any(check(one) for wanted in row.arguments for value in values_at(call, wanted) for one in value)
    return True


def named_so(call: Call, kind: str) -> bool:
    """Whether the statement around a call, or the function it stands in, is named like a secret or an identifier."""
    source, _, _, start, end = call.span
    text = source.text
    begin = max(text.rfind("\n", 0, start) + 1, start - _BEFORE)
    while begin and text[:begin].rstrip(" \t\n")[-1:] in ("(", "[", "=", "+", ",") and start - begin < _BEFORE:
        begin = text.rfind("\n", 0, begin - 1) + 1
    stop = text.find("\n", end, end + _BEFORE)
    around = text[begin : min(end if stop < 0 else stop, start + _MOST_READ)]
    around = _TEXTS.sub("''", around) + " " + call.function
    around = _HARMLESS.sub("", around)
    if kind == "hash" and _DEMANDED.search(text):
        return False
    return any(words.search(around) for words in _WORDS[kind])


def _constant(value: Value) -> bool:
    """Whether a value is the same in each run: a literal, or bytes made of literals."""
    return (
        all(
            isinstance(one, Constant)
            or (isinstance(one, Result) and path_of(one.callee) in _MADE and all(map(_constant, one.arguments)))
            for one in value.alternatives
        )
        and value.literal is not None
    )


def plain_address(alternative: Any) -> bool:
    """Whether something is an address without TLS of a host that is elsewhere."""
    if isinstance(alternative, Result) and alternative.new and path_of(alternative.callee) in _URLS:
        return any(plain_address(one) for value in alternative.arguments for one in value.alternatives)
    first = _beginning(alternative)
    rest: tuple[Any, ...] = ()
    if isinstance(alternative, Text):
        rest = alternative.parts[1:]
        if first and rest and isinstance(rest[0], Env) and rest[0].default is not None:  # what stands for it
            default = rest[0].default.literal
            first, rest = (first + default if isinstance(default, str) else first), rest[1:]
    found = _HOST.match(first)
    if found is None or (rest and found.end() == len(first) and not _begins_path(rest[0])):
        return False  # the host, or a part of it, is not known
    return bool(found[1]) and _INSIDE.match(found[1]) is None


def plain_host(alternative: Any) -> bool:
    """Whether something is the name of a host that is elsewhere."""
    named = getattr(alternative, "value", None)
    known = isinstance(named, str) and _NAME.fullmatch(named) is not None
    return known and plain_address(constant(f"http://{named}").only)


_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_URLS = ("global.URL", "url.URL", "node:url.URL")


def _begins_path(part: Any) -> bool:
    return isinstance(part, str) and part[:1] in ("/", "?", ":")


def temporary(alternative: Any) -> bool:
    """Whether something is a path in the folder that stays between invocations."""
    first = alternative.parts[0] if isinstance(alternative, Text) else alternative
    if isinstance(first, Result) and path_of(first.callee) in _FOLDERS:
        return isinstance(alternative, Text)
    return _beginning(alternative).startswith("/tmp")


_FOLDERS = ("os.tmpdir", "node:os.tmpdir", "os.default.tmpdir", "node:os.default.tmpdir", "tempfile.gettempdir")


def _beginning(alternative: Any) -> str:
    """The known text that something begins with."""
    first = alternative.parts[0] if isinstance(alternative, Text) else getattr(alternative, "value", None)
    return first if isinstance(first, str) else ""


_FORMS: dict[str, Callable[[Any], bool]] = {"host": plain_host, "plain": plain_address, "tmp": temporary}


__all__ = ["faulty", "named_so", "plain_address"]
