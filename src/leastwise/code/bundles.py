"""Bundles: one file of JavaScript that holds an application and the packages that it uses.

esbuild puts each module of CommonJS, as the packages of version 3 of the SDK are, into a function of its own:

    var require_dist = __commonJS({ "node_modules/@aws-sdk/client-s3/dist-cjs/index.js"(exports, module) { … } });
    var import_client_s3 = __toESM(require_dist());

Minified, neither the names nor the path are left, but what the module exports is. Such a function is replaced by
`() => require("@aws-sdk/client-s3")`, so that the bundle means what its sources did. What else of the SDK is in a
bundle is not followed, which is said where it would be run.

https://esbuild.github.io/api/#bundle
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from leastwise.code.sdk import client_of
from leastwise.model.record import record, replace
from leastwise.model.source import Span
from leastwise.read.script import nodes
from leastwise.read.script.lower import Script
from leastwise.read.tables import table

REASON = "the AWS SDK is bundled into this file in a form that is not followed"

_SDK = re.compile(r"amz-sdk-invocation-id|AWS4-HMAC-SHA256|aws\.auth#sigv4|com\.amazonaws\.|AWS_SDK_LOAD_CONFIG")
"""Texts that no minifier changes and that stand in the SDK: of its retries, signatures, models and settings."""

_HELD = re.compile(r"(?:^|/)node_modules/((?:@[\w.-]+/)?[\w.-]+)/((?:(?!node_modules/).)+)$")
_OUTPUT = frozenset(
    {"build", "cjs", "commonjs", "dist", "dist-cjs", "dist-es", "es", "esm", "index", "lib", "main", "src"}
)
"""Steps of a path in a package that are not in the name by which it is imported."""

_OF_SDK = ("node_modules/@aws-sdk/", "node_modules/@smithy/", "node_modules/aws-sdk/")
_EXPORT = re.compile(r"\b[\w$]+\.(\w+)\s*=(?!=)")
_MACHINERY = re.compile(r"defaultSigningName|classBuilder\(\)|translateConfig|presign")
_CALLED = re.compile(r"([\w$]+)\(\)")


@record
class _Module:
    """A function that holds a module.

    Attributes:
        name: that it is called by.
        start: where it begins.
        end: where it ends.
        path: of the file that it was; empty where that is not told, `(function)` for what is no module of its own.
        sets: whether it sets variables around it, as ES modules do, rather than giving what it exports.
    """

    name: str
    start: int
    end: int
    path: str
    sets: bool


def unbundled(script: Script) -> Script:
    """A script in which the packages of the SDK that were bundled into it are imports again."""
    text = script.source.text
    signed = "AWS4-HMAC-SHA256" in text and ("amz-sdk-invocation-id" in text or "AWS_SDK_LOAD_CONFIG" in text)
    if script.python or not (signed or ("__commonJS" in text and "node_modules/" in text)):
        return script
    modules = {module.name: module for node in script.statements for module in _module(node)}
    if signed and not _large(text):
        return script
    packages = {name: package for name, module in modules.items() if (package := _package(module, text))}
    hidden = _hidden(modules, packages, text)
    statements = [_rewritten(node, packages, hidden) for node in script.statements]
    if signed and any(not _inside(match.start(), modules) for match in _SDK.finditer(text)):
        statements.insert(0, _opaque(script))
    return replace(script, statements=tuple(statements))


def _large(text: str) -> bool:
    """Whether a file is likely more than what somebody wrote who signs requests by hand."""
    return len(text) > 100_000 or "amz-sdk-invocation-id" in text


def _opaque(script: Script) -> nodes.Opaque:
    span: Span = (script.source, 0, 0, 0, 0)
    return nodes.Opaque(span, REASON)


def _module(node: Any) -> Iterator[_Module]:
    """The module, or function, that a statement holds: `x = helper(function)`, `x = helper({ "path": function })`."""
    if not isinstance(node, nodes.Assign) or not isinstance(node.target, nodes.Name):
        return
    call = node.value
    if isinstance(call, nodes.Function):  # declared in a module, and put beside it as it is bound before that runs
        yield _Module(node.target.name, node.span[3], node.span[4], "(function)", True)
        return
    if not isinstance(call, nodes.Call) or not isinstance(call.callee, nodes.Name) or len(call.arguments) != 1:
        return
    (given,) = call.arguments
    path: Any = ""
    if isinstance(given, nodes.Mapping) and len(given.entries) == 1:
        path, given, _ = given.entries[0]
    if isinstance(given, nodes.Function) and isinstance(path, str) and (path or not given.asynchronous):
        yield _Module(node.target.name, node.span[3], node.span[4], path, not given.parameters)


def _package(module: _Module, text: str) -> str | None:
    """The package that a module is the whole of, as far as it is called by the application."""
    if module.sets:
        return None
    held = _HELD.search(module.path)
    if held is not None:
        steps = [step for step in posixpath.splitext(held[2])[0].split("/") if step not in _OUTPUT]
        name = "/".join((held[1], *steps))
        return str(table(__file__, "bundled")["mains"].get(name, name))
    if module.path or not _MACHINERY.search(text, module.start, module.end):
        return None
    names = {match[1] for match in _EXPORT.finditer(text, module.start, module.end)}
    for name, package in table(__file__, "bundled")["exports"].items():
        if name in names:
            return str(package)
    clients = [name for name in names if name.endswith("Client")] if any(n.endswith("Command") for n in names) else []
    for name in sorted(clients):
        package = f"@aws-sdk/client-{name.removesuffix('Client').lower()}"
        if client_of("v3", package) is not None:
            return package
    return None


def _hidden(modules: dict[str, _Module], packages: dict[str, str], text: str) -> set[str]:
    """Modules of the SDK that are not recognised: what runs them is not followed."""
    found = {
        name
        for name, module in modules.items()
        if name not in packages
        and (_SDK.search(text, module.start, module.end) or any(of in module.path for of in _OF_SDK))
    }
    users: dict[str, set[str]] = {}
    for name, module in modules.items():
        if name not in packages and not module.path:
            for match in _CALLED.finditer(text, module.start, module.end):
                if match[1] in modules and match[1] != name:
                    users.setdefault(match[1], set()).add(name)
    ahead = list(found)
    while ahead:
        for name in users.get(ahead.pop(), ()):
            if name not in found:
                found.add(name)
                ahead.append(name)
    return found


def _inside(at: int, modules: dict[str, _Module]) -> bool:
    return any(module.start <= at < module.end for module in modules.values())


def _rewritten(node: Any, packages: dict[str, str], hidden: set[str]) -> Any:
    if not isinstance(node, nodes.Assign) or not isinstance(node.target, nodes.Name):
        return node
    name, span = node.target.name, node.span
    if name in packages:
        loaded = nodes.Call(nodes.Name("require", span), (nodes.Literal(packages[name], span),), None, span)
        return replace(node, value=_arrow(nodes.Return(loaded, span), span))
    if name in hidden:
        return replace(node, value=_arrow(nodes.Opaque(span, REASON), span))
    call = node.value
    if isinstance(call, nodes.Call) and isinstance(call.callee, nodes.Name) and call.arguments:
        inner = call.arguments[0]  # `__toESM(require_dist())`
        if isinstance(inner, nodes.Call) and isinstance(inner.callee, nodes.Name) and inner.callee.name in packages:
            return replace(node, value=inner)
    return node


def _arrow(statement: Any, span: Span) -> nodes.Function:
    return nodes.Function("", (), (statement,), span, kind="arrow")
