"""Whether what a policy names exists, and whether an action works on what it is allowed on.

IAM takes a policy with actions that do not exist and with resources that an action cannot take, and then allows nothing
by them: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from leastwise.iam.actions import Action, expand, facts, prefixes, service
from leastwise.iam.naming import arn_format
from leastwise.iam.pattern import has_wildcard
from leastwise.model.application import Application
from leastwise.model.value import Concat, Parameter, Reference
from leastwise.read.tables import table

ANYTHING, NAME = "\0", "\1"
"""What stands in a text for what is not known, and for what is not known but holds no slash and no colon."""

_PSEUDO = ("AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackName", "AWS::URLSuffix")
PLAIN = frozenset({"BucketName", "TableName"})
"""Variables in ARN formats that stand for a name without slash, where a slash leads to another type of resource."""

_NAMED = frozenset({"AWS::DynamoDB::Table", "AWS::S3::Bucket"})
"""Types whose reference returns such a name."""

_LONG = 6
"""Letters from which on no two services of AWS are one letter apart."""

_CLASSES = (ANYTHING, NAME)
_EXPRESSIONS = {ANYTHING: ".*", NAME: "[^/:]*"}
_OPEN = re.compile(r"[*?\x00\x01]")
_VARIABLE = r"\$\{(\w+)\}"
_ALL_OF_A_KIND = r"(?:[a-z-]+[:/])?[*?\0]"
"""How the last part of an ARN begins that names no single resource: `*`, `table/*`, `log-group:*`."""


def right_prefix(prefix: str) -> str | None:
    """The prefix of a service that goes by another name elsewhere; `None` where that is not known."""
    found: str | None = table(__file__, "names")["prefixes"].get(prefix.lower())
    return found


def meant_prefix(prefix: str) -> str | None:
    """The service that is certainly meant by one that is not known; `None` where it may be a new one.

    Spelled nearly like one is not enough for that, unless the name is long.
    """
    found = nearest_prefix(prefix)
    if found is None or right_prefix(prefix) is not None:
        return found
    return found if min(len(found), len(prefix)) >= _LONG and _one_letter_apart(found, prefix.lower()) else None


def _one_letter_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    letter = long[at : at + 1].isalpha() and (len(long) > len(short) or short[at : at + 1].isalpha())
    return letter and short[at + (len(long) == len(short)) :] == long[at + 1 :]


def nearest_prefix(prefix: str) -> str | None:
    """The service that is meant by, or spelled nearly like, one that is not known; `None` where there is none."""
    from difflib import get_close_matches

    found = get_close_matches(prefix.lower()[:100], prefixes(), 1, 0.75)
    return right_prefix(prefix) or (found[0] if found else None)


@lru_cache(maxsize=4096)
def exists(pattern: str) -> bool | None:
    """Whether an action, with or without wildcards, names anything; `None` where its service is not known."""
    prefix, colon, name = pattern.partition(":")
    known = service(prefix) if colon and not has_wildcard(prefix) else None
    if known is None:
        return None
    return bool(expand(pattern)) if has_wildcard(name) else name.lower() in known.names


@cache
def as_of() -> str:
    """The date of the data about actions, `2026-10-27`; empty where it is not known."""
    return str((facts("metadata") or {}).get("updatedAt", ""))[:10]


def nearest(pattern: str) -> str | None:
    """The action that is meant by, or spelled nearly like, one that does not exist; `None` where there is none."""
    prefix, _, name = pattern.partition(":")
    known = service(prefix)
    if known is None or has_wildcard(name):
        return None
    meant: str | None = {wrong.lower(): right for wrong, right in table(__file__, "names")["actions"].items()}.get(
        pattern.lower()
    )
    if meant is not None:
        return meant
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), [low for low in known.names if abs(len(low) - len(name)) <= 2], 1, 0.85)
    return str(known.expand(found[0])[0]) if found else None


def limits(app: Application, resources: Iterable[object]) -> list[str]:
    """The resources of a statement as `arn_text`, where all of them say something; none where one may be anything."""
    texts = [arn_text(app, resource) for resource in resources]
    known = [text for text in texts if text is not None and (text[:1] != "*" or set(text) != {"*"})]
    return known if len(known) == len(texts) else []


def never_works(actions: Iterable[Action], texts: Sequence[str]) -> bool:
    """Whether none of the actions can be used on any of the resources, as `limits` gives them."""
    return bool(texts) and not any(_works(action, text) for action in actions for text in texts)


def arn_text(app: Application, value: object) -> str | None:
    """A resource as text, references to resources of the application as the ARNs that they return.

    `None` where one cannot tell of which service it is.
    """
    if isinstance(value, str):
        text = value
    else:
        parts = value.parts if isinstance(value, Concat) else (value,)
        text = "".join(part if isinstance(part, str) else _shown(app, part) for part in parts)
    if text[:1] == "*" and set(text) == {"*"}:
        return text
    pieces = text.split(":", 5)
    if len(pieces) < 3 or pieces[0] != "arn" or not pieces[2].replace("-", "").isalnum():
        return None
    # IAM completes an ARN that has too few parts.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    return ":".join([*pieces, *"*" * (6 - len(pieces))])


def _shown(app: Application, part: object) -> str:
    if isinstance(part, Reference):
        found = app.by_key.get(part.resource)
        arn = None if found is None else arn_format(found.type, part.attribute)
        if arn is not None:
            return re.sub(_VARIABLE, NAME, arn)
        return NAME if found is not None and part.attribute == "Ref" and found.type in _NAMED else ANYTHING
    return NAME if isinstance(part, Parameter) and part.name in _PSEUDO else ANYTHING


def _works(action: Action, text: str) -> bool:
    known = service(action.service)
    arns = known.formats(action) if known else []
    if known is None:
        return True
    if not arns:
        # Some can be allowed on `arn:aws:s3:::*` or `table/*` as well as on `*`, though they take no resource.
        pieces = text.split(":", 5)
        return action.service == pieces[2].lower() and re.match(_ALL_OF_A_KIND, pieces[5]) is not None
    return any(_fits(arn, text) for arn in arns)


@lru_cache(maxsize=4096)
def _fits(arn: str, text: str) -> bool:
    """Whether a text may mean an ARN of this format. Regions and accounts only count for S3: buckets have none."""
    wanted, given = arn.split(":", 5), text.split(":", 5)
    if wanted[2] != given[2].lower():
        return False
    if wanted[2] == "s3" and wanted[3:5] == ["", ""] and given[3].strip("*?\0") + given[4].strip("*?\0"):
        return False
    if wanted[2] == "s3" and wanted[4] and not given[4]:
        return False
    return fits(wanted[5], given[5])


def fits(form: str, text: str) -> bool:
    """Whether the last part of an ARN may mean one of a format; `ANYTHING`, `NAME` and wildcards may mean much.

    Most are told by how both begin, or by a letter in the place of what is open.
    """
    start, whole, pieces = _form(form)
    opened = _OPEN.search(text)
    if opened is None:
        return whole.fullmatch(text) is not None
    given = text[: opened.start()]
    if not given.startswith(start) and not start.startswith(given):
        return False
    return whole.fullmatch(_OPEN.sub("x", text)) is not None or _meet(
        pieces, [ANYTHING if char in "*?" else char for char in text]
    )


@lru_cache(maxsize=1024)
def _form(form: str) -> tuple[str, re.Pattern[str], list[str]]:
    """How a format begins, the format as an expression, and its characters, with classes for its variables."""
    split = re.split(_VARIABLE, form)
    kinds = [(NAME if part in PLAIN else ANYTHING) if i % 2 else part for i, part in enumerate(split)]
    texts = [_EXPRESSIONS[kind] if i % 2 else re.escape(kind) for i, kind in enumerate(kinds)]
    pieces = [piece for i, kind in enumerate(kinds) for piece in ([kind] if i % 2 else kind)]
    return split[0], re.compile("".join(texts), re.DOTALL), pieces


def _meet(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether some text is meant by both: characters, with `ANYTHING` and `NAME` for any number of them."""
    end = len(first)
    at = _passed(first, {0})  # the places in the first up to which both may mean the same
    for piece in second:
        if piece in _CLASSES:
            for start in sorted(at):
                while start < end and _takes(piece, first[start]):
                    start += 1
                    at.add(start)
            at = _passed(first, at)
        else:
            following = {i + 1 for i in at if i < end and first[i] == piece}
            following |= {i for i in at if i < end and first[i] in _CLASSES and _takes(first[i], piece)}
            at = _passed(first, following)
        if not at:
            return False
    return end in at


def _passed(pieces: Sequence[str], at: set[int]) -> set[int]:
    """Some places, and those behind the classes there: these may stand for nothing."""
    for start in tuple(at):
        while start < len(pieces) and pieces[start] in _CLASSES:
            start += 1
            at.add(start)
    return at


def _takes(piece: str, other: str) -> bool:
    return piece == ANYTHING or (piece == NAME and other not in "/:")
