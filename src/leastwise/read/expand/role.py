"""Execution roles that a framework makes where the author names none.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.model.resource import Author, Path
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import MANAGED_POLICY
from leastwise.read.expand.values import made


def trust(service: str) -> dict[str, Any]:
    """The trust policy that lets one service take a role."""
    statement = {"Action": ["sts:AssumeRole"], "Effect": "Allow", "Principal": {"Service": [service]}}
    return {"Version": "2012-10-17", "Statement": [statement]}


def allow(actions: str | Sequence[str | Symbol], resource: Any) -> dict[str, Any]:
    """A statement that allows actions on a resource."""
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


class Role:
    """A role while grants are added to it. Each keeps its place and who gave it."""

    def __init__(self, name: str, span: Span, trusts: Any) -> None:
        self.name = name
        self.span = span
        self.properties = Map(span)
        self.properties["AssumeRolePolicyDocument"] = made(span, trusts)
        self.managed = Seq(span)
        self.inline = Seq(span)
        self.written: set[Path] = {("AssumeRolePolicyDocument",)}
        self.authored = False
        self._attached: set[Any] = set()
        self._granted: set[str] = set()

    def attach(self, arn: str | Symbol, span: Span, by: Author = "framework") -> None:
        """Attach a managed policy, once."""
        if arn in self._attached:
            return
        self._attached.add(arn)
        self._mark("ManagedPolicyArns", len(self.managed), by)
        self.managed.put(arn, span)

    def attach_aws(self, policy: str, span: Span) -> None:
        """Attach a managed policy of AWS, named with its path."""
        self.attach(MANAGED_POLICY + policy, span)

    def grant(self, name: str, statements: list[Any], span: Span) -> None:
        """Add an inline policy that the framework writes, unless the same one is there."""
        document = made(span, {"Statement": statements})
        if (shown := repr(document)) not in self._granted:
            self._granted.add(shown)
            self.add(name, document, span, "framework")

    def add(self, name: str, document: Any, span: Span, by: Author) -> None:
        """Add an inline policy."""
        self._mark("Policies", len(self.inline), by)
        policy = Map(span, {"PolicyName": name, "PolicyDocument": document})
        self.inline.put(policy, span)

    def set(self, name: str, value: Any, span: Span) -> None:
        """Set another property, as the author gave it."""
        if value is not None:
            self.properties.put(name, value, span)

    def _mark(self, name: str, index: int, by: Author) -> None:
        if by == "framework":
            self.written.add((name, index))
        else:
            self.authored = True

    def finish(self, build: Build) -> None:
        """Add the role to the stack."""
        if self.managed:
            self.properties["ManagedPolicyArns"] = self.managed
        if self.inline:
            self.properties["Policies"] = self.inline
        by: Author = "author" if self.authored else "framework"
        build.add(self.name, "AWS::IAM::Role", self.properties, self.span, by=by, written=frozenset(self.written))
