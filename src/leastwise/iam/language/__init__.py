"""Patterns of IAM as languages: what they match, include, share and leave over, also where parts are not known."""

from leastwise.iam.language.algebra import Difference, difference, includes, overlaps
from leastwise.iam.language.assumptions import assumptions
from leastwise.iam.language.atoms import Domain, Hole, PolicyVariable, Wild
from leastwise.iam.language.parse import arn_pattern, text_pattern
from leastwise.iam.language.pattern import Pattern

__all__ = [
    "Difference",
    "Domain",
    "Hole",
    "Pattern",
    "PolicyVariable",
    "Wild",
    "arn_pattern",
    "assumptions",
    "difference",
    "includes",
    "overlaps",
    "text_pattern",
]
