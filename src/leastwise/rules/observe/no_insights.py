"""Memory, start-up and network use of the functions are not measured."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.observe._telemetry import at_edge, has_insights, observed
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import by_id, listing


class NoInsights(Rule):
    id = "no-insights"
    title = "Functions without Lambda Insights"
    why = """
Lambda Insights measures CPU time, memory, disk and network use of every function. A function that suddenly sends
much more than it used to, or computes for minutes, shows there first: data leaving, or somebody mining coins.
"""
    remediation = """
Add the extension of Lambda Insights, and let the role write to its log group.

- Template: the layer `arn:aws:lambda:REGION:580247275435:layer:LambdaInsightsExtension:VERSION` under `Layers`, and the
  managed policy `CloudWatchLambdaInsightsExecutionRolePolicy`.
- Terraform: the layer's ARN in `layers` of the `aws_lambda_function`, and an `aws_iam_role_policy_attachment` of that
  policy.
- serverless.yml: the layer's ARN under `layers` of the provider or the function, and the policy under
  `provider.iam.role.managedPolicies`.
- Console: Lambda > the function > *Configuration* > *Monitoring and operations tools* > *Edit* > *Enhanced monitoring*.
- CLI: `aws lambda update-function-configuration --function-name NAME --layers LAYER_ARN`.
"""
    severity = Severity.INFO
    persona = Persona.AUDITOR
    cwe = ("CWE-778",)
    references = {
        "nist-800-53": ("CA-7", "SI-4"),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-insights.html",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights.html",
        ),
    }
    once = True

    bad = Example.sam(
        """
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        """,
        at="Resources.Worker.Properties.Layers",
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Measured:
            Type: AWS::Serverless::Function
            Properties:
              Layers: [!Sub "arn:aws:lambda:${AWS::Region}:580247275435:layer:LambdaInsightsExtension:53"]
          Vendor:
            Type: AWS::Serverless::Function
            Properties: {Layers: [!Sub "arn:aws:lambda:${AWS::Region}:464622532012:layer:Datadog-Extension:80"]}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        # go1.x runs no extensions: https://docs.aws.amazon.com/lambda/latest/dg/lambda-extensions.html
        able = [f for f in by_id(app.functions) if f.runtime != "go1.x" and not at_edge(app, f)]
        without = [f for f in able if not (has_insights(app, f) or observed(app, f))]
        if without:
            names = listing(function.name for function in without)
            yield self.finding(
                without[0].resource["Layers"],
                f"CPU, disk and network use of {names} are not measured.",
                functions=without,
            )
