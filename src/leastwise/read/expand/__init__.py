"""What frameworks that write CloudFormation for their users have in common: resources that become other resources."""

from __future__ import annotations

from typing import Protocol

from leastwise.model.resource import Resource
from leastwise.model.value import Map
from leastwise.read.expand.context import Context


class Expansion(Protocol):
    """A framework whose own resources stand in a template among those of CloudFormation.

    Attributes:
        framework: what the resources are said to be written in.
        maker: its name in a sentence.
    """

    framework: str
    maker: str

    def merged(self, document: Map) -> Map:
        """The template with what is said once for many put into each, with its place."""

    def expand(self, resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
        """The CloudFormation resources that the resources of one stack become.

        Args:
            resources: evaluated, by logical id; those whose condition is false are not in it.
            context: what else is known of the stack. What cannot be expanded is added to its `unread`.
        """
