"""The stages of REST, HTTP and WebSocket APIs, and what is set on them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-deployment-stagedescription.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-routesettings.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.record import record
from leastwise.model.resource import Property, Resource

REST = "AWS::ApiGateway::RestApi"
REDEPLOY = """\
A stage of a REST API that has an `AWS::ApiGateway::Deployment` of its own goes on as before until there is a new one:
give it another logical id, as SAM, the CDK and the Serverless Framework do by themselves; in Terraform let `triggers`
of the `aws_api_gateway_deployment` follow what it deploys."""
"""For the remediation of what is set on REST APIs and their methods, authorizers and validators.

https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
"""
_V2 = "AWS::ApiGatewayV2::Api"


@record
class Stage:
    """One stage of an API.

    Attributes:
        api: the API.
        base: where the stage's own settings stand: at the resource, or in the description that a deployment has of it.
        settings: settings that hold for all or some of its methods or routes.
        known: whether all of these are known.
    """

    api: Resource
    base: Property
    settings: tuple[Property, ...]
    known: bool

    @property
    def rest(self) -> bool:
        """Whether it is a stage of a REST API."""
        return self.api.type == REST

    @property
    def place(self) -> Property:
        """Where settings for all methods or routes stand, or would stand."""
        return self.base["MethodSettings" if self.rest else "DefaultRouteSettings"]

    def sets(self, name: str) -> bool:
        """Whether any of its settings has this property, or may have it."""
        return not self.known or any(not place[name].absent for place in self.settings)


def stages(app: Application) -> Iterator[Stage]:
    """Every stage of the application's APIs.

    What SAM itself deploys beside the author's stage is none that anybody could set anything on.
    """
    for resource in app.resources("AWS::ApiGateway::Stage"):
        api = app.referenced(resource.get("RestApiId"), REST)
        if api is not None:
            yield _rest(api, resource[()], deployed=False)
    for deployment in app.resources("AWS::ApiGateway::Deployment"):
        api = app.referenced(deployment.get("RestApiId"), REST)
        if api is not None and deployment.by == "author" and deployment["StageName"].present:
            yield _rest(api, deployment["StageDescription"], deployed=True)
    for resource in app.resources("AWS::ApiGatewayV2::Stage"):
        api = app.referenced(resource.get("ApiId"), _V2)
        if api is not None:
            default, routes = resource["DefaultRouteSettings"], resource["RouteSettings"]
            found = [place for place in (default, *routes.items()) if place.present]
            yield Stage(api, resource[()], tuple(found), known=all(map(_plain, (default, routes, *found))))


def _rest(api: Resource, base: Property, *, deployed: bool) -> Stage:
    written = base["MethodSettings"]
    found = [*written.items(), *([base] if deployed and base.present else [])]
    return Stage(api, base, tuple(found), known=all(map(_plain, (written, *found))))


def _plain(place: Property) -> bool:
    return place.absent or isinstance(place.value, (dict, list))


def api_name(api: Resource) -> str:
    """An API, for people: the one that SAM makes of events has no name that anybody has seen."""
    return "the API that SAM makes of the events" if api.by == "framework" and api.framework == "sam" else api.name


def sentence(text: str) -> str:
    """A sentence that may begin with what is written small."""
    return text[:1].upper() + text[1:] if text.startswith("the ") else text
