"""A function may run on long after its caller has stopped waiting."""

from collections.abc import Iterator

from leastwise.iam.invocation import invokes
from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Confidence, Finding, FixSafety, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import Property
from leastwise.rules.rule import Example, Option, Rule
from leastwise.rules.runtime._waits import longest_wait
from leastwise.rules.words import listing

_LONGEST = 900
"""Seconds, the most that Lambda takes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

_BY_HABIT = 3
"""Functions that get the longest timeout from one place before that looks like a habit."""


class LongTimeout(Rule):
    id = "long-timeout"
    title = "Timeout longer than anybody waits"
    why = """
An API, a user pool or an authorizer gives up after seconds. What the function does after that is paid for and its
answer is lost; the caller tries again, so the work is done twice. When a service behind the function hangs, or somebody
sends input that takes for ever, each request keeps one of the account's concurrent executions busy until the timeout.
"""
    remediation = """
Set the timeout a little above the longest run that is normal, below what the caller waits; move longer work behind a
queue or a state machine, stream the answer, or raise the integration's timeout of a Regional or private REST API.

- Template: `Timeout: 25` on the function.
- Console: Lambda > the function > *Configuration* > *General configuration* > *Edit* > *Timeout*.
- CLI: `aws lambda update-function-configuration --function-name NAME --timeout 25`.
"""
    severity = Severity.LOW
    confidence = Confidence.MEDIUM
    cwe = ("CWE-400",)
    references = {
        "csa-serverless": ("SAS-08",),
        "nist-800-53": ("SC-5",),
        "well-architected": ("REL05-BP05",),
        "owasp-serverless": ("A6:2017",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
            "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Runs that go on after the caller has given up are cut off, also those that finish their work today."
    options = {"percent": Option(150, "how much of what the caller waits a timeout may be")}

    bad = (
        Example.sam(
            """
            Resources:
              Report:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Timeout: 300
                  Events:
                    Get: {Type: Api, Properties: {Path: /report, Method: get}}
            """,
            at="Resources.Report.Properties.Timeout",
        ),
        Example.cloudformation(
            """
            Resources:
              Pool:
                Type: AWS::Cognito::UserPool
                Properties: {LambdaConfig: {PreSignUp: !GetAtt Check.Arn}}
              Check:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/check
                  Code: {ZipFile: "def handler(event, context): return event"}
                  Timeout: 30
            """,
            at="Resources.Check.Properties.Timeout",
        ),
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Quick:
            Type: AWS::Serverless::Function
            Properties:
              Timeout: 30
              Events: {Get: {Type: Api, Properties: {Path: /quick, Method: get}}}
          Streaming:
            Type: AWS::Serverless::Function
            Properties:
              Timeout: 300
              FunctionUrlConfig: {AuthType: AWS_IAM, InvokeMode: RESPONSE_STREAM}
          Nightly:
            Type: AWS::Serverless::Function
            Properties:
              Timeout: 900
              Events: {Night: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}
          Patient: {Type: AWS::ApiGateway::RestApi, Properties: {Name: patient}}
          Slow: {Type: AWS::Serverless::Function, Properties: {Timeout: 120}}
          Ask:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Patient
              ResourceId: !GetAtt Patient.RootResourceId
              HttpMethod: POST
              AuthorizationType: AWS_IAM
              Integration:
                Type: AWS_PROXY
                IntegrationHttpMethod: POST
                TimeoutInMillis: 120000
                Uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Slow.Arn}/invocations"
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        late = list(self._late(app))
        invoked = _invoked(app) if late else set()
        told: set[str] = set()
        for function, seconds, who in late:
            if function.id in invoked:
                continue
            told.add(function.id)
            place = function.resource["Timeout"]
            yield self.finding(
                place,
                f"{function.name} may run {function.timeout:g} s, but {who} waits {seconds:g} s at most for its "
                "answer.",
                functions=[function],
                edits=[Set(place, int(seconds))] if _own(place) else (),
            )
        yield from self._by_habit(app, told)

    def _late(self, app: Application) -> Iterator[tuple[Function, float, str]]:
        """The functions that may run on after their callers, with how long these wait, and who does."""
        for function in app.functions:
            timeout = function.timeout
            wait = longest_wait(app, function) if isinstance(timeout, (int, float)) else None
            if wait is not None and timeout > wait[0] * self.option("percent") / 100:
                yield function, *wait

    def _by_habit(self, app: Application, told: set[str]) -> Iterator[Finding]:
        """The longest timeout there is, written once for many functions."""
        found: dict[tuple[str, int], list[Function]] = {}
        for function in app.functions:
            if function.id not in told and function.timeout == _LONGEST and not _own(function.resource["Timeout"]):
                span = function.resource["Timeout"].span
                found.setdefault((span[0].path, span[1]), []).append(function)
        for functions in found.values():
            if len(functions) >= _BY_HABIT:
                names = listing(function.name for function in functions)
                message = (
                    f"{names} all have the longest timeout there is, {_LONGEST} s: each hung call is paid for so long."
                )
                yield self.finding(functions[0].resource["Timeout"], message, functions=functions)


def _own(place: Property) -> bool:
    """Whether a property is written in the resource itself rather than where others get it from too."""
    source, _, _, start, end = place.resource.span
    span = place.span
    return span[0] is source and start <= span[1] and span[2] <= end


def _invoked(app: Application) -> set[str]:
    """Ids of the functions that another may invoke, for as long as they run or without waiting for them."""
    found: set[str] = set()
    for role in app.roles:
        for statement in role.statements:
            if statement.allows and any(map(invokes, statement.actions)):
                if any(value == "*" for value in statement.resources):
                    return {function.id for function in app.all_functions}
                functions = map(app.function_of, statement.resources)
                found.update(function.id for function in functions if function is not None)
    return found
