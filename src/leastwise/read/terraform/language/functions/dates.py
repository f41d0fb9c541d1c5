"""Functions for dates. What asks for the time of day is not known.

https://developer.hashicorp.com/terraform/language/functions/formatdate and those beside it
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from leastwise.model.value import Unknown
from leastwise.read.terraform.language.function import Function
from leastwise.read.terraform.language.values import Failed, NotKnown

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)")
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")
_UNITS = {
    "ns": Fraction(1, 10**9), "us": Fraction(1, 10**6), "µs": Fraction(1, 10**6), "ms": Fraction(1, 1000),
    "s": Fraction(1), "m": Fraction(60), "h": Fraction(3600),
}  # fmt: skip
_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _time(text: str) -> datetime:
    match = _TIME.fullmatch(text)
    if match is None:
        raise Failed("this is no time as RFC 3339 has it")
    zone = match[7]
    offset = timedelta()
    if zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])) * (-1 if zone[0] == "-" else 1)
    return datetime(*map(int, match.groups()[:6]), tzinfo=timezone(offset) if offset else UTC)  # type: ignore[misc, arg-type]


def _zone(time: datetime, colon: bool, utc: str) -> str:
    offset = time.utcoffset() or timedelta()
    if not offset and utc:
        return utc
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}{':' if colon else ''}{rest:02}"


def _formatdate(pattern: str, given: str) -> str:
    time = _time(given)
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        match = _TOKEN.match(pattern, position)
        if match is None:
            raise Failed("the format has a quote that is not closed")
        position = match.end()
        if match[1] is not None:
            parts.append(match[1].replace("''", "'"))
        elif match[2] is None:
            parts.append(match[0])
        else:
            parts.append(_field(match[0], time))
    return "".join(parts)


def _field(token: str, time: datetime) -> str:
    hour12 = (time.hour + 11) % 12 + 1
    numbers = {"YY": time.year % 100, "MM": time.month, "DD": time.day, "hh": time.hour, "HH": hour12}
    numbers |= {"mm": time.minute, "ss": time.second}
    singles = {"M": time.month, "D": time.day, "h": time.hour, "H": hour12, "m": time.minute, "s": time.second}
    if token in numbers:
        return f"{numbers[token]:02}"
    if token in singles:
        return str(singles[token])
    half = "PM" if time.hour >= 12 else "AM"
    texts = {
        "YYYY": f"{time.year:04}", "MMM": _MONTHS[time.month - 1][:3], "MMMM": _MONTHS[time.month - 1],
        "EEE": _DAYS[time.weekday()][:3], "EEEE": _DAYS[time.weekday()], "AA": half, "aa": half.lower(),
        "Z": _zone(time, True, "Z"), "ZZZ": _zone(time, False, "UTC"), "ZZZZ": _zone(time, False, ""),
        "ZZZZZ": _zone(time, True, ""),
    }  # fmt: skip
    if token not in texts:
        raise Failed(f"the format has no {token[:20]!r}")
    return texts[token]


def _timeadd(given: str, duration: str) -> str:
    time = _time(given)
    sign = -1 if duration.startswith("-") else 1
    body = duration.lstrip("+-") if duration[:1] in "+-" else duration
    if len(duration) > 100 or not (body == "0" or re.fullmatch(rf"(?:{_DURATION.pattern})+", body)):
        raise Failed("this is no duration")
    seconds = sum((Fraction(number) * _UNITS[unit] for number, unit in _DURATION.findall(body)), Fraction())
    time += timedelta(seconds=int(seconds * sign))
    return time.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + _zone(time, True, "Z")


def _timecmp(one: str, other: str) -> int:
    first, second = _time(one), _time(other)
    return (first > second) - (first < second)


def _now() -> str:
    raise NotKnown(Unknown("the time of the deployment"))


FUNCTIONS = {
    "formatdate": Function(_formatdate, "text text"),
    "plantimestamp": Function(_now),
    "timeadd": Function(_timeadd, "text text"),
    "timecmp": Function(_timecmp, "text text"),
    "timestamp": Function(_now),
}
