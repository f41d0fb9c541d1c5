"""Evaluates policies: whether a request is allowed, by AWS's rules, with a third answer for what is not known."""

from leastwise.iam.evaluation.case import Reason
from leastwise.iam.evaluation.clause import Clause, clause, clauses
from leastwise.iam.evaluation.condition import ABSENT, Condition, conditions, meets
from leastwise.iam.evaluation.decision import Decision, decide
from leastwise.iam.evaluation.implication import implies
from leastwise.iam.evaluation.principal import Caller
from leastwise.iam.evaluation.request import Policies, Request

__all__ = [
    "ABSENT",
    "Caller",
    "Clause",
    "Condition",
    "Decision",
    "Policies",
    "Reason",
    "Request",
    "clause",
    "clauses",
    "conditions",
    "decide",
    "implies",
    "meets",
]
