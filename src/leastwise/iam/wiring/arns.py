"""ARNs as values of the model, out of what people write where a service takes an ARN, a name or a URL."""

from __future__ import annotations

import re
from typing import Any

from leastwise.iam import naming
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import Parameter, Reference, Symbol, Unknown, concat
from leastwise.read.tables import table

PSEUDO = {name: Parameter(f"AWS::{name}") for name in ("Partition", "Region", "AccountId")}
"""The pseudo parameters that ARNs are made with; `Account` is what the Service Authorization Reference says."""
PSEUDO["Account"] = PSEUDO["AccountId"]

_VARIABLE = re.compile(r"\$\{(?:AWS::)?(\w+)\}|@")


def arn_of(app: Application, value: Any) -> Any:
    """The ARN that a value means: that of the application's resource where it names one, otherwise the value itself.

    What leads to a part of a resource (a stream of a table, a version of a function) stays as it is.
    """
    resource = app.referenced(value)
    attribute = None if resource is None else arn_attribute(resource.type)
    if resource is None or attribute is None:
        return value
    if isinstance(value, Reference) and value.attribute not in (
        "Ref",
        "Arn",
        attribute,
        "Id",
        "Name",
        *_names(resource),
    ):
        return value
    return value if _is_part(text_of(value) or "") else Reference(resource.key, attribute)


def _names(resource: Resource) -> tuple[str, ...]:
    short = resource.type.rpartition(":")[2]
    return f"{short}Name", f"{short}Url", f"{short}Arn", "ARN", "GraphQLEndpointArn"


def _is_part(text: str) -> bool:
    """Whether an ARN goes on after the name of the resource: to a version, a stream, objects."""
    service, rest = service_of(text)
    return rest.count(":") > (service == "lambda") or rest.count("/") > (service != "s3")


def arn_attribute(type_: str) -> str | None:
    """The attribute that returns the ARN of a type of resource; `None` where none is known."""
    found: str | None = naming.arn_attribute(type_) or table(__file__, "targets")["arns"].get(type_)
    return found


def own_arn(resource: Resource) -> Any:
    """The ARN of a resource of the application; `Unknown` for a type that the table does not have."""
    attribute = arn_attribute(resource.type)
    return (
        Unknown(f"which attribute of {resource.type} is its ARN")
        if attribute is None
        else Reference(resource.key, attribute)
    )


def made(form: str, value: Any = "") -> Any:
    """A resource by its form: `@` stands for a value, `${AWS::Region}` and the like for themselves.

    `@/*` are the objects of a bucket, `*` is everything.
    """
    if "@" in form and isinstance(value, Unknown):
        return value
    parts: list[Any] = []
    position = 0
    for match in _VARIABLE.finditer(form):
        parts += (form[position : match.start()], value if match[0] == "@" else PSEUDO.get(match[1], match[0]))
        position = match.end()
    return concat([*parts, form[position:]])


def from_format(form: str, name: Any) -> Any:
    """An ARN by its format (`arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`) and the name of the resource.

    Where the format asks for more than one name, those after the first are `*`.
    """
    parts: list[Any] = []
    position, given = 0, False
    for match in _VARIABLE.finditer(form):
        parts.append(form[position : match.start()])
        if match[1] in PSEUDO:
            parts.append(PSEUDO[match[1]])
        else:
            parts.append("*" if given else name)
            given = True
        position = match.end()
    return concat([*parts, form[position:]])


def is_arn(value: Any) -> bool:
    """Whether a value is known to be an ARN that is written out."""
    return (text_of(value) or "").startswith("arn:")


def service_of(value: Any) -> tuple[str, str]:
    """Service and last part of an ARN; two empty texts where the value is none, or its service is not known."""
    parts = (text_of(value) or "").split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or "\0" in parts[2]:
        return "", ""
    return parts[2], parts[5]


def is_value(value: Any) -> bool:
    """Whether a value can stand for a text."""
    return isinstance(value, (str, Symbol)) and not isinstance(value, bool)
