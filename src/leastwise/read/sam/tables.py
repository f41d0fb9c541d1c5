"""The tables of facts that come with this package, each read once and only when it is needed.

`policy_templates.json`, `connectors.json` and `managed_policies.json` are written by `tools/refresh_sam.py`; the others
are kept by hand, from the pages named in them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from leastwise.read import tables


def table(name: str) -> dict[str, Any]:
    """One table, as it stands in `data/<name>.json`."""
    found: dict[str, Any] = tables.table(__file__, name)
    return found


@cache
def properties(kind: str) -> dict[str, str]:
    """SAM property → CloudFormation property, of those that pass through unchanged."""
    found = table("properties")[kind]
    return {**{name: name for name in found["same"]}, **found.get("renamed", {})}


@cache
def managed_policies() -> dict[str, str]:
    """Name of an AWS managed policy → its path and name, as they stand in its ARN."""
    return {name: path + name for path, names in table("managed_policies")["policies"].items() for name in names}
