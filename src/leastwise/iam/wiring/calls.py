"""Calls of the AWS SDK that a state machine or a schedule makes by itself, as the actions that they need.

https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

from typing import Any

from leastwise.iam.actions import Action, expand
from leastwise.iam.filling import needed
from leastwise.iam.operations import called
from leastwise.iam.truth import Truth
from leastwise.iam.wiring.arguments import arguments, resources_of
from leastwise.iam.wiring.arns import arn_of, is_value, made
from leastwise.iam.wiring.names import found_in, named, resolved, with_profile
from leastwise.iam.wiring.need import Because, Collector, Source
from leastwise.model.application import Application
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Reference, Unknown, concat
from leastwise.read.graph.wiring import places
from leastwise.read.tables import table

_API = "arn:${Partition}:execute-api:${Region}:${AccountId}:@"
_ROLES = ("TaskRoleArn", "ExecutionRoleArn")


@record
class Call:
    """One call.

    Attributes:
        service: as it is written: `sqs`, `aws-sdk:dynamodb` without the first part.
        operation: in the spelling of the integration, `sendMessage`.
        parameters: what is given to it.
        variables: what placeholders in the parameters stand for.
        because: the place, and what happens there.
        optimized: whether it is one of the integrations that Step Functions has an own name for.
        waits: whether Step Functions waits until what was started has ended (`.sync`).
    """

    service: str
    operation: str
    parameters: Map
    variables: Map
    because: Because
    optimized: bool = False
    waits: bool = False

    @property
    def key(self) -> str:
        """Service and operation."""
        return f"{self.service}:{self.operation}"


def call(needs: Collector, made_call: Call) -> None:
    """Note what a call needs."""
    tables = table(__file__, "integrations")
    rows = tables["optimized"].get(made_call.key) if made_call.optimized else None
    if rows is not None:
        _rows(needs, made_call, rows)
    else:
        _operation(needs, made_call)
    if made_call.key in ("ecs:runTask", "aws-sdk:ecs:runTask"):
        for value in found_in(made_call.parameters, "TaskDefinition", made_call.variables):
            pass_roles_of_task(needs, value, made_call.because)
    sync = tables["sync"].get(made_call.key) if made_call.waits else None
    if sync is not None:
        _rows(needs, made_call, sync["needs"])
        if "rule" in sync:
            rule = tables["rule"]
            needs.add(rule["actions"], (made(rule["on"], sync["rule"]),), "integration", made_call.because)


def actions_of(service: str, operation: str) -> list[Action] | None:
    """The actions that an operation needs by itself, whatever is given to it; `None` where it is not known."""
    found = called(service, operation)
    if found is None or found.unknown is not None:
        return None
    own = [row for row in found.requires if row.source in ("code", "argument") and not row.optional]
    plain = [row for row in own if all(condition.values is False for condition in row.when)]
    texts = dict.fromkeys(row.action for row in plain or own)
    return [action for text in texts for action in expand(text) or ()]


def _operation(needs: Collector, made_call: Call) -> None:
    name = table(__file__, "integrations")["operations"].get(made_call.key, made_call.operation)
    found = called(made_call.service, name)
    if found is None or found.unknown is not None:
        needs.note(made_call.because.property, f"which action of IAM {made_call.key} needs is not known")
        return
    given = arguments(made_call.parameters, made_call.variables)
    for row in found.requires:
        answer = needed(row, given)
        if answer is Truth.NO:
            continue
        if row.of_task:  # these are noted by whoever knows the definition of the task
            continue
        where = resources_of(needs.app, row, given)
        if row.source == "pass-role":
            for role in where:
                pass_role(needs, role, made_call.because, row.passed_to or "")
        else:
            source: Source = "kms" if row.source == "kms" else "integration"
            optional = row.optional or answer is Truth.UNKNOWN
            needs.add((row.action,), where, source, made_call.because, optional=optional)


def _rows(needs: Collector, made_call: Call, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        where = _where(needs, made_call, row["on"])
        optional = row.get("optional", False)
        if row["on"] == "api" and _is_websocket(needs, made_call):
            needs.add(("execute-api:ManageConnections",), where, "integration", made_call.because)
            continue
        if row["on"] == "api":
            optional = made_call.parameters.get("AuthType", "NO_AUTH") == "NO_AUTH"
        needs.add(row["actions"], where, "integration", made_call.because, optional=optional)


def _where(needs: Collector, made_call: Call, on: Any) -> tuple[Any, ...]:
    if on == "api":
        return (_endpoint(needs, made_call),)
    if isinstance(on, str):
        return (made(on),)
    path, kind = on
    first, _, rest = path.partition(".*.")
    name = rest or first
    found = [named(needs.app, value, kind) for value in found_in(made_call.parameters, name, made_call.variables)]
    if kind == "bedrock:foundation-model":
        found = [arn for value in found for arn in with_profile(value)]
    if found:
        unknown = [value for value in found if isinstance(value, Unknown)][:1]
        return tuple(dict.fromkeys([*(value for value in found if not isinstance(value, Unknown)), *unknown]))
    if name == "EventBusName" and f"{first}.$" not in made_call.parameters:
        return (made("arn:${Partition}:events:${Region}:${AccountId}:event-bus/default"),)
    if name == "WorkGroup":
        return (made("arn:${Partition}:athena:${Region}:${AccountId}:workgroup/primary"),)
    if name == "TopicArn" and any(key.startswith("PhoneNumber") for key in made_call.parameters):
        return ("*",)
    return (Unknown(f"{name} is not given"),)


def _endpoint(needs: Collector, made_call: Call) -> Any:
    """The ARN of the method of an API that is called."""
    parameters = made_call.parameters
    endpoint = resolved(parameters.get("ApiEndpoint"), made_call.variables)
    first = endpoint.parts[0] if isinstance(endpoint, Concat) else endpoint
    if isinstance(first, str):
        first = first.partition(".")[0]
    if not isinstance(first, (str, Reference)):
        return Unknown("which API is called is not known")
    parts: list[Any] = []
    for name in ("Stage", "Method"):
        value = resolved(parameters.get(name, "*"), made_call.variables)
        parts += ["/", value if is_value(value) and not isinstance(value, Unknown) else "*"]
    path = resolved(parameters.get("Path", ""), made_call.variables)
    if _is_websocket(needs, made_call):
        return concat((made(_API, concat([first, *parts])), "/@connections/*"))
    path = path if is_value(path) and not isinstance(path, Unknown) and "Path.$" not in parameters else "/*"
    return made(_API, concat([first, *parts, path]))


def _is_websocket(needs: Collector, made_call: Call) -> bool:
    endpoint = made_call.parameters.get("ApiEndpoint")
    api = needs.app.referenced(endpoint.parts[0] if isinstance(endpoint, Concat) else endpoint)
    return api is not None and bool(api.get("ProtocolType") == "WEBSOCKET")


def pass_role(needs: Collector, role: Any, because: Because, service: str = "") -> None:
    """Note that a role is handed over, to a service where that is known."""
    condition = {"StringEquals": {"iam:PassedToService": service}} if service else None
    needs.add(("iam:PassRole",), (arn_of(needs.app, role),), "pass-role", because, condition=condition)


def run_task(needs: Collector, value: Any, because: Because) -> None:
    """Note what running a task of ECS needs: the task itself, and the roles that its containers get."""
    if is_value(value):
        needs.add(("ecs:RunTask",), (named(needs.app, value, "ecs:task-definition"),), "integration", because)
        pass_roles_of_task(needs, value, because)


def pass_roles_of_task(needs: Collector, value: Any, because: Because) -> None:
    """Note the roles of a task definition, where it is one of the application."""
    for role in roles_of_task(needs.app, value) or ():
        pass_role(needs, role, because, "ecs-tasks.amazonaws.com")


def roles_of_task(app: Application, value: Any) -> list[Any] | None:
    """The roles of a task definition; `None` where it is none of the application."""
    definition: Resource | None = app.referenced(value, "AWS::ECS::TaskDefinition")
    if definition is None:
        return None
    found = [place.value for name in _ROLES for place in places(definition, (name,))]
    return [value for value in found if is_value(value)]
