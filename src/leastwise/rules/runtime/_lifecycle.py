"""What is known about Lambda's runtimes: `data/runtimes.json`, made by `tools/refresh_runtimes.py`."""

from __future__ import annotations

import re
from typing import Any

from leastwise.read.tables import table

_NUMBER = r"\d+"
_LANGUAGE = r"[a-z]+(?=[\d.])"


def runtimes() -> dict[str, dict[str, Any]]:
    """Runtime → the dates of its end, as `2027-01-31`, and its successor; `None` where AWS has not said."""
    found: dict[str, dict[str, Any]] = table(__file__, "runtimes")["runtimes"]
    return found


def as_of() -> str:
    """The date of what is known."""
    return str(table(__file__, "runtimes")["date"])


def is_none(runtime: str) -> bool:
    """Whether a text is no runtime that AWS lists, and does not look like one that is newer than what is known.

    Only for languages that are known: another one may be new, or a placeholder that a script fills in. `python3.99` is
    written like `python3.14` with a higher number, so it may be newer; `provided.al2023023` is not.
    """
    if not runtime or runtime in runtimes():
        return False
    language = re.match(_LANGUAGE, runtime)
    if language is None or not any(known.startswith(language[0]) for known in runtimes()):
        return False
    alike = [_numbers(known) for known in runtimes() if _shape(known) == _shape(runtime)]
    latest = max((_numbers(known) for known in runtimes() if _family(known) == _family(runtime)), default=())
    return not alike or _numbers(runtime) < latest


def _shape(runtime: str) -> str:
    return re.sub(r"\d", "9", runtime)


def _family(runtime: str) -> str:
    return re.sub(_NUMBER, "", runtime)


def _numbers(runtime: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(_NUMBER, runtime)))
