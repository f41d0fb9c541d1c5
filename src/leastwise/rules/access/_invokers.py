"""Who invokes a function by a permission that names no source, in words."""

from __future__ import annotations

from leastwise.iam.reach import text_of
from leastwise.model.value import display

# What of a service somebody points at a function.
_SENDERS = {
    "alexa-appkit": "an Alexa skill",
    "apigateway": "an API",
    "cognito-idp": "a user pool",
    "events": "an event rule",
    "iot": "an IoT rule or endpoint",
    "lex": "a Lex bot",
    "lexv2": "a Lex bot",
    "logs": "a log group",
    "s3": "a bucket",
    "scheduler": "a schedule",
    "ses": "a mail rule",
    "sns": "a topic",
}

# What invokes functions as the tools of somebody's agent.
# https://docs.aws.amazon.com/bedrock/latest/userguide/agents-permissions.html
_AGENTS = ("bedrock", "bedrock-agentcore")


def is_agent(principal: object) -> bool:
    """Whether a permission is for agents: agent-invoke-without-source looks at these."""
    service, dot, _ = (text_of(principal) or "").partition(".")
    return bool(dot) and service in _AGENTS


def may_invoke(principal: object, name: str) -> str:
    """A sentence: who may invoke the function of that name, where no source is named."""
    if principal == "*":
        return f"Every AWS account may invoke {name}: nothing says whose requests are meant."
    service = display(principal)
    sender = _SENDERS.get(service.partition(".")[0], "")
    sender = f"{sender} of any AWS account" if sender else "any AWS account"
    return f"`{service}` may invoke {name} for {sender}: no source is named."
