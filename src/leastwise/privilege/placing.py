"""Where new statements of a role go: into a policy that its author wrote, otherwise into one of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from leastwise.model.application import Application
from leastwise.model.edit import Edit, Insert
from leastwise.model.graph import Role
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.value import Seq

VERSION = "2012-10-17"


@record(eq=False)
class Home:
    """Where they go.

    Attributes:
        place: a list of statements, or of policies.
        policy: name of the policy that they become; `None` where the place takes statements.
        generated: whether SAM makes the role: it takes documents without a name.
    """

    place: Property
    policy: str | None
    generated: bool = False

    def adding(self, statements: Sequence[Any]) -> list[Edit]:
        """Edits that add statements."""
        if self.policy is None:
            return [Insert(self.place, one) for one in statements]
        document = {"Version": VERSION, "Statement": list(statements)}
        if self.generated:
            return [Insert(self.place, document)]
        return [Insert(self.place, {"PolicyName": self.policy, "PolicyDocument": document})]


def home_of(app: Application, role: Role, gone: Collection[Property]) -> Home:
    """Where statements of a role go; `gone` are the statements that do not stay."""
    resource = role.resource
    assert resource is not None
    generated = resource.framework == "sam" and resource["AssumeRolePolicyDocument"].by == "framework"
    for statement in role.statements:
        place = statement.property.parent
        written = statement.by == "author" and not statement.generated and isinstance(place.value, Seq)
        if written and place.resource == resource and statement.property not in gone:
            return Home(place, None)
    return Home(resource["Policies"], "Access", generated)
