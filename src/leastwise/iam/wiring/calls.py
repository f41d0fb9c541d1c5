"""Calls of the AWS SDK that a state machine or a schedule makes by itself, as the actions that they need.

https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

from typing import Any

from leastwise.iam.actions import Action, expand
from leastwise.iam.wiring.arns import arn_of, is_value, made
from leastwise.iam.wiring.names import found_in, named, resolved, resources_of, with_profile
from leastwise.iam.wiring.need import Because, Collector
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
    """The actions that an operation of the SDK needs; `None` where it is not known."""
    tables = table(__file__, "sdk_actions")
    name = operation[:1].upper() + operation[1:]
    prefix = tables["services"].get(service, service)
    name = table(__file__, "integrations")["operations"].get(f"{prefix}:{operation}", name)
    texts = tables["operations"].get(f"{prefix}:{name}") or tables["operations"].get(f"{service}:{name}")
    found: list[Action] = []
    for text in texts or [f"{prefix}:{name}"]:
        known = expand(text)
        if not known:
            return None
        found += known
    return found


def _operation(needs: Collector, made_call: Call) -> None:
    actions = actions_of(made_call.service, made_call.operation)
    if actions is None:
        needs.note(made_call.because.property, f"which action of IAM {made_call.key} needs is not known")
        return
    for action in actions:
        where = resources_of(needs.app, action, made_call.parameters, made_call.variables)
        needs.add((str(action),), where, "integration", made_call.because)
        if "iam:PassRole" in action.dependent_actions:
            _pass_roles(needs, made_call)


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


def _pass_roles(needs: Collector, made_call: Call) -> None:
    """The roles that a call hands over, which are known by the names of their parameters."""
    for name in _role_names(made_call.parameters):
        for value in found_in(made_call.parameters, name, made_call.variables):
            pass_role(needs, named(needs.app, value, "iam:role"), made_call.because)


def _role_names(parameters: Map) -> set[str]:
    names: set[str] = set()
    ahead: list[Any] = [parameters]
    while ahead:
        item = ahead.pop()
        if isinstance(item, Map):
            names |= {
                plain for key in item if (plain := key.removesuffix(".$")).endswith(("Role", "RoleArn", "RoleARN"))
            }
        if isinstance(item, (dict, list)):
            ahead += item.values() if isinstance(item, dict) else item
    return names


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
    definition: Resource | None = needs.app.referenced(value, "AWS::ECS::TaskDefinition")
    for name in _ROLES if definition is not None else ():
        for place in places(definition, (name,)) if definition is not None else ():
            if is_value(place.value):
                pass_role(needs, place.value, because, "ecs-tasks.amazonaws.com")
