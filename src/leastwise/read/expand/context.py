"""What the expansion of one stack knows beside its resources, and the names it refers to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Reference, Symbol, Unknown, concat
from leastwise.read.document import load
from leastwise.read.files import Files

PARTITION = Parameter("AWS::Partition")
REGION = Parameter("AWS::Region")
ACCOUNT = Parameter("AWS::AccountId")
STACK_NAME = Parameter("AWS::StackName")

MANAGED_POLICY = "arn:aws:iam::aws:policy/"
"""What stands before path and name of an AWS managed policy. SAM writes the partition out; ours is the public one."""

_VARIABLE = re.compile(r"\$\{([^}]+)\}")


@record(frozen=False)
class Context:
    """One stack.

    Attributes:
        stack_key: key of the stack, the first part of its resources' keys.
        template: path of the template.
        folder: folder that local references in it are seen from.
        files: the root.
        unread: what could not be read or is not known is added here.
        parameters: name → value.
        framework: what the stack is written in.
        maker: the framework's name in a sentence.
    """

    stack_key: str
    template: str
    folder: str
    files: Files
    unread: list[Unread]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    framework: str = "sam"
    maker: str = "SAM"

    def note(
        self, span: Span, reason: str, kind: Literal["template", "code", "reference", "limit"] = "reference"
    ) -> None:
        """Something that could not be followed, at the line where it stands."""
        self.unread.append(Unread(span[0].path, span[0].position(span[1])[0], kind, reason))

    def ref(self, name: str) -> Reference:
        """What `Ref` of a resource of this stack returns."""
        return Reference(f"{self.stack_key}:{name}", "Ref")

    def att(self, name: str, attribute: str = "Arn") -> Reference:
        """An attribute of a resource of this stack."""
        return Reference(f"{self.stack_key}:{name}", attribute)

    def name_of(self, value: Any) -> str | None:
        """The logical id that a reference to a resource of this stack names."""
        if isinstance(value, Reference):
            stack, _, name = value.resource.rpartition(":")
            return name if stack == self.stack_key else None
        return None

    def load(self, location: str, span: Span, what: str) -> Map | None:
        """A local YAML or JSON file; `None` where it cannot be read, which is noted."""
        path = self.files.join(self.folder, location)
        if path is None:
            self.note(span, f"{what} {location} leads outside the root; it was not read")
            return None
        try:
            return load(self.files, path)
        except ReadError as error:
            self.note(span, f"{what} {location} {error.reason}", "limit" if error.limit else "reference")
            return None


def invocation_uri(function: Any) -> str | Symbol:
    """The URI by which API Gateway invokes a function with this ARN."""
    return concat(["arn:aws:apigateway:", REGION, ":lambda:path/2015-03-31/functions/", function, "/invocations"])


def api_arn(api: Any, below: str) -> str | Symbol:
    """What calls of an API with this id come from; `below` says which: stage, method, path."""
    return concat(["arn:aws:execute-api:", REGION, ":", ACCOUNT, ":", api, below])


def substitute(template: str, variables: Mapping[str, Any]) -> str | Symbol:
    """`${Name}` replaced by the variables; what is not among them is a pseudo parameter."""
    pieces = _VARIABLE.split(template)
    for index in range(1, len(pieces), 2):
        name = pieces[index]
        if name in variables:
            value = variables[name]
        elif name.startswith("AWS::"):
            value = Parameter(name)
        else:
            value = Unknown(f"nothing is called {name}")
        pieces[index] = value
    return concat(pieces)
