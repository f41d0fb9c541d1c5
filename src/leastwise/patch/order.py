"""Where a new entry goes among its siblings: orders that people keep."""

from __future__ import annotations

from collections.abc import Sequence

_ORDERS = [
    words.split()
    for words in (
        # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
        "AWSTemplateFormatVersion Transform Description Metadata Parameters Mappings Rules Conditions Globals "
        "Resources Outputs",
        # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-product-attribute-reference.html
        "Type Condition DependsOn Metadata CreationPolicy UpdatePolicy DeletionPolicy UpdateReplacePolicy Properties",
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
        "Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition",
        "Version Id Statement",
    )
]


def sibling_before(names: Sequence[str], name: str) -> str | None:
    """The sibling behind which a new entry is written so that a canonical order is kept.

    Args:
        names: of the siblings, in their order.
        name: of the new entry.

    Returns:
        `None` where the siblings have no such order, or the new entry goes to their end.
    """
    for order in _ORDERS:
        if name not in order:
            continue
        known = [order.index(other) for other in names if other in order]
        own = order.index(name)
        if len(known) < max(2, len(names) - 1) or known != sorted(known) or known[-1] < own or own < known[0]:
            continue
        return order[max(rank for rank in known if rank < own)]
    return None
