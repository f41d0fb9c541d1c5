"""Integrations of an API that lead to a service of AWS without any function between.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Reference, Symbol, display
from leastwise.read.graph.context import Context

_REQUEST = ("RequestParameters", "requestParameters", "RequestTemplates", "requestTemplates")


def chosen_by_stage(uri: str) -> bool:
    """Whether a stage variable says which function an integration calls; those of other services take them as well."""
    return "${stageVariables." in uri and ":lambda:path/" in uri


def service_target(context: Context, integration: Any) -> Resource | None:
    """The resource of the application that an integration leads to; `None` where it cannot be told.

    It is in the URI (`…:sqs:path/${AWS::AccountId}/${Queue.QueueName}`), or in the request that is put together.
    """
    if not isinstance(integration, Map):
        return None
    for key in ("Uri", "uri", "IntegrationUri"):
        if key in integration:
            found = context.lookup.resource(integration[key])
            if found is not None:
                return found
    for key in _REQUEST:
        request = integration.get(key)
        for value in request.values() if isinstance(request, Map) else ():
            for part in value.parts if isinstance(value, Concat) else (value,):
                found = context.lookup.resource(part) if isinstance(part, Reference) else None
                if found is not None:
                    return found
    return None


_CREDENTIALS = ("Credentials", "credentials", "CredentialsArn")
_URI = r"arn:[^:]*:apigateway:[^:]*:(?:[^:]*\.)?([a-z0-9-]+):(?:action/(\w+)|path/)"
_SYMBOL = r"\$\{[^{}]*\}"
# What integrations call services, where the prefix of the actions is another.
_PREFIXES = {"email": "ses", "eventbridge": "events", "stepfunctions": "states"}


def service_action(integration: Any) -> str:
    """The action of an AWS service that an integration calls in its own name: `sns:Publish`, `events:PutEvents`.

    The service alone (`s3`) where the URI is a path. Empty for functions, for other servers, and for an integration
    without a role of its own: that one needs a resource that lets API Gateway in, which would be known.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html (uri)
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
    """
    if not isinstance(integration, Map) or not any(name in integration for name in _CREDENTIALS):
        return ""
    subtype = integration.get("IntegrationSubtype", integration.get("integrationSubtype"))
    if isinstance(subtype, str):
        service, _, action = subtype.partition("-")
        return f"{_PREFIXES.get(service.lower(), service.lower())}:{action}"
    for key in ("Uri", "uri", "IntegrationUri"):
        value = integration.get(key)
        value = value.get("Fn::Sub") if isinstance(value, Map) else value
        if isinstance(value, (str, Symbol)):
            found = re.match(_URI, re.sub(_SYMBOL, "", display(value)))
            if found and found[1] != "lambda":
                prefix = _PREFIXES.get(found[1], found[1])
                return f"{prefix}:{found[2]}" if found[2] else prefix
    return ""
