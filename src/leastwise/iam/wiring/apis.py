"""APIs: what integrations, authorizers and data sources call with a role of their own, and logging.

https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services.html
https://docs.aws.amazon.com/appsync/latest/devguide/attaching-a-data-source.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from leastwise.iam.actions import expand
from leastwise.iam.reach import text_of
from leastwise.iam.wiring.arns import arn_of, is_value, made, own_arn
from leastwise.iam.wiring.calls import actions_of
from leastwise.iam.wiring.names import function_arn
from leastwise.iam.wiring.need import Because, Collector
from leastwise.iam.wiring.sending import entries
from leastwise.model.application import Application
from leastwise.model.graph import Route
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Reference, Unknown, concat
from leastwise.read.tables import table

_CREDENTIALS = ("Credentials", "credentials", "CredentialsArn")
_OPERATION = r"Action=(\w+)|Amazon\w+\.(\w+)'"
_METHODS = {"GET": ["s3:GetObject"], "HEAD": ["s3:GetObject"], "PUT": ["s3:PutObject"], "DELETE": ["s3:DeleteObject"]}


def integrations(app: Application) -> Iterator[tuple[Property, Route]]:
    """The roles that integrations of APIs name, each with a route that leads to it."""
    for route in app.routes:
        place = route.integration
        for name in _CREDENTIALS if place is not None and isinstance(place.value, Map) else ():
            if place is not None and place[name].present:
                yield place[name], route


def integrate(needs: Collector, role: Property, route: Route) -> None:
    """Note what an integration needs of its role."""
    place = role.parent
    because = Because(place, f"{route.label} calls it")
    uri = next((place[key] for key in ("Uri", "uri", "IntegrationUri") if place[key].present), place)
    function = needs.app.lookup.function(uri.value) if is_value(uri.value) else None
    if not route.service and function is not None:
        needs.add(("lambda:InvokeFunction",), (own_arn(function),), "integration", because)
        return
    service, _, operation = route.service.partition(":")
    if not service:
        return
    service = service.rpartition(".")[2]
    names = [operation] if operation else _requested(place, service)
    if service == "s3" and not operation:
        names = _METHODS.get(str(place.value.get("IntegrationHttpMethod", place.value.get("httpMethod"))), [])
    found = [action for name in names for action in (expand(name) if ":" in name else actions_of(service, name)) or ()]
    if not found:
        needs.note(place, f"which action of {service} the integration calls is not known")
    for action in found:
        if not action.takes_resource:
            where: Any = "*"
        elif route.target is not None:
            where = _of_action(route.target, str(action))
        else:
            where = Unknown(f"what {route.label} works on is decided by the request")
        needs.add((str(action),), (where,), "integration", because)


def _of_action(target: Resource, action: str) -> Any:
    arn = own_arn(target)
    if target.type == "AWS::S3::Bucket" and not action.startswith(("s3:ListBucket", "s3:GetBucket", "s3:PutBucket")):
        return concat((arn, "/*"))
    if target.type == "AWS::StepFunctions::StateMachine" and action in (
        "states:DescribeExecution",
        "states:StopExecution",
    ):
        return made("arn:${Partition}:states:${Region}:${AccountId}:execution:@:*", Reference(target.key, "Name"))
    return arn


def _requested(place: Property, service: str) -> list[str]:
    """The operation that a request names: `Action=SendMessage`, or a header such as `AmazonSQS.SendMessage`."""
    found: list[str] = []
    for key in ("RequestTemplates", "requestTemplates", "RequestParameters", "requestParameters"):
        request = place.value.get(key)
        for name, value in request.items() if isinstance(request, Map) else ():
            written = text_of(value) or ""
            if name == "integration.request.querystring.Action":
                found.append(written.strip("'"))
            found += [one or other for one, other in re.findall(_OPERATION, written)]
    uri = next((place.value[key] for key in ("Uri", "uri", "IntegrationUri") if key in place.value), None)
    path = (text_of(uri) or "").rpartition(":path/")[2].lstrip("/").lower()
    for form, operation in table(__file__, "services")["paths"].get(service, {}).items():
        if not found and fnmatchcase(path, form):
            found.append(operation)
    return list(dict.fromkeys(found))


def authorize(needs: Collector, authorizer: Resource, _: Property) -> None:
    """Note what an authorizer needs to call its function."""
    uri = authorizer["AuthorizerUri"]
    function = needs.app.lookup.function(uri.value) if is_value(uri.value) else None
    if function is not None:
        because = Because(uri, "the authorizer calls this function")
        needs.add(("lambda:InvokeFunction",), (own_arn(function),), "integration", because)
    elif uri.present:
        needs.note(uri, "which function the authorizer calls is not known")


def log(needs: Collector, resource: Resource, role: Property) -> None:
    """Note what the role with which API Gateway or AppSync logs needs."""
    rows = table(__file__, "services")["logging"][resource.type]
    entries(
        needs, rows, Reference(resource.key, "ApiId"), "logs", Because(role, "the API writes its log with this role")
    )


def fetch(needs: Collector, source: Resource, role: Property) -> None:
    """Note what a data source of AppSync needs. Which operations it uses is up to the resolvers."""
    tables = table(__file__, "services")["data_sources"]
    for name, row in tables.items():
        config = source[name]
        if not isinstance(config.value, Map):
            continue
        value = config[row["names"]].value
        because = Because(config, "resolvers use this source")
        if not is_value(value):
            needs.note(config, "what the data source works on is not known")
            continue
        arn = _source_arn(needs, value, row)
        if arn is not None:
            entries(needs, row["needs"], arn, "integration", because)
        secret = config["RdsHttpEndpointConfig.AwsSecretStoreArn"]
        if is_value(secret.value):
            why = Because(secret, "resolvers sign in with this secret")
            needs.add(("secretsmanager:GetSecretValue",), (arn_of(needs.app, secret.value),), "integration", why)
    if not any(isinstance(source.get(name), Map) for name in tables) and source.get("Type") not in ("NONE", "HTTP"):
        needs.note(role, "what the data source works on is not known")


def _source_arn(needs: Collector, value: Any, row: dict[str, Any]) -> Any:
    if row.get("function"):
        return function_arn(needs.app, value)
    resource = needs.app.referenced(value)
    if resource is not None:
        return own_arn(resource)
    return made(row["form"], value) if "form" in row else arn_of(needs.app, value)
