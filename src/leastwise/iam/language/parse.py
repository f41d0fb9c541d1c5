"""Texts and symbols as patterns.

In an ARN of the `Resource` element a wildcard stays inside its part, but "if the * wildcard is the last character of a
resource ARN segment, it can expand to match beyond the colon boundaries". In a condition "each of the six
colon-delimited components of the ARN is checked separately". The sixth part takes in all the colons that follow.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from leastwise.iam.language.atoms import Atom, Domain, Hole, PolicyVariable, Wild
from leastwise.iam.language.pattern import MAX_TEXT, Pattern
from leastwise.model.value import Concat, Parameter, Symbol, Unknown, as_text

PARTS = 6
"""Parts of an ARN: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""

_PSEUDO = {
    "AWS::AccountId": Domain.ACCOUNT,
    "AWS::Partition": Domain.PARTITION,
    "AWS::Region": Domain.REGION,
    "AWS::StackName": Domain.NAME,
}
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html"""

Source = str | Symbol | tuple[str | Symbol | Hole, ...]
"""What a pattern is made from: a text, a symbol, or a sequence of texts, symbols and holes."""


def text_pattern(value: Source, *, ignore_case: bool = False, variables: bool = False) -> Pattern:
    """A pattern whose wildcards stand for any characters: an action (which ignores case), a value of a condition.

    `variables`: `${aws:username}` is a variable of IAM, and `${*}` a star; otherwise they are plain text.
    """
    return _made(value, "text", ignore_case=ignore_case, variables=variables)


def arn_pattern(value: Source, *, like: bool = False, variables: bool = False) -> Pattern:
    """A pattern for ARNs: of the element `Resource` or, with `like`, of a condition such as `ArnLike`. See the module.

    An ARN without its last parts means any: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`.
    """
    return _made(value, "arn-like" if like else "arn", ignore_case=False, variables=variables)


def _made(value: Any, kind: str, *, ignore_case: bool, variables: bool) -> Pattern:
    if isinstance(value, str):
        return _of_text(value, kind, ignore_case, variables)
    return Pattern(_atoms(value, kind, ignore_case=ignore_case, variables=variables), kind, value, ignore_case)


@lru_cache(maxsize=8192)
def _of_text(text: str, kind: str, ignore_case: bool, variables: bool) -> Pattern:
    return Pattern(_atoms(text, kind, ignore_case=ignore_case, variables=variables), kind, text, ignore_case)


class _Run(str):
    """Wildcards that follow each other."""

    __slots__ = ()


_SPECIAL = r"[*?]+|:"
_VARIABLE = r"\$\{(?:([*?$])|\s*([^{}',]+?)\s*(?:,\s*'([^']*)'\s*)?)\}"


_Piece = str | Hole | _Run
"""A colon, a run of wildcards, other text, or a hole."""


def _atoms(value: Any, kind: str, *, ignore_case: bool, variables: bool) -> tuple[Atom, ...]:
    pieces: list[_Piece] = []
    for part in _parts(value):
        if isinstance(part, Hole):
            pieces.append(part)
        else:
            pieces += _pieces(part.lower() if ignore_case else part, variables=variables)
    if kind == "arn":
        pieces += _missing(pieces)
    return tuple(merged(_placed(pieces, kind)))


def _parts(value: Any) -> Iterator[str | Hole]:
    """Texts and holes, whatever somebody wrote."""
    ahead = [value]
    while ahead:
        part = ahead.pop()
        if isinstance(part, (tuple, Concat)):
            ahead += reversed(part.parts if isinstance(part, Concat) else part)
        elif isinstance(part, Hole):
            yield part
        elif isinstance(part, Symbol):
            name = part.name if isinstance(part, Parameter) else ""
            yield Hole(part, _PSEUDO.get(name, Domain.ANYTHING))
        elif isinstance(part, str) and len(part) > MAX_TEXT:
            yield Hole(Unknown("a text is longer than a policy can be"))
        elif isinstance(part, (str, int, float)):
            yield as_text(part)
        else:
            yield Hole(Unknown("a text is needed here"))


def _pieces(text: str, *, variables: bool) -> Iterator[_Piece]:
    """A text as runs of wildcards, colons, what is between them, and variables."""
    end = 0
    for found in re.finditer(_VARIABLE, text) if variables and "${" in text else ():
        yield from _plain(text[end : found.start()])
        char, name, default = found.groups()
        yield char if char else Hole(PolicyVariable(name, default))
        end = found.end()
    yield from _plain(text[end:])


def _plain(text: str) -> Iterator[str | _Run]:
    end = 0
    for found in re.finditer(_SPECIAL, text):
        if found.start() > end:
            yield text[end : found.start()]
        yield _Run(found[0]) if found[0] != ":" else ":"
        end = found.end()
    if end < len(text):
        yield text[end:]


def _missing(pieces: list[_Piece]) -> Iterator[str | _Run]:
    """What IAM completes an ARN with; nothing where a part ends in a star, which covers what is missing."""
    if pieces[:2] != ["arn", ":"] or any(isinstance(p, Hole) and not p.domain.fits_part for p in pieces):
        return
    if any(isinstance(piece, _Run) and _ends_part(pieces, index) for index, piece in enumerate(pieces)):
        return
    for _ in range(PARTS - 1 - pieces.count(":")):
        yield ":"
        yield _Run("*")


def _ends_part(pieces: list[_Piece], index: int) -> bool:
    return pieces[index][-1:] == "*" and pieces[index + 1 : index + 2] in ([], [":"])  # type: ignore[index]


def _placed(pieces: list[_Piece], kind: str) -> Iterator[Atom]:
    """Wildcards as what they span, by the part of the ARN that they are in.

    A hole that may be anything is taken for all the parts that are not there: a whole ARN.
    """
    colons = PARTS if kind == "text" or pieces == ["*"] else 0
    for index, piece in enumerate(pieces):
        if isinstance(piece, _Run):
            least, more = piece.count("?"), "*" in piece
            spans = colons >= PARTS - 1
            if not spans and more and kind == "arn" and _ends_part(pieces, index):
                if least:
                    yield Wild(least, more=False, spans=False)
                yield Wild(0, more=True, spans=True)
            else:
                yield Wild(least, more=more, spans=spans)
            continue
        if piece == ":":
            colons += 1
        elif isinstance(piece, Hole) and not piece.domain.fits_part:
            colons = PARTS
        yield piece


def merged(atoms: Iterable[Atom]) -> Iterator[Atom]:
    """Texts beside each other as one."""
    texts: list[str] = []
    for atom in atoms:
        if isinstance(atom, str):
            texts.append(atom)
            continue
        if texts:
            yield "".join(texts)
            texts = []
        yield atom
    if texts:
        yield "".join(texts)
