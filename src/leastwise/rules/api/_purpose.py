"""What says that a function is meant for the inside only."""

from __future__ import annotations

from collections.abc import Iterable

from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.names import words_in
from leastwise.model.value import Concat

_INSIDE = ("internal", "private")

# `PrivateSubnetLambda` and `InternalServerErrorHandler` speak of something else.
_NOT_AFTER = frozenset({"from", "no", "non", "not", "to"})
_NOT_BEFORE = frozenset(
    """alb bucket ca cert certificate cluster data dns domain endpoint error hosted ip ips key keys link load nat
    network nlb repo repository server service subnet subnets vpc zone""".split()
)

_SAID = (
    *("for internal use", "internal function", "internal only", "internal use only", "internally only"),
    *("must not be exposed", "must not be public", "not public", "only for internal", "only internal"),
    *("only internally", "private function"),
)
_TAGS = frozenset({"access", "exposure", "reachability", "scope", "visibility"})


def meant_inside(app: Application, functions: Iterable[Function]) -> dict[str, str]:
    """Id of each of these functions that is not for the internet → what says so, for people."""
    private = {route.function.id for route in app.routes if route.private and route.function}
    found = {function.id: _said(function) for function in functions}
    return {name: reason or "a private API leads to it" for name, reason in found.items() if reason or name in private}


def _said(function: Function) -> str:
    resource = function.resource
    written = resource.get("FunctionName")
    names = [resource.name, *(written.parts if isinstance(written, Concat) else (written,))]
    if any(isinstance(name, str) and _named_inside(name) for name in names):
        return "its name says so"
    for tag in resource["Tags"].each():
        key, value = tag["Key"].text() or "", tag["Value"].text() or ""
        if key.lower() in _TAGS and value.lower() in _INSIDE:
            return f"the tag `{key}: {value}` says so"
    if _says(resource["Description"].text() or ""):
        return "its description says so"
    return "the comment before it says so" if _says(_comment(function)) else ""


def _says(text: str) -> bool:
    text = " ".join(text.lower().replace("-", " ").split())
    return any(phrase in text for phrase in _SAID)


def _named_inside(name: str) -> bool:
    words = ["", *words_in(name), ""]
    return any(
        word in _INSIDE and words[index] not in _NOT_AFTER and words[index + 2] not in _NOT_BEFORE
        for index, word in enumerate(words[1:-1])
    )


def _comment(function: Function) -> str:
    """The comment right before the function's block, of which YAML keeps the lines."""
    source, start = function.resource.span[0], function.resource.span[1]
    number, _ = source.position(start)
    lines: list[str] = []
    while number > 1 and len(lines) < 10 and source.line(number - 1).lstrip().startswith("#"):
        number -= 1
        lines.insert(0, source.line(number).lstrip(" \t#"))
    return " ".join(lines)
