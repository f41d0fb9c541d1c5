"""One environment reaches into another one."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import Property
from leastwise.read.graph.environment import is_environment
from leastwise.rules.access._uses import allowed, named, shared
from leastwise.rules.environments import says_production, tries_out
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class CrossEnvironment(Rule):
    id = "cross-environment"
    title = "One environment uses what belongs to another"
    why = """
Development is where things are tried out, more people have access, and less is watched. If it reads or writes what
belongs to production, a test deletes real orders, and whoever gets into the weaker environment is in the stronger one.
A name that says production in an application that is deployed to another environment is such a case, and so is a role,
a table, a bucket to write to or a secret that is spelled out in a template with a parameter for its stage: it is the
same in all of them.
"""
    remediation = """
Let the stage decide what is used, and keep environments in accounts of their own.

- Template: `!Sub orders-${Stage}` or `!Sub "{{resolve:ssm:/${Stage}/db/host}}"` instead of the spelled out name.
- Console: AWS Organizations > *AWS accounts*: one account for each environment.
- CLI: `aws ssm put-parameter --name /dev/db/host --type String --value HOST`, one for each environment, and
  `aws organizations create-account --email MAIL --account-name dev`.
"""
    severity = Severity.HIGH
    confidence = Confidence.MEDIUM
    cwe = ("CWE-653", "CWE-1188")
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-03", "SAS-04"),
        "nist-800-53": ("CM-4(1)", "AC-4", "SC-7"),
        "pci-dss": ("6.5.3",),
        "well-architected": ("SEC01-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_securely_operate_multi_accounts.html",
            "https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/organizing-your-aws-environment.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Parameters:
              Stage: {Type: String, Default: dev}
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Environment: {Variables: {TABLE: orders-prod, NODE_ENV: production}}
                  Policies:
                    - Statement:
                        - Effect: Allow
                          Action: dynamodb:PutItem
                          Resource: !Sub arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders-prod
            """,
            at=(
                "Resources.Orders.Properties.Environment.Variables.TABLE",
                "Resources.Orders.Properties.Policies.0.Statement.0.Resource",
            ),
        ),
        Example.cloudformation(
            """
            Parameters:
              Environment: {Type: String, AllowedValues: [dev, prod]}
            Resources:
              Orders:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/orders
                  Code: {ZipFile: "def handler(event, context): pass"}
            """,
            at="Resources.Orders.Properties.Role",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Stage: {Type: String, Default: dev}
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Environment:
                Variables: {TABLE: !Sub "orders-${Stage}", NODE_ENV: production, GROUP: non-prod, TOPIC: product-news}
              Policies:
                - Statement:
                    - {Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::public-data/*"}
                    - {Effect: Allow, Action: execute-api:Invoke, Resource: "arn:aws:execute-api:*:*:abcde12345/Prod/*"}
                    - {Effect: Deny, Action: "dynamodb:*", Resource: "arn:aws:dynamodb:*:*:table/orders-prod"}
                    - {Effect: Allow, Action: dynamodb:GetItem, Resource: "arn:aws:dynamodb:*:*:table/orders-prod"}
                    - Effect: Allow
                      Action: dynamodb:PutItem
                      Resource: !Sub "arn:aws:dynamodb:*:*:table/orders-${Stage}"
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        environment = app.environment
        if environment is not None and (environment.production or not tries_out(environment.name)):
            environment = None
        if environment is not None:
            found: dict[str, list[tuple[Property, str]]] = {}
            for place, text in (*allowed(app), *named(app)):
                if says_production(text):
                    found.setdefault(place.resource.key, []).append((place, text))
            for cases in found.values():
                names = dict.fromkeys(f"`{text}`" for _, text in cases)
                yield self.finding(
                    cases[0][0],
                    f"{listing(names, 3)} {'is' if len(names) == 1 else 'are'} used in {environment.name} "
                    f"({environment.reason}).",
                    functions=_functions(app, cases[0][0]),
                )
        parameter = next((name for stack in app.stacks for name in stack.parameters if is_environment(name)), "")
        for place, text in shared(app) if parameter else ():
            if environment is None or not says_production(text):
                yield self.finding(
                    place,
                    f"`{text}` is the same in every environment, whatever `{parameter}` says.",
                    severity=Severity.MEDIUM,
                    severity_reason="it may be shared on purpose",
                )


def _functions(app: Application, place: Property) -> list[Function]:
    """The functions that a place is written for, or whose role it is in."""
    return [f for f in app.functions if place.resource in (f.resource, f.role.resource if f.role else None)]
