"""The GraphQL API tells everybody what it can do, and does as much of it at once as they ask."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.resource import Property, Resource
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class GraphqlExposed(Rule):
    id = "graphql-exposed"
    title = "GraphQL API without limits"
    why = """
With introspection on, the API hands its whole schema to whoever may call it, fields included that nobody was told of.
Without limits for depth and number of resolvers, one short query nests itself into thousands of calls to tables and
functions, which you pay for. Without logs of the fields, nobody sees which data was taken.
"""
    remediation = """
Set the limits that your longest own query needs, switch introspection off outside development, and log errors at least.

- Template: `IntrospectionConfig: DISABLED`, `QueryDepthLimit: 5`, `ResolverCountLimit: 50` and
  `LogConfig: {FieldLogLevel: ERROR, CloudWatchLogsRoleArn: …}` on the API.
- Console: AppSync > the API > *Settings* > *API configurations* and *Logging*.
- CLI: `aws appsync update-graphql-api --api-id API --name NAME --authentication-type TYPE
  --introspection-config DISABLED --query-depth-limit 5 --resolver-count-limit 50`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    cwe = ("CWE-200", "CWE-770", "CWE-778")
    references = {
        "owasp-serverless": ("A6:2017", "A10:2017"),
        "csa-serverless": ("SAS-03", "SAS-08"),
        "fsbp": ("AppSync.2",),
        "nist-800-53": ("AU-2", "SC-5"),
        "pci-dss": ("10.4.2",),
        "aws": (
            "https://docs.aws.amazon.com/appsync/latest/devguide/configuration-limits.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/appsync-controls.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Shop:
                Type: AWS::Serverless::GraphQLApi
                Properties:
                  SchemaInline: "type Query { orders: [String] }"
                  Auth: {Type: AWS_IAM}
            """,
            at="Resources.Shop.Properties.IntrospectionConfig",
        ),
        Example.cloudformation(
            """
            Resources:
              Shop:
                Type: AWS::AppSync::GraphQLApi
                Properties:
                  Name: shop
                  AuthenticationType: AWS_IAM
                  IntrospectionConfig: DISABLED
                  QueryDepthLimit: 5
                  ResolverCountLimit: 0
                  LogConfig: {FieldLogLevel: NONE, CloudWatchLogsRoleArn: arn:aws:iam::123456789012:role/logs}
            """,
            at="Resources.Shop.Properties.ResolverCountLimit",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Shop:
            Type: AWS::AppSync::GraphQLApi
            Properties:
              Name: shop
              AuthenticationType: AWS_IAM
              IntrospectionConfig: DISABLED
              QueryDepthLimit: 5
              ResolverCountLimit: 50
              LogConfig: {FieldLogLevel: ERROR, CloudWatchLogsRoleArn: arn:aws:iam::123456789012:role/logs}
          Inside:
            Type: AWS::AppSync::GraphQLApi
            Properties: {Name: inside, AuthenticationType: AWS_IAM, Visibility: PRIVATE}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for api in app.resources("AWS::AppSync::GraphQLApi"):
            found = list(_missing(api)) if api["Visibility"].text("GLOBAL") == "GLOBAL" else []
            if found:
                lacks = listing([what for _, what in found])
                yield self.finding(found[0][0], f"{api.name} has {lacks}.")


def _missing(api: Resource) -> Iterator[tuple[Property, str]]:
    """Each place that leaves something open, and what. A limit of 0 is none, or the highest.

    https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateGraphqlApi.html
    """
    if api["IntrospectionConfig"].text("ENABLED") == "ENABLED":
        yield api["IntrospectionConfig"], "introspection on"
    if api["QueryDepthLimit"].number(0) == 0:
        yield api["QueryDepthLimit"], "no limit for the depth of queries"
    if api["ResolverCountLimit"].number(0) == 0:
        yield api["ResolverCountLimit"], "no limit below 10,000 resolvers a query"
    if api["LogConfig.FieldLogLevel"].text("NONE") == "NONE":
        yield api["LogConfig.FieldLogLevel"], "no log of its fields"
