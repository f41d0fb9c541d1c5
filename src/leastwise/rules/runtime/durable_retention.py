"""The history of durable executions, with all their inputs and results, is kept longer than needed."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.rules.rule import Example, Option, Rule


class DurableRetention(Rule):
    id = "durable-retention"
    title = "Long retention of durable executions"
    why = """
A durable function keeps the input, the result of every step and every error of each execution until the retention
period is over, 14 days unless another is set. Whoever may call `GetDurableExecutionHistory` reads all of it: personal
data, tokens in answers, what was only meant to pass through. What is kept for three months can be stolen for as long.
"""
    remediation = """
Keep the history as long as failures are looked into, and no longer; what must be kept belongs in a store with its own
access and retention.

- Template: `DurableConfig: {RetentionPeriodInDays: 14, …}`.
- Console: Lambda > the function > *Configuration* > *Durable execution* > *Edit*.
- CLI: `aws lambda update-function-configuration --function-name NAME --durable-config
  ExecutionTimeout=3600,RetentionPeriodInDays=14`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-359",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "nist-800-53": ("SI-12",),
        "gdpr": ("Article 5(1)(e)",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/durable-configuration.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-durableconfig.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "The history of an execution is gone 14 days after its end: whoever needs it for longer has to keep it "
        "elsewhere."
    )
    options = {"days": Option(30, "how many days are not too long")}

    bad = Example.sam(
        """
        Resources:
          Order:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.14
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              DurableConfig: {ExecutionTimeout: 3600, RetentionPeriodInDays: 90}
        """,
        at="Resources.Order.Properties.DurableConfig.RetentionPeriodInDays",
    )
    good = Example.sam(
        """
        Parameters:
          Days: {Type: Number}
        Globals:
          Function: {Runtime: python3.14, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Default: {Type: AWS::Serverless::Function, Properties: {DurableConfig: {ExecutionTimeout: 3600}}}
          Short:
            Type: AWS::Serverless::Function
            Properties: {DurableConfig: {ExecutionTimeout: 3600, RetentionPeriodInDays: 7}}
          Given:
            Type: AWS::Serverless::Function
            Properties: {DurableConfig: {ExecutionTimeout: 3600, RetentionPeriodInDays: !Ref Days}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            place = function.resource["DurableConfig.RetentionPeriodInDays"]
            days = place.number()
            if days > self.option("days"):
                yield self.finding(
                    place,
                    f"Inputs and results of {function.name} are kept for {days:g} days after each execution.",
                    functions=[function],
                    edits=[Set(place, 14)],
                )
