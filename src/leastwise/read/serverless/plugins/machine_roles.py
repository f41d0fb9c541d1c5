"""The roles that serverless-step-functions makes for state machines: what it grants for each task.

https://github.com/serverless-operations/serverless-step-functions/tree/master/lib/deploy/stepFunctions/iamStrategies
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Parameter, Reference, Seq, Symbol, Unknown, concat, display
from leastwise.read.expand.role import Role, allow, trust
from leastwise.read.expand.values import each, first_of, given, mapping, maps
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import arn
from leastwise.read.tables import table

MAX_DEPTH = 60
"""States nest in maps and branches; beyond it a definition is not looked into."""

_VARIABLE = re.compile(r"\$\{([^}]+)\}")
_LAMBDA = re.compile(r"arn:aws(-[a-z]+)*:lambda:")
_QUEUE_URL = re.compile(r"https://sqs\.(.*)\.amazonaws\.com/(.*)/(.*)")
_COMPUTED = "{%"
"""What begins so is JSONata, worked out while the machine runs; JSONPath has keys of its own."""

_ARN_PARTS_WITH_ALIAS = 8


def add_role(build: ServerlessBuild, name: str, source: Map, definition: Any, span: Span) -> None:
    """The role of a state machine: what its tasks need, each where the task is, and what the author adds."""
    role = Role(name, span, trust("states.amazonaws.com"))
    wanted: dict[str, tuple[Any, Any, Span]] = {}
    for task in _tasks(definition, 0):
        found = _needs(build, task)
        if found is None:
            build.context.note(task.span("Resource"), f"what a task of {name} needs its role for is not known here")
        for actions, resource in found or ():
            wanted.setdefault(repr((actions, resource)), (actions, resource, task.span("Resource")))
    grants = table(__file__, "integrations")
    for key in ("loggingConfig", "tracingConfig"):
        if given(source.get(key)):
            wanted[key] = (grants[key], "*", source.span(key))
    for key, actions, resource, place in _encryption(source):
        wanted[key] = (actions, resource, place)
    for index, (actions, resource, place) in enumerate(wanted.values()):
        role.grant(f"tasks{index}", [allow(actions, resource)], place)
    statements, place = source.get("iamRoleStatements"), source.span("iamRoleStatements")
    if isinstance(statements, Seq) and statements:
        document = Map(place, {"Version": "2012-10-17"})
        document.put("Statement", statements, place)
        role.add("statements", document, place, "author")
    role.set("PermissionsBoundary", build.provider.get("rolePermissionsBoundary"), build.provider.home)
    build.roles[name] = role


def _encryption(source: Map) -> Iterator[tuple[str, list[str], Any, Span]]:
    actions = table(__file__, "integrations")
    if given(keys := source.get("kmsKeyArns")):
        yield "kmsKeyArns", actions["kmsKeyArns"], keys, source.span("kmsKeyArns")
    settings = mapping(source.get("encryptionConfig"), source.home)
    if given(key := settings.get("KmsKeyId")):
        yield "encryptionConfig", actions["encryptionConfig"], key, settings.span("KmsKeyId")


def _tasks(definition: Any, depth: int) -> list[Map]:
    """Every state of the type Task, in maps and branches as well, and what maps read from and write to."""
    found: list[Map] = []
    for _, state, _ in maps(mapping(definition, definition.home).get("States")) if isinstance(definition, Map) else ():
        if depth > MAX_DEPTH:
            break
        if state.get("Type") == "Task":
            found.append(state)
        for key in ("Iterator", "ItemProcessor"):
            found += _tasks(state.get(key), depth + 1)
        for key in ("ItemReader", "ResultWriter"):
            if isinstance(state.get(key), Map):
                found.append(state[key])
        for branch, _ in each(state.get("Branches"), state.home):
            found += _tasks(branch, depth + 1)
    return found


def _needs(build: ServerlessBuild, task: Map) -> list[tuple[list[str], Any]] | None:
    """The actions of a task, each with what it is done on; `None` where the integration is not in the table."""
    resource = task.get("Resource")
    text = display(resource) if resource is not None else ""
    _, found, call = text.partition(":states:::")
    if not found:
        return [(["lambda:InvokeFunction"], functions)] if (functions := _called(build, resource)) else []
    known = table(__file__, "integrations")["calls"]
    grants = first_of(known.get(call), known.get(call.removeprefix("aws-sdk:").partition(".")[0]))
    if grants is None:
        return None
    result: list[tuple[list[str], Any]] = []
    for grant in grants:
        on = [one for target in grant["on"] for one in _targets(target, task)]
        if on:
            result.append((grant["actions"], on[0] if len(on) == 1 else on))
    return result


def _called(build: ServerlessBuild, resource: Any) -> list[Any]:
    """The function that a task names as its resource, and every version and alias of it."""
    if isinstance(resource, str):
        parts = resource.split(":")
        if not _LAMBDA.match(resource):
            return []
        resource = ":".join(parts[:-1]) if len(parts) == _ARN_PARTS_WITH_ALIAS else resource
    elif not isinstance(resource, Symbol):
        return []
    functions = {function.arn.resource for function in build.functions.values()}
    if isinstance(resource, Reference) and resource.attribute == "Ref" and resource.resource in functions:
        resource = Reference(resource.resource, "Arn")
    return [resource, concat((resource, ":*"))]


def _targets(target: str, task: Map) -> list[Any]:
    """What a grant of the table is on, for one task; nothing where the plugin then grants nothing."""
    special = _SPECIAL.get(target)
    if special is not None:
        return special(task)
    parts: list[Any] = []
    for index, piece in enumerate(_VARIABLE.split(target)):
        if not index % 2:
            parts.append(piece)
        elif piece.startswith("AWS::"):
            parts.append(Parameter(piece))
        else:
            name, _, default = piece.partition("|")
            value = _parameter(task, name)
            if value is None and "|" not in piece:
                return ["*"] if _computed(task, name) else []
            parts.append(default if value is None else value)
    return [concat(parts)]


def _parameters(task: Map) -> Map:
    return mapping(first_of(task.get("Arguments"), task.get("Parameters")), task.home)


def _parameter(task: Map, name: str) -> Any:
    """A parameter of a task that is known before it runs; a dot leads into another mapping."""
    value: Any = _parameters(task)
    for step in name.split("."):
        value = value.get(step) if isinstance(value, Map) else None
    return None if isinstance(value, str) and value.strip().startswith(_COMPUTED) else value


def _computed(task: Map, name: str) -> bool:
    """Whether a parameter is there, and worked out while the machine runs."""
    parameters = _parameters(task)
    return f"{name}.$" in parameters or (name in parameters and _parameter(task, name) is None)


def _table(task: Map) -> list[Any]:
    if _computed(task, "TableName"):
        return ["*"]
    name, index = _parameter(task, "TableName"), _parameter(task, "IndexName")
    if name is None:
        return []
    if index is None and not _computed(task, "IndexName"):
        return [_table_arn(name)]
    return [arn("dynamodb", "table/", _text(name), "/index/", "*" if index is None else _text(index))]


def _table_arn(name: Any) -> Any:
    if isinstance(name, Reference) and name.attribute == "Ref":
        return Reference(name.resource, "Arn")
    return arn("dynamodb", "table/", _text(name))


def _text(name: Any) -> Any:
    # The plugin puts objects into a text as JavaScript does: [object Object].
    return (
        Unknown("serverless-step-functions makes no ARN of such a reference") if isinstance(name, Reference) else name
    )


def _tables(task: Map) -> list[Any]:
    items = _parameter(task, "RequestItems")
    if isinstance(items, Map):
        return [_table_arn(name.replace(".$", "", 1)) for name in items if isinstance(name, str)]
    return ["*"] if _computed(task, "RequestItems") else []


def _queue(task: Map) -> list[Any]:
    url = _parameter(task, "QueueUrl")
    if url is None:
        return ["*"] if _computed(task, "QueueUrl") else []
    if isinstance(url, str):
        found = _QUEUE_URL.fullmatch(url)
        return [arn("sqs", found[3], region=found[1], account=found[2])] if found else []
    return [Reference(url.resource, "Arn") if isinstance(url, Reference) and url.attribute == "Ref" else "*"]


def _buses(task: Map) -> list[Any]:
    entries = _parameter(task, "Entries")
    names = [first_of(entry.get("EventBusName"), "default") for entry, _ in each(entries, task.home) if _is_map(entry)]
    return [*dict.fromkeys(arn("events", "event-bus/", name) for name in names)]


def _is_map(value: Any) -> bool:
    return isinstance(value, Map)


def _model(task: Map) -> list[Any]:
    model = _parameter(task, "ModelId")
    if model is None:
        return []
    return [model if display(model).startswith("arn:") else arn("bedrock", "foundation-model/", model, account="")]


def _machine(task: Map) -> list[Any]:
    found = first_of(_parameter(task, "StateMachineArn"), task.get("StateMachineArn"))
    return ["*" if found is None else found]


def _executions(task: Map) -> list[Any]:
    (machine,) = _machine(task)
    parts = machine.parts if isinstance(machine, Concat) else (machine,)
    if not isinstance(machine, (str, Concat)) or machine == "*":
        return ["*"]
    swapped = (part.replace(":stateMachine:", ":execution:") if isinstance(part, str) else part for part in parts)
    return [concat((*swapped, ":*"))]


def _functions(task: Map) -> list[Any]:
    name = _parameter(task, "FunctionName")
    if name is None:
        allowed = _parameter(task, "AllowedFunctions")
        return [function for function, _ in each(allowed, task.home)] or ["*"]
    shown = display(name)
    if (isinstance(name, Reference) and name.attribute != "Ref") or shown.startswith("arn:"):
        function = name
    elif re.fullmatch(r"\d+:[^:]*:[^:]*", shown):
        account, _, rest = shown.partition(":")
        function = arn("lambda", rest, account=account)
    else:
        function = arn("lambda", "function:", name)
    return [function, concat((function, ":*"))]


_SPECIAL = {
    "table": _table,
    "tables": _tables,
    "queue": _queue,
    "buses": _buses,
    "model": _model,
    "machine": _machine,
    "executions": _executions,
    "functions": _functions,
}
