"""What the roles need that other services than Lambda work with: which resource names a role, and what for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.iam.wiring.apis import authorize, fetch, integrate, integrations, log
from leastwise.iam.wiring.encryption import add_keys
from leastwise.iam.wiring.machines import run_machine
from leastwise.iam.wiring.need import Collector, Wiring, indexed, remembered
from leastwise.iam.wiring.pipes import run_pipe, run_rule, run_schedule, subscribe
from leastwise.iam.wiring.streams import act, deliver, replicate, text
from leastwise.iam.wiring.unfollowed import doubt
from leastwise.model.application import Application
from leastwise.model.graph import Role, Route
from leastwise.model.resource import Property, Resource
from leastwise.read.graph.wiring import places

Use = Callable[[Collector, Resource, Property], None]

USES: tuple[tuple[str, str, Use], ...] = (
    ("StepFunctions::StateMachine", "RoleArn", run_machine),
    ("Pipes::Pipe", "RoleArn", run_pipe),
    ("Scheduler::Schedule", "Target.RoleArn", run_schedule),
    ("Events::Rule", "Targets.*.RoleArn", run_rule),
    ("Logs::SubscriptionFilter", "RoleArn", subscribe),
    ("ApiGateway::Authorizer", "AuthorizerCredentials", authorize),
    ("ApiGatewayV2::Authorizer", "AuthorizerCredentialsArn", authorize),
    ("ApiGateway::Account", "CloudWatchRoleArn", log),
    ("AppSync::GraphQLApi", "LogConfig.CloudWatchLogsRoleArn", log),
    ("AppSync::DataSource", "ServiceRoleArn", fetch),
    ("KinesisFirehose::DeliveryStream", "*.RoleARN", deliver),
    ("KinesisFirehose::DeliveryStream", "*.S3Configuration.RoleARN", deliver),
    ("KinesisFirehose::DeliveryStream", "*.S3BackupConfiguration.RoleARN", deliver),
    ("IoT::TopicRule", "TopicRulePayload.Actions.*.*.RoleArn", act),
    ("IoT::TopicRule", "TopicRulePayload.ErrorAction.*.RoleArn", act),
    ("S3::Bucket", "ReplicationConfiguration.Role", replicate),
    ("Cognito::UserPool", "SmsConfiguration.SnsCallerArn", text),
)
"""Type of a resource, where it names a role, and what it does with it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""


def role_wiring(app: Application, role: Role) -> Wiring:
    """What a role needs for what works with it, and where that cannot be told."""
    if role.resource is None:
        return Wiring()
    key = role.resource.key
    return remembered(app, ("role", key), lambda: _wiring(app, key))


def _wiring(app: Application, key: str) -> Wiring:
    needs = Collector(app)
    for use in indexed(app, _uses).get(key, ()):
        use(needs)
    add_keys(needs)
    doubt(needs, key, function=False)
    return needs.wiring()


def _uses(app: Application) -> dict[str, list[Callable[[Collector], None]]]:
    """By the key of a role, what is done with it."""
    known: dict[str, list[Callable[[Collector], None]]] = {}
    for type_, path, use in USES:
        for resource in app.resources(f"AWS::{type_}"):
            for place in places(resource, tuple(path.split("."))):
                _note(app, known, place, _bound(use, resource, place))
    for place, route in integrations(app):
        _note(app, known, place, _integrated(place, route))
    return known


def _bound(use: Use, resource: Resource, place: Property) -> Callable[[Collector], None]:
    return lambda needs: use(needs, resource, place)


def _integrated(place: Property, route: Route) -> Callable[[Collector], None]:
    return lambda needs: integrate(needs, place, route)


def _note(app: Application, known: dict[str, Any], place: Property, use: Callable[[Collector], None]) -> None:
    role = app.referenced(place.value, "AWS::IAM::Role")
    if role is not None:
        known.setdefault(role.key, []).append(use)
