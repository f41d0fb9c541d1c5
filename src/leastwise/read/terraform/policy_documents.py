"""`aws_iam_policy_document`: a policy written as blocks.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Seq, Symbol, Unknown
from leastwise.read.graph.texts import parse
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.language.values import encoded, joined

_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


def policy_document(instance: Instance) -> Any:
    """The policy, every statement of it where its block stands; `Unknown` where one that it takes in is not known."""
    values = instance.values
    found: list[tuple[Map, Span]] = []
    taken = [values.get("source_json"), *_list(values.get("source_policy_documents"))]
    over = [*_list(values.get("override_policy_documents")), values.get("override_json")]
    for value in taken:
        for statement, span in _statements(value, values.home):
            found.append((statement, span))
    own = values.get("statement")
    if isinstance(own, Symbol):
        return Unknown("the statements of the policy are not known", (own,))
    for _, block, span in own.entries() if isinstance(own, Seq) else ():
        if isinstance(block, Map):
            _add(found, _statement(block), span)
    for value in over:
        for statement, span in _statements(value, values.home):
            _add(found, statement, span)
    made = Map(values.home)
    made.put("Version", values.get("version", "2012-10-17"), values.span("version"))
    if values.get("policy_id") is not None:
        made.put("Id", values["policy_id"], values.span("policy_id"))
    listed = Seq(values.home)
    for statement, span in found:
        listed.put(statement, span)
    made.put("Statement", listed, values.span("statement"))
    unknown = next((value for value in (*taken, *over) if isinstance(value, Unknown)), None)
    if unknown is not None and not found:
        return unknown
    return encoded(made)


def _add(found: list[tuple[Map, Span]], statement: Map, span: Span) -> None:
    """A statement takes the place of one with the same `Sid`."""
    sid = statement.get("Sid")
    for index, (other, _) in enumerate(found):
        if isinstance(sid, str) and sid and other.get("Sid") == sid:
            found[index] = statement, span
            return
    found.append((statement, span))


def _statement(block: Map) -> Map:
    made = Map(block.home)
    if block.get("sid") not in (None, ""):
        made.put("Sid", block["sid"], block.span("sid"))
    made.put("Effect", block.get("effect", "Allow"), block.span("effect"))
    for argument, name in _LISTS.items():
        value = block.get(argument)
        if isinstance(value, Symbol) or (isinstance(value, Seq) and value):
            made.put(name, value, block.span(argument))
    for argument, name in _PRINCIPALS.items():
        value = block.get(argument)
        if value is not None:
            made.put(name, _principals(value, block.span(argument)), block.span(argument))
    condition = block.get("condition")
    if isinstance(condition, Symbol):
        made.put("Condition", condition, block.span("condition"))
    elif isinstance(condition, Seq) and condition:
        made.put("Condition", _conditions(condition), condition.span(0))
    return made


def _principals(value: Any, span: Span) -> Any:
    """`principals { type = "Service", identifiers = […] }`, several of them; type `*` is everybody."""
    if isinstance(value, Symbol):
        return value
    made = Map(span)
    for block in _maps(value):
        kind, identifiers = block.get("type"), block.get("identifiers")
        at = block.span("identifiers")
        if kind == "*" and _everyone(identifiers):
            return "*"
        if not isinstance(kind, str):
            return Unknown("the kind of a principal is not known")
        before = made.get(kind)
        if isinstance(before, Seq) and isinstance(identifiers, Seq):
            identifiers = joined(before.home, (before, identifiers))
        made.put(kind, identifiers, at)
    return made


def _everyone(identifiers: Any) -> bool:
    return isinstance(identifiers, Seq) and any(item == "*" for item in identifiers)


def _conditions(blocks: Seq) -> Map:
    """`condition { test, variable, values }` → `{test: {variable: values}}`."""
    made = Map(blocks.home)
    for block in _maps(blocks):
        test, variable = block.get("test"), block.get("variable")
        if not isinstance(test, str) or not isinstance(variable, str):
            continue
        inner = made.get(test)
        if not isinstance(inner, Map):
            inner = Map(block.home)
            made.put(test, inner, block.span("test"))
        inner.put(variable, block.get("values"), block.span("values"))
    return made


def _statements(value: Any, home: Span) -> Iterator[tuple[Map, Span]]:
    """The statements of a policy that is taken in: the JSON of another data source, or a text."""
    found = parse(value, home) if isinstance(value, (str, Concat)) else value
    statements = found.get("Statement") if isinstance(found, Map) else None
    if isinstance(statements, Map):
        yield statements, statements.home
    elif isinstance(statements, Seq):
        for _, item, span in statements.entries():
            if isinstance(item, Map):
                yield item, span


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Seq) else [] if value is None else [value]


def _maps(value: Any) -> Iterator[Map]:
    items = value if isinstance(value, Seq) else (value,)
    return (item for item in items if isinstance(item, Map))
