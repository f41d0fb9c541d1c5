"""serverless-plugin-log-retention: how long log groups of functions keep what they hold.

https://www.npmjs.com/package/serverless-plugin-log-retention
"""

from __future__ import annotations

from leastwise.read.expand.values import given
from leastwise.read.serverless.build import ServerlessBuild

_KEY = "logRetentionInDays"


def set_retention(build: ServerlessBuild) -> None:
    """Set the retention that `custom` says for all functions, or each for itself."""
    for target in build.functions.values():
        name = f"{target.prefix}LogGroup"
        for source in (target.properties, build.custom):
            if name in build.result and given(source.get(_KEY)):
                build.set(name, "RetentionInDays", source[_KEY], source.span(_KEY))
                break
