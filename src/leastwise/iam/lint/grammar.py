"""Errors of grammar: elements that are missing, unknown, of the wrong type, or that do not go together.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from leastwise.iam.lint.check import for_policy, for_statement
from leastwise.iam.lint.issue import Issue, hint, issue
from leastwise.iam.lint.policy import BOUNDARY, IDENTITY, SERVICE_CONTROL, TRUST, Policy, Written
from leastwise.model.application import Application
from leastwise.model.resource import Property
from leastwise.model.value import Map, Seq, Symbol

_DOCUMENT = ("Version", "Id", "Statement")
_STATEMENT = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
_PAIRS = (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal"))
_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_VERSIONS = ("2012-10-17", "2008-10-17")
_OF_IAM = frozenset({IDENTITY, TRUST, BOUNDARY})
_PLAIN_SIDS = _OF_IAM | {SERVICE_CONTROL}
_SID = "[A-Za-z0-9]*"
_COMPUTED = re.compile(r"\$\{|\{\{|[\ue000\ue001]|^Fn::|^Ref$")
"""What a name holds that a framework is yet to fill in."""


@for_policy("JSON_SYNTAX_ERROR", "DATA_TYPE_MISMATCH")
def document(policy: Policy, _: Application | None) -> Iterator[Issue]:
    """A document that is no mapping, or text that is no JSON."""
    written = policy.document
    if isinstance(written, str):
        yield issue("JSON_SYNTAX_ERROR", policy.place, reason=_fault(written))
    elif not isinstance(written, (Map, Symbol)):
        yield issue("DATA_TYPE_MISMATCH", policy.place, "the policy", expected="a JSON object")


@for_policy("INVALID_POLICY_ELEMENT", "INVALID_VERSION", "MISSING_STATEMENT", "DATA_TYPE_MISMATCH")
def elements(policy: Policy, _: Application | None) -> Iterator[Issue]:
    """The elements of the document itself."""
    written = policy.document
    if not isinstance(written, Map):
        return
    yield from _unknown(policy.place, written, _DOCUMENT)
    version = written.get("Version")
    known = _VERSIONS[:1] if policy.managed else _VERSIONS
    computed = any(_COMPUTED.search(name) for name in written)
    if "Version" in written and not isinstance(version, Symbol) and version not in known:
        yield issue("INVALID_VERSION", policy.place["Version"], version, known=" or ".join(known))
    elif "Version" not in written and policy.managed and "Statement" in written and not computed:
        subject = f"{_VERSIONS[1]} (where none is written)"
        yield issue("INVALID_VERSION", policy.place["Version"], subject, known=known[0])
    if isinstance(written.get("Id"), (Map, Seq)):
        yield issue("DATA_TYPE_MISMATCH", policy.place["Id"], "Id", expected="a text")
    statements = written.get("Statement")
    if "Statement" not in written:
        if not computed:
            yield issue("MISSING_STATEMENT", policy.place["Statement"])
    elif not isinstance(statements, (Map, Seq, Symbol)):
        yield issue("DATA_TYPE_MISMATCH", policy.place["Statement"], "Statement", expected="a list of JSON objects")
    elif isinstance(statements, Seq):
        if not statements:
            yield issue("MISSING_STATEMENT", policy.place["Statement"])
        for index, item in enumerate(statements):
            if not isinstance(item, (Map, Symbol)):
                place = policy.place["Statement"][index]
                yield issue("DATA_TYPE_MISMATCH", place, "a statement", expected="a JSON object")


@for_policy("UNIQUE_SIDS_REQUIRED")
def sids(policy: Policy, _: Application | None) -> Iterator[Issue]:
    """Policies of IAM take every statement ID once."""
    if policy.kind not in _OF_IAM:
        return
    seen = set()
    for statement in policy.statements:
        sid = statement.value.get("Sid")
        if isinstance(sid, str) and sid:
            if sid in seen:
                yield issue("UNIQUE_SIDS_REQUIRED", statement.place["Sid"], sid)
            seen.add(sid)


@for_statement(
    "INVALID_POLICY_ELEMENT",
    "MISSING_EFFECT",
    "INVALID_EFFECT",
    "MISSING_ACTION",
    "UNSUPPORTED_ELEMENT_COMBINATION",
    "UNSUPPORTED_SID",
)
def statement(written: Written, _: Application | None) -> Iterator[Issue]:
    """The elements of a statement: which there are, and which go together."""
    value, place = written.value, written.place
    effect = value.get("Effect")
    if "Sid" not in value and effect in ("Allow", "Deny") and _ordinary(tuple(value)):
        return
    computed = _holds_computed(tuple(value))
    yield from _unknown(place, value, _STATEMENT)
    if "Effect" not in value:
        if not computed:
            yield issue("MISSING_EFFECT", place["Effect"])
    elif not isinstance(effect, Symbol) and effect not in ("Allow", "Deny"):
        yield issue("INVALID_EFFECT", place["Effect"], effect)
    if not written.has("Action", "NotAction") and not computed:
        yield issue("MISSING_ACTION", place["Action"])
    for one, other in _PAIRS:
        if one in value and other in value:
            yield issue("UNSUPPORTED_ELEMENT_COMBINATION", place[other], f"{one} and {other}")
    sid = value.get("Sid")
    plain = policy_takes_plain_sids(written.policy)
    if plain and isinstance(sid, str) and not re.fullmatch(_SID, sid) and not _COMPUTED.search(sid):
        yield issue("UNSUPPORTED_SID", place["Sid"], sid)


@for_statement("DATA_TYPE_MISMATCH")
def types(written: Written, _: Application | None) -> Iterator[Issue]:
    """Values of a type that the element cannot have."""
    value, place = written.value, written.place
    for element in _LISTS if written.marks[2] else ():
        if element in value:
            for where, item in written.each(element):
                if not isinstance(item, (str, Symbol)):
                    yield issue("DATA_TYPE_MISMATCH", where, element, expected="a text or a list of texts")
    condition = value.get("Condition")
    if "Condition" in value and not isinstance(condition, (Map, Symbol)):
        yield issue("DATA_TYPE_MISMATCH", place["Condition"], "Condition", expected="a JSON object")
    for operator, keys in condition.items() if isinstance(condition, Map) else ():
        if not isinstance(keys, (Map, Symbol)) and not _COMPUTED.search(operator):
            yield issue(
                "DATA_TYPE_MISMATCH", place[("Condition", operator)], operator, expected="a JSON object of keys"
            )
    sid = value.get("Sid")
    if "Sid" in value and isinstance(sid, (Map, Seq)):
        yield issue("DATA_TYPE_MISMATCH", place["Sid"], "Sid", expected="a text")


def policy_takes_plain_sids(policy: Policy) -> bool:
    """Whether statement IDs can only have letters and digits: in IAM and Organizations, not in every service."""
    return policy.kind in _PLAIN_SIDS


@lru_cache(maxsize=256)
def _ordinary(names: tuple[str, ...]) -> bool:
    """Whether all elements are there, none of them twice and none that is not known."""
    pairs = [(one in names, other in names) for one, other in _PAIRS]
    return set(names) <= set(_STATEMENT) and any(pairs[0]) and not any(one and other for one, other in pairs)


@lru_cache(maxsize=256)
def _holds_computed(names: tuple[str, ...]) -> bool:
    """Whether a framework is yet to fill in one of the names; nearly all statements have the same ones."""
    return any(_COMPUTED.search(name) for name in names)


def _unknown(place: Property, written: Map, known: tuple[str, ...]) -> Iterator[Issue]:
    for name in written:
        if name not in known and not _COMPUTED.search(name):
            near = get_close_matches(name, known, 1, 0.7)
            yield issue("INVALID_POLICY_ELEMENT", place[(name,)], name, hint=hint(near[0] if near else None))


def _fault(text: str) -> str:
    """Why a text is no policy in JSON."""
    if len(text) > 1_000_000:
        return "it is longer than any policy can be"
    try:
        found: Any = json.loads(text)
    except RecursionError:
        return "it is nested too deeply"
    except ValueError as error:
        return str(error)
    return f"it is no object but {json.dumps(found)[:40]}"
