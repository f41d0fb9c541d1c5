"""What every function does, allowed by the policies with which AWS tells people to run them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.iam.actions import expand
from leastwise.iam.documents_of_aws import Document, named
from leastwise.iam.managed import customary
from leastwise.iam.pattern import matches
from leastwise.iam.permissions import grants
from leastwise.iam.resources import partition
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.record import replace
from leastwise.model.value import concat
from leastwise.privilege.comparison import compare
from leastwise.privilege.rows import Row

POLICIES = ("AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSXRayDaemonWriteAccess")
"""Those that a role gets, the narrowest first.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""


_MARKS = dict(zip(POLICIES, ("logs:PutLogEvents", "ec2:CreateNetworkInterface", "xray:PutTraceSegments"), strict=True))
"""Without which nothing of what the policy is for works."""


class Standard:
    """The policies of AWS that a role gets for logs, network and traces.

    Args:
        app: the application.
        role: that lacks them, or has them from a policy that does not stay.

    Attributes:
        arns: of those policies that it has to get.
    """

    def __init__(self, app: Application, role: Role) -> None:
        self._app = app
        self._role = role
        self._known = [one for name in POLICIES if (one := named(name)) is not None]
        missing = {need.action for need in compare(app, role).missing}
        self._whole = not missing.isdisjoint(_MARKS.values())
        self._missing = [action for action in sorted(missing) if self.lacks(action)]
        self.arns: list[Any] = self._chosen(self._missing)

    def lacks(self, action: str) -> bool:
        """Whether an action is missing with the rest of what it is one of: then one of the policies is for it."""
        return self._whole and self.covers(action)

    def covers(self, action: str) -> bool:
        """Whether one of them is for this."""
        usual = all(customary(one) for one in expand(action) or ())
        return usual and any(_allows(one, action) for one in self._known)

    def rest(self, rows: Iterable[Row]) -> list[Row]:
        """Rows without what these policies are for, which are added for that."""
        found: list[Row] = []
        wanted = list(self._missing)
        for row in rows:
            usual = [name for name in row.kept if self.covers(name)]
            wanted += usual
            kept = {name: values for name, values in row.kept.items() if name not in usual}
            if kept:
                found.append(replace(row, kept=kept))
        self.arns = self._chosen([name for name in wanted if not self._given(name)])
        return found

    def _given(self, action: str) -> bool:
        """Whether a framework lets the role do something already."""
        own = grants(self._app, self._role)
        return any(
            one.by == "framework" and one.effect == "Allow" and matches(one.action, action, ignore_case=True)
            for one in own
        )

    def _chosen(self, actions: list[str]) -> list[Any]:
        left = set(actions)
        found: list[Any] = []
        while left:
            best = max(self._known, key=lambda one: sum(_allows(one, action) for action in left))
            left = {action for action in left if not _allows(best, action)}
            found.append(concat(("arn:", partition(self._app), best.arn.removeprefix("arn:aws"))))
        return found


def _allows(document: Document, action: str) -> bool:
    statements = document.document.get("Statement", ())
    patterns = (name for one in statements for name in _several(one.get("Action")))
    return any(matches(name, action, ignore_case=True) for name in patterns)


def _several(value: object) -> list[str]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []
