"""One text, number, boolean or null as YAML."""

from __future__ import annotations

import math
import re
from typing import Any

from yaml.resolver import Resolver

from leastwise.model.errors import PatchError
from leastwise.read.yaml import resolve

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_NUMERIC = frozenset("-+.0123456789")
_OPTION = re.compile(r"--?[A-Za-z0-9]")
_FLOW_INDICATORS = re.compile(r"[,\[\]{}?]")  # PyYAML ends a text at a question mark, libyaml fails at `:?`
_NUMBER = re.compile(r"[-+]?(?:0[box][0-9a-f]*|[0-9.:]+(?:e[-+]?[0-9]*)?)?", re.IGNORECASE)
"""What some reader may take for a number once it leaves out underscores: Go's does so everywhere, ruamel.yaml takes
`-0o7` and fails at `._`. None of them is narrower than this."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0", "\x1b": "\\e"}


def scalar(value: Any, quote: str = '"', quoted: bool = False, *, flow: bool = False) -> str:
    """A scalar on one line.

    Args:
        value: text, number, boolean or `None`.
        quote: the quotation mark for a text that needs one.
        quoted: whether a text gets quotes in any case.
        flow: whether it stands in a flow collection, where more needs quotes.

    Raises:
        PatchError: no YAML says this value.
    """
    if isinstance(value, str):
        return value if not quoted and is_plain(value, flow=flow) else in_quotes(value, quote)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise PatchError(f"{text} has no spelling that every reader takes for a number")
        mantissa, e, exponent = text.partition("e")
        text = mantissa + ("" if "." in mantissa else ".0") + e + exponent
    elif not isinstance(value, int):
        raise PatchError(f"a {type(value).__name__} cannot be written as YAML")
    if type(resolve(text)) is not type(value):
        raise PatchError(f"the number {text[:12]}… is too long")
    return text


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether readers of YAML 1.1 and of YAML 1.2 take this for the same text when it stands there without quotes."""
    if not text or not text.isprintable() or text[-1] in " :":
        return False
    if text[0] in _INDICATORS and not _OPTION.match(text):
        return False
    if ": " in text or " #" in text or text.startswith("..."):
        return False
    if flow and _FLOW_INDICATORS.search(text):
        return False
    return not _means_something_else(text)


def _means_something_else(text: str) -> bool:
    if text in ("y", "Y", "n", "N", "=", "<<") or not isinstance(resolve(text), str):
        return True
    if text[0] in _NUMERIC and (_NUMBER.fullmatch(text.replace("_", "")) or _DATE.fullmatch(text)):
        return True
    known: list[tuple[str, Any]] = Resolver.yaml_implicit_resolvers.get(text[0], [])
    return any(pattern.match(text) for _, pattern in known)


def in_quotes(text: str, quote: str) -> str:
    """A text in quotation marks: in these, unless the others need fewer escapes."""
    if text.isprintable():
        awkward = '"' in text or "\\" in text
        if ("'" not in text or awkward) if quote == "'" else (awkward and "'" not in text):
            return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise PatchError(f"half a surrogate pair (U+{code:04X}) cannot be written as YAML")
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def literal(text: str, indent: str) -> str | None:
    """A text of several lines as a literal block, header first; `None` where quotes say it better."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if "\n" not in text or text[0] in " \t\n" or not lines[-1].strip(" \t"):
        return None
    if not all(line.replace("\t", " ").isprintable() for line in lines):
        return None
    header = "|" if text.endswith("\n") else "|-"
    return "\n".join([header, *(indent + line if line else "" for line in lines)])
