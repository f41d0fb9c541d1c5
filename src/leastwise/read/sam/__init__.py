"""SAM: what `AWS::Serverless::*` resources become when they are deployed.

The expansion keeps positions: everything it makes stands where the person wrote what causes it.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
"""

from __future__ import annotations

from leastwise.model.resource import Resource
from leastwise.model.value import Map
from leastwise.read.expand.context import Context
from leastwise.read.sam.globals import is_sam, merge_globals


class Sam:
    """See `leastwise.read.expand.Expansion`."""

    framework = "sam"
    maker = "SAM"

    def merged(self, document: Map) -> Map:
        """The template with `Globals` in its resources."""
        return merge_globals(document)

    def expand(self, resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
        """The CloudFormation resources that those of a template become."""
        from leastwise.read.sam import expansion  # only where a template is SAM's

        return expansion.expand(resources, context)


__all__ = ["Sam", "is_sam", "merge_globals"]
