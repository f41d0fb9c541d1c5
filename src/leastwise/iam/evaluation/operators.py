"""The operators of conditions: how one value of a request compares with one of a policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from leastwise.iam.evaluation.comparison import (
    arn_like,
    binary_equal,
    bool_equal,
    date_compares,
    ip_in,
    number_compares,
    text_equal,
    text_equal_ignoring_case,
    text_like,
)
from leastwise.iam.truth import Truth
from leastwise.model.record import record


@record
class Operator:
    """An operator, taken apart.

    Attributes:
        kind: `string`, `string-ignore-case`, `like`, `numeric`, `date`, `bool`, `binary`, `ip`, `arn` or `null`.
        relation: `=`, `<`, `<=`, `>` or `>=`.
        negated: whether the condition holds where no value compares.
        quantifier: `all` (ForAllValues), `any` (ForAnyValue), or empty.
        if_exists: whether it holds where the key is absent.
    """

    kind: str
    relation: str = "="
    negated: bool = False
    quantifier: str = ""
    if_exists: bool = False


@lru_cache(maxsize=1)
def _names() -> dict[str, Operator]:
    found = {
        "stringequals": Operator("string"),
        "stringnotequals": Operator("string", negated=True),
        "stringequalsignorecase": Operator("string-ignore-case"),
        "stringnotequalsignorecase": Operator("string-ignore-case", negated=True),
        "stringlike": Operator("like"),
        "stringnotlike": Operator("like", negated=True),
        "bool": Operator("bool"),
        "binaryequals": Operator("binary"),
        "ipaddress": Operator("ip"),
        "notipaddress": Operator("ip", negated=True),
        "arnequals": Operator("arn"),
        "arnlike": Operator("arn"),
        "arnnotequals": Operator("arn", negated=True),
        "arnnotlike": Operator("arn", negated=True),
        "null": Operator("null"),
    }
    relations = {"lessthan": "<", "lessthanequals": "<=", "greaterthan": ">", "greaterthanequals": ">="}
    for kind in ("numeric", "date"):
        found[f"{kind}equals"] = Operator(kind)
        found[f"{kind}notequals"] = Operator(kind, negated=True)
        found |= {kind + name: Operator(kind, sign) for name, sign in relations.items()}
    return found


_QUANTIFIERS = {"forallvalues:": "all", "foranyvalue:": "any"}


@lru_cache(maxsize=256)
def operator(name: str) -> Operator | None:
    """The operator of a name, in any case; `None` for one that IAM does not have."""
    low = name.lower()
    quantifier = next((word for word in _QUANTIFIERS if low.startswith(word)), "")
    low = low.removeprefix(quantifier)
    if_exists = low.endswith("ifexists")
    found = _names().get(low.removesuffix("ifexists"))
    if found is None or (found.kind == "null" and (if_exists or quantifier)):
        return None
    return Operator(found.kind, found.relation, found.negated, _QUANTIFIERS.get(quantifier, ""), if_exists)


def compares(operator: Operator, actual: Any, wanted: Any) -> Truth:
    """Whether a value of the request compares with one of the policy, negation left aside."""
    match operator.kind:
        case "string":
            return text_equal(actual, wanted)
        case "string-ignore-case":
            return text_equal_ignoring_case(actual, wanted)
        case "like":
            return text_like(actual, wanted)
        case "arn":
            return arn_like(actual, wanted)
        case "bool":
            return bool_equal(actual, wanted)
        case "numeric":
            return number_compares(operator.relation, actual, wanted)
        case "date":
            return date_compares(operator.relation, actual, wanted)
        case "ip":
            return ip_in(actual, wanted)
        case "binary":
            return binary_equal(actual, wanted)
    return Truth.UNKNOWN
