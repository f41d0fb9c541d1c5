"""How old the encryption is that front doors take, and which of them take none.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.graph import Exposure, TriggerKind
from leastwise.model.record import record
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map
from leastwise.read.graph.domains import answers_by_default
from leastwise.rules.api._routes import by_api
from leastwise.rules.stages import REST, api_name

_MODERN = ("TLS13-1-2", "TLS13-1-3", "TLS-1-2", "FS-1-2")
"""What the names of the security policies of load balancers have in them that take nothing below TLS 1.2."""

_BY_DEFAULT = "ELBSecurityPolicy-2016-08"
"""The policy of a listener for which a template names none; only the console chooses a newer one."""

_NEWER = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_DEFAULT = "AWS's default; clients that can do better use it"
_OLD_VIEWERS = ("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016")
_VIEWERS_BY_DEFAULT = "TLSv1"
"""What a distribution with a certificate of its own takes where nothing is said, by CloudFormation and by Terraform.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_distribution#viewer-certificate-arguments
"""

_POLICY = "x-amazon-apigateway-security-policy"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


@record
class Weakness:
    """One door with old encryption, or none.

    Attributes:
        place: where it is said, or would be said.
        message: what is taken, for people.
        remedy: the value that mends it at the place, where there is one.
        also: places that need the same value.
        milder: why it matters less.
    """

    place: Property
    message: str
    remedy: str = ""
    milder: str = ""
    also: tuple[Property, ...] = ()


def weaknesses(app: Application) -> Iterator[Weakness]:
    """Every door that takes less than TLS 1.2."""
    yield from _domains(app)
    yield from _apis(app)
    yield from _listeners(app)
    yield from _plain_listeners(app)
    for distribution in app.resources("AWS::CloudFront::Distribution"):
        yield from _distribution(distribution)


def _domains(app: Application) -> Iterator[Weakness]:
    for domain in app.resources("AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName"):
        own = domain["SecurityPolicy"]
        for place in (own, *(part["SecurityPolicy"] for part in domain["DomainNameConfigurations"].items())):
            if place.text() == "TLS_1_0":
                name = domain["DomainName"].text() or domain.name
                yield Weakness(place, f"{name} takes TLS 1.0.", "TLS_1_2")


def _apis(app: Application) -> Iterator[Weakness]:
    """REST APIs; the others take TLS 1.2 and newer only. A private one does so by default."""
    reached = {r.api.key for r in app.routes if r.exposure in (Exposure.INTERNET, Exposure.AUTHENTICATED)}
    for api in app.resources(REST):
        own, body = api["SecurityPolicy"], api["Body"]
        place = body[(_POLICY,)] if own.absent and body[(_POLICY,)].present else own
        if place.text() == "TLS_1_0":
            yield Weakness(place, f"{api.name} takes TLS 1.0.")
        elif place.absent and api.key in reached and answers_by_default(api) and _public(api, body):
            yield Weakness(place, f"At its own address {api_name(api)} takes TLS 1.0.", milder=_DEFAULT)


def _public(api: Resource, body: Property) -> bool:
    """Whether an API is known not to be private: it is of the type `EDGE` where nothing is said."""
    types = api["EndpointConfiguration.Types"]
    if not (body.absent or isinstance(body.value, Map)):
        return False
    return types.absent or all(place.text() in ("EDGE", "REGIONAL") for place in types.each())


def _listeners(app: Application) -> Iterator[Weakness]:
    for listener in app.resources("AWS::ElasticLoadBalancingV2::Listener"):
        policy, protocol = listener["SslPolicy"], listener["Protocol"].text()
        name = policy.text(_BY_DEFAULT if protocol == "HTTPS" else None) or ""
        if protocol in ("HTTPS", "TLS") and name.startswith("ELBSecurityPolicy-") and not _modern(name):
            unset = ", the default where nothing is said" if policy.absent else ""
            message = f"{listener.name} takes TLS 1.0 or 1.1: its policy is {name}{unset}."
            balancer = app.referenced(listener.get("LoadBalancerArn"), _BALANCER)
            inside = balancer is not None and balancer["Scheme"].text() == "internal"
            yield Weakness(policy, message, _NEWER, "within a network only" if inside else "")


def _modern(name: str) -> bool:
    return any(part in name for part in _MODERN)


def _plain_listeners(app: Application) -> Iterator[Weakness]:
    """Listeners on the internet that lead to functions without any encryption. One behind CloudFront is not alone."""
    origins = {
        found.key
        for distribution in app.resources("AWS::CloudFront::Distribution")
        for origin in distribution["DistributionConfig.Origins"].each()
        if (found := app.referenced(origin["DomainName"].value, _BALANCER))
    }
    for listener in (routes[0].api for routes in by_api(app) if routes[0].kind is TriggerKind.ALB):
        balancer = app.referenced(listener.get("LoadBalancerArn"), _BALANCER)
        if balancer is None or balancer.key in origins:
            continue
        public = balancer["Scheme"].text("internet-facing") == "internet-facing"
        if public and listener["Protocol"].text() == "HTTP":
            yield Weakness(listener["Protocol"], f"{listener.name} passes plain HTTP on, without any encryption.")


def _distribution(distribution: Resource) -> Iterator[Weakness]:
    """A distribution. With CloudFront's own certificate nobody can choose the version."""
    config = distribution["DistributionConfig"]
    if config["Enabled"].flag() is False:
        return
    certificate = config["ViewerCertificate"]
    least = certificate["MinimumProtocolVersion"]
    custom = any(certificate[name].present for name in ("AcmCertificateArn", "IamCertificateId"))
    if custom and certificate["CloudFrontDefaultCertificate"].flag(default=False) is False:
        version = least.text(_VIEWERS_BY_DEFAULT)
        if version in _OLD_VIEWERS:
            unset = ", the default" if least.absent else ""
            message = f"{distribution.name} takes {version.replace('_2016', '')}{unset}."
            yield Weakness(least, message, "TLSv1.2_2021")
    plain = [
        behaviour["ViewerProtocolPolicy"]
        for behaviour in (config["DefaultCacheBehavior"], *config["CacheBehaviors"].items())
        if behaviour["ViewerProtocolPolicy"].text() == "allow-all"
    ]
    if plain:
        message = f"{distribution.name} answers over plain HTTP too."
        yield Weakness(plain[0], message, "redirect-to-https", also=tuple(plain[1:]))
