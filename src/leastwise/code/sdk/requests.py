"""Requests over HTTP that reach AWS without an SDK: the extensions on localhost, and requests signed by hand."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from leastwise.iam.operations import Form, form
from leastwise.model.record import record
from leastwise.read.tables import table

_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})
_ANY = "*"


@record
class ExtensionCall:
    """A call that an extension of AWS makes for who asks it over HTTP.

    Attributes:
        service: as boto3 calls it.
        operation: of the API.
        arguments: of the API, as the address gives them.
    """

    service: str
    operation: str
    arguments: dict[str, str]


def extension(address: str) -> tuple[ExtensionCall, ...]:
    """What the Parameters and Secrets extension, or that of AppConfig, calls for an address on localhost.

    Args:
        address: with `*` for what is not known. Where that is all of the path, it may be any call of the extension.
    """
    tables = table(__file__, "addresses")
    try:
        parts = urlsplit(address)
    except ValueError:
        return ()
    host, port = parts.netloc.rpartition(":")[::2]
    if host not in _HERE or (port != _ANY and port not in tables["ports"]):
        return ()
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    found = []
    for pattern, operation in tables["local"]:
        path, _, query = pattern.partition("?")
        match = _path(path).fullmatch(re.sub("//+", "/", parts.path))
        if match is not None:
            arguments = {name: unquote(text) for name, text in match.groupdict().items()}
            wanted = {key: name[1:-1] for key, name in parse_qsl(query)}
            arguments |= {wanted[key]: text for key, text in given.items() if key in wanted}
            service, _, name = operation.partition(":")
            found.append(ExtensionCall(service, name, arguments))
    if not found and parts.path.strip("/") == _ANY and port != _ANY:
        operations = (operation.split(":") for _, operation in tables["local"])
        every = dict.fromkeys((one[0], one[1]) for one in operations if one[0] in tables["ports"][port])
        found += [ExtensionCall(service, name, {}) for service, name in every]
    return tuple(found)


def signed(service: str, method: str = _ANY) -> tuple[str, ...]:
    """The actions that a request signed for a service needs.

    Args:
        service: that the signature names: `execute-api`, `es`.
        method: of HTTP; `*` where it is not known.
    """
    tables = table(__file__, "addresses")
    action = tables["methods"].get(service, {}).get(method.upper())
    return (action,) if action else tuple(tables["signed"].get(service, ()))


def signed_form(service: str) -> Form | None:
    """The form of the resource of a request signed for a service, or of a token; `None` where there is none."""
    text = table(__file__, "addresses")["forms"].get(service)
    return None if text is None else form(text)


def endpoints(service: str) -> dict[str, dict[str, Any]]:
    """The types of resources that requests signed for a service go to, and how their ARNs are made."""
    found: dict[str, dict[str, Any]] = table(__file__, "addresses")["endpoints"].get(service, {})
    return found


@cache
def _path(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(pattern)))
