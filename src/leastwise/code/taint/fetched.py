"""What a command is told to fetch: addresses among the words of `curl` and `wget`.

https://curl.se/docs/manpage.html
https://www.gnu.org/software/wget/manual/wget.html
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.code.observers import Heap
from leastwise.code.values import NO_ORIGINS, Constant, Event, Object, Origin, Text, Value

_FETCHES = re.compile(r"(?:.*/)?(?:curl|wget|wget2|aria2c)(?:\.exe)?")
_COMMAND = re.compile(r"(?:^|[\s;|&(`/])(?:curl|wget|wget2|aria2c)\s(?P<words>[^;|&`]*)$")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#\\@\s]*[/?#]|[\w.-]+\.\w+/", re.IGNORECASE)

MAX_LINE = 2_000
"""Characters of a line before an address that are looked at."""

_VALUED = frozenset(
    "-o -O -d -H -X -u -A -b -e -F -T -m -w -P -U -t --output --output-document --data --data-raw --data-binary "
    "--data-urlencode --json --header --request --user --user-agent --cookie --cookie-jar --referer --form "
    "--upload-file --max-time --connect-timeout --write-out --directory-prefix --post-data --post-file --body-data "
    "--timeout --tries --retry --output-dir --limit-rate --range -r -K --config --cert --key --cacert".split()
)
"""Options whose value is the next word."""


def fetched(value: Value, heap: Heap) -> frozenset[Origin]:
    """The fields that choose the host of what a command fetches: of a list of words, or a line for a shell."""
    found: set[Origin] = set()
    for alternative in value.alternatives:
        if isinstance(alternative, Object):
            words = heap.items(Value((alternative,)))
            if words:
                found |= _of_words(words)
        elif isinstance(alternative, Text):
            found |= _of_line(alternative, value.origins)
    return frozenset(found) if found else NO_ORIGINS


def words(value: Value, heap: Heap) -> frozenset[Origin]:
    """The same of the words behind the name of such a program."""
    found: set[Origin] = set()
    for alternative in value.alternatives:
        if isinstance(alternative, Object):
            found |= _addresses(heap.items(Value((alternative,))) or ())
    return frozenset(found)


def _of_words(every: tuple[Value, ...]) -> frozenset[Origin]:
    name = every[0].literal
    return _addresses(every[1:]) if isinstance(name, str) and _FETCHES.fullmatch(name) else NO_ORIGINS


def _addresses(every: tuple[Value, ...]) -> frozenset[Origin]:
    """Of words that are neither options nor their values."""
    found = NO_ORIGINS
    before: Any = ""
    known = False
    for position, word in enumerate(every):
        text = word.literal
        valued = before in _VALUED
        if before == "-O" and position == len(every) - 1 and not known:  # of curl, it has no value
            valued = False
        if not valued and not (isinstance(text, str) and text.startswith("-")):
            known = True
            if not _is_fixed(word):
                found |= word.origins
        before = "" if valued else text
    return found


def _is_fixed(word: Value) -> bool:
    """Whether what it begins with is another option, a path, or an address with its host."""
    return all(isinstance(one, Constant) or (isinstance(one, Text) and _begun(one)) for one in word.alternatives)


def _begun(text: Text) -> bool:
    first = text.parts[0]
    if not isinstance(first, str):
        return False
    return first.startswith(("-", "/", "@", ".")) or _ADDRESS.match(first) is not None


def _of_line(text: Text, origins: frozenset[Origin]) -> frozenset[Origin]:
    found: set[Origin] = set()
    before = ""
    for part in text.parts:
        if isinstance(part, str):
            before += part
            continue
        command = _COMMAND.search(before[-MAX_LINE:])
        if command is not None and _is_host(command["words"]):
            own = {origin for origin in origins if isinstance(part, Event) and origin[0] == part.path}
            found |= own or origins
        before += "x"
    return frozenset(found)


def _is_host(words: str) -> bool:
    """Whether what stands behind these words begins an address, or continues its host."""
    *others, last = re.split(r"\s+", words)
    if others and others[-1] in _VALUED - {"-O"}:
        return False
    return not last.startswith("-") and _ADDRESS.match(last.lstrip("'\"")) is None


__all__ = ["fetched", "words"]
