"""Statements of resource policies that refuse what does not come over TLS."""

from __future__ import annotations

from typing import Any

from leastwise.model.graph import Statement
from leastwise.model.value import Parameter, Reference, Symbol, is_false
from leastwise.read.graph.policies import condition_keys, everyone
from leastwise.rules.policies import one_or_list


def demands_tls(statement: Statement) -> bool:
    """Whether a statement denies what comes without TLS; one that is not known has the benefit of the doubt.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    whom = [principal.value for principal in statement.principals]
    if statement.effect == "Allow" or not (everyone(statement) or all(isinstance(value, Symbol) for value in whom)):
        return False
    if isinstance(statement.condition.value, Symbol):
        return True
    return any(
        (key == "aws:securetransport" and (is_false(value) or isinstance(value, Symbol) or value == ["false"]))
        or key == "s3:tlsversion"
        for _, key, value in condition_keys(statement)
    )


def tls_only(action: str, resources: list[Any]) -> dict[str, Any]:
    """A statement that denies an action on these resources to whoever does not use TLS."""
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": one_or_list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


_OWNER = (
    "sns:AddPermission",
    "sns:DeleteTopic",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:Publish",
    "sns:RemovePermission",
    "sns:SetTopicAttributes",
    "sns:Subscribe",
)
"""What a topic's default policy allows its own account, which a new policy would take away from alarms and the like."""


def topic_statements(topic: Reference) -> list[dict[str, Any]]:
    """The statements of a new policy for a topic: what it allows without one, and that nothing goes without TLS.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    owner = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": list(_OWNER),
        "Resource": topic,
        "Condition": {"StringEquals": {"AWS:SourceOwner": Parameter("AWS::AccountId")}},
    }
    return [owner, tls_only("sns:Publish", [topic])]
