"""A function keeps much in /tmp, which outlives the invocation."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.rule import Example, Option, Rule


class LargeEphemeralStorage(Rule):
    id = "large-ephemeral-storage"
    title = "Large temporary storage"
    why = """
`/tmp` is not emptied between invocations: the next caller's request may run where the last one's files still lie, and
code that was taken over finds them. More room than the default 512 MiB is asked for where much is put there; so it is
worth a look what that is, whether it is removed, and whether the room is needed. It is paid for with every invocation.
"""
    remediation = """
Remove files as soon as they are used, stream instead of storing, and ask for no more room than that takes.

- Template: remove `EphemeralStorage`, or set its `Size` to what is needed.
- Console: Lambda > the function > *Configuration* > *General configuration* > *Edit* > *Ephemeral storage*.
- CLI: `aws lambda update-function-configuration --function-name NAME --ephemeral-storage Size=512`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-459",)
    references = {
        "csa-serverless": ("SAS-12",),
        "nist-800-53": ("SC-4",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
        ),
    }
    options = {"mebibytes": Option(512, "how many MiB are not large")}

    bad = Example.sam(
        """
        Resources:
          Convert:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              EphemeralStorage: {Size: 10240}
        """,
        at="Resources.Convert.Properties.EphemeralStorage.Size",
    )
    good = Example.sam(
        """
        Parameters:
          Room: {Type: Number}
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Default: {Type: AWS::Serverless::Function}
          Written: {Type: AWS::Serverless::Function, Properties: {EphemeralStorage: {Size: 512}}}
          Given: {Type: AWS::Serverless::Function, Properties: {EphemeralStorage: {Size: !Ref Room}}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            place = function.resource["EphemeralStorage.Size"]
            size = place.number()
            if size > self.option("mebibytes"):
                message = f"{function.name} has {size:g} MiB in `/tmp`, where files stay between invocations."
                yield self.finding(place, message, functions=[function])
