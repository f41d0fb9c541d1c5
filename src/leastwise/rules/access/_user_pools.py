"""User pools of Cognito whose users sign in with a password."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Seq


def with_passwords(app: Application) -> Iterator[Resource]:
    """The user pools that people sign in to with a password.

    Not those where everybody signs in elsewhere or without a password, nor those that only machines get tokens from.

    https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
    """
    elsewhere: dict[str, bool] = {}
    for client in app.resources("AWS::Cognito::UserPoolClient"):
        pool = app.referenced(client.get("UserPoolId"), "AWS::Cognito::UserPool")
        if pool is not None:
            elsewhere[pool.key] = elsewhere.get(pool.key, True) and _without_people(client)
    for pool in app.resources("AWS::Cognito::UserPool"):
        factors = pool.get("Policies.SignInPolicy.AllowedFirstAuthFactors")
        without = isinstance(factors, Seq) and bool(factors) and "PASSWORD" not in factors
        if not elsewhere.get(pool.key, False) and not without:
            yield pool


def is_off(place: Property) -> bool:
    """Whether a setting is known to be `OFF`, which is the default. YAML reads a bare `OFF` as false."""
    return place.text("OFF") in ("OFF", "false")


def _without_people(client: Resource) -> bool:
    """Whether nobody signs in to the pool itself by this client."""
    providers, flows = client.get("SupportedIdentityProviders"), client.get("AllowedOAuthFlows")
    only_others = isinstance(providers, Seq) and bool(providers) and "COGNITO" not in providers
    only_machines = isinstance(flows, Seq) and bool(flows) and all(flow == "client_credentials" for flow in flows)
    return only_others or only_machines
