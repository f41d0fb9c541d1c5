"""The small language as text that people can read: for tests, and for who looks into what a source became.

It is near to Python; statements of a body stand between braces. It is not read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from leastwise.read.script import nodes

_BRACKETS = {"list": "[{}]", "tuple": "({})", "set": "set({})"}


def shown(node: Any) -> str:
    """A node, or the statements of a tuple."""
    if isinstance(node, tuple):
        return "; ".join(shown(inner) for inner in node)
    return "-" if node is None else _SHOWN[type(node)](node)


def _body(body: Iterable[Any]) -> str:
    return "{" + "; ".join(shown(statement) for statement in body) + "}"


def _list(items: Iterable[Any]) -> str:
    return ", ".join(shown(item) for item in items)


def _listing(node: nodes.Listing) -> str:
    comma = "," if node.kind == "tuple" and len(node.items) == 1 else ""
    return _BRACKETS[node.kind].format(_list(node.items) + comma)


def _key(key: Any) -> str:
    return f"[{shown(key)}]" if not isinstance(key, str) else key


def _entries(node: nodes.Mapping, sign: str = ": ") -> str:
    return ", ".join("**" + shown(v) if k is None else f"{_key(k)}{sign}{shown(v)}" for k, v, _ in node.entries)


def _call(node: nodes.Call) -> str:
    given = [part for part in (_list(node.arguments), _entries(node.keywords, "=") if node.keywords else "") if part]
    return f"{'new ' * node.new}{shown(node.callee)}{'?.' * node.optional}({', '.join(given)})"


def _operation(node: nodes.Operation) -> str:
    if len(node.operands) < 2:
        return f"({' '.join([node.operator, *map(shown, node.operands)])})"
    return f"({f' {node.operator} '.join(map(_operand, node.operands))})"


def _operand(node: Any) -> str:
    return f"({shown(node)})" if isinstance(node, nodes.Assign) else shown(node)


def _either(node: nodes.Either) -> str:
    return (
        "(" + "".join(f"{shown(test)} ? {shown(value)} : " for test, value in node.cases) + shown(node.otherwise) + ")"
    )


def _each(node: nodes.Each) -> str:
    clauses = "".join(
        f" for {shown(target)} in {shown(items)}" + "".join(f" if {shown(test)}" for test in tests)
        for target, items, tests in node.clauses
    )
    key = f"{shown(node.key)}: " if node.key is not None else ""
    return f"{node.kind}<{key}{shown(node.element)}{clauses}>"


def _parameter(node: nodes.Parameter) -> str:
    sign = _decorators(node) + (node.kind + " " if node.kind == "key" else node.kind)
    note = f": {shown(node.annotation)}" if node.annotation is not None else ""
    return f"{sign}{shown(node.target)}{note}" + (f"={shown(node.default)}" if node.default is not None else "")


def _function(node: nodes.Function) -> str:
    words = ["async"] * node.asynchronous + [node.kind + "*" * node.generator] + [node.name] * bool(node.name)
    return f"{_decorators(node)}{' '.join(words)}({_list(node.parameters)}) {_body(node.body)}"


def _decorators(node: Any) -> str:
    return "".join(f"@{shown(decorator)} " for decorator in node.decorators)


def _class(node: nodes.Class) -> str:
    given = [part for part in (_list(node.bases), _entries(node.keywords, "=") if node.keywords else "") if part]
    return f"{_decorators(node)}class {node.name}({', '.join(given)}) {_body(node.body)}"


def _assign(node: nodes.Assign) -> str:
    note = f": {shown(node.annotation)}" if node.annotation is not None else ""
    value = f" {node.operator}= {shown(node.value)}" if node.value is not None else ""
    return f"{node.declares + ' ' if node.declares else ''}{shown(node.target)}{note}{value}"


def _if(node: nodes.If) -> str:
    cases = " elif ".join(f"{shown(test)} {_body(body)}" for test, body in node.cases)
    return f"if {cases}{_else(node.otherwise)}"


def _else(body: tuple[Any, ...]) -> str:
    return f" else {_body(body)}" if body else ""


def _for(node: nodes.For) -> str:
    head = f"for {node.declares + ' ' if node.declares else ''}{shown(node.target)} {'keys ' * node.keys}in"
    return f"{head} {shown(node.items)} {_body(node.body)}{_else(node.otherwise)}"


def _while(node: nodes.While) -> str:
    update = f" update {_body(node.update)}" if node.update else ""
    return f"{'do ' * node.first}while {shown(node.test)} {_body(node.body)}{update}{_else(node.otherwise)}"


def _switch(node: nodes.Switch) -> str:
    cases = "; ".join(
        ("default" if pattern is None else f"case {shown(pattern)}")
        + (f" if {shown(guard)}" if guard is not None else "")
        + f" {_body(body)}"
        for pattern, guard, body in node.cases
    )
    return f"{'match' if node.patterns else 'switch'} {shown(node.subject)} {{{cases}}}"


def _try(node: nodes.Try) -> str:
    handlers = "".join(
        " except" + (f" {shown(kinds)}" if kinds is not None else "") + _named(target) + f" {_body(body)}"
        for kinds, target, body in node.handlers
    )
    final = f" finally {_body(node.final)}" if node.final else ""
    return f"try {_body(node.body)}{handlers}{_else(node.otherwise)}{final}"


def _named(target: Any) -> str:
    return f" as {shown(target)}" if target is not None else ""


def _with(node: nodes.With) -> str:
    return f"with {', '.join(shown(value) + _named(target) for value, target in node.items)} {_body(node.body)}"


def _import(node: nodes.Import) -> str:
    return "import " + ", ".join(
        f"{module}{f'#{name}' if name is not None else ''} as {local or '-'}" for local, module, name in node.bindings
    )


def _member(node: nodes.Member) -> str:
    value = f" = {shown(node.value)}" if node.value is not None else ""
    return f"{_decorators(node)}{'static ' * node.static}.{_key(node.key)}{value}"


_SHOWN: Mapping[type, Callable[[Any], str]] = {
    nodes.Assign: _assign,
    nodes.Attribute: lambda node: f"{shown(node.value)}{'?' * node.optional}.{node.name}",
    nodes.Call: _call,
    nodes.Class: _class,
    nodes.Delete: lambda node: f"delete {_list(node.targets)}",
    nodes.Each: _each,
    nodes.Either: _either,
    nodes.Export: lambda node: "export " + ", ".join(f"{name} = {shown(value)}" for name, value in node.bindings),
    nodes.For: _for,
    nodes.Function: _function,
    nodes.Global: lambda node: f"{'nonlocal' if node.outer else 'global'} {', '.join(node.names)}",
    nodes.If: _if,
    nodes.Import: _import,
    nodes.Index: lambda node: f"{shown(node.value)}{'?.' * node.optional}[{shown(node.key)}]",
    nodes.Joined: lambda node: f"text({_list(node.parts)})",
    nodes.Jump: lambda node: f"{node.kind} {node.label}".strip(),
    nodes.Labelled: lambda node: f"{node.label}: {_body(node.body)}",
    nodes.Listing: _listing,
    nodes.Literal: lambda node: repr(node.value),
    nodes.Mapping: lambda node: "{" + _entries(node) + "}",
    nodes.Member: _member,
    nodes.Name: lambda node: node.name,
    nodes.Opaque: lambda node: f"<{node.reason}>",
    nodes.Operation: _operation,
    nodes.Parameter: _parameter,
    nodes.Raise: lambda node: f"raise {shown(node.value)}" + (f" from {shown(node.cause)}" if node.cause else ""),
    nodes.Return: lambda node: f"return {shown(node.value)}",
    nodes.Spread: lambda node: f"*{shown(node.value)}",
    nodes.Switch: _switch,
    nodes.Try: _try,
    nodes.While: _while,
    nodes.With: _with,
}
