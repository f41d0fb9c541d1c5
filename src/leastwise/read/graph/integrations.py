"""Integrations of an API that lead to a service of AWS without any function between.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Reference
from leastwise.read.graph.context import Context

_REQUEST = ("RequestParameters", "requestParameters", "RequestTemplates", "requestTemplates")


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
