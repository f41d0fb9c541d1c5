"""What stands before APIs and function URLs: web ACLs, and the distributions that pass requests on.

https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, TriggerKind
from leastwise.model.record import record
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Concat, Symbol, Unknown, references
from leastwise.read.graph.fronted import headers, origins
from leastwise.rules.api._walls import allows, rules

_STAGE = "AWS::ApiGateway::Stage"
_ASSOCIATIONS = ("AWS::WAFv2::WebACLAssociation", "AWS::WAFRegional::WebACLAssociation")


@record
class Shield:
    """A web ACL before a resource.

    Attributes:
        resource: what it protects; an API stands for the stage that is named.
        acl: the web ACL, where it is part of the application.
        stage: name of the stage, or a symbol; `None` for what has no stages.
    """

    resource: Resource
    acl: Resource | None
    stage: object = None

    @property
    def name(self) -> str:
        """The web ACL, for people."""
        return f"the web ACL {self.acl.name}" if self.acl else "a web ACL"


@record
class Front:
    """A distribution that passes requests on to a function URL or an API."""

    distribution: Resource
    origin: Property
    to: Resource

    @property
    def headers(self) -> set[str]:
        """Names in lower case of the headers that the distribution adds, by which it may be known."""
        return headers(self.origin)


ADDRESSES = "addresses of a list"
"""Whom a web ACL lets in that asks where a request comes from."""

UNKNOWN = ""
"""The key of `shields` for a web ACL of which it is not known what it protects."""


@lru_cache(maxsize=1)
def shields(app: Application) -> dict[str, list[Shield]]:
    """Key of what a web ACL protects → the web ACLs; distributions, APIs, load balancers and so on."""
    found: dict[str, list[Shield]] = {}
    for association in app.resources(*_ASSOCIATIONS):
        value = association.get("ResourceArn")
        resource = app.referenced(value)
        stage: object = _after_stages(value)
        if resource is not None and resource.type == _STAGE:
            stage = resource.get("StageName")
            resource = app.referenced(resource.get("RestApiId"))
        acl = app.referenced(association.get("WebACLArn", association.get("WebACLId")))
        if resource is not None:
            found.setdefault(resource.key, []).append(Shield(resource, acl, stage))
        elif isinstance(value, Symbol):
            found.setdefault(UNKNOWN, []).append(Shield(association, acl))
    for distribution in app.resources("AWS::CloudFront::Distribution"):
        value = distribution["DistributionConfig.WebACLId"].value
        if value is not None and not isinstance(value, Unknown) and value != "":
            found[distribution.key] = [Shield(distribution, app.referenced(value))]
    return found


def _after_stages(value: object) -> object:
    """What follows `/stages/` in the ARN of a stage: its name or a symbol."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    for index, part in enumerate(parts):
        if isinstance(part, str) and "/stages/" in part:
            name = part.rpartition("/stages/")[2]
            return name if name or index + 1 == len(parts) else parts[index + 1]
    return None


def lets_in(acl: Resource | None) -> str:
    """Whom alone a web ACL lets in that blocks by default, for people; empty where it keeps nobody out by who he is.

    https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-default-action.html
    """
    if acl is None or not acl["DefaultAction.Block"].present:
        return ""
    asked = {_asks(rule["Statement"]) for rule in rules(acl) or () if allows(rule)}
    return asked.pop() if len(asked) == 1 else ""


def _asks(statement: Property, depth: int = 0) -> str:
    """What a statement asks for that not everybody has."""
    if statement["IPSetReferenceStatement"].present:
        return ADDRESSES
    if statement["ByteMatchStatement.FieldToMatch.SingleHeader"].present:
        return "requests with a certain header"
    inner = [part for kind in ("AndStatement", "OrStatement") for part in statement[kind]["Statements"].each()]
    found = {_asks(part, depth + 1) for part in inner} if depth < 4 else {""}
    if statement["AndStatement"].present:
        found -= {""}
    return found.pop() if len(found) == 1 else ""


def guard(app: Application, api: Resource) -> tuple[str, Resource] | None:
    """Whom alone the web ACL before an API lets in, and that web ACL; `None` where it keeps nobody out."""
    for shield in shields(app).get(api.key, ()):
        who = lets_in(shield.acl)
        if who and shield.acl is not None:
            return who, shield.acl
    return None


def unshielded_stages(app: Application, api: Resource, before: list[Shield]) -> Iterator[tuple[str, Property]]:
    """Names of the stages of a REST API that no web ACL sees although others are seen, and where they are made.

    SAM deploys a stage called `Stage` beside the author's own unless the API names a version of OpenAPI.
    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
    """
    seen = [app.referenced(s.stage) or s.stage for s in before if s.resource == api and s.stage is not None]
    if not seen or any(isinstance(stage, Symbol) for stage in seen):
        return
    names = {stage.get("StageName") if isinstance(stage, Resource) else stage for stage in seen}
    for stage in app.resources(_STAGE, "AWS::ApiGateway::Deployment"):
        name = stage.get("StageName")
        if isinstance(name, str) and name not in names and app.referenced(stage.get("RestApiId")) == api:
            generated = stage.by == "framework" and stage.type != _STAGE
            yield name, api["OpenApiVersion"] if generated else stage["StageName"]


@lru_cache(maxsize=1)
def fronts(app: Application) -> tuple[Front, ...]:
    """Every distribution before a function URL or an API of the application."""
    return tuple(Front(origin.resource, origin, to) for origin, to in origins(app.lookup))


def lets_through(app: Application, api: Resource) -> Front | None:
    """A distribution that adds all that the authorizer of an API asks for, and itself asks nobody who he is."""
    ways = {r.api.key for r in app.routes if r.kind is TriggerKind.CLOUDFRONT and r.auth is AuthKind.NONE}
    return next((front for front in fronts(app) if front.to == api and front.distribution.key in ways), None)


def may_be_fronted(app: Application) -> bool:
    """Whether a distribution passes requests on to something that is not known: it may stand before anything."""
    for distribution in app.resources("AWS::CloudFront::Distribution"):
        for origin in distribution["DistributionConfig.Origins"].each():
            name = origin["DomainName"].value
            if isinstance(name, Symbol) and not any(app.by_key.get(r.resource) for r in references(name)):
                return True
    return False
