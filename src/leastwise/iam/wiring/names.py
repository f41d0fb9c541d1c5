"""From a parameter of an SDK call to the resource that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.iam.actions import facts
from leastwise.iam.reach import text_of
from leastwise.iam.wiring.arns import arn_attribute, arn_of, from_format, is_arn, is_value, made, own_arn
from leastwise.model.application import Application
from leastwise.model.value import Concat, Map, Reference, Seq, Unknown, concat
from leastwise.read.graph.state_machines import substituted

DECIDED_LATER = "it is decided at run time"
_DEPTH = 20
_PROFILES = frozenset({"apac", "au", "ca", "eu", "global", "jp", "us", "us-gov"})


def found_in(parameters: Any, name: str, variables: Map) -> Iterator[Any]:
    """Every value of a parameter of that name, however deep, with what its placeholders stand for.

    One that is worked out while the state machine runs is `Unknown`.
    """
    ahead = [(parameters, 0)]
    while ahead:
        item, depth = ahead.pop()
        if isinstance(item, Map):
            for key, value in item.items():
                if key == f"{name}.$":
                    yield Unknown(DECIDED_LATER)
                elif key == name and is_value(value):
                    yield resolved(value, variables)
        if depth < _DEPTH and isinstance(item, (Map, Seq)):
            inner = item.values() if isinstance(item, Map) else item
            ahead += [(value, depth + 1) for value in inner if isinstance(value, (Map, Seq))]


def resolved(value: Any, variables: Map) -> Any:
    """A value of a definition with its placeholders put in; `Unknown` for an expression (JSONata)."""
    value = substituted(value, variables)
    text = text_of(value) or ""
    if text.startswith(("{%", "$.", "$$.")):
        return Unknown(DECIDED_LATER)
    return Unknown("a placeholder in it stands for nothing") if "${" in text else value


def named(app: Application, value: Any, kind: str) -> Any:
    """The ARN of the resource of a kind (`sqs:queue`) that a value names: by ARN, by name, or by URL."""
    if isinstance(value, Unknown):
        return value
    if kind == "execution":
        return executions(app, value)
    if kind == "lambda:function":
        return function_arn(app, value)
    resource = app.referenced(value)
    if resource is not None and arn_attribute(resource.type) is not None:
        return arn_of(app, value) if is_arn(value) else own_arn(resource)
    if is_arn(value) or (isinstance(value, Reference) and value.attribute.lower().endswith("arn")):
        return value
    if kind == "sqs:queue" and isinstance(value, str):
        value = value.rpartition("/")[2]
    if kind == "ssm:parameter" and isinstance(value, str):
        value = value.removeprefix("/")
    service, _, name = kind.partition(":")
    form = next((row["arn"] for row in (facts("resourceTypes", service) or {}).values() if row["key"] == name), None)
    return Unknown(f"the ARN of {kind} is not known") if form is None else from_format(form, value)


def function_arn(app: Application, value: Any) -> Any:
    """The ARN of a function, with the version or alias that is named."""
    if isinstance(value, Concat) and isinstance(value.parts[0], Reference):
        rest = concat(value.parts[1:])
        resource = app.by_key.get(value.parts[0].resource)
        if resource is not None and (text_of(rest) or "").startswith(":"):
            return concat((own_arn(resource), rest))
    resource = app.lookup.function(value) if not is_arn(value) else None
    if resource is not None and not isinstance(value, Reference):
        return own_arn(resource)
    found = arn_of(app, value)
    if is_arn(found) or not isinstance(found, (str, Concat)):
        return found
    return made("arn:${Partition}:lambda:${Region}:${AccountId}:function:@", found)


def executions(app: Application, value: Any) -> Any:
    """The ARNs of the executions of a state machine."""
    resource = app.referenced(value, "AWS::StepFunctions::StateMachine")
    if resource is not None:
        return made("arn:${Partition}:states:${Region}:${AccountId}:execution:@:*", Reference(resource.key, "Name"))
    if isinstance(value, str) and ":stateMachine:" in value:
        return value.replace(":stateMachine:", ":execution:", 1) + ":*"
    return Unknown("the name of the state machine is not known")


def with_profile(model: Any) -> tuple[Any, ...]:
    """A model of Bedrock; where it is named by an inference profile, the profile and the model in every region of it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
    """
    text = text_of(model) or ""
    region, _, name = text.rpartition("foundation-model/")[2].partition(".")
    if ":foundation-model/" not in text or region not in _PROFILES:
        return (model,)
    profile = made(f"arn:${{Partition}}:bedrock:${{Region}}:${{AccountId}}:inference-profile/{region}.{name}")
    return profile, made(f"arn:${{Partition}}:bedrock:*::foundation-model/{name}")
