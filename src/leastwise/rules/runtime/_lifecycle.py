"""What is known about Lambda's runtimes.

`data/runtimes.json`, made by `tools/refresh_runtimes.py`, has their dates; `data/moves.json`, kept by hand, what is
different from one to the next.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from leastwise.read.tables import table

_NUMBER = r"\d+"
_LANGUAGE = r"[a-z]+(?=[\d.])"


def runtimes() -> dict[str, dict[str, Any]]:
    """Runtime → the dates of its end, as `2027-01-31`; `None` where AWS has not said."""
    found: dict[str, dict[str, Any]] = table(__file__, "runtimes")["runtimes"]
    return found


def as_of() -> str:
    """The date of what is known."""
    return str(table(__file__, "runtimes")["date"])


def not_by_name(runtime: str) -> str | None:
    """What has to change besides the name for a newer runtime, for people; `None` where the name may be enough."""
    found: dict[str, str] = table(__file__, "moves")["not_by_name"]
    return next((says for start, says in found.items() if runtime.startswith(start)), None)


def nearest(runtime: str, day: int) -> str | None:
    """The next runtime of the same language that is still supported after a day, the ordinal of a date.

    Not the newest: each one on the way is one more that the code was not written for. `None` where there is none, or
    where the function fails if nothing but the name changes.
    """
    if not_by_name(runtime) is not None:
        return None
    later = [
        other
        for other, facts in runtimes().items()
        if _newer(other, runtime) and date.fromisoformat(facts["deprecated"]).toordinal() > day
    ]
    return min(later, key=_numbers, default=None)


def crossed(runtime: str, to: str) -> list[tuple[str, str]]:
    """The runtimes from which on something is different, on the way from one to another, and what, for people."""
    borders: dict[str, dict[str, str]] = table(__file__, "moves")["borders"]
    return [
        (border, facts["says"])
        for border, facts in borders.items()
        if _newer(border, runtime) and not _newer(border, to)
    ]


def is_none(runtime: str) -> bool:
    """Whether a text is no runtime that AWS lists, and does not look like one that is newer than what is known.

    Only for languages that are known: another one may be new, or a placeholder that a script fills in. `python3.99` is
    written like `python3.14` with a higher number, so it may be newer; `provided.al2023023` is not. AWS also brings old
    versions to a newer system, as `java17.al2023`.
    """
    version, _, system = runtime.partition(".al")
    if not runtime or runtime in runtimes() or (version in runtimes() and f"provided.al{system}" in runtimes()):
        return False
    language = re.match(_LANGUAGE, runtime)
    if language is None or not any(known.startswith(language[0]) for known in runtimes()):
        return False
    alike = [_numbers(known) for known in runtimes() if _shape(known) == _shape(runtime)]
    latest = max((_numbers(known) for known in runtimes() if _family(known) == _family(runtime)), default=())
    return not alike or _numbers(runtime) < latest


def _newer(one: str, other: str) -> bool:
    """Whether both are of one language, and the first has the higher number."""
    return _start(one) == _start(other) and _numbers(one) > _numbers(other)


def _start(runtime: str) -> str:
    return re.split(r"[^a-z]", runtime, maxsplit=1)[0]


def _shape(runtime: str) -> str:
    return re.sub(r"\d", "9", runtime)


def _family(runtime: str) -> str:
    return re.sub(_NUMBER, "", runtime)


def _numbers(runtime: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(_NUMBER, runtime)))
