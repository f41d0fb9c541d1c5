"""A suppression's last day has passed."""

from collections.abc import Iterator

from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Example
from leastwise.suppress.note import Review
from leastwise.suppress.removal import without


class ExpiredSuppression(ReviewRule):
    id = "expired-suppression"
    title = "Suppression whose last day has passed"
    why = """
Somebody accepted the finding up to a day, and that day is over. The suppression does not hold any more: what it covered
is reported again with its own severity, and fails the run where it is severe enough.
"""
    remediation = """
Repair what it covers and remove it. If the risk is accepted anew, set a new last day and say why:
`# leastwise: ignore[rule-id] until=2099-12-31 reason=…`.
"""
    severity = Severity.LOW
    fix = FixSafety.SAFE

    bad = Example.sam(
        """
        Resources:
          Door:
            Type: AWS::Serverless::Function
            Metadata:
              leastwise:
                ignore:
                  - {rule: public-function-url, until: "2024-12-31", reason: replaced by the new gateway}
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): return {}"
              FunctionUrlConfig: {AuthType: NONE}
        """,
        at="Resources.Door.Metadata.leastwise.ignore.0",
    )
    good = Example.sam(
        """
        Resources:
          Door:
            Type: AWS::Serverless::Function
            Metadata:
              leastwise:
                ignore:
                  - {rule: public-function-url, until: "9999-12-31", reason: a public status page}
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): return {}"
              FunctionUrlConfig: {AuthType: NONE}
        """
    )

    def review(self, about: Review) -> Iterator[Finding]:
        if about.expired:
            rules = ", ".join(f"`{rule}`" for rule in about.used)
            then = (
                f"what it covered is reported again: {rules}" if rules else "nothing that it covered is found any more"
            )
            yield self.finding(
                about.place,
                f"It held until {about.note.until}; {then}.",
                edits=without(about.note, about.place, about.note.rules),
            )
