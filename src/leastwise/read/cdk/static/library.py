"""What is known of names and calls that belong to no construct: paths, the process, the context of `cdk.json`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from leastwise.model.value import Map, Parameter, Seq, Unknown
from leastwise.read.cdk.static.values import Called, External, Made, Member, Rooted
from leastwise.read.script.nodes import Name

UNDECIDED = object()
"""Nothing is known of a call: it is kept as it is."""

_UNDERSCORE = re.compile(r"_+([a-z0-9])")
_ACRONYMS = {
    "disableOauth": "disableOAuth",
    "enforceSsl": "enforceSSL",
    "minimumTlsVersion": "minimumTLSVersion",
    "requireTls": "requireTLS",
    "sourceKmsKey": "sourceKMSKey",
}
"""Names of which `snake_case` does not keep all capitals; those of aws-cdk-lib 2.276.0."""


def camel(name: str) -> str:
    """`from_asset` → `fromAsset`; names in capitals and those of modules stay."""
    if not name.islower() or name.startswith("aws_"):
        return name
    found = _UNDERSCORE.sub(lambda m: m[1].upper(), name)
    return _ACRONYMS.get(found, found)


def ambient(node: Name, path: str) -> Any:
    """A name that nobody defined: what the language itself has."""
    name = node.name
    if name == "import":  # `import.meta`; https://nodejs.org/api/esm.html#importmeta
        told = {"url": Rooted(path), "filename": Rooted(path), "dirname": Rooted(posixpath.dirname(path))}
        return Map(node.span, {"meta": Map(node.span, told)})
    if name in ("__dirname", "require"):  # `require.resolve("./a")` is seen from the folder of the file
        return Rooted(posixpath.dirname(path))
    if name in ("__file__", "__filename"):
        return Rooted(path)
    if name in _LANGUAGE:
        return External((name,))
    return None if name in ("undefined", "None") else Unknown(f"{name} is not told by the source")


_LANGUAGE = frozenset(
    "URL process str len dict Object JSON String Array Boolean Map Set enumerate frozenset list range reversed set "
    "sorted tuple zip".split()
)
_ENVIRONMENT = (("process", "env"), ("os", "environ"))
_OF_ENVIRONMENT = frozenset("copy get items keys pop setdefault values".split())
"""Methods of `os.environ`, which are no variables."""


def variable(path: tuple[str, ...]) -> Unknown | None:
    """The environment variable that a path names, which whoever synthesises sets; `None` for anything else."""
    if len(path) < 3 or path[:2] not in _ENVIRONMENT or (path[0] == "os" and path[2] in _OF_ENVIRONMENT):
        return None
    return Unknown("an environment variable of who synthesises")


_JOINS = {("path", "join"), ("path", "resolve"), ("os", "path", "join"), ("path", "posix", "join")}
_SAME = {("os", "path", "abspath"), ("os", "path", "realpath"), ("os", "path", "normpath"), ("path", "normalize")}
_SAME |= {("url", "fileURLToPath"), ("pathlib", "Path"), ("str",), ("String",), ("os", "fspath")}
_PARENT = {("path", "dirname"), ("os", "path", "dirname")}
_HERE = {("os", "getcwd"), ("process", "cwd"), ("pathlib", "Path", "cwd")}
_ADDS = {"addActions": "actions", "addAllResources": "resources", "addResources": "resources"}
_PSEUDO = {"ACCOUNT_ID": "AccountId", "REGION": "Region", "PARTITION": "Partition", "STACK_NAME": "StackName"}
_OF_STACK = {"account": "AccountId", "partition": "Partition", "region": "Region", "stackName": "StackName"}


def called(callee: External | Member, arguments: list[Any], keywords: Map | None, context: Mapping[str, Any]) -> Any:
    """The value of a call that is known; `UNDECIDED` for all others."""
    if isinstance(callee, External):
        return _function(callee.path, arguments)
    value, name = callee.value, callee.name
    if name in ("tryGetContext", "getContext") and arguments and isinstance(value, Member) and value.name == "node":
        return context.get(arguments[0]) if isinstance(arguments[0], str) else Unknown("context that is not known")
    if isinstance(value, Called) and value.name == "PolicyStatement" and name in _ADDS:
        known = value.props.setdefault(_ADDS[name], Seq(value.span))
        if isinstance(known, Seq) and len(known) < 1_000:
            known.extend(["*"] if name == "addAllResources" else arguments)
        return None
    if isinstance(value, Called) and value.name == "PolicyStatement" and name.startswith("add"):
        changed = "principals" if "Principal" in name else "conditions" if "Condition" in name else ""
        if changed:
            value.props[changed] = Unknown(f"{name} adds to it")
            return None
    if isinstance(value, str) and not isinstance(value, (Made, Called)):
        return _of_text(value, name, arguments)
    return UNDECIDED


def _function(path: tuple[str, ...], arguments: list[Any]) -> Any:
    if path in _JOINS:
        return joined(arguments)
    if path in _SAME and len(arguments) == 1 and isinstance(arguments[0], (str, int, float)):
        return arguments[0] if isinstance(arguments[0], str) else str(arguments[0])
    if path in _PARENT and len(arguments) == 1 and isinstance(arguments[0], str):
        return type(arguments[0])(posixpath.dirname(arguments[0]))
    if path in _HERE:
        return "."
    if path == ("URL",) and len(arguments) == 2 and isinstance(arguments[1], Rooted):
        return joined([Rooted(posixpath.dirname(arguments[1])), arguments[0]])
    if path in (("os", "getenv"), ("os", "environ", "get")):
        return Unknown("an environment variable of who synthesises")
    return UNDECIDED


def joined(parts: list[Any]) -> Any:
    """Paths put together; what is known from the root stays so."""
    if not parts or not all(isinstance(part, str) for part in parts):
        return Unknown("a path that is not known")
    first = parts[0]
    rest = [part.lstrip("/") for part in parts[1:]]
    return type(first)(posixpath.normpath(posixpath.join(first or ".", *rest)))


def of_path(value: str, name: str) -> Any:
    """What a text has; where it is a path or an address, that is more: `Path(__file__).parent`, `url.pathname`."""
    if name == "parent":
        return type(value)(posixpath.dirname(value))
    if name == "parents":
        found = [value]
        while found[-1] and len(found) < 50:
            found.append(type(value)(posixpath.dirname(found[-1])))
        return found[1:]
    return value if name == "pathname" else Member(value, name)


def _of_text(value: str, name: str, arguments: list[Any]) -> Any:
    """Methods of texts and of `pathlib.Path`, which is kept as a text."""
    if name in ("joinpath", "resolve", "absolute", "as_posix", "asPosix", "toString", "toLowerCase", "lower"):
        found = joined([value, *arguments]) if arguments else value
        return found.lower() if name in ("toLowerCase", "lower") and isinstance(found, str) else found
    return Unknown(f"{name} of a text")


def pseudo(path: tuple[str, ...]) -> Any:
    """`Aws.REGION` and the like; `None` for anything else."""
    if len(path) == 2 and path[0] == "Aws" and path[1] in _PSEUDO:
        return Parameter(f"AWS::{_PSEUDO[path[1]]}")
    return None


def of_stack(name: str) -> Parameter | None:
    """What a stack knows of where it is deployed: `stack.region` and the like; `None` for anything else."""
    return Parameter(f"AWS::{_OF_STACK[name]}") if name in _OF_STACK else None
