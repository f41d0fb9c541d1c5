"""The runtime gets no security updates any more, or soon will not."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import Property
from leastwise.rules.rule import Example, Option, Rule
from leastwise.rules.runtime._lifecycle import as_of, crossed, is_none, nearest, not_by_name, runtimes


class DeprecatedRuntime(Rule):
    id = "deprecated-runtime"
    title = "Lambda runtime without security updates"
    why = """
After its deprecation date AWS no longer patches a runtime: known holes in the language and its libraries stay open.
Some time later functions that use it can no longer be created, then no longer updated, so a fix of your own cannot be
deployed either. A runtime version pinned by hand gets no patches even while the runtime is supported. Of a name that
AWS does not list nothing of this can be known; a function with it is mostly a slip that nobody has deployed yet.
"""
    remediation = """
Move to a supported runtime and test: major versions of a language are not compatible. Layers, `BuildMethod` and what
is built for the old one move along.

- Template: `Runtime: python3.14`, best once under `Globals`. The fix takes the next supported runtime, not the newest,
  because least is different there: a handler with a callback runs on Node.js 22 and fails on 24. None for .NET and Go,
  where more than the name has to change.
- Terraform: `runtime` of the `aws_lambda_function`.
- serverless.yml: `runtime` of the provider or the function.
- Console: Lambda > the function > *Code* > *Runtime settings* > *Edit*.
- CLI: `aws lambda update-function-configuration --function-name NAME --runtime python3.14`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-1104", "CWE-1395")
    references = {
        "owasp-serverless": ("A9:2017",),
        "csa-serverless": ("SAS-06",),
        "fsbp": ("Lambda.2",),
        "nist-800-53": ("SI-2",),
        "pci-dss": ("12.3.4",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-2",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Code and libraries may not run on the newer version of the language: test them before you deploy."
    options = {
        "days": Option(90, "how many days before the deprecation date it is said"),
        "today": Option("", "the date to judge by, as 2027-01-31; the clock's where empty"),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Old:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: nodejs16.x
                  Handler: app.handler
                  InlineCode: "exports.handler = async () => {}"
            """,
            at="Resources.Old.Properties.Runtime",
        ),
        Example.sam(
            """
            Globals:
              Function:
                Runtime: python3.8
            Resources:
              One:
                Type: AWS::Serverless::Function
                Properties: {Handler: app.handler, InlineCode: "def handler(event, context): pass"}
              Two:
                Type: AWS::Serverless::Function
                Properties: {Handler: app.handler, InlineCode: "def handler(event, context): pass"}
            """,
            at="Globals.Function.Runtime",
        ),
        Example.cloudformation(
            """
            Resources:
              Pinned:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: provided.al2023
                  Handler: bootstrap
                  Role: arn:aws:iam::123456789012:role/pinned
                  Code: {S3Bucket: code, S3Key: pinned.zip}
                  RuntimeManagementConfig:
                    UpdateRuntimeOn: Manual
                    RuntimeVersionArn: arn:aws:lambda:eu-west-1::runtime:0123456789abcdef
            """,
            at="Resources.Pinned.Properties.RuntimeManagementConfig.UpdateRuntimeOn",
        ),
        Example.sam(
            """
            Resources:
              Misspelt:
                Type: AWS::Serverless::Function
                Properties: {Runtime: provided.al20233, Handler: bootstrap, CodeUri: s3://code/misspelt.zip}
            """,
            at="Resources.Misspelt.Properties.Runtime",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Runtime: {Type: String}
        Resources:
          New:
            Type: AWS::Serverless::Function
            Properties: {Runtime: nodejs24.x, Handler: app.handler, InlineCode: "exports.handler = async () => {}"}
          Open:
            Type: AWS::Serverless::Function
            Properties: {Runtime: !Ref Runtime, Handler: app.handler, CodeUri: s3://code/open.zip}
          Image:
            Type: AWS::Serverless::Function
            Properties: {PackageType: Image, ImageUri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/image:1}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            facts = runtimes().get(function.runtime or "")
            if is_none(function.runtime or ""):
                message = f"`{function.runtime}` is no runtime that AWS lists (as of {as_of()})."
                place = function.resource["Runtime"]
                yield self.finding(place, message, functions=[function], severity=Severity.LOW)
            if facts is not None:
                yield from self._dated(function, function.runtime or "", facts)
            pinned = function.resource["RuntimeManagementConfig.UpdateRuntimeOn"]
            if pinned.value == "Manual":
                message = "The runtime version is pinned: patches of the runtime do not arrive."
                yield self.finding(pinned, message, functions=[function], severity=Severity.LOW)

    def _dated(self, function: Function, runtime: str, facts: dict[str, Any]) -> Iterator[Finding]:
        """A finding for a runtime that is deprecated or soon will be."""
        last = self._today().toordinal() + self.option("days")
        if date.fromisoformat(facts["deprecated"]).toordinal() > last:
            return
        soon = facts["deprecated"] > self._today().isoformat()
        place, following = function.resource["Runtime"], nearest(runtime, last)
        yield self.finding(
            place,
            f"{_message(runtime, facts, self._today())}{_unsaid(place)}{_move(runtime, following)}",
            functions=[function],
            severity=Severity.LOW if soon else None,
            severity_reason="not yet deprecated" if soon else "",
            edits=[Set(place, following)] if following else (),
        )

    def _today(self) -> date:
        given = self.option("today")
        return date.fromisoformat(given) if given else date.today()


def _message(runtime: str, facts: dict[str, Any], today: date) -> str:
    verb = "will be" if facts["deprecated"] > today.isoformat() else "was"
    blocked = [
        f"{what} since {facts[day]}" if facts[day] <= today.isoformat() else f"{what} from {facts[day]} on"
        for what, day in (("created", "no_create"), ("updated", "no_update"))
        if facts[day]
    ]
    blocks = f"; functions cannot be {', nor '.join(blocked)}" if blocked else ""
    return f"`{runtime}` {verb} deprecated on {facts['deprecated']}{blocks}."


def _unsaid(place: Property) -> str:
    """Why a runtime is spoken of that stands nowhere."""
    return " Nothing says which runtime is wanted, and this is the default." if place.by == "framework" else ""


def _move(runtime: str, following: str | None) -> str:
    """What a move to the next runtime has to reckon with; nothing where nothing is known."""
    besides = not_by_name(runtime)
    if besides is not None:
        return f" A new name is not enough: {besides}."
    changes = [f"from {border} on, {says}" for border, says in crossed(runtime, following)] if following else []
    return f" The next is `{following}`; {'; '.join(changes)}." if changes else ""
