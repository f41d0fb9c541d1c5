"""Policies that are files of their own: plain JSON documents."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from leastwise.cli.policy_asking import context_of
from leastwise.cli.policy_callers import caller_of, of_the_resource
from leastwise.cli.policy_question import Question
from leastwise.iam.evaluation import Policies, Request, clauses, decide
from leastwise.model.errors import ReadError, UsageError
from leastwise.read.encoding import decode
from leastwise.read.files import MAX_BYTES
from leastwise.report.policies.answers import Answer
from leastwise.report.policies.clauses import in_words

STDIN, SHOWN = "-", "<stdin>"
"""What standard input is called as a path, and in what is said about it."""


def from_stdin() -> bytes:
    """A policy that is piped in.

    Raises:
        UsageError: there is too much of it.
    """
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UsageError(f"{SHOWN}: has more than {MAX_BYTES:,} bytes")
    return data


def document_in(path: str) -> dict[str, Any] | None:
    """The policy that a file holds; `None` for a folder, and for a file that holds something else.

    Raises:
        UsageError: the file cannot be read.
    """
    if path == STDIN:
        found = _document(from_stdin(), SHOWN)
        if found is None:
            raise UsageError(f"{SHOWN}: is no policy as JSON")
        return found
    if not path.endswith(".json") or not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path}: has more than {MAX_BYTES:,} bytes")
    return _document(data, path)


def _document(data: bytes, path: str) -> dict[str, Any] | None:
    try:
        text = decode(data, path).text
    except ReadError as error:
        raise UsageError(f"{path}: {error.reason}") from error
    if "Statement" not in text:
        return None
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        if "Resources" in text:  # a template with a fault of its own
            return None
        raise UsageError(f"{path}: is no JSON: {error}") from error
    return found if isinstance(found, dict) and "Statement" in found else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which nothing stands twice: IAM refuses one in which something does."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands twice in one object")
    return found


def answer_from_file(question: Question, path: str, document: dict[str, Any]) -> Answer:
    """What a policy that stands alone says: one with principals is that of a resource, another one the caller's."""
    found = clauses(document, policy=path)
    of_resource = any(clause.has_principals or clause.has_not_principals for clause in found)
    caller = caller_of(question)
    if of_resource and caller is None:
        raise UsageError(f"{question.text}: {path} is the policy of a resource; say by whom, as in '… by *'")
    policies = of_the_resource(caller, question.resource, found) if of_resource else Policies(identity=found)
    if not of_resource and caller is not None and not caller.in_account:
        caller = None  # the policy is that of whoever has it
    request = Request(question.action, question.resource, caller, context_of(question))
    decision = decide(request, policies, some=not question.expected)
    return Answer(
        question.text,
        question.expected,
        decision.allowed.name.lower(),
        str(decision.reason),
        tuple(map(in_words, decision.deciding)),
        tuple(decision.when),
    )
