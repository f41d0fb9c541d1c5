"""What code needs that belongs to no application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leastwise.model.value import display
from leastwise.report.policies.plain import plain, short
from leastwise.report.policies.result import Cause, Need, Target

if TYPE_CHECKING:
    from leastwise.code.needs import CodeNeeds


def needed_by_code(found: CodeNeeds) -> list[Need]:
    """What code needs that belongs to no application."""
    return [
        Need(
            action=need.action,
            resources=tuple(Target(short(display(value))) for value in need.resources),
            condition=plain(need.condition),
            source=need.source,
            because=tuple(Cause(one.location, one.note, one.through, one.naming) for one in need.because),
            optional=need.optional,
        )
        for need in found.needs
    ]
