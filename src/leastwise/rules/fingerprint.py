"""Identity of a finding across changes of its surroundings.

A fingerprint stays the same when lines move or the file is renamed, and changes when what is wrong changes. It is
made from the rule, the logical path (name of the block and property path) and the content of the place. Where the
content is a secret it is left out: a short one could be found by trying (`Rule.secret`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from leastwise.model.finding import Finding
from leastwise.model.resource import Property

try:  # without OpenSSL, which takes milliseconds to load
    from _sha2 import sha256  # type: ignore[import-not-found]
except ImportError:
    try:  # Python 3.11
        from _sha256 import sha256  # type: ignore[import-not-found]
    except ImportError:
        from hashlib import sha256

_LENGTH = 32
"""Hexadecimal characters: 128 bits, so that two findings never share one by accident."""


def fingerprint(finding: Finding, ordinal: int = 0, *, secret: bool = False) -> str:
    """The fingerprint of a finding, the `ordinal`-th of several that would otherwise share one.

    `secret`: what stands at the place must not be found out from the fingerprint.
    """
    place = finding.place
    source, start = place.span[0], place.span[1]
    block = source.block_at(start) or place.resource.name
    parts = [finding.rule, block, place.dotted, _content(place, secret=secret)]
    if ordinal:
        parts.append(str(ordinal))
    return str(sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH])


def fingerprints(findings: Iterable[Finding], secret: Collection[str] = ()) -> list[str]:
    """The fingerprints of the findings of one application, all different; equal ones are numbered in this order.

    `secret`: rules whose places hold secrets.
    """
    count: dict[str, int] = {}
    result = []
    for finding in findings:
        hidden = finding.rule in secret
        found = fingerprint(finding, secret=hidden)
        ordinal = count[found] = count.get(found, -1) + 1
        result.append(fingerprint(finding, ordinal, secret=hidden) if ordinal else found)
    return result


def _content(place: Property, *, secret: bool) -> str:
    """What stands at the place: its text with white space evened out, or the name of what is missing.

    A whole resource has no content of its own: anything in it may change without the finding becoming another one.
    """
    missing = place.missing
    if missing is not None:
        return f"-{missing}"
    if not place.path or secret:
        return ""
    source, _, _, start, end = place.span
    return " ".join(source.text[start:end].split())
