"""What names say about environments: production, or where things are tried out."""

from __future__ import annotations

import re

from leastwise.model.application import Application
from leastwise.model.names import words_in

TRYING_OUT = frozenset(
    "demo demos example examples mock mocks playground sample samples sandbox test tests testing".split()
)
"""Words for what is there to try something out."""

_STAGES = frozenset(
    "beta ci dev develop developer development int integ integration local nonprod preprod preview qa sbx stage "
    "staging stg uat".split()
)
"""More of them, in the names of environments."""

_PRODUCTION = frozenset({"prod", "production", "prd"})
_NEGATED = frozenset({"non", "not", "no", "pre"})
_BOUNDARY = r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])"


def tries_out(environment: str) -> bool:
    """Whether the name of an environment says that things are tried out there, with nobody's real data."""
    return not (TRYING_OUT | _STAGES).isdisjoint(words_in(environment))


def says_production(text: str) -> bool:
    """Whether a name of several words has one that means production; `non-prod` does not."""
    words = [word.lower() for word in re.split(_BOUNDARY, text) if word]
    meant = (i for i, word in enumerate(words) if word in _PRODUCTION and not (i and words[i - 1] in _NEGATED))
    return len(words) > 1 and "execute-api" not in text and any(True for _ in meant)


def says_environment(text: str) -> bool:
    """Whether a name has the name of any environment in it."""
    return tries_out(text) or not _PRODUCTION.isdisjoint(words_in(text))


def in_production(app: Application) -> str:
    """What a message ends with where a finding matters more in production: ` This is production (…).`; or nothing."""
    return f" This is production ({app.production})." if app.production else ""
