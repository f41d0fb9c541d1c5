"""Values that the framework fetches from a store of secrets when it deploys, as what CloudFormation would fetch.

https://www.serverless.com/framework/docs/providers/aws/guide/variables
https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.value import Concat, DynamicReference, Parameter

_FETCHED = r"(?:[\w-]+:)?(ssm|secrets?manager)(?:\.[\w-]+)?(?:\([^()]*\))?:(.+)\Z"
_IN_SECRETS_MANAGER = "/aws/reference/secretsmanager/"
_DECRYPTED = "~true"


def fetched(value: Any) -> Any:
    """A value in which `${ssm:/key}` and its like are dynamic references; all others as they are.

    What is marked for being decrypted, as the first two versions want it, is `ssm-secure`.
    """
    if isinstance(value, Concat):
        return Concat(tuple(fetched(part) for part in value.parts))
    if not isinstance(value, Parameter) or ":" not in value.name:
        return value
    match = re.match(_FETCHED, value.name, re.IGNORECASE | re.DOTALL)
    if match is None:
        return value
    service, key = match[1].lower(), match[2]
    if service != "ssm":
        return DynamicReference("secretsmanager", key)
    plain = re.sub(r"~(?:true|false|split)", "", key)
    if plain.startswith(_IN_SECRETS_MANAGER):
        return DynamicReference("secretsmanager", plain.removeprefix(_IN_SECRETS_MANAGER))
    return DynamicReference("ssm-secure" if _DECRYPTED in key else "ssm", plain)
