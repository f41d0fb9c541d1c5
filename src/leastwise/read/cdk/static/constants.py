"""Constants of the CDK that stand in a source by their names."""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Unknown
from leastwise.read.cdk.static.library import pseudo
from leastwise.read.cdk.static.values import External
from leastwise.read.tables import table


def constant(value: External) -> Any:
    """A constant of the CDK: `Runtime.PYTHON_3_14`, `Aws.REGION`."""
    known = pseudo(value.path)
    if known is not None:
        return known
    values = table(__file__, "constants")["constants"].get(".".join(value.path[:-1]))
    if values is not None and value.name in values:
        return values[value.name]
    cdk = (bool(value.path) and value.path[0].startswith("aws_")) or (
        value.name[:1].isupper() and value.path[0][:1].isupper()
    )
    return value.name if cdk and value.name.isupper() else Unknown(f"{'.'.join(value.path)} is not known here")
