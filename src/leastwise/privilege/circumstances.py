"""What is known of the requests in which something is needed, as the policy engine takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from leastwise.model.value import Parameter, concat
from leastwise.privilege.statements import through

if TYPE_CHECKING:
    from leastwise.privilege.needed import Need

MAX_CASES = 16

_REST = Parameter("(whatever follows)")
"""What a text ends with that only shows at run time: a policy that allows it allows all that begin so."""


def circumstances(need: Need, among: Iterable[Need]) -> tuple[Mapping[str, Any], ...]:
    """The contexts of the requests, by condition keys in lower case: in all of them the action is needed.

    Args:
        need: what is needed.
        among: all that are needed with it.
    """
    condition = need.condition or through(need, among) or {}
    keys = {key.lower(): values for block in condition.values() for key, values in block.items()}
    choices = [[(key, _sent(one)) for one in _several(values)] for key, values in keys.items()]
    return tuple(dict(row) for row, _ in zip(product(*choices), range(MAX_CASES), strict=False))


def _several(values: Any) -> tuple[Any, ...]:
    return tuple(values) if isinstance(values, (list, tuple)) else (values,)


def _sent(value: Any) -> tuple[Any, ...]:
    return (concat((value[:-1], _REST)) if isinstance(value, str) and value.endswith("*") else value,)
