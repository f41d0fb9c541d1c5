"""The closures that expressions are compiled to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import MAX_TEXT, TOO_LONG, Concat, Map, Seq, Symbol, Unknown, concat
from leastwise.read.terraform.language.convert import number, to_text
from leastwise.read.terraform.language.names import Scope
from leastwise.read.terraform.language.operators import calculated, equals, truth
from leastwise.read.terraform.language.steps import splat, step
from leastwise.read.terraform.language.values import Encoded, Failed, Lazy, NotKnown, TooMuch

Code = Callable[[Scope], Any]
"""Works out a value. May raise `Failed`."""

NESTED = "nests too deep"


def constant(value: Any) -> Code:
    """Always the same."""

    def run(scope: Scope) -> Any:
        return value

    run.constant = value  # type: ignore[attr-defined]
    return run


def constant_value(code: Code) -> Any:
    """What the code always gives, otherwise the code."""
    return getattr(code, "constant", code)


def failing(failed: Failed) -> Code:
    """What cannot be compiled."""

    def run(scope: Scope) -> Any:
        raise type(failed)(failed.reason)

    return run


def reference(steps: tuple[Any, ...], start: int, end: int) -> Code:
    """`a.b.c`: what almost every expression is."""
    root = steps[0]

    def run(scope: Scope) -> Any:
        span = scope.span(start, end)
        local = scope.local
        if local is not None and root in local:
            value, used = local[root], 1
        else:
            value, used = scope.names.resolve(steps, span)
            if used == 0:
                raise Failed(f"there is no {root}")
        for key in steps[used:]:
            value = step(value, key, span)
        return value

    return run


def traversal(code: Code | None, steps: list[Any], start: int, end: int, each: bool) -> Code:
    """A value, or a name where there is no code, and the steps from it; from each of its items after a splat."""
    if code is None:
        if not any(callable(key) for key in steps):
            return reference(tuple(steps), start, end)

        def run_name(scope: Scope) -> Any:
            return reference(tuple(key(scope) if callable(key) else key for key in steps), start, end)(scope)

        return run_name
    if each:
        return _splatted(code, steps, start, end)
    if not steps:
        return code

    def run(scope: Scope) -> Any:
        return _walked(code(scope), steps, scope, scope.span(start, end))

    return run


def _splatted(code: Code, steps: list[Any], start: int, end: int) -> Code:
    def run(scope: Scope) -> Any:
        span = scope.span(start, end)
        items = splat(code(scope), span)
        if isinstance(items, Symbol) or not steps:
            return items
        result = Seq(span)
        for _, item, place in items.entries():
            result.put(_walked(item, steps, scope, span), place)
        scope.names.work.spend(len(result))
        return result

    return run


def _walked(value: Any, steps: list[Any], scope: Scope, span: Span) -> Any:
    for key in steps:
        value = step(value, key(scope) if callable(key) else key, span)
    return value


def conditional(condition: Code, chosen: Code, other: Code, start: int, end: int) -> Code:
    """`condition ? chosen : other`. What is not chosen is not worked out."""

    def run(scope: Scope) -> Any:
        return chosen(scope) if truth(condition(scope), scope.names, scope.span(start, end)) else other(scope)

    return run


def logic(both: bool, left: Code, right: Code, start: int, end: int) -> Code:
    """`left && right` or `left || right`; the right one is not asked for where the left one says it all."""

    def run(scope: Scope) -> Any:
        span = scope.span(start, end)
        if truth(left(scope), scope.names, span) is not both:
            return not both
        return truth(right(scope), scope.names, span)

    return run


def negation(code: Code, start: int, end: int) -> Code:
    """`!x`."""

    def run(scope: Scope) -> Any:
        return not truth(code(scope), scope.names, scope.span(start, end))

    return run


def comparison(same: bool, left: Code, right: Code, start: int, end: int) -> Code:
    """`left == right` or `left != right`."""

    def run(scope: Scope) -> Any:
        return equals(left(scope), right(scope), scope.names, scope.span(start, end)) is same

    return run


def arithmetic(operation: Callable[[Any, Any], Any], left: Code, right: Code) -> Code:
    """An operator for numbers."""

    def run(scope: Scope) -> Any:
        return calculated(operation, left(scope), right(scope))

    return run


def minus(code: Code) -> Code:
    """`-x`."""

    def run(scope: Scope) -> Any:
        try:
            return -number(code(scope))
        except NotKnown as met:
            return Unknown("worked out from what is not known", (met.symbol,))

    found = constant_value(code)
    return constant(-found) if isinstance(found, (int, float)) and not isinstance(found, bool) else run


def joined(parts: list[Any]) -> Code:
    """A text of literal texts and code."""

    def run(scope: Scope) -> Any:
        found: list[Any] = []
        plain = True
        for part in parts:
            value = part if isinstance(part, str) else part(scope)
            if not isinstance(value, str):
                value = put_in(value)
                plain = plain and isinstance(value, str)
            found.append(value)
        if not plain:
            result = concat(found)
            if isinstance(result, Concat):
                scope.names.work.spend(len(result.parts) >> 3)
            return result
        text = "".join(found)
        if len(text) > 64:
            scope.names.work.spend(len(text) >> 6)
            if len(text) > MAX_TEXT:
                raise TooMuch(TOO_LONG)
        return text

    return run


def put_in(value: Any) -> Any:
    """What a value is as a part of a text."""
    if isinstance(value, (Map, Seq)) and not isinstance(value, Encoded):
        raise Failed("a list or map stands where a text is needed")
    if isinstance(value, Lazy):
        return Unknown("a resource or module stands where a text is needed", (value,))
    return to_text(value)


def guarded(code: Code, scope: Scope, span: Span) -> Any:
    """The value of a part of something larger: where it fails, the rest is worth having all the same."""
    try:
        return code(scope)
    except Failed as failed:
        if scope.strict:
            raise
        scope.names.note(span, failed.reason, failed.kind)
        return Unknown(failed.reason)
