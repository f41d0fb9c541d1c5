"""graphql-exposed and public-endpoint-type: one finding for an API, naming what is open."""

import pytest

from leastwise.model.finding import Finding
from leastwise.rules.api.graphql_exposed import GraphqlExposed
from leastwise.rules.api.public_endpoint_type import PublicEndpointType
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule


def said(rule: Rule, type_: str, properties: str) -> list[Finding]:
    return findings(rule, {"template.yaml": f"Resources: {{Shop: {{Type: {type_}, Properties: {{{properties}}}}}}}"})


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ("Name: shop", "introspection on, no limit for the depth of queries, no limit below 10,000 resolvers a query"),
        ("IntrospectionConfig: DISABLED, QueryDepthLimit: 5, ResolverCountLimit: 9", "has no log of its fields."),
        ("Name: shop, QueryDepthLimit: !ImportValue depth", "introspection on, no limit below 10,000"),
    ],
)
def test_one_finding_names_all_that_is_open(properties: str, told: str) -> None:
    (finding,) = said(GraphqlExposed(), "AWS::AppSync::GraphQLApi", properties)
    assert told in finding.message


@pytest.mark.parametrize(
    ("types", "told"),
    [("[EDGE]", "edge-optimized"), ("[REGIONAL]", "regional"), ("[PRIVATE]", ""), ("!ImportValue types", "")],
)
def test_the_kind_of_endpoint_is_named(types: str, told: str) -> None:
    properties = f"EndpointConfiguration: {{Types: {types}}}"
    found = said(PublicEndpointType(), "AWS::ApiGateway::RestApi", properties)
    assert [told in finding.message for finding in found] == ([True] if told else [])
