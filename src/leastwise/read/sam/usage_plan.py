"""Usage plans and API keys.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiusageplan.html
"""

from __future__ import annotations

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.expand.build import Build
from leastwise.read.expand.values import carry, made
from leastwise.read.sam.tables import properties as names_of


def add_usage_plan(build: Build, resource: Resource, auth: Map, stage: str) -> None:
    """Add plan, key, and what ties them together: for this API, or shared by all that say so."""
    wanted, span = auth.get("UsagePlan"), auth.span("UsagePlan")
    scope = wanted.get("CreateUsagePlan") if isinstance(wanted, Map) else None
    if not isinstance(wanted, Map) or scope not in ("PER_API", "SHARED"):
        return
    context = build.context
    prefix = "Serverless" if scope == "SHARED" else resource.name
    plan, key = prefix + "UsagePlan", prefix + "ApiKey"
    for property_name, name in (("UsagePlan", plan), ("ApiKey", key), ("UsagePlanKey", plan + "Key")):
        build.links[resource.name, property_name] = name
    stages = _items(build, plan, "ApiStages", span)
    stages.append(made(span, {"ApiId": context.ref(resource.name), "Stage": context.ref(stage)}))
    properties = Map(span)
    carry(wanted, properties, names_of("UsagePlan"))
    properties["ApiStages"] = stages
    build.add(plan, "AWS::ApiGateway::UsagePlan", properties, span, by="author")
    stages = _items(build, key, "StageKeys", span)
    stages.append(made(span, {"RestApiId": context.ref(resource.name), "StageName": context.ref(stage)}))
    build.add(key, "AWS::ApiGateway::ApiKey", {"Enabled": True, "StageKeys": stages}, span)
    tie = {"KeyId": context.ref(key), "KeyType": "API_KEY", "UsagePlanId": context.ref(plan)}
    build.add(plan + "Key", "AWS::ApiGateway::UsagePlanKey", tie, span)


def _items(build: Build, name: str, key: str, span: Span) -> Seq:
    """What another API has put into a shared plan already, to be added to."""
    resource = build.result.get(name) if name not in build.source else None
    found = resource.properties.get(key) if resource is not None else None
    return found if isinstance(found, Seq) else Seq(span)
