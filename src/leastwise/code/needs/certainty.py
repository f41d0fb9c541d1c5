"""When more may be needed than is known."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.code import sdk
from leastwise.code.analysis import Reached
from leastwise.code.chains import root
from leastwise.code.entries import Entry
from leastwise.code.needs.need import Why
from leastwise.code.values import External
from leastwise.model.source import value_location

_OWN = ("boto3", "botocore", "aws-sdk", "@aws-sdk/", "@smithy/", "node:", "global", "builtins", "(")
_NODE = frozenset(
    "assert async_hooks buffer child_process cluster console crypto dgram dns events fs http http2 https module net os "
    "path perf_hooks process punycode querystring readline stream string_decoder timers tls tty url util v8 vm "
    "worker_threads zlib awslambda".split()
)


def doubts(begin: Entry, reached: Sequence[Reached]) -> Iterator[Why]:
    """The places at which it is not known what the code does, as far as AWS may be called there."""
    for one in reached:
        for uncertain in one.uncertain:
            yield Why(value_location(uncertain.span), uncertain.reason)
    if begin.package.missing:
        yield from _from_layers(begin, reached)


def _from_layers(begin: Entry, reached: Sequence[Reached]) -> Iterator[Why]:
    """Calls of modules that nobody knows, where a layer that is not here may hold them."""
    place, why = begin.package.missing[0]
    seen: set[str] = set()
    for one in reached:
        for call in one.calls:
            start = root(call.callee)
            module = start.module if isinstance(start, External) else ""
            if module and module not in seen and not familiar(begin.language, module):
                seen.add(module)
                at = f"{place.location.file}:{place.location.line}"
                told = f"{module} may come from a layer that is not here ({at}): {why}"
                yield Why(value_location(call.span), told)


def familiar(language: Any, module: str) -> bool:
    """Whether it is known what a module has to do with AWS: it is the SDK, a library of the tables, the language."""
    if module.startswith(_OWN) or sdk.known(language, module):
        return True
    first = module.partition("." if language == "python" else "/")[0]
    return first in (sys.stdlib_module_names if language == "python" else _NODE)
