"""The texts of AWS's managed policies, as of a date.

There are 1,600 of them, 3.4 MB: they stand in `data/documents_of_aws.bin` in compressed blocks, in the order of their
names, and `data/documents_of_aws.json` says where each block begins. Who asks for a policy has its block read.
Both are made by `tools/refresh_managed_policies.py`.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html
"""

from __future__ import annotations

import json
import os.path
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from leastwise.model.record import record
from leastwise.read.tables import table

TABLE = "documents_of_aws"
OWNER = ":iam::aws:policy"
"""What stands in the ARNs of these policies, and in no others."""


@record
class Document:
    """One managed policy of AWS.

    Attributes:
        name: the last part of its ARN.
        path: what stands before it there, `/service-role/`.
        version: the version that is in force, `v2`.
        document: the policy, plain JSON. Nobody changes it.
    """

    name: str
    path: str
    version: str
    document: dict[str, Any]

    @property
    def arn(self) -> str:
        """Its ARN in the partition `aws`."""
        return f"arn:aws{OWNER}{self.path}{self.name}"


def named(name: str) -> Document | None:
    """The policy of this name; `None` where the data has none, which never means that it allows nothing."""
    index = table(__file__, TABLE)["blocks"]
    place = bisect_right(index, name, key=lambda row: row[0]) - 1
    found = _block(place).get(name) if place >= 0 else None
    return None if found is None else Document(name, *found)


def at(arn: str) -> Document | None:
    """The policy with this ARN, of whatever partition; `None` where it is none of AWS's, or not in the data."""
    _, owner, rest = arn.partition(OWNER)
    path, _, name = rest.rpartition("/")
    found = named(name) if owner and arn.startswith("arn:") else None
    return found if found is not None and found.path == f"{path}/" else None


def names() -> Iterator[str]:
    """The names of all policies, in order. Reads all blocks."""
    for place in range(len(table(__file__, TABLE)["blocks"])):
        yield from _block(place)


def as_of() -> str:
    """The date of the data, `2026-11-21`."""
    return str(table(__file__, TABLE)["date"])


@lru_cache(maxsize=16)
def _block(place: int) -> dict[str, list[Any]]:
    import zlib

    _, start, size = table(__file__, TABLE)["blocks"][place]
    with open(os.path.join(os.path.dirname(__file__), "data", f"{TABLE}.bin"), "rb") as file:
        file.seek(start)
        found: dict[str, list[Any]] = json.loads(zlib.decompress(file.read(size)))
    return found
