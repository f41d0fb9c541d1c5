"""Needs of small applications, as texts."""

from __future__ import annotations

from textwrap import dedent, indent

from leastwise.iam.wiring import Need, needs, role_needs, unclear
from leastwise.model.application import Application
from leastwise.model.value import Unknown, display
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read

FUNCTION = """\
F:
  Type: AWS::Lambda::Function
  Properties:
    Role: !GetAtt R.Arn
    Code: {ZipFile: x}
"""
ROLE = """\
R:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument: {Statement: []}
"""


def application(resources: str, transform: str = "") -> Application:
    """The application with these resources."""
    text = f"{transform}Resources:\n{indent(dedent(resources), '  ')}"
    (reading,) = read(MemoryFiles({"template.yaml": text.encode()}))
    return reading.worlds[0]


def written(need: Need) -> str:
    """A need as `action resource…`; a question mark behind it where it is optional."""
    where = [f"?{value.reason}" if isinstance(value, Unknown) else display(value) for value in need.resources]
    return " ".join([need.action, *where]) + ("?" if need.optional else "")


def of_function(resources: str, *, function: str = FUNCTION, logs: bool = False) -> set[str]:
    """What the function `F` needs, without what every function needs to log."""
    app = application(resources + function + ROLE)
    (found,) = [function for function in app.functions if function.name == "F"]
    return {written(need) for need in needs(app, found) if logs or need.source != "logs"}


def of_role(resources: str) -> set[str]:
    """What the role `R` needs."""
    app = application(resources + ROLE)
    (role,) = [role for role in app.roles if role.resource is not None and role.resource.name == "R"]
    return {written(need) for need in role_needs(app, role)}


def gaps(resources: str) -> list[str]:
    """Where it is not known what the role `R` needs."""
    app = application(resources + ROLE)
    (role,) = [role for role in app.roles if role.resource is not None and role.resource.name == "R"]
    return [gap.reason for gap in unclear(app, role)]
