"""When more may be needed than is known."""

from __future__ import annotations

import re
import sys
from collections.abc import Container, Iterator, Sequence
from typing import Any

from leastwise.code import sdk
from leastwise.code.analysis import Reached
from leastwise.code.chains import root
from leastwise.code.entries import Entry
from leastwise.code.locks import asked_for, depends_on_sdk
from leastwise.code.needs.need import Why
from leastwise.code.observers import Call
from leastwise.code.sources import Sources
from leastwise.code.values import Env, External, Member, Object, Result, Text, Value
from leastwise.model.source import value_location

_OWN = ("boto3", "botocore", "aws-sdk", "@aws-sdk/", "@smithy/", "node:", "global", "builtins", "(")
_NODE = frozenset(
    "assert async_hooks buffer child_process cluster console crypto dgram dns events fs http http2 https module net os "
    "path perf_hooks process punycode querystring readline stream string_decoder timers tls tty url util v8 vm "
    "worker_threads zlib awslambda".split()
)


_S3 = re.compile(r"\bs3[an]?://")


def doubts(
    begin: Entry, reached: Sequence[Reached], sources: Sources, understood: Container[int] = ()
) -> Iterator[Why]:
    """The places at which it is not known what the code does, as far as AWS may be called there.

    Args:
        begin: where the code begins.
        reached: what is reached from there.
        sources: the files of the root.
        understood: ids of the calls of which it is known what they do with AWS.
    """
    for one in reached:
        for uncertain in one.uncertain:
            yield Why(value_location(uncertain.span), uncertain.reason)
    seen: set[tuple[str, str]] = set()
    signed: set[str] = set()
    for one in reached:
        for call in one.calls:
            for start in _outside(call):
                name = ".".join(start.names)
                if (start.module, name) not in seen:
                    seen.add((start.module, name))
                    reason = _doubt(begin, sources, start.module, name)
                    if reason is not None:
                        yield Why(value_location(call.span), reason)
                if id(call) in understood:
                    continue
                if start.module not in signed and _signs(begin.language, start.module, call):
                    signed.add(start.module)
                    reason = f"the function's own secret key is given to {start.module}; what is signed is not known"
                    yield Why(value_location(call.span), reason)
                if _names_s3(begin.language, start.module, call):
                    reason = f"what {start.module} does with an address of S3 is not known"
                    yield Why(value_location(call.span), reason)


def _outside(call: Call) -> Iterator[External]:
    """What a call begins with: a name of a library, or a class of the package that extends one of a library."""
    start = root(call.callee)
    if isinstance(start, External):
        yield start
    elif isinstance(start, Object):
        machine: Any = getattr(call.heap, "machine", None)
        yield from machine.outer.get(start.address, ()) if machine is not None else ()


_SECRET = "AWS_SECRET_ACCESS_KEY"
_DEEP = 8


def _signs(language: Any, module: str, call: Call) -> bool:
    """Whether what may sign requests by hand is given the key of the function's role, which Lambda sets.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    if module.startswith(("boto", "aws-sdk", "@aws-sdk/", "@smithy/", "console")) or sdk.known(language, module):
        return False
    return any(_holds_secret(value, _DEEP) for value in (*call.arguments, *call.keywords.values()))


def _holds_secret(value: Any, deep: int) -> bool:
    if deep == 0:
        return False
    if isinstance(value, Value):
        return any(_holds_secret(one, deep - 1) for one in value.alternatives)
    if isinstance(value, Env):
        return value.name == _SECRET
    ahead: tuple[Any, ...] = ()
    if isinstance(value, Text):
        ahead = value.parts
    elif isinstance(value, Member):
        ahead = (value.of,)
    elif isinstance(value, Result):
        ahead = (value.callee, *value.arguments)
    return any(_holds_secret(one, deep - 1) for one in ahead)


def _names_s3(language: Any, module: str, call: Call) -> bool:
    """Whether a library that opens addresses of S3 is given one."""
    if not sdk.opens_s3(language, module):
        return False
    found = [one for value in (*call.arguments, *call.keywords.values()) for one in value.alternatives]
    texts = [part for one in found for part in (one.parts if isinstance(one, Text) else (getattr(one, "value", None),))]
    return any(isinstance(text, str) and _S3.search(text) is not None for text in texts)


def _doubt(begin: Entry, sources: Sources, module: str, name: str) -> str | None:
    """Why a name of a library may call AWS although no table says so; `None` where it does not."""
    language: Any = begin.language
    if familiar(language, module):
        return _of_table(language, module, name)
    if sdk.harmless(language, module):
        return None
    if sdk.calls_aws(language, module, name):
        return f"{module} may call AWS by itself, and what it calls is not known"
    file = depends_on_sdk(sources, begin.package, language, module)
    if file is not None:
        return f"{module} depends on the SDK of AWS ({file}), and what it calls is not known"
    if begin.package.missing and not asked_for(sources, begin.package, language, module):
        place, why = begin.package.missing[0]
        at = f"{place.location.file}:{place.location.line}"
        return f"{module} may come from a layer that is not here ({at}): {why}"
    return None


def _of_table(language: Any, module: str, name: str) -> str | None:
    """The same of a library that a table knows in part."""
    others = sdk.open_table(language, module)
    if not others or sdk.harmless(language, module) or _told(language, module, name):
        return None
    inner = module.removeprefix(sdk.package_of(language, module))
    if others == "named" and not sdk.speaks_of_aws(f"{inner}.{name}"):
        return None
    return f"what {'.'.join(filter(None, (module, name)))} calls of AWS is not known"


def _told(language: Any, module: str, name: str) -> bool:
    """Whether a table has a row for a name, or for what it is part of."""
    names = [part for part in name.split(".") if part]
    between = "." if language == "python" else "/"
    paths = [(module, ".".join(names[:count])) for count in range(1, len(names) + 1)]
    if language == "python":
        paths += [
            (between.join((module, *names[:cut])), ".".join(names[cut:count]))
            for cut in range(1, len(names))
            for count in range(cut + 1, len(names) + 1)
        ]
    else:
        paths += [(module, "default")]
    return any(sdk.library(language, path, one) is not None for path, one in paths)


def familiar(language: Any, module: str) -> bool:
    """Whether it is known what a module has to do with AWS: it is the SDK, a library of the tables, the language."""
    if module.startswith(_OWN) or sdk.known(language, module):
        return True
    first = module.partition("." if language == "python" else "/")[0]
    return first in (sys.stdlib_module_names if language == "python" else _NODE)
