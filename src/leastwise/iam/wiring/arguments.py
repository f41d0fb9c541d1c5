"""The resources that a call of the SDK works on, by what a state machine or a schedule gives to it."""

from __future__ import annotations

from typing import Any

from leastwise.iam.actions import expand
from leastwise.iam.filling import NOT_GIVEN, rows
from leastwise.iam.operations import Form, Hole, Requirement
from leastwise.iam.wiring.arns import arn_attribute, arn_of, is_arn, is_value, made, own_arn
from leastwise.iam.wiring.names import DECIDED_LATER, function_arn, resolved, with_profile
from leastwise.model.application import Application
from leastwise.model.value import Map, Reference, Seq, Unknown, concat

_DEPTH = 20
# Kinds that are part of the resource that is named first: its ARN goes on.
_PARTS = frozenset({"dynamodb:index", "s3:object"})


class Arguments(dict[str, Any]):
    """Arguments under the names that the models of the SDKs have; Step Functions writes all with a capital letter."""

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or super().__contains__(_capital(key))

    def __missing__(self, key: str) -> Any:
        return dict.__getitem__(self, _capital(key))


def _capital(key: object) -> str:
    return key[:1].upper() + key[1:] if isinstance(key, str) else ""


def arguments(parameters: Any, variables: Map, depth: int = 0) -> Any:
    """What is given to a call: placeholders put in, `Unknown` for what is worked out at run time."""
    if isinstance(parameters, Seq):
        return [arguments(item, variables, depth + 1) for item in parameters] if depth < _DEPTH else []
    if not isinstance(parameters, Map):
        return resolved(parameters, variables) if is_value(parameters) else parameters
    found = Arguments()
    for key, value in parameters.items() if depth < _DEPTH else ():
        if isinstance(key, str) and key.endswith(".$"):
            found[key.removesuffix(".$")] = Unknown(DECIDED_LATER)
        else:
            found[resolved(key, variables)] = arguments(value, variables, depth + 1)
    return found


def resources_of(app: Application, requirement: Requirement, given: Any) -> tuple[Any, ...]:
    """The resources that a call works on with an action, as ARNs; one `Unknown` for those that cannot be told."""
    if not requirement.resources:
        limited = any(action.takes_resource for action in expand(requirement.action) or ())
        return (Unknown(f"what {requirement.action} works on is not known"),) if limited else ("*",)
    found: list[Any] = []
    for group in requirement.resources:
        named = next((values for form in group if (values := _named(app, form, given))), None)
        found += named or [Unknown(NOT_GIVEN)]
    # Several that are not known are one and the same to whoever asks.
    unknown = [value for value in found if isinstance(value, Unknown)][:1]
    return tuple(dict.fromkeys([*(value for value in found if not isinstance(value, Unknown)), *unknown]))


def _named(app: Application, form: Form, given: Any) -> list[Any]:
    arns = [_put_in(app, form, row) for row in rows(form, given)]
    return [arn for one in arns for arn in with_profile(one)] if form.kind == "bedrock:foundation-model" else arns


def _put_in(app: Application, form: Form, values: list[Any]) -> Any:
    parts: list[Any] = []
    ahead = iter(values)
    left = len(values)
    for part in form.parts:
        if not isinstance(part, Hole):
            parts.append(made(part))
            continue
        value, first = next(ahead), left == len(values)
        left -= 1
        if isinstance(value, Unknown):
            if first:
                return value
            value = "*"
        whole = _whole(app, value, form.kind) if not left or (first and form.kind in _PARTS) else None
        if whole is not None:
            parts.clear()
        parts.append(value if whole is None else whole)
    return concat(parts)


def _whole(app: Application, value: Any, kind: str) -> Any:
    """The ARN that a value means by itself; `None` where it is a name."""
    if kind == "lambda:function":
        return function_arn(app, value)
    resource = app.referenced(value)
    if resource is not None and arn_attribute(resource.type) is not None:
        return arn_of(app, value) if is_arn(value) else own_arn(resource)
    returned = isinstance(value, Reference) and value.attribute.lower().endswith("arn")
    return value if returned or is_arn(value) else None
