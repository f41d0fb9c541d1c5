"""Who may invoke a function, by its resource policy.

https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
"""

from __future__ import annotations

from leastwise.iam.pattern import matches
from leastwise.iam.reach import text_of
from leastwise.iam.sources import names_somebody
from leastwise.model.resource import Resource

# A load balancer only takes functions of its own account: nobody else can point theirs at this one.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
_SAME_ACCOUNT = ("elasticloadbalancing",)
_NARROWING = ("SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken")


def open_to_anybody(permission: Resource) -> bool:
    """Whether an `AWS::Lambda::Permission` is for everyone, or for a service on whoever's behalf.

    What a function URL needs is not meant here.
    """
    if permission.get("FunctionUrlAuthType") is not None or permission.get("InvokedViaFunctionUrl") is not None:
        return False
    principal = text_of(permission.get("Principal")) or ""
    service, dot, _ = principal.partition(".")
    if principal != "*" and not (dot and service.replace("-", "").isalnum() and service not in _SAME_ACCOUNT):
        return False
    return not any(permission[name].present and names_somebody(permission.get(name)) for name in _NARROWING)


def invokes(action: object) -> bool:
    """Whether an action, with or without wildcards, is known to invoke functions."""
    return isinstance(action, str) and matches(action.lower(), "lambda:invokefunction")
