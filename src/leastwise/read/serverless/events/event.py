"""An event of a function, and what every kind of event makes use of.

https://www.serverless.com/framework/docs/providers/aws/guide/events
"""

from __future__ import annotations

from typing import Any

from leastwise.model.record import record
from leastwise.model.resource import Author, Path
from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Reference, Seq, concat
from leastwise.read import tables
from leastwise.read.expand.context import ACCOUNT, PARTITION, REGION
from leastwise.read.expand.role import Role
from leastwise.read.expand.values import made, mapping
from leastwise.read.serverless.build import ServerlessBuild, Target

GATEWAY = "apigateway.amazonaws.com"
"""API Gateway, as permissions and roles name it."""

URL_SUFFIX = Parameter("AWS::URLSuffix")


@record(eq=False)
class Event:
    """One event.

    Attributes:
        kind: `http`, `sqs`…
        function: what it starts.
        number: its position among all events of the function, from 1.
        properties: what it says, in the long form: `sqs: arn` is `{arn: …}`.
        span: where it stands: the kind's name and its value.
    """

    kind: str
    function: Target
    number: int
    properties: Map
    span: Span

    @property
    def prefix(self) -> str:
        """What the logical ids of what is made for the function begin with."""
        return self.function.prefix


def names(kind: str) -> dict[str, str]:
    """The Framework's name of a property → CloudFormation's, of those that pass through unchanged."""
    found: dict[str, str] = tables.table(__file__, "properties")[kind]
    return found


def turned(kind: str) -> dict[str, str]:
    """CloudFormation's name of a property → the Framework's, for messages."""
    return {name.partition(".")[0]: own for own, name in reversed(names(kind).items())}


def add(
    build: ServerlessBuild,
    name: str,
    type_: str,
    properties: Map,
    span: Span,
    *,
    called: dict[str, str] | None = None,
    by: Author = "author",
    label: str | None = None,
) -> None:
    """Add a resource that an event asks for. What has no place of its own in its properties is the Framework's.

    Args:
        build: of the service.
        name: logical id.
        type_: CloudFormation's type.
        properties: its properties.
        span: where the person wrote what causes it.
        called: CloudFormation's name of a property → the Framework's, for messages.
        by: who wrote it.
        label: the name that the person gave it, where there is one.
    """
    if name in build.result and name not in build.source:
        build.context.note(span, f"{name} is made a second time; only the last one is deployed")
    words = (called or None) if name not in build.source else None
    build.add(name, type_, properties, span, by=by, written=frozenset(unplaced(properties)), called=label, names=words)


def unplaced(properties: Map, above: Path = ()) -> list[Path]:
    """Paths of the entries that nobody wrote."""
    found: list[Path] = []
    for key, value in properties.items():
        if key not in properties.spans:
            found.append((*above, key))
        elif value.__class__ is Map and value.home == properties.home:
            found += unplaced(value, (*above, key))
    return found


def own(properties: Map, **values: Any) -> Map:
    """Set entries that the Framework writes; those that are `None` are left out."""
    for key, value in values.items():
        if value is not None:
            properties[key] = made(properties.home, value)
    return properties


def implied(span: Span, value: Any) -> Span:
    """Where that stands which a value brings along: at the value, at the name of a mapping that does not say it."""
    source, start, end, _, _ = span
    return (source, start, end, start, end) if isinstance(value, (Map, Seq)) else span


def permit(build: ServerlessBuild, name: str, function: Any, principal: Any, span: Span, **conditions: Any) -> None:
    """Add the permission for a service to invoke a function, once."""
    if name in build.result:
        return
    properties = {"FunctionName": function, "Action": "lambda:InvokeFunction", "Principal": principal, **conditions}
    build.add(name, "AWS::Lambda::Permission", properties, span)


def arn(service: str, *rest: Any, region: Any = REGION, account: Any = ACCOUNT) -> Any:
    """An ARN of this account and region."""
    return concat(("arn:", PARTITION, f":{service}:", region, ":", account, ":", *rest))


def invoked(function: Any, *, streamed: bool = False) -> Any:
    """The URI by which API Gateway invokes a function."""
    version, call = ("2021-11-15", "/response-streaming-invocations") if streamed else ("2015-03-31", "/invocations")
    return service_uri(f"lambda:path/{version}/functions/", function, call)


def service_uri(*parts: Any) -> Any:
    """The URI by which API Gateway calls a service."""
    return concat(("arn:", PARTITION, ":apigateway:", REGION, ":", *parts))


def listed(value: Any, home: Span) -> Seq:
    """A list, with a lone value as a list of one."""
    if isinstance(value, Seq):
        return value
    found = Seq(home)
    found.put(value, home)
    return found


def named_function(build: ServerlessBuild, name: Any) -> Target | None:
    """The function with a key of the service."""
    return build.functions.get(name) if isinstance(name, str) else None


def deciding(build: ServerlessBuild, value: Any, span: Span) -> tuple[Target | None, Any]:
    """The function of an authorizer, which has the name of one of this service or an ARN: it, and what is called."""
    target = named_function(build, value)
    if target is None and isinstance(value, str) and ":" not in value:
        build.context.note(span, f"the authorizer {value} is no function of this service")
    return target, target.call if target is not None else value


def in_stack(build: ServerlessBuild, value: Any) -> str:
    """The logical id of the resource of this service that a value refers to; empty for anything else."""
    return (build.context.name_of(value) or "") if isinstance(value, Reference) else ""


def trusted_by(role: Role, service: str) -> None:
    """Let one more service take a role that the Framework makes."""
    statements = mapping(role.properties.get("AssumeRolePolicyDocument"), role.span).get("Statement")
    for statement in statements if isinstance(statements, Seq) else ():
        services = mapping(mapping(statement, role.span).get("Principal"), role.span).get("Service")
        if isinstance(services, Seq) and service not in services:
            services.append(service)
