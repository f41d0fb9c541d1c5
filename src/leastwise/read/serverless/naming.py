"""Logical ids as the Serverless Framework makes them.

https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/lib/naming.js
"""

from __future__ import annotations

ROLE = "IamRoleLambdaExecution"
"""The role that all functions share which have none of their own."""

BUCKET = "ServerlessDeploymentBucket"


def upper_first(name: str) -> str:
    """A name that begins with a capital, the rest as it is."""
    return name[:1].upper() + name[1:]


def normalized(name: str) -> str:
    """The key of a function, layer, authorizer… as logical ids begin with it: `get-user` → `GetDashuser`."""
    return upper_first(name.replace("-", "Dash").replace("_", "Underscore"))


def alphanumeric(name: str) -> str:
    """A name of which only letters and digits are left, beginning with a capital."""
    return upper_first(plain(name))


def plain(name: str) -> str:
    """A name of which only letters and digits are left."""
    return "".join(c for c in name if c.isascii() and c.isalnum())
