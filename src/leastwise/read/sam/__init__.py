"""SAM: what `AWS::Serverless::*` resources become when they are deployed.

The expansion keeps positions: everything it makes stands where the person wrote what causes it.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
"""

from __future__ import annotations

from leastwise.model.resource import Resource
from leastwise.read.sam.context import Context
from leastwise.read.sam.globals import is_sam, merge_globals


def expand(resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
    """The CloudFormation resources that the resources of one stack become.

    Args:
        resources: evaluated, by logical id; those whose condition is false are not in it.
        context: what else is known of the stack. What cannot be expanded is added to its `unread`.
    """
    from leastwise.read.sam import expansion  # only where a template is SAM's

    return expansion.expand(resources, context)


__all__ = ["Context", "expand", "is_sam", "merge_globals"]
