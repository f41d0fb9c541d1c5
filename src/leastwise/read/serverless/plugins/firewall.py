"""serverless-associate-waf: a web ACL before the REST API, by its name.

https://www.npmjs.com/package/serverless-associate-waf
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Unknown, display
from leastwise.read.expand.values import given
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import add, own

_STAGE = "ApiGatewayStage"


def associate(build: ServerlessBuild) -> None:
    """Associate the stage of the API with the web ACL, which may be one of this service."""
    settings = build.under(build.custom, "associateWaf")
    name, span = settings.get("name"), settings.span("name")
    if not given(name) or _STAGE not in build.result:
        return
    service = "WAFv2" if settings.get("version") == "V2" else "WAFRegional"
    acl: Any = Unknown(f"the web ACL called {display(name)} is outside of this service")
    for resource in build.source.values():
        if resource.type == f"AWS::{service}::WebACL" and resource.get("Name") == name:
            acl = build.context.att(resource.name) if service == "WAFv2" else build.context.ref(resource.name)
    association = own(Map(span), ResourceArn=build.context.ref(_STAGE))
    association.put("WebACLArn" if service == "WAFv2" else "WebACLId", acl, span)
    add(build, "ApiGatewayRestApiWaf", f"AWS::{service}::WebACLAssociation", association, span)
