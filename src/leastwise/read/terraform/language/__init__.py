"""Terraform's and OpenTofu's expressions: from what `parse_hcl` gives to values with places.

`evaluate` takes a literal, `Map`, `Seq` or `Expression` and the names of a module, and gives what a rule can look at.
An expression is compiled once, into closures that are kept with it, and run for every instance and world. What is not
known flows through as symbols, what decides between two ways is asked of `Names.decide`.

https://developer.hashicorp.com/terraform/language/expressions
"""

from leastwise.read.terraform.language.evaluation import evaluate, evaluate_text
from leastwise.read.terraform.language.names import Names, Work
from leastwise.read.terraform.language.steps import splat, step
from leastwise.read.terraform.language.values import (
    Comparison,
    Encoded,
    Failed,
    Lazy,
    Set,
    TooMuch,
    decoded,
    encoded_text,
)

__all__ = [
    "Comparison",
    "Encoded",
    "Failed",
    "Lazy",
    "Names",
    "Set",
    "TooMuch",
    "Work",
    "decoded",
    "encoded_text",
    "evaluate",
    "evaluate_text",
    "splat",
    "step",
]
