"""Warnings: what is saved and may not work as the author means it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leastwise.iam.lint.check import for_policy, for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import ENDPOINT, RESOURCE, RESOURCE_CONTROL, SERVICE_CONTROL, Policy, Written
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.value import Map

_ESCAPED = re.compile(r"\$\{[*?$]\}")
"""How a policy says a wildcard that is meant literally.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
"""

_IDENTIFIERS = {"AROA": "INVALID_ROLE_REFERENCE", "AIDA": "INVALID_USER_REFERENCE"}
"""How the unique id of a role or of a user begins.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
"""

_FREE = frozenset({RESOURCE, ENDPOINT, SERVICE_CONTROL, RESOURCE_CONTROL})

_EXACT = frozenset({"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"})


@for_policy("MISSING_VERSION")
def no_version(policy: Policy, app: Application | None) -> Iterator[Issue]:
    """Without a version, policy variables are no variables.

    A framework's short form (`Policies: - Statement: …`) has none: the document around it is not the author's.
    """
    written = isinstance(policy.document, Map) and not policy.place.resource.framework_paths
    if written and not policy.managed and "Version" not in policy.document and "Statement" in policy.document:
        yield issue("MISSING_VERSION", policy.place["Version"])


@for_policy("UNIQUE_SIDS_RECOMMENDED")
def repeated_names(policy: Policy, app: Application | None) -> Iterator[Issue]:
    """A `Sid` that stands twice where that is no error: outside IAM's own policies."""
    seen: set[str] = set()
    for statement in policy.statements if policy.kind in _FREE else ():
        name = statement.value.get("Sid")
        if isinstance(name, str) and name:
            if name in seen:
                yield issue("UNIQUE_SIDS_RECOMMENDED", statement.place["Sid"], name)
            seen.add(name)


@for_statement(*_IDENTIFIERS.values(), of="Principal")
def unique_ids(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A principal by the id that IAM puts in the place of an ARN when the role or user has gone."""
    for place, kind, value in statement.principals():
        if kind == "AWS" and isinstance(value, str) and value[:4] in _IDENTIFIERS and value.isalnum():
            yield issue(_IDENTIFIERS[value[:4]], place, value)


@for_statement("WILDCARD_WITHOUT_LIKE_OPERATOR", of="Condition")
def literal_wildcards(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A wildcard under an operator that takes it literally."""
    for test in statement.conditions:
        if test.operator in _EXACT:
            for place, value in test.values():
                text = text_of(value)
                if text is not None and has_wildcard(_ESCAPED.sub("", text)):
                    yield issue("WILDCARD_WITHOUT_LIKE_OPERATOR", place, value, operator=test.written, key=test.key)


@for_statement("INVALID_DATE_VALUE", of="Condition")
def seconds_for_a_date(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A date in seconds since 1970."""
    for test in statement.conditions:
        if test.type == "Date":
            for place, value in test.values():
                number = isinstance(value, int) and not isinstance(value, bool)
                if number or (isinstance(value, str) and len(value) > 4 and value.isdecimal()):
                    yield issue("INVALID_DATE_VALUE", place, value)
