"""The words that a name is put together from, however it is written."""

from __future__ import annotations

import re

_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"


def words_in(name: str) -> list[str]:
    """The words and numbers of a name, in lower case: `dbPassword`, `DB_PASSWORD` and `db-password` are the same."""
    return [word.lower() for word in re.findall(_WORD, name)]
