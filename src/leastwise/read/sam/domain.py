"""Custom domains of APIs.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapidomainconfiguration.html
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, display, is_false, is_true
from leastwise.read.expand.build import Build, hashed
from leastwise.read.expand.values import carry, each, given, made
from leastwise.read.sam.tables import properties as names_of

_EDGE_ZONE = "Z2FDTNDATAQYW2"
"""Hosted zone of every CloudFront distribution.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-route53-recordset-aliastarget.html
"""


def add_rest_domain(build: Build, resource: Resource, source: Map, stage: str) -> None:
    """Add the domain of a REST API and what is mapped to it."""
    domain, span = source.get("Domain"), source.span("Domain")
    if not isinstance(domain, Map):
        return
    context, endpoint = build.context, domain.get("EndpointConfiguration", "REGIONAL")
    private = endpoint == "PRIVATE"
    version = "V2" if private else ""
    name = hashed("ApiGatewayDomainName" + version, display(domain.get("DomainName")))
    properties = Map(span)
    carry(domain, properties, names_of("ApiDomain"))
    if not private:
        properties.pop("Policy", None)
    certificate = "RegionalCertificateArn" if endpoint == "REGIONAL" else "CertificateArn"
    properties.put(certificate, domain.get("CertificateArn"), domain.span("CertificateArn"))
    configuration = Map(span, {"Types": Seq(span, [endpoint])})
    if given(domain.get("IpAddressType")):
        configuration.put("IpAddressType", domain["IpAddressType"], domain.span("IpAddressType"))
    properties.put("EndpointConfiguration", configuration, domain.span("EndpointConfiguration"))
    build.add(name, "AWS::ApiGateway::DomainName" + version, properties, span, by="author")
    build.links[resource.name, "DomainName" + version] = name
    for path, place in _base_paths(domain):
        bare = "".join(filter(str.isalnum, path))
        mapping = {
            ("DomainNameArn" if private else "DomainName"): context.ref(name),
            "RestApiId": context.ref(resource.name),
            "Stage": context.ref(stage),
            "BasePath": (path if is_false(domain.get("NormalizeBasePath")) else bare) if path else None,
        }
        build.add(f"{resource.name}{bare}BasePathMapping", f"AWS::ApiGateway::BasePathMapping{version}", mapping, place)
    access = domain.get("AccessAssociation")
    if private and isinstance(access, Map):
        association = {
            "DomainNameArn": context.ref(name),
            "AccessAssociationSourceType": "VPCE",
            "AccessAssociationSource": access.get("VpcEndpointId"),
        }
        type_ = "AWS::ApiGateway::DomainNameAccessAssociation"
        label = hashed("DomainNameAccessAssociation", f"{display(access.get('VpcEndpointId'))} {name}")
        build.add(label, type_, association, domain.span("AccessAssociation"))
    _add_records(build, domain, name, endpoint)


def add_http_domain(build: Build, resource: Resource, source: Map, stage: str) -> None:
    """Add the domain of an HTTP or WebSocket API and what is mapped to it."""
    domain, span = source.get("Domain"), source.span("Domain")
    if not isinstance(domain, Map):
        return
    context = build.context
    name = hashed("ApiGatewayDomainNameV2", display(domain.get("DomainName")))
    properties = Map(span)
    carry(domain, properties, names_of("HttpApiDomain"))
    configuration = Map(span)
    for key in ("CertificateArn", "OwnershipVerificationCertificateArn", "SecurityPolicy"):
        if given(domain.get(key)):
            configuration.put(key, domain[key], domain.span(key))
    configuration["EndpointType"] = domain.get("EndpointConfiguration", "REGIONAL")
    properties["DomainNameConfigurations"] = Seq(span, [configuration])
    build.add(name, "AWS::ApiGatewayV2::DomainName", properties, span, by="author")
    build.links[resource.name, "DomainName"] = name
    for path, place in _base_paths(domain):
        mapping = {
            "DomainName": context.ref(name),
            "ApiId": context.ref(resource.name),
            "Stage": context.ref(stage),
            "ApiMappingKey": path.strip("/") if path else None,
        }
        bare = re.sub(r"[-_/]+", "", path)
        build.add(f"{resource.name}{bare}ApiMapping", "AWS::ApiGatewayV2::ApiMapping", mapping, place)
    _add_records(build, domain, name, "REGIONAL")


def _base_paths(domain: Map) -> list[tuple[str, Span]]:
    found, home = domain.get("BasePath"), domain.span("BasePath")
    paths = [(path, span) for path, span in each(found, home) if isinstance(path, str) and path]
    return paths or [("", home)]


def _add_records(build: Build, domain: Map, name: str, endpoint: Any) -> None:
    """The records in Route 53 that lead to the domain."""
    route, span = domain.get("Route53"), domain.span("Route53")
    if not isinstance(route, Map):
        return
    zone = route.get("HostedZoneId", route.get("HostedZoneName"))
    if zone is None:
        return
    att = build.context.att
    if endpoint == "REGIONAL":
        alias: dict[str, Any] = {
            "HostedZoneId": att(name, "RegionalHostedZoneId"),
            "DNSName": att(name, "RegionalDomainName"),
        }
    elif endpoint == "EDGE":
        distribution = route.get("DistributionDomainName", att(name, "DistributionDomainName"))
        alias = {"HostedZoneId": _EDGE_ZONE, "DNSName": distribution}
    else:
        alias = {"HostedZoneId": route.get("VpcEndpointHostedZoneId"), "DNSName": route.get("VpcEndpointDomainName")}
    alias["EvaluateTargetHealth"] = route.get("EvaluateTargetHealth")
    records = [
        {
            "Name": domain.get("DomainName"),
            "Type": kind,
            "AliasTarget": alias,
            "Region": route.get("Region"),
            "SetIdentifier": route.get("SetIdentifier"),
        }
        for kind in (("A", "AAAA") if is_true(route.get("IpV6")) else ("A",))
    ]
    if is_true(route.get("SeparateRecordSetGroup")):
        group = hashed("RecordSetGroup", f"{display(zone)} {display(domain.get('DomainName'))}")
    else:
        group = hashed("RecordSetGroup", display(zone))
    known = build.result.get(group) if group not in build.source else None
    if known is not None:
        known.properties["RecordSets"].extend(made(span, records))
        return
    properties = {
        "HostedZoneId": route.get("HostedZoneId"),
        "HostedZoneName": route.get("HostedZoneName"),
        "RecordSets": records,
    }
    build.add(group, "AWS::Route53::RecordSetGroup", properties, span)
