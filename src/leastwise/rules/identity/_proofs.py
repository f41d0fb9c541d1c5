"""What becomes of finding out whether a token is genuine: what follows where that fails, and tokens only decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leastwise.model.source import value_text
from leastwise.rules.coding._blocks import around, covers

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call
    from leastwise.code.taint.found import Seen
    from leastwise.code.values import Value
    from leastwise.read.script.nodes import Function as Lowered

_WIDE = frozenset("Exception BaseException PyJWTError InvalidTokenError DecodeError JWTError JOSEError Error".split())
"""Exceptions that a token raises which is not genuine."""

_ALLOWS = re.compile(r"""["']Allow["']|["']?\bisAuthorized["']?\s*:\s*[tT]rue\b""")
_DENIES = re.compile(r"""["']Deny["']|[Uu]nauthori[sz]ed|[Ff]orbidden|\b40[13]\b|\b[fF]alse\b|\bNone\b|\bnull\b""")
_MOST_LINKS = 40


def passed_over(known: Seen) -> bool:
    """Whether the function finds out whether a token is genuine, and goes on where it is not."""
    proofs = [(call, through) for call, through in known.calls if id(call) in known.taint.proved]
    return bool(proofs) and all(through and _goes_on(call, through[-1]) for call, through in proofs)


def after_failure(known: Seen, call: Call, through: Sequence[Lowered]) -> bool:
    """Whether a call is made where a proof failed, or in place of one."""
    for body, handler in _tries(through[-1]) if through else ():
        if any(covers(one, call.span) for one in handler):
            return any(covers(one, proof.span) for proof in known.taint.proved.values() for one in body)
    return False


def compares_codes(known: Seen) -> bool:
    """Whether anything depends on a code of authentication, which only those make who know the key: a HMAC."""
    guards = (guard.test for call, _ in known.calls for guard in call.guards)
    sides = (value for test in guards for value in (test.left, test.right) if value is not None)
    return any(_is_code(one) for value in sides for one in value.alternatives)


def _is_code(alternative: Any) -> bool:
    from leastwise.code.chains import path_of
    from leastwise.code.values import Result

    return isinstance(alternative, Result) and _CODES.search(path_of(alternative.callee)) is not None


_CODES = re.compile(r"\bhmac\.|createHmac|createVerify|timingSafeEqual|subtle\.verify|nacl\..*verify")


def _goes_on(proof: Call, function: Lowered) -> bool:
    """Whether the failure of a proof is caught, and what is done about it is nothing, or to let the caller in."""
    for one in around(function, proof.span):
        for types, _, body in getattr(one, "handlers", ()):
            if not any(covers(inner, proof.span) for inner in one.body) or not _is_wide(types):
                continue
            text = "".join(_text(inner) for inner in body)
            if _ALLOWS.search(text):
                return _DENIES.search(text) is None
            return not any(map(_leaves, body)) and _DENIES.search(text) is None
    return False


def _is_wide(types: Any) -> bool:
    if types is None:
        return True
    several = getattr(types, "items", None) or (types,)
    return any(getattr(one, "name", "") in _WIDE for one in several)


def _leaves(statement: Any) -> bool:
    """Whether a statement, or one in it, leaves the function."""
    from leastwise.read.script.statements import Raise, Return, within

    return any(isinstance(one, (Raise, Return)) for one in within((statement,)))


def _text(node: Any) -> str:
    span = getattr(node, "span", None)
    return "" if span is None else value_text(span)


def _tries(function: Lowered) -> Iterator[tuple[Any, Any]]:
    """The bodies of a function that are tried, and what is done where one fails."""
    from leastwise.read.script.statements import Try, within

    for one in within(function.body):
        if isinstance(one, Try):
            yield from ((one.body, body) for _, _, body in one.handlers)


def decoders(known: Seen) -> frozenset[str]:
    """The calls that read a token, whoever wrote it."""
    hits = known.taint.hits.values()
    return frozenset(call.path for call, found in hits if any(hit.rule == "unverified-jwt" for hit in found))


def believed(value: Value, by: frozenset[str]) -> bool:
    """Whether something stands in a token that was only decoded: to ask about it proves nothing."""
    return bool(by) and bool(value.alternatives) and all(_decoded(one, by) for one in value.alternatives)


def _decoded(alternative: Any, by: frozenset[str]) -> bool:
    from leastwise.code.chains import path_of
    from leastwise.code.values import Member, Result

    ahead = [alternative]
    for _ in range(_MOST_LINKS):
        if not ahead:
            return False
        found = ahead.pop()
        if isinstance(found, Member):
            ahead.append(found.of)
        elif isinstance(found, Result):
            if path_of(found.callee) in by:
                return True
            ahead += [found.callee, *(inner for value in found.arguments for inner in value.alternatives)]
    return False
