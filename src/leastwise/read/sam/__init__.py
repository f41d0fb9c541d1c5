"""SAM: what `AWS::Serverless::*` resources become when they are deployed.

The expansion keeps positions: everything it makes stands where the person wrote what causes it.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
"""

from __future__ import annotations

from leastwise.read.sam.context import Context
from leastwise.read.sam.expansion import expand
from leastwise.read.sam.globals import is_sam, merge_globals

__all__ = ["Context", "expand", "is_sam", "merge_globals"]
