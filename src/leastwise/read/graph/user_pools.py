"""User pools of Cognito: who makes himself a user, and what runs before somebody is one.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-admin-create-user-policy.html
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
"""

from __future__ import annotations

from leastwise.model.graph import Exposure
from leastwise.model.resource import Resource

POOL = "AWS::Cognito::UserPool"

_BEFORE_SIGN_IN = frozenset(
    {"CreateAuthChallenge", "DefineAuthChallenge", "UserMigration", "VerifyAuthChallengeResponse", "PreAuthentication"}
)
"""Triggers that run on what somebody says who has not signed in yet."""

_AT_SIGN_UP = frozenset({"CustomMessage", "PostConfirmation"})
"""Triggers that run when somebody registers, unless he is refused before."""


def signs_up(pool: Resource) -> bool:
    """Whether anybody may try to register in a pool: not only administrators make its users."""
    return pool["AdminCreateUserConfig.AllowAdminCreateUserOnly"].flag(False) is False


def open_to_all(pool: Resource) -> bool:
    """Whether anybody may register in a pool, with no function that could refuse him."""
    return signs_up(pool) and pool["LambdaConfig.PreSignUp"].absent


def sender(pool: Resource, trigger: str) -> Exposure:
    """Who can send what a trigger of a pool runs on, by the trigger's name."""
    anybody = (
        trigger in _BEFORE_SIGN_IN
        or (trigger == "PreSignUp" and signs_up(pool))
        or (trigger in _AT_SIGN_UP and open_to_all(pool))
    )
    return Exposure.INTERNET if anybody else Exposure.AUTHENTICATED
