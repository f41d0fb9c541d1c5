"""What patterns are made of: literal text, wildcards, and holes for what is not known before deployment."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from leastwise.model.record import record
from leastwise.model.value import Symbol, Unknown


class Letters(Enum):
    """A class of characters. `PART` is what stays inside one part of an ARN, `NAME` what a name is made of."""

    ANY = ""
    PART = ":"
    NAME = ":/*?"
    DIGIT = "0123456789"
    LOWER = "abcdefghijklmnopqrstuvwxyz"
    DASHED = LOWER + "-"
    WORD = LOWER + LOWER.upper() + DIGIT
    WORDS = WORD + "-"

    def has(self, char: str) -> bool:
        """Whether a character is of the class."""
        return (char in self.value) is (self not in _ALL_BUT)


_ALL_BUT = frozenset({Letters.ANY, Letters.PART, Letters.NAME})
LETTERS = tuple(Letters)


class Kind(Enum):
    """How often a token takes a character of its class: once, any number of times, or at most once."""

    ONE = 0
    RUN = 1
    MAYBE = 2


class Domain(Enum):
    """The texts that a hole may stand for, from the narrowest to the widest.

    Those of the last two may be empty and have colons; `ANYTHING` may also have wildcards, so that it need not be one
    text. `GENERATED` is a name that CloudFormation makes: stack, logical id and a random suffix.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
    """

    ACCOUNT = "account"
    REGION = "region"
    PARTITION = "partition"
    GENERATED = "generated"
    NAME = "name"
    TEXT = "text"
    ANYTHING = "anything"

    @property
    def fits_part(self) -> bool:
        """Whether its texts are not empty and stay inside one part of an ARN."""
        return self is not Domain.TEXT and self is not Domain.ANYTHING

    @property
    def one_text(self) -> bool:
        """Whether it stands for one text, and never for a pattern."""
        return self is not Domain.ANYTHING


Spelling = tuple[str | tuple[Kind, Letters], ...]

_ONE = {letters: (Kind.ONE, letters) for letters in Letters}
_RUN = {letters: (Kind.RUN, letters) for letters in Letters}

SPELLINGS: dict[Domain, Spelling] = {
    Domain.ACCOUNT: (_ONE[Letters.DIGIT],) * 12,
    # https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
    Domain.REGION: (
        *(_ONE[Letters.LOWER], _RUN[Letters.LOWER], "-"),
        *(_ONE[Letters.LOWER], _RUN[Letters.DASHED], "-", _ONE[Letters.DIGIT], (Kind.MAYBE, Letters.DIGIT)),
    ),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    Domain.PARTITION: ("a", "w", "s", _RUN[Letters.DASHED]),
    Domain.NAME: (_ONE[Letters.NAME], _RUN[Letters.NAME]),
    Domain.GENERATED: (
        *(_ONE[Letters.WORDS], _RUN[Letters.WORDS], "-"),
        *((_ONE[Letters.WORD],) * 12),
        (Kind.MAYBE, Letters.WORD),
    ),
    Domain.TEXT: (_RUN[Letters.ANY],),
    Domain.ANYTHING: (_RUN[Letters.ANY],),
}
"""Each domain as a sequence of characters and classes of them."""


@record
class Wild:
    """A run of wildcards: exactly `least` characters, or as many and `more`; colons among them if it `spans`."""

    least: int
    more: bool
    spans: bool

    def __str__(self) -> str:
        return "?" * self.least + "*" * self.more


@record
class Hole:
    """A text that is not known. The same symbol is the same text wherever it stands; an `Unknown` is the same as none.

    `identity`: it is what tells a resource from others of its type, so that two such holes are different texts.
    """

    symbol: Symbol
    domain: Domain = Domain.ANYTHING
    identity: bool = False

    @property
    def nameless(self) -> bool:
        """Whether it is not even known to be equal to itself."""
        return isinstance(self.symbol, Unknown)

    @property
    def distinct(self) -> bool:
        """Whether it is no part of an ARN that another such hole can be."""
        return self.identity and self.domain.fits_part and not self.nameless


@record
class PolicyVariable(Symbol):
    """A variable of IAM, `${aws:username}`, with the text that stands for it when the request does not have it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """

    name: str
    default: str | None = None

    def __str__(self) -> str:
        return f"${{{self.name}}}" if self.default is None else f"${{{self.name}, '{self.default}'}}"


Atom = str | Wild | Hole


@record
class Token:
    """One step of a pattern: a character (`text`), a class of them (`letters`, `kind`), or a hole that is kept whole.

    Attributes:
        text: the character, or empty.
        letters: the class.
        kind: how often it takes one.
        hole: the hole that this is, or that it is part of.
        whole: whether it is the hole itself, one letter of its own.
        takes_holes: whether it may take a whole hole (which is one character at least): a `?` beside a `*`.
        identity: the hole is all there is between two of `:` `/`, and different from that of any other resource.
    """

    text: str = ""
    letters: Letters = Letters.ANY
    kind: Kind = Kind.ONE
    hole: Hole | None = None
    whole: bool = False
    takes_holes: bool = False
    identity: bool = False


@lru_cache(maxsize=4096)
def _char(char: str) -> Token:
    return Token(char)


def tokens(atoms: tuple[Atom, ...], *, spelled: bool) -> list[Token]:
    """The steps of a pattern, holes whole or `spelled` out as what they may stand for."""
    found: list[Token] = []
    for index, atom in enumerate(atoms):
        if isinstance(atom, str):
            found += map(_char, atom)
        elif isinstance(atom, Wild):
            letters = Letters.ANY if atom.spans else Letters.PART
            following = atoms[index + 1 : index + 2]
            beside = atom.more or any(isinstance(other, Wild) and other.more for other in following)
            found += [Token(letters=letters, takes_holes=beside)] * atom.least
            found += [Token(letters=letters, kind=Kind.RUN, takes_holes=True)] * atom.more
        elif not spelled:
            found.append(Token(hole=atom, whole=True))
        else:
            found += _spelled(atom, identity=atom.distinct and alone(atoms, index))
    return found


@lru_cache(maxsize=4096)
def _spelled(hole: Hole, *, identity: bool) -> tuple[Token, ...]:
    steps = SPELLINGS[hole.domain]
    return tuple(
        Token(step, hole=hole, identity=identity)
        if isinstance(step, str)
        else Token(kind=step[0], letters=step[1], hole=hole, identity=identity)
        for step in steps
    )


def alone(atoms: tuple[Atom, ...], index: int) -> bool:
    """Whether an atom is all there is between two of `:` `/`, or an end of the pattern."""
    before = atoms[index - 1] if index else "/"
    after = atoms[index + 1] if index + 1 < len(atoms) else "/"
    return isinstance(before, str) and before[-1:] in (":", "/") and isinstance(after, str) and after[:1] in (":", "/")
