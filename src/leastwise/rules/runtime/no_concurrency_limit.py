"""Nothing limits how many copies of a function run at once."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Persona, Severity
from leastwise.model.graph import Exposure, Function, TriggerKind
from leastwise.model.resource import Resource
from leastwise.paths.exposure import Reach, reaches
from leastwise.rules.callers import anybody_starts
from leastwise.rules.connections import connections, few_connections
from leastwise.rules.rule import Example, Rule
from leastwise.rules.runtime._limits import open_doors, unlimited
from leastwise.rules.words import by_id, listing


class NoConcurrencyLimit(Rule):
    id = "no-concurrency-limit"
    title = "Function without a concurrency limit"
    why = """
A function scales until the account's limit is reached, 1,000 copies at once by default, which all functions of the
account and region share. A flood of requests then stops every other function too, and is paid for in full. A database
has a few hundred connections, and each copy opens its own: long before Lambda is at its limit the database refuses
everybody. A function URL has no throttling of its own: the reserved concurrency is the only limit there is.
Said to everybody about open function URLs, open doors in production, and what connects to such a database.
"""
    remediation = """
Reserve what the function needs at its busiest, and no more than what is behind it can take; put RDS Proxy before a
database. AWS keeps 100 of the account's concurrency unreserved, and new accounts start with less than 1,000 in all.

- Template: `ReservedConcurrentExecutions: 50` on the function; for queues `ScalingConfig: {MaximumConcurrency: 10}` on
  the event source mapping.
- Terraform: `reserved_concurrent_executions = 50` on the `aws_lambda_function`; `scaling_config { maximum_concurrency =
  10 }` on the `aws_lambda_event_source_mapping`.
- serverless.yml: `reservedConcurrency: 50` on the function; `maximumConcurrency: 10` on an `sqs` event.
- Console: Lambda > the function > *Configuration* > *Concurrency and recursion detection* > *Edit*.
- CLI: `aws lambda put-function-concurrency --function-name NAME --reserved-concurrent-executions 50`.
"""
    severity = Severity.MEDIUM
    confidence = Confidence.MEDIUM
    persona = Persona.PEDANTIC
    promoted = Persona.REGULAR
    cwe = ("CWE-770",)
    references = {
        "csa-serverless": ("SAS-08",),
        "nist-800-53": ("SC-5", "SC-6"),
        "well-architected": ("REL05-BP02",),
        "owasp-serverless": ("A6:2017",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Hook:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  FunctionUrlConfig: {AuthType: NONE}
            """,
            at="Resources.Hook.Properties.ReservedConcurrentExecutions",
        ),
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::RDS::DBInstance
                Properties: {Engine: postgres, PubliclyAccessible: false}
              Shop:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Environment: {Variables: {DB_HOST: !GetAtt Orders.Endpoint.Address}}
                  Events:
                    Bought: {Type: Api, Properties: {Path: /buy, Method: post, Auth: {Authorizer: AWS_IAM}}}
            """,
            at="Resources.Shop.Properties.ReservedConcurrentExecutions",
        ),
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties: {Engine: postgres, PubliclyAccessible: false}
          Hook:
            Type: AWS::Serverless::Function
            Properties:
              ReservedConcurrentExecutions: 5
              FunctionUrlConfig: {AuthType: NONE}
          Nightly:
            Type: AWS::Serverless::Function
            Properties:
              Environment: {Variables: {DB_HOST: !GetAtt Orders.Endpoint.Address}}
              Events: {Night: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}
          Inside: {Type: AWS::Serverless::Function}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        free = by_id(f for f in app.functions if unlimited(app, f))
        told: set[str] = set()
        for stores, functions in _before_stores(app, free):
            told.update(function.id for function in functions)
            what = "have the addresses" if len(stores) > 1 else "have the address"
            what = what if len(functions) > 1 else what.replace("have", "has")
            limit = "nothing but the account's quota limits how many copies connect"
            message = f"{_names(functions)} {what} of {listing([s.name for s in stores], 9)}: {limit}."
            yield self._found(functions, message, Persona.REGULAR)
        doors = open_doors(app, [f for f in free if f.id not in told])
        urgent = [f for f in free if doors.get(f.id) and (app.production or TriggerKind.FUNCTION_URL in doors[f.id])]
        if urgent:
            why = f" in production ({app.production})" if app.production else ": a function URL has no other limit"
            message = f"Anybody can start any number of copies of {_names(urgent)}{why}."
            yield self._found(urgent, message, Persona.REGULAR)
        reach = reaches(app) if free else {}
        rest = [f for f in free if f.id in doors and f not in urgent and f.id in reach and reach[f.id].outside]
        if rest:
            message = f"Nothing but the account's quota limits how many copies of {_names(rest)} run at once."
            closed = all(_callers_known(app, reach[function.id]) for function in rest)
            yield self._found(rest, message, None, "only callers who are known start it" if closed else "")

    def _found(self, functions: Sequence[Function], message: str, persona: Persona | None, mild: str = "") -> Finding:
        return self.finding(
            functions[0].resource["ReservedConcurrentExecutions"],
            message,
            functions=functions,
            persona=persona,
            severity=Severity.LOW if mild else None,
            severity_reason=mild,
        )


def _callers_known(app: Application, reach: Reach) -> bool:
    first = reach.trigger
    return reach.exposure is not Exposure.INTERNET and (first is None or not anybody_starts(app, first))


def _names(functions: Sequence[Function]) -> str:
    return listing(function.name for function in functions)


def _before_stores(app: Application, free: Sequence[Function]) -> Iterator[tuple[list[Resource], list[Function]]]:
    """The databases with few connections, each set with the functions that have the addresses of just these."""
    found: dict[tuple[str, ...], tuple[list[Resource], list[Function]]] = {}
    for function in free:
        stores = {c.resource.key: c.resource for c in connections(app, function) if few_connections(c.resource)}
        if stores:
            found.setdefault(tuple(sorted(stores)), (list(stores.values()), []))[1].append(function)
    yield from found.values()
