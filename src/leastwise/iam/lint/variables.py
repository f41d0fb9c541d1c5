"""Errors in policy variables, `${aws:username}`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leastwise.iam import keys
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import Written
from leastwise.model.application import Application
from leastwise.model.resource import Property
from leastwise.model.value import Concat, Map

_VARIABLE = re.compile(r"\$\{([^}$]*)(\}?)")
_DEFAULT = re.compile(r"\s*'[^']*'\s*")
_WITHOUT = ("Action", "NotAction")
_COLONS = 5


@for_statement(
    "MISSING_BRACE_IN_VARIABLE",
    "EMPTY_VARIABLE",
    "UNSUPPORTED_SPACE_IN_VARIABLE",
    "MISSING_QUOTE_IN_VARIABLE",
    of="$",
)
def form(written: Written, _: Application | None) -> Iterator[Issue]:
    """Variables that are not well formed. What a framework should have filled in is not taken for one."""
    for place, text, _operator in _texts(written):
        for found in _VARIABLE.finditer(text):
            inside, brace = found[1], found[2]
            name, comma, default = inside.partition(",")
            if not inside.strip() and brace:
                yield issue("EMPTY_VARIABLE", place, found[0])
            elif not _is_key(name):
                continue
            elif not brace:
                yield issue("MISSING_BRACE_IN_VARIABLE", place, found[0])
            elif re.search(r"\s", name):
                yield issue("UNSUPPORTED_SPACE_IN_VARIABLE", place, found[0])
            elif comma and not _DEFAULT.fullmatch(default):
                yield issue("MISSING_QUOTE_IN_VARIABLE", place, found[0])


@for_statement("VARIABLE_UNSUPPORTED_IN_VERSION", "INVALID_VARIABLE_FOR_OPERATOR", of="$")
def use(written: Written, _: Application | None) -> Iterator[Issue]:
    """Variables in an old version of the language, and under operators that do not fill them in."""
    policy = written.policy
    old = isinstance(policy.document, Map) and policy.document.get("Version", "2008-10-17") == "2008-10-17"
    for place, text, operator in _texts(written):
        for found in _VARIABLE.finditer(text):
            if not found[2] or not _is_key(found[1].partition(",")[0]):
                continue
            if old:
                yield issue("VARIABLE_UNSUPPORTED_IN_VERSION", place, found[0])
            elif operator not in ("", "String", "ARN"):
                yield issue("INVALID_VARIABLE_FOR_OPERATOR", place, found[0], operator=operator)


@for_statement("VARIABLE_UNSUPPORTED_IN_ELEMENT", of="$")
def elements(written: Written, _: Application | None) -> Iterator[Issue]:
    """Variables in elements that do not fill them in, and in an ARN before its fifth colon."""
    for place, value in written.each("Resource", "NotResource"):
        plain = not isinstance(value, str) or "${" not in value or not value.startswith("arn:")
        first = None if plain else _VARIABLE.search(value)
        if first is not None and first[2] and value.count(":", 0, first.start()) < _COLONS:
            yield issue("VARIABLE_UNSUPPORTED_IN_ELEMENT", place, first[0], element="the first five fields of an ARN")
    values = [(place, text, "Action") for place, text in written.texts(*_WITHOUT) if "${" in text]
    values += [(place, value, "Principal") for place, _kind, value in written.principals()]
    for place, value, element in values:
        for found in _VARIABLE.finditer(value) if isinstance(value, str) else ():
            if _is_key(found[1].partition(",")[0]):
                yield issue("VARIABLE_UNSUPPORTED_IN_ELEMENT", place, found[0], element=element)


def _texts(written: Written) -> Iterator[tuple[Property, str, str]]:
    """Place, text and type of operator (empty outside of conditions) of what may hold variables."""
    for place, value in written.each("Resource", "NotResource"):
        if not isinstance(value, str) or "${" in value:
            yield from ((place, text, "") for text in _with_variables(value))
    for test in written.conditions:
        for place, value in test.values():
            yield from ((place, text, test.type) for text in _with_variables(value))


def _with_variables(value: object) -> Iterator[str]:
    for part in value.parts if isinstance(value, Concat) else (value,):
        if isinstance(part, str) and "${" in part:
            yield part


def _is_key(name: str) -> bool:
    """Whether a name, spaces aside, is that of a condition key that is known."""
    bare = re.sub(r"\s", "", name)
    return ":" in bare and keys.exists(bare) is True
